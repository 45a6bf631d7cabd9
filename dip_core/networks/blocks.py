"""The layers several architectures share; a layer below its siblings."""

from typing import Literal, TypeVar, cast

from torch import Tensor, nn
from torch.nn import functional

from dip_core.errors import OptionError
from dip_core.options import option

Padding = Literal["reflection", "zero"]
Upsampling = Literal["bilinear", "nearest"]
Downsampling = Literal["stride", "average", "maximum"]

_PADDING_MODES: dict[Padding, Literal["reflect", "zeros"]] = {
    "reflection": "reflect",
    "zero": "zeros",
}

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
    return nn.Conv2d(
        in_channels,
        out_channels,
        kernel,
        stride=stride,
        padding=kernel // 2,
        padding_mode=_PADDING_MODES[padding],
        bias=bias,
    )


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
        if self.mode == "nearest":
            return functional.interpolate(x, scale_factor=2, mode="nearest")
        return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


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


def convolve_reflected(x: Tensor, weight: Tensor, stride: int = 1) -> Tensor:
    """Convolve with the picture mirrored at its border, without a bias."""
    margin = weight.shape[-1] // 2
    if margin:
        x = functional.pad(x, (margin, margin, margin, margin), mode="reflect")
    return functional.conv2d(x, weight, stride=stride)


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


def freeze_biases(layers: nn.Module | None) -> None:
    """Take the biases of all convolutions out of the optimisation."""
    for layer in layers.modules() if layers is not None else ():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            layer.bias.requires_grad = False
