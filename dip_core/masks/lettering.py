"""Lettering in a box of a picture: captions, dates, watermarks, found without learned weights.

Letters are thin and stand out from what lies behind them, and those of one text have one colour.
The top-hats find what is thin; from that the colour is fitted, as opaque or as a veil through which
the background shines; every pixel counts by how much nearer it is to that colour than to its
background. A little more than the box is looked at, so that a letter may stick out of it; what goes
on beyond even that is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import threshold_otsu

from dip_core.files.rasters import to_depth
from dip_core.images import Box, Picture
from dip_core.masks.shapes import grow_mask, square_top_hats

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]
Ink = Literal["auto", "light", "dark", "both"]
INKS: tuple[Ink, ...] = ("auto", "light", "dark", "both")

_MOST_PIXELS = 2_000_000  # looked at closely; a larger box is looked at in a coarser grid
_SMALLEST_BOX = 8  # pixels of a side
_BEYOND = 1 / 3  # of the box's shorter side
_THIN = 1 / 4  # of the box's shorter side: half of the square that letters are thinner than
_WIDEST = 48  # pixels of that half
_CELLS = 24  # of the background, across the shorter side of the box
_MEDIAN_OF = 15  # cells: wider than a letter's stroke, so that the median is the background
_FAINTEST = 12.0  # levels that letters differ from the background by, at least
_CLEAREST = 0.7  # the share of the background that still shines through
_SAME_COLOUR = 20.0  # levels
_FEWEST, _MOST_FITTED = 16, 20_000  # pixels that a colour is fitted to
_FITS = 6
_LEVELS = (0.0, 0.3, 0.5, 0.7, 0.85)  # of the way from the threshold to certainty
_RIM, _RIM_WIDTH = 0.4, 2  # of the threshold, and pixels: the soft edge of a letter
_TALL, _WIDE = 0.95, 0.8  # of the box: what is larger is no letter
_DOT = 4  # pixels: what is smaller is noise
_SPECK = 0.03  # of a usual letter's area: what is smaller is none, nor a dot of one
_ALSO_DIAGONALLY = np.ones((3, 3), bool)


@dataclass(frozen=True, eq=False)
class Lettering:
    """How much each pixel of a box looks like lettering.

    box          the part of the picture that was looked at: the box asked about, and some more
    asked        the box asked about, in the values below
    light, dark  (h, w) how far a pixel goes from the background, 0, to letters, 255, that are
                 lighter or darker than it
    clearer      which of the two stands out more
    coarseness   pixels of the picture per value, along each side
    """

    box: Box
    asked: Box
    light: Bytes
    dark: Bytes
    clearer: Literal["light", "dark"] = "light"
    coarseness: int = 1

    def mask(self, sensitivity: float = 0.5, ink: Ink = "auto", grow: int = 2) -> Bytes:
        """Return (h, w) of the box, 255 = a letter.

        Parameters
        ----------
        sensitivity
            In [0, 1]: more marks what is less like lettering.
        ink
            Which letters: light, dark, both, or those that stand out more.
        grow
            By how many pixels the edge is moved outwards, to cover what is left of letters there.
        """
        chosen = self.clearer if ink == "auto" else ink
        found = np.zeros(self.light.shape, bool)
        for kind, likeness in (("light", self.light), ("dark", self.dark)):
            if chosen in {kind, "both"}:
                found |= _letters(likeness, self.asked, min(max(1 - sensitivity, 0.02), 0.98))
        marked = np.where(found, np.uint8(255), np.uint8(0))
        if self.coarseness > 1:
            marked = marked.repeat(self.coarseness, 0).repeat(self.coarseness, 1)
        return grow_mask(np.ascontiguousarray(marked[: self.box.height, : self.box.width]), grow)


def look_for_lettering(picture: Picture, box: Box) -> Lettering:
    """Look at a box of a picture for lettering of whatever colour and size."""
    wider = box.grown(_margin(box), picture.height, picture.width)
    coarseness = max(1, int(np.ceil(np.sqrt(wider.area / _MOST_PIXELS))))
    levels = to_depth(picture.pixels[wider.slices], 8)[::coarseness, ::coarseness]
    inside = Box(box.top - wider.top, box.left - wider.left, box.height, box.width)
    asked = inside.scaled(1 / coarseness)
    height, width = levels.shape[:2]
    if min(height, width) < _SMALLEST_BOX:
        nothing = np.zeros((height, width), np.uint8)
        return Lettering(wider, asked, nothing, nothing, coarseness=coarseness)
    samples = levels.astype(np.float32)
    background = _background(samples)
    lighter, darker = _thin(levels, samples - background)
    thin = np.maximum(lighter, darker)
    light, light_clarity = _likeness(samples, background, lighter, thin, asked)
    dark, dark_clarity = _likeness(samples, background, darker, thin, asked)
    clearer: Literal["light", "dark"] = "light" if light_clarity >= dark_clarity else "dark"
    return Lettering(wider, asked, light, dark, clearer, coarseness)


def _margin(box: Box) -> int:
    """Return how many pixels beyond a box a letter may go on."""
    return max(_SMALLEST_BOX, int(min(box.height, box.width) * _BEYOND))


def _background(samples: Floats) -> Floats:
    """Return what lies behind letters: the median over a wide neighbourhood, on a coarse grid."""
    height, width, _ = samples.shape
    step = max(1, min(height, width) // _CELLS)
    cells = samples[step // 2 :: step, step // 2 :: step]
    size = (_MEDIAN_OF, _MEDIAN_OF, 1)
    behind = ndimage.median_filter(cells, size, mode="nearest")
    zoom = (height / behind.shape[0], width / behind.shape[1], 1)
    return ndimage.zoom(behind, zoom, order=1, mode="nearest", grid_mode=True)


def _thin(levels: Bytes, away: Floats) -> tuple[Floats, Floats]:
    """Return how much lighter, and darker, pixels are than the background and all that is thick."""
    half = max(3, min(_WIDEST, int(min(levels.shape[:2]) * _THIN)))
    lighter, darker = np.zeros(levels.shape[:2], np.float32), np.zeros(levels.shape[:2], np.float32)
    for channel in range(levels.shape[2]):
        white, black = square_top_hats(np.ascontiguousarray(levels[..., channel]), half)
        lighter = np.maximum(lighter, np.minimum(white, np.maximum(away[..., channel], 0)))
        darker = np.maximum(darker, np.minimum(black, np.maximum(-away[..., channel], 0)))
    return lighter, darker


def _likeness(
    samples: Floats, background: Floats, stands_out: Floats, thin: Floats, asked: Box
) -> tuple[Bytes, float]:
    """Return how like letters pixels are if these are letters that stand out, and how clearly.

    The letters' colour is that of what stands out in the box asked about.
    """
    inside = stands_out[asked.slices]
    threshold = float(threshold_otsu(inside)) if np.ptp(inside) > 0 else np.inf
    strong = np.zeros(stands_out.shape, bool)
    strong[asked.slices] = inside > threshold
    strong[[0, -1]] = False
    if strong.sum() < _FEWEST:
        return np.zeros(thin.shape, np.uint8), 0.0
    every = max(1, int(strong.sum()) // _MOST_FITTED)
    fitted = (samples[strong][::every], background[strong][::every], stands_out[strong][::every])
    clear, colour, misses = _fitted(*fitted)
    letters = clear * background + colour
    contrast = _furthest(letters - background)
    nearness = 1 - _furthest(samples - letters) / np.maximum(contrast, 8)
    thinness = np.minimum(1, thin / np.maximum(contrast / 2, 1))
    likeness = np.clip(nearness, 0, 1) * thinness * (contrast > _FAINTEST)
    of_one_colour = float((misses <= _SAME_COLOUR).mean())
    apart = _separation(inside, strong[asked.slices])
    clarity = of_one_colour * apart * float(np.median(contrast[strong])) * (1 - clear)
    return np.rint(255 * likeness).astype(np.uint8), clarity


def _furthest(differences: Floats) -> Floats:
    """Return the largest distance of any channel; NumPy is slow along so short an axis."""
    channels = np.abs(differences)
    furthest = channels[..., 0]
    for channel in range(1, channels.shape[-1]):
        furthest = np.maximum(furthest, channels[..., channel])
    return furthest


def _fitted(letters: Floats, behind: Floats, weight: Floats) -> tuple[float, Floats, Floats]:
    """Fit letters = clear · behind + colour, trimmed to what fits; return it and all misses.

    `letters` and `behind` are (n, C); a clearness of 0 is opaque ink.
    """
    keep = np.ones(len(letters), bool)
    clear, colour, misses = 0.0, letters[0], np.zeros(len(letters), np.float32)
    for _ in range(_FITS):
        share = (weight[keep] / weight[keep].sum())[:, None]
        middle, middle_behind = (share * letters[keep]).sum(0), (share * behind[keep]).sum(0)
        across = behind[keep] - middle_behind
        spread = float((share * across * across).sum())
        together = float((share * across * (letters[keep] - middle)).sum())
        clear = min(max(together / spread, 0.0), _CLEAREST) if spread > 1e-3 else 0.0
        colour = middle - clear * middle_behind
        misses = _furthest(letters - (clear * behind + colour))
        keep = misses <= max(_FAINTEST, float(np.quantile(misses[keep], 0.75)))
    return clear, colour, misses


def _separation(values: Floats, above: Bools) -> float:
    """Return the part of the values' spread that lies between the two classes, as a deviation."""
    share = float(above.mean())
    between = share * (1 - share) * float(values[above].mean() - values[~above].mean()) ** 2
    return float(np.sqrt(between / max(float(values.var()), 1e-6)))


