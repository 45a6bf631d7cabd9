"""The window answers while a restoration runs."""

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer

from tests.stories.studio import PATIENCE_MS, Studio

BEAT_MS = 10
BEATS = 120


def test_a_heart_beats_on_while_a_run_goes_on(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(3)
    beats: list[float] = []
    heart = QTimer(studio.window)
    heart.setInterval(BEAT_MS)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    studio.qtbot.waitUntil(lambda: len(beats) > BEATS, timeout=PATIENCE_MS)
    heart.stop()
    late = 1000 * np.diff(beats) - BEAT_MS
    # Several times what a quiet machine needs (8 and 30 ms): test machines are shared.
    assert np.percentile(late, 90) < 50
    assert late.max() < 500
    assert studio.runs.active
