"""How the mask is shown over the photo: its style, its colour, and how much it hides."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from app.forms.segments import Segments
from app.forms.sliders import PercentSlider
from app.model.tools import Overlay, OverlayStyle

_SIDE = 16  # logical pixels of a spot of colour
_PAPER = QColor("#808080")
_SHORTEST = 36  # of the slider, so that the line fits into the docks beside a scroll bar


class OverlayOptions(QWidget):
    """Chooses an `Overlay`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._value = Overlay()
        self._style = Segments(self._styles())
        self._spots = {colour: self._spot(colour, name) for colour, name in self._presets().items()}
        self._own = self._own_button()
        self._opacity = PercentSlider()
        self._lay_out()
        self._style.chosen.connect(self._change)
        self._opacity.changed.connect(self._change)
        self.set_value(self._value)

    def value(self) -> Overlay:
        """Return what is chosen."""
        return self._value

    def set_value(self, overlay: Overlay) -> None:
        """Show a choice."""
        self._value = overlay
        self._style.set_value(overlay.style)
        self._opacity.set_value(round(100 * overlay.opacity))
        known = overlay.colour in self._spots
        for colour, spot in self._spots.items():
            spot.setChecked(colour == overlay.colour)
        self._own.setChecked(not known)
        self._own.setIcon(QIcon() if known else spot_icon(overlay.colour))
        self._own.setText("…" if known else "")
        for field in (self._opacity.slider, self._opacity.box):
            field.setEnabled(overlay.style == "veil")
        for button in (*self._spots.values(), self._own):
            button.setEnabled(overlay.style != "blank")

    # ------------------------------------------------------------------ building

    def _styles(self) -> dict[str, tuple[str, str]]:
        return {
            "veil": (self.tr("Colour"), self.tr("Lay a colour over what is marked.")),
            "outline": (
                self.tr("Outline"),
                self.tr("Draw a dashed line round what is marked; the photo is seen as it is."),
            ),
            "blank": (
                self.tr("Blank"),
                self.tr("Leave out what is marked: this is all that a restoration sees."),
            ),
        }

    def _presets(self) -> dict[str, str]:
        return {
            "#ff3b30": self.tr("Red"),
            "#30d158": self.tr("Green"),
            "#ff2dd4": self.tr("Magenta"),
            "#00c7ff": self.tr("Cyan"),
            "#ffd60a": self.tr("Yellow"),
        }

    def _spot(self, colour: str, name: str) -> QToolButton:
        button = _round_button(name)
        button.setIcon(spot_icon(colour))
        button.clicked.connect(partial(self._choose, colour))
        return button

    def _own_button(self) -> QToolButton:
        button = _round_button(self.tr("Another colour…"))
        button.clicked.connect(self._ask)
        return button

    def _lay_out(self) -> None:
        tip = self.tr("How much of the photo the colour hides.")
        self._opacity.describe(self.tr("Opacity"), tip)
        line = QHBoxLayout()
        line.setSpacing(1)
        for button in (*self._spots.values(), self._own):
            line.addWidget(button)
        line.addSpacing(4)
        self._opacity.slider.setMinimumWidth(_SHORTEST)
        line.addWidget(self._opacity.slider, 1)
        line.addSpacing(4)
        line.addWidget(self._opacity.box)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel(self.tr("Overlay")), 0, 0)
        grid.addWidget(self._style, 0, 1)
        grid.addLayout(line, 1, 0, 1, 2)

    # ------------------------------------------------------------------ choosing

    @Slot()
    def _change(self) -> None:
        style = cast("OverlayStyle", self._style.value())
        self._take(Overlay(style, self._value.colour, self._opacity.value() / 100))

    def _choose(self, colour: str, _: bool = False) -> None:
        self._take(Overlay(self._value.style, colour, self._value.opacity))

    def _take(self, overlay: Overlay) -> None:
        self.set_value(overlay)
        self.chosen.emit(overlay)

    @Slot()
    def _ask(self) -> None:
        """Let a person choose any colour; it is seen at once."""
        before = self._value.colour
        # A popup that closes must not take the dialog along.
        window = self.window()
        dialog = QColorDialog(QColor(before), window.parentWidget() or window)
        dialog.setWindowTitle(self.tr("Colour of the mask"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.currentColorChanged.connect(self._choose_own)
        dialog.rejected.connect(partial(self._choose, before))
        self._own.setChecked(before not in self._spots)
        dialog.open()

    @Slot(QColor)
    def _choose_own(self, colour: QColor) -> None:
        self._choose(colour.name())


def spot_icon(colour: str) -> QIcon:
    """Return a round spot of a colour, at twice the size for screens that show it."""
    pixels = QPixmap(QSize(2 * _SIDE, 2 * _SIDE))
    pixels.fill(Qt.GlobalColor.transparent)
    pixels.setDevicePixelRatio(2.0)
    with QPainter(pixels) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_PAPER, 1))
        painter.setBrush(QColor(colour))
        middle = QPointF(_SIDE / 2, _SIDE / 2)
        painter.drawEllipse(middle, _SIDE / 2 - 1, _SIDE / 2 - 1)
    return QIcon(pixels)


def _round_button(name: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setIconSize(QSize(_SIDE, _SIDE))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
