"""A monkey in front of the window: chooses actions, draws, types and answers, all by one seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from app.control.actions import ACTIONS
from app.windows.questions import Answer
from dip_core import TASKS
from tests.app.small import tiny_spec
from tests.stories.studio import Studio

# These leave the program: the window would be gone, or another program open.
_LEFT_OUT = {"quit", "open-log-folder"}
_BUTTONS = (Qt.MouseButton.LeftButton,) * 5 + (Qt.MouseButton.RightButton,) * 2
_BUTTONS += (Qt.MouseButton.MiddleButton,)
_MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 6 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BracketRight,
    Qt.Key.Key_X,
    Qt.Key.Key_V,
    Qt.Key.Key_Left,
    Qt.Key.Key_Up,
    Qt.Key.Key_Space,
    Qt.Key.Key_Backslash,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Alt,
)
_ANSWERS = (Answer.DISCARD, Answer.DISCARD, Answer.CANCEL, Answer.SAVE, Answer.EXPORT)


@dataclass
class Monkey:
    """Does one thing after another; what it did is kept, so that a failure can be told."""

    studio: Studio
    files: tuple[Path, ...]
    folder: Path
    dice: random.Random
    done: list[str] = field(default_factory=list)

    def act(self) -> None:
        """Do something, and let the window answer."""
        if self.studio.document.picture is None:
            self._open()
        deeds: tuple[tuple[int, Callable[[], str]], ...] = (
            (45, self._choose),
            (25, self._drag),
            (12, self._type),
            (5, self._turn_the_wheel),
            (8, self._answer_a_dialog),
            (3, self._take_a_task),
            (2, self._wait),
        )
        weights, ways = zip(*deeds, strict=True)
        (deed,) = self.dice.choices(ways, weights)
        self.done.append(deed())
        QApplication.processEvents()
        self._tidy()

    # ------------------------------------------------------------------ deeds

    def _open(self) -> None:
        self.studio.replies.unsaved = Answer.DISCARD
        if not self.studio.window.bench.files.opening:
            self.studio.window.open_paths([self.files[0]])
        self._wait()

    def _choose(self) -> str:
        actions = self.studio.window.bench.actions
        rows = [r for r in ACTIONS if r.id not in _LEFT_OUT and actions[r.id].isEnabled()]
        row = self.dice.choice(rows)
        replies = self.studio.replies
        replies.open = self.dice.choice((*self.files, None))
        name = self.dice.choice(("a.png", "b.jpg", "c.dip", "d.tif"))
        replies.save = self.dice.choice((self.folder / name, None))
        replies.unsaved = self.dice.choice(_ANSWERS)
        actions[row.id].trigger()
        return row.id

    def _drag(self) -> str:
        canvas, button = self.studio.window.canvas, self.dice.choice(_BUTTONS)
        keys = self.dice.choice(_MODIFIERS)
        none = Qt.MouseButton.NoButton
        points = [self._point(canvas) for _ in range(self.dice.choice((1, 2, 4, 9)))]
        self._send(canvas, QEvent.Type.MouseButtonPress, points[0], (button, button), keys)
        for point in points[1:]:
            self._send(canvas, QEvent.Type.MouseMove, point, (none, button), keys)
            if self.dice.random() < 0.05:
                self._type()
        self._send(canvas, QEvent.Type.MouseButtonRelease, points[-1], (button, none), keys)
        return f"{canvas.tool} {button.name} {keys.name} {[p.toPoint().toTuple() for p in points]}"

    def _type(self) -> str:
        canvas, code = self.studio.window.canvas, self.dice.choice(_KEYS)
        keys = self.dice.choice(_MODIFIERS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(canvas, QKeyEvent(kind, code, keys))
        return f"{code.name} {keys.name}"

    def _turn_the_wheel(self) -> str:
        canvas, at = self.studio.window.canvas, self._point(self.studio.window.canvas)
        turn = QPoint(0, self.dice.choice((-240, -120, 60, 120)))
        event = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            self.dice.choice(_MODIFIERS),
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003
        )
        QApplication.sendEvent(canvas, event)
        return f"wheel {turn.y()}"

    def _answer_a_dialog(self) -> str:
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
        for dialog in dialogs:
            if dialog.isVisible():
                (dialog.accept if self.dice.random() < 0.5 else dialog.reject)()
        return "dialogs"

    def _take_a_task(self) -> str:
        """Take a task with settings that are quick."""
        kind = self.dice.choice(tuple(TASKS))
        self.studio.document.set_spec(tiny_spec(kind, iterations=self.dice.choice((3, 8))))
        return f"task {kind}"

    def _wait(self) -> str:
        """Let what goes on in the background come to an end."""
        bench = self.studio.window.bench
        self.studio.qtbot.waitUntil(lambda: not bench.files.busy, timeout=60_000)
        return "wait"

    # ------------------------------------------------------------------ the mouse

    def _point(self, canvas: QWidget) -> QPointF:
        """Return a place on the canvas, rarely beside it."""
        across = self.dice.uniform(-0.05, 1.05) * canvas.width()
        return QPointF(round(across), round(self.dice.uniform(-0.05, 1.05) * canvas.height()))

    def _send(
        self,
        canvas: QWidget,
        kind: QEvent.Type,
        at: QPointF,
        buttons: tuple[Qt.MouseButton, Qt.MouseButton],
        keys: Qt.KeyboardModifier,
    ) -> None:
        button, held = buttons
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys)
        QApplication.sendEvent(canvas, event)

    def _tidy(self) -> None:
        """Close what has piled up: nobody keeps twenty windows open."""
        extra = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        extra = [w for w in extra if not isinstance(w, QMainWindow)]
        if len(extra) > 3:
            for widget in extra:
                widget.close()
