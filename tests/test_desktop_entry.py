"""File managers on Linux can offer the program for what it opens."""

import configparser
import mimetypes
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

from dip_core import WRITABLE_SUFFIXES

ROOT = Path(__file__).parents[1]
LINUX = ROOT / "packaging" / "linux"


def entry():
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(LINUX / "dip-studio.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_it_starts_our_own_script_with_the_files_chosen():
    program, *words = entry()["Exec"].split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert program in project["scripts"]
    assert words == ["%F"]


def test_it_is_offered_for_what_can_be_opened():
    kinds = entry()["MimeType"].split(";")
    wanted = {mimetypes.guess_type(f"photo{suffix}")[0] for suffix in WRITABLE_SUFFIXES}
    assert wanted - {None} <= set(kinds)
    assert "application/x-dip-studio" in kinds


def test_projects_are_known_by_their_suffix():
    kind = ET.parse(LINUX / "dip-studio.xml").getroot()[0]  # noqa: S314 - our own file
    assert kind.get("type") == "application/x-dip-studio"
    assert [child.get("pattern") for child in kind if child.tag.endswith("glob")] == ["*.dip"]


def test_windows_find_their_entry():
    source = (ROOT / "app" / "bootstrap.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{LINUX.joinpath("dip-studio.desktop").stem}")' in source
