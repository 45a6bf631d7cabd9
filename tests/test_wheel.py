"""The wheel is complete: installed away from the checkout, it restores a picture."""

import json
import os
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command, cwd, environment=None):
    """Run a command away from the checkout; return what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this checkout with the build tools at hand: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    run(sys.executable, *build, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder of its own with an environment that has the wheel, and sees our dependencies."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / _BIN / "python"
    pip = (sys.executable, "-m", "pip", f"--python={python}", "--quiet")
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = Path(run(python, "-c", _PACKAGES, cwd=folder).strip())
    # Only a line of this kind adds a folder without reading the .pth files in it, one of which may
    # name the checkout.
    lines = [f"import sys; sys.path.append({path!r})" for path in site.getsitepackages()]
    (packages / "dependencies.pth").write_text("\n".join(lines), encoding="utf-8")
    return folder


_BIN = "Scripts" if os.name == "nt" else "bin"
_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"
_RESOURCES = """
from importlib.resources import files
print(*(entry.name for entry in files("resources").iterdir()))
"""


def dip_studio(folder, *words):
    """Run the installed program, by its own script."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONPATH", None)
    return run(folder / "venv" / _BIN / "dip-studio", *words, cwd=folder, environment=environment)


def test_the_wheel_holds_our_packages_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"app", "dip_core", "resources"}
    assert "dip_core/py.typed" in names
    in_tree = {
        path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert in_tree <= set(names)


def test_the_installed_program_is_the_wheels(installed):
    where = run(
        installed / "venv" / _BIN / "python",
        "-c",
        "import dip_core; print(dip_core.__file__)",
        cwd=installed,
    )
    assert Path(where.strip()).is_relative_to(installed)


def test_the_installed_program_says_its_version(installed):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] in dip_studio(installed, "--version")


def test_the_installed_program_lists_its_tasks(installed):
    tasks = dip_studio(installed, "list", "tasks")
    assert all(kind in tasks for kind in ("denoising", "inpainting", "super-resolution"))


def test_the_installed_program_restores_a_picture(installed):
    noise = np.random.default_rng(0).integers(0, 256, (24, 24, 3), dtype=np.uint8)
    Image.fromarray(noise).save(installed / "noisy.png")
    options = ("--task", "denoising", "--iterations", "3", "--device", "cpu")
    small = ("--set", "network.channels=8", "--set", "network.scales=2", "--report", "report.json")
    dip_studio(installed, "restore", "noisy.png", "-o", "clean.png", *options, *small)
    with Image.open(installed / "clean.png") as clean:
        assert clean.size == (24, 24)
    assert json.loads((installed / "report.json").read_text(encoding="utf-8"))["iterations"] == 3


def test_the_installed_program_finds_its_resources(installed):
    found = run(installed / "venv" / _BIN / "python", "-c", _RESOURCES, cwd=installed).split()
    shipped = {path.name for path in (ROOT / "resources").iterdir()} - {"__pycache__"}
    assert shipped <= set(found)
