"""With the clean picture at hand, PSNR is shown while the noise goes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from dip_core import Picture, save_picture
from tests.stories.studio import PATIENCE_MS, Studio


def test_psnr_appears_when_a_reference_is_opened(
    studio: Studio, tmp_path: Path, make_picture: Callable[..., Picture]
) -> None:
    clean = make_picture(48, 64)
    noise = np.random.default_rng(0).normal(0, 0.1, (48, 64, 3)).astype(np.float32)
    noisy = clean.with_pixels(np.clip(clean.to_float() + noise, 0, 1))
    save_picture(clean, tmp_path / "clean.png")
    save_picture(noisy, tmp_path / "noisy.png")

    studio.open(tmp_path / "noisy.png")
    curves = studio.window.docks.panel("curves")
    assert not curves.can_show("PSNR")
    studio.replies.open = tmp_path / "clean.png"
    studio.act("open-reference")
    studio.qtbot.waitUntil(lambda: curves.can_show("PSNR"), timeout=PATIENCE_MS)

    studio.choose("denoising", iterations=8)
    studio.run()
    curves.choose("PSNR")
    assert curves.names()[:2] == ("Raw output", "Average")
    assert np.isfinite(studio.window.bench.log.column("psnr_average")).any()


def test_an_enlarged_result_lies_over_the_photo(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("super-resolution", iterations=3)
    studio.run()
    assert studio.document.result_picture.size_text != studio.document.picture.size_text
    assert studio.window.canvas.has_preview
