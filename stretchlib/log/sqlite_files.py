"""What SQLite keeps beside a file, and how to look into a file without changing any of it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from stretchlib.log.tables import APPLICATION_ID

JOURNAL_SUFFIXES: Final = ("-journal", "-wal", "-shm")
"""Of a rollback journal, of a write-ahead log and of the index of one."""
HEADER_LENGTH: Final = 100
# All three from "The Database Header" in SQLite's description of its file format.
MAGIC: Final = b"SQLite format 3\x00"
APPLICATION_ID_AT: Final = slice(68, 72)
WRITES_AT: Final = 18
WRITES_AHEAD: Final = 2
"""What that byte says of a file whose newest rows may be in a write-ahead log."""

UNREAD: Final = (sqlite3.Error, UnicodeDecodeError)
"""What Python raises for a file that SQLite cannot read; the second where what it says of it, in
bytes of the file, is no text."""


def journals_of(file: Path) -> list[Path]:
    """What SQLite has left beside a file: it belongs to the file, and goes wherever that goes."""
    return [path for ending in JOURNAL_SUFFIXES if (path := with_ending(file, ending)).exists()]


def with_ending(file: Path, ending: str) -> Path:
    """Where SQLite keeps something beside a file."""
    return file.with_name(f"{file.name}{ending}")


def uri_of(file: Path, mode: str) -> str:
    """
    Address of a file as SQLite reads it; a share of Windows has no host for it, but slashes.

    Examples
    --------
    >>> uri_of(Path("/people/me & you/log.sqlite"), "ro")
    'file:///people/me%20%26%20you/log.sqlite?mode=ro'
    """
    path = file.as_posix()
    slashes = "//" if path.startswith("/") else "///"
    return f"file:{slashes}{quote(os.fsencode(path))}?mode={mode}"


def stray(file: Path) -> list[Path]:
    """
    A write-ahead log beside a file that does not write ahead: it was left by another file.

    SQLite does not see that, and plays it into whatever file it finds there, or deletes it.
    """
    ahead = with_ending(file, "-wal")
    # Asked first. DANGER: whoever opens and closes a file gives up, on POSIX, every lock that
    # this process has on it ("How To Corrupt An SQLite Database File", 2.2). While we write,
    # there is no write-ahead log.
    if not ahead.exists() or not ahead.stat().st_size or _writes_ahead(file):
        return []
    return [path for path in journals_of(file) if not path.name.endswith("-journal")]


def look_into(file: Path) -> sqlite3.Connection:
    """Open a file to read what it says with what belongs to it; nothing is played or deleted."""
    past_what_is_beside = "&immutable=1" if stray(file) else ""
    return sqlite3.connect(f"{uri_of(file, 'ro')}{past_what_is_beside}", uri=True)


def is_whole(file: Path) -> bool:
    """Whether a file is a log and SQLite finds nothing wrong in it."""
    try:
        with closing(look_into(file)) as connection:
            sign = connection.execute("PRAGMA application_id").fetchone()
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except (*UNREAD, OSError):
        return False
    return bool(sign == (APPLICATION_ID,) and found == ("ok",))


def is_at_rest(file: Path) -> bool:
    """Whether a file is a log that SQLite opens without having to mend it, or to look beside it."""
    if not is_ours(file) or with_ending(file, "-wal").exists():
        return False
    if header_of(file)[WRITES_AT : WRITES_AT + 1] != b"\x01":
        # SQLite opens it, and writes nothing into it.
        return False
    try:
        with closing(look_into(file)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
        # To read alone, SQLite passes over a check that names no column; to write, it refuses it.
        with closing(sqlite3.connect(uri_of(file, "rw"), uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except UNREAD as error:
        # Somebody who is writing right now opened it.
        return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return True


def is_ours(file: Path) -> bool:
    """Whether there is a file that begins as a log does."""
    try:
        header = header_of(file)
    except OSError:
        return False
    sign = int.from_bytes(header[APPLICATION_ID_AT], "big")
    return header.startswith(MAGIC) and sign == APPLICATION_ID


def header_of(file: Path) -> bytes:
    """The first bytes of a file, read as bytes: SQLite might already change something in it."""
    with file.open("rb") as stream:
        return stream.read(HEADER_LENGTH)


def _writes_ahead(file: Path) -> bool:
    return header_of(file)[WRITES_AT : WRITES_AT + 1] == bytes([WRITES_AHEAD])
