"""One iteration on nothing, so that the first real one need not load anything."""

import numpy as np

from app.control.mailbox import Order
from dip_core import TASKS, Inputs, Picture, Runtime

_BLANK = 32  # pixels a side


def warming_order(runtime: Runtime) -> Order:
    """Return a run of a single iteration on an empty picture."""
    task = next(member() for member in TASKS.values() if not member().local)
    blank = Picture.from_array(np.zeros((_BLANK, _BLANK, 3), dtype=np.uint8))
    return Order(task.recommended("fast").replace(iterations=1), Inputs(blank), runtime)
