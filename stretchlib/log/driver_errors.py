"""What helps against an error of SQLite, of a server or of the file system, in one sentence."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stretchlib.errors import LogError, in_short

_BUSY: Final = "Another program is writing to it. Close that program, then try again."
SQLITE: Final = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": (
        "It is read-only. Give yourself permission to write the file and its folder."
    ),
    "SQLITE_CANTOPEN": "It cannot be opened. Check that the file and its folder are still there.",
    "SQLITE_FULL": "The disk is full. Make room, then try again.",
    "SQLITE_IOERR": "The disk did not answer. Check the disk, then try again.",
}
DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# By the first characters of five: "PostgreSQL Error Codes", an appendix of its manual.
SERVER: Final = {
    "23": "Another program changed the same entry. Look at it again, then try again.",
    "42501": "Your role may not do that. Ask those who run the database.",
    "53": "The server has no room for more just now. Wait a little, then try again.",
}
_LEAVE: Final = "Give yourself permission to write there, then try again."
_ROOM: Final = "Make room there, then try again."
_NAME: Final = "Something else has that name. Move it away, then try again."
FILE_CURES: Final = {
    errno.EACCES: _LEAVE,
    errno.EPERM: _LEAVE,
    errno.EROFS: _LEAVE,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EEXIST: _NAME,
    errno.ENOTDIR: _NAME,
    errno.EISDIR: _NAME,
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


def cure_of(error: BaseException) -> str:
    """
    Say what helps against an error of SQLite or of the file system.

    Examples
    --------
    >>> cure_of(OSError(errno.ENOSPC, "No space left on device"))
    'Make room there, then try again.'
    """
    if isinstance(error, OSError):
        return FILE_CURES.get(error.errno or 0, "Check the disk, then try again.")
    code = getattr(error, "sqlite_errorname", "")
    known = (cure for prefix, cure in SQLITE.items() if code.startswith(prefix))
    return next(known, "Check that the file is there and whole.")


@contextmanager
def files_explained(file: Path | None, then: str = "") -> Iterator[None]:
    """Say in words what the file system, or SQLite, refuses around a log, and what came of it."""
    try:
        yield
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        msg = f"{_sentence(file, error)}{then} {cure_of(error)}"
        raise LogError(msg) from error


def _sentence(file: Path | None, error: Exception) -> str:
    where = getattr(error, "filename", None) or file
    why = getattr(error, "strerror", None) or error
    return f"{in_short(str(where))} says: {why}."
