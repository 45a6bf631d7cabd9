"""The window: every action does something, the layout is kept, messages block nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.control.actions import ACTIONS
from app.control.runs import RunState
from app.forms.tones import Tone, ToneLabel, tone_colour
from app.model.preferences import Preferences
from app.windows.brush_popup import BrushPopup
from app.windows.main_window import MainWindow
from app.windows.menus import MAIN_BAR, TOOL_BAR
from app.windows.message_bar import MOST_MESSAGES, MessageArea, MessageBar
from app.windows.shortcuts_sheet import ShortcutsSheet
from app.windows.theme import Theme, palette
from dip_core import Picture, save_picture
from tests.app.small import tiny_spec
from tests.stories.studio import Replies, open_window

# The file manager and the clipboard are outside of this program.
EXTERNAL = {"open-log-folder"}


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    made = open_window(qtbot, preferences, Replies())
    yield made
    made.bench.runs.stop_and_keep()
    made.bench.document.set_picture(None)
    made.close()


def show(window: MainWindow, picture: Picture) -> None:
    window.bench.document.set_spec(tiny_spec("denoising"))
    window.bench.document.set_picture(picture)


def test_every_action_does_something(window: MainWindow) -> None:
    assert window.bench.actions.unbound() == ()


def test_every_icon_that_is_named_exists(window: MainWindow) -> None:
    named = [row for row in ACTIONS if row.icon]
    assert named
    assert not [row.id for row in named if window.bench.actions[row.id].icon().isNull()]


def test_tool_bars_name_actions_that_have_icons() -> None:
    icons = {row.id: row.icon for row in ACTIONS}
    words = [word for word in (*MAIN_BAR, *TOOL_BAR) if word not in (None, "", "zoom")]
    assert all(icons[word] for word in words)


def test_letters_are_shortcuts_only_on_the_canvas(window: MainWindow, picture: Picture) -> None:
    show(window, picture)
    on_canvas = {action.objectName() for action in window.canvas.actions()}
    letters = {
        row.id
        for row in ACTIONS
        for key in row.sequences
        if len(key.toString(QKeySequence.SequenceFormat.PortableText)) == 1
    }
    assert letters
    assert letters <= on_canvas


def test_no_two_actions_share_a_key() -> None:
    keys = [key.toString() for row in ACTIONS for key in row.sequences]
    assert len(keys) == len(set(keys))


def test_everything_that_can_be_pressed_has_a_name(window: MainWindow) -> None:
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if type(button).__module__.startswith(("app.", "PySide6"))
        and button.isVisibleTo(window)
        and not (button.text() or button.accessibleName() or button.toolTip())
        and button.objectName() not in ("qt_dockwidget_floatbutton", "qt_dockwidget_closebutton")
        and not button.objectName().startswith("qt_")
    ]
    assert nameless == []
    assert all(c.accessibleName() or _has_label(c) for c in window.findChildren(QComboBox))


def _has_label(combo: QComboBox) -> bool:
    page = combo.window()
    return any(label.buddy() is combo for label in page.findChildren(QLabel))


def test_the_empty_state_gives_way_to_the_canvas(window: MainWindow, picture: Picture) -> None:
    assert window.empty.isVisible()
    show(window, picture)
    assert window.canvas.isVisible()
    assert window.focusWidget() is window.canvas
    window.bench.document.set_picture(None)
    assert window.empty.isVisible()


def test_the_title_names_the_photo_and_marks_changes(window: MainWindow, picture: Picture) -> None:
    show(window, picture)
    assert "DIP Studio" in window.windowTitle()
    window.bench.document.mask.fill(255)
    assert window.isWindowModified()


def test_the_title_says_how_far_a_run_is(
    qtbot: QtBot, window: MainWindow, picture: Picture
) -> None:
    show(window, picture)
    window.bench.document.set_spec(tiny_spec("denoising", iterations=100_000))
    window.bench.runs.start()
    qtbot.waitUntil(lambda: window.windowTitle().startswith("0 % · [*]"), timeout=20_000)
    qtbot.waitUntil(lambda: window.bench.runs.state is RunState.RUNNING, timeout=20_000)
    window.bench.runs.pause()
    assert window.windowTitle().startswith("Paused at 0 % · [*]")
    window.bench.runs.stop_and_keep()
    qtbot.waitUntil(lambda: window.windowTitle().startswith("[*]"), timeout=20_000)


def test_the_layout_is_kept_and_can_be_reset(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    window.docks["curves"].hide()
    window.close()
    again = open_window(qtbot, preferences, Replies())
    assert not again.docks["curves"].isVisible()
    again.docks.reset()
    assert again.docks["curves"].isVisible()
    again.close()


def test_arranging_the_panels_anew_leaves_no_tabs_behind(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        window.docks.reset()
        qtbot.wait(1)

    bars = [bar for bar in window.findChildren(QTabBar) if bar.parent() is window]
    # One for the panels below, one for those on the right.
    assert len([bar for bar in bars if bar.count() and bar.isVisible()]) == 2


def test_a_layout_that_cannot_be_read_means_the_default(
    qtbot: QtBot, preferences: Preferences
) -> None:
    preferences.layout = QByteArray(b"nonsense")
    window = open_window(qtbot, preferences, Replies())
    assert all(window.docks[name].isVisibleTo(window) for name in ("task", "mask", "method"))
    window.close()


def test_it_fits_into_the_smallest_screen(window: MainWindow) -> None:
    window.resize(10, 10)
    assert (window.width(), window.height()) == (1024, 640)


def test_a_theme_is_chosen_and_remembered(window: MainWindow, preferences: Preferences) -> None:
    window.bench.actions["theme-dark"].trigger()
    assert preferences.theme == "dark"


def test_a_label_follows_the_theme_in_its_tone(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    label = ToneLabel("Paint first.", Tone.QUIET)
    qtbot.addWidget(label)
    label.show()
    label.say("Paint first.", Tone.WARNING)
    for name in ("dark", "light"):
        theme.choose(name)
        QApplication.processEvents()
        shown = label.palette().color(palette(dark=False).ColorRole.WindowText)
        assert shown == tone_colour(Tone.WARNING, palette(dark=name == "dark"))


def test_both_themes_have_readable_text() -> None:
    roles = palette(dark=True).ColorRole
    pairs = (
        (roles.WindowText, roles.Window),
        (roles.Text, roles.Base),
        (roles.ButtonText, roles.Button),
        (roles.HighlightedText, roles.Highlight),
        (roles.ToolTipText, roles.ToolTipBase),
        (roles.PlaceholderText, roles.Base),
        (roles.Link, roles.Window),
    )
    for dark in (False, True):
        colours = palette(dark=dark)
        for text, ground in pairs:
            assert _contrast(colours.color(text), colours.color(ground)) >= 4.5
        for tone in Tone:
            ground = colours.color(roles.Window)
            assert _contrast(tone_colour(tone, colours), ground) >= 4.5


def _contrast(one, other) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour) -> float:
    """WCAG 2: relative luminance of an sRGB colour."""
    parts = [
        v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_theme_is_applied_at_once(qapp: QApplication) -> None:
    before, sheet, style = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    theme = Theme(qapp, "dark")
    assert qapp.palette().window().color().lightness() < 128
    theme.choose("light")
    assert qapp.palette().window().color().lightness() > 128
    theme.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(before)
    qapp.setStyle(style)


def test_messages_lie_over_the_canvas_and_move_nothing(
    window: MainWindow, picture: Picture
) -> None:
    show(window, picture)
    before = window.canvas.geometry()
    window.messages.say("Something was done.")
    window.messages.say("Something went wrong; try again.", Tone.ERROR)
    assert window.messages.isVisible()
    assert window.canvas.geometry() == before


def test_a_message_is_dismissed(window: MainWindow, qtbot: QtBot) -> None:
    window.messages.say("Something went wrong.", Tone.ERROR)
    bar = window.messages.findChild(MessageBar)
    bar.findChild(QToolButton).click()
    assert window.messages.texts() == ()
    assert not window.messages.isVisible()


def test_messages_do_not_pile_up_and_errors_stay_longest(window: MainWindow) -> None:
    area: MessageArea = window.messages
    area.say("An error.", Tone.ERROR)
    for number in range(5):
        area.say(f"Note {number}.")
    assert len(area.texts()) == MOST_MESSAGES
    assert area.texts()[0] == "An error."
    area.say("An error.", Tone.ERROR)
    assert area.texts().count("An error.") == 1


def test_a_long_message_is_seen_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.messages.say("A sentence that needs more than a line. " * 5)
    bar = window.messages.findChild(MessageBar)
    label = bar.findChild(ToneLabel)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert window.messages.height() >= bar.geometry().bottom()


def test_a_message_says_why_when_it_is_asked(window: MainWindow) -> None:
    window.messages.say("It has stopped.", why="It has stopped because nothing changed.")
    button = next(b for b in window.messages.findChildren(QAbstractButton) if b.text() == "Why?")
    button.click()
    assert window.messages.texts() == ("It has stopped because nothing changed.",)
    assert button.isHidden()


def test_a_remedy_is_one_press_away(window: MainWindow) -> None:
    done = []
    window.messages.say("Saved.", Tone.PLAIN, ("Show", lambda: done.append("shown")))
    next(b for b in window.messages.findChildren(QAbstractButton) if b.text() == "Show").click()
    assert done == ["shown"]


def test_a_dropped_file_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, picture: Picture
) -> None:
    save_picture(picture, tmp_path / "dropped.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped.png"))])
    with qtbot.waitSignal(window.bench.files.opened, timeout=20_000):
        window.empty.dropEvent(
            QDropEvent(
                QPointF(10, 10),
                Qt.DropAction.CopyAction,
                mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    assert window.bench.document.title == "dropped.png"


@pytest.mark.qt_log_ignore("does not support grabbing", extend=True)
def test_the_brush_is_at_hand_beside_the_pointer(window: MainWindow, picture: Picture) -> None:
    show(window, picture)
    window.canvas.popup_requested.emit(QPoint(20, 20))
    popup = window.findChild(BrushPopup)
    assert popup.isVisible()
    size = next(b for b in popup.findChildren(QSpinBox) if b.accessibleName() == "Size")
    size.setValue(17)
    assert window.canvas.brush_diameter == 17
    popup.close()


def test_the_shortcuts_sheet_lists_every_action_and_can_be_searched(qtbot: QtBot) -> None:
    sheet = ShortcutsSheet(ACTIONS)
    qtbot.addWidget(sheet)
    assert len(sheet.rows()) >= len(ACTIONS)
    assert ("Run", "Ctrl+Return   Ctrl+Enter") in sheet.rows()
    sheet.findChild(QLineEdit).setText("invert")
    assert [name for name, _ in sheet.rows()] == ["Invert mask"]


def test_the_help_windows_open_and_close(window: MainWindow) -> None:
    for word in ("shortcuts", "device-report", "about", "preferences"):
        window.bench.actions[word].trigger()
    dialogs = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    assert len(dialogs) == 4
    assert not any(dialog.isModal() for dialog in dialogs)
    for dialog in dialogs:
        dialog.close()


def test_random_actions_leave_the_window_alive(
    qtbot: QtBot, window: MainWindow, picture: Picture
) -> None:
    """Some hundred random presses: nothing raises, nothing hangs, the states stay consistent."""
    show(window, picture)
    chance = random.Random(7)  # noqa: S311
    rows = [row for row in ACTIONS if row.id not in EXTERNAL | {"quit", "full-screen"}]
    for _ in range(300):
        row = chance.choice(rows)
        action = window.bench.actions[row.id]
        if action.isEnabled():
            action.trigger()
        QApplication.processEvents()
        if window.bench.document.picture is None and not window.bench.runs.active:
            show(window, picture)
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and other is not window:
                other.close()
    window.bench.runs.stop_and_keep()
    qtbot.waitUntil(lambda: not window.bench.runs.active, timeout=30_000)
