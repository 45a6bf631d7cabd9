"""Opens the windows of the studies, one of each, and lets nothing else compute beside a study."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from app.windows.how_it_works import HowItWorks
from app.windows.questions import Questions
from app.windows.study_window import StudyWindow
from app.windows.workbench import Workbench


class StudiesLink(QObject):
    """Binds the actions; the windows belong to the main window and close with it."""

    def __init__(self, bench: Workbench, window: QMainWindow, questions: Questions) -> None:
        super().__init__(window)
        self._bench, self._window, self._questions = bench, window, questions
        self._open: dict[str, QWidget] = {}
        bench.actions.bind("studies", self.show_studies)
        bench.actions.bind("how-it-works", self.show_page)
        bench.studies.changed.connect(self._follow)

    def show_studies(self, kind: str = "") -> StudyWindow:
        """Show the window of the studies, with one of them chosen."""
        bench = self._bench
        window = self._shown(
            "studies",
            lambda: StudyWindow(
                bench.studies, bench.document, bench.preferences, self._questions, self._window
            ),
        )
        if not isinstance(window, StudyWindow):
            raise TypeError(f"{window} is no window of studies")
        if kind:
            window.choose(kind)
        return window

    def show_page(self) -> QWidget:
        """Show how the method works."""
        return self._shown("page", lambda: HowItWorks(self._bench.studies, self._window))

    def _shown(self, name: str, make: Callable[[], QWidget]) -> QWidget:
        """Return the window of that name, which is made unless it is open, in front."""
        if name not in self._open:
            window = self._open[name] = make()
            window.destroyed.connect(lambda: self._open.pop(name, None))
        window = self._open[name]
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    @Slot()
    def _follow(self) -> None:
        self._bench.actions.set_studying(studying=self._bench.studies.active)
