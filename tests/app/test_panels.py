"""Panels show the document and change it; they know nothing of one another."""

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from app.control.estimates import Forecast
from app.forms.segments import Segments
from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.model.preferences import Preferences
from app.panels.mask_panel import MaskPanel
from app.panels.method_panel import MethodPanel
from app.panels.status import StatusPanel
from app.panels.task_panel import TaskPanel
from dip_core import STOPPING, TASKS, Device, Picture


@pytest.fixture
def document() -> Document:
    made = Document()
    made.set_picture(Picture.from_array(np.full((48, 64, 3), 0.5, np.float32)))
    return made


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


def card(panel: TaskPanel, label: str) -> QToolButton:
    return next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == label)


def test_a_card_per_task_and_the_chosen_one_is_checked(qtbot: QtBot, document: Document) -> None:
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    labels = [task.label for task in TASKS.values()]
    assert all(card(panel, label).text() for label in labels)
    assert all(card(panel, label).accessibleDescription() for label in labels)
    assert card(panel, document.spec.task.label).isChecked()


def test_choosing_a_card_changes_the_task_and_can_be_undone(
    qtbot: QtBot, document: Document
) -> None:
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    before = document.spec
    card(panel, TASKS["denoising"].label).click()
    assert document.spec.task.kind == "denoising"
    document.undo_stack.undo()
    assert document.spec == before
    assert card(panel, before.task.label).isChecked()


def test_a_card_says_in_place_what_it_needs(qtbot: QtBot, document: Document) -> None:
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    document.set_task(TASKS["inpainting"]())
    [lacking] = [
        label
        for label in panel.findChildren(ToneLabel)
        if label.tone is Tone.WARNING and label.isVisible()
    ]
    assert lacking.text() == document.lacking
    document.mask.fill(255 * np.eye(48, 64, dtype=np.uint8))
    assert not lacking.isVisible()


def test_an_option_of_the_task_takes_what_suits_it(qtbot: QtBot, document: Document) -> None:
    document.set_task(TASKS["inpainting"](), "fast")
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    combo = panel.findChild(QComboBox)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert document.spec.task.missing == "hole"
    assert document.quality == "fast"


def test_a_quality_is_chosen_and_custom_settings_check_none(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    panel = MethodPanel(document, preferences, [Device("cpu", "Processor")])
    qtbot.addWidget(panel)
    segments = panel.findChild(Segments)
    assert segments.value() == document.quality == "fast"
    [best] = [b for b in segments.findChildren(QToolButton) if b.text() == "Best"]
    best.click()
    assert document.quality == "best"
    document.set_spec(document.spec.replace(iterations=123))
    assert document.quality is None
    assert segments.value() == ""


def test_what_the_method_panel_shows_is_what_the_document_holds(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    panel = MethodPanel(document, preferences, [Device("cpu", "Processor")])
    qtbot.addWidget(panel)
    spec = document.spec
    iterations = next(
        box for box in panel.findChildren(QSpinBox) if box.accessibleName() == "Iterations"
    )
    assert iterations.value() == spec.iterations
    iterations.setValue(777)
    assert document.spec == spec.replace(iterations=777)
    document.undo_stack.undo()
    assert iterations.value() == spec.iterations


def test_the_device_is_remembered(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    devices = [Device("cuda:0", "A graphics card"), Device("cpu", "Processor")]
    panel = MethodPanel(document, preferences, devices)
    qtbot.addWidget(panel)
    combo = next(c for c in panel.findChildren(QComboBox) if c.findData("cuda:0") >= 0)
    assert combo.currentText() == "Automatic: A graphics card"
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert preferences.device == "cpu"


@pytest.mark.parametrize(("needed", "tone"), [(1, Tone.QUIET), (9, Tone.WARNING), (11, Tone.ERROR)])
def test_the_estimate_warns_in_words_and_colour(
    qtbot: QtBot, document: Document, preferences: Preferences, needed: int, tone: Tone
) -> None:
    panel = MethodPanel(document, preferences, [Device("cpu", "Processor")])
    qtbot.addWidget(panel)
    panel.show_forecast(Forecast(needed * 2**30, 10 * 2**30, 100.0, 64, 64))
    label = next(la for la in panel.findChildren(ToneLabel) if la.text() == panel.cost_text())
    assert label.tone is tone
    assert "1 min 40 s" in panel.cost_text()


def test_what_rules_a_run_out_is_said_where_its_cost_would_be(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    panel = MethodPanel(document, preferences, [Device("cpu", "Processor")])
    qtbot.addWidget(panel)
    document.set_task(TASKS["denoising"]())
    panel.show_forecast(Forecast(obstacle="The picture is too small."))
    assert panel.cost_text() == "The picture is too small."
    document.set_task(TASKS["inpainting"]())
    panel.show_forecast(Forecast(obstacle="The mask is empty."))
    assert panel.cost_text() == ""


def test_the_mask_panel_shows_and_chooses_the_brush(qtbot: QtBot, document: Document) -> None:
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    panel.set_brush(33.0, 0.5)
    size = next(b for b in panel.findChildren(QSpinBox) if b.accessibleName() == "Size")
    assert size.value() == 33
    with qtbot.waitSignal(panel.brush_chosen) as chosen:
        size.setValue(200)
    assert chosen.args == [200.0, 0.5]


def test_the_size_slider_is_logarithmic_and_agrees_with_its_box(
    qtbot: QtBot, document: Document
) -> None:
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    slider = next(s for s in panel.findChildren(QSlider) if s.accessibleName() == "Size")
    box = next(b for b in panel.findChildren(QSpinBox) if b.accessibleName() == "Size")
    slider.setValue(slider.maximum() // 2)
    assert box.value() == pytest.approx(2000**0.5, abs=1)
    slider.setValue(slider.maximum())
    assert box.value() == 2000


def test_the_mask_panel_says_how_much_is_marked(qtbot: QtBot, document: Document) -> None:
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    values = np.zeros((48, 64), np.uint8)
    values[:24, :32] = 255
    document.mask.fill(values)
    assert any("25.0 %" in label.text() for label in panel.findChildren(ToneLabel))


def test_the_method_panel_says_what_the_stopping_rule_does(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    panel = MethodPanel(document, preferences, [])
    qtbot.addWidget(panel)
    said = set()
    for rule in STOPPING.values():
        document.set_spec(document.spec.replace(stopping=rule()))
        assert panel.rule_text().endswith(".")
        said.add(panel.rule_text())
    assert len(said) == len(STOPPING)


def test_the_status_line_describes_photo_mask_and_pointer(qtbot: QtBot, document: Document) -> None:
    panel = StatusPanel()
    qtbot.addWidget(panel)
    panel.show_photo(document.picture, "a.png")
    panel.show_mask(0.00001)
    texts = panel.texts()
    assert "a.png · 64×48 · 8-bit RGB" in texts
    assert "mask < 0.1 %" in texts
