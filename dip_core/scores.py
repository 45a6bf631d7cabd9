"""How near a restored picture is to the known clean one: all of it, or the part that matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dip_core.images import Box, Picture
from dip_core.metrics import psnr, ssim, to_y

Part = Literal["whole", "region", "masked", "luma"]
PARTS: tuple[Part, ...] = get_args(Part)

# A picture made small by a factor has lost what was left over at its right and lower edge.
_LEFT_OVER = 16
_WINDOW = 11  # pixels that the structural similarity looks at together
_LARGEST = 6_000_000  # pixels; the structural similarity of more would take most of the memory


@dataclass(frozen=True)
class Scores:
    """PSNR in dB and structural similarity; None where there is nothing to tell them by."""

    psnr: float | None = None
    ssim: float | None = None


def scored(
    picture: Picture,
    reference: Picture,
    part: Part = "whole",
    *,
    region: Box | None = None,
    mask: NDArray[np.uint8] | None = None,
) -> Scores:
    """Compare a picture with the reference.

    Parameters
    ----------
    part
        "whole"; "region", where a run worked; "masked", what was to be restored; or "luma", the Y
        channel of the whole, as papers on enlarging score.
    region
        Of the picture; None stands for all of it.
    mask
        (H, W) uint8, 255 = was to be restored; one of another size, or an empty one, has no score.
    """
    if not _comparable(picture, reference):
        return Scores()
    whole = Box(0, 0, picture.height, picture.width)
    box, weight = whole, None
    if part == "region":
        box = region or whole
    elif part == "masked":
        if mask is None or mask.shape != (picture.height, picture.width) or not mask.any():
            return Scores()
        box = Box.of(mask).grown(_WINDOW, picture.height, picture.width)
        weight = mask[box.slices].astype(np.float32) / np.float32(255.0)
    first, second = picture.to_float(box), reference.to_float(box)
    if part == "luma":
        first, second = to_y(first), to_y(second)
    return Scores(psnr(first, second, weight), _similarity(first, second, weight))


def _comparable(picture: Picture, reference: Picture) -> bool:
    rows, columns = reference.height - picture.height, reference.width - picture.width
    sizes = 0 <= rows < _LEFT_OVER and 0 <= columns < _LEFT_OVER
    return sizes and picture.channels == reference.channels


def _similarity(
    first: NDArray[Any], second: NDArray[Any], weight: NDArray[Any] | None
) -> float | None:
    height, width = first.shape[:2]
    if min(height, width) < _WINDOW or height * width > _LARGEST:
        return None
    return ssim(first, second, weight)
