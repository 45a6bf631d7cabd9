"""Undoable choices of the spec: successive edits of one option are one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from dip_core import QUALITIES, Quality, RestorationSpec, Spec, settings

_SPEC_EDIT = 1  # the id by which Qt finds commands that may be merged
# What the shape of the mask may decide; a person who changes one of these has decided.
_DECIDED_BY_MASK = ("task.missing", "network", "net_input")


@dataclass(frozen=True)
class Choice:
    """What is to be done, and how.

    by_mask  whether the mask's shape may still choose what suits it: nobody else has
    """

    spec: RestorationSpec
    by_mask: bool = True

    @property
    def quality(self) -> Quality | None:
        """Which recommendation of its task it is; None where it was changed by hand."""
        for quality in QUALITIES:
            if self.spec.replace(seed=0) == self.spec.task.recommended(quality).replace(seed=0):
                return quality
        return None


def decides(paths: tuple[str, ...]) -> bool:
    """Return whether changing these options takes the choice from the mask."""
    return any(f"{path}.".startswith(f"{known}.") for path in paths for known in _DECIDED_BY_MASK)


def changed_options(before: Spec, after: Spec) -> tuple[str, ...]:
    """Return the paths of the options that differ: ("iterations", "network.scales")."""
    return tuple(_differences(before, after))


def _differences(before: Spec, after: Spec) -> Iterator[str]:
    for setting in settings(type(before)):
        old, new = getattr(before, setting.name), getattr(after, setting.name)
        if old == new:
            continue
        if isinstance(old, Spec) and type(old) is type(new):
            yield from (f"{setting.name}.{path}" for path in _differences(old, new))
        else:
            yield setting.name


def option_label(spec: Spec, path: str) -> str:
    """Return what a person reads for the option at a path."""
    name, _, rest = path.partition(".")
    setting = next(known for known in settings(type(spec)) if known.name == name)
    return option_label(getattr(spec, name), rest) if rest else setting.label


class SpecEdit(QUndoCommand):
    """From one choice to another; `put` shows a choice to the document."""

    def __init__(
        self,
        put: Callable[[Choice], None],
        before: Choice,
        after: Choice,
        text: str,
        merged_by: str = "",
    ) -> None:
        super().__init__(text)
        self._put = put
        self.before, self.after, self.merged_by = before, after, merged_by

    def redo(self) -> None:
        """Show what was chosen."""
        self._put(self.after)

    def undo(self) -> None:
        """Show what was there before."""
        self._put(self.before)

    def id(self) -> int:
        """Return the id Qt compares before it tries to merge."""
        return _SPEC_EDIT if self.merged_by else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow a later edit of the same option; one that comes back to the start vanishes."""
        if not isinstance(other, SpecEdit) or other.merged_by != self.merged_by:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True
