"""Small real objects for the laws: pictures, observations, specs, other values of an option."""

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import numpy as np
import torch
from torch import nn

from dip_core.averages import Averaging
from dip_core.catalogue import FAMILIES
from dip_core.networks.skip import Skip
from dip_core.options import Setting, Spec, settings
from dip_core.outcome import Runtime
from dip_core.spec import (
    FloatArray,
    Grid,
    Network,
    Observation,
    Quality,
    RestorationSpec,
    Task,
)

RUNTIME = Runtime(device="cpu", precision="float32", threads=1, preview_budget=0.0)
SMALL_SKIP = Skip(scales=2, channels=(8,), skip_channels=(2,))

MEMBERS: tuple[type[Spec], ...] = tuple(
    member for registry in FAMILIES.values() for member in registry.values()
)
SPECS: tuple[type[Spec], ...] = (*MEMBERS, Averaging, RestorationSpec)


def picture(height: int = 32, width: int = 40, channels: int = 3) -> FloatArray:
    """A ramp, a disc and some stripes, (height, width, channels) floats in [0.1, 0.9]."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    ramp = across / width
    disc = (np.hypot(down - height / 2, across - width / 2) < height / 4).astype(np.float32)
    stripes = (down // 4) % 2
    image = np.stack([ramp, disc, stripes], axis=-1)[..., :channels] * 0.8 + 0.1
    return image.astype(np.float32)


def hole(height: int = 32, width: int = 40) -> FloatArray:
    """A rectangle to restore, (height, width)."""
    mask = np.zeros((height, width), dtype=np.float32)
    mask[height // 3 : height // 2, width // 4 : width // 2] = 1.0
    return mask


def observation(height: int = 32, width: int = 40, channels: int = 3, **rest: Any) -> Observation:
    """Everything any task may ask for, of a small picture with noise on it."""
    random = np.random.default_rng(0)
    clean = picture(height, width, channels)
    noisy = np.clip(clean + random.normal(0, 0.08, clean.shape), 0, 1).astype(np.float32)
    kernel = np.full((3, 3), 1 / 9, dtype=np.float32)
    supplied = {"mask": hole(height, width), "second": clean, "kernel": kernel, **rest}
    return Observation(noisy, **supplied)


def restoration(task: Task, quality: Quality = "fast", **changes: Any) -> RestorationSpec:
    """The task's recommended spec with a network a hundredth as wide and few iterations."""
    spec = task.recommended(quality)
    return spec.replace(**{"network": SMALL_SKIP, "iterations": 8, **changes})


def write_network(path: Path) -> str:
    """Write a TorchScript network of one convolution; return its path as an option takes it."""
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.trace(nn.Conv2d(3, 4, 3, stride=2), torch.zeros(1, 3, 16, 16)).save(path)
    return str(path)


def supplied(spec: Any, file: str) -> Any:
    """A spec with a file wherever it needs one and has none, inside its options too."""
    for setting in settings(type(spec)):
        value = getattr(spec, setting.name)
        if setting.name == "file" and not value:
            spec = spec.replace(file=file)
        elif isinstance(value, Spec):
            spec = spec.replace(**{setting.name: supplied(value, file)})
    return spec


def grid(height: int, width: int) -> Grid:
    """A grid of z that a picture covers whole."""
    return Grid(height, width, height, width)


def generator(seed: int = 0) -> torch.Generator:
    """A CPU random generator."""
    return torch.Generator("cpu").manual_seed(seed)


def narrow(network: type[Network], channels: int = 6) -> Network:
    """The default architecture with few channels, so that it is quick."""
    few = {
        setting.name: (channels,) if setting.is_tuple else channels
        for setting in settings(network)
        if setting.name == "channels"
    }
    return network().replace(**few)


def other_values(setting: Setting, now: object, *, extreme: bool = False) -> Iterator[object]:
    """Yield some permitted values of an option that differ from `now`; the bounds if `extreme`."""
    seen = [now]
    for value in _candidates(setting, now, extreme):
        if value not in seen:
            seen.append(value)
            yield value


def _candidates(setting: Setting, now: Any, extreme: bool) -> Iterator[object]:
    if setting.family:
        members = [member() for member in _members(setting)]
        yield from ([(m,) for m in members] if setting.is_tuple else members)
    elif setting.words:
        if not setting.is_tuple:
            yield from setting.words
        else:
            yield from itertools.product(setting.words, repeat=2)
    elif setting.is_tuple:
        for first in _numbers(setting, setting.item_type, now[0] if now else 0, extreme):
            yield (first,)
            yield (first, *now)
    else:
        yield from _numbers(setting, _plain(setting.type), now, extreme)


def _members(setting: Setting) -> tuple[type[Spec], ...]:
    assert setting.family is not None
    registry = FAMILIES.get(setting.family)
    return tuple(registry.values()) if registry else (setting.family,)


def _plain(wanted: Any) -> Any:
    """Strip `| None`."""
    if get_origin(wanted) is None:
        return wanted
    return next(part for part in get_args(wanted) if part is not type(None))


def _numbers(setting: Setting, wanted: Any, now: Any, extreme: bool) -> Iterator[object]:
    if wanted is bool:
        yield from (True, False)
    elif wanted is str:
        yield "words"
    elif wanted in (int, float):
        step = wanted(setting.step or 1)
        near = (setting.minimum, (now or 0) - step, (now or 0) + step)
        for value in (setting.minimum, setting.maximum) if extreme else near:
            if value is not None and _within(setting, value):
                yield wanted(value)


def _within(setting: Setting, value: float) -> bool:
    low = setting.minimum is None or value >= setting.minimum
    return low and (setting.maximum is None or value <= setting.maximum)


def variants(spec: Spec, *, extreme: bool = False) -> Iterator[tuple[str, Spec]]:
    """Yield (what changed, spec) with one option changed at a time, within its bounds."""
    for setting in settings(type(spec)):
        for value in other_values(setting, getattr(spec, setting.name), extreme=extreme):
            yield f"{setting.name}={value}", spec.replace(**{setting.name: value})
