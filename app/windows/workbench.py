"""The document and everything that acts on it, made once per window."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.control.animating import Animator
from app.control.classics import Classics
from app.control.commands import ActionTable
from app.control.comparison import Comparison
from app.control.curator import Curator
from app.control.exports import ExportController
from app.control.files import FileController
from app.control.fills import Fills
from app.control.forecaster import Forecaster
from app.control.framing import Framing
from app.control.healing import Healer
from app.control.lettering import LetteringWork
from app.control.mask_edits import MaskEdits
from app.control.recovery import Recovery
from app.control.refinishing import Refinisher
from app.control.restarting import Restarter
from app.control.rim_watch import RimWatch
from app.control.runs import RunController
from app.control.scorer import Scorer
from app.control.showing import Showing
from app.control.spectra import Spectra
from app.control.studies import StudyController
from app.control.suiting import MaskChooser
from app.control.table import Table
from app.control.table_export import TableExport
from app.control.waking import KeepAwake
from app.control.wand import WandWork
from app.control.yardsticks import Yardsticks
from app.model.document import Document
from app.model.gallery import Gallery
from app.model.iteration_axis import IterationAxis
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.widgets.icons import icon
from dip_core import Device


@dataclass(frozen=True, eq=False)
class Workbench:
    """What panels and windows are given to work with."""

    preferences: Preferences
    devices: tuple[Device, ...]
    document: Document
    log: RunLog
    axis: IterationAxis
    gallery: Gallery
    runs: RunController
    files: FileController
    exports: ExportController
    forecaster: Forecaster
    classics: Classics
    table: Table
    table_export: TableExport
    animator: Animator
    showing: Showing
    spectra: Spectra
    yardsticks: Yardsticks
    curator: Curator
    comparison: Comparison
    scorer: Scorer
    chooser: MaskChooser
    refinisher: Refinisher
    fills: Fills
    framing: Framing
    masks: MaskEdits
    healer: Healer
    rims: RimWatch
    wand: WandWork
    lettering: LetteringWork
    studies: StudyController
    restarter: Restarter
    awake: KeepAwake
    recovery: Recovery
    actions: ActionTable

    def shutdown(self) -> None:
        """End every thread; what is being written is finished first."""
        # A history that is destroyed clears itself and says so, to whoever is half gone already.
        self.document.undo_stack.blockSignals(True)  # noqa: FBT003 - Qt knows it by its place
        self.files.shutdown()
        self.exports.shutdown()
        self.classics.shutdown()
        self.table.shutdown()
        self.table_export.shutdown()
        self.animator.shutdown()
        self.spectra.shutdown()
        self.yardsticks.shutdown()
        for errands in (self.forecaster, self.chooser, self.refinisher):
            errands.shutdown()
        for comparing in (self.curator, self.comparison, self.scorer):
            comparing.shutdown()
        self.fills.shutdown()
        self.masks.shutdown()
        self.healer.shutdown()
        self.rims.shutdown()
        self.wand.shutdown()
        self.lettering.shutdown()
        self.studies.shutdown()
        self.awake.shutdown()
        self.recovery.shutdown()
        self.runs.shutdown()


def make_workbench(
    preferences: Preferences, devices: Sequence[Device], owner: QObject
) -> Workbench:
    """Return a workbench with an empty document, owned by a window."""
    document = Document(parent=owner)
    log = RunLog(parent=owner)
    runs = RunController(document, log, preferences, parent=owner)
    files = FileController(document, preferences, parent=owner)
    exports = ExportController(document, preferences, parent=owner)
    recovery = Recovery(document, runs, preferences, parent=owner)
    for another in (files.opened, recovery.restored):
        another.connect(exports.forget)
    gallery = Gallery(parent=owner)
    table = Table(document, gallery, parent=owner)
    showing = Showing(document, runs, parent=owner)
    comparison = Comparison(document, runs.history, gallery, parent=owner)
    return Workbench(
        preferences=preferences,
        devices=tuple(devices),
        document=document,
        log=log,
        axis=IterationAxis(parent=owner),
        gallery=gallery,
        runs=runs,
        files=files,
        exports=exports,
        forecaster=Forecaster(document, preferences, [d.name for d in devices], parent=owner),
        classics=Classics(document, runs, parent=owner),
        table=table,
        table_export=TableExport(document, table, parent=owner),
        animator=Animator(document, log, runs.history, parent=owner),
        showing=showing,
        spectra=Spectra(document, showing, parent=owner),
        yardsticks=Yardsticks(document, log, runs, parent=owner),
        curator=Curator(document, runs.history, gallery, parent=owner),
        comparison=comparison,
        scorer=Scorer(document, runs, gallery, comparison, parent=owner),
        chooser=MaskChooser(document, parent=owner),
        refinisher=Refinisher(document, parent=owner),
        fills=Fills(document, runs, parent=owner),
        framing=Framing(document, parent=owner),
        masks=MaskEdits(document, parent=owner),
        healer=Healer(document, runs, preferences, parent=owner),
        rims=RimWatch(document, runs, parent=owner),
        wand=WandWork(document, parent=owner),
        lettering=LetteringWork(document, parent=owner),
        studies=StudyController(runs, preferences, parent=owner),
        restarter=Restarter(document, runs, parent=owner),
        awake=KeepAwake(runs, preferences, parent=owner),
        recovery=recovery,
        actions=ActionTable(document, runs, files, icon, gallery, parent=owner),
    )
