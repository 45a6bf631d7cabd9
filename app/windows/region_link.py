"""Between the frame of the document and the one on the canvas, and what is run inside it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Slot
from PySide6.QtWidgets import QWidget

from app.control.estimates import Forecast
from app.control.forecaster import Answer
from app.control.runs import RunState
from app.forms.tones import Tone
from app.model.scope import in_tiles, is_first_look
from app.panels.parts_panel import PartsPanel
from app.widgets.canvas import Canvas
from app.windows.message_bar import MessageArea
from app.windows.workbench import Workbench
from dip_core import Box

_OFFER_SECONDS = 120.0


class RegionLink(QObject):
    """Shows the frame, changes it as it is dragged, and lays one where there is none yet."""

    def __init__(
        self,
        bench: Workbench,
        canvas: Canvas,
        messages: MessageArea,
        start: Callable[[Callable[[], object]], object],
    ) -> None:
        """Link them; `start` starts a run once every field has been looked at."""
        super().__init__(canvas)
        self._bench, self._canvas, self._messages = bench, canvas, messages
        self._start = start
        self._offers = False  # whether all of the photo may follow what was just looked at
        canvas.frame_drawn.connect(bench.framing.draw)
        canvas.frame_removed.connect(bench.framing.remove)
        bench.document.companions_changed.connect(self._show)
        bench.actions.bind("run", self._run)
        bench.actions.bind("run-region", self._run_region)
        bench.actions.bind("run-whole", lambda: self._start(bench.runs.start_whole))
        bench.forecaster.answered.connect(self._take)
        bench.runs.state_changed.connect(self._follow_run)
        bench.actions.bind("remove-region", bench.framing.remove)
        bench.actions.bind("zoom-region", self._zoom)
        self._show()

    def link_panel(self, panel: QWidget) -> None:
        """Show the part that is looked at in the list."""
        if isinstance(panel, PartsPanel):
            panel.looked_at.connect(self._look_at)

    @Slot(object)
    def _look_at(self, box: Box) -> None:
        self._canvas.zoom_to_rect(QRectF(box.left, box.top, box.width, box.height))

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
    def _take(self, answer: Answer) -> None:
        """Take in where a run would work, and what all of the photo takes."""
        self._bench.runs.parts.plan(answer.forecast.planned if answer.forecast else None)
        self._name_whole(answer.whole)

    def _name_whole(self, forecast: Forecast | None) -> None:
        """Say on the button how much there is to do, and how long that takes."""
        action = self._bench.actions["run-whole"]
        text = self.tr("Apply to whole picture")
        if forecast is not None and not forecast.obstacle:
            text = " · ".join((text, *forecast.amount))
        action.setText(text)
        if self._offers and forecast is not None:
            self._offers = False
            self._messages.say(
                self.tr("This is how the frame looks."),
                Tone.PLAIN,
                (text, action.trigger),
                seconds=_OFFER_SECONDS,
            )

    @Slot(object)
    def _follow_run(self, state: RunState) -> None:
        """Offer the rest of the photo once a part of it has been looked at."""
        seen = is_first_look(self._bench.document)
        self._offers = state is RunState.HAS_RESULT and seen
        if self._offers:
            self._bench.forecaster.refresh()

    def _zoom(self) -> None:
        self._canvas.zoom_to_rect(self._bench.framing.rect)
