"""A moving picture of how a restoration forms, made from the previews of a run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.errors import OptionError, PictureError
from dip_core.files.atomic import whole_file
from dip_core.images import Box, Picture
from dip_core.outcome import IterationReport
from dip_core.photo import Restoration, Restored

ANIMATION_SUFFIXES = (".gif", ".webp", ".mp4")

_LONGEST_SIDE = 640
_MOST_FRAMES = 120
_FRAME_MS = 80
_LAST_MS = 2000


class Animation:
    """Collects frames of the region worked on: the picture as it was, the previews, the result.

    When there are too many, every second one is dropped and only every second new one is taken,
    so the frames stay evenly spread over the run.
    """

    def __init__(self, restoration: Restoration) -> None:
        self._region = restoration.region
        shrink = min(1.0, _LONGEST_SIDE / max(self._region.height, self._region.width))
        self._size = (
            max(1, round(self._region.width * shrink)),
            max(1, round(self._region.height * shrink)),
        )
        enlargement = restoration.spec.task.enlargement()
        before = _cut(restoration.inputs.picture, self._region, enlargement)
        self._frames: list[Image.Image] = [self._frame(before)]
        self._shrink = shrink
        self._stride = 1
        self._previews = 0

    def see(self, report: IterationReport) -> None:
        """Take the preview, if there is one and its turn has come."""
        if report.preview is None:
            return
        self._previews += 1
        if self._previews % self._stride:
            return
        self._frames.append(self._placed(report.preview, report.region))
        if len(self._frames) >= _MOST_FRAMES:
            self._frames = self._frames[::2]
            self._stride *= 2

    def close(self) -> None:
        """The file is written by `save`, once there is a result."""

    def save(self, path: Path, restored: Restored, *, overwrite: bool) -> None:
        """Write the frames and the result, as the suffix of `path` says."""
        last = self._frame(_cut(restored.picture, self._region, 1.0))
        frames = [*self._frames, last]
        durations = [*[_FRAME_MS] * (len(frames) - 1), _LAST_MS]
        if path.suffix.lower() == ".mp4":
            film = _filmed([*frames, *[last] * (_LAST_MS // _FRAME_MS)])
            with whole_file(path, overwrite=overwrite) as file:
                file.write(film)
            return
        with whole_file(path, overwrite=overwrite) as file:
            frames[0].save(
                file,
                format=path.suffix[1:].upper(),
                save_all=True,
                append_images=frames[1:],
                duration=durations,
                loop=0,
            )

    def _placed(self, preview: NDArray[np.uint8], region: Box | None) -> Image.Image:
        """Return a preview, laid over the newest frame where it is of a part only."""
        if region is None or region == self._region:
            return self._frame(preview)
        left, top = region.left - self._region.left, region.top - self._region.top
        size = region.width, region.height
        part = _image(preview).resize(
            [max(1, round(side * self._shrink)) for side in size], Image.Resampling.BILINEAR
        )
        frame = self._frames[-1].copy()
        frame.paste(part, (round(left * self._shrink), round(top * self._shrink)))
        return frame

    def _frame(self, pixels: NDArray[np.uint8]) -> Image.Image:
        return _image(pixels).resize(self._size, Image.Resampling.BILINEAR)


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).convert("RGB")


def refuse_unwritable(path: Path) -> None:
    """Raise an `OptionError` for an MP4 where nothing on this machine can encode one."""
    if path.suffix.lower() == ".mp4" and shutil.which("ffmpeg") is None:
        raise OptionError(
            f"{path}: an MP4 needs the program ffmpeg, which is not installed here; "
            "install it, or write a .gif or .webp."
        )


def _filmed(frames: Sequence[Image.Image]) -> bytes:
    """Return the frames as an H.264 film, by ffmpeg; its sides are made even, as H.264 wants."""
    ffmpeg = shutil.which("ffmpeg") or "ffmpeg"
    width, height = frames[0].size
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"]
    rate = ["-r", f"{1000 / _FRAME_MS:g}"]
    even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        # A list of our own words and no shell: nothing a person typed is interpreted.
        done = subprocess.run(  # noqa: S603
            [ffmpeg, "-loglevel", "error", *source, *rate, "-i", "-", *even, str(film)],
            input=b"".join(frame.tobytes() for frame in frames),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip().splitlines()
            raise PictureError(f"ffmpeg could not write the MP4: {' '.join(reason[-1:])}")
        return film.read_bytes()


def _cut(picture: Picture, region: Box, enlargement: float) -> NDArray[np.uint8]:
    """Return the part of a picture that becomes `region` when enlarged, as bytes."""
    box = Box(
        round(region.top / enlargement),
        round(region.left / enlargement),
        round(region.height / enlargement),
        round(region.width / enlargement),
    )
    return np.rint(picture.to_float(box) * 255.0).astype(np.uint8)
