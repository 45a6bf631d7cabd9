"""How fast the engine is: a table of ratios, each from two programs that took turns in one run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from dip_core.bench import speed_figures
from dip_core.bench.bench import Answer, Bench, Log
from dip_core.bench.plot import plot
from dip_core.bench.speed_figures import Figure, Pictures
from dip_core.devices import describe, label_of, resolve_device
from dip_core.engine.place import place_of
from dip_core.errors import OptionError, PictureError
from dip_core.images import READABLE_SUFFIXES, load_picture
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray

# They ship with scikit-image; no setting was chosen by looking at the first two.
_SAMPLES: dict[str, Callable[[], np.ndarray]] = {
    "rocket": data.rocket,
    "camera": data.camera,
    "astronaut": data.astronaut,
    "coffee": data.coffee,
}
_LEAST_SIZE = 32
_RATE_SIZES, _SCALING_SIZES, _MEMORY_SIZES = (128, 256, 512), (128, 256, 512, 1024), (256, 512)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `bench speed` takes."""
    parser.epilog = (
        "On a graphics card: dip-studio bench speed --device cuda:0 -o FOLDER; the rows rates, "
        "overhead, scaling, memory and preview need no long runs. Nothing else should use the card "
        "meanwhile. The goals are those of a processor."
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="clean pictures instead of samples"
    )
    parser.add_argument(
        "--rows",
        default=",".join(_ROWS),
        metavar="NAME,…",
        help="what to measure; default: %(default)s",
    )
    parser.add_argument(
        "--device",
        default="cpu",
        metavar="NAME",
        help="where both sides run: cpu, cuda:0, mps (dip-studio info lists them); the memory of "
        "CUDA is its allocator's peak; default: %(default)s",
    )
    parser.add_argument(
        "--size", type=int, default=128, metavar="N", help="default: %(default)s px"
    )
    parser.add_argument("--pictures", type=int, default=2, metavar="N", help="default: %(default)s")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--iterations",
        type=int,
        default=600,
        metavar="N",
        help="after how many the precisions are compared; default: %(default)s",
    )


def run(arguments: argparse.Namespace, log: Log) -> Answer:
    """Measure row by row, writing what there is after each."""
    if arguments.size < _LEAST_SIZE:
        raise OptionError(f"The size is {arguments.size} px; it must be at least {_LEAST_SIZE}.")
    names = arguments.rows.split(",")
    for name in names:
        if name not in _ROWS:
            raise OptionError(f"There is no row {name!r} of speed; known: {', '.join(_ROWS)}.")
    remark = place_of(Runtime(device=arguments.device)).remark
    if remark:
        raise OptionError(remark)
    figures: list[Figure] = []
    for name in names:
        for figure in _ROWS[name](arguments):
            figures.append(figure)
            log(f"{figure.what}: {figure.measured}")
            _write(arguments, name, figure, figures)
    return Answer(_table(figures), _plain(arguments.device, figures))


BENCH = Bench(
    "speed", "speed beside the published step, time to quality, memory", add_arguments, run
)


def _pictures(arguments: argparse.Namespace, size: int) -> Pictures:
    if arguments.data is None:
        loaded = iter([(name, _floats(load())) for name, load in _SAMPLES.items()])
    else:
        loaded = _loaded(arguments.data)
    return {name: _cut(image, size) for name, image in islice(loaded, arguments.pictures)}


def _loaded(folder: Path) -> Iterator[tuple[str, FloatArray]]:
    files = [p for p in sorted(folder.glob("*")) if p.suffix.lower() in READABLE_SUFFIXES]
    if not files:
        raise PictureError(f"There are no pictures in {folder}; name a folder of clean pictures.")
    for path in files:
        yield path.stem, load_picture(path).to_float()


def _floats(pixels: np.ndarray) -> FloatArray:
    image = pixels.astype(np.float32) / np.float32(255.0)
    return image if image.ndim == 3 else image[..., None]


def _cut(image: FloatArray, size: int) -> FloatArray:
    """Return the middle of a picture reduced by half, (size, size, C); whole if it is too small."""
    smaller = min(image.shape[:2]) // 2
    reduced = image if smaller < size else _halved(image)
    top, left = ((side - size) // 2 for side in reduced.shape[:2])
    if min(top, left) < 0:
        raise PictureError(f"A picture is smaller than {size} pixels; ask for a smaller --size.")
    return np.ascontiguousarray(reduced[top : top + size, left : left + size])


def _halved(image: FloatArray) -> FloatArray:
    height, width = (side // 2 for side in image.shape[:2])
    blocks = image[: 2 * height, : 2 * width].reshape(height, 2, width, 2, -1)
    return blocks.mean(axis=(1, 3), dtype=np.float32)


_Row = Callable[[argparse.Namespace], Iterator[Figure]]
_ROWS: dict[str, _Row] = {
    "rates": lambda a: speed_figures.rates(a.device, _RATE_SIZES),
    "precision": lambda a: speed_figures.precisions(
        a.device, _pictures(a, a.size), a.size, a.seeds, a.iterations
    ),
    "quality": lambda a: speed_figures.qualities(a.device, _pictures(a, a.size), a.size),
    "text": lambda a: speed_figures.texts(a.device, _pictures(a, a.size), a.size),
    "draft": lambda a: speed_figures.drafts(a.device, _pictures(a, 256)),
    "preview": lambda a: speed_figures.first_previews(
        a.device, next(iter(_pictures(a, 256).values()))
    ),
    "overhead": lambda a: speed_figures.overheads(a.device, 256),
    "scaling": lambda a: speed_figures.scalings(a.device, _SCALING_SIZES),
    "memory": lambda a: speed_figures.memories(a.device, _MEMORY_SIZES),
}


def _write(
    arguments: argparse.Namespace, row: str, figure: Figure, figures: Sequence[Figure]
) -> None:
    folder: Path = arguments.output
    plain = json.dumps(_plain(arguments.device, figures), indent=1)
    (folder / "speed.json").write_text(plain, encoding="utf-8")
    (folder / "speed.md").write_text(_table(figures), encoding="utf-8")
    if figure.curves:
        page = plot(
            figure.what, "seconds", "dB", {n: _columns(c) for n, c in figure.curves.items()}
        )
        _save(page, folder / f"speed-{row}-{figure.what.split()[0]}.png")


def _save(page: Image.Image, path: Path) -> None:
    page.save(path)


def _columns(times: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [seconds for seconds, _ in times], [value for _, value in times]


def _table(figures: Sequence[Figure]) -> str:
    words = {True: "yes", False: "**no**", None: ""}
    rows = [f"| {f.what} | {f.measured} | {f.goal} | {words[f.met]} |" for f in figures]
    return (
        "\n".join(["| what | measured | goal | met |", "| --- | --- | --- | --- |", *rows]) + "\n"
    )


def _plain(device: str, figures: Sequence[Figure]) -> dict[str, object]:
    measured = label_of(resolve_device(device))
    return {
        "machine": describe(),
        "device": measured,
        "figures": [asdict(figure) for figure in figures],
    }
