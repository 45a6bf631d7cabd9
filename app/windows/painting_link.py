"""Between canvas and mask: strokes and areas as they are drawn, the tools and the brush."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Slot
from PySide6.QtGui import QColor, QPainterPath

from app.model.tools import Habits, Overlay, Wand
from app.panels.mask_panel import MaskPanel
from app.widgets.canvas import Canvas, Tool
from app.windows.brush_popup import BrushPopup
from app.windows.workbench import Workbench

TOOLS: tuple[Tool, ...] = (
    "brush",
    "eraser",
    "lasso",
    "rectangle",
    "ellipse",
    "wand",
    "text",
    "region",
    "hand",
)
# A tool whose key is pressed again gives way to its sibling.
_AGAIN: dict[Tool, Tool] = {"rectangle": "ellipse"}


class PaintingLink(QObject):
    """Brings what is drawn on the canvas into the mask, during a run too."""

    def __init__(self, bench: Workbench, canvas: Canvas, panel: MaskPanel) -> None:
        super().__init__(canvas)
        self._bench, self._canvas, self._panel = bench, canvas, panel
        self._link_strokes()
        self._link_brush()
        self._link_tools()

    # ------------------------------------------------------------------ what is drawn

    def _link_strokes(self) -> None:
        canvas = self._canvas
        canvas.stroke_began.connect(self._begin)
        canvas.stroke_moved.connect(self._go_to)
        canvas.stroke_ended.connect(self._end)
        canvas.stroke_cancelled.connect(self._cancel)
        canvas.area_drawn.connect(self._draw_area)
        canvas.wand_used.connect(self._bench.wand.use)

    @Slot(QPointF, bool)
    def _begin(self, point: QPointF, erase: bool) -> None:
        mask, canvas = self._bench.document.mask, self._canvas
        if mask is not None:
            mask.begin_stroke(
                erase,
                canvas.brush_diameter,
                canvas.brush_hardness,
                fills_loops=self._bench.preferences.habits.fills_loops,
            )
            mask.stroke_to(point, canvas.pressure)

    @Slot(QPointF)
    def _go_to(self, point: QPointF) -> None:
        if self._bench.document.mask is not None:
            self._bench.document.mask.stroke_to(point, self._canvas.pressure)

    @Slot()
    def _end(self) -> None:
        if self._bench.document.mask is not None:
            self._bench.document.mask.end_stroke()

    @Slot()
    def _cancel(self) -> None:
        if self._bench.document.mask is not None:
            self._bench.document.mask.cancel_stroke()

    @Slot(QPainterPath, bool)
    def _draw_area(self, area: QPainterPath, erase: bool) -> None:
        if self._bench.document.mask is not None:
            self._bench.document.mask.paint_area(area, erase=erase)

    # ------------------------------------------------------------------ brush and overlay

    def _link_brush(self) -> None:
        canvas = self._canvas
        tools = [self._bench.actions[f"tool-{tool}"] for tool in TOOLS]
        self._popup = BrushPopup(self._bench.document, tools, canvas)
        for panel in self._panels:
            panel.set_brush(canvas.brush_diameter, canvas.brush_hardness)
            panel.set_habits(self._bench.preferences.habits)
            panel.brush_chosen.connect(canvas.set_brush)
            panel.habits_chosen.connect(self._set_habits)
            panel.wand_chosen.connect(self._set_wand)
            panel.overlay_chosen.connect(self._set_overlay)
            canvas.brush_changed.connect(panel.set_brush)
        canvas.set_by_pressure(self._bench.preferences.habits.by_pressure)
        self._show_overlay(self._bench.preferences.overlay)
        canvas.popup_requested.connect(self._show_popup)

    @property
    def _panels(self) -> tuple[MaskPanel, MaskPanel]:
        return self._panel, self._popup.panel

    @Slot(object)
    def _set_habits(self, habits: Habits) -> None:
        self._bench.preferences.habits = habits
        self._canvas.set_by_pressure(habits.by_pressure)
        for panel in self._panels:
            panel.set_habits(habits)

    @Slot(object)
    def _set_wand(self, wand: Wand) -> None:
        self._bench.wand.set_reach(wand)
        for panel in self._panels:
            panel.set_wand(wand)

    @Slot(object)
    def _set_overlay(self, overlay: Overlay) -> None:
        self._bench.preferences.overlay = overlay
        self._show_overlay(overlay)
        self._canvas.set_overlay_visible(True)

    def _show_overlay(self, overlay: Overlay) -> None:
        self._canvas.set_overlay(QColor(overlay.colour), overlay.opacity, overlay.style)
        for panel in self._panels:
            panel.set_overlay(overlay)

    @Slot(QPoint)
    def _show_popup(self, place: QPoint) -> None:
        self._popup.show_at(self._canvas.mapToGlobal(place))

    # ------------------------------------------------------------------ tools

    def _link_tools(self) -> None:
        for tool in TOOLS:
            self._bench.actions.bind(f"tool-{tool}", partial(self._choose_tool, tool))
        self._canvas.tool_changed.connect(self._check_tool)
        self._check_tool()

    def _choose_tool(self, tool: Tool) -> None:
        again = tool == self._canvas.tool
        self._canvas.set_tool(_AGAIN.get(tool, tool) if again else tool)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _check_tool(self) -> None:
        self._bench.actions[f"tool-{self._canvas.tool}"].setChecked(True)
        for panel in self._panels:
            panel.set_tool(self._canvas.tool)
