"""A picture file as a mask: how it is read, and what becomes of the mask there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dip_core import DrawnMask, MaskRule, Placing

Bytes = NDArray[np.uint8]
Combining = Literal["replace", "add", "subtract", "intersect"]

_COMBINED: dict[Combining, Callable[[Bytes, Bytes], Bytes]] = {
    "replace": lambda _, drawn: drawn,
    "add": np.maximum,
    "subtract": lambda mask, drawn: np.minimum(mask, np.invert(drawn)),
    "intersect": np.minimum,
}


@dataclass(frozen=True)
class Importing:
    """How a file is read as a mask.

    threshold  from where on something is missing, 1 to 255; 0 keeps greys as a soft edge
    placing    where the sizes differ
    combining  what becomes of the mask there is
    """

    rule: MaskRule
    threshold: int = 0
    placing: Placing = "scale"
    combining: Combining = "replace"


def imported(mask: Bytes, file: DrawnMask, how: Importing) -> Bytes:
    """Return what a mask becomes. Takes a moment for a large photo."""
    return _COMBINED[how.combining](mask, file.values(how.rule, how.threshold, how.placing))
