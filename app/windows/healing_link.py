"""Removing after each stroke, as it is seen: what waits is blue, what is done is shown at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Slot

from app.widgets.canvas import Canvas
from app.windows.message_bar import MessageArea
from app.windows.workbench import Workbench


class HealingLink(QObject):
    """Binds the switch, and keeps canvas and actions told."""

    def __init__(self, bench: Workbench, canvas: Canvas, messages: MessageArea) -> None:
        super().__init__(canvas)
        self._bench, self._canvas, self._messages = bench, canvas, messages
        self._told = False
        bench.actions.bind("heal-strokes", self._toggle)
        bench.healer.changed.connect(self._show)
        bench.healer.healed.connect(self._show_result)
        bench.healer.message.connect(messages.say)

    def _toggle(self) -> None:
        """Turn it on or off; say once what it does."""
        turned_on = self._bench.actions["heal-strokes"].isChecked()
        self._bench.healer.turn(on=turned_on)
        if turned_on and not self._told:
            self._told = True
            self._messages.say(
                self.tr(
                    "What you paint now is removed at once, in seconds; Undo takes stroke and"
                    " removal back. Large or important places are better run with Balanced."
                )
            )

    @Slot()
    def _show(self) -> None:
        healer = self._bench.healer
        self._bench.actions["heal-strokes"].setChecked(healer.is_on)
        self._bench.actions.set_healing(healing=healer.busy)
        self._canvas.set_waiting([(s.own, QRectF(s.rect)) for s in healer.waiting])

    @Slot()
    def _show_result(self) -> None:
        """Show the photo without what was removed, also to somebody who looks at the original."""
        if self._canvas.view_mode == "original":
            self._canvas.set_view_mode("result")
