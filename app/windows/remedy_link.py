"""What is offered where a run would take too much, and doing what was chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from app.control.remedies import Remedy
from app.panels.method_panel import MethodPanel
from app.windows import message_bar
from app.windows.region_link import RegionLink
from app.windows.workbench import Workbench


class RemedyLink(QObject):
    """Shows forecast and remedies in the panel; each does what it says, undoably where it can."""

    def __init__(self, bench: Workbench, panel: MethodPanel, regions: RegionLink) -> None:
        super().__init__(panel)
        self._bench, self._regions = bench, regions
        bench.forecaster.changed.connect(panel.show_forecast)
        bench.forecaster.whole_changed.connect(panel.show_whole)
        bench.forecaster.remedies_changed.connect(panel.show_remedies)
        panel.remedy_chosen.connect(self._take)

    def for_a_failure(self) -> tuple[message_bar.Remedy, ...]:
        """Return what can be offered beside the message that memory was lacking."""
        cost = self._bench.forecaster.forecast
        if cost is None or not cost.tight:
            return ()
        offers = self._bench.forecaster.remedies
        return tuple((remedy.name, partial(self._take, remedy)) for remedy in offers)

    @Slot(object)
    def _take(self, remedy: Remedy) -> None:
        if remedy.kind == "fast":
            self._bench.document.set_quality("fast")
        elif remedy.kind == "device":
            self._bench.preferences.device = remedy.device
        else:
            self._regions.lay()
