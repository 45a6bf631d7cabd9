"""f_θ(z): a network together with the code it turns into a picture."""

import torch
from torch import Tensor, nn

from dip_core.spec import NetInput, Network


class Generator(nn.Module):
    """One unknown's network and its z; calling it gives this iteration's estimate.

    The network works on a canvas its scales can halve; the estimate is cut out of it, so that a
    picture of any size keeps its borders.
    """

    def __init__(
        self,
        network: Network,
        net_input: NetInput,
        *,
        channels: int,
        height: int,
        width: int,
        random: torch.Generator,
    ) -> None:
        super().__init__()
        self._net_input = net_input
        self._random = random
        self._size = (height, width)
        z = net_input.sample(*network.canvas(height, width), random)
        self.z: Tensor
        self.register_buffer("z", z.contiguous(memory_format=torch.channels_last))
        self.network = _initialised(network, net_input.depth, channels, random)

    def forward(self) -> Tensor:
        """Return f_θ(z + noise), (1, C, height, width) in [0, 1]."""
        height, width = self._size
        estimate: Tensor = self.network(self._net_input.perturb(self.z, self._random))
        return estimate[..., :height, :width]

    @property
    def parameter_count(self) -> int:
        """How many weights the network has."""
        return sum(p.numel() for p in self.network.parameters())


def _initialised(
    network: Network, in_channels: int, out_channels: int, random: torch.Generator
) -> nn.Module:
    """Build a network whose weights follow from the run's own random state alone."""
    seed = int(torch.randint(2**31 - 1, (1,), generator=random, device=random.device))
    # torch initialises layers from its global generator; the fork leaves that one as it was.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = network.build(in_channels, out_channels)
    # torch declares the memory format on tensors but not on modules.
    module.to(random.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.accelerated(module.train())
