"""Unpacking what a person looks at: the newest wish first, and what is near before it is asked."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.unpacking import Unpacking
from app.model.snapshots import Moment, Snapshot

WAIT_MS = 20_000


@pytest.fixture
def snapshots() -> list[Snapshot]:
    pictures = np.random.default_rng(0).integers(0, 256, (4, 12, 16, 3), dtype=np.uint8)
    return [Snapshot.of(Moment(k, picture, {})) for k, picture in enumerate(pictures, start=1)]


@pytest.fixture
def unpacking(qtbot: QtBot):
    unpacking = Unpacking()
    yield unpacking
    unpacking.shutdown()


def test_what_is_near_is_made_after_what_was_asked_for(qtbot, unpacking, snapshots):
    made: list[int] = []
    unpacking.ready.connect(lambda snapshot, _: made.append(snapshot.iteration))
    unpacking.ask(snapshots[1], None, [snapshots[2], snapshots[0]])
    qtbot.waitUntil(lambda: made == [2, 3, 1], timeout=WAIT_MS)


def test_what_was_near_is_there_at_once(qtbot, unpacking, snapshots):
    made: list[int] = []
    unpacking.ready.connect(lambda snapshot, _: made.append(snapshot.iteration))
    unpacking.ask(snapshots[1], None, [snapshots[2]])
    qtbot.waitUntil(lambda: made == [2, 3], timeout=WAIT_MS)
    unpacking.ask(snapshots[2], None)
    assert made == [2, 3, 3]


def test_what_is_asked_for_comes_before_what_was_near(qtbot, unpacking, snapshots):
    made: list[int] = []
    unpacking.ready.connect(lambda snapshot, _: made.append(snapshot.iteration))
    unpacking.ask(snapshots[0], None, [snapshots[1]])
    unpacking.ask(snapshots[3], None, [snapshots[2]])
    qtbot.waitUntil(lambda: made == [1, 4, 3], timeout=WAIT_MS)
