"""What a run has found beside the restored photo: a blur kernel, a haze, layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.model.display import values_to_image
from dip_core import Restored

# The estimate that the restored photo is cut out of.
_RESTORED = "picture"
_LEAST = 1e-12
_LEAST_SIDE = 3  # pixels: less is a number, and no picture


@dataclass(frozen=True, eq=False)
class Found:
    """One thing, as it is shown and saved: (H, W, C) floats in [0, 1], a kernel by its maximum."""

    name: str
    values: NDArray[np.float32]
    is_kernel: bool = False

    @property
    def label(self) -> str:
        """What a person reads."""
        known = {
            "kernel": QCoreApplication.translate("Found", "Blur kernel"),
            "transmission": QCoreApplication.translate("Found", "Transmission"),
            "clear": QCoreApplication.translate("Found", "Scene, as the network has it"),
            "first": QCoreApplication.translate("Found", "First picture"),
            "second": QCoreApplication.translate("Found", "Second picture"),
            "coarse": QCoreApplication.translate("Found", "Without its detail"),
        }
        return known.get(self.name, self.name.replace("-", " ").replace("_", " ").capitalize())

    @property
    def size_text(self) -> str:
        """Width and height: "31×31"."""
        return f"{self.values.shape[1]}×{self.values.shape[0]}"

    @property
    def image(self) -> QImage:
        """The screen's copy of it."""
        return values_to_image(self.values)


def found(restored: Restored | None) -> tuple[Found, ...]:
    """Return what a run has found beside the photo it handed over."""
    return tuple(_found(restored)) if restored is not None else ()


def _found(restored: Restored) -> Iterator[Found]:
    handed_over = restored.run.image
    for name, values in restored.run.estimates.items():
        if name == _RESTORED or not _is_picture(values):
            continue
        if restored.run.roles.get(name) == "kernel":
            yield Found(
                name, (values / max(float(values.max()), _LEAST)).astype(np.float32), is_kernel=True
            )
            continue
        shown = np.clip(values, 0.0, 1.0).astype(np.float32)
        if not np.array_equal(shown, handed_over):
            yield Found(name, shown)


def _is_picture(values: NDArray[np.float32]) -> bool:
    large = values.ndim == 3 and min(values.shape[:2]) >= _LEAST_SIDE
    return large and values.shape[2] in (1, 3)
