"""`--animation`: how the picture formed, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dip_core.animation.gathering import Gathering
from dip_core.animation.story import Scene, Story, seen
from dip_core.animation.style import AnimationStyle
from dip_core.animation.writing import ANIMATION_SUFFIXES, refuse_unwritable, write_animation
from dip_core.errors import MissingAddOn, OptionError
from dip_core.figures.figure import Line, line
from dip_core.outcome import Curves, IterationReport
from dip_core.photo import Restoration, Restored
from dip_core.project import set_option

__all__ = ["ANIMATION_SUFFIXES", "Animation", "refuse_missing_encoder", "style_for"]

_PREFIX = "animation"
# The part that was to be restored says more than the whole, whose known pixels stay as they are.
_CURVES = (("psnr_average_region", "PSNR of the masked part, dB"), ("psnr_average", "PSNR, dB"))


def style_for(
    path: Path | None, assignments: Sequence[tuple[str, str]]
) -> tuple[AnimationStyle, list[tuple[str, str]]]:
    """Return how an animation looks, by `--set animation.…`, and the other settings."""
    style, others = AnimationStyle(), []
    for name, value in assignments:
        first, _, rest = name.partition(".")
        if first.strip() != _PREFIX:
            others.append((name, value))
        elif path is None:
            raise OptionError(f"--set {name}={value} needs --animation with the name of a file.")
        else:
            style = set_option(style, rest, value, within=f"{_PREFIX}.")
    return style, others


def refuse_missing_encoder(path: Path | None) -> None:
    """Raise an `OptionError` for an MP4 where nothing on this machine can encode one."""
    try:
        if path is not None and path.suffix.lower() in ANIMATION_SUFFIXES:
            refuse_unwritable(path)
    except MissingAddOn as error:
        raise OptionError(str(error)) from error


class Animation:
    """Takes pictures of the region worked on while it is restored."""

    def __init__(self, restoration: Restoration, style: AnimationStyle) -> None:
        self._restoration, self._style = restoration, style
        picture, self._region = restoration.inputs.picture, restoration.region
        before = seen(picture, self._region, restoration.spec.task.enlargement())
        self._scene = Scene(before, self._region, picture.icc)
        self._gathering = Gathering(self._scene, style)

    def see(self, report: IterationReport) -> None:
        """Take a picture, if its turn has come or a part is done."""
        if report.part_over or self._gathering.wants(report.iteration):
            still = self._restoration.still()
            self._gathering.add(report.iteration, lambda: still.preview, report.region)

    def close(self) -> None:
        """The file is written by `save`, once there is a result."""

    def save(self, path: Path, restored: Restored, *, overwrite: bool) -> None:
        """Write it as the suffix of `path` says."""
        story = Story(
            self._scene,
            self._gathering.shots,
            lambda: seen(restored.picture, self._region),
            restored.run.kept_iteration,
            _curve(restored.run.curves),
        )
        write_animation(story, path, self._style, overwrite=overwrite)


def _curve(curves: Curves) -> Line:
    """Return the PSNR of the average where a reference is known, else the loss."""
    for name, words in _CURVES:
        if name in curves.metrics:
            return line(words, curves.iteration, curves.metrics[name])
    return line("Loss", curves.iteration, curves.loss)
