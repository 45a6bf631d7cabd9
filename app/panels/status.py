"""The status line: what the program is doing, in words, and facts about the photo."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from app.forms.wording import describe, percent
from dip_core import Picture

_STEPS = 1000  # of the progress bar


class StatusPanel(QWidget):
    """State and progress on the left; pointer, mask and photo on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._state = QLabel()
        self._state.setProperty("role", "heading")
        self._state.setAccessibleName(self.tr("State"))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, _STEPS)
        self._progress.setFixedWidth(110)
        self._progress.setMaximumHeight(self._state.fontMetrics().height())
        self._progress.setAccessibleName(self.tr("Progress"))
        self._run = _Part(self.tr("Run"), stretches=True)
        self._cursor = _Part(self.tr("Pointer"))
        self._mask = _Part(self.tr("Mask"))
        self._photo = _Part(self.tr("Photo"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(10)
        row.addWidget(self._state)
        row.addWidget(self._progress)
        row.addWidget(self._run, 1)
        for part in (self._cursor, self._mask, self._photo):
            row.addWidget(part.line)
            row.addWidget(part)
        self.show_progress(None)

    def show_state(self, text: str) -> None:
        """Say what the program is doing."""
        self._state.setText(text)

    def state_text(self) -> str:
        """Return what the program is doing."""
        return self._state.text()

    def show_run(self, text: str) -> None:
        """Say how far a run is, and how fast."""
        self._run.say(text)

    def run_text(self) -> str:
        """Return how far a run is."""
        return self._run.full_text()

    def texts(self) -> tuple[str, ...]:
        """Return the facts shown on the right."""
        return tuple(part.full_text() for part in (self._cursor, self._mask, self._photo))

    def show_progress(self, share: float | None) -> None:
        """Show how much of the iterations is done, in [0, 1]; nothing where there is no run."""
        self._progress.setVisible(share is not None)
        self._progress.setValue(round(self._progress.maximum() * (share or 0.0)))

    def show_cursor(self, position: QPointF | None) -> None:
        """Say which pixel of the photo the pointer is on."""
        where = "" if position is None else f"{int(position.x())}, {int(position.y())}"
        self._cursor.say(where)

    def show_mask(self, coverage: float | None) -> None:
        """Say how much of the photo is marked, in [0, 1]; nothing without a photo."""
        self._mask.say(
            "" if coverage is None else self.tr("mask {share}").format(share=percent(coverage))
        )

    def show_photo(self, picture: Picture | None, name: str) -> None:
        """Say name, size, depth and colour of the photo."""
        self._photo.say(describe(picture, name) if picture else "")


class _Part(QLabel):
    """One fact; hidden while there is none, and shortened rather than cut where room is short."""

    def __init__(self, name: str, *, stretches: bool = False) -> None:
        super().__init__()
        # It belongs beside the part; until it is put there it must not be a window of its own.
        self.line = QFrame(self)
        self.line.setFrameShape(QFrame.Shape.VLine)
        self.line.setFrameShadow(QFrame.Shadow.Sunken)
        self._full = ""
        self._stretches = stretches
        self.setAccessibleName(name)
        self._show()
        if stretches:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        if text == self._full:
            return
        self._full = text
        self.setToolTip(text)
        self._show()

    def full_text(self) -> str:
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        elide = Qt.TextElideMode.ElideRight
        shown = self._full
        if self._stretches:
            shown = self.fontMetrics().elidedText(self._full, elide, max(0, self.width()))
        self.setText(shown)
        self.line.setVisible(bool(self._full) and not self._stretches)
