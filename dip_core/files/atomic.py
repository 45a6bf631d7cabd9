"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedRandom, FileIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from dip_core.errors import Cancelled, PictureError


class _Leashed(FileIO):
    """A file whose writing can be given up between two pieces."""

    def __init__(self, path: Path, check: Callable[[], None]) -> None:
        super().__init__(path, "x+b")
        self._check = check

    def write(self, piece: Any, /) -> int:  # noqa: ANN401
        """Write a piece, unless the whole has been given up."""
        self._check()
        return super().write(piece)


@contextmanager
def whole_file(
    path: Path, *, overwrite: bool = False, cancelled: Callable[[], bool] | None = None
) -> Iterator[BinaryIO]:
    """Give a file to write that takes the place of `path` when the block ends without an error.

    It is written beside its final place, because only a rename within a folder happens at once.
    After an error nothing is left behind, and an earlier file of that name is untouched.

    Raises
    ------
    PictureError
        Where the file exists and may not be replaced, or folder or disk do not let it be written.
    Cancelled
        Where `cancelled` says so while it is being written.
    """

    def check() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(f"{path.name} was not written.")

    path = Path(path)
    target = path.resolve()  # a link keeps pointing to what it pointed to
    temporary = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(4)}.part")
    try:
        refuse_existing(path, overwrite=overwrite)
        with BufferedRandom(_Leashed(temporary, check)) as file:
            yield cast("BinaryIO", file)
            file.flush()
            os.fsync(file.fileno())
        check()
        refuse_existing(path, overwrite=overwrite)
        temporary.replace(target)
    except OSError as error:
        raise PictureError(f"{path} cannot be written: {_reason(error, path)}") from error
    finally:
        _remove(temporary)


def refuse_existing(path: Path, *, overwrite: bool) -> None:
    """Raise a `PictureError` where writing would replace a folder, or a file without leave."""
    if path.is_dir():
        raise PictureError(f"{path} is a folder; add a file name.")
    if path.exists() and not overwrite:
        raise PictureError(f"{path} exists already; choose another name or allow overwriting.")


def _remove(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return  # the folder went away with it


def _reason(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        return f"there is no folder {path.parent}."
    if isinstance(error, PermissionError):
        return f"the folder {path.parent} does not let you write into it."
    return f"{error.strerror or error}. Choose another folder or make room on the disk."
