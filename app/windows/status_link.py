"""What the status line says: the state in words, the progress of a run, facts about the photo."""

from PySide6.QtCore import QCoreApplication, QObject, QPointF, Slot

from app.control.pace import Progress, duration_text
from app.control.runs import RunState
from app.forms.wording import clock_time
from app.panels.status import StatusPanel
from app.windows.workbench import Workbench


class StatusLink(QObject):
    """Keeps the status line true."""

    def __init__(self, bench: Workbench, panel: StatusPanel) -> None:
        super().__init__(panel)
        self._bench, self._panel = bench, panel
        bench.document.changed.connect(self._show_document)
        bench.files.busy_changed.connect(self._show_state)
        bench.runs.state_changed.connect(self._show_state)
        bench.runs.progressed.connect(self._show_progress)
        bench.healer.changed.connect(self._show_state)
        self._show_document()

    @Slot(object)
    def show_cursor(self, position: QPointF | None) -> None:
        """Say which pixel the pointer is on, where it is on the photo."""
        picture = self._bench.document.picture
        inside = (
            position is not None
            and picture is not None
            and 0 <= position.x() < picture.width
            and 0 <= position.y() < picture.height
        )
        self._panel.show_cursor(position if inside else None)

    @Slot()
    def _show_document(self) -> None:
        document = self._bench.document
        self._panel.show_photo(document.picture, document.title)
        self._panel.show_mask(document.mask.coverage if document.mask is not None else None)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self._panel.show_state(self._state_text())
        if not self._bench.runs.active:
            self._panel.show_progress(None)
        self._show_progress(self._bench.runs.progress)

    def _state_text(self) -> str:
        files, runs, document = self._bench.files, self._bench.runs, self._bench.document
        if files.opening:
            return self.tr("Opening…")
        if self._bench.healer.busy and not runs.active:
            return self.tr("Removing…")
        if runs.active or not files.busy:
            lacks = runs.state is RunState.READY and document.lacking
            return self.tr("Not ready") if lacks else state_text(runs.state)
        return self.tr("Reading or writing a file…")

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        runs = self._bench.runs
        if runs.active:
            self._panel.show_progress(progress.share)
            text = run_text(progress, going=runs.state is RunState.RUNNING)
            self._panel.show_run(self._with_changes(text))
            return
        self._panel.show_run(self._idle_text(progress))

    def _idle_text(self, progress: Progress) -> str:
        document, state = self._bench.document, self._bench.runs.state
        waiting = len(self._bench.healer.waiting)
        if waiting > 1:
            return self.tr("{count} strokes are still to be removed").format(count=waiting)
        if waiting:
            return self.tr("Undo takes the stroke back")
        if document.picture is not None and document.lacking:
            return document.lacking
        if state is not RunState.HAS_RESULT or document.result is None:
            return ""
        run = document.result.run
        if not run.iterations:
            return self._with_changes(run.stop_reason)
        text = self.tr("iteration {iteration} kept · {iterations} done in {time}")
        if run.chosen:
            text = self.tr("iteration {iteration} (chosen) · {iterations} done in {time}")
        text = text.format(
            iteration=run.kept_iteration,
            iterations=run.iterations,
            time=clock_time(progress.elapsed or run.seconds),
        )
        return self._with_changes(text)

    def _with_changes(self, text: str) -> str:
        """Say beside it that something differs from what the run was given."""
        if not self._bench.document.changed_since_run:
            return text
        changed = self.tr("● changed since this run")
        return f"{text} · {changed}" if text else changed


def state_text(state: RunState) -> str:
    """Return a state in words."""
    texts = {
        RunState.NO_IMAGE: QCoreApplication.translate("StatusLink", "No photo"),
        RunState.READY: QCoreApplication.translate("StatusLink", "Ready"),
        RunState.WARMING: QCoreApplication.translate("StatusLink", "Warming up…"),
        RunState.RUNNING: QCoreApplication.translate("StatusLink", "Running"),
        RunState.PAUSED: QCoreApplication.translate("StatusLink", "Paused"),
        RunState.STOPPING: QCoreApplication.translate("StatusLink", "Stopping…"),
        RunState.HAS_RESULT: QCoreApplication.translate("StatusLink", "Result ready"),
        RunState.FAILED: QCoreApplication.translate("StatusLink", "Failed"),
    }
    return texts[state]


def run_text(progress: Progress, *, going: bool) -> str:
    """Return how far a run is: iteration, speed, time passed, time left."""
    if not progress.iterations:
        return ""
    tr = QCoreApplication.translate
    pattern = "iteration {iteration} of at most {iterations}"
    if not progress.automatic:
        pattern = "iteration {iteration} of {iterations}"
    parts = [
        tr("StatusLink", pattern).format(
            iteration=progress.iteration, iterations=progress.iterations
        )
    ]
    if going and progress.rate is not None:
        parts.append(tr("StatusLink", "{rate:.1f} it/s").format(rate=progress.rate))
    parts.append(clock_time(progress.elapsed))
    if going and progress.remaining is not None:
        left = "at most {time} left" if progress.automatic else "about {time} left"
        parts.append(tr("StatusLink", left).format(time=duration_text(progress.remaining)))
    return " · ".join(parts)
