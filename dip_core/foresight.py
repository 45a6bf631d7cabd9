"""What saving a picture would cost, said before it is done."""

from __future__ import annotations

from dataclasses import replace

from dip_core.files.fitting import size_problem
from dip_core.files.saving import Saving, estimated_size, prepared
from dip_core.images import Picture, stored


def saved_size(picture: Picture, saving: Saving, note: str = "") -> int:
    """Return roughly how many bytes `save_picture` would write; it encodes a part to tell."""
    return estimated_size(stored(picture), saving, note if saving.note else "")


def losses(picture: Picture, saving: Saving) -> tuple[str, ...]:
    """Return what `save_picture` would say could not be kept, or why it could not be written.

    It is quick: a few pixels stand for all.
    """
    few = (slice(0, 1), slice(0, 1))
    alpha = None if picture.alpha is None else picture.alpha[few]
    corner = replace(picture, pixels=picture.pixels[few], alpha=alpha)
    too_large = size_problem(saving.format, picture.height, picture.width)
    return (*too_large, *prepared(stored(corner), saving, "").notes)
