"""What a run shows at this moment: its newest preview, the iteration looked at, or its result."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QRectF, Signal, Slot
from PySide6.QtGui import QImage

from app.control.runs import RunController, RunState
from app.model.document import Document


@dataclass(frozen=True, eq=False)
class Part:
    """A picture that lies over the photo; `place` in pixels of the photo, empty for all of it."""

    image: QImage
    place: QRectF


class Showing(QObject):
    """Follows document, run and playhead.

    changed  there is another `part` to show
    """

    changed = Signal()

    def __init__(
        self, document: Document, runs: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._enlargement = (1.0, 1.0)
        self._live: Part | None = None
        self._part: Part | None = None
        document.picture_changed.connect(self._begin)
        document.result_changed.connect(self._show_result)
        runs.preview_ready.connect(self._show_preview)
        runs.parts.changed.connect(self.changed)
        runs.state_changed.connect(self._follow_run)
        runs.history.shown.connect(self._show_iteration)
        runs.history.viewing_changed.connect(self._follow_viewing)

    @property
    def part(self) -> Part | None:
        """What lies over the photo now; None where there is nothing yet."""
        return self._part

    @property
    def layers(self) -> tuple[Part, ...]:
        """What lies below it: the parts that are done while others run, from back to front."""
        if not self._runs.active or self._runs.history.viewing is not None:
            return ()
        return tuple(self._scaled(one.image, one.place) for one in self._runs.parts.layers)

    def _show(self, part: Part | None) -> None:
        self._part = part
        self.changed.emit()

    @Slot()
    def _begin(self) -> None:
        self._live = None
        self._show_result()

    @Slot()
    def _show_result(self) -> None:
        if not self._runs.active and self._runs.history.viewing is None:
            display = self._document.result_display
            self._show(None if display is None else Part(display, QRectF()))

    @Slot(QImage, QRect)
    def _show_preview(self, image: QImage, where: QRect) -> None:
        self._live = self._placed(image, where)
        if self._runs.history.viewing is None:
            self._show(self._live)

    @Slot(QImage, QRect)
    def _show_iteration(self, image: QImage, where: QRect) -> None:
        self._show(self._placed(image, where))

    @Slot()
    def _follow_viewing(self) -> None:
        if self._runs.history.viewing is not None:
            return
        if self._runs.active and self._live is not None:
            self._show(self._live)
        else:
            self._show_result()

    @Slot(object)
    def _follow_run(self, state: RunState) -> None:
        if state is RunState.WARMING:
            self._enlargement = self._enlargement_of_run()
            self._live = None
        elif state in {RunState.HAS_RESULT, RunState.READY, RunState.FAILED}:
            self._show_result()

    def _placed(self, image: QImage, where: QRect) -> Part:
        """Return a part of the result where it lies on the photo."""
        return self._scaled(image, QRectF(where))

    def _scaled(self, image: QImage, where: QRectF) -> Part:
        across, down = self._enlargement
        place = QRectF(
            where.left() / across,
            where.top() / down,
            where.width() / across,
            where.height() / down,
        )
        return Part(image, place)

    def _enlargement_of_run(self) -> tuple[float, float]:
        """Return the ratio of the sides, as rounded to whole pixels: 41 × 2.5 becomes 102."""
        picture, spec = self._document.picture, self._runs.spec
        if picture is None or spec is None:
            return 1.0, 1.0
        factor = spec.task.enlargement()
        width, height = round(picture.width * factor), round(picture.height * factor)
        return width / picture.width, height / picture.height
