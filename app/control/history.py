"""Going back to an earlier iteration: to look at it, and to make it the result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QImage

from app.control.mailbox import Order
from app.control.worker import Errands
from app.model.display import picture_to_image, pixels_to_image
from app.model.document import Document
from app.model.run_log import RunLog
from app.model.snapshots import Moment, Snapshot, Snapshots
from dip_core import Restored, rewound

logger = logging.getLogger(__name__)


class History(QObject):
    """The snapshots of the last run, and which of them a person is looking at.

    Packing and unpacking is done off the window's thread.

    changed          there are other iterations to go back to
    viewing_changed  another iteration is looked at, or the newest again
    shown            an image, and the rectangle of the result it belongs into
    stop_wanted      the run has to end before the iteration looked at can be the result
    message          a sentence for the user
    """

    changed = Signal()
    viewing_changed = Signal()
    shown = Signal(QImage, QRect)
    stop_wanted = Signal()
    message = Signal(str)

    def __init__(self, document: Document, log: RunLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._log = document, log
        self._errands = Errands(self)
        self._snapshots = Snapshots()
        self._begin(None)

    # ------------------------------------------------------------------ what is known

    @property
    def iterations(self) -> tuple[int, ...]:
        """The iterations that can be gone back to, in order."""
        return self._snapshots.iterations

    @property
    def viewing(self) -> int | None:
        """The iteration a person looks at; None means the newest one, or the result."""
        return None if self._viewing is None else self._viewing.iteration

    @property
    def usable(self) -> bool:
        """Whether the iteration looked at can become the result, and is not yet."""
        result = self._document.result
        if self._viewing is None or self._wanted is not None:
            return False
        if self._ended is None:
            return self._running
        return result is None or result.run.kept_iteration != self.viewing

    # ------------------------------------------------------------------ what the run says

    def begin(self, order: Order | None) -> None:
        """Forget everything: another run begins, or the photo has gone."""
        self._begin(order)
        self.viewing_changed.emit()
        self.changed.emit()

    def _begin(self, order: Order | None) -> None:
        self._order = order
        self._snapshots.clear()
        self._region = QRect()
        self._ended: tuple[Restored, QImage | None] | None = None
        self._viewing: Snapshot | None = None
        self._wanted: Snapshot | None = None
        self._running = order is not None

    def go_on(self) -> None:
        """Return to the newest iteration: the run goes on."""
        self._ended, self._running = None, True
        self.live()

    def work_on(self, region: QRect) -> None:
        """Say where previews belong, in pixels of the result."""
        self._region = region

    def add(self, moments: Sequence[Moment]) -> None:
        """Take in what was put aside; it can be gone back to in a moment."""
        for moment in moments:
            self._pack(partial(Snapshot.of, moment))

    def _pack(self, pack: Callable[[], Snapshot]) -> None:
        order = self._order

        def take(snapshot: Snapshot) -> None:
            if self._order is order:
                self._snapshots.add(snapshot)
                self.changed.emit()

        self._errands.send(pack, take, _complain)

    def end(self, restored: Restored | None, display: QImage | None) -> None:
        """Take in what the run handed over, which can be gone back to as well."""
        self._running = False
        self._ended = None if restored is None else (restored, display)
        wanted, self._wanted = self._wanted, None
        if restored is not None:
            self._pack(partial(_handed_over, restored))
            if wanted is not None:
                self._use(wanted)
        self.viewing_changed.emit()

    # ------------------------------------------------------------------ what a person asks for

    def view(self, iteration: int) -> None:
        """Look at an iteration."""
        if iteration in self._snapshots and iteration != self.viewing:
            self._viewing = self._snapshots[iteration]
            self.viewing_changed.emit()
            self._show(self._viewing)

    @Slot()
    def live(self) -> None:
        """Look at the newest iteration again, or at the result."""
        if self._viewing is not None:
            self._viewing = None
            self.viewing_changed.emit()

    @Slot()
    def first(self) -> None:
        """Look at the first snapshot."""
        if self.iterations:
            self.view(self.iterations[0])

    @Slot()
    def earlier(self) -> None:
        """Look at the snapshot before."""
        if self.iterations:
            self.view(self._snapshots.before(self.viewing or self._log.last_iteration))

    @Slot()
    def later(self) -> None:
        """Look at the snapshot after; past the last one, at the newest iteration."""
        if self._viewing is not None:
            following = self._snapshots.after(self._viewing.iteration)
            if following is None:
                self.live()
            else:
                self.view(following)

    @Slot()
    def use(self) -> None:
        """Make the iteration looked at the result; a run in progress is stopped for it."""
        if not self.usable or self._viewing is None:
            return
        if self._ended is None:
            self._wanted = self._viewing
            self.viewing_changed.emit()
            self.stop_wanted.emit()
        else:
            self._use(self._viewing)

    def shutdown(self) -> None:
        """Wait for what is being packed, and drop it."""
        self._errands.shutdown()

    # ------------------------------------------------------------------ how it is done

    def _show(self, snapshot: Snapshot) -> None:
        """Unpack what is to be looked at, and show it if it still is by then."""
        picture, region = self._document.picture, self._region
        icc = picture.icc if picture else None

        def take(image: QImage) -> None:
            if self._viewing is snapshot:
                self.shown.emit(image, image.rect() if region.isNull() else region)

        self._errands.send(lambda: pixels_to_image(snapshot.preview.bytes(), icc), take, _complain)

    def _use(self, snapshot: Snapshot) -> None:
        ended, order = self._ended, self._order
        if ended is None or order is None:
            return
        if snapshot.iteration == ended[0].run.kept_iteration:
            self._hand_over(*ended)
            return

        def take(chosen: tuple[Restored, QImage]) -> None:
            if self._order is order and self._ended is ended:
                self._hand_over(*chosen)

        self._errands.send(lambda: _chosen(ended[0], order, snapshot), take, _complain)

    def _hand_over(self, restored: Restored, display: QImage | None) -> None:
        iteration = restored.run.kept_iteration
        self._viewing = None
        self._log.keep(iteration)
        self._document.set_result(restored, display)
        self.viewing_changed.emit()
        text = self.tr("Iteration {iteration} is the result now.")
        self.message.emit(text.format(iteration=iteration))


def _chosen(restored: Restored, order: Order, snapshot: Snapshot) -> tuple[Restored, QImage]:
    estimates = {name: packed.floats() for name, packed in snapshot.estimates.items()}
    again = rewound(restored, order.spec, order.inputs, snapshot.iteration, estimates)
    return again, picture_to_image(again.picture)


def _handed_over(restored: Restored) -> Snapshot:
    run = restored.run
    seen = (np.clip(run.image, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return Snapshot.of(Moment(run.kept_iteration, seen, run.estimates, pinned=True))


def _complain(error: Exception) -> None:
    logger.error("A snapshot could not be packed, unpacked or used", exc_info=error)
