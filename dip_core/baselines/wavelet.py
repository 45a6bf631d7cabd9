"""Wavelet shrinkage: noise is spread thinly over all coefficients, a picture lies in few."""

from dataclasses import dataclass

import numpy as np
from skimage import restoration

from dip_core.baselines.denoiser import Denoiser
from dip_core.options import option
from dip_core.spec import FloatArray

# Daubechies' wavelet of two vanishing moments has four taps.
_WAVELET, _TAPS = "db2", 4
_LEVELS = 5


@dataclass(frozen=True)
class Wavelet(Denoiser, kind="wavelet", label="Wavelet shrinkage"):
    """Pull small coefficients to zero (BayesShrink; Chang, Yu and Vetterli, 2000).

    Colour pictures are shrunken in luma and chroma. The result is the mean over shifts of the
    picture (Coifman and Donoho, 1995), since the wavelets leave traces of XX
    """

    shifts: int = option(
        2,
        "Shifts",
        "How many shifts per side are averaged; the time grows with its square.",
        minimum=1,
        maximum=8,
    )

    def smoothed(self, image: FloatArray, sigma: float) -> FloatArray:
        """Shrink each shifted form of the picture, shift back, and average."""
        total = np.zeros_like(image, dtype=np.float64)
        for down in range(self.shifts):
            for across in range(self.shifts):
                shifted = np.pad(image, ((down, 0), (across, 0), (0, 0)), mode="reflect")
                total += _shrunken(shifted, sigma)[down:, across:]
        mean: FloatArray = (total / self.shifts**2).astype(np.float32)
        return mean


def _shrunken(image: FloatArray, sigma: float) -> FloatArray:
    # Beyond this level every coefficient would feel the border.
    levels = int(np.log2(min(image.shape[:2]) / (_TAPS - 1)))
    shrunken: FloatArray = restoration.denoise_wavelet(
        image,
        sigma=sigma,
        wavelet=_WAVELET,
        method="BayesShrink",
        mode="soft",
        wavelet_levels=min(levels, _LEVELS),
        convert2ycbcr=image.shape[-1] == 3,
        rescale_sigma=True,
        channel_axis=-1,
    )
    return shrunken
