"""What every test needs: no screen, few threads, and nothing of the user's own files."""

import os

# Both are read when Qt and torch are first imported, so they must be set before any test module is.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dip_core import Picture

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")

# What the platform without a screen says when a window is shown that has a smallest size.
_HARMLESS = "This plugin does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt say what means nothing; every other warning of Qt fails a test."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(_HARMLESS, extend=True))


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and cache of the user lie in a folder of this test alone."""
    home = tmp_path_factory.mktemp("home")
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("APPDATA", str(home / "appdata"))
    monkeypatch.setenv("LOCALAPPDATA", str(home / "localappdata"))
    monkeypatch.setenv("HOME", str(home))
    return home


def scene(height: int, width: int, channels: int = 3) -> np.ndarray:
    """Return a smooth picture with an edge, (height, width, channels) floats in [0, 1]."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    planes = [0.5 + 0.4 * np.sin((k + 2) * x / width + (3 - k) * y / height) for k in range(3)]
    image = np.stack(planes[:channels], axis=-1)
    image[height // 4 : height // 2, width // 4 : width // 2] *= 0.5
    return np.clip(image, 0.0, 1.0).astype(np.float32)


@pytest.fixture
def make_picture() -> Callable[..., Picture]:
    """Make a small picture: `make_picture(height=32, width=32, channels=3)`."""

    def make(height: int = 32, width: int = 32, channels: int = 3) -> Picture:
        return Picture.from_array(scene(height, width, channels))

    return make


@pytest.fixture
def picture(make_picture: Callable[..., Picture]) -> Picture:
    """A photo of 32×32 pixels."""
    return make_picture()
