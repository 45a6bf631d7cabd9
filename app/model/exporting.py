"""What can be exported of a document, as values that any thread may write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from dip_core import BASELINES, Box, Inputs, Picture, SavedResult, Saving, processing_note

_DOUBTFUL = re.compile(r"[^\w.-]+")


class Content(Enum):
    """What is exported; the value names it in files."""

    FULL = ""
    REGION = "_region"
    SIDE_BY_SIDE = "_side"
    MASK = "_mask"
    ALL = "_all"

    @property
    def label(self) -> str:
        """Its name for people."""
        return QCoreApplication.translate("Content", _LABELS[self])


def tr(text: str) -> str:
    """Mark a text of the table for translation; it is translated when it is shown."""
    return text


_LABELS = {
    Content.FULL: tr("Result, the full picture"),
    Content.REGION: tr("Result, the work region only"),
    Content.SIDE_BY_SIDE: tr("Original and result side by side"),
    Content.MASK: tr("Mask"),
    Content.ALL: tr("All results, into a folder"),
}


@dataclass(frozen=True, eq=False)
class Exportable:
    """A document as it was when an export began: what a run may change meanwhile does not matter.

    region  where the last run worked, in pixels of the result; None where that is not known
    """

    inputs: Inputs
    results: tuple[SavedResult, ...]
    region: Box | None = None

    def contents(self) -> tuple[Content, ...]:
        """Return what there is to export."""
        there = {
            Content.FULL: bool(self.results),
            Content.REGION: bool(self.results) and self.region is not None,
            Content.SIDE_BY_SIDE: bool(self.results),
            Content.MASK: self.inputs.mask is not None,
            Content.ALL: len(self.results) > 1,
        }
        return tuple(content for content, is_there in there.items() if is_there)

    def picture(self, content: Content) -> Picture:
        """Return the picture that is written; of all results the newest stands for the others."""
        if content is Content.MASK and self.inputs.mask is not None:
            return Picture.from_array(self.inputs.mask[..., None])
        result = self.results[-1].picture
        if content is Content.REGION and self.region is not None:
            return cut(result, self.region)
        if content is Content.SIDE_BY_SIDE:
            return side_by_side(self.inputs.picture, result)
        return result

    def note(self, content: Content) -> str:
        """Return what the file says about how it was made."""
        if content is Content.MASK:
            return ""
        return noted(self.results[-1])

    def files(self, folder: Path, saving: Saving) -> Mapping[Path, SavedResult]:
        """Return every result by the file it is written to, none twice."""
        stem = self.inputs.picture.source.stem if self.inputs.picture.source else "photo"
        suffix = saving.format.suffixes[0]
        names: dict[Path, SavedResult] = {}
        for result in self.results:
            maker = result.method or result.spec.network.kind
            method = _DOUBTFUL.sub("-", f"{result.spec.task.kind}_{maker}")
            names[_free(folder / f"{stem}_dip_{method}{suffix}", names)] = result
        return names


def noted(result: SavedResult) -> str:
    """Return what a file with a result says about how it was made."""
    method = BASELINES[result.method].label if result.method else ""
    return processing_note(result.spec, result.kept_iteration, method)


def cut(picture: Picture, box: Box) -> Picture:
    """Return a part of a picture with its description."""
    alpha = None if picture.alpha is None else picture.alpha[box.slices].copy()
    return _like(picture, picture.pixels[box.slices].copy(), alpha)


def side_by_side(before: Picture, after: Picture) -> Picture:
    """Return two pictures beside one another; the first is enlarged pixel by pixel if need be."""
    rows = np.arange(after.height) * before.height // after.height
    columns = np.arange(after.width) * before.width // after.width
    pixels = _as(before.pixels, after.pixels)[rows][:, columns]
    alpha = None
    if before.alpha is not None and after.alpha is not None:
        cover = _as(before.alpha, after.alpha)[rows][:, columns]
        alpha = np.concatenate([cover, after.alpha], axis=1)
    colours = np.broadcast_to(pixels, (*pixels.shape[:2], after.channels))
    return _like(after, np.concatenate([colours, after.pixels], axis=1), alpha)


def target_name(template: str, source: Path, content: Content, suffix: str) -> str:
    """Return a file name by a template in which {stem} and {ext} are filled in."""
    if content is Content.MASK:
        return f"{source.stem}{content.value}{suffix}"
    named = template.replace("{stem}", source.stem).replace("{ext}", suffix)
    stem = Path(named).name.removesuffix(suffix) or source.stem
    return f"{stem}{content.value}{suffix}"


def template_problem(template: str) -> str:
    """Return what is wrong with a template of file names, as a sentence; empty where nothing is."""
    rest = template.replace("{stem}", "").replace("{ext}", "")
    tr = QCoreApplication.translate
    if "{stem}" not in template:
        return tr("Template", "{stem} must be in it, or every photo would have the same name.")
    if any(letter in rest for letter in '/\\{}:*?"<>|'):
        return tr("Template", "Only {stem} and {ext} can be filled in; / \\ : * ? < > | cannot be.")
    return ""


def free_path(path: Path) -> Path:
    """Return the path, with -2, -3, … behind its stem while there is such a file."""
    return _free(path, ())


def _free(path: Path, taken: Any) -> Path:  # noqa: ANN401
    candidate, number = path, 1
    while candidate.exists() or candidate in taken:
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def _as(values: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return samples of the depth of others."""
    if values.dtype == other.dtype:
        return values
    if other.dtype == np.uint16:
        return values.astype(np.uint16) * np.uint16(257)
    return (values >> 8).astype(np.uint8)


def _like(picture: Picture, pixels: NDArray[Any], alpha: NDArray[Any] | None) -> Picture:
    return Picture(
        pixels=pixels,
        alpha=alpha,
        icc=picture.icc,
        exif=picture.exif,
        xmp=picture.xmp,
        iptc=picture.iptc,
        dpi=picture.dpi,
    )
