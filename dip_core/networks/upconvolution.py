"""A 3×3 convolution after a ×2 enlargement, re-associated: the costliest layer for a quarter.

Enlarging is inserting zeros and smoothing, and smoothing commutes with a convolution:

    W ∗ (h ∗ ↑x)  =  h ∗ (W ∗ ↑x)

where ↑x holds x at every other place, h is [1, 3, 3, 1] / 4 per axis for bilinear and [1, 1] for
nearest enlargement. W ∗ ↑x is a transposed convolution of the small x, a quarter of the
multiplications; h is one cheap filter per channel. The two sides differ in one ring of pixels,
where bilinear enlargement clamps but the convolution reflects; the ring is computed directly.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.nn import functional

from dip_core.networks.blocks import Upsampling, as_stored, convolve_reflected, enlarged

# Below this size of x the plain form is as fast.
_LEAST_SIDE = 16

_SMOOTHING: dict[Upsampling, tuple[float, ...]] = {
    "bilinear": (0.25, 0.75, 0.75, 0.25),
    "nearest": (1.0, 1.0),
}


def upconvolve(x: Tensor, weight: Tensor, mode: Upsampling) -> Tensor:
    """Return `plain_upconvolve(x, weight, mode)` by the cheaper way where it is one.

    Parameters
    ----------
    x
        (1, I, h, w).
    weight
        (O, I, k, k); another k than 3 takes the plain way.

    Returns
    -------
    Tensor
        (1, O, 2h, 2w).
    """
    if weight.shape[-1] != 3 or min(x.shape[-2:]) < _LEAST_SIDE:
        return plain_upconvolve(x, weight, mode)
    return reassociated_upconvolve(x, weight, mode)


def plain_upconvolve(x: Tensor, weight: Tensor, mode: Upsampling) -> Tensor:
    """Enlarge, reflect at the border, convolve: the definition."""
    return convolve_reflected(enlarged(x, mode), weight)


def reassociated_upconvolve(x: Tensor, weight: Tensor, mode: Upsampling) -> Tensor:
    """Convolve at the small size, then smooth; the weight is 3×3 and x at least 2×2."""
    with as_stored(x):
        edged = functional.pad(x, (1, 1, 1, 1), mode="replicate")
    transposed = weight.flip(2, 3).transpose(0, 1)
    spread = functional.conv_transpose2d(edged, transposed, stride=2, padding=1)
    if mode == "nearest":
        return _smoothed(spread[..., 1:-1, 1:-1], _SMOOTHING[mode])
    rows, columns = _ring(x, weight)
    framed = _Framed.apply(_smoothed(spread, _SMOOTHING[mode]), rows, columns)  # type: ignore[no-untyped-call]
    return cast(Tensor, framed)


def channel_variance(x: Tensor) -> Tensor:
    """Return the biased variance of each channel, (C,), in float32 at least."""
    return _precise(x).var(dim=(0, 2, 3), correction=0)


def enlarged_variance(x: Tensor, mode: Upsampling) -> Tensor:
    """Return the biased variance of each channel of the enlarged x, from x alone.

    Every pixel of x weighs the same in the mean. The second moment of a bilinear enlargement is the
    quadratic form of the stencil [3, 10, 3] / 16 per axis.
    """
    if mode == "nearest":
        return channel_variance(x)
    return cast(Tensor, _EnlargedVariance.apply(x))  # type: ignore[no-untyped-call]


class _EnlargedVariance(torch.autograd.Function):
    """⟨c, S c⟩ / n of the centred c, with gradient 2 S c / n: S is symmetric, its rows sum to 1.

    Only x is kept, which the convolution keeps anyway. The variance is a small difference: it is
    not taken in bfloat16.
    """

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        centred, spread = _spread_out(x)
        return (centred * spread).mean(dim=(0, 2, 3))

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: Tensor) -> Tensor:
        (x,) = cast(tuple[Tensor], ctx.saved_tensors)  # type: ignore[attr-defined]
        share = gradient * (2.0 * x.shape[1] / x.numel())
        return (_spread_out(x)[1] * share[:, None, None]).to(x.dtype)


def _spread_out(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return c, which is x without its mean, and S c, both in float32 at least."""
    with as_stored(x):
        x = _precise(x)
        centred = x - x.mean(dim=(2, 3), keepdim=True)
        edged = functional.pad(centred, (1, 1, 1, 1), mode="replicate")
        return centred, _per_channel(edged, (3 / 16, 10 / 16, 3 / 16))


