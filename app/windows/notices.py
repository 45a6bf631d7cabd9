"""What is said outside of the window, to whoever does not look at it: a run is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.control.desktop import has_notices, send_notice
from app.control.runs import RunController, RunState
from app.control.worker import Errands
from app.model.document import Document
from app.model.preferences import Preferences

Tell = Callable[[str, str], object]
# A run that a person has told to stop needs no notice of its end.
_GOING = frozenset({RunState.WARMING, RunState.RUNNING, RunState.PAUSED})
_OVER = frozenset({RunState.HAS_RESULT, RunState.FAILED})


class Notices(QObject):
    """Lets the window's entry in the task bar light up, and the desktop show a notice.

    tell  shows a title and a text on the desktop; the desktop's own way where it is left out
    """

    def __init__(
        self,
        document: Document,
        runs: RunController,
        preferences: Preferences,
        window: QWidget,
        tell: Tell | None = None,
    ) -> None:
        super().__init__(window)
        self._document, self._preferences, self._window = document, preferences, window
        self._errands = Errands(self)
        self._icon: QSystemTrayIcon | None = None
        self._tell = tell or self._own_way()
        self._running = False
        runs.state_changed.connect(self._follow)

    def shutdown(self) -> None:
        """Take the icon away, and wait for a notice that is being sent."""
        if self._icon is not None:
            self._icon.hide()
        self._errands.shutdown()

    @Slot(object)
    def _follow(self, state: RunState) -> None:
        was_running, self._running = self._running, state in _GOING
        if was_running and state in _OVER and QApplication.activeWindow() is None:
            QApplication.alert(self._window)
            if self._preferences.manners.notifies:
                self._tell(self._title(), self._text(state))

    def _title(self) -> str:
        return self._document.title or "DIP Studio"

    def _text(self, state: RunState) -> str:
        result = self._document.result
        if state is RunState.FAILED or result is None:
            return self.tr("The restoration has failed; the window says why.")
        text = self.tr("The restoration is done: iteration {iteration} is kept.")
        return text.format(iteration=result.run.kept_iteration)

    def _own_way(self) -> Tell:
        return self._over_the_bus if has_notices() else self._by_the_icon

    def _over_the_bus(self, title: str, text: str) -> None:
        self._errands.send(partial(send_notice, title, text), _nothing, _nothing)

    def _by_the_icon(self, title: str, text: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._icon.setToolTip("DIP Studio")
            self._icon.activated.connect(self._come_forward)
            self._icon.messageClicked.connect(self._come_forward)
        self._icon.show()
        self._icon.showMessage(title, text, QApplication.windowIcon())

    @Slot()
    def _come_forward(self) -> None:
        come_forward(self._window)
        if self._icon is not None:
            self._icon.hide()


def come_forward(window: QWidget) -> None:
    """Show a window that may be minimised, before others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def _nothing(_: object) -> None:
    """A desktop that shows no notices is no reason to say more."""
