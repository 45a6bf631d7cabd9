"""How fast a run goes and how long it still takes, by a clock that is set by hand."""

from itertools import pairwise

import numpy as np
import pytest

from app.control.pace import Pace, bytes_text, duration_text, rounded
from dip_core import IterationReport


def reports(durations: list[float], iterations: int = 100) -> list[IterationReport]:
    ends = np.cumsum(durations)
    return [IterationReport(n, iterations, 0.1, float(end)) for n, end in enumerate(ends, start=1)]


def test_the_remaining_time_is_known_after_twenty_iterations_or_three_seconds() -> None:
    quick, slow = Pace(), Pace(clock=Clock())
    quick.see(reports([0.1] * 19))
    assert quick.progress.remaining is None
    quick.see(reports([0.1] * 20)[19:])
    assert quick.progress.remaining == 8.0
    slow.see(reports([1.0] * 4))
    assert slow.progress.remaining is None
    slow.see(reports([1.0] * 5)[4:])
    assert slow.progress.remaining == 100.0


def test_a_slow_start_is_forgotten() -> None:
    pace = Pace()
    pace.see(reports([30.0, *[0.1] * 9]))
    assert pace.rate == pytest.approx(10.0)
    assert Pace().rate is None


def test_the_remaining_time_is_right_to_a_tenth_after_a_tenth() -> None:
    noise = np.random.default_rng(0).normal(1.0, 0.1, 1000) * 0.3
    pace = Pace()
    pace.see(reports(noise[:100].tolist(), 1000))
    remaining = pace.progress.remaining
    assert remaining is not None
    assert remaining == pytest.approx(noise[100:].sum(), rel=0.1)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def followed(durations: np.ndarray) -> list[float | None]:
    """Return what is said to remain after every iteration of a fixed run."""
    clock, said = Clock(), []
    pace = Pace(clock=clock)
    for report in reports(durations.tolist(), len(durations)):
        clock.time = report.elapsed
        pace.see([report])
        said.append(pace.progress.remaining)
    return said


@pytest.mark.parametrize("seconds", [0.02, 0.2, 1.0, 7.0])
@pytest.mark.parametrize("seed", range(20))
def test_after_a_tenth_the_time_said_is_right_to_a_tenth_and_never_grows(
    seed: int, seconds: float
) -> None:
    random = np.random.default_rng(seed)
    durations = seconds * random.gamma(25.0, 0.04, 1000)  # give or take a fifth
    durations[0] += 20 * seconds
    said = followed(durations)
    assert said[99] == pytest.approx(durations[100:].sum(), rel=0.1)
    known = [left for left in said if left is not None]
    assert all(later <= earlier for earlier, later in pairwise(known))
    assert len(known) == len(said) - said.index(known[0])


def test_of_a_machine_that_has_become_slow_no_wrong_time_is_said() -> None:
    durations = np.array([0.1] * 300 + [1.0] * 700)
    said = followed(durations)
    assert said[299] == 70.0
    assert said[500] is None
    assert said[-40] == pytest.approx(40.0)
    known = [left for left in said if left is not None]
    assert all(later <= earlier for earlier, later in pairwise(known))


def test_time_goes_by_during_a_long_iteration_but_not_during_a_pause() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    for report in reports([30.0, 30.0, 30.0], 100):
        clock.time = report.elapsed
        pace.see([report])
    clock.time += 10.0
    assert pace.progress.elapsed == pytest.approx(100.0)
    pace.pause()
    clock.time += 500.0
    assert pace.progress.elapsed == pytest.approx(100.0)
    pace.resume()
    clock.time += 1.0
    assert pace.progress.elapsed >= 100.0


def test_the_share_never_falls() -> None:
    pace = Pace()
    shares = []
    for n, iteration in enumerate([1, 2, 50, 51, 30, 31, 52], start=1):
        pace.see([IterationReport(iteration, 100, 0.1, float(n))])
        shares.append(pace.progress.share)
    assert all(before <= after for before, after in pairwise(shares))
    assert shares[-1] == pytest.approx(0.52)


def test_a_continuation_has_a_share_of_its_own() -> None:
    pace = Pace()
    pace.see([IterationReport(n, 510, 0.1, float(n)) for n in (501, 502, 503, 504, 505)])
    assert pace.progress.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "5 s"),
        (5, "5 s"),
        (38, "40 s"),
        (57, "1 min"),
        (94, "1 min 40 s"),
        (299, "5 min"),
        (301, "6 min"),
        (7230, "2 h 1 min"),
        (7200, "2 h"),
        (0, "0 s"),
    ],
)
def test_durations_are_rounded_and_said_as_people_do(seconds: float, text: str) -> None:
    assert duration_text(rounded(seconds)) == text


def test_memory_is_said_in_the_unit_that_fits() -> None:
    assert bytes_text(640 * 2**20) == "640 MB"
    assert bytes_text(round(2.14 * 2**30)) == "2.1 GB"
