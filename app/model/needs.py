"""What a task looks at, and what it cannot do without, before anything is started.

The engine knows what a task needs; here it is asked with a small part of the pictures.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.model.companions import Companions
from dip_core import Box, DipError, Inputs, Observation, Picture, RestorationSpec, plan

# Pixels a side of what a task is asked with; a kernel has to fit into it.
_SMALL, _LARGE = 64, 512


def looks_at(spec: RestorationSpec) -> tuple[str, ...]:
    """Return which of "mask", "second" and "kernel" a restoration makes use of."""
    code = getattr(spec.net_input, "source", "")
    more = ("second",) if code == "second" and "second" not in spec.task.looks_at else ()
    return (*spec.task.looks_at, *more)


class Lacking:
    """Says what a run still lacks; asked at every change, it asks the engine where it has to."""

    def __init__(self) -> None:
        self._known: tuple[tuple[object, ...], str] = ((), "")

    def __call__(
        self, spec: RestorationSpec, picture: Picture, companions: Companions, *, painted: bool
    ) -> str:
        """Return what a run still lacks, as a sentence; empty when it can start."""
        asked = (spec, picture, companions, painted)
        if self._known[0] != asked:
            self._known = asked, lacking(spec, picture, companions, painted)
        return self._known[1]


def lacking(spec: RestorationSpec, picture: Picture, companions: Companions, painted: bool) -> str:
    """Return what a run still lacks, as a sentence; empty when it can start.

    `painted` says whether the mask has anything in it.
    """
    if spec.task.local and not painted:
        return QCoreApplication.translate("Document", "Paint what should be restored first.")
    wanted = looks_at(spec)
    if "second" in wanted and "second" not in spec.task.looks_at and companions.second is None:
        return QCoreApplication.translate(
            "Document", "The network input is the second picture; open one first."
        )
    if spec.task.local or not wanted:
        return ""
    try:
        plan(spec, Inputs(picture, second=companions.second, kernel=companions.kernel))
        if not _is_complete(wanted, companions, painted=painted):
            spec.task.pose(_sample(picture, companions, painted=painted, whole="kernel" in wanted))
    except DipError as error:
        return str(error)
    return ""


def _is_complete(wanted: tuple[str, ...], companions: Companions, *, painted: bool) -> bool:
    """Return whether nothing is missing, so that a corner of the pictures need not be judged.

    A kernel is looked into even so: what it is made of may be wrong.
    """
    second = "second" not in wanted or companions.second is not None
    return second and "kernel" not in wanted and (painted or "mask" not in wanted)


def _sample(picture: Picture, companions: Companions, *, painted: bool, whole: bool) -> Observation:
    """Return a corner of the pictures; `whole` takes as much as a kernel may need."""
    most = _LARGE if whole else _SMALL
    if companions.kernel is not None:
        most = max(most, 2 * max(companions.kernel.shape))
    box = Box(0, 0, min(most, picture.height), min(most, picture.width))
    mask = None
    if painted:
        mask = np.zeros((box.height, box.width), np.float32)
        mask[box.height // 4 : box.height // 2, box.width // 4 : box.width // 2] = 1.0
    return Observation(
        image=picture.to_float(box),
        mask=mask,
        second=None if companions.second is None else companions.second.to_float(box),
        kernel=companions.kernel,
    )
