"""Dialogs as high as what they say: wrapped lines would else take their room from the fields."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Growing(QObject):
    """Makes a widget higher when its layout needs that at its width, and never lower."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again whenever something asks for room."""
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        layout, width = self._widget.layout(), self._widget.width()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width)
            if needed > self._widget.height():
                self._widget.resize(width, needed)
