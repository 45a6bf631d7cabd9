"""The `.dip` file: all that is being worked on, in one zip that other programs can look into.

    project.json            format, version, spec, and which member holds what
    inputs/picture.png …    the pictures, lossless; masks as grey PNG, a kernel as NumPy array
    results/0.png …         what earlier runs handed over
    results/0/… .npy        the parts of it, so that a run of several goes on where it stopped

Nothing in it is executed or unpickled.
"""

from __future__ import annotations

import json
import lzma
import shutil
import struct
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dip_core.errors import PictureError
from dip_core.files.atomic import whole_file
from dip_core.images import Box, Picture, load_picture, save_picture
from dip_core.photo import Inputs, Undertaking
from dip_core.project import checks
from dip_core.project.coding import decode, encode
from dip_core.project.pieces import read_undertaking, write_undertaking
from dip_core.spec import RestorationSpec
from dip_core.version import VERSION

FORMAT = 1

_INDEX = "project.json"
_PICTURES = ("picture", "second", "reference")
# Tried in this order: a TIFF file is larger, and keeps what a PNG file cannot.
_LOSSLESS = (".png", ".tif")
# The most that is unpacked: a zip of a few kilobytes may claim terabytes.
_LARGEST_INDEX = 2**26
_LARGEST_PICTURE = 2**32
# What zipfile, json, NumPy and plain indexing raise when a file is not what it should be.
_DAMAGED = (
    zipfile.BadZipFile,
    lzma.LZMAError,
    struct.error,
    tokenize.TokenError,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, eq=False)
class SavedResult:
    """What a run handed over, and the spec that made it.

    region  where the run worked, in pixels of the result; None where nobody has noted it
    device  what it ran on
    method  the kind of the classical method that made it instead, for the spec's task
    undertaking  the parts it is made of and those that are left; None where they are not kept
    """

    name: str
    picture: Picture
    kept_iteration: int
    seconds: float
    stop_reason: str
    spec: RestorationSpec
    region: Box | None = None
    device: str = ""
    method: str = ""
    undertaking: Undertaking | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """What a document holds: the restoration wanted, the pictures, and the results so far.

    region  the part of the picture that is worked on; None for all of it
    """

    spec: RestorationSpec
    inputs: Inputs | None = None
    results: tuple[SavedResult, ...] = ()
    region: Box | None = None


def write_project(project: Project, path: Path | str, *, overwrite: bool = False) -> None:
    """Write a project file, complete or not at all.

    Raises a `PictureError` when the file exists and `overwrite` is false, or when it cannot be
    written.
    """
    with (
        whole_file(Path(path), overwrite=overwrite) as file,
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
    ):
        writer = _Writer(archive, Path(folder))
        index = {
            "format": FORMAT,
            "app": VERSION,
            "spec": encode(project.spec),
            "inputs": writer.inputs(project.inputs),
            "results": [writer.result(n, saved) for n, saved in enumerate(project.results)],
            "region": vars(project.region) if project.region else None,
        }
        archive.writestr(_INDEX, json.dumps(index, indent=1, ensure_ascii=False))


def read_project(path: Path | str) -> Project:
    """Read a project file.

    Raises
    ------
    PictureError
        When the file cannot be read, is no project, is damaged, or has a newer format.
    OptionError
        When its spec names kinds or options that this version does not know.
    """
    path = Path(path)
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
            index = _index(archive, path)
            return _Reader(archive, Path(folder)).project(index)
    except _DAMAGED as error:
        raise PictureError(f"{path.name} is not a DIP Studio project, or it is damaged.") from error
    except MemoryError as error:
        raise PictureError(
            f"{path.name} needs more memory to open than is free; close other programs."
        ) from error
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {error.strerror or error}.") from error


