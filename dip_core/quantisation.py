"""What a JPEG file tells of the picture before it was compressed: an interval per coefficient.

A JPEG file holds the cosine coefficients of 8×8 blocks, each rounded to a multiple of its step q.
The true coefficient was within q/2 of it. Pictures that agree with that form a convex set, and the
nearest of them to an estimate is found by clamping the estimate's own coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn
from scipy.linalg import solveh_banded

from dip_core.files.jpeg_coding import JpegCoding
from dip_core.files.pillow import components
from dip_core.images import Box

FloatArray = NDArray[np.float32]

_BLOCK = 8
_COARSEST_BLOCK = 16  # pixels that a block of Cb or Cr covers at most
_LEVELS = 255.0
# Y, Cb, Cr of R, G, B (BT.601, as JFIF has it); Cb and Cr are around 0 here.
_COLOUR = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]
)
# Decoding rounds to whole levels: half a level all over a block is 4 in its first coefficient. What
# is further from any multiple of q has been cut off at black or white, and what the file held is
# not known.
_ROUNDING = 4.5


@dataclass(frozen=True, eq=False)
class Intervals:
    """Where the coefficients of the picture that was compressed can have been.

    Blocks that reach beyond the picture, and those that decoding has cut off at black or white, can
    be anything. The file is looked into when first needed.

    part   these are of a part of the file's picture; None is all of it
    whole  what they are a part of, which alone looks into the file
    """

    coding: JpegCoding
    part: Box | None = None
    whole: Intervals | None = None

    def within(self, box: Box) -> Intervals | None:
        """Return the intervals of a part of the picture; None where it begins inside a block."""
        if box.top % _COARSEST_BLOCK or box.left % _COARSEST_BLOCK:
            return None
        return Intervals(self.coding, box, self)

    @property
    def known(self) -> float:
        """The share of the brightness's whole blocks whose intervals are known, 0 to 1."""
        return float(np.isfinite(self.middles[0]).all(axis=(2, 3)).mean())

    def projected(self, estimate: FloatArray) -> FloatArray:
        """Return the picture nearest to an estimate that could have been compressed.

        Near in Y, Cb and Cr. What is then below black or above white is cut off.

        Parameters
        ----------
        estimate
            (H, W, C) floats in [0, 1], of the file's size and colours.
        """
        planes = [
            plane + _correction(plane, coarser, middle, table)
            for plane, coarser, middle, table in zip(
                _planes(estimate), self._coarser, self.middles, self.coding.tables, strict=True
            )
        ]
        return np.clip(_picture(planes), 0.0, 1.0)

    @property
    def _coarser(self) -> tuple[tuple[int, int], ...]:
        return ((1, 1), *[self.coding.coarser] * (len(self.coding.tables) - 1))

    @cached_property
    def middles(self) -> list[FloatArray]:
        """What the file holds of each component, (rows, columns, 8, 8)."""
        if self.whole is not None and self.part is not None:
            return [
                _blocks_within(middles, self.part, coarser)
                for middles, coarser in zip(self.whole.middles, self._coarser, strict=True)
            ]
        decoded = np.atleast_3d(components(self.coding)).astype(np.float32)
        planes = np.moveaxis(decoded - np.float32(128.0), -1, 0)
        return [
            _in_file(_as_decoded(plane, coarser), table)
            for plane, coarser, table in zip(planes, self._coarser, self.coding.tables, strict=True)
        ]


