"""Everything the user can do, as one table.

Menus, tool bar, shortcuts, the shortcuts sheet and accessible names are read from `ACTIONS`.
Whether a row is enabled is a pure function of a `Situation`; `ActionTable` in `commands.py` binds
the rows to what they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from app.control.runs import GO_ON_ITERATIONS
from app.control.situation import (
    CONTINUABLE,
    IDLE,
    MASK,
    MASK_IF_NEEDED,
    NOT_OPENING,
    PAUSABLE,
    PICTURE,
    REDOABLE,
    RESULT,
    SOMETHING_NEW,
    STOPPABLE,
    UNDOABLE,
    Need,
    Situation,
    tr,
)

Standard = QKeySequence.StandardKey
Key = str | Standard


@dataclass(frozen=True)
class Action:
    """One row: what a menu, a tool bar, a shortcut and the shortcuts sheet need to know.

    id         the word a callable is bound to
    text, tip  in English; `label` and `help` are the same, translated
    menu       "file", or "view/theme" for a submenu
    needs      what must be met for the action to be enabled
    checkable  whether it shows a state; of the rows of one `group` exactly one is checked
    context    "canvas": the keys work only while the canvas has the focus, never while typing
    separated  whether a line stands above it in its menu
    """

    id: str
    text: str
    tip: str
    menu: str
    keys: tuple[Key, ...] = ()
    icon: str = ""
    needs: tuple[Need, ...] = ()
    checkable: bool = False
    group: str = ""
    context: Literal["window", "canvas"] = "window"
    separated: bool = False

    def enabled(self, situation: Situation) -> bool:
        """Return whether the action makes sense now."""
        return all(need.met(situation) for need in self.needs)

    def obstacle(self, situation: Situation) -> str:
        """Return the sentence that says what to do first; empty when the action is enabled."""
        unmet = (need.sentence for need in self.needs if not need.met(situation))
        return QCoreApplication.translate("", next(unmet, ""))

    @property
    def label(self) -> str:
        """The text in the user's language."""
        return QCoreApplication.translate("", self.text)

    @property
    def help(self) -> str:
        """The tip in the user's language."""
        return QCoreApplication.translate("", self.tip)

    @property
    def sequences(self) -> tuple[QKeySequence, ...]:
        """The shortcuts on this platform, the principal one first, none twice."""
        found: list[QKeySequence] = []
        for key in self.keys:
            known = [QKeySequence(key)]
            if isinstance(key, Standard):
                known = QKeySequence.keyBindings(key)
            found += [sequence for sequence in known if sequence not in found]
        return tuple(found)


FILE = (
    Action(
        "open",
        tr("Open…"),
        tr("Open a photo or a project."),
        "file",
        (Standard.Open,),
        "open",
        (IDLE, NOT_OPENING),
    ),
    Action(
        "open-reference",
        tr("Open reference…"),
        tr("Open the known clean picture; it is only used to score the result."),
        "file",
        icon="reference",
        needs=(PICTURE, NOT_OPENING),
    ),
    Action(
        "paste",
        tr("Paste as new photo"),
        tr("Open the picture that is on the clipboard."),
        "file",
        (Standard.Paste,),
        "paste",
        (IDLE, NOT_OPENING),
    ),
    Action(
        "save-project",
        tr("Save project"),
        tr("Save photo, mask, settings and result as a project."),
        "file",
        (Standard.Save,),
        "save",
        (PICTURE, SOMETHING_NEW),
        separated=True,
    ),
    Action(
        "save-project-as",
        tr("Save project as…"),
        tr("Save the project in another file."),
        "file",
        (Standard.SaveAs, "Ctrl+Shift+S"),
        needs=(PICTURE,),
    ),
    Action(
        "export",
        tr("Export result…"),
        tr("Write the restored photo to a file."),
        "file",
        ("Ctrl+E",),
        "export",
        (RESULT,),
        separated=True,
    ),
    Action(
        "close",
        tr("Close"),
        tr("Close the photo."),
        "file",
        (Standard.Close, "Ctrl+W"),
        needs=(PICTURE, IDLE),
        separated=True,
    ),
    Action(
        "quit",
        tr("Quit"),
        tr("Quit the program."),
        "file",
        (Standard.Quit, "Ctrl+Q"),
    ),
)

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
        (RESULT,),
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

MASK_ACTIONS = (
    Action(
        "tool-brush",
        tr("Brush"),
        tr("Paint what should be restored."),
        "mask",
        ("B",),
        "brush",
        (PICTURE,),
        checkable=True,
        group="tool",
        context="canvas",
    ),
    Action(
        "tool-eraser",
        tr("Eraser"),
        tr("Take paint away."),
        "mask",
        ("E",),
        "eraser",
        (PICTURE,),
        checkable=True,
        group="tool",
        context="canvas",
    ),
    Action(
        "tool-hand",
        tr("Hand"),
        tr("Drag the photo."),
        "mask",
        ("H",),
        "hand",
        (PICTURE,),
        checkable=True,
        group="tool",
        context="canvas",
    ),
    Action(
        "mask-select-all",
        tr("Select all"),
        tr("Mark the whole photo for restoration."),
        "mask",
        (Standard.SelectAll,),
        needs=(PICTURE,),
        separated=True,
    ),
    Action(
        "mask-clear",
        tr("Clear mask"),
        tr("Take all paint away; this can be undone."),
        "mask",
        ("Ctrl+D",),
        "clear",
        (PICTURE, MASK),
    ),
    Action(
        "mask-invert",
        tr("Invert mask"),
        tr("Restore what was kept, and keep what was to be restored."),
        "mask",
        ("I",),
        "invert",
        (PICTURE,),
        context="canvas",
    ),
    Action(
        "load-mask",
        tr("Load mask…"),
        tr("Take the mask from a picture file; white is what should be restored."),
        "mask",
        icon="mask-load",
        needs=(PICTURE, NOT_OPENING),
        separated=True,
    ),
    Action(
        "save-mask",
        tr("Save mask…"),
        tr("Write the mask to a PNG file; white is what should be restored."),
        "mask",
        icon="mask-save",
        needs=(PICTURE, MASK),
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
        (PICTURE, IDLE, NOT_OPENING, MASK_IF_NEEDED),
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
        tr(f"Go on +{GO_ON_ITERATIONS}"),
        tr("Continue the same run where it stopped."),
        "run",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        "go-on",
        (IDLE, CONTINUABLE),
    ),
    Action(
        "restart-new-seed",
        tr("Restart with a new seed"),
        tr("Run again from another random start; results differ a little."),
        "run",
        ("Ctrl+R",),
        "seed",
        (PICTURE, IDLE, NOT_OPENING, MASK_IF_NEEDED),
        separated=True,
    ),
)

# Keys 2, 3 and 4 belong to the comparisons side by side, A/B and difference.
COMPARE = (
    Action(
        "compare-split",
        tr("Split"),
        tr("Show the original left and the result right of a line that can be dragged."),
        "compare",
        ("1",),
        "split",
        (RESULT,),
        checkable=True,
        group="compare",
        context="canvas",
    ),
    Action(
        "compare-original",
        tr("Original"),
        tr("Show the photo as it was opened; holding \\ shows it for a moment."),
        "compare",
        ("5",),
        "original",
        (PICTURE,),
        checkable=True,
        group="compare",
        context="canvas",
    ),
    Action(
        "compare-result",
        tr("Result"),
        tr("Show the restored photo."),
        "compare",
        ("6",),
        "result",
        (PICTURE,),
        checkable=True,
        group="compare",
        context="canvas",
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
    *HELP,
)
