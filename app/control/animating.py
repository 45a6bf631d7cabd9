"""Making an animation of the run: told from its snapshots, and written off the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.control.history import History
from app.control.worker import Errands
from app.model.boxes import box_of
from app.model.display import pixels_to_image
from app.model.document import Document
from app.model.run_log import RunLog
from app.model.snapshots import Snapshot
from dip_core import (
    AnimationStyle,
    Box,
    Cancelled,
    Captions,
    DipError,
    Line,
    Scene,
    Shot,
    Story,
    sample_frame,
    seen,
    write_animation,
)

logger = logging.getLogger(__name__)
Pixels = NDArray[np.uint8]


class Animator(QObject):
    """Writes one animation at a time.

    sampled     an image: one frame as the options would make it
    progressed  the share that is done
    written     the path of what was written
    failed      a sentence: why it could not be, and what would do
    cancelled   it was given up; no file has changed
    """

    sampled = Signal(QImage)
    progressed = Signal(float)
    written = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, document: Document, log: RunLog, history: History, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._log, self._history = document, log, history
        self._writing = Errands(self)
        self._sampling = Errands(self)
        self._waiting: AnimationStyle | None = None
        self._given_up = threading.Event()

    @Slot()
    def shutdown(self) -> None:
        """Give up what is being written, and wait until it has ended."""
        self._given_up.set()
        self._writing.shutdown()
        self._sampling.shutdown()

    def sample(self, style: AnimationStyle) -> None:
        """Make one frame; of several wishes meanwhile the last one counts."""
        if self._sampling.busy:
            self._waiting = style
            return
        story = self.story()
        if story is not None:
            self._sampling.send(
                lambda: pixels_to_image(sample_frame(story, style)), self._show, self._no_sample
            )

    def write(self, path: Path, style: AnimationStyle) -> None:
        """Write the run so far; an existing file is replaced: ask before."""
        story = self.story()
        if story is None or self._writing.busy:
            return
        self._given_up = threading.Event()
        given_up = self._given_up.is_set

        def work() -> None:
            write_animation(
                story,
                path,
                style,
                overwrite=True,
                progressed=self.progressed.emit,
                cancelled=given_up,
            )

        self._writing.send(work, lambda _: self.written.emit(path), self._not_written)

    @Slot()
    def cancel(self) -> None:
        """Give up what is being written; an earlier file of that name stays as it was."""
        self._given_up.set()

    # ------------------------------------------------------------------ what is told

    def story(self) -> Story | None:
        """Return the run so far; None before it has a picture."""
        history, order = self._history, self._history.order
        snapshots = [history.snapshot(iteration) for iteration in history.iterations]
        if order is None or not snapshots:
            return None
        picture, enlargement = order.inputs.picture, order.spec.task.enlargement()
        place = history.region
        region = box_of(place)
        if place.isNull():
            region = Box(0, 0, *snapshots[-1].preview.shape[:2])
        after, kept = self._ending(region, snapshots)
        numbered = self.tr("Iteration {number}")
        ended = self._document.result is not None
        captions = Captions(
            before=self.tr("Input"),
            iteration=numbered,
            after=self.tr("Result: iteration {number}") if ended else numbered,
        )
        return Story(
            scene=Scene(seen(picture, region, enlargement), region, picture.icc, captions),
            shots=[_shot(snapshot) for snapshot in snapshots],
            after=after,
            kept=kept,
            curve=self._curve(),
        )

    def _ending(self, region: Box, snapshots: list[Snapshot]) -> tuple[Callable[[], Pixels], int]:
        """Return what was handed over; of a run in progress that is the newest picture."""
        restored, newest = self._document.result, snapshots[-1]
        if restored is not None:
            return lambda: seen(restored.picture, region), restored.run.kept_iteration
        return newest.preview.bytes, newest.iteration

    def _curve(self) -> Line:
        """Return the PSNR of the average where a reference is known, else the loss."""
        names = {
            "psnr_average_region": self.tr("PSNR of the masked part, dB"),
            "psnr_average": self.tr("PSNR, dB"),
            "loss": self.tr("Loss"),
        }
        known = next((name for name in names if name in self._log.metrics), "loss")
        # A copy, because the run goes on writing into it.
        x, y = self._log.column("iteration").copy(), self._log.column(known).copy()
        return Line(names[known], x, y)

    # ------------------------------------------------------------------ what comes of it

    def _show(self, image: QImage) -> None:
        self.sampled.emit(image)
        self._next()

    def _no_sample(self, error: Exception) -> None:
        logger.error("A frame could not be made", exc_info=error)
        self._next()

    def _next(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.sample(waiting)

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.cancelled.emit()
            return
        if not isinstance(error, DipError):
            logger.error("An animation could not be written", exc_info=error)
        self.failed.emit(str(error))


def _shot(snapshot: Snapshot) -> Shot:
    return Shot(snapshot.iteration, snapshot.preview.bytes, snapshot.region)
