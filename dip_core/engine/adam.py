"""Adam (Kingma and Ba, 2015) as torch computes it on a processor, to the bit.

Torch's own loads its compiler when it is made, which takes 75 MB and a second in which nothing is
restored; nothing here is ever compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

_BETAS = 0.9, 0.999
_EPSILON = 1e-8


def _plain(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of torch's without what keeps the compiler away from it by loading it."""
    return getattr(method, "__wrapped__", method)


class ProcessorAdam(Optimizer):
    """Adam for weights in the processor's memory; its state is that of torch's own."""

    add_param_group = _plain(Optimizer.add_param_group)
    state_dict = _plain(Optimizer.state_dict)
    load_state_dict = _plain(Optimizer.load_state_dict)
    zero_grad = _plain(Optimizer.zero_grad)

    def __init__(self, groups: Iterable[dict[str, Any]], learning_rate: float) -> None:
        super().__init__(groups, {"lr": learning_rate})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Follow the gradient by one step."""
        for group in self.param_groups:
            for weights in group["params"]:
                if weights.grad is not None:
                    self._follow(weights, group["lr"])

    def _follow(self, weights: Tensor, rate: float) -> None:
        """θ ← θ − η·m̂ ⁄ (√v̂ + ε), in the order in which torch does it."""
        state = self.state[weights] or self._begin(weights)
        state["step"] += 1
        mean, square, step = state["exp_avg"], state["exp_avg_sq"], state["step"].item()
        first, second = _BETAS
        mean.lerp_(weights.grad, 1 - first)
        square.mul_(second).addcmul_(weights.grad, weights.grad, value=1 - second)
        spread = (square.sqrt() / (1 - second**step) ** 0.5).add_(_EPSILON)
        weights.addcdiv_(mean, spread, value=-(rate / (1 - first**step)))

    def _begin(self, weights: Tensor) -> dict[str, Any]:
        keep = torch.preserve_format
        state: dict[str, Any] = self.state[weights]
        state["step"] = torch.tensor(0.0)
        state["exp_avg"] = torch.zeros_like(weights, memory_format=keep)
        state["exp_avg_sq"] = torch.zeros_like(weights, memory_format=keep)
        return state
