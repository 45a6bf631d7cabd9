"""What strokes have removed: small parts of pictures, before and after, each a step of its own.

Two pictures are touched: the one that is shown, and the one that later runs begin with in place of
the photo, so that nothing removed comes back. As long as no run is between them they are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QImage, QPainter, QUndoCommand

from app.model.boxes import box_of, rect_of
from app.model.display import picture_to_image
from app.model.outcomes import Outcomes
from dip_core import Picture, RestorationSpec, SavedResult

Bytes = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Cutting:
    """A rectangle of a picture: its (h, w, C) samples, and its (h, w) opacity if it has any."""

    pixels: Samples
    alpha: Samples | None

    @classmethod
    def of(cls, picture: Picture, rect: QRect) -> Cutting:
        """Copy a rectangle of a picture."""
        box = box_of(rect).slices
        alpha = None if picture.alpha is None else picture.alpha[box].copy()
        return cls(picture.pixels[box].copy(), alpha)

    def laid_into(self, picture: Picture, rect: QRect, where: Bytes) -> Picture:
        """Return a picture with this in a rectangle, where (h, w) is above 0."""
        box, own = box_of(rect).slices, where > 0
        pixels = picture.pixels.copy()
        pixels[box][own] = self.pixels[own]
        alpha = picture.alpha
        if alpha is not None and self.alpha is not None:
            alpha = alpha.copy()
            alpha[box][own] = self.alpha[own]
        return picture.with_samples(pixels, alpha)


@dataclass(frozen=True, eq=False)
class Healed:
    """What a restoration has made of what one stroke marks.

    own  (h, w) values of the stroke in its rectangle
    """

    rect: QRect
    own: Bytes
    cutting: Cutting
    spec: RestorationSpec
    iteration: int
    seconds: float
    device: str


@dataclass(frozen=True, eq=False)
class Touch:
    """A stroke that has been removed, and what was there before: in what is shown and beneath.

    first  whether nothing had been removed before
    """

    healed: Healed
    shown: Cutting
    base: Cutting
    first: bool


def touched(
    outcomes: Outcomes, photo: Picture, healed: Healed, display: QImage | None
) -> tuple[Outcomes, Touch]:
    """Return the results with what was healed. Takes a moment for a large photo.

    `display` is what is shown before, as the screen shows it.
    """
    base, shown = outcomes.base or photo, shown_picture(outcomes, photo)
    touch = Touch(
        healed,
        Cutting.of(shown, healed.rect),
        Cutting.of(base, healed.rect),
        outcomes.touched is None,
    )
    return put(outcomes, photo, touch, display), touch


def put(outcomes: Outcomes, photo: Picture, touch: Touch, display: QImage | None) -> Outcomes:
    """Return the results with a touch made, for the first time or again."""
    healed = touch.healed
    base, shown = outcomes.base or photo, shown_picture(outcomes, photo)
    new = healed.cutting.laid_into(shown, healed.rect, healed.own)
    new_base = new
    if base is not shown:
        new_base = healed.cutting.laid_into(base, healed.rect, healed.own)
    seen = None if display is None else redisplayed(display, new, healed.rect)
    return outcomes.touched_up(_row(outcomes, new, healed), new_base, seen)


def taken_back(outcomes: Outcomes, touch: Touch, display: QImage | None) -> Outcomes:
    """Return the results without a touch."""
    row, base, healed = outcomes.touched, outcomes.base, touch.healed
    if touch.first or row is None or base is None:
        return outcomes.untouched()
    old = touch.shown.laid_into(row.picture, healed.rect, healed.own)
    old_base = old
    if base is not row.picture:
        old_base = touch.base.laid_into(base, healed.rect, healed.own)
    is_shown = display is not None and outcomes.current is row
    seen = redisplayed(display, old, healed.rect) if is_shown and display is not None else None
    return outcomes.touched_up(replace(row, picture=old), old_base, seen)


def shown_picture(outcomes: Outcomes, photo: Picture) -> Picture:
    """Return what strokes are removed from: the current result, if it is as large as the photo."""
    current = outcomes.current
    if current is not None and _same_form(current.picture, photo):
        return current.picture
    return outcomes.base or photo


def redisplayed(display: QImage, picture: Picture, rect: QRect) -> QImage:
    """Return a copy of what the screen shows, with a rectangle as it is in the picture."""
    cutting, copy = Cutting.of(picture, rect), display.copy()
    part = picture_to_image(picture.with_samples(cutting.pixels, cutting.alpha))
    with QPainter(copy) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(rect.topLeft(), part)
    return copy


def _row(outcomes: Outcomes, picture: Picture, healed: Healed) -> SavedResult:
    """Return the result that holds all that strokes have removed."""
    before = outcomes.touched
    name = QCoreApplication.translate("Touches", "Strokes removed")
    region, seconds = healed.rect, healed.seconds
    if before is not None and before.region is not None:
        box, seconds = before.region, seconds + before.seconds
        region = region.united(rect_of(box))
    return SavedResult(
        name=before.name if before is not None else name,
        picture=picture,
        kept_iteration=healed.iteration,
        seconds=seconds,
        stop_reason="",
        spec=healed.spec,
        region=box_of(region),
        device=healed.device,
    )


def _same_form(one: Picture, other: Picture) -> bool:
    return one.pixels.shape == other.pixels.shape and one.pixels.dtype == other.pixels.dtype


class Toucher(Protocol):
    """Whoever removes what strokes mark."""

    def begin(self, stroke: HealStroke) -> None:
        """Remove it, after those that wait."""

    def withdraw(self, stroke: HealStroke) -> None:
        """Do not remove it."""

    def show(self, touch: Touch, *, made: bool) -> None:
        """Show the pictures with a touch made, or taken back."""


class HealStroke(QUndoCommand):
    """A stroke and its removal as one step; the removal comes later, from elsewhere.

    touch  what the removal has changed; None until then
    """

    def __init__(self, text: str, rect: QRect, own: Bytes, owner: Toucher) -> None:
        super().__init__(text)
        self.rect, self.own = rect, own
        self.touch: Touch | None = None
        self._owner = owner

    def redo(self) -> None:
        """Begin the removal, or show again what it has made."""
        if self.touch is None:
            self._owner.begin(self)
        else:
            self._owner.show(self.touch, made=True)

    def undo(self) -> None:
        """Take stroke and removal back."""
        if self.touch is None:
            self._owner.withdraw(self)
        else:
            self._owner.show(self.touch, made=False)
