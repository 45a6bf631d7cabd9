"""What holds for every photo: theme, device, window layout, recent files, measured speeds.

Everything is written as text and read back by type: an INI file returns booleans and numbers as
strings and a list of one item as a bare string, and a person may have edited it by hand. A value
that cannot be read is the default, never an error.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast, get_args

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal
from PySide6.QtGui import QColor

from app.model.manners import Manners
from app.model.tools import Habits, Overlay, OverlayStyle

FolderRule = Literal["photo", "chosen"]
Theme = Literal["system", "light", "dark"]
MOST_RECENT_FILES = 10
DEFAULT_TEMPLATE = "{stem}_dip{ext}"
_TRUE, _FALSE = "true", "false"


def user_settings() -> QSettings:
    """Return the settings file of this user."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "DIP Studio", "dip-studio"
    )


class Preferences(QObject):
    """Typed access to the settings; `changed` names what was changed."""

    changed = Signal(str)
    recents_changed = Signal()

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings or user_settings()

    # ------------------------------------------------------------------ choices

    @property
    def theme(self) -> Theme:
        """Which colours the window has."""
        found = self._text("window/theme", "system")
        return cast("Theme", found) if found in get_args(Theme) else "system"

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._write("window/theme", theme)

    @property
    def device(self) -> str:
        """The word for the device restorations run on: "auto", "cpu", "cuda:0", "mps"."""
        return self._text("run/device", "auto")

    @device.setter
    def device(self, device: str) -> None:
        self._write("run/device", device)

    @property
    def threads(self) -> int:
        """Processor threads of a run; 0 chooses by the machine."""
        return max(0, self._whole_number("run/threads", 0))

    @threads.setter
    def threads(self, threads: int) -> None:
        self._write("run/threads", str(threads))

    @property
    def preview_budget(self) -> float:
        """The share of the run time that previews may take, in [0, 1]; 0 makes none."""
        return min(1.0, max(0.0, self._number("run/preview_budget", 0.05)))

    @preview_budget.setter
    def preview_budget(self, share: float) -> None:
        self._write("run/preview_budget", repr(float(share)))

    @property
    def show_mask(self) -> bool:
        """Whether the mask is shown over the photo."""
        return self._flag("canvas/show_mask", default=True)

    @show_mask.setter
    def show_mask(self, shown: bool) -> None:
        self._write("canvas/show_mask", _TRUE if shown else _FALSE)

    @property
    def log_iterations(self) -> bool:
        """Whether timeline and plots give more room to early iterations than to late ones."""
        return self._flag("timeline/log", default=True)

    @log_iterations.setter
    def log_iterations(self, log: bool) -> None:
        self._write("timeline/log", _TRUE if log else _FALSE)

    @property
    def small_timeline(self) -> bool:
        """Whether the timeline is a narrow strip without pictures."""
        return self._flag("timeline/small", default=False)

    @small_timeline.setter
    def small_timeline(self, small: bool) -> None:
        self._write("timeline/small", _TRUE if small else _FALSE)

    @property
    def habits(self) -> Habits:
        """How strokes of the brush behave."""
        return Habits(
            by_pressure=self._flag("canvas/by_pressure", default=False),
            fills_loops=self._flag("canvas/fills_loops", default=False),
        )

    @habits.setter
    def habits(self, habits: Habits) -> None:
        self._write("canvas/by_pressure", _TRUE if habits.by_pressure else _FALSE)
        self._write("canvas/fills_loops", _TRUE if habits.fills_loops else _FALSE)

    @property
    def overlay(self) -> Overlay:
        """How the mask is shown."""
        style, default = self._text("canvas/overlay_style", ""), Overlay()
        colour = self._text("canvas/overlay_colour", "")
        opacity = self._number("canvas/overlay_opacity", default.opacity)
        return Overlay(
            cast("OverlayStyle", style) if style in get_args(OverlayStyle) else default.style,
            colour if QColor.isValidColorName(colour) else default.colour,
            min(1.0, max(0.0, opacity)),
        )

    @overlay.setter
    def overlay(self, overlay: Overlay) -> None:
        self._write("canvas/overlay_style", overlay.style)
        self._write("canvas/overlay_colour", overlay.colour)
        self._write("canvas/overlay_opacity", repr(float(overlay.opacity)))

    @property
    def manners(self) -> Manners:
        """What the program may do beside what it is asked to."""
        return Manners(
            notifies=self._flag("run/notifies", default=True),
            keeps_awake=self._flag("run/keeps_awake", default=True),
            recovers=self._flag("files/recovers", default=True),
        )

    @manners.setter
    def manners(self, manners: Manners) -> None:
        self._write("run/notifies", _TRUE if manners.notifies else _FALSE)
        self._write("run/keeps_awake", _TRUE if manners.keeps_awake else _FALSE)
        self._write("files/recovers", _TRUE if manners.recovers else _FALSE)

    # ------------------------------------------------------------------ where things were

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window as `QWidget.saveGeometry` gave it; empty at first."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._write("window/geometry", _as_text(geometry))

    @property
    def layout(self) -> QByteArray:
        """Docks and tool bars as `QMainWindow.saveState` gave them; empty at first."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, layout: QByteArray) -> None:
        self._write("window/layout", _as_text(layout))

    @property
    def last_folder(self) -> Path:
        """The folder a file dialog begins in."""
        found = Path(self._text("files/last_folder", str(Path.home())))
        return found if found.is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._write("files/last_folder", str(folder))

    @property
    def export_folder(self) -> tuple[FolderRule, Path]:
        """Where results go: beside the photo, or into the folder last chosen, which comes along."""
        found = self._text("export/rule", "photo")
        rule = cast("FolderRule", found) if found in get_args(FolderRule) else "photo"
        return rule, Path(self._text("export/folder", ""))

    @export_folder.setter
    def export_folder(self, choice: tuple[FolderRule, Path]) -> None:
        self._write("export/rule", choice[0])
        self._write("export/folder", str(choice[1]))

    @property
    def export_template(self) -> str:
        """How exported files are called: {stem} is the photo's name, {ext} the suffix."""
        return self._text("export/template", "") or DEFAULT_TEMPLATE

    @export_template.setter
    def export_template(self, template: str) -> None:
        self._write("export/template", template)

    @property
    def saving(self) -> Mapping[str, object] | None:
        """How results were saved last, as plain values; None before."""
        found = self._json("export/saving", None)
        return found if isinstance(found, dict) else None

    @saving.setter
    def saving(self, saving: Mapping[str, object]) -> None:
        self._write("export/saving", json.dumps(saving))

    @property
    def animation(self) -> Mapping[str, object] | None:
        """How the last animation looked, as plain values; None before."""
        found = self._json("export/animation", None)
        return found if isinstance(found, dict) else None

    @animation.setter
    def animation(self, style: Mapping[str, object]) -> None:
        self._write("export/animation", json.dumps(style))

    @property
    def animation_suffix(self) -> str:
        """The kind of file of the last animation; empty before."""
        return self._text("export/animation_suffix", "")

    @animation_suffix.setter
    def animation_suffix(self, suffix: str) -> None:
        self._write("export/animation_suffix", suffix)

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The files opened last, the newest first; some may be gone by now."""
        found = self._json("files/recent", [])
        names = found if isinstance(found, list) else []
        return tuple(Path(name) for name in names if isinstance(name, str))[:MOST_RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the list."""
        path = path.absolute()
        paths = (path, *(known for known in self.recent_files if known != path))
        self._write_recent(paths[:MOST_RECENT_FILES])

    def clear_recent_files(self) -> None:
        """Forget them all."""
        self._write_recent(())

    def _write_recent(self, paths: tuple[Path, ...]) -> None:
        self._write("files/recent", json.dumps([str(path) for path in paths]))
        self.recents_changed.emit()

    # ------------------------------------------------------------------ what was measured

    def speed(self, device: str) -> float | None:
        """Return the operations per second last measured on a device; None before."""
        found = self._speeds().get(device)
        return found if found and found > 0 else None

    def record_speed(self, device: str, operations_per_second: float) -> None:
        """Remember how fast a device was, for the estimates of later runs."""
        if not math.isfinite(operations_per_second) or operations_per_second <= 0:
            return
        speeds = {**self._speeds(), device: operations_per_second}
        self._write("run/speeds", json.dumps(speeds))

    def _speeds(self) -> Mapping[str, float]:
        found = self._json("run/speeds", {})
        if not isinstance(found, dict):
            return {}
        return {str(key): float(v) for key, v in found.items() if isinstance(v, int | float)}

    # ------------------------------------------------------------------ text in, types out

    def reset(self) -> None:
        """Return everything to its default."""
        self._settings.clear()
        self.changed.emit("")
        self.recents_changed.emit()

    def _write(self, key: str, text: str) -> None:
        if self._text(key, "") == text:
            return
        self._settings.setValue(key, text)
        self.changed.emit(key.rpartition("/")[2])

    def _text(self, key: str, default: str) -> str:
        found = self._settings.value(key, default)
        return found if isinstance(found, str) else default

    def _flag(self, key: str, *, default: bool) -> bool:
        return {_TRUE: True, _FALSE: False}.get(self._text(key, "").lower(), default)

    def _whole_number(self, key: str, default: int) -> int:
        try:
            return int(self._text(key, ""))
        except ValueError:
            return default

    def _number(self, key: str, default: float) -> float:
        try:
            found = float(self._text(key, ""))
        except ValueError:
            return default
        return found if math.isfinite(found) else default

    def _json(self, key: str, default: object) -> object:
        try:
            return json.loads(self._text(key, ""))
        except ValueError:
            return default

    def _bytes(self, key: str) -> QByteArray:
        return QByteArray.fromBase64(self._text(key, "").encode("ascii", "ignore"))


def _as_text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")
