"""The plot of curves: what is drawn, what is marked, and what leaves as a table or a picture."""

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette

from app.widgets.curve_plot import CurvePlot
from app.widgets.plot_axis import log_ticks
from app.widgets.plot_looks import LOOKS
from app.widgets.plot_values import Baseline, Curve, Marker

X = np.arange(1, 6)


@pytest.fixture
def plot(qtbot) -> CurvePlot:
    plot = CurvePlot(x_label="Iteration", y_label="Loss")
    qtbot.addWidget(plot)
    plot.resize(400, 200)
    return plot


def pixels(plot: CurvePlot) -> QImage:
    return plot.grab().toImage()


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def test_curves_are_drawn_in_their_colours(plot):
    plot.set_curves([Curve("a", X, X, 0), Curve("b", X, X[::-1], 1)])
    shown = pixels(plot)
    assert count(shown, LOOKS[0].on_light) > 50
    assert count(shown, LOOKS[1].on_light) > 20


def test_without_a_curve_a_sentence_says_when_there_will_be_one(plot):
    assert plot._nothing.isVisibleTo(plot)
    plot.set_curves([Curve("a", X, X)])
    assert not plot._nothing.isVisibleTo(plot)
    plot.set_curves([Curve("a", X[:0], X[:0])])
    assert plot._nothing.isVisibleTo(plot)


def test_a_curve_that_grows_is_kept_and_one_that_is_gone_is_removed(plot):
    plot.set_curves([Curve("a", X[:2], X[:2]), Curve("b", X, X, 1)])
    kept = plot._lines["a"]
    plot.set_curves([Curve("a", X, X)])
    assert plot._lines == {"a": kept}
    assert [curve.name for curve in plot.curves] == ["a"]
    assert count(pixels(plot), LOOKS[1].on_light) == 0


def test_values_without_a_logarithm_are_gaps(plot):
    plot.set_log_y(True)
    plot.set_curves([Curve("a", X, np.array([1.0, 0.0, -1.0, np.nan, 10.0]))])
    assert plot.log_y
    pixels(plot)


def test_iterations_are_whole_numbers(plot):
    plot.set_curves([Curve("a", X[:2], X[:2])])
    pixels(plot)
    axis = plot._plot.getAxis("bottom")
    (_, ticks), *_ = axis.tickValues(1, 2, 300)
    assert ticks == [1, 2]


def test_the_scale_can_change_while_curves_and_lines_are_shown(plot):
    plot.set_curves([Curve("a", X, 10.0**X)])
    plot.set_markers([Marker(3, "kept {3}")])
    plot.set_baselines([Baseline(100.0, "Bicubic"), Baseline(-1.0, "below")])
    assert len(plot._marks.items) == 3
    plot.set_log_y(True)
    assert [item.value() for item in plot._marks.items] == [3, 2]
    assert plot._marks.items[0].label.toPlainText() == "kept {3}"
    plot.set_log_y(False)
    assert [item.value() for item in plot._marks.items] == [3, -1, 100]


def test_lines_that_stay_the_same_are_not_drawn_anew(plot):
    plot.set_curves([Curve("a", X, X)])
    plot.set_markers([Marker(3, "kept")])
    (first,) = plot._marks.items
    plot.set_markers([Marker(3, "kept")])
    assert plot._marks.items == [first]
    plot.set_markers([])
    assert plot._marks.items == []


def test_it_follows_the_theme(plot):
    plot.set_curves([Curve("a", X, X)])
    dark = QPalette(plot.palette())
    dark.setColor(QPalette.ColorRole.Base, QColor("#202020"))
    dark.setColor(QPalette.ColorRole.WindowText, QColor("#eeeeee"))
    plot.setPalette(dark)
    shown = pixels(plot)
    assert count(shown, LOOKS[0].on_dark) > 50
    assert shown.pixelColor(2, 2).name() == "#202020"


def test_the_table_has_a_row_for_each_x(plot):
    plot.set_curves([Curve("a", X[:2], X[:2] / 3), Curve("b", X[1:3], np.array([5.0, math.nan]))])
    rows = plot.csv().splitlines()
    assert rows == ["Iteration,a,b", "1,0.333333333,", "2,0.666666667,5", "3,,"]


def test_the_menu_offers_what_there_is_to_do_and_copies_the_table(plot):
    plot.set_curves([Curve("a", X, X)])
    actions = [action for action in plot.menu().actions() if not action.isSeparator()]
    assert len(actions) == 5
    actions[2].trigger()
    assert QGuiApplication.clipboard().text() == plot.csv()


def test_a_picture_is_written(plot, tmp_path):
    plot.set_curves([Curve("a", X, X)])
    assert plot.save_png(tmp_path / "plot.png")
    assert QImage(str(tmp_path / "plot.png")).width() > 100


@pytest.mark.parametrize(
    ("low", "high"), [(1e-3, 0.05), (1e-8, 1.0), (0.2, 0.3), (1.0, 1.001), (1e-30, 1e30)]
)
def test_logarithmic_axes_show_round_numbers_that_can_be_read(low, high):
    ticks = [10**tick for tick in log_ticks(math.log10(low), math.log10(high))]
    assert 2 <= len(ticks) <= 10
    assert all(low * 0.999 <= tick <= high * 1.001 for tick in ticks)
    assert ticks == sorted(ticks)


def test_several_plots_can_look_at_the_same_iterations(plot, qtbot):
    plot.set_curves([Curve("a", np.arange(1, 1001), np.arange(1, 1001))])
    plot.set_markers([Marker(100, "kept")])
    plot.set_x_range(10, 1000, log=True)
    pixels(plot)
    low, high = plot.x_range
    assert low == pytest.approx(10, rel=0.15)
    assert high == pytest.approx(1000, rel=0.15)
    assert plot._marks.items[0].value() == pytest.approx(2)
    with qtbot.waitSignal(plot.x_range_changed):
        plot._plot.getViewBox().scaleBy((0.5, 1.0))
        plot._plot.getViewBox().sigRangeChangedManually.emit([True, False])
    plot.set_x_range(1, 1000, log=False)
    assert plot._marks.items[0].value() == 100


def test_the_playhead_can_be_dragged(plot, qtbot):
    plot.set_curves([Curve("a", np.arange(1, 1001), np.arange(1, 1001))])
    plot.set_x_range(1, 1000, log=True)
    assert plot.playhead is None
    plot.set_playhead(100.0, "viewing: 100")
    assert plot.playhead == pytest.approx(100)
    with qtbot.waitSignal(plot.playhead_dragged) as dragged:
        plot._playhead.setValue(1.0)
        plot._playhead.sigDragged.emit(plot._playhead)
    assert dragged.args == [pytest.approx(10)]
    plot.set_playhead(None)
    assert plot.playhead is None
