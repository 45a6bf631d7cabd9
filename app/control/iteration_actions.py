"""What leads through the iterations of a run."""

from app.control.situation import (
    BOOKMARKS,
    IDLE,
    ORIGIN,
    SNAPSHOTS,
    USABLE,
    VIEWING,
    Action,
    tr,
)

ITERATIONS = (
    Action(
        "snapshot-earlier",
        tr("Earlier"),
        tr("Look at the picture as it was some iterations before."),
        "run/iterations",
        (",",),
        needs=(SNAPSHOTS,),
        context="canvas",
    ),
    Action(
        "snapshot-later",
        tr("Later"),
        tr("Look at the picture as it was some iterations later."),
        "run/iterations",
        (".",),
        needs=(VIEWING,),
        context="canvas",
    ),
    Action(
        "snapshot-first",
        tr("First"),
        tr("Look at the first picture of the run."),
        "run/iterations",
        ("Home",),
        needs=(SNAPSHOTS,),
        context="canvas",
    ),
    Action(
        "snapshot-live",
        tr("Newest"),
        tr("Look at the newest picture of the run again, or at its result."),
        "run/iterations",
        ("End",),
        needs=(VIEWING,),
        context="canvas",
    ),
    Action(
        "play-iterations",
        tr("Play"),
        tr("Show one picture of the run after the other, twelve in a second."),
        "run/iterations",
        ("Shift+Space",),
        needs=(SNAPSHOTS,),
        checkable=True,
        context="canvas",
    ),
    Action(
        "bookmark",
        tr("Bookmark"),
        tr(
            "Mark the iteration looked at, or mark it no longer; of a run in progress the newest"
            " is kept with its weights, so that it can go on from there."
        ),
        "run/iterations",
        ("M",),
        needs=(SNAPSHOTS,),
        context="canvas",
        separated=True,
    ),
    Action(
        "bookmark-earlier",
        tr("Earlier bookmark"),
        tr("Look at the bookmark before."),
        "run/iterations",
        ("Alt+,",),
        needs=(BOOKMARKS,),
        context="canvas",
    ),
    Action(
        "bookmark-later",
        tr("Later bookmark"),
        tr("Look at the bookmark after."),
        "run/iterations",
        ("Alt+.",),
        needs=(BOOKMARKS,),
        context="canvas",
    ),
    Action(
        "snapshot-use",
        tr("Use this iteration"),
        tr("Make the picture looked at the result; a run in progress is stopped for it."),
        "run/iterations",
        needs=(USABLE,),
        separated=True,
    ),
    Action(
        "snapshot-branch",
        tr("Go on from here"),
        tr(
            "Let the run go on from the iteration looked at, or the nearest before it whose weights"
            " are kept; what came after it is forgotten."
        ),
        "run/iterations",
        needs=(IDLE, VIEWING, ORIGIN),
    ),
)
