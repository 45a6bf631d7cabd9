"""The iterations that timeline and plots look at."""

from app.model.iteration_axis import IterationAxis


def test_everything_is_seen_as_the_run_grows(qapp):
    axis = IterationAxis()
    axis.reach(500)
    assert (axis.low, axis.high, axis.log) == (1, 500, True)
    axis.reach(900)
    assert axis.high == 900


def test_a_part_stays_as_the_run_grows(qapp, qtbot):
    axis = IterationAxis()
    axis.reach(500)
    with qtbot.waitSignal(axis.changed):
        axis.look_at(100, 200)
    with qtbot.assertNotEmitted(axis.changed):
        axis.reach(900)
    assert (axis.low, axis.high, axis.shows_all) == (100, 200, False)
    axis.show_all()
    assert axis.high == 900


def test_a_part_that_holds_everything_is_everything(qapp):
    axis = IterationAxis()
    axis.reach(500)
    axis.look_at(0.2, 600)
    assert axis.shows_all


def test_one_cannot_look_at_nothing(qapp):
    axis = IterationAxis()
    axis.reach(500)
    axis.look_at(100, 100)
    assert axis.high > axis.low
    axis.set_log(False)
    axis.look_at(600, 700)
    assert axis.high > axis.low


def test_a_run_that_begins_anew_is_seen_whole(qapp):
    axis = IterationAxis()
    axis.reach(500)
    axis.look_at(100, 200)
    axis.reach(1)
    assert axis.shows_all
