"""Binds the rows of `ACTIONS` to what they do, and keeps them enabled as the situation has it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QIcon

from app.control.actions import ACTIONS, Action
from app.control.files import FileController
from app.control.runs import RunController, RunState
from app.control.situation import Situation
from app.model.document import Document
from app.model.gallery import Gallery
from app.model.mask import Mask
from app.model.scene import brings_another_photo
from app.model.scope import in_tiles

Command = Callable[[], object]


class ActionTable(QObject):
    """Every action as a `QAction`, with its command.

    What document, runs and files can do is bound here; what needs a dialog or a widget is bound by
    the window with `bind`. An action whose context is the canvas must be added to the canvas too.

    situation_changed  what decides which actions are enabled has changed
    """

    situation_changed = Signal(object)

    def __init__(
        self,
        document: Document,
        runs: RunController,
        files: FileController,
        icon: Callable[[str], QIcon] | None = None,
        gallery: Gallery | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._runs, self._files = document, runs, files
        self._gallery = gallery
        self._rows = {row.id: row for row in ACTIONS}
        self._commands = self._own_commands()
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {row.id: self._made(row, icon) for row in ACTIONS}
        self._situation: Situation | None = None
        self._studying = False
        self._healing = False
        # Many changes of one moment, as when a photo is opened, are looked at once.
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.setInterval(0)
        self._refreshing.timeout.connect(self.refresh)
        document.changed.connect(self._refreshing.start)
        runs.state_changed.connect(self._refreshing.start)
        files.busy_changed.connect(self._refreshing.start)
        runs.history.changed.connect(self._refreshing.start)
        runs.history.viewing_changed.connect(self._refreshing.start)
        if gallery is not None:
            gallery.changed.connect(self._refreshing.start)
        runs.player.playing_changed.connect(self._actions["play-iterations"].setChecked)
        self.refresh()

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def bind(self, id_: str, command: Command) -> None:
        """Say what an action does; a checkable one can ask its `QAction` whether it is checked."""
        self._commands[self._row(id_).id] = command

    def unbound(self) -> tuple[str, ...]:
        """Return the actions that do nothing yet."""
        return tuple(row.id for row in ACTIONS if row.id not in self._commands)

    def set_studying(self, *, studying: bool) -> None:
        """Take note of whether a study computes: nothing else may then."""
        self._studying = studying
        self.refresh()

    def set_healing(self, *, healing: bool) -> None:
        """Take note of whether strokes are being removed: a run has to wait for them."""
        self._healing = healing
        self.refresh()

    def situation(self) -> Situation:
        """Return the facts as they are now."""
        document, stack = self._document, self._document.undo_stack
        mask, here = document.mask, stack.index()
        return Situation(
            state=self._runs.state,
            has_picture=document.picture is not None,
            has_mask=mask is not None and not mask.is_empty,
            can_restore_mask=mask is not None and mask.can_restore,
            mask_needed=document.mask_needed,
            studying=self._studying,
            healing=self._healing,
            has_result=document.result_picture is not None,
            dirty=document.dirty or document.path is None,
            can_undo=stack.canUndo() and self._may_do(here - 1),
            can_redo=stack.canRedo() and self._may_do(here),
            can_go_on=self._runs.can_go_on,
            opening=self._files.opening,
            lacking=document.lacking if document.picture is not None else "",
            has_second=document.second is not None,
            has_kernel=document.kernel is not None,
            has_transparency=_is_transparent(document),
            has_others=self._gallery is not None and len(self._gallery) > 1,
            has_snapshots=bool(self._runs.history.iterations),
            is_viewing=self._runs.history.viewing is not None,
            can_use=self._runs.history.usable,
            has_bookmarks=bool(self._runs.history.bookmarks),
            parts_left=_has_parts_left(document),
            all_tiles_done=_all_tiles_are_done(document),
            previews=in_tiles(document.spec, document.picture),
            has_frame=document.companions.frame is not None,
            has_origin=self._runs.can_go_on and self._runs.history.origin is not None,
        )

    def _may_do(self, index: int) -> bool:
        """Return whether a step of the history may be taken: a run keeps its photo."""
        stack = self._document.undo_stack
        return not (self._runs.active and brings_another_photo(stack, index))

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions for the situation there is."""
        situation = self.situation()
        if situation == self._situation:
            return
        self._situation = situation
        for row in ACTIONS:
            action = self._actions[row.id]
            action.setEnabled(row.enabled(situation))
            action.setToolTip(_tool_tip(row, situation))
        self._show_pause(situation)
        self._name_run(situation)
        self.situation_changed.emit(situation)

    def _show_pause(self, situation: Situation) -> None:
        action, paused = self._actions["pause-resume"], situation.state is RunState.PAUSED
        action.setChecked(paused)
        action.setText(self.tr("Resume") if paused else self._rows["pause-resume"].label)

    def _name_run(self, situation: Situation) -> None:
        more = self._rows["go-on"].label
        self._actions["go-on"].setText(self.tr("Go on") if situation.parts_left else more)
        run = self._rows["run"].label
        if situation.previews:
            run = self.tr("Preview region")
        self._actions["run"].setText(self.tr("Run region") if situation.has_frame else run)

    def _made(self, row: Action, icon: Callable[[str], QIcon] | None) -> QAction:
        action = QAction(row.label, self)
        action.setObjectName(row.id)
        action.setShortcuts(row.sequences)
        action.setStatusTip(row.help)
        action.setCheckable(row.checkable)
        if row.context == "canvas":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if icon is not None and row.icon:
            action.setIcon(icon(row.icon))
        if row.group:
            self._group(row.group).addAction(action)
        action.triggered.connect(self._on_triggered)
        return action

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self)
        return self._groups[name]

    @Slot()
    def _on_triggered(self) -> None:
        sender = self.sender()
        command = self._commands.get(sender.objectName()) if sender else None
        if command is not None:
            command()

    def _row(self, id_: str) -> Action:
        return self._rows[id_]

    def _own_commands(self) -> dict[str, Command]:
        return {
            "paste": self._files.paste,
            "copy-result": self._files.copy_result,
            "undo": self._document.undo_stack.undo,
            "redo": self._document.undo_stack.redo,
            "mask-select-all": self._select_all,
            "mask-clear": lambda: self._with_mask(Mask.clear),
            "mask-invert": lambda: self._with_mask(Mask.invert),
            "mask-restore": lambda: self._with_mask(Mask.restore),
            "mask-from-transparency": self._files.mask_from_transparency,
            "remove-second": lambda: self._document.set_second(None),
            "remove-kernel": lambda: self._document.set_kernel(None),
            "run": self._runs.start,
            "run-whole": self._runs.start_whole,
            "pause-resume": self._runs.pause_or_resume,
            "stop-and-keep": self._runs.stop_and_keep,
            "go-on": self._runs.go_on,
            "snapshot-earlier": self._runs.history.earlier,
            "snapshot-later": self._runs.history.later,
            "snapshot-first": self._runs.history.first,
            "snapshot-live": self._runs.history.live,
            "snapshot-use": self._runs.history.use,
            "snapshot-branch": self._runs.history.branch,
            "bookmark": self._runs.history.toggle_bookmark,
            "bookmark-earlier": self._runs.history.earlier_bookmark,
            "bookmark-later": self._runs.history.later_bookmark,
            "play-iterations": self._runs.player.toggle,
        }

    def _select_all(self) -> None:
        text = self._rows["mask-select-all"].label
        self._with_mask(lambda mask: mask.fill(255, text))

    def _with_mask(self, edit: Callable[[Mask], object]) -> None:
        if self._document.mask is not None:
            edit(self._document.mask)


def _is_transparent(document: Document) -> bool:
    return document.picture is not None and document.picture.alpha is not None


def _has_parts_left(document: Document) -> bool:
    undertaking = document.outcomes.undertaking
    return undertaking is not None and undertaking.can_go_on


def _all_tiles_are_done(document: Document) -> bool:
    undertaking = document.outcomes.undertaking
    return undertaking is not None and undertaking.plan.tiled and not undertaking.left


def _tool_tip(row: Action, situation: Situation) -> str:
    """Return what an action does and its key, or what must be done first."""
    obstacle = row.obstacle(situation)
    if obstacle:
        return f"{row.label.replace('&&', '&')}: {obstacle}"
    keys = row.sequences
    key = f" ({keys[0].toString(keys[0].SequenceFormat.NativeText)})" if keys else ""
    return f"{row.help}{key}"
