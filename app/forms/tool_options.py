"""What can be chosen about a tool of the mask: one widget per kind of tool."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from app.forms.sliders import LogSlider, PercentSlider, add_slider
from app.model.tools import Habits, Wand

SMALLEST, LARGEST = 1, 2000
_MOST_GROWTH = 20


class BrushOptions(QWidget):
    """Size and hardness of the brush, and how strokes behave."""

    brush_chosen = Signal(float, float)
    habits_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._diameter = LogSlider(SMALLEST, LARGEST, " px")
        self._hardness = PercentSlider()
        self._pressure = QCheckBox(self.tr("Pen pressure"))
        self._pressure.setToolTip(self.tr("Pressing a tablet's pen harder paints wider."))
        self._loops = QCheckBox(self.tr("Fill closed loops"))
        self._loops.setToolTip(
            self.tr("A stroke that ends where it began paints what it encloses, too.")
        )
        grid = _grid(self)
        tip = self.tr("Diameter of the brush. Keys: [ and ].")
        add_slider(grid, self.tr("Size"), self._diameter, tip)
        tip = self.tr("100 % paints up to a sharp edge. Keys: Shift and [ or ].")
        add_slider(grid, self.tr("Hardness"), self._hardness, tip)
        row = QHBoxLayout()
        for box in (self._loops, self._pressure):
            row.addWidget(box)
            box.toggled.connect(self._habits_changed)
        grid.addLayout(row, grid.rowCount(), 0, 1, 3)
        for field in (self._diameter, self._hardness):
            field.changed.connect(self._brush_changed)

    def set_brush(self, diameter: float, hardness: float) -> None:
        """Show a brush: diameter in pixels of the photo, hardness in [0, 1]."""
        self._diameter.set_value(round(diameter))
        self._hardness.set_value(round(100 * hardness))

    def set_habits(self, habits: Habits) -> None:
        """Show how strokes behave."""
        with QSignalBlocker(self._pressure), QSignalBlocker(self._loops):
            self._pressure.setChecked(habits.by_pressure)
            self._loops.setChecked(habits.fills_loops)

    def _brush_changed(self) -> None:
        self.brush_chosen.emit(float(self._diameter.value()), self._hardness.value() / 100)

    def _habits_changed(self) -> None:
        self.habits_chosen.emit(Habits(self._pressure.isChecked(), self._loops.isChecked()))


class WandOptions(QWidget):
    """How far the wand reaches."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tolerance = PercentSlider(0, 255, "")
        self._grow = PercentSlider(0, _MOST_GROWTH, " px")
        self._contiguous = QCheckBox(self.tr("Only what is connected"))
        self._contiguous.setToolTip(
            self.tr("Off, everything in the photo that has the colour is marked.")
        )
        grid = _grid(self)
        tip = self.tr("How far red, green and blue may each be from the pixel clicked, of 255.")
        add_slider(grid, self.tr("Tolerance"), self._tolerance, tip)
        tip = self.tr("By how many pixels the edge is moved outwards, to cover soft rims.")
        add_slider(grid, self.tr("Grow"), self._grow, tip)
        grid.addWidget(self._contiguous, grid.rowCount(), 0, 1, 3)
        self.set_value(Wand())
        self._contiguous.toggled.connect(self._changed)
        for field in (self._tolerance, self._grow):
            field.changed.connect(self._changed)

    def value(self) -> Wand:
        """Return what is chosen."""
        return Wand(self._tolerance.value(), self._contiguous.isChecked(), self._grow.value())

    def set_value(self, wand: Wand) -> None:
        """Show a choice."""
        self._tolerance.set_value(wand.tolerance)
        self._grow.set_value(wand.grow)
        with QSignalBlocker(self._contiguous):
            self._contiguous.setChecked(wand.contiguous)

    def _changed(self) -> None:
        self.chosen.emit(self.value())


def _grid(widget: QWidget) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setColumnStretch(1, 1)
    return grid
