"""The panels round the canvas, as one table; and the layout a person arranged them in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QByteArray, QCoreApplication, QPoint, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QScrollArea, QWidget

from app.control.situation import tr
from app.forms.fold import Fold
from app.panels.curves_panel import CurvesPanel
from app.panels.found_panel import FoundPanel
from app.panels.mask_panel import BUTTONS, MaskPanel
from app.panels.method_panel import MethodPanel
from app.panels.parts_panel import PartsPanel
from app.panels.results_panel import BUTTONS as RESULTS_BUTTONS
from app.panels.results_panel import ResultsPanel
from app.panels.task_panel import TaskPanel
from app.panels.timeline_panel import BUTTONS as TIMELINE_BUTTONS
from app.panels.timeline_panel import TimelinePanel
from app.windows.workbench import Workbench

LAYOUT_VERSION = 5
RIGHT_WIDTH, BOTTOM_HEIGHT, LOW_BOTTOM_HEIGHT = 320, 170, 130
_BOTTOM_SHARE = 0.22  # of the window, where it is a high one
# Below this the panels on the right do not fit under one another and start as tabs.
ROOMY_WIDTH, ROOMY_HEIGHT = 1200, 820


@dataclass(frozen=True)
class Panel:
    """One panel: its name in layouts, its title, where it starts, and how it is made.

    A strip is as high as it has to be and has no title; it lies under the canvas.
    """

    name: str
    title: str
    side: Literal["right", "bottom", "strip"]
    make: Callable[[Workbench], QWidget]


def _task_panel(bench: Workbench) -> QWidget:
    words = ("open-second", "remove-second", "open-kernel", "draw-kernel", "remove-kernel")
    return TaskPanel(bench.document, {word: bench.actions[word] for word in words})


def _mask_panel(bench: Workbench) -> QWidget:
    return MaskPanel(bench.document, {word: bench.actions[word] for word in BUTTONS})


def _timeline_panel(bench: Workbench) -> QWidget:
    actions = {word: bench.actions[word] for word in TIMELINE_BUTTONS}
    return TimelinePanel(bench.document, bench.log, bench.runs.history, bench.axis, actions)


def _curves_panel(bench: Workbench) -> QWidget:
    return CurvesPanel(
        bench.document,
        bench.log,
        bench.runs.history,
        bench.axis,
        bench.spectra,
        bench.yardsticks,
    )


def _results_panel(bench: Workbench) -> QWidget:
    actions = {word: bench.actions[word] for word in RESULTS_BUTTONS}
    return ResultsPanel(bench.document, bench.table, bench.classics, actions)


def _parts_panel(bench: Workbench) -> QWidget:
    return PartsPanel(bench.document, bench.runs, bench.fills)


PANELS = (
    Panel("task", tr("Task"), "right", _task_panel),
    Panel("mask", tr("Mask"), "right", _mask_panel),
    Panel(
        "method",
        tr("Method"),
        "right",
        lambda bench: MethodPanel(
            bench.document, bench.preferences, bench.devices, bench.actions["run-whole"]
        ),
    ),
    Panel("timeline", tr("Timeline"), "strip", _timeline_panel),
    Panel(
        "curves",
        tr("Curves"),
        "bottom",
        _curves_panel,
    ),
    Panel("results", tr("Results"), "bottom", _results_panel),
    Panel("parts", tr("Parts"), "bottom", _parts_panel),
    Panel("found", tr("Also found"), "bottom", lambda bench: FoundPanel(bench.document)),
)


class Docks:
    """The docks of a window: made from the table, arranged by default or as last time."""

    def __init__(self, window: QMainWindow, bench: Workbench) -> None:
        self._window = window
        self._panels = {panel.name: panel.make(bench) for panel in PANELS}
        self._docks = {panel.name: self._dock(panel) for panel in PANELS}
        # The panels on the right keep the whole height.
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._add()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def panel(self, name: str) -> QWidget:
        """Return the panel in a dock."""
        return self._panels[name]

    def save(self) -> QByteArray:
        """Return the arrangement."""
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, layout: QByteArray) -> None:
        """Arrange everything as it was; what cannot be read means the default."""
        if layout.isEmpty() or not self._window.restoreState(layout, LAYOUT_VERSION):
            self.reset()

    def reset(self) -> None:
        """Arrange everything as at the first start."""
        # Docks that are tabs already would leave their old tab bar behind, over other panels.
        for dock in self._docks.values():
            self._window.removeDockWidget(dock)
        self._add()
        right = [self._docks[panel.name] for panel in PANELS if panel.side == "right"]
        if self._is_roomy():
            self._stack(right)
        else:
            self._tabify(right)
        bottom = [self._docks[panel.name] for panel in PANELS if panel.side == "bottom"]
        for strip in [self._docks[panel.name] for panel in PANELS if panel.side == "strip"]:
            self._window.splitDockWidget(strip, bottom[0], Qt.Orientation.Vertical)
        self._tabify(bottom)
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks(right[:1], [RIGHT_WIDTH], horizontal)
        share = round(_BOTTOM_SHARE * self._window.height())
        height = max(BOTTOM_HEIGHT, share) if self._is_roomy() else LOW_BOTTOM_HEIGHT
        self._window.resizeDocks(bottom[:1], [height], vertical)

    def _add(self) -> None:
        """Give every dock to the window, unarranged."""
        for panel in PANELS:
            dock = self._docks[panel.name]
            dock.setFloating(False)
            self._window.addDockWidget(_AREAS[panel.side], dock)
            dock.show()

    def _is_roomy(self) -> bool:
        return self._window.width() >= ROOMY_WIDTH and self._window.height() >= ROOMY_HEIGHT

    def _stack(self, docks: list[QDockWidget]) -> None:
        for above, below in pairwise(docks):
            self._window.splitDockWidget(above, below, Qt.Orientation.Vertical)
        heights = [_height(self._panels[dock.objectName()]) for dock in docks]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _tabify(self, docks: list[QDockWidget]) -> None:
        for dock in docks[1:]:
            self._window.tabifyDockWidget(docks[0], dock)
        docks[0].raise_()

    def _dock(self, panel: Panel) -> QDockWidget:
        dock = QDockWidget(QCoreApplication.translate("Docks", panel.title), self._window)
        dock.setObjectName(panel.name)
        content = self._panels[panel.name]
        dock.setWidget(_scrolling(content) if panel.side == "right" else content)
        if panel.side == "strip":
            dock.setTitleBarWidget(QWidget())  # nothing to see, and no room taken
        return dock


def _height(panel: QWidget) -> int:
    """Return the height a panel needs where its text is wrapped to the width of the docks."""
    layout = panel.layout()
    if layout is None or not layout.hasHeightForWidth():
        return panel.sizeHint().height()
    return layout.totalHeightForWidth(RIGHT_WIDTH)


def _scrolling(content: QWidget) -> QScrollArea:
    """Let a panel be scrolled; a fold that opens moves to the top, so that its content shows."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for fold in content.findChildren(Fold):
        fold.toggled.connect(partial(_bring_up, area, fold))
    return area


def _bring_up(area: QScrollArea, fold: Fold, is_open: bool) -> None:
    # The content has its size only after the event that shows it.
    content = area.widget()
    if is_open and content is not None:
        top = fold.mapTo(content, QPoint(0, 0)).y()
        QTimer.singleShot(0, area, lambda: area.verticalScrollBar().setValue(top))


_AREAS = {
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
    "strip": Qt.DockWidgetArea.BottomDockWidgetArea,
}