def _letters(likeness: Bytes, asked: Box, threshold: float) -> Bools:
    """Return the pixels of what is as like letters as `threshold`, in [0, 1], and has their form.

    What is too large, or touches the edge, is looked at again from a higher threshold on: letters
    may be connected there with something less like them.
    """
    core, looked_at = np.zeros(likeness.shape, bool), np.ones(likeness.shape, bool)
    for level in _LEVELS:
        least = 255 * (threshold + (1 - threshold) * level)
        parts, count = ndimage.label((likeness >= least) & looked_at, _ALSO_DIAGONALLY)
        fits = np.zeros(count + 1, bool)
        extents = ndimage.find_objects(parts)
        fits[1:] = [_has_form(extent, likeness.shape) for extent in extents]
        dots = np.bincount(parts.ravel(), minlength=count + 1) < _DOT
        core |= (fits & ~dots)[parts]
        fits |= dots
        fits[0] = True
        if fits.all():
            break
        looked_at = ~fits[parts]
    core = _with_middle_in(core, asked)
    near = grow_mask(np.where(core, np.uint8(255), np.uint8(0)), _RIM_WIDTH) > 0
    return _without_specks(core | (near & (likeness >= 255 * _RIM * threshold)))


def _with_middle_in(letters: Bools, asked: Box) -> Bools:
    """Return what has its middle in the box asked about."""
    parts, count = ndimage.label(letters, _ALSO_DIAGONALLY)
    inside = np.zeros(count + 1, bool)
    for number, (rows, columns) in enumerate(ndimage.find_objects(parts), 1):
        across, down = (columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2
        level = asked.top <= down <= asked.bottom
        inside[number] = level and asked.left <= across <= asked.right
    return inside[parts]


def _has_form(part: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    """Return whether something of that extent lies inside the box and is not too large."""
    (rows, columns), (height, width) = part, shape
    inside = rows.start > 0 and columns.start > 0 and rows.stop < height and columns.stop < width
    tall, wide = rows.stop - rows.start, columns.stop - columns.start
    return inside and tall <= _TALL * height and wide <= _WIDE * width


def _without_specks(letters: Bools) -> Bools:
    """Return letters without what is far smaller than a usual one."""
    parts, count = ndimage.label(letters, _ALSO_DIAGONALLY)
    if count == 0:
        return letters
    areas = np.bincount(parts.ravel(), minlength=count + 1)
    areas[0] = 0
    largest_first = np.sort(areas)[::-1]
    # Half of all that is marked lies in parts of this area and larger ones.
    usual = largest_first[np.searchsorted(np.cumsum(largest_first), areas.sum() / 2)]
    return (areas >= _SPECK * usual)[parts] & letters
