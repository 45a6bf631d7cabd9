"""Menu bar and tool bars, laid out from the table of actions."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from app.control.actions import ACTIONS
from app.control.commands import ActionTable
from app.model.preferences import Preferences
from app.widgets.canvas import Canvas

# None stands for a line; an empty word for a space that stretches.
MAIN_BAR = (
    "open",
    "save-project",
    None,
    "undo",
    "redo",
    None,
    "run",
    "pause-resume",
    "stop-and-keep",
    "go-on",
    None,
    "compare-split",
    "compare-side",
    "compare-flip",
    "compare-difference",
    "compare-original",
    "compare-result",
    "loupe",
    None,
    "zoom",
    "",
    "export",
)
TOOL_BAR = (
    "tool-brush",
    "tool-eraser",
    "tool-lasso",
    "tool-rectangle",
    "tool-ellipse",
    "tool-wand",
    "tool-text",
    "tool-region",
    "tool-hand",
    None,
    "heal-strokes",
    "overlay",
    "mask-invert",
    "mask-clear",
)
WITH_TEXT = ("open", "run", "pause-resume", "stop-and-keep", "go-on", "export")
_TITLES = {
    "file": "&File",
    "edit": "&Edit",
    "view": "&View",
    "mask": "&Mask",
    "run": "&Run",
    "compare": "&Compare",
    "tools": "&Tools",
    "help": "&Help",
    "view/theme": "&Theme",
    "run/iterations": "Back to &iteration",
}
_ZOOMS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def fill_menu_bar(window: QMainWindow, actions: ActionTable) -> dict[str, QMenu]:
    """Make a menu per group of actions, and return them by name."""
    menus: dict[str, QMenu] = {}
    for row in ACTIONS:
        if row.menu not in menus:
            menus[row.menu] = _menu(window, menus, row.menu)
        if row.separated:
            menus[row.menu].addSeparator()
        menus[row.menu].addAction(actions[row.id])
    return menus


def _menu(window: QMainWindow, menus: dict[str, QMenu], name: str) -> QMenu:
    parent, _, _ = name.rpartition("/")
    title = QCoreApplication.translate("Menus", _TITLES[name])
    menu = menus[parent].addMenu(title) if parent else window.menuBar().addMenu(title)
    menu.setToolTipsVisible(True)
    return menu


def add_recent_menu(
    menu: QMenu, before: QAction, preferences: Preferences, choose: Callable[[Path], object]
) -> None:
    """Put the list of recent files into a menu; what is gone is shown grey."""
    recent = QMenu(QCoreApplication.translate("Menus", "Open &recent"), menu)
    menu.insertMenu(before, recent)

    def fill() -> None:
        recent.clear()
        for path in preferences.recent_files:
            action = recent.addAction(path.name)
            action.setToolTip(str(path))
            action.setEnabled(path.exists())
            action.triggered.connect(lambda _=False, path=path: choose(path))
        if not preferences.recent_files:
            recent.addAction(QCoreApplication.translate("Menus", "Nothing yet")).setEnabled(False)
            return
        recent.addSeparator()
        clear = recent.addAction(QCoreApplication.translate("Menus", "Clear list"))
        clear.triggered.connect(lambda: preferences.clear_recent_files())

    recent.setToolTipsVisible(True)
    recent.aboutToShow.connect(fill)


def make_main_bar(window: QMainWindow, actions: ActionTable, canvas: Canvas) -> QToolBar:
    """Put what is needed most along the top."""
    bar = _bar(window, "mainBar", QCoreApplication.translate("Menus", "Main tool bar"))
    for word in MAIN_BAR:
        if word is None:
            bar.addSeparator()
        elif word == "":
            bar.addWidget(_space())
        elif word == "zoom":
            bar.addWidget(_zoom_button(actions, canvas))
        else:
            _add(bar, actions[word], with_text=word in WITH_TEXT)
    window.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
    return bar


def make_tool_bar(window: QMainWindow, actions: ActionTable) -> QToolBar:
    """Put the tools of the mask along the left."""
    bar = _bar(window, "toolBar", QCoreApplication.translate("Menus", "Mask tools"))
    for word in TOOL_BAR:
        if word is None:
            bar.addSeparator()
        else:
            _add(bar, actions[word], with_text=False)
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
    return bar


def _bar(window: QMainWindow, name: str, title: str) -> QToolBar:
    bar = QToolBar(title, window)
    bar.setObjectName(name)
    bar.setMovable(False)
    side = window.fontMetrics().height() + 6
    bar.setIconSize(QSize(side, side))
    bar.toggleViewAction().setEnabled(False)
    return bar


def _add(bar: QToolBar, action: QAction, *, with_text: bool) -> None:
    bar.addAction(action)
    button = bar.widgetForAction(action)
    if not isinstance(button, QToolButton):
        return
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&&", "&"))
    if with_text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


def _space() -> QWidget:
    space = QWidget()
    space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return space


def _zoom_button(actions: ActionTable, canvas: Canvas) -> QToolButton:
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(QCoreApplication.translate("Menus", "Zoom"))
    button.setAccessibleName(QCoreApplication.translate("Menus", "Zoom"))
    button.setMinimumWidth(button.fontMetrics().horizontalAdvance("1600 %") + 28)
    menu = QMenu(button)
    _add_all(menu, [actions[word] for word in ("zoom-fit", "zoom-in", "zoom-out")])
    menu.addSeparator()
    for zoom in _ZOOMS:
        action = menu.addAction(f"{zoom:.0%}".replace("%", " %"))
        action.triggered.connect(lambda _=False, zoom=zoom: canvas.zoom_to(zoom))
    button.setMenu(menu)

    def show(zoom: float) -> None:
        button.setText(f"{100 * zoom:.0f} %" if actions["zoom-fit"].isEnabled() else "– %")

    canvas.zoom_changed.connect(show)
    actions.situation_changed.connect(lambda _: show(canvas.zoom))
    show(canvas.zoom)
    return button


def _add_all(menu: QMenu, actions: Sequence[QAction]) -> None:
    for action in actions:
        menu.addAction(action)
