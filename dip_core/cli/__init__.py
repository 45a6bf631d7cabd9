"""The command line: words in, files and exit codes out."""

from dip_core.cli.program import COMMANDS, main

__all__ = ["COMMANDS", "main"]
