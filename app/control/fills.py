"""What a hole may become: what networks and classical methods make of it, to choose the best."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.control.parts import image_of
from app.control.runs import RunController
from app.control.worker import Errands
from app.model.display import picture_to_image
from app.model.document import Document
from dip_core import (
    BASELINES,
    Baseline,
    DipError,
    Inputs,
    Piece,
    RestorationSpec,
    Restored,
    Undertaking,
    WorkPart,
    filled_by,
)

# What fills a small hole in milliseconds, so that it is there before it is asked for.
FILLERS: tuple[Baseline, ...] = tuple(
    BASELINES[kind]() for kind in ("biharmonic", "telea", "patch")
)

_MOST, _MOST_OF_A_TILE = 12, 2  # that are kept
# Pixels of a hole: a larger one takes seconds, and 4 kB of memory for each of them.
_AT_ONCE = 60_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Candidate:
    """One of the things a part may become.

    chosen  whether it is in the result
    """

    id: str
    name: str
    piece: Piece
    image: QImage
    chosen: bool = False

    @property
    def kind(self) -> str:
        """The kind of the classical method that made it; "" for a network."""
        kinds = (method.kind for method in FILLERS)
        return next((kind for kind in kinds if kind in self.piece.estimates), "")

    @property
    def classical(self) -> bool:
        """Whether no network has made it."""
        return bool(self.kind)


class Fills(QObject):
    """Follows the part that is looked at, and has it filled by what takes no time.

    changed  another part is looked at, or there is more to choose from
    """

    changed = Signal()

    def __init__(
        self, document: Document, runs: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._errands = Errands(self)
        self._part: WorkPart | None = None
        self._known: dict[WorkPart, list[Candidate]] = {}
        self._asked: tuple[object, ...] = ()
        self._made = 0
        document.picture_changed.connect(self._forget)
        runs.parts.changed.connect(self._follow)

    @property
    def part(self) -> WorkPart | None:
        """The part that is looked at."""
        return self._part

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What it may become, in the order in which it was made."""
        if self._part is None or self._runs.parts.undertaking is None:
            return ()
        return tuple(self._known.get(self._part, ()))

    @property
    def busy(self) -> bool:
        """Whether something is being filled."""
        return self._errands.busy

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being filled, and drop it."""
        self._errands.shutdown()

    # ------------------------------------------------------------------ what a person asks for

    def look_at(self, part: WorkPart | None) -> None:
        """Look at another part."""
        if part != self._part:
            self._part = part
            self._fill()
            self.changed.emit()

    def choose(self, candidate_id: str) -> None:
        """Let the part become one of the candidates; undoable."""
        undertaking = self._runs.parts.undertaking
        found = [one for one in self.candidates if one.id == candidate_id]
        if undertaking is None or not found or self._runs.active or found[0].chosen:
            return
        inputs, changed = self._inputs(), undertaking.with_piece(found[0].piece)
        text = self.tr("Choose {name}").format(name=found[0].name)
        spec, made = undertaking.spec, self._document.outcomes.undertaking
        again = made is not None and type(made.spec.task) is type(spec.task)

        def take(made: tuple[Restored, QImage]) -> None:
            if self._runs.parts.undertaking is undertaking:
                self._document.edit_results(
                    lambda outcomes: outcomes.made_of(changed, spec, *made, again=again), text
                )

        self._errands.send(lambda: _put_together(changed, found[0].piece, inputs), take, _complain)

    def refine(self, candidate_id: str) -> None:
        """Restore the part anew with a network that is fitted to a classical fill first."""
        kinds = {one.id: one.kind for one in self.candidates}
        kind = kinds.get(candidate_id, "")
        if kind:
            self.restore_again(self._document.spec.replace(start=(BASELINES[kind](),)))

    def restore_again(self, spec: RestorationSpec) -> None:
        """Restore the part that is looked at anew."""
        if self._part is not None:
            self._runs.restore_again(self._part, spec)

    # ------------------------------------------------------------------ what there is

    @Slot()
    def _follow(self) -> None:
        """Take in what runs have made; the part looked at may be gone."""
        undertaking = self._runs.parts.undertaking
        if undertaking is None:  # a run is about to begin
            self.changed.emit()
            return
        parts = undertaking.plan.parts
        if self._part not in parts:
            self._part = parts[0]
        self._known = {part: known for part, known in self._known.items() if part in parts}
        for piece in undertaking.pieces:
            self._take(piece)
        self._mark(undertaking)
        self._fill()
        self.changed.emit()

    def _take(self, piece: Piece) -> None:
        known = self._known.setdefault(piece.part, [])
        if not any(one.piece.image is piece.image for one in known):
            image = image_of(piece, self._icc)
            self._made += 1
            known.append(Candidate(str(self._made), _name(piece), piece, image))
            del known[: -(_MOST if piece.part.hole else _MOST_OF_A_TILE)]

    def _mark(self, undertaking: Undertaking) -> None:
        """Mark what is in the result."""
        for part, known in self._known.items():
            piece = undertaking.piece_of(part)
            image = None if piece is None else piece.image
            self._known[part] = [replace(one, chosen=one.piece.image is image) for one in known]

    def _fill(self) -> None:
        """Have the part that is looked at filled, where it has a hole."""
        part, undertaking = self._part, self._runs.parts.undertaking
        if part is None or undertaking is None or part.hole is None:
            return
        asked = (part, self._document.mask_revision, id(self._document.picture))
        if asked == self._asked:
            return
        self._asked = asked
        inputs, spec = self._inputs(), undertaking.spec
        self._known[part] = [one for one in self._known.get(part, ()) if _suits(one, inputs)]
        done = {one.kind for one in self._known.get(part, ())}
        missing = 0 if inputs.mask is None else np.count_nonzero(part.own(inputs.mask))
        if not 0 < missing <= _AT_ONCE:
            return
        for method in FILLERS:
            if method.kind not in done:
                take = partial(self._take_fill, asked)
                self._errands.send(partial(filled_by, method, spec, inputs, part), take, _complain)

    def _take_fill(self, asked: tuple[object, ...], piece: Piece) -> None:
        if asked == self._asked and piece.own is not None and piece.own.any():
            self._take(piece)
            self.changed.emit()

    def _inputs(self) -> Inputs:
        """Return what a run would be given: the photo as strokes have left it."""
        return self._document.outcomes.begun_with(self._document.inputs())

    @Slot()
    def _forget(self) -> None:
        self._part, self._known, self._asked = None, {}, ()
        self.changed.emit()

    @property
    def _icc(self) -> bytes | None:
        picture = self._document.picture
        return picture.icc if picture else None


def _suits(candidate: Candidate, inputs: Inputs) -> bool:
    """Return whether a candidate fills what is painted now."""
    own, mask = candidate.piece.own, inputs.mask
    return (
        mask is not None and own is not None and np.array_equal(own, candidate.piece.part.own(mask))
    )


def _name(piece: Piece) -> str:
    """Return what made a piece, in few words."""
    tr = QCoreApplication.translate
    fills = {
        "biharmonic": tr("Fills", "Biharmonic"),
        "telea": tr("Fills", "Telea"),
        "patch": tr("Fills", "Patches"),
    }
    for kind, name in fills.items():
        if kind in piece.estimates:
            return name
    text = tr("Fills", "Network, seed {seed}")
    start = next((fills[one.kind] for one in piece.spec.start if one.kind in fills), "")
    if start:
        text = tr("Fills", "Network from {start}, seed {seed}")
    return text.format(start=start, seed=piece.spec.seed)


def _put_together(
    undertaking: Undertaking, piece: Piece, inputs: Inputs
) -> tuple[Restored, QImage]:
    restored = undertaking.restored(inputs, piece, piece.run.stop_reason)
    return restored, picture_to_image(restored.picture)


def _complain(error: Exception) -> None:
    if not isinstance(error, DipError):
        logger.error("A hole could not be filled", exc_info=error)
