"""What comes with the photo beside its mask: a second picture, a blur kernel, a frame; undoably."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand

from dip_core import Box, Inputs, Picture


@dataclass(frozen=True, eq=False)
class Companions:
    """A second picture of the scene, and a blur kernel, (h, w) floats; each may be missing.

    frame  the part of the photo that is worked on; None for all of it

    Two are the same only where they are one object: a kernel is an array.
    """

    second: Picture | None = None
    kernel: NDArray[np.float32] | None = None
    frame: Box | None = None

    @classmethod
    def of(cls, inputs: Inputs | None, frame: Box | None = None) -> Companions:
        """Return what came with a photo."""
        return cls(inputs.second, inputs.kernel, frame) if inputs is not None else cls()


class CompanionsEdit(QUndoCommand):
    """From one set of companions to another; `put` shows them to the document."""

    def __init__(
        self,
        put: Callable[[Companions], None],
        before: Companions,
        after: Companions,
        text: str,
    ) -> None:
        super().__init__(text)
        self._put = put
        self._before, self._after = before, after

    def redo(self) -> None:
        """Show what was chosen."""
        self._put(self._after)

    def undo(self) -> None:
        """Show what was there before."""
        self._put(self._before)
