"""Whether one sees where tiles meet."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dip_core.photo.parts import Edge, Plan
from dip_core.spec import FloatArray


def seam_visibility(image: FloatArray, planned: Plan) -> float:
    """Return how much steeper a picture is where its tiles take turns than elsewhere.

    The mean absolute difference of neighbouring pixels across the ramps between tiles, divided by
    that of all other neighbours: 1 where nothing tells where tiles meet. Of a picture with edges
    of its own the difference from what it should be says more than the picture itself.

    Parameters
    ----------
    image
        (H, W, C) floats, of the size the plan is for.
    """
    down, across = np.abs(np.diff(image, axis=0)), np.abs(np.diff(image, axis=1))
    rows, columns = _rows(planned, len(down)), _columns(planned, across.shape[1])
    inside = [down[rows].ravel(), across[:, columns].ravel()]
    outside = [down[~rows].ravel(), across[:, ~columns].ravel()]
    elsewhere = float(np.concatenate(outside).mean())
    return float(np.concatenate(inside).mean()) / max(elsewhere, 1e-12)


def _rows(planned: Plan, length: int) -> NDArray[np.bool_]:
    return _marked(length, [(part.box.top, part.edges.top) for part in planned.parts])


def _columns(planned: Plan, length: int) -> NDArray[np.bool_]:
    return _marked(length, [(part.box.left, part.edges.left) for part in planned.parts])


def _marked(length: int, edges: Iterable[tuple[int, Edge]]) -> NDArray[np.bool_]:
    """Return which of the differences between neighbours lie where tiles take turns."""
    marks = np.zeros(length, bool)
    for start, edge in edges:
        turn = start + edge.unused
        if turn:  # the first tile begins with the picture
            marks[max(0, turn - 1) : turn + edge.ramp] = True
    return marks
