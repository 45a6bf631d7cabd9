"""Films: frames one after the other to an encoder, a program of its own.

H.264 in an MP4 plays everywhere, and no encoder for it is written in Python or comes with Pillow.
Two packages on PyPI bring one:

`av` (the bindings are under the BSD licence) loads FFmpeg's libraries into our own process. Its
wheels hold libx264 and libx265, which are under the GPL, so that whoever hands on the program with
them hands on a whole under the GPL.

`imageio-ffmpeg` (the wrapper is under the BSD licence) brings `ffmpeg`, a program under the GPL of
its own. We start it and send it pictures through a pipe; nothing of it becomes part of ours, which
stays under the Apache licence. That is the one we use. It is an extra, `video`: 65 MB are a lot for
what GIF and WebP nearly do, and an installer that brings it has to bring its licence and to offer
its source too (see `packaging/README.md`).

Without it the `ffmpeg` of the system is used, where there is one.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from dip_core.errors import MissingAddOn, PictureError

COMMAND = 'pip install "dip-studio[video]"'

# Even sides, because a colour of H.264 is that of four pixels. The matrix of high definition is
# what players take for granted; with another one reds and greens would be a little off.
_SHAPE = "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv"
_COLOURS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_QUALITY = ("-crf", "18")  # hardly to be told from the frames


def encoder() -> str | None:
    """Return the program that encodes films; None where there is none."""
    if find_spec("imageio_ffmpeg") is not None:
        try:
            return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
        except RuntimeError:  # a build of the package without the program
            pass
    return shutil.which("ffmpeg")


def refuse_without_encoder(path: Path) -> None:
    """Raise a `MissingAddOn` where nothing on this machine can write a film."""
    if encoder() is None:
        raise MissingAddOn(
            f"{path.name}: an MP4 needs an encoder, which is an optional add-on. Install it with "
            f"{COMMAND} and start again, or write a GIF or WebP.",
            COMMAND,
        )


def write_film(frames: Iterable[Image.Image], rate: int, file: BinaryIO) -> None:
    """Write frames of one size as a film; they are asked for one by one."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        _encode(iter(frames), rate, film)
        with film.open("rb") as written:
            shutil.copyfileobj(written, file)


def _encode(frames: Iterable[Image.Image], rate: int, film: Path) -> None:
    words = film.with_suffix(".txt")
    with words.open("wb") as said:
        process: subprocess.Popen[bytes] | None = None
        try:
            for frame in frames:
                if process is None:
                    process = _started(frame.size, rate, film, said)
                if not _fed(process, frame):
                    break
            if process is not None:
                process.communicate()
        finally:
            if process is not None and process.poll() is None:
                process.kill()
                process.communicate()
    if process is None or process.returncode:
        lines = words.read_text(errors="replace").strip().splitlines()
        raise PictureError(f"The film could not be encoded: {' '.join(lines[-1:])}")


def _started(
    size: tuple[int, int], rate: int, film: Path, said: BinaryIO
) -> subprocess.Popen[bytes]:
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(rate)]
    target = ["-vf", _SHAPE, "-pix_fmt", "yuv420p", *_COLOURS, *_QUALITY, "-movflags", "+faststart"]
    # A list of our own words and no shell: nothing a person typed is interpreted.
    return subprocess.Popen(  # noqa: S603
        [encoder() or "ffmpeg", "-loglevel", "error", *source, "-i", "-", *target, str(film)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )


def _fed(process: subprocess.Popen[bytes], frame: Image.Image) -> bool:
    """Hand over a frame; return whether it was taken: an encoder that has ended has said why."""
    if process.stdin is None:
        return False
    try:
        process.stdin.write(frame.tobytes())
    except BrokenPipeError:
        return False
    return True
