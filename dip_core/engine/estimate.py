"""What a restoration will cost, before it starts.

The network is run once on a small picture of nothing; what autograd keeps for the backward pass is
summed up, and the arithmetic is counted. Torch's "meta" device, which allocates nothing, knows the
shapes as well, but loads torch's compiler to find them: 75 MB, and a second at the first photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.func import functional_call

from dip_core.engine.arithmetic import Arithmetic
from dip_core.spec import NetInput, Network, RestorationSpec

# What one process holds before any picture: interpreter, torch, threads.
_BASE_BYTES = 350 * 2**20
# Beyond what autograd keeps: gradients on their way back, convolution work space, the allocator's
# slack.
_WORKING_SHARE = 1.5
_BYTES_PER_WEIGHT = 4 * 6  # weight, gradient, Adam's two moments, two for the last good state
# At its border a picture is mirrored: of one so small 2 to 4 % more is kept than of a large one.
_PROBE_SIDE = 64


@dataclass(frozen=True)
class Estimate:
    """The predicted cost of a restoration.

    memory_bytes  peak memory of the run
    operations    floating-point operations of one iteration, forward and backward
    """

    memory_bytes: int
    operations: float

    def seconds(self, iterations: int, operations_per_second: float) -> float:
        """Return how long so many iterations take at a measured speed."""
        return iterations * self.operations / operations_per_second


def estimate(spec: RestorationSpec, height: int, width: int) -> Estimate:
    """Predict the cost of restoring a result of `height` × `width` pixels in float32.

    A task that looks for several pictures fits as many networks, all at once.
    """
    rows, columns = spec.network.canvas(height, width)
    probe = _probe(spec.network, spec.net_input)
    pixels = rows * columns * spec.task.networks
    kept = probe.bytes_per_pixel * pixels * _WORKING_SHARE
    fitted = _fitted(spec.network, spec.net_input, height, width) * spec.task.networks
    return Estimate(
        memory_bytes=round(_BASE_BYTES + kept + fitted * _BYTES_PER_WEIGHT),
        operations=probe.operations_per_pixel * pixels,
    )


@dataclass(frozen=True)
class _Probe:
    bytes_per_pixel: float
    operations_per_pixel: float


@lru_cache(maxsize=64)
def _probe(network: Network, net_input: NetInput) -> _Probe:
    """Run the network once; cost is proportional to pixels, so one size will do."""
    rows, columns = network.canvas(_PROBE_SIDE, _PROBE_SIDE)
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        kept[id(storage)] = storage
        return tensor

    module = _on_meta(network, net_input, _PROBE_SIDE, _PROBE_SIDE)
    nothing = {
        name: torch.zeros(values.shape, requires_grad=values.requires_grad)
        for name, values in (*module.named_parameters(), *module.named_buffers())
    }
    size = network.input_size(_PROBE_SIDE, _PROBE_SIDE)
    z = torch.zeros((1, net_input.depth, *size))
    counter = Arithmetic()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor), counter:
        functional_call(module, nothing, (z,)).sum().backward()
    weights = sum(p.numel() for p in module.parameters())
    activations = sum(storage.nbytes() for storage in kept.values()) - weights * 4
    return _Probe(activations / (rows * columns), counter.operations / (rows * columns))


@lru_cache(maxsize=64)
def _fitted(network: Network, net_input: NetInput, height: int, width: int) -> int:
    """Return how many numbers are kept for the optimiser: the weights, and z if it is trained."""
    module = _on_meta(network, net_input, height, width)
    weights = sum(p.numel() for p in module.parameters())
    rows, columns = network.input_size(height, width)
    return weights + net_input.trained * net_input.depth * rows * columns


def _on_meta(network: Network, net_input: NetInput, height: int, width: int) -> nn.Module:
    with torch.device("meta"):
        return network.build(net_input.depth, 3, height, width).train()
