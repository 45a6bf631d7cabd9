"""The parts of a photograph in a project file, so that a restoration goes on where it stopped.

"undertaking": {"tiled": …, "parts": [{"box": …}], "left": [2, 3], "pieces": [{"part": 0, …}]}
results/0/piece-0-….npy    what part 0 has become: image, estimates and mask as NumPy arrays
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dip_core.engine.curves import Recorder
from dip_core.images import Box
from dip_core.outcome import Result
from dip_core.photo import Part, Piece, Plan, Undertaking
from dip_core.photo.parts import Edge, Edges
from dip_core.project import checks
from dip_core.project.coding import decode, encode
from dip_core.spec import RestorationSpec

_EDGES = ("top", "left", "bottom", "right")
_IMAGE, _OWN, _ESTIMATE = "image", "own", "estimate "
# The most that is unpacked of one part: a zip of a few kilobytes may claim terabytes.
_LARGEST_PIECE = 2**31
_OF_RUN = ("kept_iteration", "iterations", "parameters", "fitted_iterations")


def write_undertaking(
    archive: zipfile.ZipFile, stem: str, undertaking: Undertaking
) -> dict[str, Any]:
    """Put what parts have become into an archive; return what the index says about them."""
    parts = undertaking.plan.parts
    return {
        "spec": encode(undertaking.spec),
        "tiled": undertaking.plan.tiled,
        "parts": [_part(part) for part in parts],
        "left": [parts.index(part) for part in undertaking.left],
        "pieces": [
            _write_piece(archive, stem, parts.index(piece.part), piece)
            for piece in undertaking.pieces
        ],
    }


def read_undertaking(archive: zipfile.ZipFile, stored: Mapping[str, Any]) -> Undertaking:
    """Take them out again."""
    parts = tuple(_read_part(part) for part in stored["parts"])
    return Undertaking(
        spec=decode(RestorationSpec, stored["spec"]),
        plan=Plan(parts, tiled=bool(stored["tiled"])),
        pieces=tuple(_read_piece(archive, piece, parts) for piece in stored["pieces"]),
        left=tuple(parts[checks.whole(number)] for number in stored["left"]),
    )


def _part(part: Part) -> dict[str, Any]:
    return {
        "box": vars(part.box),
        "scale": part.scale,
        "hole": None if part.hole is None else vars(part.hole),
        "edges": asdict(part.edges),
    }


def _read_part(stored: Mapping[str, Any]) -> Part:
    edges = {side: stored["edges"][side] for side in _EDGES}
    return Part(
        box=_box(stored["box"]),
        scale=checks.number(stored["scale"], 1.0),
        hole=checks.box(stored["hole"]),
        edges=Edges(
            **{
                side: Edge(checks.whole(edge["unused"]), checks.whole(edge["ramp"]))
                for side, edge in edges.items()
            }
        ),
    )


def _box(stored: object) -> Box:
    box = checks.box(stored)
    if box is None or not box.area:
        raise ValueError("a part is nowhere")
    return box


def _write_piece(archive: zipfile.ZipFile, stem: str, number: int, piece: Piece) -> dict[str, Any]:
    arrays: dict[str, NDArray[Any]] = {_IMAGE: piece.image}
    arrays |= {_ESTIMATE + name: values for name, values in piece.estimates.items()}
    if piece.own is not None:
        arrays[_OWN] = piece.own
    names = {}
    for place, (name, values) in enumerate(arrays.items()):
        member = f"{stem}/piece-{number}-{place}.npy"
        _write_array(archive, member, values)
        names[name] = member
    return {
        "part": number,
        "arrays": names,
        "spec": encode(piece.spec),
        "seconds": piece.run.seconds,
        "stop_reason": piece.run.stop_reason,
        "device": piece.run.device,
        **{name: getattr(piece.run, name) for name in _OF_RUN},
    }


def _read_piece(
    archive: zipfile.ZipFile, stored: Mapping[str, Any], parts: tuple[Part, ...]
) -> Piece:
    part = parts[checks.whole(stored["part"])]
    found = {name: _array(archive, checks.text(file)) for name, file in stored["arrays"].items()}
    image, own = found.pop(_IMAGE), found.pop(_OWN, None)
    if own is not None and own.shape != (part.box.height, part.box.width):
        raise ValueError("a mask is not of its part's size")
    return Piece(
        part=part,
        image=_picture(image),
        estimates={
            name.removeprefix(_ESTIMATE): _picture(values) for name, values in found.items()
        },
        own=None if own is None else own.astype(np.uint8),
        spec=decode(RestorationSpec, stored["spec"]),
        run=_run(stored, image.shape[2]),
    )


def _run(stored: Mapping[str, Any], channels: int) -> Result:
    """Return how the run of a part went, without its pictures."""
    nothing = np.zeros((0, 0, channels), np.float32)
    return Result(
        image=nothing,
        raw=nothing,
        estimates={},
        stop_reason=checks.text(stored["stop_reason"]),
        seconds=checks.number(stored["seconds"]),
        device=checks.text(stored["device"]),
        curves=Recorder(()).curves(),
        kept_iteration=checks.whole(stored["kept_iteration"]),
        iterations=checks.whole(stored["iterations"]),
        parameters=checks.whole(stored["parameters"]),
        fitted_iterations=checks.whole(stored["fitted_iterations"]),
    )


def _write_array(archive: zipfile.ZipFile, member: str, values: NDArray[Any]) -> None:
    packed = zipfile.ZipInfo(member)
    packed.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(packed, "w", force_zip64=True) as file:
        np.save(file, values, allow_pickle=False)


def _array(archive: zipfile.ZipFile, member: str) -> NDArray[Any]:
    """Read an array; what its header claims is checked before memory is asked for."""
    if archive.getinfo(member).file_size > _LARGEST_PIECE:
        raise ValueError(member)
    with archive.open(member) as file:
        values: NDArray[Any] = np.load(file, allow_pickle=False)
    return values


def _picture(values: NDArray[Any]) -> NDArray[Any]:
    """Return an array that can be a picture: (h, w, C), floats or 16-bit samples."""
    if values.ndim != 3 or values.dtype not in {np.dtype(np.float32), np.dtype(np.uint16)}:
        raise ValueError(f"{values.dtype}{values.shape} is no picture")
    return values
