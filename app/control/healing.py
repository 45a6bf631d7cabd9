"""Removing what each stroke marks, as soon as it is painted: one after another, off the window.

A stroke that is painted while this is on leaves the mask again at once and waits here; the photo is
restored where it lay, quickly and in a small part round it. Stroke and removal are one step of the
history. While a run is going on strokes wait: both would want every core.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QImage

from app.control.mailbox import Failed, Finished, Order
from app.control.runs import RunController
from app.control.worker import Errands, MakeRestoration, RunThread
from app.model.boxes import box_of
from app.model.document import Document
from app.model.mask import Mask
from app.model.outcomes import Outcomes
from app.model.patches import Patches
from app.model.preferences import Preferences
from app.model.touches import (
    Cutting,
    Healed,
    HealStroke,
    Touch,
    put,
    shown_picture,
    taken_back,
    touched,
)
from dip_core import TASKS, Inputs, Picture, Restoration, RestorationSpec, Restored, Runtime

Bytes = npt.NDArray[np.uint8]
# So many iterations bring a spot as far as five hundred do, and take seconds without a GPU.
_ITERATIONS, _PATIENCE = 200, 60
# Round a stroke, of its longer side and at least so many pixels: more than a region takes.
_CONTEXT, _LEAST_CONTEXT, _LEAST_SIDE = 0.6, 40, 144

logger = logging.getLogger(__name__)


class Healer(QObject):
    """Removes strokes while it is on.

    changed  it was turned on or off, or another number of strokes waits
    healed   a stroke has been removed, or its removal was taken back
    message  a sentence: what could not be removed, and why
    """

    changed = Signal()
    healed = Signal()
    message = Signal(str)

    def __init__(
        self,
        document: Document,
        runs: RunController,
        preferences: Preferences,
        restoration: MakeRestoration = Restoration,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._runs, self._preferences = document, runs, preferences
        self._on = False
        self._mask: Mask | None = None
        self._waiting: list[HealStroke] = []
        self._order: Order | None = None
        self._pasting: HealStroke | None = None
        self._errands = Errands(self)
        self._thread = RunThread(restoration, self)
        self._thread.finished.connect(self._on_finished)
        self._thread.failed.connect(self._on_failed)
        document.picture_changed.connect(self._begin_anew)
        runs.state_changed.connect(self._go_on)
        self._begin_anew()

    # ------------------------------------------------------------------ what is known

    @property
    def is_on(self) -> bool:
        """Whether strokes are removed."""
        return self._on

    @property
    def waiting(self) -> tuple[HealStroke, ...]:
        """The strokes that are not removed yet, the one that is being removed first."""
        return tuple(self._waiting)

    @property
    def busy(self) -> bool:
        """Whether a stroke waits or is being removed."""
        return bool(self._waiting)

    def turn(self, *, on: bool) -> None:
        """Remove what strokes mark from now on, or let them be; those that wait are removed."""
        if on != self._on:
            self._on = on
            self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """End what is being done, and wait for it."""
        self._waiting.clear()
        self._order = self._pasting = None
        self._thread.shutdown()
        self._errands.shutdown()

    # ------------------------------------------------------------------ strokes

    @Slot()
    def _begin_anew(self) -> None:
        """Let go of the strokes of another photo."""
        self._waiting.clear()
        self._order = self._pasting = None
        self._thread.forget()
        if self._mask is not None:
            self._mask.painted.disconnect(self._take)
        self._mask = self._document.mask
        if self._mask is not None:
            self._mask.painted.connect(self._take)
        self.changed.emit()

    @Slot(object)
    def _take(self, patches: Patches) -> None:
        """Take a stroke from the mask."""
        found = patches.added() if self._on else None
        if found is not None:
            stack = self._document.undo_stack
            stack.undo()  # the stroke alone; what follows takes its place
            stack.push(HealStroke(self.tr("Remove stroke"), *found, self))

    def begin(self, stroke: HealStroke) -> None:
        """Remove it, after those that wait."""
        self._waiting.append(stroke)
        self._go_on()
        self.changed.emit()

    def withdraw(self, stroke: HealStroke) -> None:
        """Do not remove it."""
        if stroke in self._waiting:
            if stroke is self._waiting[0]:
                self._leave()
            self._waiting.remove(stroke)
            self._go_on()
            self.changed.emit()

    def show(self, touch: Touch, *, made: bool) -> None:
        """Show the pictures with a touch made, or taken back."""
        photo, outcomes = self._document.picture, self._document.outcomes
        if photo is None:
            return
        display = self._display(outcomes, photo)
        if made:
            self._document.set_outcomes(put(outcomes, photo, touch, display))
        else:
            self._document.set_outcomes(taken_back(outcomes, touch, display))
        self.healed.emit()

    def _leave(self) -> None:
        self._order = self._pasting = None
        self._thread.abandon()

    # ------------------------------------------------------------------ one after another

    @Slot()
    def _go_on(self) -> None:
        """Begin with the next stroke, once nothing else is at work."""
        photo = self._document.picture
        idle = self._order is None and self._pasting is None and not self._runs.active
        if photo is None or not self._waiting or not idle:
            return
        shown = shown_picture(self._document.outcomes, photo)
        inputs = self._inputs(shown, self._waiting[0])
        runtime = Runtime(self._preferences.device, threads=self._preferences.threads)
        self._order = Order(heal_spec(inputs), inputs, replace(runtime, preview_budget=0.0))
        self._thread.execute(self._order)

    def _inputs(self, shown: Picture, stroke: HealStroke) -> Inputs:
        """Return the stroke with what lies round it; what else is to go away tells nothing."""
        around = surroundings(stroke.rect, shown)
        cutting = Cutting.of(shown, around)
        others = np.zeros((around.height(), around.width()), bool)
        for other in self._waiting[1:]:
            others |= _laid(other, around) > 0
        own = _laid(stroke, around)
        others &= own == 0
        alpha = cutting.alpha
        if others.any():
            most = np.iinfo(cutting.pixels.dtype).max
            alpha = np.full(own.shape, most, cutting.pixels.dtype) if alpha is None else alpha
            alpha[others] = 0
        return Inputs(shown.with_samples(cutting.pixels, alpha), mask=own)

    @Slot(object)
    def _on_finished(self, finished: Finished) -> None:
        order, restored = self._order, finished.restored
        if order is None or finished.order is not order or restored is None:
            return
        self._order = None
        stroke = self._pasting = self._waiting[0]
        self._paste(stroke, _healed(stroke, order, restored, self._document.picture))

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.order is self._order:
            self._order = None
            self.message.emit(failed.message)
            self._drop(self._waiting[0])

    def _paste(self, stroke: HealStroke, healed: Healed) -> None:
        """Put what was made into the pictures, which are large: off the window's thread."""
        photo, outcomes = self._document.picture, self._document.outcomes
        if photo is None:
            return
        display = self._display(outcomes, photo)

        def take(made: tuple[Outcomes, Touch]) -> None:
            if stroke is not self._pasting:
                return
            if self._document.outcomes is not outcomes:
                self._paste(stroke, healed)
                return
            stroke.touch = made[1]
            self._drop(stroke)
            self._document.set_outcomes(made[0])
            self.healed.emit()

        self._errands.send(lambda: touched(outcomes, photo, healed, display), take, self._complain)

    def _drop(self, stroke: HealStroke) -> None:
        self._pasting = None
        self._waiting.remove(stroke)
        self._go_on()
        self.changed.emit()

    def _complain(self, error: Exception) -> None:
        logger.error("A stroke could not be removed", exc_info=error)
        text = self.tr("Something went wrong: {reason}.")
        self.message.emit(text.format(reason=str(error).rstrip(".") or type(error).__name__))
        if self._pasting is not None:
            self._drop(self._pasting)

    def _display(self, outcomes: Outcomes, photo: Picture) -> QImage | None:
        """Return what strokes are removed from, as the screen shows it; None where it is not."""
        shown, current = shown_picture(outcomes, photo), outcomes.current
        if current is not None and current.picture is shown:
            return self._document.result_display
        return self._document.display if shown is photo else None


