"""A restored photograph, and what can be made of it without another run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dip_core.images import Box, Picture
from dip_core.outcome import Result
from dip_core.photo.assembling import Piece, assembled, unpacked
from dip_core.photo.inputs import Inputs
from dip_core.photo.observing import enlarged, intervals_of, observe
from dip_core.photo.parts import Part, Plan
from dip_core.spec import FloatArray, Observation, RestorationSpec


@dataclass(frozen=True, eq=False)
class Restored:
    """A restored photograph, at full size with its metadata, and the run that made it.

    run     of the part restored last; its iterations are counted through all parts
    region  where the pictures of `run` belong
    pieces  the parts that were restored, in order
    plan    all parts, also of earlier restorations that were handed over again
    left    the parts that are not done
    """

    picture: Picture
    run: Result
    region: Box
    notes: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    plan: Plan | None = None
    left: tuple[Part, ...] = ()

    @property
    def worked(self) -> Box:
        """The smallest box of the picture round everything that was worked on."""
        if not self.pieces:
            return self.region
        factor = self.pieces[0].spec.task.enlargement()
        return enlarged(Plan(tuple(piece.part for piece in self.pieces)).box, factor)


def put_together(
    inputs: Inputs,
    pieces: Sequence[Piece],
    last: Piece,
    counted: Result,
    notes: tuple[str, ...] = (),
) -> Restored:
    """Return what pieces make of a photograph; `counted` is the run of the last one."""
    factor = last.spec.task.enlargement()
    region = enlarged(last.part.box, factor)
    if len(pieces) == 1 and last.own is None and is_whole(last, inputs.picture):
        picture = inputs.picture.with_pixels(counted.image)
    else:
        picture = assembled(inputs.picture, pieces, factor)
    return Restored(picture, counted, region, notes, tuple(pieces))


def is_whole(piece: Piece, picture: Picture) -> bool:
    """Whether a piece is all of a photograph."""
    return piece.part.box == Box(0, 0, picture.height, picture.width)


def refinished(restored: Restored, spec: RestorationSpec, inputs: Inputs) -> Restored:
    """Finish a restoration again under changed options of its task, without another run.

    For options that `Task.finish` alone looks at, such as the amount of detail, and for tasks that
    work on the whole picture.
    """
    whole = intervals_of(inputs.picture)
    pieces = []
    for piece in restored.pieces:
        observation = spec.task.prepared(observe(spec, inputs, piece.part, whole))
        estimates = {name: unpacked(values) for name, values in piece.estimates.items()}
        pieces.append(_finished(piece, spec, observation, estimates))
    last = next(n for n, piece in enumerate(pieces) if _is_last(restored, restored.pieces[n]))
    counted = replace(restored.run, image=unpacked(pieces[last].image))
    made = put_together(inputs, pieces, pieces[last], counted, restored.notes)
    return replace(made, plan=restored.plan, left=restored.left)


def rewound(
    restored: Restored,
    spec: RestorationSpec,
    inputs: Inputs,
    iteration: int,
    estimates: Mapping[str, FloatArray],
) -> Restored:
    """Return a restoration as it would be had it handed over what it had at an iteration.

    Parameters
    ----------
    spec, inputs
        What the run was given.
    estimates
        Every unknown by name, (H, W, C) floats, of that iteration.
    """
    number = next(
        n
        for n, piece in enumerate(restored.pieces)
        if any(iteration in span for span in piece.spans)
    )
    pieces = list(restored.pieces)
    piece = pieces[number]
    whole = intervals_of(inputs.picture)
    observation = spec.task.prepared(observe(spec, inputs, piece.part, whole))
    piece = _finished(
        replace(piece, run=_chosen(piece.run, iteration)),
        spec,
        observation,
        estimates,
    )
    pieces[number] = piece
    counted = replace(
        _chosen(restored.run, iteration),
        image=unpacked(piece.image),
        estimates=estimates,
    )
    made = put_together(inputs, pieces, piece, counted, restored.notes)
    return replace(made, plan=restored.plan, left=restored.left)


def _chosen(run: Result, iteration: int) -> Result:
    return replace(
        run,
        kept_iteration=iteration,
        stop_reason=f"Iteration {iteration} was chosen by hand.",
        chosen=True,
    )


def _finished(
    piece: Piece,
    spec: RestorationSpec,
    observation: Observation,
    estimates: Mapping[str, FloatArray],
) -> Piece:
    """Return a piece of other estimates, or finished in another way."""
    image = spec.task.finish(observation, estimates)
    return replace(piece, image=image, estimates=estimates, spec=spec)


def _is_last(restored: Restored, piece: Piece) -> bool:
    return enlarged(piece.part.box, piece.spec.task.enlargement()) == restored.region
