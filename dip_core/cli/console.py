"""Lines for people and lines for programs: standard error and standard output."""

import contextlib
import json
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO


def prepare() -> None:
    """Make sure that both streams are there and take every letter."""
    # Whoever closed a stream wants to hear nothing; Python then has None in its place.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a × shows a ? instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def silence(stream: TextIO) -> None:
    """Send what is still to come nowhere, after the reader has left or the disk is full.

    Without that, what is left in the buffer would fail once more when the program ends.
    """
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


def put(stream: TextIO, text: str) -> None:
    """Write what nothing depends on: where it cannot be written, it is left out."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        silence(stream)


def say(text: str) -> None:
    """Write a line that is the answer to the command on standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(values: Any) -> None:  # noqa: ANN401
    """Write values as one line of JSON on standard output."""
    # Escapes show every file name, also one that is no text in any encoding.
    say(json.dumps(jsonable(values), allow_nan=False))


def log(text: str) -> None:
    """Write a line about what is going on on standard error."""
    put(sys.stderr, f"dip-studio: {text}\n")


def jsonable(values: Any) -> Any:  # noqa: ANN401
    """Return values with null for the numbers JSON does not have (NaN, the infinities)."""
    if isinstance(values, Mapping):
        return {key: jsonable(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [jsonable(value) for value in values]
    if isinstance(values, float) and not math.isfinite(values):
        return None
    return values


def one_line(text: object) -> str:
    """Return a message without line breaks."""
    return " ".join(str(text).split())


def figures(psnr: float, ssim: float) -> str:
    """Return PSNR and SSIM as they are printed everywhere."""
    return f"PSNR {psnr:.2f} dB, SSIM {ssim:.4f}"


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
