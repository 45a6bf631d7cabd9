"""Between document and canvas: photo and mask; `PaintingLink` is the way back.

Results and what else is compared come from `CompareLink`.
"""

from PySide6.QtCore import QObject, Slot

from app.control.runs import RunState
from app.widgets.canvas import Canvas
from app.windows.workbench import Workbench

_FIRST_BRUSH = 0.03  # of the photo's longer side


class CanvasLink(QObject):
    """Keeps the canvas showing the document."""

    def __init__(self, bench: Workbench, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._bench, self._canvas = bench, canvas
        self._compared = False
        self._link_document()
        self._link_actions()
        self._show_picture()

    # ------------------------------------------------------------------ what is shown

    def _link_document(self) -> None:
        document, runs = self._bench.document, self._bench.runs
        document.picture_changed.connect(self._show_picture)
        document.mask_changed.connect(self._canvas.update_mask)
        self._bench.files.glanced.connect(self._canvas.set_glance)
        self._bench.files.glance_over.connect(self._show_picture)
        runs.state_changed.connect(self._follow_run)
        runs.history.viewing_changed.connect(self._follow_viewing)

    @Slot()
    def _show_picture(self) -> None:
        document, glanced = self._bench.document, self._canvas.is_glancing
        self._canvas.set_image(document.display)
        self._canvas.set_mask(document.mask.image if document.mask is not None else None)
        self._canvas.set_overlay_visible(self._bench.preferences.show_mask)
        self._canvas.set_view_mode("result")
        self._compared = False
        if document.picture is not None:
            if not glanced:  # else it may have been zoomed already
                self._canvas.zoom_fit()
            side = max(document.picture.width, document.picture.height)
            self._canvas.set_brush(
                max(8.0, round(side * _FIRST_BRUSH)), self._canvas.brush_hardness
            )

    @Slot(object)
    def _follow_run(self, state: RunState) -> None:
        if state is RunState.WARMING:
            # The overlay would hide what is being restored.
            self._canvas.set_overlay_visible(False)
            if self._canvas.view_mode == "original":
                self._canvas.set_view_mode("result")
        elif state is RunState.HAS_RESULT and self._bench.document.result is not None:
            # Strokes made during the run have shown it again.
            self._canvas.set_overlay_visible(False)
            self._compare_once()

    @Slot()
    def _follow_viewing(self) -> None:
        if self._bench.runs.history.viewing is not None and self._canvas.view_mode == "original":
            self._canvas.set_view_mode("result")

    def _compare_once(self) -> None:
        """Show the line to drag after the first run of a photo; later the view stays as chosen."""
        if not self._compared:
            self._compared = True
            self._canvas.set_view_mode("split")

    # ------------------------------------------------------------------ views

    def _link_actions(self) -> None:
        canvas, actions = self._canvas, self._bench.actions
        actions.bind("overlay", self._toggle_overlay)
        canvas.overlay_visible_changed.connect(self._check_actions)
        self._check_actions()

    def _toggle_overlay(self) -> None:
        shown = self._bench.actions["overlay"].isChecked()
        self._bench.preferences.show_mask = shown
        self._canvas.set_overlay_visible(shown)

    @Slot()
    def _check_actions(self) -> None:
        self._bench.actions["overlay"].setChecked(self._canvas.overlay_visible)
