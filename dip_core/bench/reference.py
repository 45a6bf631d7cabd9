"""The published step, written plainly: what speed is measured against.

Ulyanov, Vedaldi, Lempitsky, "Deep Image Prior", arXiv 1711.10925: the hourglass with skip
connections as its layers read, single precision, channels first, torch's own allocator, Adam, and
three scores and a copy of all weights on the processor in every iteration, where the latter costs
nothing if they are there. Nothing here is used to restore pictures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from skimage.metrics import peak_signal_noise_ratio
from torch import Tensor, nn
from torch.nn import functional

from dip_core.devices import wait_for
from dip_core.spec import FloatArray

_DEPTH = 32
_PROCESSOR = torch.device("cpu")
_SMOOTHING = 0.99


@dataclass(frozen=True)
class Published:
    """The numbers of one published experiment; the defaults are those of denoising."""

    channels: int = 128
    skip_channels: int = 4
    scales: int = 5
    upsampling: str = "bilinear"
    input_noise: float = 1 / 30
    learning_rate: float = 0.01


@dataclass(frozen=True)
class Step:
    """One iteration of the published loop: dB against the clean picture, where it is known."""

    iteration: int
    seconds: float
    psnr: float
    psnr_average: float


def published_steps(
    published: Published,
    degraded: FloatArray,
    clean: FloatArray,
    known: FloatArray | None = None,
    seed: int = 0,
    device: torch.device = _PROCESSOR,
) -> Iterator[Step]:
    """Fit the network to `degraded`, (H, W, C) in [0, 1], and report each iteration without end.

    Sides must be multiples of 2^scales. With `known`, (H, W) of 0 and 1, the known pixels are
    fitted and the scores are of the others, as published for filling holes. `seconds` counts the
    loop alone.

    The average starts corrected for its empty beginning; the published one does not, and would
    reach any quality later.
    """
    torch.manual_seed(seed)
    torch.backends.cudnn.benchmark = True  # as published; it says something to CUDA alone
    network = _hourglass(published, _DEPTH, degraded.shape[2]).to(device)
    optimiser = torch.optim.Adam(network.parameters(), lr=published.learning_rate)
    height, width = degraded.shape[:2]
    saved = (torch.empty(1, _DEPTH, height, width).uniform_() * 0.1).to(device)
    noise = torch.empty_like(saved)
    measurement = torch.from_numpy(degraded).permute(2, 0, 1)[None].contiguous().to(device)
    weight = torch.ones(1, 1, height, width, device=device)
    if known is not None:
        weight = torch.from_numpy(np.ascontiguousarray(known, np.float32))[None, None].to(device)
    score = _Scores(degraded, clean, known)
    moment, mass, seconds, iteration = torch.zeros_like(measurement), 0.0, 0.0, 0
    while True:
        began = time.perf_counter()
        iteration += 1
        estimate = network(saved + noise.normal_() * published.input_noise)
        loss = functional.mse_loss(estimate * weight, measurement * weight)
        optimiser.zero_grad()
        loss.backward()
        moment = moment * _SMOOTHING + estimate.detach() * (1 - _SMOOTHING)
        mass = mass * _SMOOTHING + 1 - _SMOOTHING
        psnr, average = score.of(estimate.detach()), score.of(moment / mass)
        score.of_the_fit(estimate.detach())
        last = [weights.detach().cpu() for weights in network.parameters()]
        optimiser.step()
        wait_for(device)
        del last
        seconds += time.perf_counter() - began
        yield Step(iteration, seconds, psnr, average)


class _Scores:
    """PSNR by scikit-image in every iteration, as published."""

    def __init__(self, degraded: FloatArray, clean: FloatArray, known: FloatArray | None) -> None:
        self._places = ... if known is None else known < 0.5
        self._clean = clean[self._places]
        self._degraded = degraded

    def of(self, estimate: Tensor) -> float:
        image = estimate[0].permute(1, 2, 0).cpu().numpy()
        return float(peak_signal_noise_ratio(self._clean, image[self._places], data_range=1.0))

    def of_the_fit(self, estimate: Tensor) -> float:
        image = estimate[0].permute(1, 2, 0).cpu().numpy()
        return float(peak_signal_noise_ratio(self._degraded, image, data_range=1.0))


def _hourglass(published: Published, in_channels: int, out_channels: int) -> nn.Module:
    inner: nn.Module | None = None
    for scale in reversed(range(published.scales)):
        inner = _Scale(published, in_channels if scale == 0 else published.channels, inner)
    assert inner is not None  # noqa: S101 - one scale at least
    return nn.Sequential(inner, nn.Conv2d(published.channels, out_channels, 1), nn.Sigmoid())


class _Scale(nn.Module):
    """Skip branch beside (down, deeper, up), joined, normed and convolved twice."""

    def __init__(self, published: Published, in_channels: int, inner: nn.Module | None) -> None:
        super().__init__()
        width, thin = published.channels, published.skip_channels
        self.skip = _block(in_channels, thin, 1)
        self.down = nn.Sequential(_block(in_channels, width, 3, stride=2), _block(width, width, 3))
        self.inner = inner or nn.Identity()
        smooth = None if published.upsampling == "nearest" else False
        self.enlarge = nn.Upsample(scale_factor=2, mode=published.upsampling, align_corners=smooth)
        self.up = nn.Sequential(
            nn.BatchNorm2d(thin + width), _block(thin + width, width, 3), _block(width, width, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        deep = self.enlarge(self.inner(self.down(x)))
        joined: Tensor = self.up(torch.cat([self.skip(x), deep], dim=1))
        return joined


def _block(in_channels: int, out_channels: int, kernel: int, *, stride: int = 1) -> nn.Module:
    """Reflection padding, convolution with a bias, batch norm, leaky ReLU of slope 0.2."""
    layers: list[nn.Module] = []
    if kernel > 1:
        layers.append(nn.ReflectionPad2d(kernel // 2))
    layers.append(nn.Conv2d(in_channels, out_channels, kernel, stride))
    return nn.Sequential(*layers, nn.BatchNorm2d(out_channels), nn.LeakyReLU(0.2, inplace=True))
