"""Between the frame of the document and the one on the canvas, and what is run inside it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Slot

from app.control.estimates import Forecast
from app.model.scope import in_tiles
from app.widgets.canvas import Canvas
from app.windows.workbench import Workbench
from dip_core import Box


class RegionLink(QObject):
    """Shows the frame, changes it as it is dragged, and lays one where there is none yet."""

    def __init__(
        self,
        bench: Workbench,
        canvas: Canvas,
        start: Callable[[Callable[[], object]], object],
    ) -> None:
        """Link them; `start` starts a run once every field has been looked at."""
        super().__init__(canvas)
        self._bench, self._canvas, self._start = bench, canvas, start
        canvas.frame_drawn.connect(bench.framing.draw)
        canvas.frame_removed.connect(bench.framing.remove)
        bench.document.companions_changed.connect(self._show)
        bench.actions.bind("run", self._run)
        bench.actions.bind("run-region", self._run_region)
        bench.actions.bind("run-whole", lambda: self._start(bench.runs.start_whole))
        bench.forecaster.whole_changed.connect(self._name_whole)
        bench.actions.bind("remove-region", bench.framing.remove)
        bench.actions.bind("zoom-region", self._zoom)
        self._show()

    @Slot()
    def _show(self) -> None:
        self._canvas.show_frame(self._bench.framing.rect)

    def _run(self) -> None:
        """Run; of much that is to be restored as a whole a part comes first."""
        document = self._bench.document
        if in_tiles(document.spec, document.picture):
            self._run_region()
        else:
            self._start(self._bench.runs.start)

    @Slot()
    def lay(self) -> None:
        """Lay a frame where there is none, to be moved and changed."""
        self._lay_first()
        self._bench.actions["tool-region"].trigger()

    def _run_region(self) -> None:
        """Run inside the frame; without one it is laid first."""
        self._lay_first()
        self._start(self._bench.runs.start)

    def _lay_first(self) -> None:
        if self._bench.framing.frame is None:
            self._bench.framing.place(self._place())

    def _place(self) -> QPointF:
        """Return what a first look should be at: what is marked, or what is looked at."""
        document = self._bench.document
        mask = document.mask
        if document.mask_needed and mask is not None and not mask.is_empty:
            hole = Box.of(mask.view())
            return QPointF(hole.left + hole.width / 2, hole.top + hole.height / 2)
        return self._canvas.centre

    @Slot(object)
    def _name_whole(self, forecast: Forecast | None) -> None:
        """Say on the button how much there is to do, and how long that takes."""
        action = self._bench.actions["run-whole"]
        text = self.tr("Apply to whole picture")
        if forecast is not None and not forecast.obstacle:
            text = " · ".join((text, *forecast.amount))
        action.setText(text)

    def _zoom(self) -> None:
        self._canvas.zoom_to_rect(self._bench.framing.rect)