def _precise(x: Tensor) -> Tensor:
    return x.to(torch.promote_types(x.dtype, torch.float32))


def _per_channel(x: Tensor, taps: tuple[float, ...], margin: int = 0) -> Tensor:
    """Filter every channel with the outer product of `taps`, with `margin` rows of zeros around."""
    kernel = _kernel(taps, x.dtype, x.device).expand(x.shape[1], 1, -1, -1)
    return functional.conv2d(x, kernel, padding=margin, groups=x.shape[1])


@lru_cache(maxsize=32)
def _kernel(taps: tuple[float, ...], dtype: torch.dtype, device: torch.device) -> Tensor:
    """Return that product, made once: to bring numbers to a graphics card is to wait for it."""
    line = torch.tensor(taps, dtype=dtype, device=device)
    return torch.outer(line, line)


def _smoothed(x: Tensor, taps: tuple[float, ...]) -> Tensor:
    return cast(Tensor, _Smoothed.apply(x, taps))  # type: ignore[no-untyped-call]


class _Smoothed(torch.autograd.Function):
    """`_per_channel` without keeping x, which only a gradient of the taps would need."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, taps: tuple[float, ...]) -> Tensor:
        ctx.taps = taps  # type: ignore[attr-defined]
        return _per_channel(x, taps)

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: Tensor) -> tuple[Tensor, None]:
        taps = ctx.taps  # type: ignore[attr-defined]
        # The taps are symmetric: the adjoint is the same filter where it hangs over the border.
        return _per_channel(gradient, taps, margin=len(taps) - 1), None


def _ring(x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return the first and last row, (2, O, 1, 2w), and column, (2, O, 2h, 1), of the result."""
    ends = torch.cat([x[..., :2, :], x[..., -2:, :].flip(2)])
    rows = functional.conv2d(_border(ends), weight)
    ends = torch.cat([x[..., :2], x[..., -2:].flip(3)]).transpose(2, 3)
    columns = functional.conv2d(_border(ends), weight.transpose(2, 3)).transpose(2, 3)
    return rows, columns


def _border(ends: Tensor) -> Tensor:
    """Turn the two outermost lines of x, outermost first, into the three the convolution sees.

    Reflection makes the three symmetric, so that both ends of the picture can be treated alike.
    """
    inner = torch.lerp(ends[..., :1, :], ends[..., 1:, :], 0.25)
    lines = torch.cat([inner, ends[..., :1, :], inner], dim=2)
    long = functional.interpolate(
        lines, scale_factor=(1.0, 2.0), mode="bilinear", align_corners=False
    )
    return functional.pad(long, (1, 1, 0, 0), mode="reflect")


class _Framed(torch.autograd.Function):
    """Replace the outermost rows and columns; one copy of the gradient instead of one per side."""

    @staticmethod
    def forward(ctx: FunctionCtx, inner: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        ctx.mark_dirty(inner)
        inner[..., :1, :], inner[..., -1:, :] = rows[:1], rows[1:]
        inner[..., :1], inner[..., -1:] = columns[:1], columns[1:]
        return inner

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        rows = torch.cat([gradient[..., :1, :], gradient[..., -1:, :]])
        columns = torch.cat([gradient[..., :1], gradient[..., -1:]])
        # The corners were written twice; what counted was the column.
        rows[..., 0].zero_()
        rows[..., -1].zero_()
        inner = gradient.clone()
        inner[..., 0, :].zero_()
        inner[..., -1, :].zero_()
        inner[..., 0].zero_()
        inner[..., -1].zero_()
        return inner, rows, columns
