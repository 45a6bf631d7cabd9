"""One line about a picture that belongs to the photo: what it is, and buttons to change it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QIcon,
    QImage,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
)

from app.widgets.file_drop import dropped_files

_THUMB = 44  # logical pixels
_SHARP_BELOW = 128  # pixels: a smaller picture is a kernel, whose pixels are to be seen


class InputRow(QFrame):
    """Thumbnail, name and size of a picture, or that there is none yet; files may be dropped.

    `actions` are pressed by the buttons: first what brings a picture, last what takes it away.
    """

    dropped = Signal(Path)

    def __init__(self, title: str, placeholder: QIcon, actions: list[tuple[str, QAction]]) -> None:
        super().__init__()
        self._placeholder = placeholder
        self._has_picture = False
        self.setProperty("role", "input")
        self.setAcceptDrops(True)
        self._title = QLabel(title)
        self._thumb = QLabel()
        self._thumb.setFixedSize(_THUMB, _THUMB)
        self._thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._thumb.setAutoFillBackground(True)
        self._thumb.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self._thumb.setAccessibleName(title)
        self._text = ShortLabel()
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        self._buttons = [_button(text, action) for text, action in actions]
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch()
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 5, 6, 5)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._thumb, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._text, 1, 1)
        grid.addLayout(buttons, 2, 1)
        self.show_input(None, "")

    def show_input(self, image: QImage | None, text: str) -> None:
        """Show a picture and what is said about it; the last button goes where there is none."""
        self._text.say(text)
        self._has_picture = image is not None
        self._thumb.setPixmap(self._empty() if image is None else self._small(image))
        for button in self._buttons[-1:]:
            button.setVisible(image is not None)

    def text(self) -> str:
        """Return what is said about the picture."""
        return self._text.full_text()

    @property
    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._has_picture

    def changeEvent(self, event: QEvent) -> None:
        """Draw what stands for a missing picture in the colours there are now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not self._has_picture:
            self._thumb.setPixmap(self._empty())

    def _empty(self) -> QPixmap:
        return self._placeholder.pixmap(
            QSize(_THUMB, _THUMB) / 2, self.devicePixelRatioF(), QIcon.Mode.Disabled
        )

    def _small(self, image: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        sharp = max(image.width(), image.height()) < _SHARP_BELOW
        how = Qt.TransformationMode
        small = image.scaled(
            QSize(_THUMB, _THUMB) * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            how.FastTransformation if sharp else how.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(small)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome one file."""
        if len(dropped_files(event.mimeData())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which file was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(dropped_files(event.mimeData())[0])


class ShortLabel(QLabel):
    """One line that is shortened in the middle where there is no room; all of it is in the tip."""

    def __init__(self) -> None:
        super().__init__()
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def say(self, text: str) -> None:
        """Show a text."""
        self._full = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._shorten()

    def full_text(self) -> str:
        """Return the whole text."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._full, Qt.TextElideMode.ElideMiddle, self.width()))


def _button(text: str, action: QAction) -> QToolButton:
    """Return a button with a short text that presses an action and is enabled as it is."""
    button = QToolButton()
    button.setText(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())

    action.changed.connect(follow)
    follow()
    return button
