"""What was considered for each row of `bench settings`, the recommended settings first.

Each is a quality and options as `--set` takes them.
"""

from __future__ import annotations

from collections.abc import Mapping

_QUALITIES = ("fast", "balanced")

LEADS: Mapping[str, tuple[str, ...]] = {
    "denoising": (*_QUALITIES, "fast fusion=none"),
    "missing-pixels": (*_QUALITIES, "fast fusion=none"),
    "text": (*_QUALITIES, "fast fusion=none"),
    "hole": _QUALITIES,
    "enlarging": _QUALITIES,
    "deblurring": _QUALITIES,
    "flash": _QUALITIES,
    "jpeg": _QUALITIES,
    "impulse": _QUALITIES,
    "poisson": _QUALITIES,
}
