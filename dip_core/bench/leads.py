"""What was considered for each row of `bench settings`, the recommended settings first.

Each is a quality and options as `--set` takes them.
"""

from __future__ import annotations

from collections.abc import Mapping

_QUALITIES = ("fast", "balanced")
_FILLING = (*_QUALITIES, "fast iterations=600", "fast iterations=250", "fast fusion=none")
_NO_SHORTER = (*_QUALITIES, "fast iterations=400", "fast iterations=250")

LEADS: Mapping[str, tuple[str, ...]] = {
    "denoising": (
        *_QUALITIES,
        "fast iterations=1000",
        "fast iterations=300",
        "fast iterations=200",
        "fast learning_rate=0.02",
        "fast fusion=none",
    ),
    "missing-pixels": _FILLING,
    "text": _FILLING,
    "hole": _FILLING,
    "enlarging": _NO_SHORTER,
    "deblurring": _NO_SHORTER,
    "flash": _QUALITIES,
    "jpeg": (*_QUALITIES, "fast iterations=1000", "fast iterations=250"),
    "impulse": _QUALITIES,
    "poisson": _QUALITIES,
}