def _index(archive: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    if archive.getinfo(_INDEX).file_size > _LARGEST_INDEX:
        raise ValueError("the index is too large")
    index = json.loads(archive.read(_INDEX))
    if checks.whole(index["format"], 1) > FORMAT:
        raise PictureError(_newer(path.name, index["format"], index.get("app")))
    return index


def _newer(name: str, number: int, app: object) -> str:
    if isinstance(app, str) and app != VERSION:
        return f"{name} was made by a newer version of DIP Studio ({app:.40}); this is {VERSION}."
    return (
        f"{name} has the project format {number}, which needs a newer version of DIP Studio; "
        f"this one ({VERSION}) reads formats up to {FORMAT}."
    )


def _region(stored: object, inputs: Inputs | None) -> Box | None:
    """Return the part of the picture that is worked on, which must be one."""
    region = checks.box(stored)
    if region is not None and inputs is not None:
        picture = inputs.picture
        if not region.area or region.bottom > picture.height or region.right > picture.width:
            raise ValueError("the region is no part of the picture")
    return region


class _Writer:
    """Puts pictures into an archive and returns what the index says about them."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive = archive
        self._folder = folder

    def inputs(self, inputs: Inputs | None) -> dict[str, Any] | None:
        if inputs is None:
            return None
        stored: dict[str, Any] = {}
        for name in _PICTURES:
            picture = getattr(inputs, name)
            if picture is not None:
                stored[name] = self._picture(f"inputs/{name}", picture)
        if inputs.mask is not None:
            mask = Picture.from_array(inputs.mask[..., None])
            stored["mask"] = self._picture("inputs/mask", mask)
        if inputs.kernel is not None:
            stored["kernel"] = self._kernel("inputs/kernel.npy", inputs.kernel)
        return stored

    def result(self, number: int, saved: SavedResult) -> dict[str, Any]:
        return {
            "name": saved.name,
            "kept_iteration": saved.kept_iteration,
            "seconds": saved.seconds,
            "stop_reason": saved.stop_reason,
            "spec": encode(saved.spec),
            "region": vars(saved.region) if saved.region else None,
            "device": saved.device,
            "method": saved.method,
            "undertaking": None
            if saved.undertaking is None
            else write_undertaking(self._archive, f"results/{number}", saved.undertaking),
            "picture": self._picture(f"results/{number}", saved.picture),
        }

    def _picture(self, stem: str, picture: Picture) -> dict[str, Any]:
        for suffix in _LOSSLESS:
            file = self._folder / f"picture{suffix}"
            lost = save_picture(picture, file, overwrite=True)
            if not lost:
                break
        self._archive.write(file, stem + suffix)
        return {
            "file": stem + suffix,
            "source": str(picture.source) if picture.source else None,
            "dpi": picture.dpi,  # PNG files count in pixels per metre and would round it
            "notes": list(picture.notes),
        }

    def _kernel(self, name: str, kernel: NDArray[np.float32]) -> dict[str, Any]:
        with self._archive.open(name, "w") as member:
            np.save(member, kernel, allow_pickle=False)
        return {"file": name}


class _Reader:
    """Takes pictures out of an archive."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive = archive
        self._folder = folder

    def project(self, index: Mapping[str, Any]) -> Project:
        inputs = self._inputs(index.get("inputs"))
        return Project(
            spec=decode(RestorationSpec, index["spec"]),
            inputs=inputs,
            results=tuple(self._result(stored) for stored in index.get("results", ())),
            region=_region(index.get("region"), inputs),
        )

    def _inputs(self, stored: Mapping[str, Any] | None) -> Inputs | None:
        if stored is None:
            return None
        pictures = {name: self._picture(stored[name]) for name in _PICTURES if name in stored}
        kernel = self._kernel(stored["kernel"]) if "kernel" in stored else None
        inputs = Inputs(
            picture=pictures["picture"],
            second=pictures.get("second"),
            kernel=kernel,
            reference=pictures.get("reference"),
        )
        if "mask" in stored:
            inputs = replace(inputs, mask=self._mask(stored["mask"], inputs.picture))
        return inputs

    def _result(self, stored: Mapping[str, Any]) -> SavedResult:
        return SavedResult(
            name=checks.text(stored["name"]),
            picture=self._picture(stored["picture"]),
            kept_iteration=checks.whole(stored["kept_iteration"]),
            seconds=checks.number(stored["seconds"]),
            stop_reason=checks.text(stored["stop_reason"]),
            spec=decode(RestorationSpec, stored["spec"]),
            region=checks.box(stored.get("region")),
            device=checks.text(stored.get("device", "")),
            method=checks.text(stored.get("method", "")),
            undertaking=None
            if stored.get("undertaking") is None
            else read_undertaking(self._archive, stored["undertaking"]),
        )

    def _picture(self, stored: Mapping[str, Any]) -> Picture:
        file = self._unpacked(checks.text(stored["file"]))
        source = stored.get("source")
        try:
            picture = load_picture(file)
        except PictureError as error:  # it speaks of a temporary file that nobody knows
            raise ValueError(stored["file"]) from error
        return replace(
            picture,
            source=Path(checks.text(source)) if source else None,
            dpi=checks.resolution(stored.get("dpi")),
            notes=checks.texts(stored.get("notes", [])),
        )

    def _unpacked(self, member: str) -> Path:
        """Write a picture's member to the folder; its own name, maybe "../../…", is not used."""
        suffix = PurePosixPath(member).suffix
        if suffix not in _LOSSLESS or self._archive.getinfo(member).file_size > _LARGEST_PICTURE:
            raise ValueError(member)
        path = self._folder / f"picture{suffix}"
        with self._archive.open(member) as packed, path.open("wb") as file:
            shutil.copyfileobj(packed, file)
        return path

    def _mask(self, stored: Mapping[str, Any], picture: Picture) -> NDArray[np.uint8]:
        mask = self._picture(stored)
        if mask.channels != 1 or mask.depth != 8 or mask.alpha is not None:
            raise PictureError("The mask in the project is not 8-bit grey; the file is damaged.")
        if mask.pixels.shape[:2] != picture.pixels.shape[:2]:
            raise PictureError(
                f"The mask in the project is {mask.size_text} but its picture is "
                f"{picture.size_text}; the file is damaged."
            )
        return np.array(mask.pixels[..., 0], np.uint8)

    def _kernel(self, stored: Mapping[str, Any]) -> NDArray[np.float32]:
        with self._archive.open(checks.text(stored["file"])) as member:
            return checks.kernel(member)
