"""What the README says can be done can be done."""

import re
import shlex
from pathlib import Path

import pytest

from dip_core.cli.program import parser
from dip_core.project import set_option
from dip_core.tasks.super_resolution import SuperResolution

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^dip-studio (.+)$", README, flags=re.MULTILINE)
PAGES = [
    ROOT / "README.md",
    ROOT / "dip_core" / "ARCHITECTURE.md",
    ROOT / "packaging" / "README.md",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_is_understood(command):
    parser().parse_args(shlex.split(command))


@pytest.mark.parametrize("assignment", re.findall(r"--set ([a-z][\w.-]+=[\w.-]+)", README))
def test_every_option_shown_exists(assignment):
    path, value = assignment.split("=")
    spec = SuperResolution().recommended("fast")
    assert set_option(spec.replace(seed=1), path, value).seed == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_a_page_leads_to_exists(page):
    links = re.findall(r"\]\(((?!https?:)[^)#]+)\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_module_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:app|dip_core|tests|packaging)/[\w/.]+)`", text)
    named += [f"dip_core/{name}" for name in re.findall(r"`(engine/\w+\.py)`", text)]
    assert not [name for name in named if not (ROOT / name).exists()]


def test_both_set_up_commands_install_what_was_tested():
    installs = re.findall(r"^.*pip install .*$", README, flags=re.MULTILINE)
    ours = [line for line in installs if "index-url" not in line]
    assert len(ours) == 3  # Linux and macOS, Windows, development
    assert all("-c packaging/constraints.txt" in line for line in ours)
