"""The rows of the Tools menu: what is tried out rather than restored."""

from app.control.situation import IDLE, NOT_OPENING, PICTURE, Action, tr

TOOLS = (
    Action(
        "degrade",
        tr("Degrade…"),
        tr("Spoil this photo on purpose, to restore it and to see how near that comes to it."),
        "tools",
        icon="degrade",
        needs=(PICTURE, IDLE, NOT_OPENING),
    ),
    Action(
        "studies",
        tr("Studies…"),
        tr("See by experiment what the method does, on this photo or on a sample."),
        "tools",
        icon="studies",
    ),
)