def heal_spec(inputs: Inputs) -> RestorationSpec:
    """Return how a stroke is removed: as fast as what it marks allows."""
    mask = None if inputs.mask is None else inputs.mask.astype(np.float32) / 255.0
    spec = TASKS["inpainting"]().suited(mask).recommended("fast")
    patience = min(_PATIENCE, getattr(spec.stopping, "patience", _PATIENCE))
    iterations = min(_ITERATIONS, spec.iterations)
    return spec.replace(iterations=iterations, stopping=spec.stopping.replace(patience=patience))


def surroundings(rect: QRect, picture: Picture) -> QRect:
    """Return a stroke's rectangle with what a network sees round it."""
    longer, shorter = max(rect.width(), rect.height()), min(rect.width(), rect.height())
    context = max(_LEAST_CONTEXT, round(_CONTEXT * longer), (_LEAST_SIDE - shorter) // 2)
    wider = rect.adjusted(-context, -context, context, context)
    return wider & QRect(0, 0, picture.width, picture.height)


def _laid(stroke: HealStroke, around: QRect) -> Bytes:
    """Return (h, w) of a rectangle: what a stroke marks of it."""
    values = np.zeros((around.height(), around.width()), np.uint8)
    common = stroke.rect & around
    if not common.isEmpty():
        there = box_of(common.translated(-around.topLeft())).slices
        values[there] = stroke.own[box_of(common.translated(-stroke.rect.topLeft())).slices]
    return values


def _healed(stroke: HealStroke, order: Order, restored: Restored, photo: Picture | None) -> Healed:
    """Cut what a stroke marks out of what was restored round it."""
    around = stroke.rect if photo is None else surroundings(stroke.rect, photo)
    made = Cutting.of(restored.picture, stroke.rect.translated(-around.topLeft()))
    run = restored.run
    return Healed(
        stroke.rect, stroke.own, made, order.spec, run.kept_iteration, run.seconds, run.device
    )
