"""A photograph being restored: its parts one after another, as if they were one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dip_core.devices import free_memory, release_memory
from dip_core.engine.previews import to_bytes
from dip_core.engine.run import Run
from dip_core.engine.still import Still
from dip_core.errors import DipError, OutOfMemoryError
from dip_core.images import Box
from dip_core.outcome import IterationReport, Result, Runtime
from dip_core.photo.assembling import Piece, beneath
from dip_core.photo.inputs import Inputs
from dip_core.photo.observing import enlarged, intervals_of, observe
from dip_core.photo.parts import WORKING_PIXELS, Part, Plan, Tiling
from dip_core.photo.planning import estimate_plan, plan
from dip_core.photo.progress import Checkpoint, Progress, can_share
from dip_core.photo.restored import Restored, put_together
from dip_core.photo.retrying import is_out_of_memory, smaller_plan
from dip_core.photo.undertaking import whole_plan
from dip_core.spec import RestorationSpec, Role

# Networks of regions that are done are kept, so that they can go on, while they are no larger.
_MOST_KEPT_WEIGHTS = 12_000_000


class Restoration(Iterator[IterationReport]):
    """One photograph being restored: iterate it, ask for its `result`, drop it to cancel.

    Parameters
    ----------
    working_pixels
        The most pixels a hole's region may have before it is worked on at a smaller scale.
    tiling
        Whether a picture that is too large is restored in tiles, and in which.
    region
        Restore this part of the picture only.
    planned
        What to work on, in place of what would be planned.
    done
        Pieces of earlier restorations of this photograph, which are handed over as well.

    Raises
    ------
    OptionError, PictureError
        For inputs the task cannot use.
    OutOfMemoryError
        When the run is predicted not to fit into what is free.
    """

    _run: Run
    _now: Progress
    _event: str

    def __init__(
        self,
        spec: RestorationSpec,
        inputs: Inputs,
        runtime: Runtime | None = None,
        *,
        working_pixels: int = WORKING_PIXELS,
        tiling: Tiling | None = None,
        region: Box | None = None,
        planned: Plan | None = None,
        done: Sequence[Piece] = (),
    ) -> None:
        self._runtime = runtime or Runtime()
        self.spec = spec
        self.inputs = inputs
        memory = free_memory(self._runtime.device)
        self.plan = planned or plan(
            spec, inputs, working_pixels, tiling=tiling, region=region, memory=memory
        )
        self.estimate = estimate_plan(spec, self.plan)
        self._check_memory(memory)
        self._intervals = intervals_of(inputs.picture)
        self._earlier = tuple(beneath(piece, self.plan.parts, inputs.mask) for piece in done)
        self._set_out()
        self.notes = (*inputs.picture.notes, *self.plan.notes, *self._run.notes)

    # ------------------------------------------------------------------ the iterator

    def __next__(self) -> IterationReport:
        """Do one iteration; its preview belongs at the report's region."""
        now = self._now
        if now.over and now.queue:
            self._begin(now.queue.pop(0))
        report = self._step()
        now = self._now  # another, if memory ran out
        now.over = report.last
        report = replace(
            now.count.through(report, now.still_to_come(self.spec)),
            part=now.current,
            parts=len(self.plan.parts),
            region=self._region_of(self.part),
            event=f"{self._event} {report.event}".strip(),
            last=now.done,
        )
        self._event = ""
        return self._with_piece(report) if now.over else report

    def go_on(self, iterations: int) -> None:
        """Go on with the parts that are left; where none is, do so many more of every part."""
        now = self._now
        if len(self.plan.parts) == 1:
            self._run.go_on(iterations)
            now.over = False
        elif now.done:
            self._go_on_with_all(iterations)

    @property
    def can_go_on(self) -> bool:
        """Whether there is anything left to do, or to be done longer."""
        return not self._now.done or len(self._now.runs) == len(self.plan.parts)

    @property
    def part(self) -> Part:
        """What is worked on now."""
        return self.plan.parts[self._now.current]

    @property
    def parameters(self) -> int:
        """How many weights are fitted."""
        return self._run.parameters

    @property
    def roles(self) -> Mapping[str, Role]:
        """What is looked for, by name: a picture or a blur kernel each."""
        return self._run.roles

    @property
    def result(self) -> Restored:
        """The photograph as it would be handed over now.

        Of tiles the finished ones: half a tile is not like its neighbours.
        """
        now = self._now
        pieces, latest = dict(now.pieces), now.latest
        if not now.over and self._run.iteration > 0 and not (self.plan.tiled and pieces):
            latest = now.current, self._run.result
            pieces[now.current] = self._piece(latest[1])
        if latest is None:
            raise RuntimeError("a restoration has no result before its first iteration")
        number, run = latest
        if len(self.plan.parts) > 1:
            run = now.count.of(run, now.why(len(pieces)))
        handed = [*self._earlier, *(pieces[number] for number in sorted(pieces))]
        made = put_together(self.inputs, handed, pieces[number], run, self.notes)
        left = tuple(part for n, part in enumerate(self.plan.parts) if n not in now.pieces)
        return replace(made, plan=whole_plan(self.plan, self._earlier), left=left)

    # ------------------------------------------------------------------ putting aside

    def still(self) -> Still:
        """Put the newest average aside; its preview belongs at its region."""
        return self._run.still().counted(self._now.count.iterations, self._region_of(self.part))

    def checkpoint(self) -> Checkpoint:
        """Copy everything needed to go on from here."""
        return Checkpoint(self._run.checkpoint(), self._now.copy())

    def go_back(self, checkpoint: Checkpoint) -> None:
        """Become what this restoration was at a checkpoint; it stays good for another time."""
        self._now = checkpoint.progress.copy()
        self.plan = self._now.plan
        self._run = Run.resume(checkpoint.run)

    # ------------------------------------------------------------------ from part to part

    def _set_out(self) -> None:
        """Begin with the first part of the plan; nothing is done yet."""
        self.region = enlarged(self.plan.box, self.spec.task.enlargement())
        self._event = ""
        self._now = Progress.at_the_start(self.plan, self.spec.task)
        self._begin(self._now.queue.pop(0))

    def _begin(self, number: int) -> None:
        """Begin with a part, or go on with it where its network is still there."""
        now = self._now
        now.current, now.over = number, False
        known = now.runs.get(number)
        if known is None:
            observation = observe(self.spec, self.inputs, self.part, self._intervals)
            if self.plan.tiled and not now.pieces:
                now.task = self.spec.task.settled(observation)
            known = Run(now.spec_of_part(self.spec), observation, self._runtime)
        self._run = known
        now.count.begin(known.iteration, now.spent.get(number, 0.0))

    def _with_piece(self, report: IterationReport) -> IterationReport:
        """Put aside what a part that is over hands over; show it where it is one of several."""
        now, run = self._now, self._run.result
        now.latest = now.current, run
        now.spent[now.current] = run.seconds
        now.pieces[now.current] = self._piece(run)
        if self.plan.tiled and now.shared is None and can_share(self.spec):
            now.shared = max(1, run.fitted_iterations)
        if not self.plan.tiled and self._kept_weights() <= _MOST_KEPT_WEIGHTS:
            now.runs[now.current] = self._run
        if len(self.plan.parts) == 1:
            return replace(report, part_over=True)
        return replace(report, part_over=True, preview=to_bytes(run.image))

    def _kept_weights(self) -> int:
        """Return how many weights are kept of parts that are done, with those of the present."""
        kept = {id(run): run.parameters for run in (*self._now.runs.values(), self._run)}
        return sum(kept.values())

    def _piece(self, run: Result) -> Piece:
        """Return what a run of the present part hands over."""
        now = self._now
        mask = self.inputs.mask if self.spec.task.local else None
        piece = Piece(
            part=self.part,
            image=run.image,
            estimates=run.estimates,
            own=None if mask is None else self.part.own(mask),
            spec=now.spec_of_part(self.spec) if self.plan.tiled else self.spec,
            run=run,
            spans=now.spans(),
        )
        return piece.small() if self.plan.tiled else piece

    def _go_on_with_all(self, iterations: int) -> None:
        """Let every part go on after all are done."""
        if not self.can_go_on:
            raise DipError(
                "All parts of this picture are done, and their networks are no longer in memory; "
                "run again with more iterations."
            )
        for run in self._now.runs.values():
            run.go_on(iterations)
        self._now.extra = iterations
        self._now.queue = list(range(len(self.plan.parts)))

    def _region_of(self, part: Part) -> Box:
        return enlarged(part.box, self.spec.task.enlargement())

    # ------------------------------------------------------------------ memory

    def _step(self) -> IterationReport:
        """Do one iteration; where memory runs out, begin again with fewer pixels at a time."""
        report = self._attempt()
        while report is None:
            self._begin_smaller()
            report = self._attempt()
        return report

    def _attempt(self) -> IterationReport | None:
        try:
            return next(self._run)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
        # Only past the except block the traceback is gone that held on to the tensors.
        return None

    def _begin_smaller(self) -> None:
        part, iteration, now = self.part, self._run.iteration, self._now
        planned = smaller_plan(
            self.plan, now.current, self.spec, self.inputs.picture, begun=bool(now.pieces)
        )
        if planned is None:
            raise OutOfMemoryError(
                f"There was not enough memory for {part.width}×{part.height} pixels with this "
                "network; choose a smaller one or a smaller region."
            )
        del self._run  # before the next one is built
        now.runs.pop(now.current, None)
        now.spent.pop(now.current, None)
        release_memory()
        cut, self.plan = planned.tiled != self.plan.tiled, planned
        now.plan = planned
        if cut:
            self._set_out()
        else:
            self._begin(now.current)
        self._event = (
            f"Memory ran out at iteration {iteration} with {part.width}×{part.height} px; nothing "
            f"was lost, and it began again with {self.part.width}×{self.part.height} px at a time."
        )

    def _check_memory(self, free: int) -> None:
        needed = self.estimate.memory_bytes
        if needed > free:
            factor = self.spec.task.enlargement()
            height, width = round(self.plan.height * factor), round(self.plan.width * factor)
            less = "factor, network or picture" if factor > 1.0 else "network or picture"
            raise OutOfMemoryError(
                f"{width}×{height} pixels need about {needed / 2**30:.1f} GiB "
                f"and {free / 2**30:.1f} GiB are free; choose a smaller {less}."
            )
