"""How the command line shows how far it is."""

import io
import json

import pytest

from dip_core.cli.progress import JsonTicks, ProgressBar, ProgressLines, duration
from dip_core.outcome import IterationReport


class Clock:
    """A clock that is half a second later each time it is read."""

    now = 0.0

    def __call__(self):
        self.now += 0.5
        return self.now


def reports(count, **rest):
    return [IterationReport(n, count, 0.125, n * 0.5, **rest) for n in range(1, count + 1)]


class Terminal(io.StringIO):
    encoding = "utf-8"


@pytest.mark.parametrize("columns", [30, 80, 200])
def test_the_bar_stays_on_one_line(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    bar = ProgressBar(stream, Clock())
    for report in reports(50, metrics={"psnr_average": 27.125}):
        bar.see(report)
    bar.close()
    drawn = stream.getvalue().rstrip().split("\r")
    assert max(map(len, drawn)) < columns
    assert "50/50" in drawn[-1]
    assert "\n" not in stream.getvalue()[:-1]


def test_the_bar_says_how_fast_and_how_long(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    stream = Terminal()
    bar = ProgressBar(stream, Clock())
    for report in reports(200)[:100]:
        bar.see(report)
    last = stream.getvalue().split("\r")[-1]
    assert "100/200  2.0 it/s  loss 0.125  ETA 0:50" in last
    assert last.count("█") == last.count("░") > 0


def test_plain_lines_come_every_few_seconds():
    stream = io.StringIO()
    lines = ProgressLines(stream, Clock())
    for report in reports(100):
        lines.see(report)
    assert 8 <= len(stream.getvalue().splitlines()) <= 11


def test_ticks_are_not_one_an_iteration(capsys):
    class Fast(Clock):
        def __call__(self):
            self.now += 0.01
            return self.now

    ticks = JsonTicks(Fast())
    for report in reports(100, metrics={"psnr": float("nan")}):
        ticks.see(report)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 4 <= len(told) <= 8
    assert told[-1]["iteration"] == 100
    assert told[0]["psnr"] is None


def test_durations_read_like_a_clock():
    assert [duration(s) for s in (0, 61, 3725)] == ["0:00", "1:01", "1:02:05"]
