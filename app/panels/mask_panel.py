"""The mask: the tool in use, the overlay, and what can be done with the mask as a whole."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.forms.hint_line import HintLine
from app.forms.overlay_options import OverlayOptions
from app.forms.tones import MARGINS, Tone, ToneLabel
from app.forms.tool_options import BrushOptions, WandOptions
from app.forms.wording import percent
from app.model.document import Document
from app.model.tools import Habits, Overlay, Wand
from app.widgets.file_drop import TakesFiles

# One line of buttons each; those of a line are equally wide.
BUTTON_ROWS = (
    ("heal-strokes",),
    ("mask-invert", "mask-clear"),
    ("mask-grow", "mask-shrink", "mask-feather"),
    ("load-mask", "save-mask"),
)
BUTTONS = tuple(word for row in BUTTON_ROWS for word in row)
_COLUMNS = 6  # that two and three buttons share evenly


class MaskPanel(TakesFiles, QWidget):
    """Shows and chooses the tool's options and the overlay; knows nothing of the canvas.

    brush_chosen    diameter and hardness
    habits_chosen   how strokes behave
    wand_chosen     how far the wand reaches
    overlay_chosen  how the mask is shown
    files_dropped   pictures to take the mask from
    growth_wanted   the mask is to be grown as the hint says
    hint_dismissed  the hint is not to be given again
    """

    brush_chosen = Signal(float, float)
    habits_chosen = Signal(object)
    wand_chosen = Signal(object)
    overlay_chosen = Signal(object)
    files_dropped = Signal(list)  # of Path
    growth_wanted = Signal()
    hint_dismissed = Signal()

    def __init__(self, document: Document, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._document = document
        self._dragged_over = False
        self._brush, self._wand = BrushOptions(), WandOptions()
        self._hint = ToneLabel(tone=Tone.QUIET)
        self._overlay = OverlayOptions()
        self._covered = ToneLabel(tone=Tone.QUIET)
        self._tight = HintLine(
            self.tr("The mask ends where its object does."), self.tr("Grow by 3 px")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(5)
        for part in (self._brush, self._wand, self._hint, self._overlay, self._covered):
            column.addWidget(part)
        column.addWidget(self._tight)
        column.addLayout(self._buttons(actions))
        column.addStretch()
        self._brush.brush_chosen.connect(self.brush_chosen)
        self._brush.habits_chosen.connect(self.habits_chosen)
        self._wand.chosen.connect(self.wand_chosen)
        self._overlay.chosen.connect(self.overlay_chosen)
        self._tight.taken.connect(self.growth_wanted)
        self._tight.dismissed.connect(self.hint_dismissed)
        document.changed.connect(self._show)
        self.setAcceptDrops(True)
        self.set_tool("brush")
        self._show()

    def set_tool(self, tool: str) -> None:
        """Show what can be chosen about the tool in use, and how it is used."""
        self._brush.setVisible(tool in {"brush", "eraser"})
        self._wand.setVisible(tool == "wand")
        self._hint.say(self._hints().get(tool, ""))

    def set_brush(self, diameter: float, hardness: float) -> None:
        """Show a brush: diameter in pixels of the photo, hardness in [0, 1]."""
        self._brush.set_brush(diameter, hardness)

    def set_habits(self, habits: Habits) -> None:
        """Show how strokes behave."""
        self._brush.set_habits(habits)

    def set_wand(self, wand: Wand) -> None:
        """Show how far the wand reaches."""
        self._wand.set_value(wand)

    def set_overlay(self, overlay: Overlay) -> None:
        """Show how the mask is shown."""
        self._overlay.set_value(overlay)

    # ------------------------------------------------------------------ files

    def welcomes_files(self) -> bool:
        """Whether there is a photo they may be the mask of."""
        return self._document.picture is not None

    def show_dragged_over(self, *, over: bool) -> None:
        """Frame it, or no longer."""
        self._dragged_over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame while files are dragged over."""
        super().paintEvent(event)
        if self._dragged_over:
            with QPainter(self) as painter:
                painter.setPen(QPen(self.palette().highlight().color(), 4))
                painter.drawRect(self.rect().adjusted(2, 2, -2, -2))

    # ------------------------------------------------------------------ what is shown

    def set_tight(self, *, tight: bool) -> None:
        """Offer to grow the mask, or do not."""
        self._tight.setVisible(tight)

    def _hints(self) -> dict[str, str]:
        box = self.tr(
            "Drag from corner to corner; Shift makes all sides equal. Alt or the right button"
            " takes away."
        )
        return {
            "lasso": self.tr(
                "Draw round it, or click from point to point and close with Enter. Alt or the"
                " right button takes away."
            ),
            "rectangle": box,
            "ellipse": box,
            "wand": self.tr("Click on a colour to mark what is like it; Alt takes away."),
            "text": self.tr(
                "Drag a box round lettering, with some room; the letters are proposed in blue."
            ),
            "region": self.tr(
                "Drag a frame round what is to be worked on; then drag it, or its edges. Delete"
                " takes it away."
            ),
            "hand": self.tr("Drag the photo. The wheel zooms."),
        }

    def _buttons(self, actions: Mapping[str, QAction]) -> QGridLayout:
        grid = QGridLayout()
        for line, words in enumerate(BUTTON_ROWS):
            found = [actions[word] for word in words if word in actions]
            for place, action in enumerate(found):
                span = _COLUMNS // len(found)
                grid.addWidget(_button(action), line, place * span, 1, span)
        return grid

    @Slot()
    def _show(self) -> None:
        mask = self._document.mask
        text = self.tr("Nothing is marked yet.")
        if mask is not None and not mask.is_empty:
            text = self.tr("{share} of the photo is marked.").format(share=percent(mask.coverage))
        if text != self._covered.text():
            self._covered.say(text)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(QSize(18, 18))
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
