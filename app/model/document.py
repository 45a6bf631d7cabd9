"""What is being worked on: photo, mask, spec and result, with one undo history for all edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QImage, QUndoStack

from app.model.companions import Companions, CompanionsEdit
from app.model.display import picture_to_image
from app.model.mask import Mask
from app.model.needs import Lacking
from app.model.outcomes import Outcomes, OutcomesEdit
from app.model.scene import Scene, SceneEdit
from app.model.spec_edits import Choice, SpecEdit, changed_options, decides, option_label
from dip_core import (
    KERNELS,
    TASKS,
    Inputs,
    Picture,
    Project,
    Quality,
    RestorationSpec,
    Restored,
    SavedResult,
    Task,
    Trial,
)


class Document(QObject):
    """The project in the window.

    Spec, mask, second picture and kernel are edited through `undo_stack`; photo, reference and
    result are not. Every change is announced by its own signal and then by `changed`; while a
    stroke is being painted only `mask_changed` comes, `changed` when it ends.
    """

    changed = Signal()
    picture_changed = Signal()
    spec_changed = Signal()
    mask_changed = Signal(QRect)
    companions_changed = Signal()
    result_changed = Signal()
    title_changed = Signal()

    def __init__(self, spec: RestorationSpec | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._chosen_quality: Quality = "fast"
        first = next(iter(TASKS.values()))()
        self._choice = Choice(spec or first.recommended(self._chosen_quality))
        self._scene = Scene()
        self._forget()
        self.undo_stack.indexChanged.connect(self._on_edit)
        self.undo_stack.cleanChanged.connect(self.title_changed)

    def _forget(self) -> None:
        self._exported_at = -1
        self._touched = False
        self._lacking = Lacking()
        self._revision = 0
        self._path: Path | None = None

    # ------------------------------------------------------------------ photo and its companions

    @property
    def picture(self) -> Picture | None:
        """The photo, as it was opened."""
        return self._scene.inputs.picture if self._scene.inputs else None

    @property
    def reference(self) -> Picture | None:
        """The known clean picture, used for scores only."""
        return self._scene.inputs.reference if self._scene.inputs else None

    @property
    def second(self) -> Picture | None:
        """A second picture of the same scene."""
        return self._scene.companions.second

    @property
    def kernel(self) -> NDArray[np.float32] | None:
        """The known blur, (h, w) floats."""
        return self._scene.companions.kernel

    @property
    def display(self) -> QImage | None:
        """The photo as the screen shows it."""
        if self._scene.display is None and self.picture is not None:
            self._scene = replace(self._scene, display=picture_to_image(self.picture))
        return self._scene.display

    @property
    def mask(self) -> Mask | None:
        """What should be restored, of the photo's size; there is one whenever there is a photo."""
        return self._scene.mask

    @property
    def mask_revision(self) -> int:
        """A number that grows with every change of the mask."""
        return self._scene.mask_revision

    def set_picture(
        self,
        picture: Picture | None,
        reference: Picture | None = None,
        display: QImage | None = None,
    ) -> None:
        """Begin with another photo, or with none: an empty mask, no result, nothing to undo.

        `display` is the photo as the screen shows it, where another thread has made it already.
        """
        inputs = Inputs(picture, reference=reference) if picture is not None else None
        self.set_project(Project(self.spec, inputs), display=display)

    def set_reference(self, reference: Picture | None) -> None:
        """Take another known clean picture, or none."""
        inputs = replace(self.inputs(), mask=None, reference=reference)
        self._scene = replace(self._scene, inputs=inputs)
        self._touch()
        self.changed.emit()

    def set_second(self, second: Picture | None) -> None:
        """Take a second picture of the scene, or none; undoable."""
        text = self.tr("Open second picture") if second else self.tr("Remove second picture")
        self.edit_companions(replace(self.companions, second=second), text)

    def set_kernel(self, kernel: NDArray[np.float32] | None) -> None:
        """Take a known blur, (h, w) floats, or none; undoable.

        A task that can use it is told so in the same step.
        """
        loaded = KERNELS["loaded"]()
        text = (
            self.tr("Choose blur kernel") if kernel is not None else self.tr("Remove blur kernel")
        )
        self.undo_stack.beginMacro(text)
        self.edit_companions(replace(self.companions, kernel=kernel), text)
        if kernel is not None and getattr(self.spec.task, "kernel", loaded) != loaded:
            self.set_task_options(self.spec.task.replace(kernel=loaded))
        self.undo_stack.endMacro()

    @property
    def companions(self) -> Companions:
        """What comes with the photo beside its mask."""
        return self._scene.companions

    def edit_companions(self, companions: Companions, text: str) -> None:
        """Take others, undoably."""
        before, put = self.companions, self._put_companions
        self.undo_stack.push(CompanionsEdit(put, before, companions, text))

    def _put_companions(self, companions: Companions) -> None:
        self._scene = replace(self._scene, companions=companions)
        self.companions_changed.emit()

    def inputs(self) -> Inputs:
        """Return what a restoration is given: everything supplied, with the mask as it is now.

        Raises a `PictureError` while there is no photo.
        """
        return self._scene.all_inputs()

    # ------------------------------------------------------------------ spec

    @property
    def spec(self) -> RestorationSpec:
        """What is to be done, and how."""
        return self._choice.spec

    @property
    def mask_chooses(self) -> bool:
        """Whether the mask's shape may choose what suits it, because no person has."""
        return self._choice.by_mask

    @property
    def quality(self) -> Quality | None:
        """Which recommendation of the task the spec is; None once it was changed by hand."""
        return self._choice.quality

    def set_spec(self, spec: RestorationSpec) -> None:
        """Change options, undoably; successive edits of the same option are one step."""
        paths = changed_options(self.spec, spec)
        if not paths:
            return
        label = option_label(spec, paths[0]) if len(paths) == 1 else self.tr("settings")
        merged_by = paths[0] if len(paths) == 1 else ""
        text = self.tr("Change {option}").format(option=label)
        self._push(Choice(spec, self.mask_chooses and not decides(paths)), text, merged_by)

    def set_task(self, task: Task, quality: Quality | None = None) -> None:
        """Take what a task recommends, undoably, instead of the whole spec.

        Without a quality the one last chosen holds.
        """
        self._chosen_quality = quality or self.quality or self._chosen_quality
        spec = task.recommended(self._chosen_quality)
        if spec != self.spec:
            by_mask = self.mask_chooses or type(task) is not type(self.spec.task)
            text = self.tr("Choose {task}").format(task=task.label)
            self._push(Choice(spec, by_mask), text)

    def set_task_options(self, task: Task) -> None:
        """Change options of the task, undoably, and with them what it recommends.

        Settings changed by hand are left alone.
        """
        quality = self.quality
        if quality is None:
            self.set_spec(self.spec.replace(task=task))
        else:
            self._chosen_quality = quality
            self.set_spec(task.recommended(quality).replace(seed=self.spec.seed))

    def set_quality(self, quality: Quality) -> None:
        """Take what the task recommends for a quality, undoably."""
        self.set_task(self.spec.task, quality)

    def let_mask_choose(self) -> None:
        """Leave it to the mask's shape again what suits it; undoable."""
        if not self.mask_chooses:
            self._push(Choice(self.spec), self.tr("Let the mask choose"))

    def suit(self, spec: RestorationSpec) -> None:
        """Take what suits the mask; no step of its own, because it follows the strokes."""
        if Choice(spec) != self._choice:
            self._put(Choice(spec))
            self.changed.emit()

    def _push(self, choice: Choice, text: str, merged_by: str = "") -> None:
        self.undo_stack.push(SpecEdit(self._put, self._choice, choice, text, merged_by))

    def _put(self, choice: Choice) -> None:
        self._choice = choice
        self.spec_changed.emit()

    @property
    def mask_needed(self) -> bool:
        """Whether the task restores nothing but what is painted."""
        return self.spec.task.local

    @property
    def lacking(self) -> str:
        """What a run still lacks, as a sentence; empty when it can start."""
        if self._scene.mask is None or self.picture is None:
            return self.tr("Open a photo first.")
        painted = not self._scene.mask.is_empty
        return self._lacking(self.spec, self.picture, self.companions, painted=painted)

    # ------------------------------------------------------------------ runs and results

    @property
    def outcomes(self) -> Outcomes:
        """What runs have made of the photo."""
        return self._scene.outcomes

    @property
    def result(self) -> Restored | None:
        """What the last run of this session handed over."""
        return self.outcomes.restored

    @property
    def result_picture(self) -> Picture | None:
        """The restored photo: the last run's, or the one chosen in its place."""
        current = self.outcomes.current
        return current.picture if current else None

    @property
    def result_display(self) -> QImage | None:
        """The restored photo as the screen shows it."""
        picture = self.result_picture
        if self.outcomes.display is None and picture is not None:
            self._hold(replace(self.outcomes, display=picture_to_image(picture)))
        return self.outcomes.display

    @property
    def result_spec(self) -> RestorationSpec:
        """What made the last result."""
        current = self.outcomes.current
        return current.spec if current else self.spec

    def set_result(
        self,
        restored: Restored | None,
        display: QImage | None = None,
        spec: RestorationSpec | None = None,
    ) -> None:
        """Take what a run handed over in place of the last run's result.

        `spec` is what made it, where that is not what the run was given.
        """
        given = self._scene.run[0] if self._scene.run else self.spec
        self.set_outcomes(self.outcomes.followed_by(spec or given, restored, display))

    def edit_results(self, change: Callable[[Outcomes], Outcomes], text: str) -> None:
        """Drop or rename results, or make another one current; undoable."""
        self.undo_stack.push(OutcomesEdit(lambda: self.outcomes, self.set_outcomes, change, text))

    def set_outcomes(self, outcomes: Outcomes) -> None:
        """Take other results; not undoable."""
        self._hold(outcomes)
        self._touch()
        self.result_changed.emit()
        self.changed.emit()

    def _hold(self, outcomes: Outcomes) -> None:
        self._scene = replace(self._scene, outcomes=outcomes)

    def mark_run(self) -> None:
        """Remember what a run that starts now is given; the last one's result is kept beside it."""
        given = self.spec, self.mask_revision, self._scene.companions
        self._scene = replace(self._scene, run=given, outcomes=self.outcomes.put_aside())
        self.result_changed.emit()
        self.changed.emit()

    @property
    def changed_since_run(self) -> bool:
        """Whether something differs from what the last run was given that needs another run."""
        return self._scene.changed_since_run(self.spec)

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
        inputs = self.inputs() if self._scene.inputs else None
        return Project(self.spec, inputs, self.outcomes.saved, self.companions.frame)

    @property
    def results(self) -> tuple[SavedResult, ...]:
        """What runs handed over: those of the project file, then the last of this session."""
        return self.outcomes.all

    def set_project(
        self, project: Project, path: Path | None = None, display: QImage | None = None
    ) -> None:
        """Begin with what a project file holds; what was there before cannot be undone back."""
        inputs = project.inputs
        self.undo_stack.clear()
        for mask in self.findChildren(Mask):
            mask.deleteLater()
        self._forget()
        self._path = path
        # Whether a mask that comes along was followed is seen when it is looked at.
        by_mask = inputs is None or inputs.mask is None
        scene = Scene.of(inputs, self.undo_stack, display, project.results, project.region)
        self._swap((self._adopted(scene), Choice(project.spec, by_mask)))
        self.changed.emit()

    def make_trial(
        self, trial: Trial, display: QImage | None = None, *, alone: bool = False
    ) -> None:
        """Take the degraded picture in place of the photo, and what restores it; undoable."""
        spec = trial.recommended(self.quality or self._chosen_quality, alone=alone)
        scene = self._adopted(Scene.of(trial.inputs, self.undo_stack, display))
        self.undo_stack.push(SceneEdit(self._swap, (scene, Choice(spec)), self.tr("Degrade")))

    def _swap(self, other: tuple[Scene, Choice]) -> tuple[Scene, Choice]:
        """Show another photo with all that belongs to it, and return what there was."""
        before = self._scene, self._choice
        self._scene, self._choice = other
        self.picture_changed.emit()
        self.companions_changed.emit()
        if self.spec != before[1].spec:
            self.spec_changed.emit()
        self.result_changed.emit()
        self.title_changed.emit()
        return before

    def _adopted(self, scene: Scene) -> Scene:
        if scene.mask is not None:
            scene.mask.setParent(self)
            scene.mask.changed.connect(self._on_mask_changed)
        return scene

    @Slot(QRect)
    def _on_mask_changed(self, dirty: QRect) -> None:
        self._scene = replace(self._scene, mask_revision=self.mask_revision + 1)
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
        if not self.outcomes.exported:
            return True
        # A mask is in the result that was exported, unless it was changed since.
        painted = self._scene.mask is not None and not self._scene.mask.is_empty
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
            self._hold(replace(self.outcomes, exported=True))
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