def _blocks_within(middles: FloatArray, part: Box, coarser: tuple[int, int]) -> FloatArray:
    """Return those of a component's blocks that lie in a part of the picture, whole ones only."""
    down, across = (_BLOCK * factor for factor in coarser)
    top, left = part.top // down, part.left // across
    rows, columns = -(-part.height // coarser[0]) // _BLOCK, -(-part.width // coarser[1]) // _BLOCK
    return middles[top : top + rows, left : left + columns]


def _planes(image: FloatArray) -> list[FloatArray]:
    """Return Y, or Y, Cb and Cr, of an (H, W, C) picture, in levels of 8 bit around 0."""
    if image.shape[2] == 1:
        return [image[..., 0] * np.float32(_LEVELS) - np.float32(128.0)]
    planes = image @ (_COLOUR.T * _LEVELS).astype(np.float32)
    return [planes[..., 0] - np.float32(128.0), planes[..., 1], planes[..., 2]]


def _picture(planes: list[FloatArray]) -> FloatArray:
    """Undo `_planes`."""
    planes = [planes[0] + np.float32(128.0), *planes[1:]]
    image = np.asarray(np.stack(planes, axis=-1) / np.float32(_LEVELS), np.float32)
    if len(planes) == 1:
        return image
    return np.asarray(image @ np.linalg.inv(_COLOUR).T, np.float32)


def _correction(
    plane: FloatArray, coarser: tuple[int, int], middle: FloatArray, table: FloatArray
) -> FloatArray:
    """Return what takes a component into its intervals, the same all over a coarser pixel."""
    coarse = _as_encoded(plane, coarser)
    own = _coefficients(coarse)
    nearest: FloatArray = np.clip(own, middle - table / 2, middle + table / 2)
    change = np.zeros_like(coarse)
    # The interval of what is not known is not a number, and neither is what is clamped to it.
    rows, columns = middle.shape[0] * _BLOCK, middle.shape[1] * _BLOCK
    change[:rows, :columns] = _from_coefficients(np.nan_to_num(nearest - own))
    fine = change.repeat(coarser[0], axis=0).repeat(coarser[1], axis=1)
    return fine[: plane.shape[0], : plane.shape[1]]


def _in_file(plane: FloatArray, table: FloatArray) -> FloatArray:
    """Return the coefficients the file must have held; not a number where that cannot be told."""
    decoded = _coefficients(plane)
    held = np.rint(decoded / table) * table
    sure = (np.abs(decoded - held) <= _ROUNDING).all(axis=(2, 3), keepdims=True)
    return np.where(sure, held, np.float32(np.nan))


def _coefficients(plane: FloatArray) -> FloatArray:
    """Return (rows, columns, 8, 8) cosine coefficients of the blocks that are whole."""
    rows, columns = plane.shape[0] // _BLOCK, plane.shape[1] // _BLOCK
    whole = plane[: rows * _BLOCK, : columns * _BLOCK]
    blocks = whole.reshape(rows, _BLOCK, columns, _BLOCK).swapaxes(1, 2)
    coefficients: FloatArray = dctn(blocks, axes=(2, 3), norm="ortho")
    return coefficients


def _from_coefficients(coefficients: FloatArray) -> FloatArray:
    """Undo `_coefficients`: (8·rows, 8·columns)."""
    rows, columns = coefficients.shape[:2]
    blocks: FloatArray = idctn(coefficients, axes=(2, 3), norm="ortho")
    return blocks.swapaxes(1, 2).reshape(rows * _BLOCK, columns * _BLOCK)


def _as_encoded(plane: FloatArray, coarser: tuple[int, int]) -> FloatArray:
    """Reduce a component as encoders do: means; an odd border is repeated."""
    for axis, factor in enumerate(coarser):
        if factor == 2:
            even, odd = _pairs(plane, axis)
            plane = (even + odd) / np.float32(2.0)
    return plane


def _as_decoded(plane: FloatArray, coarser: tuple[int, int]) -> FloatArray:
    """Undo how decoders enlarge a component."""
    for axis, factor in enumerate(coarser):
        if factor == 2:
            plane = _unenlarged(plane, axis)
    return plane


def _unenlarged(plane: FloatArray, axis: int) -> FloatArray:
    """Return the samples c from which a decoder made u[2i], u[2i + 1] = ¾c[i] + ¼c[i ∓ 1].

    The least squares solution of these equations, u[0] = c[0] and u[−1] = c[−1].
    """
    even, odd = (np.moveaxis(values, axis, 0).astype(np.float64) for values in _pairs(plane, axis))
    right = 0.75 * (even + odd)
    right[:-1] += 0.25 * even[1:]
    right[1:] += 0.25 * odd[:-1]
    right[0] += 0.25 * even[0]
    right[-1] += 0.25 * odd[-1]
    bands = np.full((2, len(right)), 0.375)  # beside the diagonal of UᵀU, and on it
    bands[1] = 1.25
    bands[1, [0, -1]] += 1.0 - 0.75**2 - 0.25**2
    return np.moveaxis(solveh_banded(bands, right), 0, axis).astype(np.float32)


def _pairs(plane: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return every first and every second row or column; a missing last one is repeated."""
    lines = np.moveaxis(plane, axis, 0)
    even, odd = lines[0::2], lines[1::2]
    if len(even) > len(odd):
        odd = np.concatenate([odd, even[-1:]])
    return np.moveaxis(even, 0, axis), np.moveaxis(odd, 0, axis)
