"""After a crash: the work that was put aside is shown, to be brought back, discarded or left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.control.recovery import Aside, Recovery
from app.control.runs import RunController
from app.forms.tones import Tone, ToneLabel
from app.forms.wording import percent
from app.model.aside import LOOK_SIDE, About
from app.windows.commands import Commands
from app.windows.message_bar import MessageArea

_MOST_IN_SIGHT = 3


class RecoveryDialog(QDialog):
    """One row for each work that was left; it blocks nothing.

    restore_wanted  the `Aside` to bring back; the dialog closes
    discard_wanted  the `Aside` to remove; its row goes
    left            the asides that are left for another time
    """

    restore_wanted = Signal(object)
    discard_wanted = Signal(object)
    left = Signal(object)

    def __init__(self, asides: Sequence[Aside], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Work to recover"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asides = list(asides)
        said = ToneLabel(
            self.tr("DIP Studio did not end properly. What was not saved then is still there:")
        )
        buttons = QDialogButtonBox()
        later = buttons.addButton(self.tr("Keep for later"), QDialogButtonBox.ButtonRole.RejectRole)
        later.setToolTip(self.tr("It is offered again at the next start."))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(said)
        column.addWidget(self._rows())
        column.addWidget(buttons)
        self.finished.connect(self._leave_the_rest)

    def _rows(self) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for number, aside in enumerate(self._asides):
            for column, widget in enumerate(self._row(aside)):
                grid.addWidget(widget, number, column, Qt.AlignmentFlag.AlignVCenter)
        if len(self._asides) <= _MOST_IN_SIGHT:
            return rows
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(rows)
        area.setMinimumSize(rows.sizeHint().width() + 24, _MOST_IN_SIGHT * (LOOK_SIDE + 8))
        return area

    def _row(self, aside: Aside) -> tuple[QWidget, ...]:
        name = aside.about.name or self.tr("Untitled")
        text = QLabel(f"<b>{_escaped(name)}</b><br>{_escaped(self._facts(aside.about))}")
        text.setMinimumWidth(200)
        restore = QPushButton(self.tr("Restore"))
        restore.setAccessibleName(self.tr("Restore {name}").format(name=name))
        discard = QPushButton(self.tr("Discard"))
        discard.setAccessibleName(self.tr("Discard {name}").format(name=name))
        discard.setAutoDefault(False)
        row = (self._look(aside.look), text, restore, discard)
        restore.clicked.connect(partial(self._restore, aside))
        discard.clicked.connect(partial(self._discard, aside, row))
        return row

    def _look(self, image: QImage) -> QLabel:
        look = QLabel()
        look.setFixedSize(LOOK_SIDE, LOOK_SIDE)
        look.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if not image.isNull():
            look.setPixmap(QPixmap.fromImage(image))
        return look

    def _facts(self, about: About) -> str:
        at = QDateTime.fromSecsSinceEpoch(int(about.time.timestamp()))
        when = QLocale().toString(at, QLocale.FormatType.ShortFormat)
        facts = [when]
        if about.coverage:
            facts.append(self.tr("mask {share}").format(share=percent(about.coverage)))
        if about.results == 1:
            facts.append(self.tr("1 result"))
        elif about.results:
            facts.append(self.tr("{count} results").format(count=about.results))
        return " · ".join(facts)

    def _restore(self, aside: Aside) -> None:
        self._asides.remove(aside)
        self.restore_wanted.emit(aside)
        self.accept()

    def _discard(self, aside: Aside, row: Sequence[QWidget]) -> None:
        self._asides.remove(aside)
        self.discard_wanted.emit(aside)
        for widget in row:
            widget.hide()
        if self._asides:
            self.adjustSize()
        else:
            self.accept()

    @Slot()
    def _leave_the_rest(self) -> None:
        for aside in self._asides:
            self.left.emit(aside)


class RecoveryLink(QObject):
    """Offers what was left once the window is there."""

    def __init__(
        self,
        recovery: Recovery,
        runs: RunController,
        commands: Commands,
        messages: MessageArea,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._recovery, self._runs, self._window = recovery, runs, window
        self._commands, self._messages = commands, messages
        recovery.failed.connect(partial(messages.say, tone=Tone.WARNING))
        recovery.restored.connect(self._say_restored)

    @Slot()
    def offer(self) -> None:
        """Show what was left, if anything was."""
        asides = self._recovery.left_behind()
        if not asides:
            return
        dialog = RecoveryDialog(asides, self._window)
        dialog.restore_wanted.connect(self._restore)
        dialog.discard_wanted.connect(self._recovery.discard)
        dialog.left.connect(self._recovery.leave)
        dialog.show()

    @Slot(object)
    def _restore(self, aside: Aside) -> None:
        if not self._runs.active and self._commands.may_go(partial(self._recovery.restore, aside)):
            self._recovery.restore(aside)
            return
        self._messages.say(self.tr("It is kept, and offered again at the next start."))

    @Slot()
    def _say_restored(self) -> None:
        self._messages.say(
            self.tr("Your work is back as it was put aside; save the project to keep it.")
        )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
