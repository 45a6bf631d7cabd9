"""The tree keeps its rules: who may import whom, what lies where, what is pinned."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {
    "app",
    "dip_core",
    "resources",
    "tests",
    "packaging",
    "pyproject.toml",
    "README.md",
    "LICENSE",
}
LEFT_BY_TOOLS = {"build", "dist", "demo", "htmlcov"}
FIRST_PARTY = {"app", "dip_core", "resources"}
MOST_LINES = 450
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
SOURCES = sorted(
    path for package in (*sorted(FIRST_PARTY), "tests") for path in (ROOT / package).rglob("*.py")
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _late_imports(tree: ast.AST) -> list[str]:
    """Return the first-party modules imported inside a function."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = []
    for node in (inner for function in functions for inner in ast.walk(function)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return [module for module in found if module.split(".")[0] in FIRST_PARTY]


def test_the_import_contracts_hold():
    command = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert command, "import-linter is not installed in this environment"
    done = subprocess.run(
        [command, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_top_level_is_what_the_owner_fixed():
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}
    extra = {name for name in visible - LEFT_BY_TOOLS if not name.endswith(".egg-info")} - TOP_LEVEL
    assert not extra
    assert visible >= TOP_LEVEL


def test_packaging_is_no_package():
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in SOURCES if path.relative_to(ROOT).parts[0] in FIRST_PARTY}
    assert not [_name(folder) for folder in folders if not (folder / "__init__.py").exists()]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_is_one_room(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_first_party_imports_stand_at_the_top(path):
    assert not _late_imports(ast.parse(path.read_text(encoding="utf-8")))


def test_every_dependency_has_a_tested_version():
    extras = PROJECT["optional-dependencies"].values()
    declared = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    pinned = {_key(line) for line in CONSTRAINTS.splitlines() if "==" in line}
    assert not {_key(requirement) for requirement in declared} - pinned


def test_no_tested_version_has_a_build_label():
    assert not re.findall(r"^[^#\s].*\+.*$", CONSTRAINTS, flags=re.MULTILINE)


def test_what_is_imported_is_declared():
    distributions = packages_distributions()
    declared = {_key(requirement) for requirement in PROJECT["dependencies"]}
    shipped = [path for path in SOURCES if "tests" not in path.relative_to(ROOT).parts]
    tops = {top for path in shipped for top in _imported(ast.parse(path.read_text("utf-8")))}
    foreign = tops - FIRST_PARTY - sys.stdlib_module_names
    assert not [top for top in foreign if not {_key(d) for d in distributions[top]} & declared]


def _imported(tree: ast.AST) -> set[str]:
    """Return the first words of all that is imported."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.split(".")[0] for name in names}


def _key(requirement: str) -> str:
    """Return the name of a requirement the way indexes compare names."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()
