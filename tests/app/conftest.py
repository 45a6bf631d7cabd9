"""What tests of the window share: settings of their own, small real objects, no leftovers."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.control.files import FileController
from app.control.runs import RunController
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.widgets.canvas import Canvas
from dip_core import Picture, RestorationSpec
from tests.app.canvas_hand import Strokes, noise
from tests.app.small import tiny_spec


@pytest.fixture(autouse=True)
def own_settings(own_folders: Path) -> Path:
    """Keep the settings of a test in a file of its own."""
    # Qt looks at the environment once; after that only this moves its settings.
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(own_folders / "settings")
    )
    return own_folders / "settings"


@pytest.fixture(autouse=True)
def nothing_left_behind(own_settings: Path) -> Iterator[None]:
    """Fail a test that leaves a thread running, a timer nobody owns, or a window."""
    windows = set(_windows())
    gc.collect()
    gc.freeze()  # only what the test makes is looked at afterwards, which is quick
    gc.disable()  # as the program does it: never in a thread that is not Qt's
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.enable()
    left = [*_leftovers(), *(repr(window) for window in _windows() if window not in windows)]
    assert not left, f"left behind: {', '.join(left)}"


def _leftovers() -> Iterator[str]:
    for found in gc.get_objects():
        if not isinstance(found, QThread | QTimer) or not shiboken6.isValid(found):
            continue
        if isinstance(found, QThread):
            if found.isRunning() and found is not QThread.currentThread():
                yield f"a running thread {found.objectName()!r}"
        elif found.isActive() and found.parent() is None:
            yield "a running timer without a parent"


def _windows() -> list[QWidget]:
    return QApplication.topLevelWidgets() if QApplication.instance() is not None else []


@pytest.fixture
def spec() -> RestorationSpec:
    """A denoising spec of six iterations."""
    return tiny_spec()


@pytest.fixture
def preferences(own_settings: Path) -> Preferences:
    """Preferences nobody has set yet."""
    return Preferences()


@pytest.fixture
def document(qapp: QApplication, spec: RestorationSpec, picture: Picture) -> Document:
    """A document with a photo of 32×32 pixels that is to be denoised."""
    document = Document(spec)
    document.set_picture(picture)
    return document


@pytest.fixture
def files(document: Document, preferences: Preferences) -> Iterator[FileController]:
    """What opens and saves the document's files."""
    files = FileController(document, preferences)
    yield files
    files.shutdown()


@pytest.fixture
def runs(qtbot: QtBot, document: Document, preferences: Preferences) -> Iterator[RunController]:
    """What runs the document, on one core."""
    preferences.device, preferences.threads = "cpu", 1
    made = RunController(document, RunLog(document), preferences)
    yield made
    made.shutdown()


@pytest.fixture
def canvas(qtbot) -> Canvas:
    """A canvas of 200×160 that shows a picture of 100×80 at 100 %, its corner at (50, 40)."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 160)
    canvas.set_image(noise(100, 80))
    canvas.zoom_to(1)
    canvas.set_brush(10, 1)
    return canvas


@pytest.fixture
def strokes(canvas) -> Strokes:
    return Strokes(canvas)
