"""Dialogs about the canvas, which block nothing and hide little of it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

_INSET = 16  # logical pixels from the corner


def show_in_corner(dialog: QDialog, canvas: QWidget) -> None:
    """Show a dialog in the upper right corner of the canvas."""
    dialog.adjustSize()
    corner = canvas.mapToGlobal(canvas.rect().topRight())
    dialog.move(corner.x() - dialog.width() - _INSET, corner.y() + _INSET)
    dialog.show()
