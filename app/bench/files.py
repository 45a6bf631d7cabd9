"""How long files take and how much memory a photo: `python -m app.bench.files`.

A photo of 6000 × 4000 pixels is opened in the window, masked and exported; five hundred strokes are
painted on it and ten runs made.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QColorSpace, QUndoStack

from app.bench.figures import Figure, report, single
from app.bench.photograph import SIZE, photograph
from app.bench.studio import add_screen_options, make_application, paint, settle, studio
from app.model.mask import Mask
from app.windows.main_window import MainWindow
from dip_core import (
    FORMATS,
    TASKS,
    Inputs,
    Picture,
    Restoration,
    Runtime,
    Saving,
    load_mask,
    load_picture,
    save_picture,
)

_ROUNDS = 3
_STROKES, _RUNS = 500, 10


class Bench:
    """Files of a photo in a folder, and what is done with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._photo = Picture(photograph())
        display_p3 = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile()
        self._wide = replace(self._photo, icc=bytes(display_p3.data()))
        self._jpeg = Saving(FORMATS["jpeg"]())

    def figures(self) -> Iterator[Figure]:
        """Measure everything in turn."""
        jpeg, wide = self._folder / "photo.jpg", self._folder / "wide.jpg"
        save_picture(self._photo, jpeg, self._jpeg)
        save_picture(self._wide, wide, self._jpeg)
        with studio() as window:
            for path, name in ((jpeg, "JPEG"), (wide, "JPEG in Display P3")):
                looks = [_opened(window, path) for _ in range(_ROUNDS)]
                first, whole = (sorted(times)[_ROUNDS // 2] for times in zip(*looks, strict=True))
                yield single(f"open a 24-megapixel {name}, first look", first, 0.3, 0.6)
                yield single(f"open a 24-megapixel {name}, all of it", whole, 1.0, 2.0)
        yield single("memory to undo 500 strokes", _undo_megabytes(), 30, 256, "MB")
        yield single("import a 24-megapixel mask", self._mask(), 0.5, 1.0)
        yield single("export a 24-megapixel PNG", self._export("png", self._photo), 6.0, 12.0)
        deep = replace(self._wide, pixels=self._wide.pixels.astype(np.uint16) * np.uint16(257))
        yield single("export a 24-megapixel 16-bit TIFF", self._export("tiff", deep), 6.0, 12.0)
        outside = self._outside()
        yield single("bytes outside the mask that an export changes", outside, 0, 0, "bytes")
        idle, growth = _memory(jpeg)
        yield single("memory with a 24-megapixel photo, idle", idle, 0.75, 0.95, "GB")
        yield single("what it has grown by after 10 runs more", growth, 30, 100, "MB")

    def _mask(self) -> float:
        values = np.zeros(SIZE, np.uint8)
        values[1000:1400, 500:5500] = 255
        path = self._folder / "mask.png"
        save_picture(Picture.from_array(values), path)
        return _seconds(lambda: load_mask(path, SIZE))

    def _outside(self) -> int:
        """Restore a hole, export to a lossless file, and count what else differs in it."""
        mask = np.zeros(SIZE, np.uint8)
        mask[1000:1060, 2000:2080] = 255
        spec = TASKS["inpainting"]().recommended("fast").replace(iterations=3)
        restoration = Restoration(spec, Inputs(self._photo, mask), Runtime(device="cpu"))
        for _ in restoration:
            pass
        path = self._folder / "restored.png"
        save_picture(restoration.result.picture, path, Saving(FORMATS["png"]()))
        same = load_picture(path).pixels == self._photo.pixels
        return int(np.count_nonzero(~same[mask == 0]))

    def _export(self, kind: str, picture: Picture) -> float:
        saving = Saving(FORMATS[kind]())
        path = self._folder / f"out{saving.format.suffixes[0]}"
        return _seconds(lambda: save_picture(picture, path, saving, overwrite=True))


def _opened(window: MainWindow, path: Path) -> tuple[float, float]:
    """Open a photo; return the seconds until it is painted roughly, and as it is."""
    files, waiting, marks = window.bench.files, QEventLoop(), []
    start = time.perf_counter()

    def mark() -> None:
        paint(window.canvas)
        marks.append(time.perf_counter() - start)

    told = [files.glanced.connect(mark), files.opened.connect(mark)]
    files.opened.connect(waiting.quit, Qt.ConnectionType.SingleShotConnection)
    QTimer.singleShot(0, lambda: files.open(path))
    waiting.exec()
    files.glanced.disconnect(told[0])
    files.opened.disconnect(told[1])
    settle(0.3)
    return marks[0], marks[-1]


def _undo_megabytes() -> float:
    """Return what undoing takes after strokes as a hand makes them: large, small, hard and soft."""
    mask, chance = Mask(SIZE[1], SIZE[0], QUndoStack()), np.random.default_rng(0)
    for number in range(_STROKES):
        mask.begin_stroke(number % 5 == 0, float(chance.choice([20, 60, 150, 400])), 1.0)
        x, y, turn = chance.uniform((300, 300, 0), (5700, 3700, 6.3))
        for step in range(12):
            mask.stroke_to(QPointF(x + 30 * step * np.cos(turn), y + 30 * step * np.sin(turn)))
        mask.end_stroke()
    return mask.undo_bytes / 1e6


def _memory(path: Path) -> tuple[float, float]:
    """Return the gigabytes of a process of its own that shows a photo, and how they grow, in MB."""
    command = [sys.executable, "-m", "app.bench.files", "--show", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    idle, grown = map(float, done.stdout.split())
    return idle, grown


def _gigabytes(path: Path) -> tuple[float, float]:
    """Return the memory once a photo is shown and all else is gone, and what runs add to it."""
    with studio() as window:
        _opened(window, path)
        _step()
        before = _resident()
        for _ in range(_RUNS):
            _step()
        return before / 1e9, (_resident() - before) / 1e6


def _resident() -> int:
    settle(0.3)
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def _step() -> None:
    """Make a short run on a small picture, so that the engine is as loaded as it gets."""
    small = Inputs(Picture.from_array(np.full((64, 64, 3), 0.5, np.float32)))
    spec = TASKS["denoising"]().recommended("fast").replace(iterations=5)
    for _ in Restoration(spec, small, Runtime(device="cpu")):
        pass


def _seconds(work: Callable[[], object]) -> float:
    """Return the median time of some rounds."""
    spent = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return sorted(spent)[_ROUNDS // 2]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return 1 where one is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.files", description=__doc__)
    add_screen_options(parser)
    parser.add_argument("--show", type=Path, metavar="PHOTO", help="print the memory it takes")
    chosen = parser.parse_args(arguments)
    make_application(chosen.platform, chosen.scale)
    if chosen.show is not None:
        idle, growth = _gigabytes(chosen.show)
        sys.stdout.write(f"{idle:.3f} {growth:.1f}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return report(Bench(Path(folder)).figures())


if __name__ == "__main__":
    sys.exit(main())
