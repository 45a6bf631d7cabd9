"""What a restoration will take, said before it begins, where that is long.

How fast a device is shows in a run; it is remembered beside other caches for the next one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from dip_core.outcome import Runtime
from dip_core.photo import Restoration, Restored

LONG_SECONDS = 60.0
# While the speed is not known: a slow computer, so that nothing long goes unsaid.
_SLOW = 2e10  # operations a second
_FEWEST_ITERATIONS = 5  # the first one sets everything up, and says little about the others
_SPEEDS = "speeds.json"


def foretold(restoration: Restoration, runtime: Runtime) -> str:
    """Return what it will take as a sentence; empty where it takes no more than a minute."""
    spec, operations = restoration.spec, restoration.estimate.operations
    iterations = spec.at_most
    speed = _speeds().get(_key(runtime.device, runtime))
    if iterations * operations / (speed or _SLOW) <= LONG_SECONDS:
        return ""
    time = "how long is known after the first run"
    if speed is not None:
        limit = "about" if spec.stopping.kind == "fixed" else "at most"
        time = f"{limit} {_in_words(restoration.estimate.seconds(iterations, speed))}"
    memory = f"{restoration.estimate.memory_bytes / 2**30:.1f} GiB of memory"
    return f"This takes {_parts(restoration)}{memory} and {time}; Ctrl-C keeps what there is then."


def remember_speed(restoration: Restoration, restored: Restored, runtime: Runtime) -> None:
    """Remember how fast the device was, under the word asked for and the one it stood for."""
    run = restored.run
    if run.iterations < _FEWEST_ITERATIONS or run.seconds <= 0:
        return
    # The iterations of all parts are counted, and the operations are those of one in each.
    each = restoration.estimate.operations / len(restoration.plan.parts)
    speed = each * run.iterations / run.seconds
    known = {_key(device, runtime): speed for device in {runtime.device, run.device}}
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**_speeds(), **known}), encoding="utf-8")
    except OSError:
        return  # the next run will say less, and restore as well


def _parts(restoration: Restoration) -> str:
    parts = restoration.plan.parts
    if len(parts) == 1:
        return ""
    what = "tiles" if restoration.plan.tiled else "regions"
    return f"{len(parts)} {what}, "


def _in_words(seconds: float) -> str:
    """Return a time, rounded up to minutes: "4 min", "2 h 5 min", "3 h"."""
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts)


def _speeds() -> Mapping[str, float]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, float) and value > 0}


def _key(device: str, runtime: Runtime) -> str:
    return f"{device} {runtime.precision}"


def _path() -> Path:
    return Path(platformdirs.user_cache_dir("dip-studio", appauthor=False)) / _SPEEDS
