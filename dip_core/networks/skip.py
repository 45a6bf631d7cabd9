"""The hourglass with skip connections: the network of nearly every figure of the paper.

Ulyanov, Vedaldi, Lempitsky, "Deep Image Prior", arXiv 1711.10925, figure 21. A pyramid of `scales`
levels; each halves the size, goes deeper, doubles the size again and joins what a thin skip branch
carried past. Deep and narrow skips make a strong prior; wide skips let fine detail (and noise)
through; without skips large holes close best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from dip_core.networks.blocks import (
    ConvNormAct,
    Downsample,
    Downsampling,
    Padding,
    Upsample,
    Upsampling,
    at_scale,
    canvas_of,
    convolution,
    convolve_reflected,
    freeze_biases,
    norm_act_mix,
    padding_option,
    refuse_even,
    without_bias,
)
from dip_core.networks.upconvolution import channel_variance, enlarged_variance, upconvolve
from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class Skip(Network, kind="skip", label="Skip (hourglass)"):
    """An encoder–decoder with skip connections; per-scale options repeat their last value.

    The default is the paper's denoising network, 2 217 831 weights.
    """

    scales: int = option(
        5,
        "Scales",
        "How many times the picture is halved; deeper networks see more context.",
        minimum=1,
        maximum=8,
    )
    channels: tuple[int, ...] = option(
        (128,),
        "Channels",
        "Width of each scale, finest first; wide networks learn more and run slower.",
        minimum=1,
        maximum=1024,
    )
    skip_channels: tuple[int, ...] = option(
        (4,),
        "Skip channels",
        "Width of each scale's skip connection; 0 leaves it out, which suits large holes.",
        minimum=0,
        maximum=1024,
    )
    kernel_down: tuple[int, ...] = option(
        (3,),
        "Kernel down",
        "Size of each scale's filters on the way down.",
        minimum=1,
        maximum=15,
        step=2,
        unit="px",
        advanced=True,
    )
    kernel_up: tuple[int, ...] = option(
        (3,),
        "Kernel up",
        "Size of each scale's filters on the way up.",
        minimum=1,
        maximum=15,
        step=2,
        unit="px",
        advanced=True,
    )
    kernel_skip: tuple[int, ...] = option(
        (1,),
        "Kernel skip",
        "Size of each scale's skip filters.",
        minimum=1,
        maximum=15,
        step=2,
        unit="px",
        advanced=True,
    )
    upsampling: tuple[Upsampling, ...] = option(
        ("bilinear",),
        "Enlarging",
        "How each scale is doubled: bilinear is smoother, nearest keeps edges crisper.",
        advanced=True,
    )
    downsampling: Downsampling = option(
        "stride", "Shrinking", "How each scale is halved.", advanced=True
    )
    padding: Padding = padding_option()
    pointwise_up: bool = option(
        True,
        "1×1 after each scale",
        "Whether each scale ends with a further 1×1 convolution.",
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("kernel_down", "kernel_up", "kernel_skip"):
            refuse_even(name, getattr(self, name))

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the hourglass with a sigmoid behind it."""
        return nn.Sequential(
            _Level(self, 0, in_channels),
            convolution(at_scale(self.channels, 0), out_channels, 1, padding=self.padding),
            nn.Sigmoid(),
        )

    def accelerated(self, module: nn.Module) -> nn.Module:
        """Return the form with re-associated up-convolutions, where the padding allows it."""
        if self.padding != "reflection":
            return module
        level, last, squash = module.children()
        return _FastHourglass(cast(_Level, level), cast(nn.Conv2d, last), squash)

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Round up to what `scales` halvings need; the deepest level keeps room for its padding."""
        block = 2**self.scales
        # Reflection needs a side longer than the padding, batch norm more than one pixel.
        least = max(3, *self.kernel_down, *self.kernel_up, *self.kernel_skip) // 2 + 1
        return canvas_of(block, least, height, width)


class _Level(nn.Module):
    """One scale and all below it: (1, in, h, w) → (1, channels[scale], h, w)."""

    def __init__(self, spec: Skip, scale: int, in_channels: int) -> None:
        super().__init__()
        channels = at_scale(spec.channels, scale)
        skipped = at_scale(spec.skip_channels, scale)
        padding = spec.padding
        deepest = scale == spec.scales - 1
        kernel = at_scale(spec.kernel_down, scale)

        self.skip: nn.Module | None = None
        if skipped:
            kernel_skip = at_scale(spec.kernel_skip, scale)
            self.skip = ConvNormAct(in_channels, skipped, kernel_skip, padding=padding)
        self.down = nn.Sequential(
            Downsample(in_channels, channels, kernel, mode=spec.downsampling, padding=padding),
            nn.BatchNorm2d(channels),
            nn.LeakyReLU(0.2, inplace=True),
            ConvNormAct(channels, channels, kernel, padding=padding),
        )
        self.deeper: nn.Module = nn.Identity() if deepest else _Level(spec, scale + 1, channels)
        self.enlarge = Upsample(at_scale(spec.upsampling, scale))

        joined = skipped + (channels if deepest else at_scale(spec.channels, scale + 1))
        kernel_up = at_scale(spec.kernel_up, scale)
        self.norm = nn.BatchNorm2d(joined)
        self.up = ConvNormAct(joined, channels, kernel_up, padding=padding)
        self.mix: nn.Module = nn.Identity()
        if spec.pointwise_up:
            self.mix = ConvNormAct(channels, channels, 1, padding=padding)

    def forward(self, x: Tensor) -> Tensor:
        deep = self.enlarge(self.deeper(self.down(x)))
        if self.skip is not None:
            deep = torch.cat([self.skip(x), deep], dim=1)
        return self.mix(self.up(self.norm(deep)))


class _FastHourglass(nn.Module):
    """The whole function with fewer operations, and less kept for the way back.

    At full size a norm and its activation are done again on the way back instead of being kept: two
    of the four largest tensors there are, for a few hundredths of the time.
    """

    def __init__(self, level: _Level, last: nn.Conv2d, squash: nn.Module) -> None:
        super().__init__()
        self.level, self.last, self.squash = _FastLevel(level), last, squash

    def forward(self, x: Tensor) -> Tensor:
        level = self.level.level
        joined = self.level.joined(x)
        if isinstance(level.mix, ConvNormAct):
            joined = norm_act_mix(joined, level.up, level.mix.convolution.weight)
            tail = level.mix
        else:
            tail = level.up
        estimate = norm_act_mix(joined, tail, self.last.weight, self.last.bias)
        return cast(Tensor, self.squash(estimate))


class _FastLevel(nn.Module):
    """A level's function with fewer operations, exact because every convolution meets a norm.

    - The enlargement is never built where `upconvolve` applies.
    - The concatenation is never built: its two parts are convolved separately and added.
    - The norm of the joined channels matters only through its scale, which goes into the weights: a
      constant per channel survives reflection and convolution as a constant, and the norm that
      follows removes it. For the same reason biases ahead of a norm are left out.
    """

    def __init__(self, level: _Level) -> None:
        super().__init__()
        self.level = level
        inner = level.deeper
        self.deeper = _FastLevel(inner) if isinstance(inner, _Level) else inner
        for part in (level.skip, level.down, level.up, level.mix):
            freeze_biases(part)
        level.norm.bias.requires_grad = False

    def forward(self, x: Tensor) -> Tensor:
        level = self.level
        return without_bias(level.mix, level.up.activation(level.up.norm(self.joined(x))))

    def joined(self, x: Tensor) -> Tensor:
        """Return what the level's last norms are of, but for a constant per channel."""
        level = self.level
        deep = self.deeper(without_bias(level.down, x))
        skipped = None if level.skip is None else without_bias(level.skip, x)
        return self._join(deep, skipped)

    def _join(self, deep: Tensor, skipped: Tensor | None) -> Tensor:
        """Return the convolution of the normed, joined channels, but for a constant."""
        level = self.level
        norm, weight, mode = level.norm, level.up.convolution.weight, level.enlarge.mode
        count = 0 if skipped is None else skipped.shape[1]
        variance = enlarged_variance(deep, mode)
        if skipped is not None:
            variance = torch.cat([channel_variance(skipped), variance])
        scaled = weight * (norm.weight / torch.sqrt(variance + norm.eps))[:, None, None]
        joined = upconvolve(deep, scaled[:, count:], mode)
        if skipped is None:
            return joined
        return joined + convolve_reflected(skipped, scaled[:, :count])
