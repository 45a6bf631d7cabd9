"""What an action is, and when it makes sense: a pure function of document and run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from app.control.run_states import ACTIVE, RunState

Standard = QKeySequence.StandardKey
Key = str | Standard


def tr(text: str) -> str:
    """Mark a text of a table for translation; it is translated when it is shown."""
    return text


@dataclass(frozen=True)
class Situation:
    """What decides which actions make sense: facts of the document, and the state of the run."""

    state: RunState = RunState.NO_IMAGE
    has_picture: bool = False
    has_mask: bool = False
    can_restore_mask: bool = False
    mask_needed: bool = False
    has_result: bool = False
    dirty: bool = False
    can_undo: bool = False
    can_redo: bool = False
    can_go_on: bool = False
    opening: bool = False
    lacking: str = ""
    has_second: bool = False
    has_kernel: bool = False
    has_transparency: bool = False
    has_others: bool = False
    has_snapshots: bool = False
    is_viewing: bool = False
    can_use: bool = False
    has_bookmarks: bool = False
    has_origin: bool = False
    studying: bool = False
    has_frame: bool = False
    previews: bool = False
    parts_left: bool = False
    all_tiles_done: bool = False
    healing: bool = False

    @property
    def active(self) -> bool:
        """Whether a run is in progress, paused included."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class Need:
    """A condition of an action, and the sentence that says what to do while it is not met.

    A sentence that depends on the situation is left empty here and read from `Situation.lacking`.
    """

    met: Callable[[Situation], bool]
    sentence: str = ""

    def said(self, situation: Situation) -> str:
        """Return the sentence in the user's language."""
        if self.sentence:
            return QCoreApplication.translate("", self.sentence)
        return situation.lacking


PICTURE = Need(lambda s: s.has_picture, tr("Open a photo first."))
NOT_STOPPING = Need(
    lambda s: s.state is not RunState.STOPPING, tr("Wait until the run has stopped.")
)
IDLE = Need(lambda s: not s.active, tr("Stop the run first."))
NOT_STUDYING = Need(lambda s: not s.studying, tr("Stop the study first, in its own window."))
NOT_OPENING = Need(lambda s: not s.opening, tr("Wait until the file has been read."))
HEALED = Need(lambda s: not s.healing, tr("Wait until the strokes have been removed."))
MASK = Need(lambda s: s.has_mask, tr("The mask is empty."))
CLEARED = Need(lambda s: s.can_restore_mask, tr("No mask has been cleared yet."))
MASK_IF_NEEDED = Need(
    lambda s: s.has_mask or not s.mask_needed, tr("Paint what should be restored first.")
)
INPUTS = Need(lambda s: not s.lacking)
SECOND = Need(lambda s: s.has_second, tr("There is no second picture."))
KERNEL = Need(lambda s: s.has_kernel, tr("There is no blur kernel."))
TRANSPARENT = Need(lambda s: s.has_transparency, tr("No part of this photo is transparent."))
COMPARABLE = Need(
    lambda s: s.has_result or s.active or s.has_others,
    tr("There is nothing to compare yet; run first, or open a picture to compare with."),
)
RESULT = Need(lambda s: s.has_result, tr("There is no result yet; run first."))
SOMETHING_NEW = Need(lambda s: s.dirty, tr("Everything is saved."))
PAUSABLE = Need(lambda s: s.state in {RunState.RUNNING, RunState.PAUSED}, tr("Nothing is running."))
STOPPABLE = Need(lambda s: s.active and s.state is not RunState.STOPPING, tr("Nothing is running."))
TILES_LEFT = Need(
    lambda s: not s.all_tiles_done or s.can_go_on,
    tr("All tiles are done; to go further, run again with more iterations."),
)
CONTINUABLE = Need(lambda s: s.can_go_on, tr("Only a run of this session can go on; run first."))
SNAPSHOTS = Need(
    lambda s: s.has_snapshots, tr("There are no pictures of a run to go back to; run first.")
)
VIEWING = Need(lambda s: s.is_viewing, tr("This is the newest picture."))
USABLE = Need(lambda s: s.can_use, tr("Go back to an earlier iteration first."))
BOOKMARKS = Need(lambda s: s.has_bookmarks, tr("There are no bookmarks; M sets one."))
ORIGIN = Need(
    lambda s: s.has_origin,
    tr("No weights are kept up to here; bookmarks set during a run keep them."),
)
FRAME = Need(lambda s: s.has_frame, tr("There is no work region; press C and drag a frame."))
UNDOABLE = Need(lambda s: s.can_undo, tr("There is nothing to undo."))
REDOABLE = Need(lambda s: s.can_redo, tr("There is nothing to redo."))


@dataclass(frozen=True)
class Action:
    """One row: what a menu, a tool bar, a shortcut and the shortcuts sheet need to know.

    id         the word a callable is bound to
    text, tip  in English; `label` and `help` are the same, translated
    menu       "file", or "view/theme" for a submenu
    needs      what must be met for the action to be enabled
    checkable  whether it shows a state; of the rows of one `group` exactly one is checked
    context    "canvas": the keys work only while the canvas has the focus, never while typing
    separated  whether a line stands above it in its menu
    """

    id: str
    text: str
    tip: str
    menu: str
    keys: tuple[Key, ...] = ()
    icon: str = ""
    needs: tuple[Need, ...] = ()
    checkable: bool = False
    group: str = ""
    context: Literal["window", "canvas"] = "window"
    separated: bool = False

    def enabled(self, situation: Situation) -> bool:
        """Return whether the action makes sense now."""
        return all(need.met(situation) for need in self.needs)

    def obstacle(self, situation: Situation) -> str:
        """Return the sentence that says what to do first; empty when the action is enabled."""
        unmet = (need.said(situation) for need in self.needs if not need.met(situation))
        return next(unmet, "")

    @property
    def label(self) -> str:
        """The text in the user's language."""
        return QCoreApplication.translate("", self.text)

    @property
    def help(self) -> str:
        """The tip in the user's language."""
        return QCoreApplication.translate("", self.tip)

    @property
    def sequences(self) -> tuple[QKeySequence, ...]:
        """The shortcuts on this platform, the principal one first, none twice.

        Standard keys are the platform's, so that there must be an application.
        """
        found: list[QKeySequence] = []
        for key in self.keys:
            known = [QKeySequence(key)]
            if isinstance(key, Standard):
                known = QKeySequence.keyBindings(key)
            found += [sequence for sequence in known if sequence not in found]
        return tuple(found)
