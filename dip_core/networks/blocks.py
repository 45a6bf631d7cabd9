"""The layers several architectures share; a layer below its siblings."""

from contextlib import AbstractContextManager, nullcontext
from typing import Literal, TypeVar, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from dip_core.errors import OptionError
from dip_core.options import option

Padding = Literal["reflection", "zero"]
Upsampling = Literal["bilinear", "nearest"]
Downsampling = Literal["stride", "average", "maximum"]

_PADDING_MODES: dict[Padding, Literal["reflect", "zeros"]] = {
    "reflection": "reflect",
    "zero": "zeros",
}

# From here on memory is worth a few hundredths of the time: 128 channels of 256².
_LARGE = 2**23

T = TypeVar("T")


def padding_option(default: Padding = "reflection") -> Padding:
    """Declare what an architecture's filters see beyond the border."""
    return option(
        default,
        "Padding",
        "What the filters see beyond the border of the picture.",
        advanced=True,
    )


def upsampling_option(default: Upsampling = "bilinear") -> Upsampling:
    """Declare how an architecture doubles its scales."""
    return option(
        default,
        "Enlarging",
        "How each scale is doubled: bilinear is smoother, nearest keeps edges crisper.",
        advanced=True,
    )


def at_scale(values: tuple[T, ...], scale: int) -> T:
    """Return the value for a scale, counted from 0 at full size; the last one repeats."""
    return values[min(scale, len(values) - 1)]


def refuse_even(name: str, kernels: tuple[int, ...]) -> None:
    """Raise an `OptionError` for a kernel without a middle, which would shift the picture."""
    for kernel in kernels:
        if kernel % 2 == 0:
            raise OptionError(f"A kernel has an odd size; {name} has {kernel}.")


def canvas_of(block: int, least: int, height: int, width: int) -> tuple[int, int]:
    """Round both sides up to whole blocks, no fewer than `least` of them."""
    return block * max(least, -(-height // block)), block * max(least, -(-width // block))


def convolution(
    in_channels: int,
    out_channels: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: Padding,
    bias: bool = True,
) -> nn.Conv2d:
    """Return a "same" convolution; an odd `kernel` keeps the size at stride 1."""
    return _Convolution(
        in_channels,
        out_channels,
        kernel,
        stride=stride,
        padding=kernel // 2,
        padding_mode=_PADDING_MODES[padding],
        bias=bias,
    )


class _Convolution(nn.Conv2d):
    """A convolution that mirrors the border in the precision it computes in."""

    def forward(self, x: Tensor) -> Tensor:
        """(1, in, h, w) → (1, out, h / stride, w / stride)."""
        if self.padding_mode != "reflect":
            return super().forward(x)
        mirrored = reflected(x, self.kernel_size[0] // 2)
        return functional.conv2d(mirrored, self.weight, self.bias, self.stride)


class ConvNormAct(nn.Sequential):
    """Convolution, batch norm with the statistics of this one picture, leaky ReLU 0.2."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        padding: Padding,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.convolution = convolution(
            in_channels, out_channels, kernel, padding=padding, bias=bias
        )
        self.norm = nn.BatchNorm2d(out_channels)
        self.activation = nn.LeakyReLU(0.2, inplace=True)


class Upsample(nn.Module):
    """Double the size. Bilinear means `align_corners=False`, as since torch 0.4."""

    def __init__(self, mode: Upsampling) -> None:
        super().__init__()
        self.mode = mode

    def forward(self, x: Tensor) -> Tensor:
        """(1, C, h, w) → (1, C, 2h, 2w)."""
        return enlarged(x, self.mode)


class Downsample(nn.Sequential):
    """Halve the size: by the convolution's stride, or by pooling after a plain convolution."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        mode: Downsampling,
        padding: Padding,
    ) -> None:
        stride = 2 if mode == "stride" else 1
        layers: list[nn.Module] = [
            convolution(in_channels, out_channels, kernel, stride=stride, padding=padding)
        ]
        if mode == "average":
            layers.append(nn.AvgPool2d(2))
        elif mode == "maximum":
            layers.append(nn.MaxPool2d(2))
        super().__init__(*layers)


def as_stored(x: Tensor) -> AbstractContextManager[object]:
    """Return a context in which x keeps its precision.

    Autocast on a processor widens what is padded or enlarged to float32: twice the memory, for
    values that are copied or averaged only to be rounded again by the convolution that follows.
    """
    return torch.autocast(x.device.type, enabled=False) if _autocasts(x) else nullcontext()


def _autocasts(x: Tensor) -> bool:
    device = x.device.type
    return torch.amp.is_autocast_available(device) and torch.is_autocast_enabled(device)


def enlarged(x: Tensor, mode: Upsampling) -> Tensor:
    """Double the size, in the precision x has."""
    align = False if mode == "bilinear" else None
    with as_stored(x):
        return functional.interpolate(x, scale_factor=2, mode=mode, align_corners=align)


def reflected(x: Tensor, margin: int) -> Tensor:
    """Mirror the picture at its border, in the precision of the convolution that follows."""
    if not margin:
        return x
    if _autocasts(x):
        x = x.to(torch.get_autocast_dtype(x.device.type))
    with as_stored(x):
        return functional.pad(x, (margin, margin, margin, margin), mode="reflect")


def convolve_reflected(x: Tensor, weight: Tensor, stride: int = 1) -> Tensor:
    """Convolve with the picture mirrored at its border, without a bias."""
    mirrored = reflected(x, weight.shape[-1] // 2)
    return functional.conv2d(mirrored, weight, stride=stride)


def without_bias(layers: nn.Module, x: Tensor) -> Tensor:
    """Apply layers whose convolutions reflect and stand before norms, leaving their biases out.

    A norm in train mode takes away whatever is constant over a channel.
    """
    if isinstance(layers, nn.Sequential):
        for layer in layers:
            x = without_bias(layer, x)
        return x
    if isinstance(layers, nn.Conv2d):
        return convolve_reflected(x, layers.weight, layers.stride[0])
    return cast(Tensor, layers(x))


def norm_act_mix(
    x: Tensor, layers: ConvNormAct, mixing: Tensor, bias: Tensor | None = None
) -> Tensor:
    """Apply the norm and activation of `layers`, then a 1×1 convolution.

    Of a large x nothing but x itself is kept: the rest is computed again on the way back.
    """
    norm = layers.norm
    # Handed over as they are now: weights with noise are gone on the way back.
    weights = (norm.weight, norm.bias, mixing, bias)
    if x.numel() < _LARGE:
        return _norm_act_mix(x, weights, norm.eps)
    return cast(
        Tensor,
        checkpoint(
            _norm_act_mix, x, weights, norm.eps, use_reentrant=False, preserve_rng_state=False
        ),
    )


def _norm_act_mix(x: Tensor, weights: tuple[Tensor | None, ...], eps: float) -> Tensor:
    scale, shift, mixing, bias = weights
    normed = functional.batch_norm(x, None, None, scale, shift, training=True, eps=eps)
    activated = functional.leaky_relu(normed, 0.2, inplace=True)
    return functional.conv2d(activated, cast(Tensor, mixing), bias)


def freeze_biases(layers: nn.Module | None) -> None:
    """Take the biases of all convolutions out of the optimisation."""
    for layer in layers.modules() if layers is not None else ():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            layer.bias.requires_grad = False
