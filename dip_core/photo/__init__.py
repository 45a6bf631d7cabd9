"""A whole photograph: plan what to work on, run it part by part, paste it back.

A photograph has more pixels than a network has memory. Inpainting therefore works on regions: a box
round each group of holes plus context, made smaller when it would still be too large. Only masked
pixels are pasted back, so that everything outside the mask keeps every byte. Other tasks work on
the whole picture, or on overlapping tiles of it.

`Restoration` has the iterator protocol of `Run`: whoever drives it need not know what it plans.
"""

from dip_core.photo.assembling import Piece
from dip_core.photo.inputs import SMALLEST_SIDE, Inputs
from dip_core.photo.parts import WORKING_PIXELS, Part, Plan, Tiling
from dip_core.photo.planning import estimate_plan, plan
from dip_core.photo.progress import Checkpoint
from dip_core.photo.restoration import Restoration
from dip_core.photo.restored import Restored, refinished, rewound
from dip_core.photo.undertaking import Undertaking

__all__ = [
    "SMALLEST_SIDE",
    "WORKING_PIXELS",
    "Checkpoint",
    "Inputs",
    "Part",
    "Piece",
    "Plan",
    "Restoration",
    "Restored",
    "Tiling",
    "Undertaking",
    "estimate_plan",
    "plan",
    "refinished",
    "rewound",
]
