"""Lines for people and lines for programs: standard error and standard output."""

import json
import math
import sys
from collections.abc import Mapping
from typing import Any


def say(text: str) -> None:
    """Write a line that is the answer to the command on standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_json(values: Any) -> None:  # noqa: ANN401
    """Write values as one line of JSON on standard output."""
    say(json.dumps(jsonable(values), ensure_ascii=False, allow_nan=False))


def log(text: str) -> None:
    """Write a line about what is going on on standard error."""
    sys.stderr.write(f"dip-studio: {text}\n")
    sys.stderr.flush()


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
