"""What of a photo a run works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from app.model.document import Document
from dip_core import (
    STOPPING,
    Box,
    Picture,
    Piece,
    Plan,
    RestorationSpec,
    Restored,
    Tiling,
    Undertaking,
    WorkPart,
)

# Above this a task that works on the whole photo shows a part of it first, and then tiles that are
# finished one after another: what is done can be looked at, stopped and gone on with.
LARGE = 2**20  # pixels
PREVIEW_SIDE = 512  # pixels: what shows within a minute or so how the whole will look


class Wanted(TypedDict):
    """What a restoration is told of where to work."""

    region: Box | None
    tiling: Tiling | None
    planned: Plan | None
    done: tuple[Piece, ...]


@dataclass(frozen=True, eq=False)
class Scope:
    """Where to work, and what need not be done again.

    region   this part of the photo only; None for all of it
    tiling   whether what is too large is worked on in tiles, and in which
    planned  the parts to work on, where they are known
    done     parts that were restored before, which are handed over as well
    part_of  what else was to be done, where these are only some parts of it
    """

    region: Box | None = None
    tiling: Tiling | None = None
    planned: Plan | None = None
    done: tuple[Piece, ...] = ()
    part_of: Undertaking | None = None

    @property
    def wanted(self) -> Wanted:
        """What a restoration is told of it."""
        return {
            "region": self.region,
            "tiling": self.tiling,
            "planned": self.planned,
            "done": self.done,
        }

    def carried(self, restored: Restored) -> Restored:
        """Return what a run has made with all that was to be done beside it."""
        if self.part_of is None or self.planned is None:
            return restored
        return self.part_of.carried(restored, self.planned)


def scope_beside(undertaking: Undertaking, parts: Sequence[WorkPart]) -> Scope:
    """Return the scope of a run that does some parts beside what the others have become."""
    planned, done = undertaking.plan_of(parts), undertaking.pieces_beside(parts)
    return Scope(planned=planned, done=done, part_of=undertaking)


def first_look(picture: Picture, centre: tuple[float, float] | None = None) -> Box:
    """Return the part of a photo to look at first: round a point across and down, or the middle."""
    height, width = min(PREVIEW_SIDE, picture.height), min(PREVIEW_SIDE, picture.width)
    across, down = centre or (picture.width / 2, picture.height / 2)
    top = max(0, min(round(down - height / 2), picture.height - height))
    left = max(0, min(round(across - width / 2), picture.width - width))
    return Box(top, left, height, width)


def in_tiles(spec: RestorationSpec, picture: Picture | None) -> bool:
    """Return whether all of a photo is worked on in tiles, because there is much of it."""
    large = picture is not None and picture.height * picture.width > LARGE
    return large and spec.task.divisible and not spec.task.local


def tiling_for(spec: RestorationSpec, picture: Picture | None) -> Tiling | None:
    """Return which tiles all of a photo is worked on in; None leaves it to the memory."""
    return Tiling("always") if in_tiles(spec, picture) else None


def spec_of_whole(document: Document) -> RestorationSpec:
    """Return what all of the photo is restored with: as long as the frame was, if one was.

    What stops a run looks at a part; stopped at one iteration all of the photo looks like it.
    """
    spec, restored = document.spec, document.result
    if restored is None or not is_first_look(document):
        return spec
    run = restored.run
    iterations = run.kept_iteration if run.chosen else run.fitted_iterations
    return spec.replace(stopping=STOPPING["fixed"](), iterations=max(1, iterations))


def is_first_look(document: Document) -> bool:
    """Return whether the result is of a part of the photo, and says how long is enough for all."""
    spec, picture, restored = document.spec, document.picture, document.result
    if picture is None or restored is None or document.result_spec != spec:
        return False
    if spec.task.local or spec.averaging.seeds > 1:
        return False
    all_of_it = picture.height * picture.width * spec.task.enlargement() ** 2
    return len(restored.pieces) == 1 and restored.worked.area < 0.99 * all_of_it
