"""Wavelet scattering: how much detail of each size and direction there is, and where, roughly."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dip_core.options import option
from dip_core.spec import Features

# The Morlet wavelets that are customary in scattering networks, at the finest size: their centre
# frequency, and the width of their envelope in pixels. The smoothing is as wide as the coarsest.
_CENTRE = 3.0 * math.pi / 4.0
_WIDTH = 0.8
# Squared: what gives the modulus a slope where it is 0, a two-hundredth of a grey level.
_FLAT = (0.005 / 255.0) ** 2


@dataclass(frozen=True)
class Scattering(Features, kind="scattering", label="Wavelet scattering"):
    """Φ(x) = x⋆φ_J, |x⋆ψ_λ|⋆φ_J, ||x⋆ψ_λ|⋆ψ_μ|⋆φ_J, one value every 2^J pixels.

    Bruna and Mallat, "Invariant Scattering Convolution Networks", arXiv 1203.1513. ψ_λ are Morlet
    wavelets of J sizes in several directions, φ_J is a Gaussian, and μ is larger than λ, since a
    modulus has hardly any finer detail. Each channel is scattered for itself.
    """

    scales: int = option(
        3,
        "Sizes",
        "How many sizes of detail, each twice the last; two to that power is the distance of the "
        "places, in pixels.",
        minimum=1,
        maximum=5,
    )
    directions: int = option(
        4,
        "Directions",
        "How many directions of detail are told apart.",
        minimum=2,
        maximum=12,
    )
    order: int = option(
        2,
        "Order",
        "One measures detail; two also measures how it is arranged in larger detail.",
        minimum=1,
        maximum=2,
    )

    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return the transform, (1, C, H, W) → (1, C·paths, H/2^J, W/2^J)."""
        return _Scattering(self, height, width)


class _Scattering(nn.Module):
    """Products of spectra; each map is sampled as sparsely as its wavelet allows.

    The picture is mirrored by 2^J pixels and up to a multiple of that.
    """

    def __init__(self, spec: Scattering, height: int, width: int) -> None:
        super().__init__()
        self.scales, self.order, self.block = spec.scales, spec.order, 2**spec.scales
        self.rows: Tensor
        self.columns: Tensor
        self.register_buffer("rows", _mirrored(height, self.block), persistent=False)
        self.register_buffer("columns", _mirrored(width, self.block), persistent=False)
        for level in range(spec.scales):
            size = (len(self.rows) >> level, len(self.columns) >> level)
            smooth = _gaussian(_frequencies(size), _WIDTH * 2.0 ** (spec.scales - 1 - level))
            self.register_buffer(f"smooth{level}", smooth, persistent=False)
            for scale in range(level, spec.scales):
                wavelets = _morlet(_frequencies(size), 2.0 ** (scale - level), spec.directions)
                self.register_buffer(f"wavelets{level}{scale}", wavelets, persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        # The channels take the place of the batch: (C, paths, h, w).
        mirrored = picture[..., self.rows, :][..., self.columns].transpose(0, 1)
        spectrum = torch.fft.fft2(mirrored)
        paths = [self._smoothed(spectrum, 0)]
        for scale in range(self.scales):
            detail = self._detail(spectrum, 0, scale)
            paths.append(self._smoothed(detail, scale))
            for larger in range(scale + 1, self.scales if self.order == 2 else 0):
                paths.append(self._smoothed(self._detail(detail, scale, larger), larger))
        return torch.cat(paths, dim=1).flatten(0, 1).unsqueeze(0)

    def _detail(self, spectrum: Tensor, level: int, scale: int) -> Tensor:
        """Return the spectra of |u⋆ψ| for every direction of a size, sampled every 2^scale pixels.

        `spectrum` is (C, n, h, w), of maps u sampled every 2^level pixels; n is multiplied by the
        number of directions.
        """
        wavelets = self.get_buffer(f"wavelets{level}{scale}")
        products = (spectrum.unsqueeze(2) * wavelets).flatten(1, 2)
        waves = torch.fft.ifft2(_thinned(products, 2 ** (scale - level)))
        square = waves.real.square() + waves.imag.square()
        return torch.fft.fft2((square + _FLAT).sqrt() - _FLAT**0.5)

    def _smoothed(self, spectrum: Tensor, level: int) -> Tensor:
        """Return u⋆φ_J every 2^J pixels, without the margin."""
        smooth = spectrum * self.get_buffer(f"smooth{level}")
        sparse = torch.fft.ifft2(_thinned(smooth, 2 ** (self.scales - level))).real
        return sparse[..., 1:-1, 1:-1]


def _mirrored(side: int, block: int) -> Tensor:
    """Return which sample stands where: whole blocks, with one more on either side."""
    whole = side + -side % block
    place = torch.arange(-block, whole + block) % (2 * side)
    return torch.where(place < side, place, 2 * side - 1 - place)


def _thinned(spectrum: Tensor, factor: int) -> Tensor:
    """Return the spectrum of every `factor`-th sample: the mean of what then coincides."""
    height, width = spectrum.shape[-2] // factor, spectrum.shape[-1] // factor
    folded = spectrum.unflatten(-1, (factor, width)).unflatten(-3, (factor, height))
    return folded.mean(dim=(-4, -2))


def _frequencies(size: tuple[int, int]) -> Tensor:
    """Return (2, 9, h, w) frequencies, down and across, each with its nearest aliases."""
    turns = [2.0 * math.pi * torch.fft.fftfreq(side, dtype=torch.float64) for side in size]
    grid = torch.stack(torch.meshgrid(*turns, indexing="ij"))
    aliases = torch.tensor(list(itertools.product((-1, 0, 1), repeat=2)), dtype=torch.float64)
    return grid[:, None] + 2.0 * math.pi * aliases.T[..., None, None]


def _gaussian(frequency: Tensor, width: float) -> Tensor:
    """Return the spectrum, (h, w), of a Gaussian of a width in samples and sum 1."""
    exponents = -0.5 * width**2 * frequency.square().sum(dim=0)
    return exponents.exp().sum(dim=0).float()


def _morlet(frequency: Tensor, size: float, directions: int) -> Tensor:
    """Return the spectra, (directions, h, w), of wavelets whose mean is 0.

    ψ̂(ω) = g(ω − ξ) − β·g(ω), where β makes ψ̂(0) = 0 and g is a Gaussian, the narrower across ξ
    the more directions there are.
    """
    narrow = 4.0 / directions
    made = []
    for angle in torch.arange(directions) * (math.pi / directions):
        along = size * (angle.cos() * frequency[1] + angle.sin() * frequency[0])
        across = size * (angle.cos() * frequency[0] - angle.sin() * frequency[1]) / narrow
        shifted, centred = (
            (-0.5 * _WIDTH**2 * ((along - centre).square() + across.square())).exp().sum(dim=0)
            for centre in (_CENTRE, 0.0)
        )
        made.append(shifted - shifted[0, 0] / centred[0, 0] * centred)
    return torch.stack(made).float()
