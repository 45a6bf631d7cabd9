"""The user's own network, out of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.errors import OptionError
from dip_core.features.layers import up_to_layer
from dip_core.features.loading import load_architecture, load_script
from dip_core.options import option
from dip_core.spec import Features

Values = Literal["unit", "imagenet", "caffe"]

# What is taken away from red, green and blue, and what they are divided by then. Networks that
# learnt ImageNet with torchvision were shown colours of mean 0 and spread 1, those of Caffe bytes.
_SHIFT_AND_SCALE: dict[Values, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "unit": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "caffe": ((123.68 / 255, 116.779 / 255, 103.939 / 255), (1 / 255, 1 / 255, 1 / 255)),
}


@dataclass(frozen=True)
class NetworkFile(Features, kind="network-file", label="My own network"):
    """Φ(x): what a network of the user's answers, or one of its layers.

    The file is TorchScript and holds the whole network. With an architecture it holds weights alone
    (of torch.save, or *.safetensors), and torchvision makes the network; that way is not covered by
    the tests. No Python out of a file is run either way.
    """

    file: str = option(
        "",
        "File",
        "A network as a TorchScript file, or the weights of the architecture named below.",
    )
    architecture: str = option(
        "",
        "Architecture",
        "Empty for a TorchScript file; for a file of weights, the name torchvision has for their "
        "network, such as vgg19.",
    )
    layer: str = option(
        "",
        "Layer",
        "The name of the layer whose answer counts, such as features.20; empty for the last.",
    )
    values: Values = option(
        "unit",
        "Values it expects",
        "From 0 to 1; normalised as torchvision does for ImageNet; or blue, green, red up to 255 "
        "less their mean, as Caffe does.",
    )
    side: int = option(
        0,
        "Size it expects",
        "Width and height the picture is brought to for the network; 0 leaves it as it is.",
        minimum=0,
        maximum=2048,
        step=32,
        unit="px",
    )

    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return the network behind what brings a picture into the form it expects.

        Raises an `OptionError` for a file, a layer or a size that does not go together with it.
        """
        network = (
            load_architecture(self.architecture, self.file)
            if self.architecture
            else load_script(self.file)
        )
        for weight in network.parameters():
            weight.requires_grad = False
        network = up_to_layer(network, self.layer)
        picture = torch.rand((1, channels, height, width), generator=torch.Generator("cpu"))
        # Most networks know colours; one that does not is shown grey.
        failures = []
        for grey in (False, True):
            adapted = _Adapted(self, network, grey=grey)
            failures.append(_trial(adapted, picture))
            if not failures[-1]:
                return adapted
        raise OptionError(
            f"The network cannot take this picture of {width}×{height}: {failures[0]}; choose "
            "another size, layer or file."
        )


class _Adapted(nn.Module):
    """A network that is shown a picture as it expects it, and answers with a map."""

    def __init__(self, spec: NetworkFile, network: nn.Module, *, grey: bool) -> None:
        super().__init__()
        self.network = network
        self.side = spec.side
        self.grey = grey
        self.backwards = spec.values == "caffe"
        shift, scale = _SHIFT_AND_SCALE[spec.values]
        self.shift: Tensor
        self.scale: Tensor
        self.register_buffer("shift", torch.tensor(shift).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer("scale", torch.tensor(scale).reshape(1, 3, 1, 1), persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        if self.side:
            size = (self.side, self.side)
            picture = functional.interpolate(picture, size, mode="bilinear", antialias=True)
        shown = (picture.expand(-1, 3, -1, -1) - self.shift) / self.scale
        if self.backwards:
            shown = shown.flip(1)
        if self.grey:
            shown = shown.mean(dim=1, keepdim=True)
        return _as_map(self.network(shown))


def _as_map(answer: Tensor) -> Tensor:
    """(1, C), (1, C, n) or (1, C, h, w) → (1, C, h, w)."""
    if not isinstance(answer, Tensor) or not 2 <= answer.ndim <= 4 or len(answer) != 1:
        raise TypeError("its answer is no map of numbers")
    return answer.reshape(*answer.shape, *[1] * (4 - answer.ndim)).float()


def _trial(network: nn.Module, picture: Tensor) -> str:
    """Try a network on a picture; say what is wrong, or nothing."""
    picture.requires_grad_()
    try:
        answer = network(picture)
        if not answer.requires_grad:
            return "its answer does not change smoothly with the picture"
        (slope,) = torch.autograd.grad(answer.sum(), picture)
    # Whatever the user's network trips over is about this picture, and not a bug of ours.
    except (RuntimeError, TypeError, ValueError, IndexError, torch.jit.Error) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return lines[-1].removeprefix("RuntimeError: ").rstrip(".") if lines else repr(error)
    if not (answer.isfinite().all() and slope.isfinite().all()):
        return "its answer is not finite"
    return ""
