"""`dip-studio`: hands commands to the command line and opens the window for everything else.

Modules are imported by name inside functions here, on purpose. The window must be painted before
anything imports torch, which takes more than a second; a command must not import Qt at all; and on
Windows one library of torch has to be loaded before Qt.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from ctypes import CDLL
from pathlib import Path

# The commands of the command line but for `demo`, known here without importing it.
COMMANDS = frozenset(
    {"restore", "baseline", "degrade", "compare", "list", "info", "bench", "study"}
)
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with the given words (without its name) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if _is_for_the_command_line(words):
        return _command_line(words)
    if not _can_show_a_window():
        sys.stderr.write(
            "There is no display to open a window on; "
            "`dip-studio --help` lists what works without one.\n"
        )
        return 1
    _load_before_qt()
    open_window = importlib.import_module("app.bootstrap").open_window
    if words[:1] == ["demo"]:
        return int(open_window([], demo=True))
    return int(open_window([Path(word) for word in words]))


def _command_line(words: Sequence[str]) -> int:
    try:
        return int(importlib.import_module("dip_core.cli").main(words))
    except KeyboardInterrupt:  # while importing; later the command line sees to it itself
        return _INTERRUPTED


def _is_for_the_command_line(words: Sequence[str]) -> bool:
    """Return whether the first word is a command, an option, or no file at all.

    `demo` belongs to the window where there is a display, unless a folder for its pictures is
    named.
    """
    if not words:
        return False
    first = words[0]
    if first == "demo":
        return len(words) > 1 or not has_display()
    if first in COMMANDS or first.startswith("-"):
        return True
    # A mistyped command is answered by the command line, which knows the real ones.
    return not Path(first).suffix and not os.path.lexists(first)


def has_display() -> bool:
    """Return whether a person can see a window; an offscreen platform has none."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _can_show_a_window() -> bool:
    # Without a display Qt ends the process; a platform chosen by hand is trusted.
    return has_display() or bool(os.environ.get("QT_QPA_PLATFORM"))


def _load_before_qt() -> None:
    """Load torch's base library on Windows.

    Since torch 2.9, importing torch after Qt fails there with "WinError 1114 … c10.dll". Loading
    that one library first is quick and avoids it; importing torch itself can then wait until the
    window is painted.
    """
    if sys.platform != "win32":
        return
    found = importlib.util.find_spec("torch")
    for folder in (found.submodule_search_locations or []) if found else []:
        library = Path(folder) / "lib" / "c10.dll"
        if library.exists():
            CDLL(str(library))


if __name__ == "__main__":
    sys.exit(main())
