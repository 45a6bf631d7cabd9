"""What is to be written is checked before the first iteration, not after the last."""

import os
from collections.abc import Collection
from pathlib import Path

from dip_core.errors import OptionError
from dip_core.files.writers import writer_for
from dip_core.images import WRITABLE_SUFFIXES


class Outputs:
    """The files a command is going to write; each is refused at once where it cannot be."""

    def __init__(self, *, overwrite: bool) -> None:
        self._overwrite = overwrite
        self._paths: set[Path] = set()

    def picture(self, path: Path | None) -> None:
        """Check a picture that will be written, if any."""
        self.file(path, WRITABLE_SUFFIXES)

    def file(self, path: Path | None, suffixes: Collection[str] | None = None) -> None:
        """Check a file with one of these suffixes (any, where none are named)."""
        if path is None:
            return
        if suffixes is not None and path.suffix.lower() not in suffixes:
            raise OptionError(f"{path} must end in one of: {', '.join(sorted(suffixes))}.")
        try:
            self._check_place(path)
        except OSError as error:
            raise OptionError(f"{path} cannot be written: {error.strerror or error}.") from error
        if path.resolve() in self._paths:
            raise OptionError(f"{path} is asked for twice; name another file.")
        self._paths.add(path.resolve())

    def _check_place(self, path: Path) -> None:
        """Check what is there already and the folder; an `OSError` is a name that cannot be."""
        folder = path.parent
        if not folder.is_dir():
            raise OptionError(f"{path} cannot be written: there is no folder {folder}.")
        if path.is_dir():
            raise OptionError(f"{path} is a folder; name a file.")
        if path.exists() and not path.is_file():
            raise OptionError(f"{path} is a device or a pipe; name a file.")
        if path.exists() and not self._overwrite:
            raise OptionError(f"{path} exists already; add --overwrite to replace it.")
        if not os.access(folder, os.W_OK):
            raise OptionError(
                f"{path} cannot be written: the folder {folder} is read-only for you."
            )


def check_size(path: Path, height: int, width: int) -> None:
    """Refuse a format that cannot hold a picture of that size."""
    writer = writer_for(path)
    if writer.max_side and max(height, width) > writer.max_side:
        raise OptionError(
            f"{path} cannot hold the result of {width}×{height} px: a {writer.name} file has at "
            f"most {writer.max_side} per side; name a PNG or TIFF file."
        )
