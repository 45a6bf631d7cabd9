"""An animation as a file: frames are made one by one, so that a long one takes no more memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.animation.encoding import refuse_without_encoder, write_film
from dip_core.animation.reel import Reel
from dip_core.animation.stage import Stage
from dip_core.animation.story import FIRST, LAST, Cue, Story, cues
from dip_core.animation.style import AnimationStyle
from dip_core.errors import Cancelled, PictureError
from dip_core.files.atomic import whole_file

ANIMATION_SUFFIXES = (".mp4", ".webp", ".gif")

_WEBP_QUALITY = 85


def refuse_unwritable(path: Path) -> None:
    """Raise a `PictureError` for a kind of file that cannot be written, or not on this machine."""
    suffix = path.suffix.lower()
    if suffix not in ANIMATION_SUFFIXES:
        known = ", ".join(ANIMATION_SUFFIXES)
        raise PictureError(f"{path.name} must end in one of: {known}.")
    if suffix == ".mp4":
        refuse_without_encoder(path)


def write_animation(
    story: Story,
    path: Path,
    style: AnimationStyle | None = None,
    *,
    overwrite: bool = False,
    progressed: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a run as the suffix of a path says.

    Parameters
    ----------
    progressed
        Is told now and then which share is done.
    cancelled
        Is asked before each frame; an earlier file of that name then stays as it was.

    Raises
    ------
    PictureError
        Where it cannot be written, or not on this machine.
    Cancelled
        Where `cancelled` says so.
    """
    refuse_unwritable(path)
    style = style or AnimationStyle()
    plan = cues([shot.iteration for shot in story.shots], style)
    pictures = _watched(_pictures(story, style, plan), len(plan), path, progressed, cancelled)
    with whole_file(path, overwrite=overwrite, cancelled=cancelled) as file:
        if path.suffix.lower() == ".mp4":
            write_film(_repeated(pictures, plan), style.rate, file)
            return
        Reel(pictures, len(plan)).save(
            file,
            format=path.suffix[1:].upper(),
            save_all=True,
            duration=[round(1000 * cue.frames / style.rate) for cue in plan],
            quality=_WEBP_QUALITY,
            **({"loop": 0} if style.loop else _ONCE[path.suffix.lower()]),
        )


def sample_frame(story: Story, style: AnimationStyle) -> NDArray[np.uint8]:
    """Return the newest picture as it would be shown, (H, W, 3) bytes."""
    stage, shot = Stage(story.scene, style, story.curve), story.shots[-1]
    caption = story.scene.captions.iteration.format(number=shot.iteration)
    return np.asarray(stage.frame(stage.placed(stage.before, shot), caption, shot.iteration))


# A GIF is shown once where nothing is said.
_ONCE: dict[str, dict[str, int]] = {".gif": {}, ".webp": {"loop": 1}}


def _pictures(story: Story, style: AnimationStyle, plan: Sequence[Cue]) -> Iterator[Image.Image]:
    """Yield the picture of each cue; shots between are laid in place but not shown."""
    stage = Stage(story.scene, style, story.curve)
    captions, whole = story.scene.captions, story.scene.region
    picture, laid = stage.before, 0
    for cue in plan:
        if cue.what == FIRST:
            yield stage.frame(picture, captions.before)
        elif cue.what == LAST:
            kept = captions.after.format(number=story.kept)
            yield stage.frame(stage.fitted(story.after()), kept, story.kept)
        else:
            for shot in story.shots[laid : cue.what + 1]:
                # Of several regions each shot is one; of a single one the last hides the others.
                if shot.region not in (None, whole) or shot is story.shots[cue.what]:
                    picture = stage.placed(picture, shot)
            laid = cue.what + 1
            iteration = story.shots[cue.what].iteration
            yield stage.frame(picture, captions.iteration.format(number=iteration), iteration)


def _repeated(pictures: Iterator[Image.Image], plan: Sequence[Cue]) -> Iterator[Image.Image]:
    for picture, cue in zip(pictures, plan, strict=True):
        for _ in range(cue.frames):
            yield picture


def _watched(
    pictures: Iterator[Image.Image],
    count: int,
    path: Path,
    progressed: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Image.Image]:
    """Yield the same, and tell and ask whoever waits for them."""
    for number, picture in enumerate(pictures):
        if cancelled is not None and cancelled():
            raise Cancelled(f"{path.name} was not written.")
        yield picture
        if progressed is not None:
            progressed((number + 1) / count)
