"""In which order a CUDA graph is made: torch's side of it is replaced by one that takes notes.

No test machine has such a card; that torch's own calls do what they say is not tested here.
"""

from contextlib import contextmanager

import pytest
import torch

from dip_core.engine.recording import CudaGraphs

CARD = torch.device("cuda:0")


class Random:
    """A generator whose state can be exchanged."""

    def __init__(self):
        self.state = "own"

    def graphsafe_get_state(self):
        return self.state

    def clone_state(self):
        return f"copy of {self.state}"

    def graphsafe_set_state(self, state):
        self.state = state


class Card:
    """What of torch.cuda is asked for, noted in its order."""

    def __init__(self, monkeypatch):
        self.notes = []
        for name, replaced in {
            "Stream": lambda device: self,
            "current_stream": lambda device: self,
            "device": lambda device: self.within("device"),
            "stream": lambda stream: self.within("aside"),
            "CUDAGraph": lambda: self,
            "graph": self.capture,
        }.items():
            monkeypatch.setattr(torch.cuda, name, replaced)

    @contextmanager
    def within(self, what):
        self.notes.append(f"into {what}")
        try:
            yield
        finally:
            self.notes.append(f"out of {what}")

    @contextmanager
    def capture(self, graph, stream, capture_error_mode):
        assert graph is stream is self
        # Windows are drawn and pictures looked at by other threads meanwhile.
        assert capture_error_mode == "thread_local"
        self.notes.append("capture")
        yield
        self.notes.append("captured")

    def wait_stream(self, stream):
        self.notes.append("wait")

    def register_generator_state(self, random):
        self.notes.append(f"noise from {random.state}")

    def replay(self):
        self.notes.append("replay")


@pytest.fixture
def card(monkeypatch):
    return Card(monkeypatch)


def test_work_is_captured_once_with_its_noise_and_replayed_after_that(card):
    random = Random()
    replay = CudaGraphs(CARD, random).record(lambda: card.notes.append("work"))
    assert card.notes == [
        "into device",
        "wait",
        "into aside",
        "noise from copy of own",
        "capture",
        "work",
        "captured",
        "out of aside",
        "wait",
        "out of device",
    ]
    assert random.state == "copy of own"
    replay()
    assert card.notes[-1] == "replay"


def test_what_cannot_be_captured_leaves_stream_and_noise_as_they_were(card):
    def work():
        raise RuntimeError("operation not permitted when stream is capturing")

    random = Random()
    with pytest.raises(RuntimeError, match="not permitted"):
        CudaGraphs(CARD, random).record(work)
    assert random.state == "own"
    assert card.notes[-2:] == ["out of aside", "out of device"]


def test_what_is_done_aside_waits_for_what_came_before_and_is_waited_for(card):
    with CudaGraphs(CARD, Random()).aside():
        card.notes.append("work")
    assert card.notes == ["wait", "into aside", "work", "out of aside", "wait"]
