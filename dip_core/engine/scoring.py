"""How good the estimate is now, where a reference tells."""

import math

import numpy as np

from dip_core.errors import OptionError
from dip_core.spec import FloatArray


class Scoring:
    """PSNR against the reference: whole picture, and the region the person looks at."""

    def __init__(self, reference: FloatArray | None, region: FloatArray | None) -> None:
        self._reference = reference
        self._region = None if region is None else region > 0
        self._inside = None
        if reference is not None and self._region is not None:
            self._inside = reference[self._region]

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics there will be."""
        if self._reference is None:
            return ()
        plain = ("psnr", "psnr_average")
        return plain if self._inside is None else (*plain, *(f"{n}_region" for n in plain))

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse a reference that is not of the result's shape."""
        if self._reference is not None and self._reference.shape != shape:
            raise OptionError(
                f"The reference is {_size(self._reference.shape)}, but the result will be "
                f"{_size(shape)}; they must agree."
            )

    def score(self, raw: FloatArray, average: FloatArray) -> dict[str, float]:
        """Return the metrics of one iteration in dB, in the order of `names`."""
        if self._reference is None:
            return {}
        pictures = (raw, average)
        scores = [decibels(picture, self._reference) for picture in pictures]
        if self._inside is not None:
            scores += [decibels(picture[self._region], self._inside) for picture in pictures]
        return dict(zip(self.names, scores, strict=True))


def decibels(a: FloatArray, b: FloatArray) -> float:
    """Return the PSNR of two arrays of floats in [0, 1]; infinite where they are equal."""
    error = float(np.mean(np.square(a - b)))
    return math.inf if error == 0 else -10.0 * math.log10(error)


def _size(shape: tuple[int, ...]) -> str:
    kind = {1: "grey", 3: "colour"}.get(shape[-1], f"{shape[-1]} channels")
    return f"{shape[1]}×{shape[0]} ({kind})"
