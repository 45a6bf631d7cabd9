"""What a photo brings along and what runs have made of it: all that goes when the photo goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QImage, QUndoCommand, QUndoStack

from app.model.companions import Companions
from app.model.mask import Mask
from app.model.outcomes import Outcomes
from app.model.results import refinished_spec
from app.model.spec_edits import Choice
from dip_core import Box, Inputs, PictureError, RestorationSpec, SavedResult


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo with its mask and companions, and its results.

    display         the photo as the screen shows it; made when it is asked for
    mask_revision   counts what was painted
    outcomes        what runs have made of it
    run             what the last run was given: spec, mask and companions
    """

    inputs: Inputs | None = None
    companions: Companions = field(default_factory=Companions)
    mask: Mask | None = None
    mask_revision: int = 0
    display: QImage | None = None
    outcomes: Outcomes = field(default_factory=Outcomes)
    run: tuple[RestorationSpec, int, Companions] | None = None

    @classmethod
    def of(
        cls,
        inputs: Inputs | None,
        undo_stack: QUndoStack,
        display: QImage | None = None,
        earlier: tuple[SavedResult, ...] = (),
        frame: Box | None = None,
    ) -> Scene:
        """Return the scene of what is supplied, with a mask to paint on."""
        mask = None
        if inputs is not None:
            picture = inputs.picture
            mask = Mask(picture.width, picture.height, undo_stack, values=inputs.mask)
        companions = Companions.of(inputs, frame)
        return cls(inputs, companions, mask, display=display, outcomes=Outcomes.of(earlier))

    def all_inputs(self) -> Inputs:
        """Return everything supplied, with the mask as it is now.

        Raises a `PictureError` while there is no photo.
        """
        if self.inputs is None or self.mask is None:
            raise PictureError("There is no photo yet; open one first.")
        mask = None if self.mask.is_empty else self.mask.array()
        companions = self.companions
        return replace(self.inputs, mask=mask, second=companions.second, kernel=companions.kernel)

    def changed_since_run(self, spec: RestorationSpec) -> bool:
        """Whether something differs from what the last run was given that needs another run."""
        if self.run is None:
            return False
        given = (refinished_spec(self.run[0], spec), *self.run[1:])
        return given != (spec, self.mask_revision, self.companions)


class SceneEdit(QUndoCommand):
    """From one photo to another made of it, and to what restores that.

    What has been done to a photo is still there when it comes back: `swap` shows a scene to the
    document and returns the one that was shown.
    """

    def __init__(
        self,
        swap: Callable[[tuple[Scene, Choice]], tuple[Scene, Choice]],
        other: tuple[Scene, Choice],
        text: str,
    ) -> None:
        super().__init__(text)
        self._swap, self._other = swap, other

    def redo(self) -> None:
        """Show the photo made."""
        self._other = self._swap(self._other)

    def undo(self) -> None:
        """Show the photo it was made of."""
        self._other = self._swap(self._other)


def brings_another_photo(undo_stack: QUndoStack, index: int) -> bool:
    """Whether the command at an index of the undo stack goes from one photo to another."""
    return isinstance(undo_stack.command(index), SceneEdit)
