"""Another size for a picture, in floats."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def resampled(
    image: NDArray[np.floating], height: int, width: int, kernel: Image.Resampling
) -> NDArray[np.float32]:
    """Resample each channel of an (H, W, C) picture as Pillow does, but in floats, not clipped."""
    channels = [
        np.asarray(Image.fromarray(np.ascontiguousarray(plane)).resize((width, height), kernel))
        for plane in np.moveaxis(image.astype(np.float32, copy=False), -1, 0)
    ]
    return np.stack(channels, axis=-1)
