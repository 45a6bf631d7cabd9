"""Where a run takes place: a device that can be trusted, and how it computes there.

Drivers of some graphics cards, of small ones above all, return black or noise without an error. The
first time a device is used it fits a small picture, which the processor fits too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.devices import (
    Precision,
    label_of,
    prepare_cuda,
    resolve_device,
    resolve_precision,
)
from dip_core.engine.stepping import adam
from dip_core.outcome import Runtime

_SIDE, _CHANNELS, _STEPS = 16, 8, 6
# Mean distance of two fits, of 1. bfloat16 and float32 are 0.003 apart, the first step and the last
# 0.2.
_APART = 0.02
_ONE_COLOUR = 0.01

Fit = Callable[[torch.device, Precision], Tensor]


@dataclass(frozen=True)
class Place:
    """A device and the arithmetic of its convolutions.

    remark  in a sentence why it is not the one that was asked for; else empty
    """

    device: torch.device
    precision: Precision
    remark: str = ""


def place_of(runtime: Runtime) -> Place:
    """Return where a run takes place, made ready for it, but for a processor's threads.

    Raises an `OptionError` for a device or a precision there is not.
    """
    asked = resolve_device(runtime.device)
    precision = resolve_precision(runtime.precision, asked)
    trouble = _trouble(asked, precision)
    if trouble:
        processor = torch.device("cpu")
        return Place(processor, resolve_precision(runtime.precision, processor), trouble)
    if asked.type == "cuda":
        prepare_cuda()
    return Place(asked, precision)


def distrusted(device: torch.device, precision: Precision, fit: Fit) -> str:
    """Return in a sentence why a device is not to be used; nothing if it does what it should.

    `fit` fits a known picture on a device and returns what comes out, on the processor.
    """
    expected = fit(torch.device("cpu"), "float32")
    try:
        found = fit(device, precision)
    except RuntimeError as error:
        return _instead(device, f"failed on a test picture ({str(error).partition(chr(10))[0]})")
    if not found.isfinite().all():
        return _instead(device, "returned no numbers for a test picture")
    if float(found.std()) < _ONE_COLOUR:
        return _instead(device, "returned a single colour for a test picture")
    if float((found - expected).abs().mean()) > _APART:
        return _instead(device, "returned another picture for a test than the processor does")
    return ""


def fitted(device: torch.device, precision: Precision) -> Tensor:
    """Fit a small network to two ramps and a chequerboard, a few steps, and return its output."""
    random = torch.Generator().manual_seed(1)
    z = torch.rand((1, _CHANNELS, _SIDE, _SIDE), generator=random)
    with torch.random.fork_rng(devices=[]):  # torch draws first weights from its global state
        network = _network()
    _draw(network, random)
    network.to(device).train()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    z = z.to(device).contiguous(memory_format=torch.channels_last)
    picture = _picture().to(device)
    optimiser = adam([{"params": list(network.parameters())}], 0.01, device)
    output = picture
    for _ in range(_STEPS):
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            output = network(z).float()
        loss = functional.mse_loss(output, picture)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return output.detach().cpu()


@lru_cache(maxsize=32)
def _trouble(device: torch.device, precision: Precision) -> str:
    """Judge a device once, the first time it is used."""
    return "" if device.type == "cpu" else distrusted(device, precision, fitted)


def _instead(device: torch.device, what: str) -> str:
    return f"{label_of(device)} {what}; the processor is used instead."


def _network() -> nn.Module:
    """Return what networks are made of, in small: no bias before a norm, which would be chance."""
    return nn.Sequential(
        nn.Conv2d(_CHANNELS, 16, 3, stride=2, padding=1, padding_mode="reflect", bias=False),
        nn.BatchNorm2d(16),
        nn.LeakyReLU(0.2),
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
        nn.Conv2d(16, 16, 3, padding=1, padding_mode="reflect", bias=False),
        nn.BatchNorm2d(16),
        nn.LeakyReLU(0.2),
        nn.Conv2d(16, 3, 1, bias=False),
        nn.Sigmoid(),
    )


def _draw(network: nn.Module, random: torch.Generator) -> None:
    """Draw all filters from one generator, so that every device begins with the same."""
    with torch.no_grad():
        for weight in network.parameters():
            if weight.ndim == 4:
                weight.normal_(0.0, weight[0].numel() ** -0.5, generator=random)


def _picture() -> Tensor:
    """Return two ramps and a chequerboard, (1, 3, side, side)."""
    line = torch.linspace(0.1, 0.9, _SIDE)
    places = torch.arange(_SIDE) // 4
    squares = 0.1 + 0.8 * ((places[:, None] + places) % 2)
    return torch.stack([line.expand(_SIDE, _SIDE), line[:, None].expand(_SIDE, _SIDE), squares])[
        None
    ]
