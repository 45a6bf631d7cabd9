"""When an action makes sense: facts about document and run, and conditions over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.control.runs import ACTIVE, RunState


def tr(text: str) -> str:
    """Mark a text of a table for translation; it is translated when it is shown."""
    return text


@dataclass(frozen=True)
class Situation:
    """What decides which actions make sense: facts of the document, and the state of the run."""

    state: RunState = RunState.NO_IMAGE
    has_picture: bool = False
    has_mask: bool = False
    mask_needed: bool = False
    has_result: bool = False
    dirty: bool = False
    can_undo: bool = False
    can_redo: bool = False
    can_go_on: bool = False
    opening: bool = False

    @property
    def active(self) -> bool:
        """Whether a run is in progress, paused included."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class Need:
    """A condition of an action, and the sentence that says what to do while it is not met."""

    met: Callable[[Situation], bool]
    sentence: str


PICTURE = Need(lambda s: s.has_picture, tr("Open a photo first."))
IDLE = Need(lambda s: not s.active, tr("Stop the run first."))
NOT_OPENING = Need(lambda s: not s.opening, tr("Wait until the file has been read."))
MASK = Need(lambda s: s.has_mask, tr("The mask is empty."))
MASK_IF_NEEDED = Need(
    lambda s: s.has_mask or not s.mask_needed, tr("Paint what should be restored first.")
)
RESULT = Need(lambda s: s.has_result, tr("There is no result yet; run first."))
SOMETHING_NEW = Need(lambda s: s.dirty, tr("Everything is saved."))
PAUSABLE = Need(lambda s: s.state in {RunState.RUNNING, RunState.PAUSED}, tr("Nothing is running."))
STOPPABLE = Need(lambda s: s.active and s.state is not RunState.STOPPING, tr("Nothing is running."))
CONTINUABLE = Need(lambda s: s.can_go_on, tr("Only a run of this session can go on; run first."))
UNDOABLE = Need(lambda s: s.can_undo, tr("There is nothing to undo."))
REDOABLE = Need(lambda s: s.can_redo, tr("There is nothing to redo."))
