"""The rows about working on a part of the photo."""

from app.control.situation import (
    FRAME,
    HEALED,
    IDLE,
    INPUTS,
    MASK_IF_NEEDED,
    NOT_OPENING,
    NOT_STUDYING,
    PICTURE,
    Action,
    tr,
)

REGIONS = (
    Action(
        "run-region",
        tr("Run region only"),
        tr("Restore only what is inside the frame; without one, a frame is laid where you look."),
        "run",
        ("Ctrl+Alt+Return", "Ctrl+Alt+Enter"),
        "run-region",
        (PICTURE, IDLE, HEALED, NOT_STUDYING, NOT_OPENING, MASK_IF_NEEDED, INPUTS),
        separated=True,
    ),
    Action(
        "run-whole",
        tr("Apply to whole picture"),
        tr("Restore all of the photo, whatever the frame says."),
        "run",
        icon="run-whole",
        needs=(PICTURE, IDLE, HEALED, NOT_STUDYING, NOT_OPENING, MASK_IF_NEEDED, INPUTS),
    ),
    Action(
        "remove-region",
        tr("Remove work region"),
        tr("Take the frame away: a run works on all of the photo again."),
        "run",
        icon="close",
        needs=(FRAME,),
    ),
)

ZOOM_REGION = Action(
    "zoom-region",
    tr("Fit work region"),
    tr("Show the frame as large as it fits."),
    "view",
    ("Ctrl+3",),
    "region",
    (FRAME,),
)
