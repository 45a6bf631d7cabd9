"""The badge over the canvas while an earlier iteration is looked at, and what can be done then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

_GAP = 10


class ViewingBar(QFrame):
    """Lies over the lower edge of the widget it is given.

    use_requested, branch_requested, live_requested  what a person wants of the iteration looked at
    """

    use_requested = Signal()
    branch_requested = Signal()
    live_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("messageBar")
        self._over = over
        self._label = QLabel()
        self._use = QPushButton(self.tr("Use this iteration"))
        self._branch = QPushButton(self.tr("Go on from here"))
        self._live = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.addWidget(self._label)
        for button in (self._use, self._branch, self._live):
            # The keys that step through iterations must stay with the canvas.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._use.clicked.connect(self.use_requested)
        self._branch.clicked.connect(self.branch_requested)
        self._live.clicked.connect(self.live_requested)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget beneath."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def say(self, text: str, *, back: str, use_tip: str, usable: bool) -> None:
        """Show what is looked at, the words for going back, and whether it can be used."""
        self._label.setText(text)
        self._live.setText(back)
        self._use.setToolTip(use_tip)
        self._use.setEnabled(usable)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self._place()

    def set_branch(self, tip: str, *, possible: bool) -> None:
        """Say what going on from here means, and whether it is possible."""
        self._branch.setToolTip(tip)
        self._branch.setEnabled(possible)

    def text(self) -> str:
        """Return what is looked at; nothing while the bar is hidden."""
        return "" if self.isHidden() else self._label.text()

    @property
    def use_button(self) -> QPushButton:
        """What makes the iteration the result."""
        return self._use

    @property
    def branch_button(self) -> QPushButton:
        """What lets the run go on from the iteration."""
        return self._branch

    @property
    def live_button(self) -> QPushButton:
        """What goes back to the newest."""
        return self._live

    def _place(self) -> None:
        self.adjustSize()
        left = (self._over.width() - self.width()) // 2
        self.move(max(0, left), self._over.height() - self.height() - _GAP)
