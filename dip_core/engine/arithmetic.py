"""Counting the floating-point operations of convolutions and products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


class Arithmetic(TorchDispatchMode):
    """Counts while it is entered, by torch's own formulae.

    Torch's own counter loads torch's compiler, only to be left alone by it.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations = 0.0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload,
        types: Sequence[type],
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        """Do what is to be done, and count it."""
        named = kwargs or {}
        out = cast("object", func(*args, **named))
        count = cast("Callable[..., float] | None", flop_registry.get(func.overloadpacket))
        if count is not None:
            self.operations += count(*args, **named, out_val=out)
        return out
