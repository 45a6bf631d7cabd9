"""Any member of a family takes its part in a run: the loss falls, and the cost is foreseen."""

import math

import pytest

from dip_core.catalogue import DATA_TERMS, NET_INPUTS, NETWORKS, REGULARISERS
from dip_core.engine.estimate import estimate
from dip_core.engine.run import Run
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from tests.laws.tiny import RUNTIME, narrow, observation, restoration

PLAIN = restoration(Denoising(), stopping=Fixed(), iterations=20)


CHANGES = {
    **{f"network={kind}": {"network": narrow(member)} for kind, member in NETWORKS.items()},
    **{
        f"net_input={kind}, trained={trained}": {"net_input": member(trained=trained)}
        for kind, member in NET_INPUTS.items()
        for trained in (False, True)
    },
    **{f"data_term={kind}": {"data_term": member()} for kind, member in DATA_TERMS.items()},
    **{
        f"regularisers={kind}": {"regularisers": (member(weight=0.01),)}
        for kind, member in REGULARISERS.items()
    },
    "weight_noise": {"weight_noise": 0.001},
}
SPECS = pytest.mark.parametrize(
    "spec", [pytest.param(PLAIN.replace(**change), id=name) for name, change in CHANGES.items()]
)


@SPECS
def test_the_loss_falls(spec):
    run = Run(spec, observation(), RUNTIME)
    losses = [report.loss for report in run]
    assert max(losses[-3:]) < losses[0]
    assert all(math.isfinite(loss) for loss in losses)
    assert run.result.backtracks == 0
    assert run.result.image.shape == observation().image.shape


@SPECS
def test_the_cost_is_foreseen_and_grows_with_the_picture(spec):
    small, large = (estimate(spec, side, side) for side in (256, 1024))
    assert 0 < small.memory_bytes < large.memory_bytes
    assert 0 <= small.operations <= large.operations
