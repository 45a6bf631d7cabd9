"""The parts of the photo that are worked on, and for each what it may become."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.control.fills import Candidate, Fills
from app.control.parts import Row
from app.control.runs import RunController
from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.widgets.thumb_list import Thumb, ThumbList
from dip_core import Box

_SMALL, _LARGE = QSize(40, 32), QSize(96, 72)
_MOST_SEEDS = 2**31


class PartsPanel(QWidget):
    """Lists the regions or tiles with their state, and what the one looked at may become.

    looked_at  the place of a part in the photo, to be shown
    """

    looked_at = Signal(object)

    def __init__(self, document: Document, runs: RunController, fills: Fills) -> None:
        super().__init__()
        self._document, self._runs, self._fills = document, runs, fills
        self._parts = ThumbList(_SMALL)
        self._parts.setAccessibleName(self.tr("Regions and tiles"))
        self._candidates = ThumbList(_LARGE, across=True)
        self._candidates.setAccessibleName(self.tr("What this part may become"))
        self._note = ToneLabel(tone=Tone.QUIET)
        self._again = QPushButton(self.tr("Run again"))
        self._again.setToolTip(
            self.tr("Restore this part alone with the settings as they are now; others stay.")
        )
        self._seed = QPushButton(self.tr("Another seed"))
        self._seed.setToolTip(self.tr("Restore this part alone from another random start."))
        self._use = QPushButton(self.tr("Use this"))
        self._use.setToolTip(self.tr("Let this part of the result be what is looked at here."))
        self._refine = QPushButton(self.tr("Refine with DIP"))
        self._refine.setToolTip(
            self.tr("Restore this part with a network that is fitted to this fill first.")
        )
        self._lay_out()
        runs.parts.changed.connect(self._show)
        runs.state_changed.connect(self._show)
        fills.changed.connect(self._show)
        self._parts.picked.connect(self._look_at)
        self._candidates.picked.connect(self._show_buttons)
        self._candidates.chosen.connect(fills.choose)
        self._again.clicked.connect(self._run_again)
        self._seed.clicked.connect(self._run_with_another_seed)
        self._use.clicked.connect(lambda: fills.choose(self._candidates.looked_at()))
        self._refine.clicked.connect(lambda: fills.refine(self._candidates.looked_at()))
        self._show()

    @property
    def parts(self) -> ThumbList:
        """The list of parts."""
        return self._parts

    @property
    def candidates(self) -> ThumbList:
        """What the part that is looked at may become."""
        return self._candidates

    def note(self) -> str:
        """Return what is said above the lists."""
        return self._note.text()

    def _lay_out(self) -> None:
        buttons = QGridLayout()
        for place, button in enumerate((self._use, self._refine, self._again, self._seed)):
            buttons.addWidget(button, place // 2, place % 2)
        buttons.setRowStretch(2, 1)
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, 6, 0)
        row.addWidget(self._candidates, 1)
        row.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._parts)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 700])
        split.setChildrenCollapsible(False)
        self._note.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._note)
        column.addWidget(split, 1)

    # ------------------------------------------------------------------ what a person asks for

    @Slot(str)
    def _look_at(self, row_id: str) -> None:
        row = self._runs.parts.rows[int(row_id)]
        self._fills.look_at(row.part)
        self.looked_at.emit(row.part.box)

    @Slot()
    def _run_again(self) -> None:
        self._fills.restore_again(self._document.spec)

    @Slot()
    def _run_with_another_seed(self) -> None:
        seeds = [one.piece.spec.seed for one in self._fills.candidates if not one.classical]
        spec = self._document.spec
        seed = (max([spec.seed, *seeds]) + 1) % _MOST_SEEDS
        self._fills.restore_again(spec.replace(seed=seed))

    # ------------------------------------------------------------------ what is shown

    @Slot()
    def _show(self) -> None:
        rows = self._runs.parts.rows
        self._note.say(self._summary(rows), Tone.QUIET)
        self._parts.set_thumbs([self._thumb(number, row) for number, row in enumerate(rows)])
        parts = [row.part for row in rows]
        part = self._fills.part
        with QSignalBlocker(self._parts):
            self._parts.look_at(str(parts.index(part)) if part in parts else "")
        self._candidates.set_thumbs([_candidate(one) for one in self._fills.candidates])
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        idle, part = not self._runs.active, self._fills.part
        looked_at = self._candidates.looked_at()
        marked = {one.id for one in self._fills.candidates if one.chosen}
        self._use.setEnabled(idle and bool(looked_at) and looked_at not in marked)
        classical = {one.id for one in self._fills.candidates if one.classical}
        may_run = idle and part is not None and self._may_run()
        self._refine.setEnabled(may_run and looked_at in classical)
        for button in (self._again, self._seed):
            button.setEnabled(may_run)
        again = len(classical) < len(self._fills.candidates)
        self._again.setText(self.tr("Run again") if again else self.tr("Run this part"))

    def _may_run(self) -> bool:
        undertaking = self._runs.parts.undertaking
        if undertaking is None:
            return False
        return type(undertaking.spec.task) is type(self._document.spec.task)

    def _thumb(self, number: int, row: Row) -> Thumb:
        words = {
            "planned": self.tr("not restored yet"),
            "waiting": self.tr("waiting"),
            "running": self.tr("running"),
            "done": self.tr("done"),
            "left": self.tr("not done yet"),
        }
        name = self.tr("Region {number}") if row.part.hole else self.tr("Tile {number}")
        box: Box = row.part.hole or row.part.box
        size = f"{box.width}×{box.height} px"
        said = f"{name.format(number=number + 1)} · {size}\n{words[row.state]}"
        return Thumb(str(number), said, row.image, marked=row.state == "running")

    def _summary(self, rows: tuple[Row, ...]) -> str:
        """Say in a line how far it is."""
        if not rows:
            return self.tr("Each hole of the mask, and each tile of a large photo, is listed here.")
        done = sum(row.state == "done" for row in rows)
        tiles = rows[0].part.hole is None
        of_tiles = self.tr("{done} of {all} tiles are done.")
        text = of_tiles if tiles else self.tr("{done} of {all} regions are done.")
        return text.format(done=done, all=len(rows))


def _candidate(one: Candidate) -> Thumb:
    return Thumb(one.id, one.name, one.image, one.piece.run.stop_reason, one.chosen)
