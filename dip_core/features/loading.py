"""Networks out of files, without running any Python that a file may bring along.

TorchScript files are read by torch's own reader, which knows no Python; weights are read as tensors
and nothing else. A pickled module, which could do anything as it is opened, is refused.
"""

from __future__ import annotations

import importlib
import pickle
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from dip_core.errors import OptionError

# What torch raises for a file that holds no tensors: its readers have no error of their own.
_UNREADABLE = (
    RuntimeError,
    OSError,
    pickle.UnpicklingError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    UnicodeDecodeError,
    zipfile.BadZipFile,
)
_MOST_SAID = 120
# Only TorchScript keeps its constants apart.
_MARK_OF_SCRIPTS = "constants.pkl"


def load_script(file: str) -> nn.Module:
    """Return the network of a TorchScript file, on the CPU; `OptionError` where there is none."""
    path = _existing(file)
    if not _is_script(path):
        raise OptionError(_what_else(path))
    with _without_warnings():
        try:
            network: nn.Module = torch.jit.load(str(path), map_location="cpu").eval()
        except _UNREADABLE as error:
            raise OptionError(
                f"{path.name} is damaged or made by a newer torch ({_first_line(error)}); export "
                "the network again."
            ) from None
    return network


def load_architecture(name: str, file: str) -> nn.Module:
    """Return a network of torchvision's with the weights of a file.

    Raises an `OptionError` where torchvision is missing or weights and architecture do not agree.
    """
    weights = load_weights(file)
    try:
        models = importlib.import_module("torchvision.models")
    # One built for another torch fails while it registers its operators.
    except (ImportError, RuntimeError, OSError):
        raise OptionError(
            f"The architecture {name!r} needs torchvision, which does not run here; install "
            "dip-studio[features], or give a TorchScript file and leave the architecture empty."
        ) from None
    try:
        network: nn.Module = models.get_model(name, weights=None)
    except ValueError:
        raise OptionError(
            f"torchvision knows no architecture called {name!r}; write it like resnet50 or vgg19."
        ) from None
    return fill(network, weights, name)


def fill(network: nn.Module, weights: Mapping[str, Tensor], name: str) -> nn.Module:
    """Return the network with these weights in it; `OptionError` where they are another's."""
    try:
        network.eval().load_state_dict(weights)
    except RuntimeError as error:
        raise OptionError(
            f"The weights are not those of {name}: {_mismatch(error)}; choose the architecture "
            "that they belong to."
        ) from None
    return network


def load_weights(file: str) -> Mapping[str, Tensor]:
    """Return the tensors of a weights file by name: of torch.save, or *.safetensors."""
    path = _existing(file)
    if path.suffix.lower() == ".safetensors":
        return _load_safetensors(path)
    if _is_script(path):
        raise OptionError(
            f"{path.name} is a whole TorchScript network; leave the architecture empty."
        )
    weights = _read_weights(path)
    if weights is None:
        raise OptionError(_what_else(path))
    return weights


def _load_safetensors(path: Path) -> Mapping[str, Tensor]:
    try:
        reader = importlib.import_module("safetensors.torch")
    except ImportError:
        raise OptionError(
            f"{path.name} needs the package safetensors; install dip-studio[features], or give "
            "weights that torch.save has written."
        ) from None
    try:
        weights: Mapping[str, Tensor] = reader.load_file(str(path))
    # Its error is a class of its own, derived from nothing narrower.
    except Exception as error:  # noqa: BLE001
        raise OptionError(
            f"{path.name} holds no weights ({_first_line(error)}); choose another file."
        ) from None
    return weights


def _read_weights(path: Path) -> Mapping[str, Tensor] | None:
    """Return the tensors by name; None where the file holds anything else."""
    with _without_warnings():
        try:
            held: Any = torch.load(path, map_location="cpu", weights_only=True)
        except _UNREADABLE:
            return None
    # Training programs put the weights beside the optimiser's under this name.
    if isinstance(held, Mapping) and isinstance(held.get("state_dict"), Mapping):
        held = held["state_dict"]
    if not isinstance(held, Mapping) or not held:
        return None
    return held if all(isinstance(value, Tensor) for value in held.values()) else None


def _what_else(path: Path) -> str:
    """Say in a sentence what a file is that is not what was asked for."""
    if _read_weights(path) is not None:
        return (
            f"{path.name} holds weights alone; name the torchvision architecture that they are of, "
            "or export the whole network as TorchScript."
        )
    with path.open("rb") as stream:
        start = stream.read(2)
    # Every pickle since Python 2.3 opens with the byte 80 and its version; archives of torch are
    # ZIP files.
    if _names(path) or (start[:1] == b"\x80" and start[1:] <= b"\x05"):
        return (
            f"{path.name} is a pickled Python object, which may run any program as it is opened, "
            "and is not opened; export the network as TorchScript, or save its weights alone."
        )
    return f"{path.name} is no network; choose a TorchScript file, or weights with an architecture."


def _is_script(path: Path) -> bool:
    return any(name.endswith(_MARK_OF_SCRIPTS) for name in _names(path))


def _names(path: Path) -> list[str]:
    """Return the names of the parts of an archive; none if it is no archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []
    return names if any(name.endswith(".pkl") for name in names) else []


def _existing(file: str) -> Path:
    if not file:
        raise OptionError(
            "No network file was chosen; give a TorchScript file, or choose other features."
        )
    path = Path(file).expanduser()
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise OptionError(
            f"The network file {file} cannot be read: {error.strerror}; choose another."
        ) from None


def _mismatch(error: Exception) -> str:
    """Return the first of the layers that weights and architecture do not share."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[1] if len(lines) > 1 else lines[0])[:_MOST_SAID].rstrip(".:;, ")


def _first_line(error: Exception) -> str:
    """Return what an error says first; torch lets pages of advice follow."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:;") if lines else type(error).__name__


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Leave out torch's advice, which is for whoever made a file, when somebody opens it.

    It advises against TorchScript since 2.9, having nothing else that holds a whole network, and
    remarks on unusual pickles before it refuses them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
