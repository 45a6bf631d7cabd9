"""Frames as Pillow wants those of a file: one picture that can be wound on."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image


class Reel(Image.Image):
    """Shows one frame of many, and makes the next one when it is wound on.

    Handed over as a list they would all be in memory at once.
    """

    def __init__(self, frames: Iterator[Image.Image], count: int) -> None:
        super().__init__()
        self._frames = frames
        self.n_frames = count
        self.is_animated = count > 1
        self._at = -1
        self.seek(0)

    def tell(self) -> int:
        """Return the number of the frame shown."""
        return self._at

    def seek(self, frame: int) -> None:
        """Wind on to a frame; one before the present one is not there any more."""
        if frame >= self.n_frames:
            raise EOFError
        while self._at < frame:
            picture = next(self._frames)
            self._at += 1
            self._mode, self._size = picture.mode, picture.size
            self.im = picture.im
