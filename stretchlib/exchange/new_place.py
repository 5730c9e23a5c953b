"""Where an export may be put: somewhere new, and whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stretchlib._paths import told_path
from stretchlib.errors import ExchangeError


@contextmanager
def new_place(where: Path) -> Iterator[Path]:
    """
    Give a path to write a file or folder at; it comes to `where` when all has been written.

    Raises
    ------
    ExchangeError
        When something is at `where` already, or it cannot be written to.
    """
    target = where.absolute()
    try:
        _check_new(target)
        workshop = Path(tempfile.mkdtemp(prefix=".stretchlib-", dir=target.parent))
        try:
            unfinished = workshop / target.name
            yield unfinished
            if target.is_dir():
                target.rmdir()
            unfinished.rename(target)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    except OSError as error:
        why = error.strerror or error
        msg = f"{told_path(target)} cannot be written: {why}. Choose another place."
        raise ExchangeError(msg) from error


def _check_new(target: Path) -> None:
    if not target.parent.is_dir():
        folder = told_path(target.parent)
        if _is_circle(target.parent):
            msg = (
                f"{folder} leads in a circle of links. Unlink one of them, or choose another place."
            )
            raise ExchangeError(msg)
        msg = f"There is no folder {folder}. Make it first, or choose another place."
        raise ExchangeError(msg)
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        msg = f"{told_path(target)} is there already, and is left as it is. Choose a new name."
        raise ExchangeError(msg)


def _is_circle(folder: Path) -> bool:
    try:
        folder.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False
