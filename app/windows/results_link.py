"""Between the results table and the rest: what its buttons do, and where it is written to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget

from app.control.table_export import SUFFIXES
from app.forms.tones import Tone
from app.windows.message_bar import MessageArea
from app.windows.questions import Questions
from app.windows.saved_file import show_folder
from app.windows.workbench import Workbench


class ResultsLink(QObject):
    """Binds the actions of the results table."""

    def __init__(
        self, bench: Workbench, dock: QDockWidget, questions: Questions, messages: MessageArea
    ) -> None:
        super().__init__(dock)
        self._bench, self._dock = bench, dock
        self._questions, self._messages = questions, messages
        self._action = bench.actions["run-baselines"]
        self._text = self._action.text()
        bench.actions.bind("run-baselines", self._start_or_stop)
        bench.actions.bind("export-table", self._export)
        bench.classics.changed.connect(self._show_action)
        bench.actions.situation_changed.connect(self._show_action)
        bench.classics.message.connect(messages.say)
        bench.table.message.connect(messages.say)
        bench.table_export.written.connect(self._say_written)
        bench.table_export.failed.connect(self._say_failed)

    def _start_or_stop(self) -> None:
        if self._bench.classics.busy:
            self._bench.classics.stop()
        else:
            self._dock.show()
            self._dock.raise_()
            self._bench.classics.start()

    @Slot()
    def _show_action(self) -> None:
        busy = self._bench.classics.busy
        self._action.setText(self.tr("Stop classical methods") if busy else self._text)
        if busy:  # also while a run goes on
            self._action.setEnabled(True)

    def _export(self) -> None:
        stem = Path(self._bench.document.title or "photo").stem
        patterns = (
            self.tr("Spreadsheet (*.csv)"),
            self.tr("Markdown (*.md)"),
            self.tr("Contact sheet (*.png)"),
        )
        path = self._questions.file_to_save(
            self.tr("Export results table"),
            self._bench.preferences.last_folder / f"{stem}_results.csv",
            ";;".join(patterns),
        )
        if path is not None:
            known = path.suffix.lower() in SUFFIXES
            self._bench.table_export.write(path if known else path.with_name(f"{path.name}.csv"))

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        text = self.tr("Saved {name}.").format(name=path.name)
        self._messages.say(text, Tone.PLAIN, show_folder(path))

    @Slot(str)
    def _say_failed(self, sentence: str) -> None:
        self._messages.say(sentence, Tone.ERROR)
