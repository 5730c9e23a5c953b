"""What a restoring that was killed left beside a log, and how to know that none is under way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import O_RDONLY, close
from os import open as open_
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows has no such locks.
    fcntl = None

STAMP: Final = r"\d{8}T\d{12}"
"""When a restoring began, in the names of what it makes."""
_MOMENT_S: Final = 1.0


@contextmanager
def restoring_in(folder: Path) -> Iterator[None]:
    """
    Let others know, for as long as this lasts, that files of a restoring in a folder are in use.

    The folder is locked and no file in it: whoever closes a file gives up SQLite's locks on it. A
    process that is killed gives its lock up with that. Where a folder cannot be locked, nobody can
    know, and nobody takes anything away.
    """
    held = _locked(folder, "LOCK_SH", _MOMENT_S)
    try:
        yield
    finally:
        if held is not None:
            close(held)


def take_away(file: Path) -> None:
    """Delete what a restoring of a log began and did not end, unless one is under way."""
    if not left_of(file):
        return
    held = _locked(file.parent, "LOCK_EX", 0.0)
    if held is None:
        return
    try:
        # Looked at again: now nobody is making one.
        for path in left_of(file):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    finally:
        close(held)


def left_of(file: Path) -> list[Path]:
    """
    Copies beside a log that are not, or not yet, under their names; before each, what is beside it.

    What they say is also in the log or in the backup that they are copies of.
    """
    stem, suffix, name = map(re.escape, (file.stem, file.suffix, file.name))
    part = rf"({name}\.{STAMP}|{stem}-set-aside-{STAMP}{suffix})\.part(-journal|-wal|-shm)?"
    with suppress(OSError):
        found = [path for path in file.parent.iterdir() if re.fullmatch(part, path.name)]
        return sorted(found, reverse=True)
    return []


def _locked(folder: Path, kind: str, patience_s: float) -> int | None:
    """Lock a folder, and return what to close; None where that cannot be, or others hold it."""
    if fcntl is None:
        return None
    try:
        opened = open_(folder, O_RDONLY)
    except OSError:
        return None
    until = monotonic() + patience_s
    while True:
        try:
            fcntl.flock(opened, getattr(fcntl, kind) | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() < until:
                sleep(0.01)
                continue
        except OSError:
            pass
        else:
            return opened
        close(opened)
        return None
