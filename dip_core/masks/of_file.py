"""A picture file as a mask: which of its pixels say that something is missing in a photo.

Files mean different things: white or black on a grey picture, paint on a transparent layer, holes
rubbed into a copy of the photo, or strokes painted over such a copy.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from dip_core.files.rasters import bands, to_depth
from dip_core.images import Picture, brightness

T = TypeVar("T", bound=np.generic)
Bytes = NDArray[np.uint8]
MaskRule = Literal["white", "black", "opaque", "transparent", "strokes"]
Placing = Literal["scale", "centre"]
MASK_RULES: tuple[MaskRule, ...] = ("white", "black", "opaque", "transparent", "strokes")

_SEEN = 200_000  # pixels that a guess is made from
_ALIKE = 8  # levels: a copy may have been compressed
_MOSTLY = 0.5  # of a copy that has been left alone
_LEAST_CONTRAST = 24  # levels by which strokes differ from the photo
_HALF = 128
_LOSSY = frozenset({".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".heic", ".heif"})


class DrawnMask:
    """A picture that is to be read as a mask of a photo.

    Reading it by one rule again with another threshold takes next to no time.
    """

    def __init__(self, drawn: Picture, photo: Picture) -> None:
        self.drawn, self.photo = drawn, photo
        self._read: tuple[MaskRule, Placing] | None = None
        self._levels: Bytes = np.zeros((0, 0), np.uint8)

    @property
    def fits(self) -> bool:
        """Whether both are of one size."""
        return (self.drawn.height, self.drawn.width) == (self.photo.height, self.photo.width)

    @property
    def rules(self) -> tuple[MaskRule, ...]:
        """The rules by which it can be read."""
        alpha = self.drawn.alpha
        varies = alpha is not None and alpha.min() != alpha.max()
        return tuple(r for r in MASK_RULES if varies or r not in {"opaque", "transparent"})

    def likely_rule(self) -> MaskRule:
        """Guess by which rule it is meant.

        What varies in transparency is paint on a layer, or holes rubbed into a copy of the photo; a
        copy that is left alone for the most part has strokes on it; all else is white on black.
        """
        copied = self.fits and _share_alike(self.drawn, self.photo) > _MOSTLY
        if "opaque" in self.rules:
            return "transparent" if copied else "opaque"
        return "strokes" if copied else "white"

    def likely_threshold(self, rule: MaskRule) -> int:
        """Return the threshold that suits a rule: none where greys are a soft edge.

        A file that is compressed with losses has greys that mean nothing.
        """
        if rule == "strokes":
            return _LEAST_CONTRAST
        source = self.drawn.source
        return _HALF if source is not None and source.suffix.lower() in _LOSSY else 0

    def values(self, rule: MaskRule, threshold: int = 0, placing: Placing = "scale") -> Bytes:
        """Return (H, W) of the photo, 255 = missing.

        Parameters
        ----------
        threshold
            From 1 to 255: what is missing from there on is wholly missing, the rest is not; 0
            keeps the levels, as a soft edge.
        placing
            Where the sizes differ: scaled to the photo's, without new levels, or with the middle
            on the photo's, and nothing missing around it.
        """
        if (rule, placing) != self._read:
            self._levels = _levels(self.drawn, self.photo, rule, placing)
            self._read = rule, placing
        if threshold <= 0:
            return self._levels.copy()
        return np.where(self._levels >= threshold, np.uint8(255), np.uint8(0))


def _levels(drawn: Picture, photo: Picture, rule: MaskRule, placing: Placing) -> Bytes:
    """Return (H, W) of the photo: how much each of its pixels is said to be missing."""
    rows = _places(photo.height, drawn.height, placing)
    columns = _places(photo.width, drawn.width, placing)
    if rule == "strokes":
        levels = _difference(drawn, photo, rows, columns)
    else:
        levels = _moved(_own_levels(drawn, rule), rows, columns)
    levels[(rows < 0) | (rows >= drawn.height)] = 0
    levels[:, (columns < 0) | (columns >= drawn.width)] = 0
    return levels


def _places(size: int, drawn: int, placing: Placing) -> NDArray[np.intp]:
    """Return which of the drawn pixels lies at each of `size`; there may be none."""
    if placing == "centre":
        return np.arange(size) + (drawn - size) // 2
    return ((np.arange(size) + 0.5) * drawn / size).astype(np.intp)


def _own_levels(drawn: Picture, rule: MaskRule) -> Bytes:
    """Return (h, w) of the drawn picture by a rule that needs no photo."""
    if rule in {"opaque", "transparent"} and drawn.alpha is not None:
        alpha = np.array(to_depth(drawn.alpha, 8), np.uint8)
        return np.invert(alpha) if rule == "transparent" else alpha
    grey = brightness(drawn.pixels)
    return np.invert(grey) if rule == "black" else grey


def _moved(values: NDArray[T], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[T]:
    """Return what lies at rows and columns; outside, what lies at the edge."""
    height, width = values.shape[:2]
    if not np.array_equal(rows, np.arange(height)):
        values = values.take(rows, axis=0, mode="clip")
    if not np.array_equal(columns, np.arange(width)):
        values = values.take(columns, axis=1, mode="clip")
    return values


def _difference(
    drawn: Picture, photo: Picture, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> Bytes:
    """Return the largest difference of any channel between drawn pixels and the photo's."""
    differs = np.zeros((photo.height, photo.width), np.uint8)
    for band in bands(photo.pixels):
        wanted = rows[band].clip(0, drawn.height - 1)
        there = drawn.pixels[wanted[0] : wanted[-1] + 1]
        there = _moved(there, wanted - wanted[0], columns)
        differs[band] = _apart(there, photo.pixels[band])
    return differs


def _apart(one: NDArray[Any], other: NDArray[Any]) -> Bytes:
    """Return the largest difference of any channel; grey is every channel of a colour."""
    left, right = (np.asarray(to_depth(side, 8), np.uint8) for side in (one, other))
    apart = np.maximum(left, right) - np.minimum(left, right)
    furthest: Bytes = apart[..., 0]
    for channel in range(1, apart.shape[-1]):  # NumPy is slow along so short an axis
        furthest = np.maximum(furthest, apart[..., channel])
    return furthest


def _share_alike(drawn: Picture, photo: Picture) -> float:
    """Return the share of a picture that is as it is in the photo; of what is opaque in it."""
    step = max(1, round((photo.height * photo.width / _SEEN) ** 0.5))
    every = slice(None, None, step), slice(None, None, step)
    alike = _apart(drawn.pixels[every], photo.pixels[every]) <= _ALIKE
    if drawn.alpha is not None:
        alike = alike[drawn.alpha[every] > 0]
    return float(alike.mean()) if alike.size else 0.0
