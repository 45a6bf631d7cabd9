"""What was to be done on a photograph, and what has been done of it: to go on another day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dip_core.photo.assembling import Piece
from dip_core.photo.inputs import Inputs
from dip_core.photo.parts import Part, Plan
from dip_core.photo.progress import can_share
from dip_core.photo.restored import Restored, put_together
from dip_core.spec import RestorationSpec
from dip_core.stopping.fixed import Fixed


@dataclass(frozen=True, eq=False)
class Undertaking:
    """The parts of a photograph, and the pieces they have become so far.

    spec    what the parts were to be restored with
    plan    all parts, in the order in which one reads
    pieces  what has become of parts; of one that was stopped in the middle, what there was by then
    left    the parts that are not done
    """

    spec: RestorationSpec
    plan: Plan
    pieces: tuple[Piece, ...] = ()
    left: tuple[Part, ...] = ()

    @classmethod
    def of(cls, spec: RestorationSpec, restored: Restored) -> Undertaking | None:
        """Return that of a restoration; None where it does not say what was planned."""
        if restored.plan is None:
            return None
        return cls(spec, restored.plan, restored.pieces, restored.left)

    @classmethod
    def begun(
        cls, spec: RestorationSpec, planned: Plan, done: tuple[Piece, ...] = ()
    ) -> Undertaking:
        """Return that of a restoration that sets out with pieces of earlier ones."""
        return cls(spec, whole_plan(planned, done), done, planned.parts)

    def planned_anew(self, planned: Plan, mask: NDArray[np.uint8] | None) -> Undertaking:
        """Return it for another mask: what has become of holes that are as they were is kept."""
        if set(planned.parts) == set(self.plan.parts) and self._suits(self.pieces, mask):
            return self
        kept = tuple(piece for piece in self.pieces if piece.part in planned.parts)
        kept = tuple(piece for piece in kept if self._suits([piece], mask))
        done = {piece.part for piece in kept if piece.part not in self.left}
        left = tuple(part for part in planned.parts if part not in done)
        return replace(self, plan=whole_plan(planned, ()), pieces=kept, left=left)

    @staticmethod
    def _suits(pieces: Iterable[Piece], mask: NDArray[np.uint8] | None) -> bool:
        """Whether pieces are of the holes that a mask has now."""
        return mask is not None and all(
            piece.own is not None and np.array_equal(piece.own, piece.part.own(mask))
            for piece in pieces
        )

    @property
    def can_go_on(self) -> bool:
        """Whether some of several parts are left, so that the others need not be done again."""
        return bool(self.left) and len(self.left) < len(self.plan.parts)

    def piece_of(self, part: Part) -> Piece | None:
        """Return what has become of a part."""
        return next((piece for piece in self.pieces if piece.part == part), None)

    def plan_of(self, parts: Iterable[Part]) -> Plan:
        """Return the plan with these parts alone."""
        return replace(self.plan, parts=tuple(parts), notes=())

    def pieces_beside(self, parts: Iterable[Part]) -> tuple[Piece, ...]:
        """Return what has become of all other parts."""
        doing = set(parts)
        return tuple(piece for piece in self.pieces if piece.part not in doing)

    def spec_for(self, spec: RestorationSpec) -> RestorationSpec:
        """Return a spec as further parts need it: all tiles are like the first one."""
        first = next(iter(self.pieces), None)
        if first is None or not self.plan.tiled:
            return spec
        if type(spec.task) is type(first.spec.task):
            spec = spec.replace(task=first.spec.task)
        if not can_share(spec):
            return spec
        return spec.replace(stopping=Fixed(), iterations=max(1, first.run.fitted_iterations))

    def carried(self, restored: Restored, done: Plan) -> Restored:
        """Return a restoration of some parts, `done`, that says what is left of all of them."""
        others = (part for part in self.left if part not in done.parts)
        left = {*restored.left, *others}
        parts = tuple(part for part in self.plan.parts if part in left)
        return replace(restored, plan=self.plan, left=parts)

    def with_piece(self, piece: Piece) -> Undertaking:
        """Return it with another piece in the place of what its part had become."""
        part = piece.part
        kept = (*self.pieces_beside([part]), piece)
        left = tuple(one for one in self.left if one != part)
        return replace(self, pieces=tuple(sorted(kept, key=_place)), left=left)

    def restored(self, inputs: Inputs, latest: Piece, why: str) -> Restored:
        """Put the pieces together; `latest` is the one spoken of, `why` a sentence about it."""
        run = replace(latest.run, stop_reason=why)
        made = put_together(inputs, self.pieces, latest, run)
        return replace(made, plan=self.plan, left=self.left)


def whole_plan(planned: Plan, earlier: Iterable[Piece]) -> Plan:
    """Return a plan with the parts of earlier pieces, in the order in which one reads."""
    parts = {*planned.parts, *(piece.part for piece in earlier)}
    return replace(planned, parts=tuple(sorted(parts, key=_reading)))


def _reading(part: Part) -> tuple[int, int, int, int]:
    box = part.hole if part.hole is not None else part.box
    return (box.top, box.left, part.box.top, part.box.left)


def _place(piece: Piece) -> tuple[int, int, int, int]:
    return _reading(piece.part)
