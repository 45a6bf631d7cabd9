"""Counting the iterations of several runs through, as if they were one."""

from __future__ import annotations

from dataclasses import replace

from dip_core.engine.curves import Recorder
from dip_core.outcome import Curves, IterationReport, Result


class Count:
    """Iterations and seconds of all parts of a photograph so far."""

    def __init__(self) -> None:
        self.iterations = 0
        self.seconds = 0.0
        self._begun = self._offset = 0
        self._lead = 0.0
        self._recorder: Recorder | None = None

    def begin(self, done: int = 0, spent: float = 0.0) -> None:
        """Go on with a run that has done so many iterations in so many seconds already."""
        self._begun = self.iterations
        self._offset = self.iterations - done
        self._lead = self.seconds - spent

    @property
    def span(self) -> range:
        """The iterations of the present run, or of what is gone on with."""
        return range(self._begun + 1, self.iterations + 1)

    def through(self, report: IterationReport, more: int) -> IterationReport:
        """Return what a run reports as if all were one; `more` iterations follow in other parts."""
        counted = replace(
            report,
            iteration=report.iteration + self._offset,
            iterations=report.iterations + self._offset + more,
            elapsed=report.elapsed + self._lead,
            kept=report.kept + self._offset,
            picks={
                kind: replace(pick, iteration=pick.iteration + self._offset)
                for kind, pick in report.picks.items()
            },
        )
        if self._recorder is None:
            self._recorder = Recorder()
        self._recorder.add(counted)
        self.iterations, self.seconds = counted.iteration, counted.elapsed
        return counted

    def of(self, run: Result, why: str) -> Result:
        """Return the run of the latest part as if all were one."""
        return replace(
            run,
            kept_iteration=run.kept_iteration + self._offset,
            iterations=self.iterations,
            seconds=self.seconds,
            stop_reason=why,
            curves=self._curves(run),
        )

    def _curves(self, run: Result) -> Curves:
        return run.curves if self._recorder is None else self._recorder.curves()
