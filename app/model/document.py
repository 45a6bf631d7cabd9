"""What is being worked on: photo, mask, spec and result, with one undo history for all edits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QImage, QUndoStack

from app.model.display import picture_to_image
from app.model.mask import Mask
from app.model.spec_edits import SpecEdit, changed_options, option_label
from dip_core import (
    QUALITIES,
    TASKS,
    Inputs,
    Picture,
    PictureError,
    Project,
    Quality,
    RestorationSpec,
    Restored,
    SavedResult,
    Task,
)


class Document(QObject):
    """The project in the window.

    Spec and mask are edited through `undo_stack`; photo, reference and result are not. Every change
    is announced by its own signal and then by `changed`; while a stroke is being painted only
    `mask_changed` comes, `changed` when it ends.
    """

    changed = Signal()
    picture_changed = Signal()
    spec_changed = Signal()
    mask_changed = Signal(QRect)
    result_changed = Signal()
    title_changed = Signal()

    def __init__(self, spec: RestorationSpec | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._chosen_quality: Quality = "fast"
        self._spec = spec or next(iter(TASKS.values()))().recommended(self._chosen_quality)
        self._forget()
        self.undo_stack.indexChanged.connect(self._on_edit)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)

    def _forget(self) -> None:
        self._inputs: Inputs | None = None
        self._mask: Mask | None = None
        self._display: QImage | None = None
        self._earlier: tuple[SavedResult, ...] = ()
        self._result: Restored | None = None
        self._result_spec = self._spec
        self._result_display: QImage | None = None
        self._exported = True
        self._exported_at = -1
        self._touched = False
        self._run: tuple[RestorationSpec, int] | None = None
        self._mask_revision = 0
        self._revision = 0
        self._path: Path | None = None

    # ------------------------------------------------------------------ photo and its companions

    @property
    def picture(self) -> Picture | None:
        """The photo, as it was opened."""
        return self._inputs.picture if self._inputs else None

    @property
    def reference(self) -> Picture | None:
        """The known clean picture, used for scores only."""
        return self._inputs.reference if self._inputs else None

    @property
    def display(self) -> QImage | None:
        """The photo as the screen shows it."""
        if self._display is None and self.picture is not None:
            self._display = picture_to_image(self.picture)
        return self._display

    @property
    def mask(self) -> Mask | None:
        """What should be restored, of the photo's size; there is one whenever there is a photo."""
        return self._mask

    def set_picture(
        self,
        picture: Picture | None,
        reference: Picture | None = None,
        display: QImage | None = None,
    ) -> None:
        """Begin with another photo, or with none: an empty mask, no result, nothing to undo.

        `display` is the photo as the screen shows it, where another thread has made it already.
        """
        inputs = None
        if picture is not None:
            inputs = Inputs(
                picture=picture, mask=None, second=None, kernel=None, reference=reference
            )
        self.begin(self._spec, inputs, display=display)

    def set_reference(self, reference: Picture | None) -> None:
        """Take another known clean picture, or none."""
        inputs = self.inputs()
        self._inputs = Inputs(
            picture=inputs.picture,
            mask=None,
            second=inputs.second,
            kernel=inputs.kernel,
            reference=reference,
        )
        self._touch()
        self.changed.emit()

    def inputs(self) -> Inputs:
        """Return what a restoration is given: everything supplied, with the mask as it is now.

        Raises a `PictureError` while there is no photo.
        """
        if self._inputs is None or self._mask is None:
            raise PictureError("There is no photo yet; open one first.")
        mask = None if self._mask.is_empty else self._mask.array()
        return Inputs(
            picture=self._inputs.picture,
            mask=mask,
            second=self._inputs.second,
            kernel=self._inputs.kernel,
            reference=self._inputs.reference,
        )

    # ------------------------------------------------------------------ spec

    @property
    def spec(self) -> RestorationSpec:
        """What is to be done, and how."""
        return self._spec

    @property
    def quality(self) -> Quality | None:
        """Which recommendation of the task the spec is; None once it was changed by hand."""
        for quality in QUALITIES:
            if self._spec.replace(seed=0) == self._spec.task.recommended(quality).replace(seed=0):
                return quality
        return None

    def set_spec(self, spec: RestorationSpec) -> None:
        """Change options, undoably; successive edits of the same option are one step."""
        paths = changed_options(self._spec, spec)
        if not paths:
            return
        label = option_label(spec, paths[0]) if len(paths) == 1 else self.tr("settings")
        merged_by = paths[0] if len(paths) == 1 else ""
        text = self.tr("Change {option}").format(option=label)
        self._push(spec, text, merged_by)

    def set_task(self, task: Task, quality: Quality | None = None) -> None:
        """Take what a task recommends, undoably, instead of the whole spec.

        Without a quality the one last chosen holds.
        """
        self._chosen_quality = quality or self.quality or self._chosen_quality
        spec = task.recommended(self._chosen_quality)
        if spec != self._spec:
            self._push(spec, self.tr("Choose {task}").format(task=task.label))

    def set_quality(self, quality: Quality) -> None:
        """Take what the task recommends for a quality, undoably."""
        self.set_task(self._spec.task, quality)

    def _push(self, spec: RestorationSpec, text: str, merged_by: str = "") -> None:
        self.undo_stack.push(SpecEdit(self._put_spec, self._spec, spec, text, merged_by))

    def _put_spec(self, spec: RestorationSpec) -> None:
        self._spec = spec
        self.spec_changed.emit()

    @property
    def mask_needed(self) -> bool:
        """Whether the task restores nothing but what is painted."""
        return self._spec.task.local

    @property
    def lacking(self) -> str:
        """What a run still lacks, as a sentence; empty when it can start."""
        if self._mask is None:
            return self.tr("Open a photo first.")
        if self.mask_needed and self._mask.is_empty:
            return self.tr("Paint what should be restored first.")
        return ""

    # ------------------------------------------------------------------ runs and results

    @property
    def result(self) -> Restored | None:
        """What the last run of this session handed over."""
        return self._result

    @property
    def result_picture(self) -> Picture | None:
        """The restored photo: the last run's, else the newest one of the project file."""
        return self.results[-1].picture if self.results else None

    @property
    def result_display(self) -> QImage | None:
        """The restored photo as the screen shows it."""
        picture = self.result_picture
        if self._result_display is None and picture is not None:
            self._result_display = picture_to_image(picture)
        return self._result_display

    def set_result(self, restored: Restored | None, display: QImage | None = None) -> None:
        """Take what a run handed over in place of the last run's result."""
        self._result = restored
        self._result_spec = self._run[0] if self._run else self._spec
        self._result_display = display
        self._exported = restored is None
        self._touch()
        self.result_changed.emit()
        self.changed.emit()

    def mark_run(self) -> None:
        """Remember what a run that starts now is given."""
        self._run = (self._spec, self._mask_revision)
        self.changed.emit()

    @property
    def changed_since_run(self) -> bool:
        """Whether spec or mask differ from what the last run was given."""
        return self._run is not None and self._run != (self._spec, self._mask_revision)

    # ------------------------------------------------------------------ project and file

    @property
    def path(self) -> Path | None:
        """The project file; None until there is one."""
        return self._path

    @property
    def title(self) -> str:
        """What the window's title bar says: the project's or the photo's name."""
        if self._path is not None:
            return self._path.name
        if self.picture is None:
            return ""
        return self.picture.source.name if self.picture.source else self.tr("Untitled")

    @property
    def project(self) -> Project:
        """Everything as a value, as a project file stores it."""
        inputs = self.inputs() if self._inputs else None
        return Project(spec=self._spec, inputs=inputs, results=self.results)

    @property
    def results(self) -> tuple[SavedResult, ...]:
        """What runs handed over: those of the project file, then the last of this session."""
        if self._result is None:
            return self._earlier
        return (*self._earlier, self._saved_result(self._result))

    def _saved_result(self, restored: Restored) -> SavedResult:
        spec = self._result_spec
        return SavedResult(
            name=f"{spec.task.label} · {spec.network.label} · {spec.seed}",
            picture=restored.picture,
            kept_iteration=restored.run.kept_iteration,
            seconds=restored.run.seconds,
            stop_reason=restored.run.stop_reason,
            spec=spec,
        )

    def set_project(
        self, project: Project, path: Path | None = None, display: QImage | None = None
    ) -> None:
        """Begin with what a project file holds."""
        self.begin(project.spec, project.inputs, project.results, path, display)

    def begin(
        self,
        spec: RestorationSpec,
        inputs: Inputs | None,
        results: tuple[SavedResult, ...] = (),
        path: Path | None = None,
        display: QImage | None = None,
    ) -> None:
        """Take everything anew; what was there before cannot be undone back."""
        self.undo_stack.clear()
        if self._mask is not None:
            self._mask.deleteLater()
        new_spec = spec != self._spec
        self._forget()
        self._spec = self._result_spec = spec
        self._inputs, self._earlier, self._path, self._display = inputs, results, path, display
        if inputs is not None:
            self._mask = self._new_mask(inputs)
        self.picture_changed.emit()
        if new_spec:
            self.spec_changed.emit()
        self.result_changed.emit()
        self.title_changed.emit()
        self.changed.emit()

    def _new_mask(self, inputs: Inputs) -> Mask:
        picture = inputs.picture
        mask = Mask(picture.width, picture.height, self.undo_stack, values=inputs.mask)
        mask.setParent(self)
        mask.changed.connect(self._on_mask_changed)
        return mask

    @Slot(QRect)
    def _on_mask_changed(self, dirty: QRect) -> None:
        self._mask_revision += 1
        self.mask_changed.emit(dirty)

    # ------------------------------------------------------------------ what is not saved yet

    @property
    def revision(self) -> int:
        """A number that grows with every change since the photo was opened."""
        return self._revision

    @property
    def dirty(self) -> bool:
        """Whether the project differs from its file (or from the photo as it was opened)."""
        return self._touched or not self.undo_stack.isClean()

    @property
    def unsaved_work(self) -> bool:
        """Whether closing would lose work: an unexported result, a mask, a changed project."""
        if not self.dirty:
            return False
        if self._path is not None:
            return True
        if self._result is not None and not self._exported:
            return True
        # A mask is in the result that was exported, unless it was changed since.
        painted = self._mask is not None and not self._mask.is_empty
        return painted and self._revision != self._exported_at

    def mark_saved(self, path: Path, revision: int) -> None:
        """Say that the project as it was at `revision` has been written to a file."""
        self._path = path
        if revision == self._revision:
            self._touched = False
            self.undo_stack.setClean()
        self.title_changed.emit()
        self.changed.emit()

    def mark_exported(self, picture: Picture) -> None:
        """Say that a result has been written to a file of its own."""
        if picture is self.result_picture:
            self._exported = True
            self._exported_at = self._revision
            self.changed.emit()

    def _touch(self) -> None:
        self._touched = True
        self._revision += 1
        self.title_changed.emit()

    @Slot(int)
    def _on_edit(self, index: int) -> None:
        self._revision += 1
        self.changed.emit()

    @Slot(bool)
    def _on_clean_changed(self, clean: bool) -> None:
        self.title_changed.emit()
