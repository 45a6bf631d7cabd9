"""The curves of a run: loss, PSNR where a reference is known, and the stopping rule's own value."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.model.run_log import RunLog
from app.widgets.curve_plot import Curve, CurvePlot, Marker

_LOSS, _PSNR, _RULE = range(3)


class CurvesPanel(QWidget):
    """Plots a run log, and marks the iteration that is kept."""

    def __init__(self, document: Document, log: RunLog) -> None:
        super().__init__()
        self._document, self._log = document, log
        iteration = self.tr("Iteration")
        self._loss = CurvePlot(x_label=iteration, y_label=self.tr("Loss"), log_y=True)
        self._psnr = CurvePlot(x_label=iteration, y_label=self.tr("PSNR, dB"))
        self._rule = CurvePlot(x_label=iteration, y_label=self.tr("Variance"), log_y=True)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._loss, self.tr("Loss"))
        self._tabs.addTab(self._psnr, self.tr("PSNR"))
        self._tabs.addTab(self._rule, self.tr("Stopping rule"))
        self._nothing = ToneLabel(
            self.tr("The curves of a restoration appear here while it runs."), Tone.QUIET
        )
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._tabs, 1)
        self._tabs.currentChanged.connect(self._show)
        log.changed.connect(self._show)
        document.changed.connect(self._show_tabs)
        self._show_tabs()
        self._show()

    def names(self) -> tuple[str, ...]:
        """Return what the plot in front shows."""
        plot = self._tabs.currentWidget()
        return tuple(curve.name for curve in plot.curves) if isinstance(plot, CurvePlot) else ()

    def can_show(self, title: str) -> bool:
        """Return whether there is something for a tab to show."""
        return self._tabs.isTabEnabled(self._tab(title))

    def choose(self, title: str) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(self._tab(title))

    def _tab(self, title: str) -> int:
        return [self._tabs.tabText(i) for i in range(self._tabs.count())].index(title)

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
        plot, curves = (
            (self._loss, self._loss_curves),
            (self._psnr, self._psnr_curves),
            (self._rule, self._rule_curves),
        )[self._tabs.currentIndex()]
        plot.set_curves(curves())
        plot.set_markers(self._markers())

    def _markers(self) -> Sequence[Marker]:
        if not self._log.kept:
            return ()
        text = self.tr("▲ kept: {iteration}").format(iteration=self._log.kept)
        return (Marker(float(self._log.kept), text),)

    def _loss_curves(self) -> Sequence[Curve]:
        return (self._curve(self.tr("Loss"), "loss", 0),)

    def _rule_curves(self) -> Sequence[Curve]:
        return (self._curve(self.tr("Variance of recent outputs"), "rule", 0),)

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
