"""Between document and canvas: pictures, previews and the mask; `PaintingLink` is the way back."""

from functools import partial

from PySide6.QtCore import QObject, QRect, QRectF, Slot
from PySide6.QtGui import QImage

from app.control.runs import RunState
from app.widgets.canvas import Canvas
from app.widgets.canvas_scene import ViewMode
from app.widgets.viewing_bar import ViewingBar
from app.windows.workbench import Workbench

MODES: tuple[ViewMode, ...] = ("split", "original", "result")
_FIRST_BRUSH = 0.03  # of the photo's longer side


class CanvasLink(QObject):
    """Keeps the canvas showing the document."""

    def __init__(self, bench: Workbench, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._bench, self._canvas = bench, canvas
        self._enlargement = (1.0, 1.0)
        self._compared = False
        self._live: tuple[QImage, QRect] | None = None
        self._bar = ViewingBar(canvas)
        self._link_document()
        self._link_history()
        self._link_actions()
        self._show_picture()

    # ------------------------------------------------------------------ what is shown

    def _link_document(self) -> None:
        document, runs = self._bench.document, self._bench.runs
        document.picture_changed.connect(self._show_picture)
        document.result_changed.connect(self._show_result)
        document.mask_changed.connect(self._canvas.update_mask)
        runs.preview_ready.connect(self._show_preview)
        runs.state_changed.connect(self._follow_run)

    @Slot()
    def _show_picture(self) -> None:
        document = self._bench.document
        self._canvas.set_image(document.display)
        self._canvas.set_mask(document.mask.image if document.mask is not None else None)
        self._canvas.set_overlay_visible(self._bench.preferences.show_mask)
        self._canvas.set_view_mode("result")
        self._compared = False
        if document.picture is not None:
            self._canvas.zoom_fit()
            side = max(document.picture.width, document.picture.height)
            self._canvas.set_brush(
                max(8.0, round(side * _FIRST_BRUSH)), self._canvas.brush_hardness
            )
        self._show_result()

    @Slot()
    def _show_result(self) -> None:
        runs = self._bench.runs
        if self._bench.document.picture is None or runs.active:
            return
        if runs.history.viewing is None:
            self._canvas.set_preview(self._bench.document.result_display)

    @Slot(QImage, QRect)
    def _show_preview(self, image: QImage, where: QRect) -> None:
        self._live = image, where
        if self._bench.runs.history.viewing is None:
            self._show_part(image, where)

    @Slot(QImage, QRect)
    def _show_part(self, image: QImage, where: QRect) -> None:
        # The canvas counts in pixels of the photo, the preview in those of the result.
        across, down = self._enlargement
        place = QRectF(
            where.left() / across,
            where.top() / down,
            where.width() / across,
            where.height() / down,
        )
        self._canvas.set_preview(image, place)

    @Slot(object)
    def _follow_run(self, state: RunState) -> None:
        if state is RunState.WARMING:
            self._enlargement = self._enlargement_of_run()
            self._live = None
            # The overlay would hide what is being restored.
            self._canvas.set_overlay_visible(False)
            if self._canvas.view_mode == "original":
                self._canvas.set_view_mode("result")
        elif state in {RunState.HAS_RESULT, RunState.READY, RunState.FAILED}:
            self._show_result()
            if state is RunState.HAS_RESULT and self._bench.document.result is not None:
                # Strokes made during the run have shown it again.
                self._canvas.set_overlay_visible(False)
                self._compare_once()

    def _enlargement_of_run(self) -> tuple[float, float]:
        """Return the ratio of the sides, as rounded to whole pixels: 41 × 2.5 becomes 102."""
        document = self._bench.document
        picture, result = document.picture, document.result_picture
        if picture is None:
            return 1.0, 1.0
        if document.changed_since_run and result is not None:
            return result.width / picture.width, result.height / picture.height
        factor = document.spec.task.enlargement()
        width, height = round(picture.width * factor), round(picture.height * factor)
        return width / picture.width, height / picture.height

    # ------------------------------------------------------------------ earlier iterations

    def _link_history(self) -> None:
        history, runs = self._bench.runs.history, self._bench.runs
        history.shown.connect(self._show_part)
        history.viewing_changed.connect(self._follow_viewing)
        history.changed.connect(self._show_branch)
        runs.progressed.connect(self._show_bar)
        runs.state_changed.connect(self._show_bar)
        self._bench.document.result_changed.connect(self._show_bar)
        self._bar.use_requested.connect(history.use)
        self._bar.branch_requested.connect(history.branch)
        self._bar.live_requested.connect(history.live)

    @Slot()
    def _follow_viewing(self) -> None:
        self._show_bar()
        runs = self._bench.runs
        if runs.history.viewing is not None:
            if self._canvas.view_mode == "original":
                self._canvas.set_view_mode("result")
        elif runs.active and self._live is not None:
            self._show_part(*self._live)
        else:
            self._show_result()

    @Slot()
    def _show_bar(self) -> None:
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

    def _compare_once(self) -> None:
        """Show the line to drag after the first run of a photo; later the view stays as chosen."""
        if not self._compared:
            self._compared = True
            self._canvas.set_view_mode("split")

    # ------------------------------------------------------------------ views

    def _link_actions(self) -> None:
        canvas, actions = self._canvas, self._bench.actions
        for mode in MODES:
            actions.bind(f"compare-{mode}", partial(canvas.set_view_mode, mode))
        actions.bind("overlay", self._toggle_overlay)
        actions.bind("zoom-in", canvas.zoom_in)
        actions.bind("zoom-out", canvas.zoom_out)
        actions.bind("zoom-fit", canvas.zoom_fit)
        actions.bind("zoom-100", lambda: canvas.zoom_to(1.0))
        canvas.view_mode_changed.connect(self._check_actions)
        canvas.overlay_visible_changed.connect(self._check_actions)
        self._check_actions()

    def _toggle_overlay(self) -> None:
        shown = self._bench.actions["overlay"].isChecked()
        self._bench.preferences.show_mask = shown
        self._canvas.set_overlay_visible(shown)

    @Slot()
    def _check_actions(self) -> None:
        actions = self._bench.actions
        actions[f"compare-{self._canvas.view_mode}"].setChecked(True)
        actions["overlay"].setChecked(self._canvas.overlay_visible)
