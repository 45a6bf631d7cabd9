"""What of a photo a run works on."""

from __future__ import annotations

from dataclasses import dataclass

from dip_core import Box, Piece, Plan, Tiling


@dataclass(frozen=True, eq=False)
class Scope:
    """Where to work, and what need not be done again.

    region   this part of the photo only; None for all of it
    tiling   whether what is too large is worked on in tiles, and in which
    planned  the parts to work on, where they are known
    done     parts that were restored before, which are handed over as well
    """

    region: Box | None = None
    tiling: Tiling | None = None
    planned: Plan | None = None
    done: tuple[Piece, ...] = ()
