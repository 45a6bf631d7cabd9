"""Projects, and specs as text: as plain values, by path, and in `.dip` files."""

from dip_core.project.coding import decode, encode
from dip_core.project.file import Project, SavedResult, read_project, write_project
from dip_core.project.paths import set_option

__all__ = [
    "Project",
    "SavedResult",
    "decode",
    "encode",
    "read_project",
    "set_option",
    "write_project",
]
