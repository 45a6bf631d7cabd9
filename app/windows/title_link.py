"""The window's title: how far a run is, for whoever sees only the task bar, then the photo."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.control.runs import RunState
from app.windows.workbench import Workbench

_PROGRAM = "DIP Studio"


class TitleLink(QObject):
    """Keeps the title true."""

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window
        bench.document.changed.connect(self._show)
        bench.document.title_changed.connect(self._show)
        bench.runs.state_changed.connect(self._show)
        bench.runs.progressed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        document = self._bench.document
        title = f"{document.title} – {_PROGRAM}" if document.title else _PROGRAM
        # Qt puts its star for what is not saved in the place of "[*]", and does nothing for a
        # title that is there already.
        self._window.setWindowTitle(f"{self._progress()}[*]{title}")
        self._window.setWindowModified(document.dirty)

    def _progress(self) -> str:
        runs = self._bench.runs
        if not runs.active:
            return ""
        percent = f"{int(100 * runs.progress.share)} %"
        if runs.state is RunState.PAUSED:
            percent = self.tr("Paused at {percent}").format(percent=percent)
        return f"{percent} · "
