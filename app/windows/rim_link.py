"""Where a mask hugs what it covers: said beside the tools, and over the canvas where it is new."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from app.control.rim_watch import GROWTH
from app.forms.tones import Tone
from app.panels.mask_panel import MaskPanel
from app.windows.message_bar import MessageArea
from app.windows.workbench import Workbench

_SECONDS = 30.0


class RimLink(QObject):
    """Offers to grow the mask, in one click and one step of the history."""

    def __init__(self, bench: Workbench, panel: MaskPanel, messages: MessageArea) -> None:
        super().__init__(panel)
        self._bench, self._panel, self._messages = bench, panel, messages
        bench.rims.changed.connect(self._show)
        bench.rims.found.connect(self._say)
        bench.lettering.taken.connect(bench.rims.announce)
        panel.growth_wanted.connect(partial(bench.masks.grow, GROWTH))
        panel.hint_dismissed.connect(bench.rims.dismiss)

    @Slot()
    def _show(self) -> None:
        self._panel.set_tight(tight=self._bench.rims.is_tight)

    @Slot()
    def _say(self) -> None:
        text = self.tr(
            "The mask ends where its object does; what is left of the outline would be drawn again."
        )
        grow = self.tr("Grow mask by {pixels} px").format(pixels=GROWTH)
        deed = partial(self._bench.masks.grow, GROWTH)
        self._messages.say(text, Tone.PLAIN, (grow, deed), seconds=_SECONDS)
