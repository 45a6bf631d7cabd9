"""Runs as the user sees them: one state, one progress, previews, and a result in the document."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.control.history import History
from app.control.mailbox import Failed, Finished, Frame, Order, Started
from app.control.pace import Pace, Progress
from app.control.parts import Parts
from app.control.player import Player
from app.control.run_states import ACTIVE, RunState
from app.control.warming import warming_order
from app.control.worker import MakeRestoration, RunThread
from app.model.boxes import rect_of
from app.model.display import pixels_to_image
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.results import saved_result
from app.model.run_log import RunLog
from app.model.scope import Scope, scope_beside, spec_of_whole, tiling_for
from dip_core import (
    DipError,
    Estimate,
    Inputs,
    Restoration,
    RestorationSpec,
    Restored,
    Runtime,
    WorkPart,
)

__all__ = ["ACTIVE", "GO_ON_ITERATIONS", "RunController", "RunState"]

GO_ON_ITERATIONS = 500
_COLLECT_EVERY_MS = 100
_FEWEST = 5  # iterations that say how fast a device is: the first one sets everything up


class RunController(QObject):
    """Starts, pauses, stops and continues the run of a document.

    Edits during a run do not touch it: it was given a copy. Another photo abandons it.

    state_changed  the new `RunState`
    progressed     a `Progress`, at most ten times a second
    preview_ready  an image, and the rectangle of the result it belongs into (scale it to fit)
    interim        what the run has made so far, as a `SavedResult`, where that was asked for
    message        a sentence for the status bar
    rule_stopped   a sentence: a rule has ended the run, which could go on
    failed         a sentence, and the traceback where it is a fault of the program (else "")
    """

    state_changed = Signal(object)
    progressed = Signal(object)
    preview_ready = Signal(QImage, QRect)
    interim = Signal(object)
    message = Signal(str)
    rule_stopped = Signal(str)
    failed = Signal(str, str)

    def __init__(
        self,
        document: Document,
        run_log: RunLog,
        preferences: Preferences,
        restoration: MakeRestoration = Restoration,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._log = run_log
        self._preferences = preferences
        self._state = RunState.NO_IMAGE
        self._order: Order | None = None
        self._warming: Order | None = None
        self._pace = Pace()
        self._region: QRect | None = None
        self._estimate: Estimate | None = None
        self._continuable = False
        self.history = History(document, run_log, self)
        self.player = Player(self.history, self)
        self.parts = Parts(document, self)
        self.history.stop_wanted.connect(self.stop_and_keep)
        self.history.bookmark_wanted.connect(self._bookmark)
        self.history.branch_wanted.connect(self._branch)
        self._thread = RunThread(restoration, self)
        self._thread.started.connect(self._on_started)
        self._thread.finished.connect(self._on_finished)
        self._thread.failed.connect(self._on_failed)
        self._collecting = QTimer(self)
        self._collecting.setInterval(_COLLECT_EVERY_MS)
        self._collecting.timeout.connect(self._collect)
        document.picture_changed.connect(self._on_picture_changed)
        document.changed.connect(self._on_document_changed)
        self._set_state(self._settled())

    # ------------------------------------------------------------------ what is known

    @property
    def state(self) -> RunState:
        """Where the run stands."""
        return self._state

    @property
    def active(self) -> bool:
        """Whether a run is in progress, paused included."""
        return self._state in ACTIVE

    @property
    def progress(self) -> Progress:
        """Iterations, speed and times of the run, or of the last one."""
        return self._pace.progress

    @property
    def region(self) -> QRect | None:
        """Where the run works, in pixels of the result; None before it has been planned."""
        return self._region

    @property
    def spec(self) -> RestorationSpec | None:
        """What the run restores with, or the last one did."""
        return None if self._order is None else self._order.spec

    @property
    def can_go_on(self) -> bool:
        """Whether the last run is still in memory, or parts are left that another can do."""
        return (self._continuable or self._can_take_up) and not self.active

    @property
    def _can_take_up(self) -> bool:
        undertaking = self._document.outcomes.undertaking
        return undertaking is not None and undertaking.can_go_on

    # ------------------------------------------------------------------ what a person asks for

    @Slot()
    def start(self) -> None:
        """Start a run of the document as it is now, in its frame where there is one."""
        self._start(Scope(region=self._document.companions.frame))

    @Slot()
    def start_whole(self) -> None:
        """Start a run of all of the photo, whatever the frame says, as the frame was restored."""
        spec, picture = spec_of_whole(self._document), self._document.picture
        self._start(Scope(tiling=tiling_for(spec, picture)), spec)

    def _start(self, scope: Scope, spec: RestorationSpec | None = None) -> None:
        inputs = None if self.active else self._inputs()
        if inputs is not None:
            self._document.mark_run()
            spec = spec or self._document.spec
            self._set_out(Order(spec, inputs, self._runtime(), scope=scope))

    def _inputs(self) -> Inputs | None:
        """Return what a run is given, the photo as strokes have left it; None where it lacks."""
        try:
            return self._document.outcomes.begun_with(self._document.inputs())
        except DipError as error:
            self.message.emit(str(error))
            return None

    def _set_out(self, order: Order) -> None:
        self._log.clear()
        self._region = None
        self.history.begin(order)
        self._execute(order)

    @Slot()
    def go_on(self, iterations: int = GO_ON_ITERATIONS) -> None:
        """Continue the last run: the same weights, optimiser and random numbers.

        Where they are no longer in memory, the parts that are left are done by another run.
        """
        if not self.can_go_on:
            return
        if self._order is None or not self._continuable:
            self._take_up()
            return
        self.history.go_on()
        self._execute(self._order.continued(iterations))

    def _take_up(self) -> None:
        """Restore the parts that are left of the current result, as the others were."""
        undertaking, inputs = self._document.outcomes.undertaking, self._inputs()
        if undertaking is None or inputs is None:
            return
        scope = scope_beside(undertaking, undertaking.left)
        spec = undertaking.spec_for(undertaking.spec)
        self._document.set_outcomes(self._document.outcomes.taken_up())
        self._set_out(Order(spec, inputs, self._runtime(), scope=scope, recorded=undertaking.spec))

    def restore_again(self, part: WorkPart, spec: RestorationSpec) -> None:
        """Restore one part of the result anew; the others stay as they are."""
        undertaking = self.parts.undertaking
        if undertaking is not None:
            self._start(scope_beside(undertaking, [part]), undertaking.spec_for(spec))

    @Slot(int)
    def _branch(self, origin: int) -> None:
        """Continue the last run from an earlier iteration; what came after it is forgotten."""
        if self._order is None or not self.can_go_on:
            return
        self._log.cut(origin)
        self.history.cut(origin)
        self.history.go_on()
        self._execute(self._order.continued(GO_ON_ITERATIONS, origin))

    @Slot()
    def _bookmark(self) -> None:
        if self._order is not None:
            self._order.reins.bookmark()

    @Slot()
    def pause(self) -> None:
        """Wait after the current iteration; memory stays in use."""
        if self._order is not None and self._state is RunState.RUNNING:
            self._order.reins.pause()
            self._pace.pause()
            self._set_state(RunState.PAUSED)

    @Slot()
    def resume(self) -> None:
        """Go on after a pause."""
        if self._order is not None and self._state is RunState.PAUSED:
            self._order.reins.resume()
            self._pace.resume()
            self._set_state(RunState.RUNNING)

    @Slot()
    def pause_or_resume(self) -> None:
        """Do whichever makes sense."""
        if self._state is RunState.PAUSED:
            self.resume()
        else:
            self.pause()

    @Slot()
    def stop_and_keep(self) -> None:
        """End the run after its current iteration and keep what it has."""
        if self._order is not None and self.active:
            self._order.reins.stop()
            self._set_state(RunState.STOPPING)

    @Slot()
    def put_aside(self) -> None:
        """Ask for what the run has made so far; the answer comes with `interim`."""
        if self._order is not None and self.active:
            self._order.reins.put_aside()

    @Slot()
    def warm_up(self) -> None:
        """Do one iteration on an empty picture, so that the first real one need not load anything.

        A run that is started meanwhile ends it; nobody hears of its end.
        """
        if self._order is not None:
            return
        # Looking for garbage among all that is loaded once and stays makes a window stand still
        # for a quarter of a second each time; what is frozen is not looked at.
        gc.freeze()
        self._warming = warming_order(self._runtime())
        self._thread.execute(self._warming)

    @Slot()
    def shutdown(self) -> None:
        """End the run thread; waits for the current iteration."""
        self._collecting.stop()
        self._order = None
        self._thread.shutdown()
        self.history.shutdown()

    def _runtime(self) -> Runtime:
        return Runtime(
            device=self._preferences.device,
            threads=self._preferences.threads,
            preview_budget=self._preferences.preview_budget,
        )

    def _execute(self, order: Order) -> None:
        self._order = order
        self._continuable = False
        self._pace = Pace(automatic=order.spec.stopping.kind != "fixed" and not order.more)
        self._set_state(RunState.WARMING)
        self.progressed.emit(self._pace.progress)
        self._collecting.start()
        self._thread.execute(order)

    # ------------------------------------------------------------------ what the run says

    @Slot(object)
    def _on_started(self, started: Started) -> None:
        if started.order is not self._order:
            return
        self._region = rect_of(started.region)
        self.parts.begin(started.order, started.plan)
        self.history.work_on(self._region)
        self._estimate = started.estimate
        if started.notes and not started.order.more:
            self.message.emit(" ".join(started.notes))
        if self._state is RunState.WARMING:
            self._set_state(RunState.RUNNING)

    @Slot()
    def _collect(self) -> None:
        """Fetch what has gathered; a timer asks ten times a second."""
        if self._order is None:
            return
        post = self._order.mailbox.take()
        self.parts.see(post.reports, post.finished)
        if post.frame is not None:
            self.parts.show(post.frame)
            self._show(post.frame)
        self.history.add(post.moments)
        if post.origins is not None:
            self.history.know_origins(post.origins)
        if post.restored is not None:
            self.interim.emit(saved_result(self._order.spec, post.restored))
        if post.reports:
            self._log.extend(post.reports)
            self._pace.see(post.reports)
        for report in post.reports:
            if report.event:
                self.message.emit(report.event)
        # Time goes by without a report, too: an iteration may take half a minute.
        self.progressed.emit(self._pace.progress)

    def _collect_the_last(self) -> None:
        self._collect()
        self._collecting.stop()
        self._pace.pause()

    def _show(self, frame: Frame) -> None:
        picture = self._document.picture
        image = pixels_to_image(frame.pixels, picture.icc if picture else None)
        where = image.rect() if frame.region is None else rect_of(frame.region)
        self.preview_ready.emit(image, where)

    @Slot(object)
    def _on_finished(self, finished: Finished) -> None:
        if finished.order is self._warming:
            gc.collect()  # modules that were loaded hold on to the first restoration
            gc.freeze()
        if finished.order is not self._order:
            return
        self._collect_the_last()
        if finished.restored is not None:
            self._continuable = finished.can_go_on
            self._keep(finished.restored, finished.display)
            self._record_speed(finished.restored)
            self._say_ending(finished.restored, stopped=finished.stopped)
        self._set_state(self._settled())
        self.history.end(finished.restored, finished.display)

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.order is not self._order:
            return
        self._collect_the_last()
        sentence = failed.message
        if failed.rescued is not None and failed.rescued.restored is not None:
            restored = failed.rescued.restored
            self._keep(restored, failed.rescued.display)
            kept = self.tr("The result of iteration {iteration} is kept.")
            sentence = f"{sentence} {kept.format(iteration=restored.run.kept_iteration)}"
        self.history.end(*_rescued(failed))
        self._set_state(RunState.FAILED)
        self.failed.emit(sentence, "" if failed.for_the_user else failed.details)

    def _keep(self, restored: Restored, display: QImage | None) -> None:
        self._log.keep(restored.run.kept_iteration)
        order = self._order
        self.parts.end()
        if order is not None:
            restored = order.scope.carried(restored)
            self._document.set_result(restored, display, order.recorded or order.spec)

    def _record_speed(self, restored: Restored) -> None:
        """Remember how fast the device was, under the word asked for and the one it stood for."""
        run, order = restored.run, self._order
        if self._estimate is None or order is None or run.iterations < _FEWEST or run.seconds <= 0:
            return
        # The iterations of all parts are counted, and the operations are those of one in each.
        parts = restored.plan.parts if restored.plan else restored.pieces
        each = self._estimate.operations / max(1, len(parts))
        speed = each * run.iterations / run.seconds
        for device in {order.runtime.device, run.device}:
            self._preferences.record_speed(device, speed)

    def _say_ending(self, restored: Restored, *, stopped: bool) -> None:
        # Of several parts no rule has ended the last one alone, and tiles do not go on.
        run, rule_decides = restored.run, self._pace.progress.automatic
        rule_decides = rule_decides and len(restored.pieces) == 1
        text = self.tr("{reason} The result of iteration {iteration} is kept.")
        if stopped:
            text = self.tr("Stopped; the result of iteration {iteration} is kept.")
        sentence = text.format(reason=run.stop_reason, iteration=run.kept_iteration)
        (self.message if stopped or not rule_decides else self.rule_stopped).emit(sentence)

    # ------------------------------------------------------------------ states

    def _settled(self) -> RunState:
        """Return the state while nothing runs."""
        if self._document.picture is None:
            return RunState.NO_IMAGE
        has_result = self._document.result_picture is not None
        return RunState.HAS_RESULT if has_result else RunState.READY

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    @Slot()
    def _on_picture_changed(self) -> None:
        """Let go of a run of another photo."""
        self._collecting.stop()
        self._order = None
        self._continuable = False
        self._region = None
        self._pace = Pace()
        self._thread.forget()
        self._log.clear()
        self.history.begin(None)
        self._set_state(self._settled())

    @Slot()
    def _on_document_changed(self) -> None:
        """A failure has been seen once something else is done."""
        if not self.active:
            self._set_state(self._settled())


def _rescued(failed: Failed) -> tuple[Restored | None, QImage | None]:
    return (failed.rescued.restored, failed.rescued.display) if failed.rescued else (None, None)
