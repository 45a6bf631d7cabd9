"""The watcher of rules that judge nothing: whatever is newest is kept."""

from dip_core.watching import Glimpse, Verdict


class Newest:
    """Keeps every iteration and never stops."""

    def see(self, glimpse: Glimpse) -> Verdict:
        """Keep it."""
        return Verdict(keep=True)

    def rewind(self) -> None:
        """There is nothing to forget."""
