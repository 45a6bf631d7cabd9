"""One thread: the laws run on pictures too small to share."""

import pytest
import torch

from tests.laws.tiny import write_network


@pytest.fixture(autouse=True)
def _single_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def network_file(tmp_path_factory):
    """A TorchScript network as a person has it at hand."""
    return write_network(tmp_path_factory.mktemp("network") / "network.pt")
