"""From a photograph to what the engine sees of one part of it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from dip_core.errors import OptionError
from dip_core.images import Box, Picture
from dip_core.photo.inputs import Inputs
from dip_core.photo.parts import Part
from dip_core.quantisation import Intervals
from dip_core.resampling import resampled
from dip_core.spec import FloatArray, Observation, RestorationSpec


def observe(
    spec: RestorationSpec, inputs: Inputs, part: Part, intervals: Intervals | None = None
) -> Observation:
    """Cut a part out of every picture and bring it to its working scale.

    `intervals` are those of the whole picture, where several parts share them.
    """
    box, size = part.box, (part.height, part.width)
    picture, reference = inputs.picture, inputs.reference
    image, missing = picture.to_float(box), None
    if inputs.mask is not None:
        missing = inputs.mask[box.slices].astype(np.float32) / np.float32(255.0)
        if part.scale < 1.0:
            image, missing = _reduced(image, missing, size)
    alpha = picture.alpha_float(box)
    return Observation(
        image=resized(image, size),
        mask=missing,
        valid=None if alpha is None else _valid_at(alpha, size),
        second=None if inputs.second is None else _second_at(inputs.second, picture, part),
        kernel=inputs.kernel,
        reference=None if reference is None else _reference_at(spec, picture, reference, part),
        intervals=None if intervals is None or part.scale < 1.0 else intervals.within(box),
    )


def intervals_of(picture: Picture) -> Intervals | None:
    """Return what the JPEG file that a picture is from says of it."""
    return None if picture.coding is None else Intervals(picture.coding)


def enlarged(box: Box, factor: float) -> Box:
    """Return a box in the coordinates of a result `factor` times as large."""
    return Box(
        round(box.top * factor),
        round(box.left * factor),
        round(box.height * factor),
        round(box.width * factor),
    )


def resized(image: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Bring (H, W, C) to another size: Lanczos smaller, bicubic larger, untouched where it fits."""
    if image.shape[:2] == size:
        return image
    kind = Image.Resampling.LANCZOS if size[0] < image.shape[0] else Image.Resampling.BICUBIC
    return np.clip(resampled(image, *size, kind), 0.0, 1.0)


def _second_at(second: Picture, picture: Picture, part: Part) -> FloatArray:
    """Cut the same region out of the second picture; one of another size is used whole."""
    if (second.height, second.width) != (picture.height, picture.width):
        return second.to_float()
    return resized(second.to_float(part.box), (part.height, part.width))


def _reference_at(
    spec: RestorationSpec, picture: Picture, reference: Picture, part: Part
) -> FloatArray:
    """Cut the reference out where the result will be."""
    enlargement = spec.task.enlargement()
    whole = enlarged(Box(0, 0, picture.height, picture.width), enlargement)
    # A picture made small by a factor has lost what was left over at its right and lower edge.
    if not (
        whole.height <= reference.height < (picture.height + 1) * enlargement
        and whole.width <= reference.width < (picture.width + 1) * enlargement
    ):
        raise OptionError(
            f"The reference is {reference.width}×{reference.height}, but the result will be "
            f"{whole.width}×{whole.height}; they must be of one size."
        )
    box = enlarged(part.box, enlargement)
    size = (round(part.height * enlargement), round(part.width * enlargement))
    return resized(reference.to_float(box), size)


def _reduced(
    image: FloatArray, missing: FloatArray, size: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Make a picture smaller without what is missing: each pixel is the mean of its known ones.

    It counts by how many those were, so that even a picture of scattered pixels stays one.
    """
    known = np.float32(1.0) - missing
    share = _box_average(known, size)
    sums = [_box_average(image[..., c] * known, size) for c in range(image.shape[2])]
    means = np.stack(sums, axis=-1) / np.maximum(share, np.float32(1e-6))[..., None]
    return np.clip(means, 0.0, 1.0).astype(np.float32), np.clip(1.0 - share, 0.0, 1.0)


def _valid_at(alpha: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Return 1 where every pixel is at least partly opaque: the colour of others means nothing."""
    return (_box_average((alpha <= 0).astype(np.float32), size) <= 0).astype(np.float32)


def _box_average(values: FloatArray, size: tuple[int, int]) -> FloatArray:
    if values.shape == size:
        return values
    picture = Image.fromarray(values).resize((size[1], size[0]), Image.Resampling.BOX)
    return np.asarray(picture, dtype=np.float32)
