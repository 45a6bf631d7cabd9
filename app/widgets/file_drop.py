"""Files dragged from a file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent


def dropped_files(dragged: QMimeData) -> list[Path]:
    """Return the local files in what is being dragged; none if it is something else."""
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]


class TakesFiles:
    """What a widget on which files can be dropped inherits before its widget.

    files_dropped  a list of paths; the widget declares it
    """

    files_dropped: SignalInstance

    def welcomes_files(self) -> bool:
        """Whether files could be taken now."""
        return True

    def show_dragged_over(self, *, over: bool) -> None:
        """Show, or no longer show, that they would be."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if dropped_files(event.mimeData()) and self.welcomes_files():
            event.acceptProposedAction()
            self.show_dragged_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget them."""
        self.show_dragged_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self.show_dragged_over(over=False)
        event.acceptProposedAction()
        self.files_dropped.emit(dropped_files(event.mimeData()))
