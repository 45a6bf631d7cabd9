"""What is special about each stopping rule, and how a run ends by one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from scipy.ndimage import label

from dip_core.averages import Averaging
from dip_core.catalogue import STOPPING, TASKS
from dip_core.cli.report import Scores, describe_run
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.images import Box, Picture
from dip_core.operators.masking import Identity
from dip_core.photo import Restored
from dip_core.spec import Problem, Unknown
from dip_core.stopping.auto import Auto
from dip_core.stopping.discrepancy import Discrepancy
from dip_core.stopping.exponential_variance import ExponentialVariance
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.held_out import HeldOut
from dip_core.stopping.manual import Manual
from dip_core.stopping.withholding import withheld
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.jpeg import Jpeg
from dip_core.watching import Glimpse, Misfit, Verdict
from tests.laws.tiny import RUNTIME, generator, observation, picture, restoration


def problem(height=64, width=64, **rest):
    given = {
        "operator": Identity(),
        "measurement": np.full((height, width, 3), 0.5, np.float32),
        "weight": np.ones((height, width, 1), np.float32),
        "unknowns": (Unknown("picture", 3, height, width),),
    }
    return Problem(**{**given, **rest})


def random(seed=0):
    return np.random.default_rng(seed)


def seen(watcher, errors, every=10):
    """Show a rule the withheld errors of looks that are `every` iterations apart."""
    verdicts = []
    for t in range(1, every * len(errors) + 1):
        misfit = Misfit(0.0, errors[(t - 1) // every])
        verdicts.append(watcher.see(Glimpse(t, 0.0, torch.zeros(4), lambda found=misfit: found)))
    return verdicts


# ---------------------------------------------------------------- what is withheld


def test_pixels_are_withheld_whole_and_about_as_many_as_asked_for():
    chosen = withheld(problem(200, 200), 0.04, random())
    assert chosen.mean() == pytest.approx(0.04, abs=0.001)
    assert set(np.unique(chosen)) == {0.0, 1.0}


def test_of_a_small_picture_a_larger_share_is_withheld_but_never_more_than_a_tenth():
    assert withheld(problem(32, 32), 0.04, random()).mean() == pytest.approx(0.1, abs=0.002)


def test_whole_blocks_are_withheld_where_their_errors_go_together():
    chosen = withheld(problem(64, 72, correlated=8), 0.1, random())[..., 0]
    blocks = chosen.reshape(8, 8, 9, 8).mean(axis=(1, 3))
    assert set(np.unique(blocks)) == {0.0, 1.0}
    assert chosen.mean() == pytest.approx(0.1, abs=0.02)


def test_pixels_that_do_not_count_are_not_withheld():
    weight = np.ones((64, 64, 1), np.float32)
    weight[:32] = 0.0
    chosen = withheld(problem(weight=weight), 0.04, random())
    assert not chosen[:32].any()
    assert chosen[32:].any()


def test_copies_of_the_hole_are_withheld_away_from_it():
    hole = np.zeros((96, 96), np.float32)
    hole[10:14, 10:40] = hole[60:63, 30:60] = 1.0  # two strokes
    known = problem(96, 96, region=hole, weight=1.0 - hole[..., None])
    chosen = withheld(known, 0.04, random())[..., 0]
    assert not (chosen * hole).any()
    sizes = np.bincount(label(chosen)[0].ravel())[1:]
    assert sizes.max() >= 90  # whole strokes, not scattered pixels


def test_a_hole_larger_than_what_may_be_withheld_gives_a_smaller_copy():
    hole = np.zeros((96, 96), np.float32)
    hole[:, :48] = 1.0
    known = problem(96, 96, region=hole, weight=1.0 - hole[..., None])
    chosen = withheld(known, 0.04, random())[..., 0]
    assert 0 < chosen.sum() <= 0.2 * known.weight.sum()


# ---------------------------------------------------------------- the rules


def test_held_out_keeps_the_lowest_error_and_says_where_it_was():
    verdicts = seen(HeldOut(patience=30).watch(problem()), [5.0, 3.0, 2.0, 2.5, 2.6, 2.7, 2.8])
    assert [t for t, verdict in enumerate(verdicts, 1) if verdict.keep] == [*range(1, 11), 20, 30]
    (ended, why) = next((t, v.why) for t, v in enumerate(verdicts, 1) if v.stop)
    assert ended == 60
    assert "30" in why


def test_the_exponential_variance_is_that_of_its_formula():
    outputs = torch.rand((80, 6), generator=generator())
    watcher = ExponentialVariance(share=0.1, warm_up=0).watch(problem())
    mean, wanted = outputs[0].clone(), 0.0
    for t, output in enumerate(outputs, 1):
        value = watcher.see(Glimpse(t, 0.0, output)).value
        if t > 1:
            wanted = 0.9 * (wanted + 0.1 * float((output - mean).square().mean()))
            mean = mean + 0.1 * (output - mean)
        if value is not None:
            assert value == pytest.approx(wanted, rel=1e-4)
    assert value is not None


def test_discrepancy_takes_the_noise_it_is_told_before_what_the_task_found():
    for rule, goal in ((Discrepancy(tau=1.0), 0.1), (Discrepancy(sigma=51.0, tau=1.0), 0.2)):
        watcher = rule.watch(problem(noise=0.1))
        above, below = (Misfit(goal**2 * factor) for factor in (1.01, 0.99))
        assert not watcher.see(Glimpse(10, 0.0, torch.zeros(1), lambda found=above: found)).stop
        assert watcher.see(Glimpse(20, 0.0, torch.zeros(1), lambda found=below: found)).stop


def test_discrepancy_refuses_a_problem_whose_noise_nobody_knows():
    with pytest.raises(OptionError, match=r"stopping\.sigma"):
        Discrepancy().watch(problem())
    with pytest.raises(OptionError, match=r"another stopping rule"):
        Run(restoration(TASKS["inpainting"](), stopping=Discrepancy()), observation(), RUNTIME)


def test_auto_reports_every_rule_and_decides_by_the_withheld_pixels():
    watcher = Auto(patience=200).watch(problem(noise=0.1))
    errors = [*np.linspace(5.0, 2.0, 30), *np.linspace(2.0, 3.0, 40)]
    verdicts = seen(watcher, errors)
    assert verdicts[9].values.keys() >= {"held-out", "discrepancy"}
    assert verdicts[400].values.keys() >= {"moving-variance", "exponential-variance"}
    why = next(verdict.why for verdict in verdicts if verdict.stop)
    assert "withheld pixels 300" in why
    assert "moving variance" in why
    assert "exponential variance" in why
    assert "300 was chosen" in why


def test_auto_goes_by_the_moving_variance_where_nothing_is_withheld():
    watcher = Auto(patience=200).watch(problem())
    drawn = generator()
    verdicts = []
    for t in range(1, 1500):
        wide = 1e-3 + 1e-4 * abs(t - 500)
        output = 0.5 + wide * torch.randn(256, generator=drawn)
        verdicts.append(watcher.see(Glimpse(t, 0.0, output)))
        if verdicts[-1].stop:
            break
    assert verdicts[-1].stop
    assert "withheld" not in verdicts[-1].why
    assert verdicts[-1].value == verdicts[-1].values["moving-variance"]


# ---------------------------------------------------------------- how a run ends

JUDGED = restoration(Jpeg(), stopping=HeldOut(), iterations=36)


@dataclass(frozen=True)
class Decided(HeldOut, kind="decided", label="Decided beforehand"):
    """Keeps iteration 30 and stops at 60."""

    def watch(self, problem):
        return self

    def see(self, glimpse):
        at = glimpse.iteration
        return Verdict(keep=at == 30, stop=at == 60, why="So it was decided." if at == 60 else "")

    def final_fit(self, best, share):
        return range(best // 2, round(1.1 * best))


def test_the_final_fit_is_longer_the_more_was_withheld():
    assert HeldOut().final_fit(100, 0.02) == range(50, 106)
    assert HeldOut().final_fit(100, 0.1) == range(50, 130)
    assert not HeldOut(refit=False).final_fit(100, 0.1)


def test_what_was_withheld_is_fitted_from_half_way_to_the_best_on():
    run = Run(JUDGED.replace(stopping=Decided(), iterations=200), observation(), RUNTIME)
    reports = list(run)
    (back,) = [report for report in reports if report.event]
    assert back.event == "Went back to iteration 15 to fit the withheld pixels too."
    assert (back.iteration, back.kept) == (60, 30)
    # Three iterations more than it took to the best, for the pixels that are new.
    assert len(reports) == run.result.iterations == run.result.kept_iteration == 60 + 33 - 15
    why = "So it was decided. Then the withheld pixels were fitted too."
    assert run.result.stop_reason == why
    assert run.result.backtracks == 0


@pytest.mark.parametrize(("iterations", "mark", "length"), [(70, 21, 70), (66, 29, 64)])
def test_with_little_room_the_final_fit_begins_later(iterations, mark, length):
    run = Run(JUDGED.replace(stopping=Decided(), iterations=iterations), observation(), RUNTIME)
    reports = list(run)
    (back,) = [report for report in reports if report.event]
    assert back.event.startswith(f"Went back to iteration {mark} ")
    assert len(reports) == run.result.kept_iteration == length


def test_where_no_rule_stops_the_last_iterations_fit_everything():
    # A tenth is withheld, so that the fit of everything is 1.3 times as long.
    run = Run(JUDGED.replace(iterations=110), observation(), RUNTIME)
    reports = list(run)
    assert [report.iteration for report in reports if report.event] == [85]
    assert reports[84].event == "From here on the withheld pixels are fitted too."
    assert len(reports) == run.result.kept_iteration == 110


def test_a_run_does_not_see_what_is_withheld():
    seen_picture = observation()
    rule = HeldOut(refit=False)
    changed = seen_picture.image.copy()
    given = JUDGED.task.pose(seen_picture)
    hidden = rule.withhold(given, random(JUDGED.seed))[..., 0] > 0.0
    changed[hidden] = 1.0 - changed[hidden]
    results = []
    for image in (seen_picture.image, changed):
        run = Run(
            JUDGED.replace(stopping=rule),
            replace(seen_picture, image=image),
            RUNTIME,
        )
        list(run)
        results.append(run.result)
    np.testing.assert_array_equal(results[0].raw, results[1].raw)
    assert not np.array_equal(results[0].curves.rule, results[1].curves.rule)


def test_going_on_by_hand_fits_everything():
    run = Run(JUDGED, observation(), RUNTIME)
    done = len(list(run))
    run.go_on(5)
    assert [report.rule for report in run] == [None] * 5
    assert run.result.kept_iteration == done + 5


def test_no_run_is_longer_than_it_may_be():
    for iterations in (1, 7, 11, 24):
        run = Run(JUDGED.replace(iterations=iterations), observation(), RUNTIME)
        assert len(list(run)) == iterations


def test_by_hand_means_longer_than_any_number_set():
    run = Run(JUDGED.replace(stopping=Manual()), observation(), RUNTIME)
    assert next(run).iterations == 20_000


def test_several_seeds_hand_over_the_mean_of_their_results():
    fixed = restoration(Jpeg(), stopping=Fixed(), iterations=6)
    alone = []
    for seed in (3, 4):
        run = Run(fixed.replace(seed=seed), observation(), RUNTIME)
        list(run)
        alone.append(run.result.estimates["picture"])
    both = Run(fixed.replace(seed=3, averaging=Averaging(seeds=2)), observation(), RUNTIME)
    reports = list(both)
    assert [report.iterations for report in reports] == [12] * 12
    assert reports[5].event == "Run 2 of 2 begins."
    np.testing.assert_allclose(both.result.estimates["picture"], np.mean(alone, 0), atol=1e-6)


def test_a_later_seed_stopped_half_way_does_not_spoil_the_result():
    fixed = restoration(Jpeg(), stopping=Fixed(), iterations=6)
    run = Run(fixed.replace(averaging=Averaging(seeds=2)), observation(), RUNTIME)
    for _ in range(6):
        next(run)
    first = run.result.image
    next(run)
    np.testing.assert_array_equal(run.result.image, first)


@pytest.mark.parametrize("rule", [rule for kind, rule in STOPPING.items() if kind != "manual"])
def test_every_rule_ends_a_run_and_says_why(rule):
    spec = restoration(Denoising(noise="gaussian"), stopping=rule(), iterations=25)
    run = Run(spec, observation(reference=picture()), RUNTIME)
    reports = list(run)
    assert len(reports) <= 25
    assert run.result.stop_reason.endswith(".")
    assert np.isfinite(run.result.image).all()
    assert set(run.result.curves.rules) == {name for report in reports for name in report.rules}


# ---------------------------------------------------------------- going wrong


@pytest.mark.parametrize("spoilt", [float("nan"), 30.0], ids=["not a number", "collapse"])
@pytest.mark.parametrize("rule", [Fixed(), Auto()], ids=lambda rule: rule.kind)
def test_a_run_recovers_and_counts_it_in_the_report(rule, spoilt):
    spec = restoration(Jpeg(), stopping=rule, iterations=70)
    run = Run(spec, observation(), RUNTIME)
    for _ in range(52):
        next(run)
    with torch.no_grad():
        for weight in run._generators.parameters():
            weight.mul_(spoilt)
    after = list(run)
    assert "went back to 50" in after[0].event
    assert all(np.isfinite(report.loss) for report in after[1:])
    assert np.isfinite(run.result.image).all()
    pixels = (run.result.image * 255).astype(np.uint8)
    whole = Restored(Picture(pixels), run.result, Box(0, 0, 32, 40))
    assert describe_run(spec, whole, Scores())["backtracks"] == 1


def test_the_final_fit_goes_back_though_it_lasts_longer_than_the_search():
    class Soon(Decided):
        """Keeps iteration 100 and stops at 125, before the final fit would end."""

        def see(self, glimpse):
            at = glimpse.iteration
            return Verdict(keep=at == 100, stop=at == 125, why="Soon." if at == 125 else "")

        def final_fit(self, best, share):
            return range(best // 2, round(1.3 * best))

    run = Run(JUDGED.replace(stopping=Soon(), iterations=400), observation(), RUNTIME)
    (event,) = (report.event for report in run if report.event)
    went_back = int(event.split()[4])
    assert 35 <= went_back <= 100
    assert run.result.fitted_iterations == 130
    assert run.result.kept_iteration == 125 + 130 - went_back


def test_withheld_samples_that_are_far_off_are_no_collapse():
    run = Run(JUDGED.replace(stopping=Decided(), iterations=200), observation(), RUNTIME)
    (_,) = (report for report, _ in zip(run, range(60), strict=False) if report.event)
    # Whatever the error of what is new may be, the fit of everything begins with it.
    assert run._backtracking.last_good.loss == float("inf")
    list(run)
    assert run.result.backtracks == 0
