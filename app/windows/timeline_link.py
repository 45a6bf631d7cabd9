"""The keys of the timeline, and how it was left last time."""

from PySide6.QtCore import QObject

from app.control.iteration_actions import ITERATIONS
from app.panels.timeline_panel import TimelinePanel
from app.windows.workbench import Workbench


class TimelineLink(QObject):
    """Binds what changes the look of the timeline, and remembers it."""

    def __init__(self, bench: Workbench, panel: TimelinePanel) -> None:
        super().__init__(panel)
        self._bench = bench
        even, small = bench.actions["even-iterations"], bench.actions["small-timeline"]
        even.setChecked(not bench.preferences.log_iterations)
        small.setChecked(bench.preferences.small_timeline)
        bench.axis.set_log(bench.preferences.log_iterations)
        even.toggled.connect(self._choose_even)
        small.toggled.connect(self._choose_small)
        for word in ("even-iterations", "small-timeline"):
            bench.actions.bind(word, lambda: None)  # being checked says it all
        # The letters that lead through the iterations work on the canvas and here.
        for row in ITERATIONS:
            if row.context == "canvas":
                panel.timeline.addAction(bench.actions[row.id])

    def _choose_even(self, even: bool) -> None:
        self._bench.preferences.log_iterations = not even
        self._bench.axis.set_log(not even)

    def _choose_small(self, small: bool) -> None:
        self._bench.preferences.small_timeline = small
