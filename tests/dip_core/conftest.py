"""A folder of pictures for the command line, and what it says when something is wrong."""

import numpy as np
import pytest

from dip_core.images import Picture, save_picture


def landscape(height=32, width=40):
    down, across = np.mgrid[0:height, 0:width] / height
    planes = [np.sin(5 * across), np.cos(4 * down), (down + across) % 1.0]
    return (np.stack(planes, axis=-1) * 0.4 + 0.5).astype(np.float32)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a clean and a noisy picture and a mask."""
    monkeypatch.setattr("dip_core.devices.usable_cores", lambda: 1)
    monkeypatch.chdir(tmp_path)
    clean = landscape()
    noise = np.random.default_rng(0).normal(0, 0.1, clean.shape)
    save_picture(Picture.from_array(clean), tmp_path / "clean.png")
    save_picture(Picture.from_array(np.clip(clean + noise, 0, 1)), tmp_path / "noisy.png")
    mask = np.zeros((32, 40), np.uint8)
    mask[10:20, 12:24] = 255
    save_picture(Picture.from_array(mask), tmp_path / "mask.png")
    return tmp_path


@pytest.fixture
def error_line(capsys):
    """Return a function that gives the one line on standard error."""

    def read():
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith("dip-studio: ")
        return lines[0].removeprefix("dip-studio: ")

    return read
