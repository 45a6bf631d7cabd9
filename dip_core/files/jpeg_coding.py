"""How a JPEG file was compressed: what it says about the values that were rounded away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The sum of the nine slowest steps of the standard's luminance table (ITU-T T.81, annex K), which
# is that of quality 50 in the usual encoders.
_STANDARD_SUM = 118.0


@dataclass(frozen=True, eq=False)
class JpegCoding:
    """The steps to which a JPEG file rounds the cosine coefficients of its 8×8 blocks.

    file      the file itself, for what it holds before colours are made of it
    tables    (C, 8, 8), C = 1 (grey) or 3 (Y, Cb, Cr): steps in levels of 8 bit, slowest first
    coarser   by how much Cb and Cr are reduced, down and across: (1, 1), (1, 2) or (2, 2), …
    """

    file: bytes
    tables: NDArray[np.float32]
    coarser: tuple[int, int] = (1, 1)

    @property
    def quality(self) -> int:
        """The quality, 1 to 100, at which usual encoders take about such steps for brightness.

        They multiply the standard's table by 50/q below q = 50 and by 2 − q/50 from there.
        """
        scale = float(self.tables[0, :3, :3].sum()) / _STANDARD_SUM
        quality = 50.0 / scale if scale > 1.0 else 50.0 * (2.0 - scale)
        return int(np.clip(round(quality), 1, 100))
