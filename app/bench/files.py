"""How long files take and how much memory a photo: `python -m app.bench.files`.

A photo of 6000 × 4000 pixels goes through everything that happens off the window's thread when it
is opened, masked and exported. Each line says the target, the limit and what was measured.
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
from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QApplication

from app.bench.figures import Figure, report, single
from app.bench.photograph import SIZE, photograph
from app.bench.studio import add_screen_options, make_application
from app.model.display import picture_to_image
from app.model.document import Document
from app.widgets.canvas import Canvas
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
        yield single("open a 24-megapixel JPEG", _seconds(lambda: _opened(jpeg)), 1.0, 2.0)
        yield single("open it with a Display P3 profile", _seconds(lambda: _opened(wide)), 1.0, 2.0)
        yield single("import a 24-megapixel mask", self._mask(), 0.5, 1.0)
        yield single("export a 24-megapixel PNG", self._export("png", self._photo), 6.0, 12.0)
        deep = replace(self._wide, pixels=self._wide.pixels.astype(np.uint16) * np.uint16(257))
        yield single("export a 24-megapixel 16-bit TIFF", self._export("tiff", deep), 6.0, 12.0)
        yield single("memory with a 24-megapixel photo, idle", _memory(jpeg), 0.75, 0.95, "GB")

    def _mask(self) -> float:
        values = np.zeros(SIZE, np.uint8)
        values[1000:1400, 500:5500] = 255
        path = self._folder / "mask.png"
        save_picture(Picture.from_array(values), path)
        return _seconds(lambda: load_mask(path, SIZE))

    def _export(self, kind: str, picture: Picture) -> float:
        saving = Saving(FORMATS[kind]())
        path = self._folder / f"out{saving.format.suffixes[0]}"
        return _seconds(lambda: save_picture(picture, path, saving, overwrite=True))


def _opened(path: Path) -> object:
    """Do what opening does off the window's thread."""
    picture = load_picture(path)
    return picture, picture_to_image(picture)


def _memory(path: Path) -> float:
    """Return the gigabytes of a process of its own that shows a photo: this one has freed much."""
    command = [sys.executable, "-m", "app.bench.files", "--show", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def _gigabytes(path: Path) -> float:
    """Return the resident memory once a photo is shown and everything temporary is gone."""
    document, canvas = Document(), Canvas()
    picture = load_picture(path)
    document.set_picture(picture, display=picture_to_image(picture))
    canvas.resize(1600, 1000)
    canvas.set_image(document.display)
    if document.mask is not None:
        canvas.set_mask(document.mask.image)
    canvas.show()
    _step()
    QApplication.processEvents()
    gc.collect()
    return psutil.Process().memory_info().rss / 1e9


def _step() -> None:
    """Do one iteration on a small picture, so that the engine is as loaded as it gets."""
    small = Inputs(Picture.from_array(np.full((64, 64, 3), 0.5, np.float32)))
    spec = TASKS["denoising"]().recommended("fast")
    next(Restoration(spec, small, Runtime(device="cpu", preview_budget=0.0)))


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
        sys.stdout.write(f"{_gigabytes(chosen.show):.3f}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return report(Bench(Path(folder)).figures())


if __name__ == "__main__":
    sys.exit(main())
