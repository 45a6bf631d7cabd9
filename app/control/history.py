"""Going back to an earlier iteration: to look at it, and to make it the result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QImage

from app.control.mailbox import Order
from app.control.unpacking import Unpacking
from app.control.worker import Errands
from app.model.boxes import rect_of
from app.model.display import picture_to_image
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
    bookmark_wanted  the run is to put its newest iteration aside
    branch_wanted    the run is to go on from an iteration
    message          a sentence for the user
    """

    changed = Signal()
    viewing_changed = Signal()
    shown = Signal(QImage, QRect)
    stop_wanted = Signal()
    bookmark_wanted = Signal()
    branch_wanted = Signal(int)
    message = Signal(str)

    def __init__(self, document: Document, log: RunLog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._log = document, log
        self._errands = Errands(self)
        self._unpacking = Unpacking(self)
        self._unpacking.ready.connect(self._show)
        self._snapshots = Snapshots()
        self._begin(None)

    # ------------------------------------------------------------------ what is known

    @property
    def iterations(self) -> tuple[int, ...]:
        """The iterations that can be gone back to, in order."""
        return self._snapshots.iterations

    @property
    def bookmarks(self) -> tuple[int, ...]:
        """Which of them a person has bookmarked, in order."""
        return self._snapshots.bookmarks

    @property
    def origins(self) -> tuple[int, ...]:
        """The iterations whose weights are kept, so that the run can go on from them, in order."""
        return self._origins

    @property
    def origin(self) -> int | None:
        """The iteration to go on from that is nearest before the one looked at."""
        earlier = [one for one in self._origins if self.viewing is not None and one <= self.viewing]
        return earlier[-1] if earlier and not self._running else None

    @property
    def region(self) -> QRect:
        """Where snapshots belong, in pixels of the result; null for all of it."""
        return self._region

    @property
    def order(self) -> Order | None:
        """What was asked of the run they are of."""
        return self._order

    def snapshot(self, iteration: int) -> Snapshot:
        """Return what is known of one of the iterations."""
        return self._snapshots[iteration]

    @property
    def viewing(self) -> int | None:
        """The iteration a person looks at; None means the newest one, or the result."""
        return None if self._viewing is None else self._viewing.iteration

    @property
    def following(self) -> int | None:
        """The iteration after the one looked at; None where the newest comes next."""
        return None if self._viewing is None else self._snapshots.after(self._viewing.iteration)

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
        self._unpacking.clear()
        self._origins: tuple[int, ...] = ()
        self._region = QRect()
        self._ended: tuple[Restored, QImage | None] | None = None
        self._viewing: Snapshot | None = None
        self._wanted: Snapshot | None = None
        self._running = order is not None

    def go_on(self) -> None:
        """Return to the newest iteration: the run goes on."""
        self._ended, self._running = None, True
        self.live()

    def cut(self, last: int) -> None:
        """Forget what came after an iteration: the run goes on from there."""
        self._snapshots.cut(last)
        self._origins = tuple(origin for origin in self._origins if origin <= last)
        self.changed.emit()

    def know_origins(self, origins: tuple[int, ...]) -> None:
        """Say of which iterations the run has kept its weights."""
        if origins != self._origins:
            self._origins = origins
            self.changed.emit()

    def work_on(self, region: QRect) -> None:
        """Say where previews belong, in pixels of the result."""
        self._region = region

    def add(self, moments: Sequence[Moment]) -> None:
        """Take in what was put aside; it can be gone back to in a moment."""
        for moment in moments:
            self._pack(partial(Snapshot.of, moment, self._icc))

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
            self._pack(partial(_handed_over, restored, self._icc))
            if wanted is not None:
                self._use(wanted)
        self.viewing_changed.emit()

    # ------------------------------------------------------------------ what a person asks for

    def view(self, iteration: int) -> None:
        """Look at an iteration."""
        if iteration in self._snapshots and iteration != self.viewing:
            self._viewing = self._snapshots[iteration]
            self.viewing_changed.emit()
            self._unpacking.ask(self._viewing, self._icc, self._neighbours(iteration))

    def _neighbours(self, iteration: int) -> list[Snapshot]:
        """Return what stands beside an iteration: whoever looks at one may step on."""
        known, place = self.iterations, self.iterations.index(iteration)
        beside = known[place + 1 : place + 2] + known[max(0, place - 1) : place]
        return [self._snapshots[one] for one in beside]

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
        following = self.following
        if following is None:
            self.live()
        else:
            self.view(following)

    @Slot()
    def toggle_bookmark(self) -> None:
        """Bookmark what is looked at, or no longer; of a run in progress that is the newest."""
        iteration = self._log.kept if self._viewing is None else self._viewing.iteration
        if self._viewing is None and self._running:
            self.bookmark_wanted.emit()
        elif iteration in self._snapshots:
            self._snapshots.bookmark(iteration, bookmarked=iteration not in self.bookmarks)
            self.changed.emit()

    @Slot()
    def earlier_bookmark(self) -> None:
        """Look at the bookmark before."""
        now = self.viewing or self._log.last_iteration + 1
        earlier = [one for one in self.bookmarks if one < now]
        if earlier:
            self.view(earlier[-1])

    @Slot()
    def later_bookmark(self) -> None:
        """Look at the bookmark after; past the last one, at the newest iteration."""
        later = [one for one in self.bookmarks if self.viewing is not None and one > self.viewing]
        if later:
            self.view(later[0])
        else:
            self.live()

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

    @Slot()
    def branch(self) -> None:
        """Let the run go on from the iteration looked at, or the nearest before it that it can."""
        if self.origin is not None:
            self.branch_wanted.emit(self.origin)

    def shutdown(self) -> None:
        """Wait for what is being packed and unpacked, and drop it."""
        self._errands.shutdown()
        self._unpacking.shutdown()

    # ------------------------------------------------------------------ how it is done

    @property
    def _icc(self) -> bytes | None:
        picture = self._document.picture
        return picture.icc if picture else None

    @Slot(object, QImage)
    def _show(self, snapshot: Snapshot, image: QImage) -> None:
        """Show what has been unpacked, if it is what is looked at by now."""
        if self._viewing is snapshot:
            self.shown.emit(image, self._place_of(snapshot, image))

    def _place_of(self, snapshot: Snapshot, image: QImage) -> QRect:
        """Return where a snapshot belongs in the result: of several regions, in its own."""
        box = snapshot.region
        if box is not None:
            return rect_of(box)
        return image.rect() if self._region.isNull() else self._region

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


def _handed_over(restored: Restored, icc: bytes | None) -> Snapshot:
    run = restored.run
    seen = (np.clip(run.image, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    moment = Moment(run.kept_iteration, seen, run.estimates, pinned=True, region=restored.region)
    return Snapshot.of(moment, icc)


def _complain(error: Exception) -> None:
    logger.error("A snapshot could not be packed or used", exc_info=error)
