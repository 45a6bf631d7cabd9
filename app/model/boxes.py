"""Rectangles as Qt counts, x before y, and as the engine does, rows before columns."""

from __future__ import annotations

from PySide6.QtCore import QRect

from dip_core import Box


def box_of(rect: QRect) -> Box:
    """Return a rectangle as the engine counts."""
    return Box(rect.top(), rect.left(), rect.height(), rect.width())


def rect_of(box: Box) -> QRect:
    """Return a box as Qt counts."""
    return QRect(box.left, box.top, box.width, box.height)
