"""What has been made of the photo, side by side: the input, classical methods, every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.control.classics import Classics
from app.control.table import Table
from app.forms.spec_form import translated
from app.forms.tones import Tone, ToneLabel
from app.forms.wording import seconds_text
from app.model.display import thumbnail
from app.model.document import Document
from app.model.standing import Standing
from app.widgets.score_table import Cell, Line, ScoreTable
from dip_core import METHODS, PARTS, Picture

BUTTONS = ("run-baselines", "export-table")
_THUMB_SIDE = 96  # pixels: enough for a screen of twice the usual density


class ResultsPanel(QWidget):
    """Shows the results table, and starts the classical methods.

    picked  a row's id and the side it is to be compared on: "a" or "b"
    """

    picked = Signal(str, str)

    def __init__(
        self, document: Document, table: Table, classics: Classics, actions: Mapping[str, QAction]
    ) -> None:
        super().__init__()
        self._document, self._table, self._classics = document, table, classics
        self._sides: Mapping[str, str] = {}
        self._thumbs: dict[Picture, QImage] = {}
        self._parts = QComboBox()
        self._note = ToneLabel(tone=Tone.QUIET)
        self._rows = ScoreTable(
            (
                self.tr("Method"),
                self.tr("Iteration"),
                self.tr("Time"),
                self.tr("PSNR"),
                self.tr("SSIM"),
                self.tr("Size"),
                self.tr("Device"),
            )
        )
        self._lay_out(actions)
        self._link()
        self._show()
        self._show_progress()

    @property
    def rows(self) -> ScoreTable:
        """The table itself."""
        return self._rows

    def note(self) -> str:
        """Return what is said beside the buttons."""
        return self._note.text()

    def show_sides(self, sides: Mapping[str, str]) -> None:
        """Mark the rows that are compared: "a" or "b" by a row's id."""
        self._sides = dict(sides)
        self._show()

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        words = {
            "whole": self.tr("Whole picture"),
            "region": self.tr("Work region"),
            "masked": self.tr("Masked part"),
            "luma": self.tr("Brightness (Y)"),
        }
        for part in PARTS:
            self._parts.addItem(words[part], part)
        self._parts.setToolTip(self.tr("Which part of the pictures PSNR and SSIM are about."))
        score = QLabel(self.tr("Score"))
        score.setBuddy(self._parts)
        self._rows.setAccessibleName(self.tr("Results"))
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note.setWordWrap(False)
        row = QHBoxLayout()
        row.setContentsMargins(6, 2, 6, 0)
        row.addWidget(_button(actions["run-baselines"]))
        row.addWidget(self._note, 1)
        row.addWidget(score)
        row.addWidget(self._parts)
        row.addWidget(_button(actions["export-table"]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._rows, 1)

    def _link(self) -> None:
        self._table.changed.connect(self._show)
        self._classics.changed.connect(self._show_progress)
        self._document.changed.connect(self._show_progress)
        self._parts.activated.connect(self._choose_part)
        self._rows.picked.connect(self.picked)
        self._rows.chosen.connect(self._table.use)
        self._rows.renamed.connect(self._table.rename)
        self._rows.removed.connect(self._table.remove)

    @Slot()
    def _choose_part(self) -> None:
        self._table.score(self._parts.currentData())

    @Slot()
    def _show(self) -> None:
        rows = self._table.rows
        pictures = {row.picture for row in rows}
        self._thumbs = {one: image for one, image in self._thumbs.items() if one in pictures}
        best = _best(rows)
        self._rows.set_lines([self._line(row, best) for row in rows])

    def _line(self, row: Standing, best: tuple[float | None, float | None]) -> Line:
        if row.picture not in self._thumbs:
            self._thumbs[row.picture] = thumbnail(row.picture, _THUMB_SIDE)
        psnr, ssim = row.scores.psnr, row.scores.ssim
        return Line(
            id=row.id,
            name=row.name,
            thumbnail=self._thumbs[row.picture],
            cells=(
                _cell("{:.0f}", row.iteration),
                _cell("{}", row.seconds, seconds_text),
                _cell("{:.2f} dB", psnr, best=best[0]),
                _cell("{:.4f}", ssim, best=best[1]),
                Cell(row.size_text, is_number=False),
                Cell(row.device or "–", is_number=False),
            ),
            tip=row.result.stop_reason if row.result else "",
            side=self._sides.get(row.id, ""),
            marked=row.current,
            renamable=row.id.startswith("run-"),
            removable=row.kind != "input",
        )

    @Slot()
    def _show_progress(self) -> None:
        self._note.say(self._progress(), Tone.QUIET)
        self._note.setVisible(True)

    def _progress(self) -> str:
        method = self._classics.current
        if method is not None:
            text = self.tr("{method}: {number} of {all}")
            name = translated(method.label)
            return text.format(method=name, number=self._classics.done + 1, all=len(METHODS))
        if self._classics.busy:
            return self.tr("The other methods wait until the run has ended.")
        if self._document.picture is not None and self._document.reference is None:
            return self.tr("Without a reference (File menu) there are no scores.")
        return ""


def _cell(
    pattern: str,
    number: float | None,
    said: Callable[[float], object] = float,
    best: float | None = None,
) -> Cell:
    """Return a cell with a number, or a dash."""
    if number is None:
        return Cell("–")
    return Cell(pattern.format(said(number)), number, number == best)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _best(rows: Sequence[Standing]) -> tuple[float | None, float | None]:
    """Return the highest PSNR and SSIM, where there is something to be better than."""
    psnr = [row.scores.psnr for row in rows if row.scores.psnr is not None]
    ssim = [row.scores.ssim for row in rows if row.scores.ssim is not None]
    return (max(psnr) if len(psnr) > 1 else None, max(ssim) if len(ssim) > 1 else None)
