"""The iterations of a run as a strip: pictures, marks, and a playhead to go back with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from app.widgets.film import HEIGHT, Frame, hatching, paint_film
from app.widgets.frame_popup import FramePopup
from app.widgets.iteration_scale import Scale
from app.widgets.timeline_marks import (
    MARK,
    PaintMark,
    paint_bookmark,
    paint_result,
    paint_stop,
    spread,
)

_MARGIN = 10  # logical pixels left and right, so that the playhead is whole at both ends
_COLLAPSED = 28
_APART = 52  # numbers, at least
_NOTCH = 120  # of a wheel
_STEP = 60  # logical pixels one notch moves

__all__ = ["Frame", "Marks", "Timeline"]


@dataclass(frozen=True)
class Marks:
    """What is worth finding again, beside the frames.

    newest   how far the run has come; 0 before its first iteration
    stop     where a rule would stop, 0 where it has nothing to say; `decided` once it is sure
    result   which iteration is the result, 0 for none
    origins  the iterations whose weights are kept
    """

    newest: int = 0
    stop: int = 0
    decided: bool = False
    result: int = 0
    origins: tuple[int, ...] = ()


class Timeline(QAbstractSlider):
    """Chooses one of some iterations; its right end stands for the newest there is.

    chosen         an iteration, or None for the newest
    range_chosen   from which iteration to which a person wants to look
    all_wanted     everything is to be seen again
    use_requested  what is looked at is to be the result
    """

    chosen = Signal(object)
    range_chosen = Signal(float, float)
    all_wanted = Signal()
    use_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: tuple[Frame, ...] = ()
        self._marks = Marks()
        self._viewing: int | None = None
        self._range = (1.0, 2.0, True)
        self._collapsed = False
        self._popup = FramePopup(self)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setPageStep(5)
        self.setRange(0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr("Arrow keys go through the pictures of the run; Enter uses the one looked at.")
        )
        self.valueChanged.connect(self._on_stepped)

    # ------------------------------------------------------------------ what is shown

    @property
    def frames(self) -> tuple[Frame, ...]:
        """What can be chosen, beside the newest."""
        return self._frames

    def set_frames(self, frames: Sequence[Frame]) -> None:
        """Offer these frames, which are in the order of their iterations."""
        self._frames = tuple(frames)
        self._sit()

    @property
    def marks(self) -> Marks:
        """What is marked."""
        return self._marks

    def set_marks(self, marks: Marks) -> None:
        """Mark these iterations."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_range(self, low: float, high: float, *, log: bool) -> None:
        """Show the iterations from `low` to `high`."""
        if (low, high, log) != self._range:
            self._range = low, high, log
            self.update()

    @property
    def viewing(self) -> int | None:
        """The iteration chosen; None for the newest."""
        return self._viewing

    def set_viewing(self, iteration: int | None) -> None:
        """Show that an iteration is looked at, or the newest."""
        if iteration != self._viewing:
            self._viewing = iteration
            self._sit()

    @property
    def collapsed(self) -> bool:
        """Whether only the marks are shown, without pictures."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Leave the pictures out, or show them."""
        self._collapsed = collapsed
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a strip of film and its numbers."""
        return QSize(400, max(_COLLAPSED, self._film_height + MARK + self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the least room."""
        return QSize(160, self.sizeHint().height())

    @property
    def scale(self) -> Scale:
        """Where iterations lie."""
        low, high, log = self._range
        return Scale(low, high, _MARGIN, max(1, self.width() - 2 * _MARGIN), log)

    @property
    def _film_height(self) -> int:
        return 0 if self._collapsed else HEIGHT

    def _sit(self) -> None:
        """Bring the slider where the iteration looked at is among the frames."""
        known = [frame.iteration for frame in self._frames]
        place = len(known) if self._viewing is None else bisect_left(known, self._viewing)
        with QSignalBlocker(self):
            self.setMaximum(len(known))
            self.setValue(place)
        name = self.tr("Timeline, newest iteration")
        if self._viewing is not None:
            name = self.tr("Timeline, iteration {number}").format(number=self._viewing)
        self.setAccessibleName(name)
        self.update()

    # ------------------------------------------------------------------ what a person does

    def _on_stepped(self, place: int) -> None:
        self._choose(self._frames[place].iteration if place < len(self._frames) else None)

    def _choose(self, iteration: int | None) -> None:
        if iteration != self._viewing:
            self.set_viewing(iteration)
            self.chosen.emit(iteration)

    def nearest(self, x: float) -> int | None:
        """Return the iteration to choose at a pixel: that of the nearest frame, or the newest."""
        scale, newest = self.scale, self._marks.newest
        places = {frame.iteration: scale.place(frame.iteration) for frame in self._frames}
        if not places:
            return None
        found = min(places, key=lambda iteration: abs(places[iteration] - x))
        if newest > found and abs(scale.place(newest) - x) < abs(places[found] - x):
            return None
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the pointer is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._popup.hide()
            self._choose(self.nearest(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub, or show what the pointer is on."""
        if self.isSliderDown():
            self._choose(self.nearest(event.position().x()))
        else:
            self._show_popup(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay there."""
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again."""
        self.all_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look closer at the pointer; with Shift, or sideways, move along."""
        turn = event.angleDelta()
        sideways = turn.x() or (
            turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.range_chosen.emit(*self.scale.moved(-_STEP * sideways / _NOTCH))
        elif turn.y():
            part = self.scale.part(2 ** (turn.y() / _NOTCH / 2), event.position().x())
            self.range_chosen.emit(*part)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use what is looked at; step with the arrows."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.use_requested.emit()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the larger picture away."""
        self._popup.hide()
        super().leaveEvent(event)

    @property
    def popup(self) -> FramePopup:
        """The larger picture of what the pointer is on."""
        return self._popup

    def _show_popup(self, at: QPointF) -> None:
        found = self.nearest(at.x())
        frame = next((one for one in self._frames if one.iteration == found), None)
        if frame is None:
            self._popup.hide()
            return
        above = self.mapToGlobal(QPointF(self.scale.place(frame.iteration), 0).toPoint())
        self._popup.say(frame.image, self._about(frame), above)

    def _about(self, frame: Frame) -> str:
        """Say what is known of a frame."""
        number, marks = frame.iteration, self._marks
        said = [self.tr("Iteration {number}").format(number=self.locale().toString(number))]
        if number == marks.result:
            said.append(self.tr("the result"))
        if number == marks.stop:
            said.append(self.tr("where the rule would stop"))
        if frame.bookmarked:
            said.append(self.tr("bookmark"))
        if number in marks.origins:
            said.append(self.tr("weights kept"))
        return " · ".join(said)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw film, numbers, marks and playhead."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
            scale = self.scale
            if not self._collapsed:
                self._paint_film(painter, scale)
            self._paint_numbers(painter, scale)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter, scale)
            self._paint_marks(painter, scale)
            self._paint_playhead(painter, scale)
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_film(self, painter: QPainter, scale: Scale) -> None:
        paint_film(painter, self._frames, scale, self.palette())
        if not self._frames and not self._marks.newest:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            words = self.tr("The iterations of a run line up here, to go back to.")
            painter.drawText(
                QRectF(0, 0, self.width(), HEIGHT), Qt.AlignmentFlag.AlignCenter, words
            )

    def _paint_numbers(self, painter: QPainter, scale: Scale) -> None:
        if not self._marks.newest:
            return
        top = self._film_height
        painter.setPen(hatching(self.palette()))
        for frame in self._frames:
            if scale.shows(frame.iteration):
                x = scale.place(frame.iteration)
                painter.drawLine(QPointF(x, top), QPointF(x, top + MARK / 2))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        spoken = self._playhead_box(scale)
        for number in scale.ticks(_APART):
            box = self._number_box(scale.place(number), str(number))
            if spoken is None or not spoken.intersects(box):
                painter.drawText(box, str(number))

    def _number_box(self, x: float, text: str) -> QRectF:
        """Return where a number stands: under its place, and whole."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(text) + 2
        left = min(max(1.0, x - width / 2), self.width() - width - 1.0)
        return QRectF(left, self.height() - metrics.height(), width, metrics.height())

    def _paint_marks(self, painter: QPainter, scale: Scale) -> None:
        """Draw the marks in one row: those of the same iteration stand side by side."""
        marks = sorted(self._shown_marks(scale), key=lambda mark: mark[0])
        places = spread([place for place, _ in marks], MARK + 1, MARK / 2, self.width() - MARK / 2)
        for place, (_, paint) in zip(places, marks, strict=True):
            paint(painter, QPointF(place, self._film_height + MARK / 2), self.palette())

    def _shown_marks(self, scale: Scale) -> Iterator[tuple[float, PaintMark]]:
        """Return the places of the marks in sight, and what draws each."""
        marks = self._marks
        if marks.stop and scale.shows(marks.stop):
            yield scale.place(marks.stop), partial(paint_stop, decided=marks.decided)
        if marks.result and scale.shows(marks.result):
            yield scale.place(marks.result), paint_result
        for frame in self._frames:
            if frame.bookmarked and scale.shows(frame.iteration):
                underlined = frame.iteration in marks.origins
                yield scale.place(frame.iteration), partial(paint_bookmark, underlined=underlined)

    def _playhead(self, scale: Scale) -> tuple[int, QColor] | None:
        """Return where the playhead is and its colour; None where it is out of sight."""
        at = self._viewing or self._marks.newest
        if not at or not scale.shows(at):
            return None
        looking = self._viewing is not None
        role = QPalette.ColorRole.Highlight if looking else QPalette.ColorRole.PlaceholderText
        return at, self.palette().color(role)

    def _playhead_box(self, scale: Scale) -> QRectF | None:
        """Return where the playhead's number stands."""
        found = self._playhead(scale)
        if found is None:
            return None
        box = self._number_box(scale.place(found[0]), self.locale().toString(found[0]))
        box = box.adjusted(-4, 0, 4, 0)
        box.moveLeft(min(max(0.0, box.left()), self.width() - box.width()))
        return box

    def _paint_line(self, painter: QPainter, scale: Scale) -> None:
        found = self._playhead(scale)
        if found is None:
            return
        x, bottom = scale.place(found[0]), self.height() - self.fontMetrics().height()
        for colour, width in ((self.palette().color(QPalette.ColorRole.Base), 4), (found[1], 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))

    def _paint_playhead(self, painter: QPainter, scale: Scale) -> None:
        found, box = self._playhead(scale), self._playhead_box(scale)
        if found is None or box is None:
            return
        (at, colour), looking = found, self._viewing is not None
        x = scale.place(at)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 6, 0), QPointF(x + 6, 0), QPointF(x, 7)]))
        painter.drawRoundedRect(box, 4, 4)
        on_it = QPalette.ColorRole.HighlightedText if looking else QPalette.ColorRole.Window
        painter.setPen(self.palette().color(on_it))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.locale().toString(at))
