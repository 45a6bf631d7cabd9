"""Which version this is, as installed."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("dip-studio")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0+source"


VERSION = _installed()
