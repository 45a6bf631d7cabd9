"""The iterations of the run: to see at a glance, to go back to, to mark and to play."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.control.history import History
from app.model.document import Document
from app.model.iteration_axis import IterationAxis
from app.model.run_log import RunLog
from app.widgets.timeline import Frame, Marks, Timeline

BUTTONS = (
    "play-iterations",
    "bookmark",
    "export-animation",
    "even-iterations",
    "small-timeline",
)
_SIDE = 22  # logical pixels


class TimelinePanel(QWidget):
    """A timeline that follows the run, and leads the canvas back to its iterations.

    Parameters
    ----------
    actions
        Those of `BUTTONS`, by their words.
    """

    def __init__(
        self,
        document: Document,
        log: RunLog,
        history: History,
        axis: IterationAxis,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__()
        self._document, self._log, self._history, self._axis = document, log, history, axis
        self.timeline = Timeline()
        play, bookmark, film, even, small = (self._button(actions[word]) for word in BUTTONS)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(4)
        row.addLayout(_column(play, bookmark, film))
        row.addWidget(self.timeline, 1)
        row.addLayout(_column(small, even))
        self._optional = (bookmark, film, even)
        self._small = actions["small-timeline"]
        self._small.toggled.connect(self._collapse)
        self._link()
        self._collapse(collapsed=self._small.isChecked())

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFixedSize(_SIDE, _SIDE)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text())
        return button

    def _link(self) -> None:
        timeline, history, axis = self.timeline, self._history, self._axis
        self._log.changed.connect(self._show_marks)
        self._document.result_changed.connect(self._show_marks)
        history.changed.connect(self._show_frames)
        history.changed.connect(self._show_marks)
        history.viewing_changed.connect(self._show_viewing)
        axis.changed.connect(self._show_range)
        timeline.chosen.connect(self._choose)
        timeline.range_chosen.connect(axis.look_at)
        timeline.all_wanted.connect(axis.show_all)
        timeline.use_requested.connect(history.use)
        for show in (self._show_frames, self._show_marks, self._show_range, self._show_viewing):
            show()

    @Slot(bool)
    def _collapse(self, collapsed: bool) -> None:
        """Leave out the pictures, and the buttons that would not fit."""
        self.timeline.set_collapsed(collapsed)
        for button in self._optional:
            button.setVisible(not collapsed)
        self.setFixedHeight(self.timeline.sizeHint().height() + 4)

    @Slot(object)
    def _choose(self, iteration: int | None) -> None:
        if iteration is None:
            self._history.live()
        else:
            self._history.view(iteration)

    @Slot()
    def _show_frames(self) -> None:
        snapshots = [self._history.snapshot(iteration) for iteration in self._history.iterations]
        self.timeline.set_frames(
            [Frame(s.iteration, s.thumbnail, s.bookmarked, s.pinned) for s in snapshots]
        )

    @Slot()
    def _show_marks(self) -> None:
        log, result = self._log, self._document.result
        self._axis.reach(log.last_iteration)
        picks = log.picks.values()
        self.timeline.set_marks(
            Marks(
                newest=log.last_iteration,
                stop=log.proposed,
                decided=any(pick.iteration == log.proposed and pick.sure for pick in picks),
                result=result.run.kept_iteration if result is not None and len(log) else 0,
                origins=self._history.origins,
            )
        )

    @Slot()
    def _show_range(self) -> None:
        self.timeline.set_range(self._axis.low, self._axis.high, log=self._axis.log)

    @Slot()
    def _show_viewing(self) -> None:
        self.timeline.set_viewing(self._history.viewing)


def _column(*buttons: QToolButton) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    for button in buttons:
        column.addWidget(button)
    column.addStretch()
    return column
