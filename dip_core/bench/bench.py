"""What a bench is: a question about the engine that a command answers with figures."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Says a line about what is going on, while it goes on.
Log = Callable[[str], None]


@dataclass(frozen=True)
class Answer:
    """What a bench found out.

    text     for people: a Markdown table
    figures  the same for programs: numbers, words, lists and mappings only
    """

    text: str
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Bench:
    """One word after `dip-studio bench`: what it finds out, what it takes, and how.

    add_arguments  declares what it takes beside `-o FOLDER` and `--json`, which all take
    run            finds out, and writes what it makes into the folder `arguments.output`, which is
                   there; it says how far it is through `Log`
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Log], Answer]
