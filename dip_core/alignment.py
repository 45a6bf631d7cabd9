"""Laying one picture of a scene on another that was taken in a different light.

Two photographs taken by hand, a moment apart, are shifted and turned a little against one another.
Brightness does not tell by how much, since the light differs; where edges lie does. So the motion
is sought that makes the normalised gradient magnitudes of the two correlate best: coarsely among
all shifts at a few angles, by Fourier transforms, then finely around the best of these.

Whether to believe it: each half of the picture, a chessboard's black and its white fields, is
aligned on its own. Halves of one scene agree on the motion; of two unrelated pictures they do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, optimize

FloatArray = NDArray[np.float32]
_Array = NDArray[np.float64]

_COARSE, _FINE = 128, 480  # pixels of the longer side
_ANGLES = np.arange(-4.0, 4.01, 0.5)  # degrees
_MOST_SHIFT = 0.15  # of each side
_EDGE = 1.5  # pixels, the Gaussian whose derivative finds edges
_NEIGHBOURHOOD = 12.0  # pixels over which the strength of edges is evened out
_FIELDS = 8  # of the chessboard, along each side
# In pixels. The halves of 30 pairs of 64 to 400 px, one photographed and the others made, differed
# by 0.0 to 0.9; those of 27 pairs of unrelated pictures by 1.7 and more.
_AGREEMENT = 1.0
_LEAST_CORRELATION = 0.1
# A motion that displaces no pixel by more than this is not worth the softness of resampling.
_STILL = 0.5


@dataclass(frozen=True)
class Motion:
    """Where a picture's content goes: turned about the centre, then shifted.

    down, right  pixels
    degrees      counter-clockwise, as seen
    """

    down: float = 0.0
    right: float = 0.0
    degrees: float = 0.0

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return self == Motion()

    def displacement(self, height: int, width: int) -> float:
        """Return how far the corner that moves most goes, in pixels."""
        matrix, offset = _sampling(self, height, width)
        corners = np.array([(y, x) for y in (0, height - 1) for x in (0, width - 1)], float)
        return float(np.hypot(*(corners @ matrix.T + offset - corners).T).max())


def moved(picture: FloatArray, motion: Motion) -> FloatArray:
    """Return an (H, W, C) picture in [0, 1] with its content moved, by cubic splines.

    What comes in over the border is the picture's own mirror image.
    """
    matrix, offset = _sampling(motion, *picture.shape[:2])
    planes = [
        ndimage.affine_transform(plane, matrix, offset, order=3, mode="reflect")
        for plane in np.moveaxis(picture, -1, 0)
    ]
    return np.clip(np.stack(planes, axis=-1), 0.0, 1.0).astype(np.float32)


def find_motion(picture: FloatArray, target: FloatArray) -> Motion | None:
    """Return the motion that lays a picture on another of its size, or None if in doubt.

    Both are (H, W, C) floats in [0, 1]. Turns of up to 4° and shifts of up to 15 % of the sides are
    found.
    """
    size = target.shape[:2]
    coarse = _Edges.of(picture, target, _COARSE)
    fine = _Edges.of(picture, target, _FINE)
    if coarse is None or fine is None:
        return None
    start = coarse.to_pixels(coarse.refined(coarse.searched()), size)
    found = fine.refined(fine.from_pixels(start, size))
    if not fine.believes(found):
        return None
    motion = fine.to_pixels(found, size)
    return motion if motion.displacement(*size) > _STILL else Motion()


@dataclass(frozen=True, eq=False)
class _Edges:
    """The edges of two pictures, (h, w) each, in which a motion is sought in their pixels."""

    moving: _Array
    target: _Array

    @classmethod
    def of(cls, picture: FloatArray, target: FloatArray, side: int) -> _Edges | None:
        """Find edges at a longer side of at most so many pixels; None where there are none."""
        edges = cls(_edges(picture, side), _edges(target, side))
        return edges if edges.moving.any() and edges.target.any() else None

    def searched(self) -> Motion:
        """Return the best of all shifts at some angles, to a pixel."""
        found = [self._shifted(float(degrees)) for degrees in _ANGLES]
        return max(found, key=lambda pair: pair[0])[1]

    def _shifted(self, degrees: float) -> tuple[float, Motion]:
        height, width = self.target.shape
        turned = self._warped(Motion(degrees=degrees))
        apart = np.fft.irfft2(
            np.fft.rfft2(_windowed(self.target), (2 * height, 2 * width))
            * np.conj(np.fft.rfft2(_windowed(np.nan_to_num(turned)), (2 * height, 2 * width))),
        )
        down, right = (math.floor(_MOST_SHIFT * side) for side in (height, width))
        near = np.roll(apart, (down, right), (0, 1))[: 2 * down + 1, : 2 * right + 1]
        row, column = np.unravel_index(near.argmax(), near.shape)
        return float(near.max()), Motion(float(row - down), float(column - right), degrees)

    def refined(self, start: Motion, fields: NDArray[np.bool_] | None = None) -> Motion:
        """Return the motion next to `start` at which the edges correlate best.

        fields  (h, w): which pixels count; all of them by default
        """
        # A turn is counted in pixels at the farthest corner, like a shift.
        reach = math.hypot(*self.target.shape) / 2

        def motion(x: _Array) -> Motion:
            return Motion(float(x[0]), float(x[1]), math.degrees(float(x[2]) / reach))

        found = optimize.minimize(
            lambda x: -self.correlation(motion(x), fields),
            x0 := np.array([start.down, start.right, math.radians(start.degrees) * reach]),
            method="Nelder-Mead",
            options={
                "initial_simplex": np.vstack([x0, x0 + np.eye(3)]),
                "xatol": 0.02,
                "fatol": 1e-7,
                "maxfev": 200,
            },
        )
        return motion(found.x)

    def correlation(self, motion: Motion, fields: NDArray[np.bool_] | None = None) -> float:
        """Return how the edges correlate where both pictures are, −1 to 1."""
        warped = self._warped(motion)
        there = np.isfinite(warped) if fields is None else np.isfinite(warped) & fields
        if np.count_nonzero(there) < there.size // 8:
            return -1.0
        a, b = warped[there], self.target[there]
        a, b = a - a.mean(), b - b.mean()
        norm = math.sqrt(float(a @ a) * float(b @ b))
        return float(a @ b) / norm if norm > 0.0 else -1.0

    def believes(self, motion: Motion) -> bool:
        """Tell whether both halves of the chessboard find the motion, and edges do lie on edges."""
        height, width = self.target.shape
        bounds = (_MOST_SHIFT * height, _MOST_SHIFT * width, float(_ANGLES.max()))
        sought = (motion.down, motion.right, motion.degrees)
        if any(abs(value) > bound for value, bound in zip(sought, bounds, strict=True)):
            return False
        if self.correlation(motion) < _LEAST_CORRELATION:
            return False
        return self.disagreement(motion) < _AGREEMENT

    def disagreement(self, motion: Motion) -> float:
        """Return by how many pixels the halves' own motions differ, where they differ most."""
        height, width = self.target.shape
        down, across = np.mgrid[0:height, 0:width]
        white = (down * _FIELDS // height + across * _FIELDS // width) % 2 == 0
        one, other = (self.refined(motion, fields) for fields in (white, ~white))
        corners = np.array([(y, x) for y in (0, height - 1) for x in (0, width - 1)], float)
        first, second = (
            corners @ matrix.T + offset
            for matrix, offset in (_sampling(m, height, width) for m in (one, other))
        )
        return float(np.hypot(*(first - second).T).max())

    def _warped(self, motion: Motion) -> _Array:
        matrix, offset = _sampling(motion, *self.target.shape)
        warped: _Array = ndimage.affine_transform(
            self.moving, matrix, offset, order=1, mode="constant", cval=math.nan
        )
        return warped

    def to_pixels(self, motion: Motion, size: tuple[int, int]) -> Motion:
        """Return a motion in these pixels as one in those of a picture of another size."""
        height, width = self.target.shape
        down, right = motion.down * size[0] / height, motion.right * size[1] / width
        return Motion(down, right, motion.degrees)

    def from_pixels(self, motion: Motion, size: tuple[int, int]) -> Motion:
        """Return a motion in pixels of a picture of another size as one in these."""
        height, width = self.target.shape
        down, right = motion.down * height / size[0], motion.right * width / size[1]
        return Motion(down, right, motion.degrees)


def _edges(picture: FloatArray, side: int) -> _Array:
    """Return how strong edges are against their neighbourhood, (h, w), at a reduced size."""
    light = Image.fromarray(np.ascontiguousarray(picture.mean(axis=-1), np.float32))
    scale = min(1.0, side / max(light.size))
    light = light.resize(
        (round(light.width * scale), round(light.height * scale)), Image.Resampling.BOX
    )
    strength = ndimage.gaussian_gradient_magnitude(np.asarray(light, np.float64), _EDGE)
    around = ndimage.gaussian_filter(strength, _NEIGHBOURHOOD)
    total = around + strength.mean()
    return np.divide(strength, total, out=np.zeros_like(strength), where=total > 0)


def _windowed(edges: _Array) -> _Array:
    """Return edges without their mean, fading out towards the border."""
    window = np.outer(*(np.hanning(side + 2)[1:-1] ** 0.5 for side in edges.shape))
    faded: _Array = (edges - np.average(edges, weights=window)) * window
    return faded


def _sampling(motion: Motion, height: int, width: int) -> tuple[_Array, _Array]:
    """Return M and o: what is seen at q was at M q + o, in rows and columns.

    q = c + R (p − c) + t, hence p = Rᵀ q + c − Rᵀ(c + t), with c the centre.
    """
    angle = math.radians(motion.degrees)
    # Rows go down: a turn that looks counter-clockwise is one by −angle of (row, column).
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    shift = np.array([motion.down, motion.right])
    return turn.T, centre - turn.T @ (centre + shift)
