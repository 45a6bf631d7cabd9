"""Between canvas and lettering: a box is drawn, letters are proposed, and taken or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF, Slot

from app.control.lettering import Reading
from app.widgets.canvas import Canvas
from app.windows.lettering_bar import LetteringBar
from app.windows.workbench import Workbench


class LetteringLink(QObject):
    """Shows on canvas and bar what is proposed."""

    def __init__(self, bench: Workbench, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._work, self._canvas = bench.lettering, canvas
        self._bar = LetteringBar(canvas)
        self._bar.set_reading(self._work.reading)
        canvas.text_asked.connect(self._work.look)
        canvas.proposal_answered.connect(self._answer)
        canvas.tool_changed.connect(self._leave)
        self._work.begun.connect(self._begin)
        self._work.proposed.connect(self._propose)
        self._work.ended.connect(self._end)
        self._bar.chosen.connect(self._choose)
        self._bar.accepted.connect(self._work.accept)
        self._bar.rejected.connect(self._work.dismiss)

    @Slot(object)
    def _choose(self, reading: Reading) -> None:
        self._work.choose(reading)

    @Slot(bool)
    def _answer(self, taken: bool) -> None:
        (self._work.accept if taken else self._work.dismiss)()

    @Slot()
    def _leave(self) -> None:
        self._work.dismiss()

    @Slot()
    def _begin(self) -> None:
        self._canvas.set_proposal(np.zeros((1, 1), np.uint8), QRectF())
        self._bar.say(self.tr("Looking for text…"), usable=False)

    @Slot(object, QRect)
    def _propose(self, values: NDArray[np.uint8], rect: QRect) -> None:
        self._canvas.set_proposal(values, QRectF(rect))
        if values.any():
            text = self.tr("What is blue will be marked; Enter takes it, Esc leaves it.")
        else:
            text = self.tr("No text was found here; try more sensitivity, or a wider box.")
        self._bar.say(text, usable=bool(values.any()))

    @Slot()
    def _end(self) -> None:
        self._canvas.set_proposal(None, QRectF())
        self._bar.hide()
