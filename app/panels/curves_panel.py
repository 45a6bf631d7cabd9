"""The curves of a run: loss, PSNR where a reference is known, and what the stopping rules see."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.control.history import History
from app.forms.tones import Tone, ToneLabel
from app.forms.verdicts import rule_name, verdicts_html
from app.model.document import Document
from app.model.iteration_axis import IterationAxis
from app.model.run_log import RunLog
from app.model.valleys import heights
from app.widgets.curve_plot import Curve, CurvePlot, Marker, Spot

_LOSS, _PSNR, _RULE = range(3)
_WORDS_WIDTH = 300


class CurvesPanel(QWidget):
    """Plots a run log, marks the iteration that is kept, and leads back to earlier ones."""

    def __init__(
        self, document: Document, log: RunLog, history: History, axis: IterationAxis
    ) -> None:
        super().__init__()
        self._document, self._log, self._history, self._axis = document, log, history, axis
        iteration = self.tr("Iteration")
        self._loss = CurvePlot(x_label=iteration, y_label=self.tr("Loss"), log_y=True)
        self._psnr = CurvePlot(x_label=iteration, y_label=self.tr("PSNR, dB"))
        self._rule = CurvePlot(named=False)
        self._why = ToneLabel()
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._loss, self.tr("Loss"))
        self._tabs.addTab(self._psnr, self.tr("PSNR"))
        self._tabs.addTab(self._stopping_page(), self.tr("Stopping"))
        self._nothing = ToneLabel(
            self.tr("The curves of a restoration appear here while it runs."), Tone.QUIET
        )
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._tabs, 1)
        self._link()
        self._show_tabs()
        self._show()

    def _stopping_page(self) -> QWidget:
        self._rule.setToolTip(
            self.tr(
                "Each rule's curve, from its own lowest value to its own highest. ▲ is the "
                "iteration it would hand over, △ as long as it has not decided."
            )
        )
        self._why.setTextFormat(Qt.TextFormat.RichText)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._why.setContentsMargins(6, 2, 6, 2)
        self._why.linkActivated.connect(self._follow_link)
        area = QScrollArea()
        area.setWidget(self._why)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(_WORDS_WIDTH)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._rule, 1)
        row.addWidget(area)
        return page

    def _link(self) -> None:
        self._tabs.currentChanged.connect(self._show)
        self._log.changed.connect(self._show)
        self._document.changed.connect(self._show_tabs)
        self._document.result_changed.connect(self._show)
        self._history.viewing_changed.connect(self._show_playhead)
        self._axis.changed.connect(self._show_range)
        for plot in (self._loss, self._psnr, self._rule):
            plot.x_range_changed.connect(self._axis.look_at)
            plot.x_range_reset.connect(self._axis.show_all)
            plot.playhead_dragged.connect(self._scrub)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the samples of the curves anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    @property
    def plot(self) -> CurvePlot:
        """The plot in front."""
        return (self._loss, self._psnr, self._rule)[self._tabs.currentIndex()]

    def names(self) -> tuple[str, ...]:
        """Return what the plot in front shows."""
        return tuple(curve.name for curve in self.plot.curves)

    def verdicts(self) -> str:
        """Return what is said about stopping, as HTML."""
        return self._why.text()

    def can_show(self, title: str) -> bool:
        """Return whether there is something for a tab to show."""
        return self._tabs.isTabEnabled(self._tab(title))

    def choose(self, title: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(self._tab(title))

    def _tab(self, title: str) -> int:
        return [self._tabs.tabText(i) for i in range(self._tabs.count())].index(title)

    @Slot(float)
    def _scrub(self, x: float) -> None:
        """Look at the iteration there is a picture of that is nearest; at the end, the newest."""
        known = self._history.iterations
        if known and x <= self._log.last_iteration:
            self._history.view(min(known, key=lambda one: abs(one - x)))
        else:
            self._history.live()

    @Slot(str)
    def _follow_link(self, target: str) -> None:
        """Look at the iteration a rule proposes, or at the nearest there is a picture of."""
        self._scrub(float(target))

    @Slot()
    def _show_range(self) -> None:
        if len(self._log):
            self.plot.set_x_range(self._axis.low, self._axis.high, log=self._axis.log)

    @Slot()
    def _show_playhead(self) -> None:
        viewing = self._history.viewing
        text = "" if viewing is None else self.tr("viewing: {iteration}").format(iteration=viewing)
        at = viewing or (self._log.last_iteration if self._history.iterations else None)
        self.plot.set_playhead(None if at is None else float(at), text)

    @Slot()
    def _show_tabs(self) -> None:
        has_reference = self._document.reference is not None
        self._tabs.setTabEnabled(_PSNR, has_reference)
        tip = "" if has_reference else self.tr("Open a reference (File menu) to see PSNR.")
        self._tabs.setTabToolTip(_PSNR, tip)

    @Slot()
    def _show(self) -> None:
        self._tabs.setVisible(len(self._log) > 0)
        self._nothing.setVisible(not len(self._log))
        # Only the plot in front is drawn; the others catch up when they are chosen.
        if not len(self._log):
            return
        self._axis.reach(self._log.last_iteration)
        curves = (self._loss_curves, self._psnr_curves, self._rule_curves)
        self.plot.set_curves(curves[self._tabs.currentIndex()]())
        self.plot.set_markers(self._markers())
        self._show_range()
        self._show_playhead()
        if self.plot is self._rule:
            self._rule.set_spots(self._spots())
            self._say(self._verdicts())

    def _say(self, words: str) -> None:
        # A link that is replaced between press and release would not have been clicked.
        if words != self._why.text() and not QGuiApplication.mouseButtons():
            self._why.setText(words)

    def _markers(self) -> Sequence[Marker]:
        if not self._log.kept:
            return ()
        text = self.tr("kept: {iteration}").format(iteration=self._log.kept)
        return (Marker(float(self._log.kept), text),)

    def _loss_curves(self) -> Sequence[Curve]:
        return (self._curve(self.tr("Loss"), "loss", 0),)

    def _rule_curves(self) -> Sequence[Curve]:
        # A final fit goes on after the rules have ended; the axis has to reach as far.
        last = float(self._log.last_iteration)
        return tuple(
            Curve(rule_name(kind), np.append(x, last), np.append(heights(x, y), np.nan), n)
            for n, (kind, (x, y)) in enumerate(self._log.rules.items())
        )

    def _spots(self) -> Sequence[Spot]:
        """Return a triangle on each curve, where its rule would have stopped."""
        spots = []
        for n, curve in enumerate(self._rule_curves()):
            pick = self._log.picks.get(tuple(self._log.rules)[n])
            if pick is not None and len(curve.x):
                nearest = int(np.argmin(np.abs(curve.x - pick.iteration)))
                if np.isfinite(curve.y[nearest]):
                    spots.append(Spot(pick.iteration, float(curve.y[nearest]), n, pick.sure))
        return spots

    def _verdicts(self) -> str:
        """Say what each rule has found, and why the run has stopped."""
        result = self._document.result
        ended = result is not None and result.run.iterations == self._log.last_iteration
        reason = f"<p>{escape(result.run.stop_reason)}</p>" if ended and result is not None else ""
        samples = {kind: self._rule.sample(n) for n, kind in enumerate(self._log.rules)}
        found = verdicts_html(self._log.picks, samples)
        if not found and not reason:
            return self.tr("No rule has said anything yet.")
        return found + reason

    def _psnr_curves(self) -> Sequence[Curve]:
        names = {"psnr": self.tr("Raw output"), "psnr_average": self.tr("Average")}
        if "psnr_region" in self._log.metrics:
            # Known pixels are handed back as they were, so the score of the whole says little.
            names = {
                "psnr_region": self.tr("Raw output, masked part"),
                "psnr_average_region": self.tr("Average, masked part"),
            }
        known = [name for name in names if name in self._log.metrics]
        return tuple(self._curve(names[name], name, n) for n, name in enumerate(known))

    def _curve(self, name: str, column: str, number: int) -> Curve:
        x: NDArray[np.float64] = self._log.column("iteration")
        return Curve(name, x, self._log.column(column), number)
