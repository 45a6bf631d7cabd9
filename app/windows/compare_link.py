"""Between what is compared and where it is shown: canvas, grid, lenses, and the bar below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, QRectF, Slot

from app.control.comparison import Exhibit, Side
from app.forms.tones import Tone
from app.model.standing import Standing
from app.panels.results_panel import ResultsPanel
from app.widgets.canvas_scene import ViewMode
from app.widgets.compare_grid import PaneContent
from app.widgets.difference import Look
from app.widgets.flicker import Flicker
from app.windows.message_bar import MessageArea
from app.windows.questions import Questions
from app.windows.stage import Stage
from app.windows.workbench import Workbench
from dip_core import Part, Scores

Mode = Literal["split", "side", "flip", "difference", "original", "result"]
IN_CANVAS: tuple[ViewMode, ...] = ("split", "flip", "difference", "original", "result")
ONE_PICTURE = {"original", "result"}
_ALIKE = 1.01  # sizes that differ by less are called the same


class CompareLink(QObject):
    """Puts A and B where they are looked at, and what is chosen there into the slots."""

    def __init__(
        self, bench: Workbench, stage: Stage, questions: Questions, messages: MessageArea
    ) -> None:
        super().__init__(stage)
        self._bench, self._stage = bench, stage
        self._questions, self._messages = questions, messages
        self._mode: Mode = "result"
        self._flicker = Flicker(self)
        self._link_actions()
        self._link_bar()
        self._link_pictures()
        self._show_picture()
        self._enter(stage.canvas.view_mode)

    # ------------------------------------------------------------------ ways to compare

    def _link_actions(self) -> None:
        actions, canvas, comparison = (
            self._bench.actions,
            self._stage.canvas,
            self._bench.comparison,
        )
        for mode in IN_CANVAS:
            actions.bind(f"compare-{mode}", partial(self._choose, mode))
        actions.bind("compare-side", partial(self._choose, "side"))
        actions.bind("compare-swap", comparison.swap)
        actions.bind("compare-next", partial(comparison.cycle, 1))
        actions.bind("compare-previous", partial(comparison.cycle, -1))
        actions.bind("compare-external", self._open_external)
        actions.bind("add-pane", comparison.add_pane)
        actions.bind("loupe", self._toggle_loupe)
        actions.bind("zoom-in", lambda: self._stage.front.zoom_in())
        actions.bind("zoom-out", lambda: self._stage.front.zoom_out())
        actions.bind("zoom-fit", lambda: self._stage.front.zoom_fit())
        actions.bind("zoom-100", lambda: self._stage.front.zoom_to(1.0))
        canvas.view_mode_changed.connect(self._enter)
        canvas.cycle_requested.connect(comparison.cycle)

    def _choose(self, mode: Mode) -> None:
        if mode == "side":
            self._enter(mode)
        else:
            self._stage.canvas.set_view_mode(mode)
            self._enter(mode)

    @Slot(str)
    def _enter(self, mode: Mode) -> None:
        """Show what belongs to a way of comparing."""
        self._mode = mode
        self._flicker.stop()
        self._stage.bar.set_flickers(flickers=False)
        self._stage.bar.set_mode(mode)
        self._stage.bar.setVisible(mode not in ONE_PICTURE)
        self._stage.show_grid(shown=mode == "side")
        self._messages.leave_free(self._stage.grid.head_height if mode == "side" else 0)
        self._bench.actions[f"compare-{mode}"].setChecked(True)
        self._bench.scorer.want(wanted=mode not in ONE_PICTURE)

    def _toggle_loupe(self) -> None:
        used = self._bench.actions["loupe"].isChecked()
        if used and self._mode == "side":
            self._choose("split")  # the lenses lie over a single picture
        self._stage.canvas.set_loupe(used=used)

    def _open_external(self) -> None:
        path = self._questions.file_to_open(
            self.tr("Open a picture to compare with"), self._bench.preferences.last_folder
        )
        if path is not None:
            self._bench.curator.open_external(path)

    @Slot(str)
    def _take_external(self, entry_id: str) -> None:
        """Put a picture that has been opened where it is seen at once."""
        self._bench.comparison.choose("b", entry_id)
        if self._mode in ONE_PICTURE:
            self._choose("split")

    # ------------------------------------------------------------------ the bar

    def _link_bar(self) -> None:
        bar, bench = self._stage.bar, self._bench
        bar.chosen.connect(bench.comparison.choose)
        bar.look_chosen.connect(self._stage.canvas.set_difference)
        bar.flicker_chosen.connect(self._set_flicker)
        bar.rate_chosen.connect(self._flicker.set_rate)
        bar.part_chosen.connect(self._choose_part)
        bar.set_look(Look())
        bar.set_parts(_part_names(self), bench.scorer.part)
        self._flicker.turned.connect(self._turn)
        bench.scorer.changed.connect(self._show_scores)
        bench.curator.added.connect(self._take_external)
        bench.curator.failed.connect(lambda text: self._messages.say(text, Tone.ERROR))

    @Slot(bool)
    def _set_flicker(self, flickers: bool) -> None:
        if flickers:
            self._flicker.start()
        else:
            self._flicker.stop()

    @Slot(bool)
    def _turn(self, shows_b: bool) -> None:
        self._stage.canvas.set_flipped(flipped=shows_b)

    def _choose_part(self, part: Part) -> None:
        self._bench.scorer.set_part(part)

    @Slot()
    def _show_scores(self) -> None:
        scorer = self._bench.scorer
        if not scorer.possible:
            self._stage.bar.set_scores(None)
            return
        said = [f"{name}  {_words(self, scorer.scores(side))}" for name, side in _SIDES]
        self._stage.bar.set_scores("      ".join(said))

    # ------------------------------------------------------------------ the results table

    def link_results(self, panel: ResultsPanel) -> None:
        """Compare the rows a person picks, and mark those that are compared."""

        def pick(row_id: str, side: Side) -> None:
            row = self._bench.table[row_id]
            self._bench.comparison.choose(side, _entry_of(row))
            if self._mode in ONE_PICTURE:
                self._choose("split")

        def mark() -> None:
            sides = {self._bench.comparison.chosen(side): side for _, side in _SIDES}
            rows = {row.id: sides.get(_entry_of(row), "") for row in self._bench.table.rows}
            panel.show_sides({row: side for row, side in rows.items() if side})

        panel.picked.connect(pick)
        self._bench.comparison.changed.connect(mark)
        self._bench.table.changed.connect(mark)
        mark()

    # ------------------------------------------------------------------ what is shown

    def _link_pictures(self) -> None:
        bench, grid = self._bench, self._stage.grid
        bench.document.picture_changed.connect(self._show_picture)
        bench.files.glance_over.connect(self._show_picture)
        bench.showing.changed.connect(self._show_part)
        bench.comparison.changed.connect(self._show)
        grid.chosen.connect(bench.comparison.choose_pane)
        grid.removed.connect(bench.comparison.remove_pane)

    @Slot()
    def _show_picture(self) -> None:
        self._stage.grid.set_picture(self._bench.document.display)
        self._show_part()

    @Slot()
    def _show_part(self) -> None:
        """Show what the run shows now, in the canvas and in the panes that want it."""
        part, layers = self._bench.showing.part, self._bench.showing.layers
        finished = [(layer.image, layer.place) for layer in layers]
        self._stage.canvas.set_finished(finished)
        self._stage.grid.set_finished(finished)
        if part is None:
            self._stage.canvas.set_preview(None)
            self._stage.grid.set_preview(None, QRectF())
        else:
            self._stage.canvas.set_preview(part.image, part.place)
            self._stage.grid.set_preview(part.image, part.place)
        self._show()

    @Slot()
    def _show(self) -> None:
        comparison, bar = self._bench.comparison, self._stage.bar
        sources = comparison.sources()
        self._stage.canvas.set_own_name(comparison.pane("original").label)
        sides = [comparison.side(side) for _, side in _SIDES]
        words = self._named(sides)
        for (_, side), exhibit, said in zip(_SIDES, sides, words, strict=True):
            own = exhibit.id == "original" and side == "a"
            self._stage.canvas.set_side(side, None if own else exhibit.image, said)
        more = self._bench.actions["compare-external"]
        bar.set_sides((sides[0].id, words[0]), (sides[1].id, words[1]), sources, more)
        panes = [comparison.pane(word) for word in comparison.panes]
        contents = [
            PaneContent(exhibit.id, said, exhibit.image, exhibit.waits)
            for exhibit, said in zip(panes, self._named(panes), strict=True)
        ]
        self._stage.grid.set_contents(contents, sources)
        self._show_scores()

    def _named(self, exhibits: Sequence[Exhibit]) -> list[str]:
        """Return the names of pictures, and how much each is enlarged to match the largest."""
        sizes = [self._size(exhibit) for exhibit in exhibits]
        largest = max(sizes)
        named = []
        for exhibit, size in zip(exhibits, sizes, strict=True):
            words = f"{exhibit.label}…" if exhibit.waits else exhibit.label
            if not exhibit.waits and size * _ALIKE < largest:
                pattern = self.tr("{name} · enlarged ×{factor:.3g} for viewing")
                words = pattern.format(name=words, factor=largest / size)
            named.append(words)
        return named

    def _size(self, exhibit: Exhibit) -> float:
        """Return how many pixels a picture has for each of the photo's, across."""
        display, part = self._bench.document.display, self._bench.showing.part
        if display is None:
            return 1.0
        if exhibit.image is not None:
            return exhibit.image.width() / display.width()
        if exhibit.live and part is not None and part.place.isEmpty():
            return part.image.width() / display.width()
        return 1.0


_SIDES: tuple[tuple[str, Side], ...] = (("A", "a"), ("B", "b"))


def _entry_of(row: Standing) -> str:
    """Return the id of a row's picture in the gallery, where input and result have their own."""
    if row.current:
        return "result"
    return "original" if row.kind == "input" else row.id


def _part_names(owner: QObject) -> list[tuple[str, str]]:
    return [
        ("whole", owner.tr("Whole picture")),
        ("region", owner.tr("Work region")),
        ("masked", owner.tr("Masked pixels only")),
        ("luma", owner.tr("Y channel")),
    ]


def _words(owner: QObject, scores: Scores | None) -> str:
    """Say how near a picture is to the reference."""
    if scores is None:
        return "…"
    if scores.psnr is None:
        return owner.tr("cannot be compared with the reference")
    if math.isinf(scores.psnr):
        return owner.tr("the same as the reference")
    said = owner.tr("PSNR {psnr:.2f} dB").format(psnr=scores.psnr)
    if scores.ssim is not None:
        said += owner.tr(" · SSIM {ssim:.4f}").format(ssim=scores.ssim)
    return said
