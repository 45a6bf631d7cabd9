"""Φ as a forward operator, brought to the scale of a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from dip_core.spec import Features, Observation
from dip_core.tensors import as_tensor


class Measuring(nn.Module):
    """A(x) = Φ(m ⊙ x) where m is 0 on what is transparent, whose colours mean nothing."""

    def __init__(self, features: Features, observation: Observation) -> None:
        """Build Φ for the observation's size; `OptionError` where it cannot take the picture."""
        super().__init__()
        height, width, channels = observation.image.shape
        self.features = features.build(channels, height, width)
        self.trust: Tensor
        self.register_buffer("trust", as_tensor(observation.trust), persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        """(1, C, H, W) in [0, 1] → (1, C', h', w'), in single precision whatever surrounds it."""
        with torch.autocast(picture.device.type, enabled=False):
            answer: Tensor = self.features(picture.float() * self.trust)
        return answer


class Shifted(nn.Module):
    """A(x) = (B(x) − shift) / scale with B another operator."""

    def __init__(self, operator: nn.Module, shift: float, scale: float) -> None:
        super().__init__()
        self.operator = operator
        self.shift = shift
        self.scale = scale

    def forward(self, picture: Tensor) -> Tensor:
        """(1, C, H, W) in [0, 1] → (1, C', h', w')."""
        answer: Tensor = self.operator(picture)
        return (answer - self.shift) / self.scale
