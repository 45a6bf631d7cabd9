"""Snapshots: which there are, that they are worth as much as they seem, and that they fit."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.control.moments import Moments
from app.model.snapshots import Moment, Packed, Snapshot, Snapshots, is_due
from dip_core import STOPPING, Observation, Run, Runtime
from tests.app.small import tiny_spec

RNG = np.random.default_rng(0)


def snapshot(iteration: int, *, pinned: bool = False, side: int = 8) -> Snapshot:
    preview = RNG.integers(0, 256, (side, side, 3), np.uint8)
    return Snapshot.of(Moment(iteration, preview, {"picture": preview / np.float32(255)}, pinned))


def filled(iterations: Sequence[int], pinned: Sequence[int] = (), **limits: int) -> Snapshots:
    snapshots = Snapshots(**limits)
    for iteration in iterations:
        snapshots.add(snapshot(iteration, pinned=iteration in pinned))
    return snapshots


def test_pictures_are_due_ever_farther_apart() -> None:
    due = [iteration for iteration in range(1, 3001) if is_due(iteration)]
    assert due[:9] == [1, 2, 5, 10, 20, 50, 100, 108, 117]
    assert len(due) == 51
    later = np.array(due[7:])
    assert np.all(later[1:] / later[:-1] < 1.09)
    assert np.all(later[1:] / later[:-1] > 1.07)


def test_bytes_are_packed_exactly_and_floats_to_sixteen_bits() -> None:
    seen = RNG.integers(0, 256, (9, 7, 3), np.uint8)
    assert np.array_equal(Packed.of(seen).bytes(), seen)
    values = RNG.random((9, 7, 3), np.float32)
    again = Packed.of(values).floats()
    assert again.dtype == np.float32
    assert np.abs(again - values).max() < 1 / 65_535
    kernel = np.full((5, 5, 1), 0.04, np.float32)
    assert np.allclose(Packed.of(kernel).floats(), kernel, atol=1e-7)


def test_what_is_smooth_becomes_smaller() -> None:
    smooth = np.repeat(np.linspace(0, 1, 64, dtype=np.float32)[:, None], 64, 1)[..., None]
    assert len(Packed.of(smooth).parcel) < smooth.size * 2 / 2


def test_snapshots_are_in_order_and_lead_to_their_neighbours() -> None:
    snapshots = filled([5, 1, 2])
    assert snapshots.iterations == (1, 2, 5)
    assert (snapshots.before(5), snapshots.before(4), snapshots.before(1)) == (2, 2, 1)
    assert (snapshots.after(2), snapshots.after(3), snapshots.after(5)) == (5, 5, None)
    snapshots.clear()
    assert len(snapshots) == 0
    assert snapshots.memory_bytes == 0


def test_too_many_are_thinned_but_not_what_is_pinned_nor_the_newest() -> None:
    snapshots = filled(range(1, 12), pinned=(2, 4), most=10)
    assert snapshots.iterations == (1, 2, 4, 5, 7, 9, 11)


def test_memory_stays_within_the_cap_whatever_comes() -> None:
    one = snapshot(1).memory_bytes
    snapshots = Snapshots(most_bytes=5 * one)
    for iteration in range(1, 60):
        snapshots.add(snapshot(iteration, pinned=iteration % 2 == 0))
        assert 0 < snapshots.memory_bytes <= 5 * one
        assert snapshots.iterations[-1] == iteration
    snapshots.add(snapshot(60, side=64))
    assert snapshots.memory_bytes == 0  # it alone is too much


def test_what_is_pinned_once_stays_pinned() -> None:
    snapshots = filled([1, 2], pinned=[2])
    snapshots.add(snapshot(2))
    assert snapshots[2].pinned
    assert not snapshots[1].pinned


def moments_of(run: Run) -> dict[int, Moment]:
    moments, found = Moments(), {}
    for report in run:
        found |= {moment.iteration: moment for moment in moments.see(report, run.still)}
    return found | {moment.iteration: moment for moment in moments.end()}


def run_under(rule: str, iterations: int, **options: object) -> Run:
    image = RNG.random((32, 32, 3), np.float32)
    stopping = STOPPING[rule]().replace(**options)
    spec = tiny_spec(stopping=stopping, iterations=iterations)
    return Run(spec, Observation(image=image), Runtime(device="cpu", threads=1))


def test_what_a_rule_decides_for_is_put_aside_as_it_is_handed_over() -> None:
    run = run_under("moving-variance", 400, window=2, patience=3, warm_up=3, lag=0.0)
    found = moments_of(run)
    result = run.result
    assert result.kept_iteration < result.iterations < 400
    kept = found[result.kept_iteration]
    assert kept.pinned
    assert np.array_equal(kept.estimates["picture"], result.estimates["picture"])
    assert np.abs(kept.preview / 255 - result.image).max() <= 0.51 / 255
    assert {1, 2} <= found.keys()


def test_a_rule_that_has_not_decided_has_its_proposal_kept_at_the_end() -> None:
    run = run_under("moving-variance", 23, window=2, patience=1000, warm_up=0)
    found = moments_of(run)
    assert [iteration for iteration, moment in found.items() if moment.pinned] == [
        run.result.kept_iteration
    ]


def test_each_of_several_rules_has_its_own_proposal_kept() -> None:
    run = run_under("auto", 60, patience=1000)
    seen = {}
    moments, found = Moments(), {}
    for report in run:
        seen |= report.picks
        found |= {moment.iteration: moment for moment in moments.see(report, run.still)}
    found |= {moment.iteration: moment for moment in moments.end()}
    assert seen.keys() >= {"held-out", "exponential-variance"}
    assert {pick.iteration for pick in seen.values()} <= found.keys()


@pytest.mark.parametrize("rule", ["fixed", "manual"])
def test_without_a_rule_nothing_is_pinned(rule: str) -> None:
    run = run_under(rule, 12)
    moments = Moments()
    found = [moment for _ in range(12) for moment in moments.see(next(run), run.still)]
    assert [moment.iteration for moment in found] == [1, 2, 5, 10]
    assert not any(moment.pinned for moment in [*found, *moments.end()])


def test_a_run_of_ten_thousand_iterations_stays_within_its_budget() -> None:
    side, budget = 96, 2 * 2**20  # noise, which does not become smaller when it is packed
    noise = np.random.default_rng(0).random((side, side, 3), np.float32)
    preview = (noise * 255).astype(np.uint8)
    snapshots, most = Snapshots(most_bytes=budget), 0
    for iteration in range(1, 10_001):
        if is_due(iteration) or iteration % 1000 == 0:
            moment = Moment(iteration, preview, {"picture": noise}, iteration % 1000 == 0)
            snapshots.add(Snapshot.of(moment))
            most = max(most, snapshots.memory_bytes)
            assert len(snapshots) <= 240
    assert budget / 2 < most <= budget
    assert set(range(1000, 10_001, 1000)) <= set(snapshots.iterations)
    assert len(snapshots) >= 12


def test_a_bookmark_stays_as_long_as_it_is_one() -> None:
    snapshots = filled(range(1, 11), most=10)
    snapshots.bookmark(2, bookmarked=True)
    snapshots.add(snapshot(11))
    assert snapshots.bookmarks == (2,)
    snapshots.bookmark(2, bookmarked=False)
    for iteration in range(12, 30):
        snapshots.add(snapshot(iteration))
    assert 2 not in snapshots
