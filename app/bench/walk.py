"""The walk of the README, as its reader does it: `python -m app.bench.walk -o packaging/walk`.

A fresh window, with settings of its own, is led by mouse through every step; each is timed, and
what the README shows of it is written. On two cores the walk has to take less than three minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.bench.figures import report, single
from app.bench.studio import add_screen_options, make_application, mouse, settle, studio, wait_until
from app.control.runs import RunState
from app.panels.timeline_panel import TimelinePanel
from app.widgets.cards import SampleButton
from app.widgets.score_table import ScoreTable
from app.windows.animation import AnimationDialog
from app.windows.degrade import DegradeDialog
from app.windows.main_window import MainWindow
from app.windows.message_bar import MessageBar
from app.windows.theme import Theme

_SIZE = 1280, 860
_TARGET, _LIMIT = 120.0, 180.0  # seconds
_SEEN_ITERATION = 25  # what is gone back to: shapes and colours, and no detail
_RUN_FAR_ENOUGH = 100
_PSNR = 4  # its column in the results table
_QUALITY = 85  # of the pictures, as JPEG
_PATIENCE = 900.0  # on a machine that has other things to do


class Walk:
    """Does the steps in order, and remembers what there was to see."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window, self._bench, self._folder = window, window.bench, folder

    def open_a_sample(self) -> None:
        """Choose the clean one of the bundled samples."""
        cards = self._window.findChildren(SampleButton)
        _click(next(card for card in cards if card.kind == "clean"))
        wait_until(self._bench.actions["degrade"].isEnabled, _PATIENCE)

    def degrade_it(self) -> None:
        """Follow the invitation, and let the run begin."""
        _click(_button(self._window.findChildren(MessageBar)[0], "Degrade…"))
        dialog = self._window.findChildren(DegradeDialog)[0]
        wait_until(lambda: "reference" in dialog.note(), _PATIENCE)
        self._keep("degrade", dialog)
        _click(_button(dialog, "Degrade and run"))
        wait_until(lambda: self._bench.runs.active, _PATIENCE)

    def scrub(self) -> None:
        """Drag the timeline back while the run goes on, and return."""
        wait_until(lambda: self._bench.log.last_iteration >= _RUN_FAR_ENOUGH, _PATIENCE)
        panel = self._window.docks.panel("timeline")
        if not isinstance(panel, TimelinePanel):
            raise TypeError(f"{panel} is no timeline")
        line = panel.timeline
        for kind, iteration in (
            (QEvent.Type.MouseButtonPress, _RUN_FAR_ENOUGH),
            (QEvent.Type.MouseMove, _SEEN_ITERATION * 2),
            (QEvent.Type.MouseMove, _SEEN_ITERATION),
            (QEvent.Type.MouseButtonRelease, _SEEN_ITERATION),
        ):
            mouse(line, kind, QPointF(line.scale.place(iteration), line.height() / 3))
            settle(0.2)
        self._keep("timeline")
        self._bench.actions["snapshot-live"].trigger()

    def wait(self) -> None:
        """Let the run find its own end."""
        wait_until(lambda: self._bench.runs.state is RunState.HAS_RESULT, _PATIENCE)
        self._window.messages.clear()

    def compare(self) -> None:
        """Run the classical methods, and put total variation beside photo and result."""
        actions = self._bench.actions
        wait_until(actions["run-baselines"].isEnabled, _PATIENCE)
        actions["run-baselines"].trigger()
        wait_until(lambda: not self._bench.classics.busy, _PATIENCE)
        actions["compare-side"].trigger()
        actions["add-pane"].trigger()
        self._sort_by_psnr()
        self._keep("compare")

    def export_an_animation(self) -> None:
        """Look at one frame, and write all of them; the person names the file."""
        self._bench.actions["export-animation"].trigger()
        dialog = self._window.findChildren(AnimationDialog)[0]
        dialog.choose_kind(".webp")
        settle(1.0)
        written: list[object] = []
        dialog.exported.connect(written.append)
        dialog.write(self._folder / "walk.webp")
        wait_until(lambda: bool(written), _PATIENCE)

    def _sort_by_psnr(self) -> None:
        """Press the heading of the column, and look at the best."""
        table = self._window.findChildren(ScoreTable)[0]
        header = table.horizontalHeader()
        across = header.sectionViewportPosition(_PSNR) + header.sectionSize(_PSNR) / 2
        _click(header.viewport(), QPointF(across, header.height() / 2))
        table.scrollToTop()

    # ------------------------------------------------------------------ pictures

    def _keep(self, name: str, dialog: QWidget | None = None) -> None:
        """Write what the window shows, with a dialog where it lies over it."""
        settle(0.4)
        shown: QPixmap = self._window.grab()
        if dialog is not None:
            with QPainter(shown) as painter:
                corner = QPoint(
                    (self._window.width() - dialog.width()) // 2,
                    (self._window.height() - dialog.height()) // 2,
                )
                painter.drawPixmap(corner, dialog.grab())
                painter.setPen(Qt.GlobalColor.darkGray)
                painter.drawRect(corner.x(), corner.y(), dialog.width(), dialog.height())
        path = self._folder / f"{name}.jpg"
        if not shown.save(str(path), "JPEG", _QUALITY):
            raise SystemExit(f"{path} cannot be written.")


def _button(owner: QWidget, words: str) -> QPushButton:
    return next(each for each in owner.findChildren(QPushButton) if each.text() == words)


def _click(widget: QWidget, at: QPointF | None = None) -> None:
    """Press and let go at a place of a widget, or in its middle."""
    place = QPointF(widget.rect().center()) if at is None else at
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        mouse(widget, kind, place)
    settle(0.1)


def _timed(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the walk; return 1 if it takes too long."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.walk", description=__doc__)
    add_screen_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, help="where pictures go")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    chosen = parser.parse_args(arguments)
    chosen.output.mkdir(parents=True, exist_ok=True)
    make_application(chosen.platform, chosen.scale)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        Theme(application, chosen.theme)
    with studio(*_SIZE) as window:
        walk = Walk(window, chosen.output)
        steps = (
            walk.open_a_sample,
            walk.degrade_it,
            walk.scrub,
            walk.wait,
            walk.compare,
            walk.export_an_animation,
        )
        taken = {step.__name__.replace("_", " "): _timed(step) for step in steps}
    for name, seconds in taken.items():
        sys.stdout.write(f"{name:<20}{seconds:6.1f} s\n")
    return report([single("the whole walk", sum(taken.values()), _TARGET, _LIMIT)])


if __name__ == "__main__":
    sys.exit(main())
