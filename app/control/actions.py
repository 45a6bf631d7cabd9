"""Everything the user can do, as one table.

Menus, tool bar, shortcuts, the shortcuts sheet and accessible names are read from `ACTIONS`.
Whether a row is enabled is a pure function of a `Situation`; `ActionTable` in `commands.py` binds
the rows to what they do.
"""

from app.control.compare_actions import COMPARE
from app.control.file_actions import FILE
from app.control.iteration_actions import ITERATIONS
from app.control.mask_actions import MASK_ACTIONS
from app.control.region_actions import REGIONS, ZOOM_REGION
from app.control.situation import (
    CONTINUABLE,
    HEALED,
    IDLE,
    INPUTS,
    MASK_IF_NEEDED,
    NOT_OPENING,
    NOT_STOPPING,
    NOT_STUDYING,
    PAUSABLE,
    PICTURE,
    REDOABLE,
    RESULT,
    STOPPABLE,
    TILES_LEFT,
    UNDOABLE,
    Action,
    Standard,
    tr,
)
from app.control.tool_actions import TOOLS

__all__ = ["ACTIONS", "Action"]

EDIT = (
    Action(
        "undo",
        tr("Undo"),
        tr("Undo the last stroke or change of an option."),
        "edit",
        (Standard.Undo,),
        "undo",
        (UNDOABLE,),
    ),
    Action(
        "redo",
        tr("Redo"),
        tr("Do again what was undone."),
        "edit",
        ("Ctrl+Shift+Z", Standard.Redo, "Ctrl+Y"),
        "redo",
        (REDOABLE,),
    ),
    Action(
        "copy-result",
        tr("Copy result"),
        tr("Put the restored photo on the clipboard."),
        "edit",
        (Standard.Copy,),
        "copy",
        (RESULT, IDLE),
        separated=True,
    ),
    Action(
        "preferences",
        tr("Preferences…"),
        tr("Choose theme, device and what else holds for every photo."),
        "edit",
        ("Ctrl+,", Standard.Preferences),
        "preferences",
        separated=True,
    ),
)

VIEW = (
    Action(
        "zoom-in",
        tr("Zoom in"),
        tr("Show the photo larger."),
        "view",
        (Standard.ZoomIn, "Ctrl+="),
        "zoom-in",
        (PICTURE,),
    ),
    Action(
        "zoom-out",
        tr("Zoom out"),
        tr("Show the photo smaller."),
        "view",
        (Standard.ZoomOut,),
        "zoom-out",
        (PICTURE,),
    ),
    Action(
        "zoom-fit",
        tr("Fit"),
        tr("Show the whole photo."),
        "view",
        ("F",),
        "zoom-fit",
        (PICTURE,),
        context="canvas",
    ),
    Action(
        "zoom-100",
        tr("100 %"),
        tr("Show one pixel of the photo as one pixel of the screen."),
        "view",
        ("Ctrl+1",),
        "zoom-100",
        (PICTURE,),
    ),
    ZOOM_REGION,
    Action(
        "overlay",
        tr("Show mask"),
        tr("Show the mask over the photo."),
        "view",
        ("Q",),
        "overlay",
        (PICTURE,),
        checkable=True,
        context="canvas",
        separated=True,
    ),
    Action(
        "theme-system",
        tr("System"),
        tr("Follow the light or dark theme of the system."),
        "view/theme",
        checkable=True,
        group="theme",
    ),
    Action(
        "theme-light",
        tr("Light"),
        tr("Use the light theme."),
        "view/theme",
        checkable=True,
        group="theme",
    ),
    Action(
        "theme-dark",
        tr("Dark"),
        tr("Use the dark theme."),
        "view/theme",
        checkable=True,
        group="theme",
    ),
    Action(
        "full-screen",
        tr("Full screen"),
        tr("Let the window fill the screen."),
        "view",
        (Standard.FullScreen, "F11"),
        checkable=True,
        separated=True,
    ),
)

RUN = (
    Action(
        "run",
        tr("Run"),
        tr("Start the restoration."),
        "run",
        ("Ctrl+Return", "Ctrl+Enter"),
        "run",
        (PICTURE, IDLE, HEALED, NOT_STUDYING, NOT_OPENING, MASK_IF_NEEDED, INPUTS),
    ),
    Action(
        "pause-resume",
        tr("Pause"),
        tr("Pause after the current iteration, or resume; the memory stays in use."),
        "run",
        ("Ctrl+P",),
        "pause",
        (PAUSABLE,),
        checkable=True,
    ),
    Action(
        "stop-and-keep",
        tr("Stop && keep"),
        tr("Stop now and keep the best result so far."),
        "run",
        ("Ctrl+.",),
        "stop",
        (STOPPABLE,),
    ),
    Action(
        "go-on",
        tr("Go on +500"),
        tr("Continue the same run where it stopped."),
        "run",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        "go-on",
        (IDLE, HEALED, NOT_STUDYING, TILES_LEFT, CONTINUABLE),
    ),
    *REGIONS,
    *ITERATIONS,
    Action(
        "restart-new-seed",
        tr("Restart with a new seed"),
        tr("Run again from another random start; a run that goes is stopped and kept first."),
        "run",
        ("Ctrl+R",),
        "seed",
        (PICTURE, NOT_STOPPING, HEALED, NOT_STUDYING, NOT_OPENING, MASK_IF_NEEDED, INPUTS),
        separated=True,
    ),
    Action(
        "run-baselines",
        tr("Run classical methods"),
        tr("Restore the photo with every classical method that fits the task, to compare."),
        "run",
        icon="baselines",
        needs=(PICTURE, IDLE, HEALED, NOT_OPENING, MASK_IF_NEEDED, INPUTS),
    ),
)

HELP = (
    Action(
        "shortcuts",
        tr("Keyboard shortcuts"),
        tr("List every action and its keys."),
        "help",
        (Standard.HelpContents, "F1"),
        "shortcuts",
    ),
    Action(
        "how-it-works",
        tr("How it works"),
        tr("Read what the method does, with figures that are computed while you read."),
        "help",
        icon="info",
    ),
    Action(
        "device-report",
        tr("Device report"),
        tr("Show which devices can compute, with how much memory."),
        "help",
        separated=True,
    ),
    Action(
        "open-log-folder",
        tr("Open log folder"),
        tr("Show the folder with the program's log files."),
        "help",
    ),
    Action(
        "about",
        tr("About DIP Studio"),
        tr("Show the version, the method and the licences."),
        "help",
        icon="about",
        separated=True,
    ),
)

ACTIONS: tuple[Action, ...] = (
    *FILE,
    *EDIT,
    *VIEW,
    *MASK_ACTIONS,
    *RUN,
    *COMPARE,
    *TOOLS,
    *HELP,
)
