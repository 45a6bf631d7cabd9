"""The badge over the picture while an earlier iteration is looked at."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.widgets.viewing_bar import ViewingBar
from app.windows.workbench import Workbench


class ViewingLink(QObject):
    """Keeps the badge true, and does what its buttons say."""

    def __init__(self, bench: Workbench, over: QWidget) -> None:
        super().__init__(over)
        self._bench = bench
        self._bar = ViewingBar(over)
        history, runs = bench.runs.history, bench.runs
        history.viewing_changed.connect(self._show)
        history.changed.connect(self._show_branch)
        runs.progressed.connect(self._show)
        runs.state_changed.connect(self._show)
        bench.document.result_changed.connect(self._show)
        self._bar.use_requested.connect(history.use)
        self._bar.branch_requested.connect(history.branch)
        self._bar.live_requested.connect(history.live)

    @Slot()
    def _show(self) -> None:
        """Say what is looked at, and where the run is meanwhile."""
        runs, result = self._bench.runs, self._bench.document.result
        viewing = runs.history.viewing
        if viewing is None:
            self._bar.hide()
            return
        text, now = self.tr("Viewing iteration {viewing} – the run is at {now}"), 0
        back, tip = self.tr("Back to live"), self.tr("Stop the run and make this the result.")
        if runs.active:
            now = runs.progress.iteration
        elif result is not None:
            text, now = (
                self.tr("Viewing {viewing} – the result is {now}"),
                result.run.kept_iteration,
            )
            back, tip = self.tr("Back to the result"), self.tr("Make this the result.")
        text = text.format(viewing=viewing, now=now)
        self._bar.say(text, back=back, use_tip=tip, usable=runs.history.usable)
        self._show_branch()

    @Slot()
    def _show_branch(self) -> None:
        """Say from where the run would go on."""
        runs, origin = self._bench.runs, self._bench.runs.history.origin
        tip = self.tr("No weights are kept up to here; bookmarks set during a run keep them.")
        if runs.active:
            tip = self.tr("Stop the run first.")
        elif origin is not None:
            tip = self.tr("Let the run go on from iteration {origin}, whose weights are kept.")
            tip = tip.format(origin=origin)
        self._bar.set_branch(tip, possible=origin is not None and runs.can_go_on)
