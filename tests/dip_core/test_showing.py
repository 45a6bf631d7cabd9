"""Previews beside the work: made while the device does the next iteration, the same pictures."""

import dataclasses

import numpy as np
import pytest
import torch

from dip_core.engine.fetching import Fetched
from dip_core.engine.previews import to_bytes
from dip_core.engine.run import Run
from dip_core.engine.showing import Showing
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from tests.laws.tiny import RUNTIME, observation, picture, restoration

SPEC = restoration(Denoising(), stopping=Fixed(), iterations=5)


@pytest.fixture
def always(monkeypatch):
    """Previews are due whatever they cost."""
    monkeypatch.setattr("dip_core.engine.previews.PreviewClock.due", lambda *_: True)


def run_of(beside, **rest):
    """A run as on CUDA, or as it is here."""
    seen = observation(**rest)
    run = Run(SPEC, seen, dataclasses.replace(RUNTIME, preview_budget=1.0))
    run._showing = Showing(SPEC.task, seen, run._problem, 1.0, beside=beside)
    return run


def test_a_preview_beside_the_work_is_the_one_of_the_iteration_before(always):
    at_once = [report.preview for report in run_of(beside=False)]
    later = [report.preview for report in run_of(beside=True)]
    assert later[0] is None
    assert len(later) == 5
    for now, before in zip(later[1:], at_once, strict=False):
        np.testing.assert_array_equal(now, before)


def test_what_is_scored_is_shown_at_once(always):
    run = run_of(beside=True, reference=picture())
    report = next(run)
    assert report.preview is not None
    np.testing.assert_array_equal(report.preview, to_bytes(run.result.image))


def test_a_preview_is_handed_over_once(monkeypatch):
    run = run_of(beside=True)
    dues = iter([True, False, False, False, False])
    monkeypatch.setattr(run._showing._previews, "due", lambda _: next(dues))
    assert [report.preview is not None for report in run] == [False, True, False, False, False]


def test_what_is_fetched_from_a_processor_is_there():
    tensors = [torch.rand(1, 3, 4, 4), torch.rand(1, 1, 2, 2)]
    for found, given in zip(Fetched(tensors).tensors(), tensors, strict=True):
        assert torch.equal(found, given)
