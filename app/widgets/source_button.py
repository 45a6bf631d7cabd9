"""A button that says which picture is shown, and offers others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

Source = tuple[str, str]  # an id, and a name for people
_WIDEST = 220  # logical pixels


class SourceButton(QToolButton):
    """Chooses one of some sources.

    chosen  the id of another source
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._sources: tuple[Source, ...] = ()
        self._current = ""
        self._extra: tuple[QAction, ...] = ()
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaximumWidth(_WIDEST)
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
        text = f"{self._name} {words}".strip()
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST - 34))
        self.setAccessibleName(text)
        self.setToolTip(words)

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
