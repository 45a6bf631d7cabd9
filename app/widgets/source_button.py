"""A button that says which picture is shown, and offers others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

Source = tuple[str, str]  # an id, and a name for people
_WIDEST = 220  # logical pixels, unless told otherwise
_NARROWEST = 80
_SLACK = 2  # letters are measured in fractions of a pixel


class SourceButton(QToolButton):
    """Chooses one of some sources.

    chosen  the id of another source
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, widest: int = _WIDEST) -> None:
        super().__init__(parent)
        self._name, self._widest = name, widest
        self._sources: tuple[Source, ...] = ()
        self._current = self._words = ""
        self._extra: tuple[QAction, ...] = ()
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaximumWidth(widest)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_sources(self, sources: Sequence[Source], extra: Sequence[QAction] = ()) -> None:
        """Offer these sources, and after a line what else can be done."""
        self._sources, self._extra = tuple(sources), tuple(extra)

    @property
    def current(self) -> str:
        """The id of what is shown."""
        return self._current

    def set_current(self, source: str, words: str) -> None:
        """Say what is shown; the words may say more than the source's name."""
        self._current = source
        self._words = f"{self._name} {words}".strip()
        self.setAccessibleName(self._words)
        self.setToolTip(words)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for all the words, up to the widest."""
        wanted = self.fontMetrics().horizontalAdvance(self._words) + self._frame + _SLACK
        return QSize(min(self._widest, wanted), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the first few letters."""
        return QSize(min(_NARROWEST, self.sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many letters as fit."""
        super().resizeEvent(event)
        self._elide()

    @property
    def _frame(self) -> int:
        """What is taken by the frame, and by the arrow of the menu."""
        text = self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint().width() - text

    def _elide(self) -> None:
        mode, room = Qt.TextElideMode.ElideRight, self.width() - self._frame
        self.setText(self.fontMetrics().elidedText(self._words, mode, room))

    @Slot()
    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for source, words in self._sources:
            action = menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(source == self._current)
            action.triggered.connect(partial(self._choose, source))
        if self._extra:
            menu.addSeparator()
            menu.addActions(list(self._extra))

    def _choose(self, source: str, _: bool = False) -> None:
        self.chosen.emit(source)
