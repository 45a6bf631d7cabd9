"""The shortcuts sheet: every action and its keys, read from the table of actions."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.control.actions import Action

# What the canvas does with keys and mouse by itself; nothing of it is an action.
GESTURES = (
    ("Wheel", "Zoom at the pointer"),
    ("Space + drag, middle button", "Move the photo"),
    ("[  ]", "Smaller and larger brush"),
    ("Shift+[  Shift+]", "Softer and harder brush"),
    ("X", "Swap brush and eraser"),
    ("Right button", "Erase"),
    ("Shift + click", "Straight line from the last point"),
    ("Tab, \\ (hold)", "Show the original"),
    ("Esc", "Take the stroke back"),
)


class ShortcutsSheet(QDialog):
    """A list that can be searched by what one wants to do, or by key."""

    def __init__(self, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 620)
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(self.tr("Search shortcuts"))
        self._tree = QTreeWidget()
        self._tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self._tree.setRootIsDecorated(False)
        self._tree.setAlternatingRowColors(True)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.header().setStretchLastSection(False)
        self._fill(actions)
        self._search.textChanged.connect(self._filter)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._search)
        column.addWidget(self._tree)
        column.addWidget(buttons)

    def rows(self) -> list[tuple[str, str]]:
        """Return what is listed and not filtered away."""
        items = [item for group in self._groups() for item in _children(group)]
        return [(item.text(0), item.text(1)) for item in items if not item.isHidden()]

    def _fill(self, actions: Sequence[Action]) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for action in actions:
            menu, _, submenu = action.menu.partition("/")
            if menu not in groups:
                groups[menu] = self._group(menu.capitalize())
            label = action.label.replace("&&", "&")
            label = f"{submenu.capitalize()}: {label}" if submenu else label
            item = QTreeWidgetItem(groups[menu], [label, keys_text(action)])
            item.setToolTip(0, action.help)
        canvas = self._group(self.tr("Canvas"))
        for keys, text in GESTURES:
            QTreeWidgetItem(canvas, [QCoreApplication.translate("ShortcutsSheet", text), keys])
        self._tree.expandAll()

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self._tree, [title])
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return group

    def _groups(self) -> list[QTreeWidgetItem]:
        return _children(self._tree.invisibleRootItem())

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for group in self._groups():
            items = _children(group)
            for item in items:
                words = f"{item.text(0)} {item.text(1)} {item.toolTip(0)}".lower()
                item.setHidden(wanted not in words)
            group.setHidden(all(item.isHidden() for item in items))


def keys_text(action: Action) -> str:
    """Return the keys of an action; of a standard key only the first, not every media key."""
    found: list[str] = []
    for key in action.keys:
        known = QKeySequence(key)
        if isinstance(key, QKeySequence.StandardKey):
            known = next(iter(QKeySequence.keyBindings(key)), known)
        found.append(known.toString(QKeySequence.SequenceFormat.NativeText))
    return "   ".join(dict.fromkeys(text for text in found if text))


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(i) for i in range(item.childCount()))
    return [child for child in found if child is not None]
