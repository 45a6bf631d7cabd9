"""How the program behaves on a desktop it shares with others; each can be switched off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Manners:
    """What the program may do beside what it is asked to.

    notifies     says that a run is over where its window is not looked at
    keeps_awake  keeps the computer from going to sleep during a run
    recovers     puts unsaved work aside now and then, and offers it after a crash
    """

    notifies: bool = True
    keeps_awake: bool = True
    recovers: bool = True
