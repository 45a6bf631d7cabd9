"""The parts of a photo that are worked on one after another: how far each is, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage

from app.control.mailbox import Frame, Order
from app.model.display import pixels_to_image
from app.model.document import Document
from dip_core import Box, IterationReport, Piece, Plan, Undertaking, WorkPart

_SHOWN_EVERY_MS = 1000
_SMALL = QSize(160, 160)  # what is shown of a part that is not done

State = Literal["planned", "waiting", "running", "done", "left"]


@dataclass(frozen=True, eq=False)
class Row:
    """One part.

    state  "waiting" or "running" while a run goes on; "planned" where a run would work; "left"
           where others are done
    image  what it has become, as the screen shows it; None where there is nothing yet
    piece  the same as it would be handed over; None while it runs
    """

    part: WorkPart
    state: State
    image: QImage | None = None
    piece: Piece | None = None


@dataclass(frozen=True, eq=False)
class Layer:
    """A picture that lies over the photo; `place` in pixels of the result."""

    image: QImage
    place: QRectF


class Parts(QObject):
    """Follows the parts of the run, and those of the result that is current.

    changed  another part is at work or is done, or there are others
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._order: Order | None = None
        self._doing: tuple[WorkPart, ...] = ()
        self._begun: Undertaking | None = None
        self._current: WorkPart | None = None
        self._images: dict[WorkPart, QImage] = {}
        self._photos: dict[WorkPart, QImage] = {}
        self._layers: dict[WorkPart, Layer] = {}
        self._ground: Layer | None = None
        self._shown = QElapsedTimer()
        self._shown.start()
        self._planned: Plan | None = None
        self._resting: Undertaking | None = None
        document.result_changed.connect(self._rest)
        document.picture_changed.connect(self._forget)

    # ------------------------------------------------------------------ what is known

    @property
    def undertaking(self) -> Undertaking | None:
        """What is being done; else what the result is made of, and what a run would do."""
        return self._begun or self._resting

    @property
    def rows(self) -> tuple[Row, ...]:
        """The parts, in the order in which one reads."""
        undertaking = self.undertaking
        if undertaking is None:
            return ()
        return tuple(self._row(undertaking, part) for part in undertaking.plan.parts)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What is finished already while other parts run, from back to front."""
        ground = () if self._ground is None else (self._ground,)
        return (*ground, *self._layers.values())

    def _row(self, undertaking: Undertaking, part: WorkPart) -> Row:
        piece = undertaking.piece_of(part)
        image = self._images.get(part)
        if self._begun is None:
            state: State = "left" if part in undertaking.left else "done"
            state = "planned" if state == "left" and not undertaking.pieces else state
            return Row(part, state, self._image_of(piece) or self._photo_of(part), piece)
        if part == self._current and part not in self._layers:
            return Row(part, "running", image or self._photo_of(part))
        if part in self._layers or part not in undertaking.left:
            return Row(part, "done", image or self._image_of(piece), piece)
        return Row(part, "waiting", self._photo_of(part))

    def _photo_of(self, part: WorkPart) -> QImage | None:
        """Return what the photo shows there, small; made once."""
        display, box = self._document.display, part.box
        if part not in self._photos and display is not None:
            cut = display.copy(box.left, box.top, box.width, box.height)
            self._photos[part] = cut.scaled(_SMALL, Qt.AspectRatioMode.KeepAspectRatio)
        return self._photos.get(part)

    def _image_of(self, piece: Piece | None) -> QImage | None:
        """Return what a part has become as the screen shows it; made once."""
        if piece is None:
            return None
        if piece.part not in self._images:
            self._images[piece.part] = image_of(piece, self._icc)
        return self._images[piece.part]

    @property
    def _icc(self) -> bytes | None:
        picture = self._document.picture
        return picture.icc if picture else None

    # ------------------------------------------------------------------ what the run says

    def begin(self, order: Order, planned: Plan) -> None:
        """Follow a run that sets out, or goes on."""
        undertaking = self._document.outcomes.undertaking
        if order.more and undertaking is not None:
            self._begun = undertaking
        else:
            self._begun = Undertaking.begun(order.recorded or order.spec, planned, order.scope.done)
            self._images = {}
        self._order, self._doing = order, planned.parts
        self._current, self._layers = None, {}
        display = self._document.result_display
        again = bool(order.more or order.scope.done) and len(self._begun.plan.parts) > 1
        self._ground = Layer(display, QRectF(display.rect())) if again and display else None
        self.changed.emit()

    def see(self, reports: Sequence[IterationReport], frames: Sequence[Frame]) -> None:
        """Take in which part is worked on, and what those look like that are done."""
        before = self._current
        for report in reports:
            self._current = self._part(report.part)
        for frame in frames:
            self._finish(frame)
        if frames or self._current != before:
            self.changed.emit()

    def show(self, frame: Frame) -> None:
        """Take in what the part looks like that is worked on."""
        part = self._part(frame.part)
        if part is not None and part not in self._layers:
            self._images[part] = pixels_to_image(frame.pixels, self._icc)
            if self._shown.hasExpired(_SHOWN_EVERY_MS):
                self._shown.start()
                self.changed.emit()

    def end(self) -> None:
        """Show what the result is made of: the run is over."""
        self._begun, self._current, self._ground = None, None, None
        self._layers, self._images = {}, {}
        self._rest()

    @Slot(object)
    def plan(self, planned: Plan | None) -> None:
        """Take in where a run would work now."""
        self._planned = planned
        self._rest()

    @Slot()
    def _rest(self) -> None:
        """Say what there is while no run goes on."""
        before, self._resting = self._resting, self._at_rest()
        if self._resting is not before or self._begun is not None:
            self.changed.emit()

    def _at_rest(self) -> Undertaking | None:
        made, planned, spec = (
            self._document.outcomes.undertaking,
            self._planned,
            self._document.spec,
        )
        mask = self._document.mask
        if planned is None or mask is None or not spec.task.local:
            return made
        if made is not None and type(made.spec.task) is type(spec.task):
            return made.planned_anew(planned, mask.view())
        known = self._resting
        if known is not None and not known.pieces and known.plan.parts == planned.parts:
            return known
        return Undertaking.begun(spec, planned)

    @Slot()
    def _forget(self) -> None:
        self._order = self._planned = None
        self._photos = {}
        self.end()

    def _part(self, number: int) -> WorkPart | None:
        """Return a part by its number in the run; where memory ran out, there are others."""
        return self._doing[number] if number < len(self._doing) else None

    def _finish(self, frame: Frame) -> None:
        part, region = self._part(frame.part), frame.region
        if part is None or region is None or self._order is None:
            return
        image = pixels_to_image(frame.pixels, self._icc)
        self._images[part] = image
        mask = self._order.inputs.mask
        if part.hole is not None and mask is not None:
            self._layers[part] = Layer(_cut_out(image, part.own(mask)), _rect(region))
        else:
            self._layers[part] = _core(image, part, region)


def image_of(piece: Piece, icc: bytes | None) -> QImage:
    """Return what a part has become as the screen shows it."""
    return pixels_to_image(_bytes(piece), icc)


def _cut_out(image: QImage, own: NDArray[np.uint8]) -> QImage:
    """Return an image that shows in a hole alone."""
    cover = np.ascontiguousarray(own)
    height, width = cover.shape
    view = QImage(cover.data, width, height, width, QImage.Format.Format_Grayscale8)
    ignore, smooth = (
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    fitting = (
        view.copy() if view.size() == image.size() else view.scaled(image.size(), ignore, smooth)
    )
    found = image.convertToFormat(QImage.Format.Format_ARGB32)
    found.setAlphaChannel(fitting)
    return found.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _core(image: QImage, part: WorkPart, region: Box) -> Layer:
    """Return of a tile what is nearer to its middle than to its neighbours' middles."""
    box, core = part.box, part.core
    across, down = image.width() / box.width, image.height() / box.height
    left, top = round((core.left - box.left) * across), round((core.top - box.top) * down)
    width, height = round(core.width * across), round(core.height * down)
    wide, high = region.width / image.width(), region.height / image.height()
    place = QRectF(region.left + left * wide, region.top + top * high, width * wide, height * high)
    return Layer(image.copy(left, top, width, height), place)


def _bytes(piece: Piece) -> NDArray[np.uint8]:
    """Return a piece as bytes."""
    values: NDArray[Any] = piece.image
    if values.dtype == np.uint16:
        return (values >> 8).astype(np.uint8)
    return (np.clip(values, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
