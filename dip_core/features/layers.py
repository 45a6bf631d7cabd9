"""A network as far as one of its layers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.jit import ScriptModule

from dip_core.errors import OptionError

_NAMES_SHOWN = 8


def up_to_layer(network: nn.Module, layer: str) -> nn.Module:
    """Return a module that answers what a layer does; an empty name stands for the whole network.

    Raises an `OptionError` where there is no such layer, or a TorchScript network does not come to
    it step by step.
    """
    if not layer:
        return network
    parts = {name: part for name, part in network.named_modules() if name}
    if layer not in parts:
        some = ", ".join(list(parts)[:_NAMES_SHOWN]) or "nothing that has a name"
        raise OptionError(f"The network has no layer called {layer!r}; it begins with: {some}.")
    if isinstance(network, ScriptModule):
        return nn.Sequential(*_chain(network, layer))
    return _Tapped(network, parts[layer])


class _Tapped(nn.Module):
    """A network of which one layer's answer counts alone."""

    def __init__(self, network: nn.Module, layer: nn.Module) -> None:
        super().__init__()
        self.network = network
        self._answers: list[Tensor] = []
        layer.register_forward_hook(self._note)

    def forward(self, shown: Tensor) -> Tensor:
        self._answers.clear()
        self.network(shown)
        if not self._answers:
            raise ValueError("the layer takes no part in what the network answers")
        return self._answers.pop()

    def _note(self, layer: nn.Module, shown: object, answer: Tensor) -> None:
        self._answers.append(answer)


def _chain(network: nn.Module, layer: str) -> list[nn.Module]:
    """Return the parts of a TorchScript network that lead to a layer, one after another.

    Hooks do not reach inside a compiled network; but its graph shows whether it hands on what one
    part answers to the next with nothing between, and then the parts can be run by themselves.
    """
    first, _, deeper = layer.partition(".")
    inside = dict(network.named_children())
    parts: list[nn.Module] = []
    for step in _steps(network):
        if step == first:
            last = inside[first]
            return [*parts, *(_chain(last, deeper) if deeper else [last])]
        parts.append(inside[step])
    raise OptionError(
        f"The TorchScript network does not come to its layer {layer!r} step by step; export it cut "
        "off there, and leave the layer empty."
    )


def _steps(network: nn.Module) -> list[str]:
    """Return the names of the parts that the picture goes through before anything else is done."""
    graph: Any = network.graph
    handed_on = list(graph.inputs())[1].debugName()
    names: dict[str, str] = {}
    steps = []
    for node in graph.nodes():
        if node.kind() == "prim::GetAttr":
            names[node.output().debugName()] = node.s("name")
        elif node.kind() != "prim::Constant":
            called, *shown = [value.debugName() for value in node.inputs()]
            plain = node.kind() == "prim::CallMethod" and node.s("name") == "forward"
            if not plain or shown != [handed_on] or called not in names:
                break
            steps.append(names[called])
            handed_on = node.output().debugName()
    return steps
