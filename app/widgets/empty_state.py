"""What is shown while no photograph is open: how to open one, samples to try, and recent files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QKeySequence,
    QPalette,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.widgets.cards import DropZone, RecentButton, SampleButton, SampleCard
from app.widgets.file_drop import TakesFiles

MOST_RECENT = 5
_WIDEST = 880


class EmptyState(TakesFiles, QScrollArea):
    """Invites to open a photograph, to try a sample, or to go on with a recent file."""

    open_requested = Signal()
    sample_chosen = Signal(str)  # the kind of the card
    recent_chosen = Signal(object)  # Path
    files_dropped = Signal(list)  # of Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drop_zone = DropZone(self._invitation())
        self._sample_heading = _heading(self.tr("Or try a sample"))
        self._samples = QHBoxLayout()
        self._recent_heading = _heading(self.tr("Recent"))
        self._recent = QVBoxLayout()
        self._drop_zone.clicked.connect(self.open_requested)
        self.setAcceptDrops(True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("No photo is open"))
        self.setWidget(self._column())
        self.set_samples(())
        self.set_recent(())

    def set_samples(self, cards: Sequence[SampleCard]) -> None:
        """Offer these samples."""
        _clear(self._samples)
        for card in cards:
            button = SampleButton(card)
            button.clicked.connect(self._choose_sample)
            self._samples.addWidget(button, 1)
        self._sample_heading.setVisible(bool(cards))

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Offer the first of these files; those that are gone are greyed."""
        _clear(self._recent)
        for path in paths[:MOST_RECENT]:
            button = RecentButton(path)
            button.clicked.connect(self._choose_recent)
            self._recent.addWidget(button)
        self._recent_heading.setVisible(bool(paths))

    def _choose_sample(self) -> None:
        button = self.sender()
        if isinstance(button, SampleButton):
            self.sample_chosen.emit(button.kind)

    def _choose_recent(self) -> None:
        button = self.sender()
        if isinstance(button, RecentButton):
            self.recent_chosen.emit(button.path)

    def show_dragged_over(self, *, over: bool) -> None:
        """Say it where files are to be dropped."""
        self._drop_zone.set_dragged_over(over=over)

    def _invitation(self) -> str:
        native = QKeySequence.SequenceFormat.NativeText
        return self.tr("Drop a photo here, paste ({paste}), or open ({open})").format(
            paste=QKeySequence(QKeySequence.StandardKey.Paste).toString(native),
            open=QKeySequence(QKeySequence.StandardKey.Open).toString(native),
        )

    def _column(self) -> QWidget:
        """Lay everything out in one column, in the middle of what room there is."""
        inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        self._samples.setSpacing(12)
        self._recent.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._drop_zone, 2)
        column.addSpacing(12)
        column.addWidget(self._sample_heading)
        column.addLayout(self._samples)
        column.addSpacing(12)
        column.addWidget(self._recent_heading)
        column.addLayout(self._recent)
        column.addStretch(1)
        outside = QWidget()
        row = QHBoxLayout(outside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inside, 1000)
        row.addStretch(1)
        return outside


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return label


def _clear(layout: QLayout) -> None:
    """Take every widget out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
