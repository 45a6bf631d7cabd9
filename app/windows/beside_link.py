"""What an enlarged result is compared with: chosen in the menu, or on the canvas itself."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QToolButton

from app.control.beside import WAYS
from app.widgets.canvas import Canvas
from app.windows.workbench import Workbench

_PLACE = QPoint(10, 10)  # where the canvas writes the name of side A


class BesideLink(QObject):
    """Puts the other side of the comparison on the canvas, and a button in its corner."""

    def __init__(self, bench: Workbench, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._bench, self._canvas = bench, canvas
        self._button = QToolButton(canvas)
        self._button.setProperty("role", "on-canvas")
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.setCursor(Qt.CursorShape.ArrowCursor)
        self._button.setToolTip(self.tr("Choose what the result is compared with."))
        self._button.setAccessibleName(self.tr("Compared with"))
        menu = QMenu(self._button)
        for way in WAYS:
            bench.actions.bind(f"beside-{way}", partial(bench.beside.choose, way))
            menu.addAction(bench.actions[f"beside-{way}"])
        self._button.setMenu(menu)
        self._button.move(_PLACE)
        bench.beside.changed.connect(self._show)
        bench.document.result_changed.connect(self._show)
        bench.runs.state_changed.connect(self._show)
        canvas.view_mode_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        beside = self._bench.beside
        offered = beside.is_offered and not self._bench.runs.active
        in_split = offered and self._canvas.view_mode == "split"
        image = beside.image if offered else None
        # The button says it; where there is none, the canvas writes it.
        self._canvas.set_beside(image, "" if in_split else self.tr("Original"))
        self._bench.actions[f"beside-{beside.way}"].setChecked(True)
        waiting = beside.way != WAYS[0] and image is None
        self._button.setText(
            self.tr("{name}…").format(name=beside.label) if waiting else beside.label
        )
        self._button.adjustSize()
        self._button.setVisible(in_split)
