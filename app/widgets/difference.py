"""How two pictures differ, made visible: enlarged, signed, or as a heat map.

Only what the screen shows of them is compared, pixel of the screen by pixel of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

Kind = Literal["absolute", "signed", "heat"]
GAINS = (1, 4, 16, 64)
_GREY = 128
# Black, violet, red, orange, pale yellow: each step lighter than the last, so that it can be read
# without colour.
_HEAT = ((0, 0, 0), (87, 15, 109), (187, 55, 84), (249, 142, 9), (252, 255, 164))


@dataclass(frozen=True)
class Look:
    """How a difference is shown: what kind, and how many times as large as it is."""

    kind: Kind = "absolute"
    gain: int = 4


def heat_colours() -> NDArray[np.uint8]:
    """Return the (256, 3) colours of the heat map, from no difference to the largest."""
    at = np.linspace(0.0, 255.0, len(_HEAT))
    values = [np.interp(np.arange(256), at, channel) for channel in zip(*_HEAT, strict=True)]
    return np.rint(np.stack(values, axis=-1)).astype(np.uint8)


_COLOURS = np.ascontiguousarray(heat_colours()[:, ::-1])  # blue first, as images have them


def difference(a: QImage, b: QImage, look: Look) -> QImage:
    """Return the difference of two `Format_RGB32` images of one size, as an image of its own.

    Absolute: |A − B| × gain in each channel. Signed: 128 + (B − A) × gain, so that grey is none.
    Heat: the largest |A − B| of the channels × gain, in colours.
    """
    first, second = _values(a).astype(np.int16), _values(b).astype(np.int16)
    if look.kind == "signed":
        found = np.clip((second - first) * np.int16(look.gain) + _GREY, 0, 255)
        return _image(found.astype(np.uint8))
    # The product would not fit into 16 bits: what is larger than this is white anyway.
    most = -(-255 // look.gain)
    apart = np.minimum(np.abs(second - first), most) * np.int16(look.gain)
    apart = np.minimum(apart, 255).astype(np.uint8)
    if look.kind == "heat":
        return _image(_COLOURS[apart.max(axis=2)])
    return _image(apart)


def bar(width: int, height: int) -> QImage:
    """Return the heat map's colours from the largest difference, on top, to none."""
    ramp = np.linspace(255.0, 0.0, height).astype(np.uint8)
    return _image(np.repeat(_COLOURS[ramp][:, np.newaxis, :], width, axis=1))


def paint_bar(painter: QPainter, place: QRect, look: Look) -> None:
    """Draw the colours of the heat map and what their ends stand for, in values of 0–255."""
    painter.drawImage(place, bar(max(1, place.width()), max(1, place.height())))
    painter.drawRect(place.adjusted(-1, -1, 0, 0))
    metrics = painter.fontMetrics()
    for share, value in ((0.0, 255 / look.gain), (0.5, 127.5 / look.gain), (1.0, 0.0)):
        text = f"{value:.3g}"
        y = round(place.top() + share * place.height() + metrics.ascent() / 2)
        painter.drawText(place.left() - metrics.horizontalAdvance(text) - 6, y, text)


def _values(image: QImage) -> NDArray[np.uint8]:
    """Return the (H, W, 3) values of an image, blue first; a view."""
    row = image.bytesPerLine() // 4
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), row, 4)
    return flat[:, : image.width(), :3]


def _image(values: NDArray[np.uint8]) -> QImage:
    """Return (H, W, 3) values, in the order they came in, as an image that owns its memory."""
    height, width = values.shape[:2]
    made = np.full((height, width, 4), 255, np.uint8)
    made[..., :3] = values
    return QImage(made.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
