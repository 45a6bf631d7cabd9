"""f_θ(z): a network together with the code it turns into a picture."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from dip_core.spec import Grid, NetInput, Network, Observation, Problem, RestorationSpec


class Generator(nn.Module):
    """One unknown's network and its z; calling it gives this iteration's estimate.

    The network works on a canvas its scales can halve; the estimate is cut out of it, so that a
    picture of any size keeps its borders. A z that is trained is a parameter like the weights.
    """

    def __init__(
        self,
        network: Network,
        net_input: NetInput,
        *,
        channels: int,
        height: int,
        width: int,
        observation: Observation,
        random: torch.Generator,
        weight_noise: float = 0.0,
    ) -> None:
        super().__init__()
        self._net_input = net_input
        self._random = random
        self._size = (height, width)
        self._weight_noise = weight_noise
        z = net_input.sample(_grid(network, height, width), observation, random)
        z = z.contiguous(memory_format=torch.channels_last)
        self.z: Tensor
        if net_input.trained:
            self.z = nn.Parameter(z)
        else:
            self.register_buffer("z", z)
        self.network = _initialised(network, net_input.depth, channels, self._size, random)

    def forward(self) -> Tensor:
        """Return f_θ(z + noise), (1, C, height, width) in [0, 1]."""
        height, width = self._size
        z = self._net_input.perturb(self.z, self._random)
        if self._weight_noise:
            # A faster form reaches layers by two names: torch would put tied weights back twice,
            # the second time with their noise.
            estimate: Tensor = functional_call(
                self.network, self._disturbed(), (z,), tie_weights=False
            )
        else:
            estimate = self.network(z)
        return estimate[..., :height, :width]

    def _disturbed(self) -> dict[str, Tensor]:
        """Return the weights as this iteration sees them.

        The gradient is taken at θ + noise and the step made from θ, so that there is nothing to
        undo afterwards.
        """
        return {
            name: weight + self._drawn(weight) for name, weight in self.network.named_parameters()
        }

    def _drawn(self, weight: Tensor) -> Tensor:
        noise = torch.empty(weight.shape, device=weight.device)
        return noise.normal_(0.0, self._weight_noise, generator=self._random)

    @property
    def parameter_count(self) -> int:
        """How many weights the network has; z is none of them."""
        return sum(p.numel() for p in self.network.parameters())


def generators(
    spec: RestorationSpec, problem: Problem, observation: Observation, random: torch.Generator
) -> list[Generator]:
    """Return the network and z of each of a problem's unknowns."""
    return [
        Generator(
            unknown.network or spec.network,
            unknown.net_input or spec.net_input,
            channels=unknown.channels,
            height=unknown.height,
            width=unknown.width,
            observation=observation,
            random=random,
            weight_noise=spec.weight_noise,
        )
        for unknown in problem.unknowns
    ]


def parameter_groups(
    spec: RestorationSpec, problem: Problem, made: Sequence[Generator]
) -> list[dict[str, Any]]:
    """Return each network's weights with their learning rate, as torch's optimisers take them."""
    return [
        {
            "params": [p for p in generator.parameters() if p.requires_grad],
            "lr": unknown.learning_rate or spec.learning_rate,
        }
        for unknown, generator in zip(problem.unknowns, made, strict=True)
    ]


def _grid(network: Network, height: int, width: int) -> Grid:
    """Return the grid of z, and how much of it a picture of that size covers."""
    rows, columns = network.input_size(height, width)
    whole_height, whole_width = network.canvas(height, width)
    return Grid(
        rows,
        columns,
        max(1, round(rows * height / whole_height)),
        max(1, round(columns * width / whole_width)),
    )


def _initialised(
    network: Network,
    in_channels: int,
    out_channels: int,
    size: tuple[int, int],
    random: torch.Generator,
) -> nn.Module:
    """Build a network whose weights follow from the run's own random state alone."""
    seed = int(torch.randint(2**31 - 1, (1,), generator=random, device=random.device))
    # torch initialises layers from the processor's global generator; the fork leaves it as it was.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        module = network.build(in_channels, out_channels, *size)
    # torch declares the memory format on tensors but not on modules.
    module.to(random.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.accelerated(module.train())
