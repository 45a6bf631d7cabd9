"""The errors whose message is written for the person at the screen.

    DipError                 something the user can act on; exit code 1
    ├── OptionError          an option, kind or combination that cannot be; exit code 2
    ├── PictureError         a file that cannot be read or written; exit code 3
    │   ├── DepthLost        one that can only be opened with fewer bits
    │   └── MissingAddOn     one that an optional part of the program could read
    ├── OutOfMemoryError     a restoration that does not fit; exit code 4
    └── Cancelled            what a person has given up themselves

Every message says what, which value, and what would do. Everything else that is raised is a bug and
travels to the one place that shows unexpected errors.
"""

from typing import ClassVar


class DipError(Exception):
    """Something the user can act on: `str(error)` is the sentence to show."""

    exit_code: ClassVar[int] = 1


class OptionError(DipError):
    """An option out of bounds, an unknown kind, or options that contradict one another."""

    exit_code = 2


class PictureError(DipError):
    """A picture that cannot be read, is not usable, or cannot be written."""

    exit_code = 3


class DepthLost(PictureError):  # noqa: N818
    """A picture that can only be opened with fewer bits than its file has."""


class MissingAddOn(PictureError):  # noqa: N818
    """A picture of a kind for which an optional part of the program is not installed.

    command  what installs it
    """

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__(sentence)
        self.command = command


class OutOfMemoryError(DipError):
    """A restoration that needs more memory than the device has."""

    exit_code = 4


class Cancelled(DipError):  # noqa: N818
    """Something that was given up because a person said so."""
