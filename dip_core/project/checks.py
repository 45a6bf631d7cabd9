"""Whether the values in a project file are what they should be.

Everything here raises a `TypeError` or a `ValueError`, or what NumPy raises, for a value that no
project has.
"""

from __future__ import annotations

import math
from typing import IO

import numpy as np

from dip_core.images import Box
from dip_core.spec import FloatArray

# PNG files count pixels per metre in 32 bits.
_LARGEST_DPI = 1e8
_LARGEST_KERNEL = 4096  # px per side


def whole(value: object, least: int = 0) -> int:
    """Return a whole number that is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{value!r} is no whole number from {least}")
    return value


def number(value: object, most: float = math.inf) -> float:
    """Return a finite number between 0 and `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    if not (math.isfinite(value) and 0 <= value <= most):
        raise ValueError(f"{value!r} is out of bounds")
    return value


def text(value: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts as a tuple."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(text(item) for item in value)


def resolution(value: object) -> tuple[float, float] | None:
    """Return the pixels per inch, across and down; None stays None."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{value!r} is no resolution")
    return number(value[0], _LARGEST_DPI), number(value[1], _LARGEST_DPI)


def box(value: object) -> Box | None:
    """Return a place in a picture; None stays None."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no place")
    top, left, height, width = (whole(value[side]) for side in ("top", "left", "height", "width"))
    return Box(top, left, height, width)


def kernel(member: IO[bytes]) -> FloatArray:
    """Read an (h, w) blur kernel of finite floats from a seekable file of NumPy's format 1.0.

    What the header claims is checked before memory is asked for.
    """
    if np.lib.format.read_magic(member) != (1, 0):
        raise ValueError("the kernel is of another version of NumPy's format")
    shape, _, dtype = np.lib.format.read_array_header_1_0(member)
    if len(shape) != 2 or not all(1 <= side <= _LARGEST_KERNEL for side in shape):
        raise ValueError(f"no kernel has the shape {shape}")
    if dtype.kind != "f":
        raise ValueError(f"no kernel is made of {dtype}")
    member.seek(0)
    with np.errstate(over="ignore"):
        values = np.lib.format.read_array(member, allow_pickle=False).astype(np.float32)
    if not np.isfinite(values).all():
        raise ValueError("the kernel is not finite")
    return values
