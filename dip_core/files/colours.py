"""Colours from one profile to another, at full depth."""

from __future__ import annotations

from dataclasses import replace

import imagecodecs
import numpy as np
from PIL import ImageCms

from dip_core.files.rasters import Raster, bands, noting

_UNUSABLE = "The colour profile cannot be used; the values were saved as they are."


def srgb_profile() -> bytes:
    """Return an sRGB profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def to_srgb(raster: Raster) -> Raster:
    """Return the raster in sRGB; one without a profile is taken for sRGB already.

    Grey pictures become colours only where they have a profile. One that cannot be used is kept.
    """
    if raster.icc is None:
        return raster
    target = srgb_profile()
    grey = raster.pixels.shape[2] == 1
    converted = np.empty((*raster.pixels.shape[:2], 3), raster.pixels.dtype)
    try:
        for rows in bands(converted):
            part = raster.pixels[rows]
            converted[rows] = imagecodecs.cms_transform(
                part[:, :, 0] if grey else part,
                raster.icc,
                target,
                colorspace="gray" if grey else "rgb",
                outcolorspace="rgb",
                intent=1,  # relative colorimetric, as editors do it
            )
    except (imagecodecs.CmsError, ValueError):
        return noting(raster, _UNUSABLE)
    return replace(raster, pixels=converted, icc=target)
