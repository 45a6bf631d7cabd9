"""What has to be asked and done before the window closes: nothing is lost unasked."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from app.control.runs import RunController
from app.model.document import Document
from app.windows.commands import Commands
from app.windows.questions import Answer, Questions


class Closing(QObject):
    """Decides whether the window may close now; if not yet, closes it when it may."""

    def __init__(
        self,
        document: Document,
        runs: RunController,
        commands: Commands,
        questions: Questions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._runs, self._window = document, runs, window
        self._commands, self._questions = commands, questions
        self._stopping = False
        self._settled = False
        runs.state_changed.connect(self._follow)

    def may_close(self) -> bool:
        """Return whether nothing speaks against it, after asking."""
        if self._settled:
            return True
        if self._runs.active:
            return self._may_leave_the_run()
        return self._commands.may_go(self._close_at_last)

    def _may_leave_the_run(self) -> bool:
        answer = self._questions.about_closing_during_a_run()
        if not self._runs.active:  # it has ended while the question stood there
            return answer in _LEAVING and self._commands.may_go(self._close_at_last)
        if answer is Answer.KEEP_RUNNING:
            self._window.showMinimized()
        elif answer is Answer.STOP:
            self._stopping = True
            self._runs.stop_and_keep()
        elif answer is Answer.DISCARD:
            # Mask and settings go with the run they were made for; an earlier result does not.
            return self._document.outcomes.exported or self._commands.may_go(self._close_at_last)
        return False

    @Slot()
    def _follow(self) -> None:
        if self._stopping and not self._runs.active:
            self._stopping = False
            # Not at once: others still have to hear how the run has ended.
            QTimer.singleShot(0, self._window, self._window.close)

    def _close_at_last(self) -> None:
        self._settled = True
        self._window.close()


_LEAVING = frozenset({Answer.STOP, Answer.DISCARD})
