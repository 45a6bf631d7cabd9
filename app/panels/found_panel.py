"""What the last run has found beside the photo: kernels, hazes, layers, each to see and to save."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.model.found import Found, found
from app.widgets.found_card import FoundCard


class FoundPanel(QWidget):
    """A card for each thing found.

    viewed, save_requested  a `Found`: what a person wants to see large, or to have as a file
    appeared, went          there are other things than there were before, or none any more
    """

    viewed = Signal(object)
    save_requested = Signal(object)
    appeared = Signal()
    went = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._cards: list[FoundCard] = []
        self._shown: object = None
        self._nothing = ToneLabel(
            self.tr("What a run finds beside the photo appears here: a blur, a haze, layers."),
            Tone.QUIET,
        )
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(8)
        self._row.addStretch()
        inside = QWidget()
        inside.setLayout(self._row)
        self._area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._area, 1)
        document.result_changed.connect(self._show)
        self._show()

    def names(self) -> tuple[str, ...]:
        """Return what is shown, by the titles of the cards."""
        return tuple(card.title for card in self._cards)

    def cards(self) -> tuple[FoundCard, ...]:
        """Return the cards."""
        return tuple(self._cards)

    @Slot()
    def _show(self) -> None:
        restored = self._document.result
        # A result that is only finished again has found nothing new.
        estimates = None if restored is None else restored.run.estimates
        if estimates is self._shown and estimates is not None:
            return
        self._shown, before = estimates, self.names()
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [self._card(thing) for thing in found(restored)]
        for place, card in enumerate(self._cards):
            self._row.insertWidget(place, card)
        self._nothing.setVisible(not self._cards)
        self._area.setVisible(bool(self._cards))
        if self.names() != before:
            (self.appeared if self._cards else self.went).emit()

    def _card(self, thing: Found) -> FoundCard:
        card = FoundCard(thing.label, thing.size_text, thing.image)
        card.viewed.connect(lambda: self.viewed.emit(thing))
        card.save_requested.connect(lambda: self.save_requested.emit(thing))
        return card
