"""Files dragged from a file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_files(dragged: QMimeData) -> list[Path]:
    """Return the local files in what is being dragged; none if it is something else."""
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
