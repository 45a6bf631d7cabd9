"""The curves of a run: loss, scores, what the stopping rules see, and the spectrum."""

from collections.abc import Sequence
from functools import partial
from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.control.history import History
from app.control.spectra import Spectra
from app.control.yardsticks import Yardstick, Yardsticks
from app.forms.spec_form import translated
from app.forms.tones import Tone, ToneLabel
from app.forms.verdicts import rule_name, verdicts_html
from app.model.document import Document
from app.model.iteration_axis import IterationAxis
from app.model.run_log import RunLog
from app.model.valleys import heights
from app.widgets.curve_plot import CurvePlot
from app.widgets.plot_values import Baseline, Curve, Marker, Spot

_LOSS, _PSNR, _SSIM, _RULE, _SPECTRUM = range(5)
_WORDS_WIDTH = 300


class CurvesPanel(QWidget):
    """Plots a run log, marks the iteration that is kept, and leads back to earlier ones."""

    def __init__(
        self,
        document: Document,
        log: RunLog,
        history: History,
        axis: IterationAxis,
        spectra: Spectra,
        yardsticks: Yardsticks,
    ) -> None:
        super().__init__()
        self._document, self._log, self._history, self._axis = document, log, history, axis
        self._spectra, self._yardsticks = spectra, yardsticks
        iteration = self.tr("Iteration")
        self._loss = CurvePlot(x_label=iteration, y_label=self.tr("Loss"), log_y=True)
        self._psnr = CurvePlot(x_label=iteration, y_label=self.tr("PSNR, dB"))
        self._ssim = CurvePlot(x_label=iteration, y_label=self.tr("SSIM"))
        self._rule = CurvePlot(named=False)
        self._spectrum = CurvePlot(
            x_label=self.tr("Frequency, cycles per pixel"),
            y_label=self.tr("Power"),
            log_y=True,
            whole_x=False,
        )
        self._why = ToneLabel()
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._loss, self.tr("Loss"))
        self._tabs.addTab(self._psnr, self.tr("PSNR"))
        self._tabs.addTab(self._ssim, self.tr("SSIM"))
        self._tabs.addTab(self._stopping_page(), self.tr("Stopping"))
        self._tabs.addTab(self._spectrum, self.tr("Spectrum"))
        self._tabs.setTabToolTip(
            _SPECTRUM,
            self.tr("How much of each frequency is in what is shown: noise lies on the right."),
        )
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
        self._spectra.changed.connect(self._show_spectrum)
        self._yardsticks.changed.connect(self._show)
        for plot in (self._loss, self._psnr, self._ssim, self._rule):
            plot.x_range_changed.connect(self._axis.look_at)
            plot.x_range_reset.connect(self._axis.show_all)
            plot.playhead_dragged.connect(self._scrub)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the samples of the curves anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Have spectra made only while they are seen."""
        super().showEvent(event)
        self._want_spectra()

    def hideEvent(self, event: QHideEvent) -> None:
        """Have none made any more."""
        super().hideEvent(event)
        self._want_spectra()

    @property
    def plot(self) -> CurvePlot:
        """The plot in front."""
        plots = (self._loss, self._psnr, self._ssim, self._rule, self._spectrum)
        return plots[self._tabs.currentIndex()]

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
        if len(self._log) and self.plot is not self._spectrum:
            self.plot.set_x_range(self._axis.low, self._axis.high, log=self._axis.log)

    @Slot()
    def _show_playhead(self) -> None:
        viewing = self._history.viewing
        text = "" if viewing is None else self.tr("viewing: {iteration}").format(iteration=viewing)
        at = viewing or (self._log.last_iteration if self._history.iterations else None)
        self.plot.set_playhead(None if at is None else float(at), text)

    @Slot()
    def _show_tabs(self) -> None:
        scores = {_PSNR: "PSNR", _SSIM: "SSIM"}
        for tab, score in scores.items():
            known = any(score.lower() in name for name in self._log.metrics)
            has_reference = self._document.reference is not None
            self._tabs.setTabEnabled(tab, has_reference or known)
            tip = ""
            if not has_reference:
                text = self.tr("Open a reference (File menu) to see {score} against it.")
                tip = text.format(score=score)
            self._tabs.setTabToolTip(tab, tip)

    @Slot()
    def _show(self) -> None:
        self._tabs.setVisible(len(self._log) > 0)
        self._nothing.setVisible(not len(self._log))
        self._want_spectra()
        # Only the plot in front is drawn; the others catch up when they are chosen.
        if not len(self._log):
            return
        self._show_tabs()
        self._axis.reach(self._log.last_iteration)
        if self.plot is self._spectrum:
            self._show_spectrum()
            return
        curves = (
            self._loss_curves,
            partial(self._score_curves, "psnr"),
            partial(self._score_curves, "ssim"),
            self._rule_curves,
        )
        self.plot.set_curves(curves[self._tabs.currentIndex()]())
        self.plot.set_markers(self._markers())
        self._show_yardsticks()
        self._show_range()
        self._show_playhead()
        if self.plot is self._rule:
            self._rule.set_spots(self._spots())
            self._say(self._verdicts())

    def _want_spectra(self) -> None:
        front = self._tabs.isVisible() and self.plot is self._spectrum
        self._spectra.want(wanted=front)

    @Slot()
    def _show_spectrum(self) -> None:
        names = {
            "clean": self.tr("Clean"),
            "input": self.tr("Input"),
            "output": self.tr("Output"),
        }
        looks = {"output": 0, "input": 1, "clean": 2}
        self._spectrum.set_curves(
            [
                Curve(names[one.kind], one.frequency, one.power, looks[one.kind])
                for one in self._spectra.known
            ]
        )

    def _show_yardsticks(self) -> None:
        """Draw what the input and the classical methods reach."""
        for plot, score in ((self._psnr, "psnr"), (self._ssim, "ssim")):
            if plot is self.plot:
                lines = [_line(one, score) for one in self._yardsticks.known]
                plot.set_baselines([line for line in lines if line is not None])

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

    def _score_curves(self, score: str) -> Sequence[Curve]:
        names = {
            score: self.tr("Raw output"),
            f"{score}_average": self.tr("Average"),
            f"{score}_input": self.tr("Raw output, against the input"),
            f"{score}_average_input": self.tr("Average, against the input"),
        }
        if any(name.endswith("_region") for name in self._log.metrics):
            # Known pixels are handed back as they were, so the score of the whole says little.
            names = {
                f"{score}_region": self.tr("Raw output, masked part"),
                f"{score}_average_region": self.tr("Average, masked part"),
            }
        looks = enumerate(names)
        metrics = self._log.metrics
        return [self._score_curve(names[n], n, look) for look, n in looks if n in metrics]

    def _score_curve(self, name: str, column: str, number: int) -> Curve:
        """Return a curve of what is scored now and then, which is a line all the same."""
        whole = self._curve(name, column, number)
        known = np.isfinite(whole.y)
        return Curve(name, whole.x[known], whole.y[known], number)

    def _curve(self, name: str, column: str, number: int) -> Curve:
        x: NDArray[np.float64] = self._log.column("iteration")
        return Curve(name, x, self._log.column(column), number)


def _line(one: Yardstick, score: str) -> Baseline | None:
    """Return the line of a method, with its name and what it reaches."""
    value: float | None = getattr(one.scores, score)
    if value is None or not np.isfinite(value):
        return None
    name = translated(one.name) if one.name else QCoreApplication.translate("CurvesPanel", "Input")
    return Baseline(value, f"{name} {value:.4g}")
