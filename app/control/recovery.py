"""Recovery: unsaved work is put aside now and then, and found again after a crash.

Each program that runs has a folder of its own, with a lock in it. A folder whose lock nobody holds
was left by a program that did not end properly.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.control.runs import RunController
from app.control.worker import Errands
from app.model.aside import About, Work, about, clear, look, put_aside, read_aside
from app.model.display import picture_to_image
from app.model.document import Document
from app.model.kept_copy import KeptCopy
from app.model.preferences import Preferences
from dip_core import Inputs, Project, SavedResult

AFTER_SECONDS = 10.0  # without another edit
LATEST_SECONDS = 60.0  # after the first edit that is not put aside
_LOCK = "lock"

logger = logging.getLogger(__name__)


def own_folder() -> Path:
    """Return where work is put aside on this computer."""
    return Path(platformdirs.user_data_dir("dip-studio", appauthor=False)) / "recovery"


@dataclass(frozen=True, eq=False)
class Aside:
    """Work that a program has left which did not end properly."""

    folder: Path
    about: About
    look: QImage
    lock: QLockFile


class Recovery(QObject):
    """Puts the work on a document aside, and brings back what was left.

    written   the work has been put aside
    restored  work that was left is in the document
    failed    a sentence: it could not be put aside, or brought back
    """

    written = Signal()
    restored = Signal()
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        runs: RunController,
        preferences: Preferences,
        home: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._runs, self._preferences = document, runs, preferences
        self._home = home or own_folder()
        self._folder: Path | None = None
        self._lock: QLockFile | None = None
        self._written: Work | None = None
        self._interim: SavedResult | None = None
        self._mask = KeptCopy()
        self._warned = False
        self._errands = Errands(self)
        self._after = self._timer(AFTER_SECONDS)
        self._latest = self._timer(LATEST_SECONDS)
        document.changed.connect(self._on_changed)
        document.result_changed.connect(self._on_result)
        document.picture_changed.connect(self._forget_interim)
        self._asking = QTimer(self)
        self._asking.setInterval(round(1000 * LATEST_SECONDS))
        self._asking.timeout.connect(self._ask_for_interim)
        runs.interim.connect(self._on_interim)
        runs.state_changed.connect(self._follow_run)
        preferences.changed.connect(self._on_preference)

    def _timer(self, seconds: float) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(round(1000 * seconds))
        timer.timeout.connect(self.put_aside)
        return timer

    @property
    def busy(self) -> bool:
        """Whether something is being written or read."""
        return self._errands.busy

    # ------------------------------------------------------------------ putting aside

    @Slot()
    def put_aside(self) -> None:
        """Put the work of now aside, or remove what was where nothing would be lost."""
        if self._errands.busy:
            self._after.start()
            return
        mask = self._document.mask
        if mask is not None and mask.is_painting:
            self._after.start()
            return
        self._stop_waiting()
        if not self._wanted:
            self._remove()
            return
        work, folder, before = self._work(), self._claimed(), self._written
        if folder is None:
            return
        self._errands.send(
            partial(put_aside, work, folder, before), partial(self._take, work), self._complain
        )

    @property
    def _wanted(self) -> bool:
        """Whether there is work that would be lost."""
        there = self._document.unsaved_work or self._interim is not None
        return there and self._preferences.manners.recovers

    def _take(self, work: Work, _: None) -> None:
        self._written = work
        self.written.emit()

    def _work(self) -> Work:
        """Return the document as it is now; this happens in the window's thread."""
        document = self._document
        picture, mask = document.picture, document.mask
        if picture is None or mask is None:
            raise RuntimeError("there is nothing to put aside")
        inputs = Inputs(picture, None, document.second, document.kernel, document.reference)
        interim = () if self._interim is None else (self._interim,)
        results = (*document.results, *interim)
        said = About(
            name=document.title,
            when=datetime.now().astimezone().isoformat(timespec="seconds"),
            coverage=mask.coverage,
            results=len(results),
            exported=document.outcomes.exported and not interim,
            project=str(document.path or ""),
        )
        return Work(
            about=said,
            spec=document.spec,
            inputs=inputs,
            mask=None if mask.is_empty else self._mask.of(mask.view()),
            mask_revision=(mask, document.mask_revision),
            results=results,
            region=document.companions.frame,
            display=document.display,
        )

    def _claimed(self) -> Path | None:
        """Return the folder of this program, made when it is first needed."""
        if self._folder is None:
            folder = self._home / secrets.token_hex(8)
            try:
                folder.mkdir(parents=True)
            except OSError as error:
                self._complain(error)
                return None
            self._folder, self._lock = folder, _locked(folder)
        return self._folder

    def _remove(self) -> None:
        """Remove what was put aside: it is saved, or of a photo that is gone."""
        was_written, self._written = self._written is not None, None
        if self._folder is not None and was_written:
            self._errands.send(partial(clear, self._folder), _nothing, self._complain)

    # ------------------------------------------------------------------ when

    @Slot()
    def _on_changed(self) -> None:
        self._after.start()
        if not self._latest.isActive():
            self._latest.start()

    @Slot()
    def _on_result(self) -> None:
        """A run may have taken hours: what it has made is put aside at once."""
        self._interim = None
        if self._document.result is not None:
            QTimer.singleShot(0, self, self.put_aside)

    @Slot(object)
    def _on_interim(self, result: SavedResult) -> None:
        self._interim = result
        self.put_aside()

    @Slot()
    def _follow_run(self) -> None:
        if self._runs.active and not self._asking.isActive():
            self._asking.start()
        elif not self._runs.active:
            self._asking.stop()

    @Slot()
    def _ask_for_interim(self) -> None:
        """Ask a run now and then for what it has made so far."""
        if self._preferences.manners.recovers:
            self._runs.put_aside()

    @Slot()
    def _forget_interim(self) -> None:
        self._interim = None

    @Slot(str)
    def _on_preference(self, name: str) -> None:
        if name in {"recovers", ""}:
            self.put_aside()

    def _stop_waiting(self) -> None:
        self._after.stop()
        self._latest.stop()

    # ------------------------------------------------------------------ after a crash

    def left_behind(self) -> tuple[Aside, ...]:
        """Return the work that other programs have left, the newest first; it is theirs no more."""
        return left_in(self._home, self._folder)

    def restore(self, aside: Aside) -> None:
        """Bring work back in place of what is in the document."""

        def work() -> tuple[Project, QImage | None]:
            project = read_aside(aside.folder)
            shown = picture_to_image(project.inputs.picture) if project.inputs else None
            return project, shown

        def otherwise(error: Exception) -> None:
            logger.error("Work that was left could not be brought back", exc_info=error)
            self.leave(aside)
            self.failed.emit(str(error))

        self._errands.send(work, lambda found: self._show(aside, *found), otherwise)

    def discard(self, aside: Aside) -> None:
        """Remove work for good."""
        aside.lock.unlock()
        self._errands.send(partial(_delete, aside.folder), _nothing, self._complain)

    def leave(self, aside: Aside) -> None:
        """Leave work for another time."""
        aside.lock.unlock()

    def _show(self, aside: Aside, project: Project, display: QImage | None) -> None:
        """Show the work, and go on with its folder, so that it is never without one."""
        path = Path(aside.about.project) if aside.about.project else None
        self._document.set_project(project, path, display)
        outcomes = self._document.outcomes
        self._document.set_outcomes(replace(outcomes, exported=aside.about.exported))
        self._leave_own()
        self._folder, self._lock = aside.folder, aside.lock
        self._written = self._work()
        self.restored.emit()

    # ------------------------------------------------------------------ the end

    @Slot()
    def shutdown(self) -> None:
        """Remove what was put aside: the program ends properly, and has asked about the work."""
        self._stop_waiting()
        self._asking.stop()
        self._errands.shutdown()
        self._leave_own()

    def _leave_own(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
        if self._folder is not None:
            _delete(self._folder)
        self._folder = self._lock = None

    def _complain(self, error: Exception) -> None:
        logger.error("Work could not be put aside", exc_info=error)
        self._written = None
        if not self._warned:
            self._warned = True
            reason = str(error).rstrip(".")
            text = self.tr("Work is not put aside for recovery now: {reason}.")
            self.failed.emit(text.format(reason=reason))


def left_in(home: Path, own: Path | None = None) -> tuple[Aside, ...]:
    """Return the work in folders that nobody holds, the newest first; they are held from now on."""
    if not home.is_dir():
        return ()
    folders = [path for path in home.iterdir() if path.is_dir() and path != own]
    found = [aside for aside in map(_found, folders) if aside is not None]
    return tuple(sorted(found, key=lambda aside: aside.about.time, reverse=True))


def _locked(folder: Path) -> QLockFile | None:
    """Return the lock of a folder, held; None where another program holds it."""
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)  # the lock of a program that runs never becomes stale
    return lock if lock.tryLock(0) else None


def _found(folder: Path) -> Aside | None:
    lock = _locked(folder)
    if lock is None:
        return None
    said = about(folder)
    if said is None:
        lock.unlock()
        _delete(folder)
        return None
    return Aside(folder, said, look(folder), lock)


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _nothing(_: object) -> None:
    """There is nothing more to do."""
