"""How a file of SQLite is copied whole, and how a log goes on from such a copy."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Final

from stretchlib import private_files
from stretchlib.errors import LogError
from stretchlib.log.driver_errors import DAMAGED
from stretchlib.log.sqlite_files import is_whole, journals_of, look_into, stray, uri_of, with_ending

PATIENCE_S: Final = 30.0
"""How long to wait for another program, before nothing is changed and a person is told."""
ASK_MS: Final = 100
"""How long SQLite itself waits at a time, keeping new readers out meanwhile."""


def put(part: Path, file: Path) -> None:
    """Give a finished file its name, and let the folder remember it through a power cut."""
    part.replace(file)
    if os.name == "posix":
        # Some folders refuse: of a network, of FUSE. The file has its name all the same, and
        # SQLite passes over it, too (`unixSync` in its os_unix.c).
        with suppress(OSError):
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def copied(file: Path, part: Path) -> Path:
    """Copy what a log says between two transactions; return where it is, not yet under its name."""
    with closing(look_into(file)) as source:
        return _copied(source, part)


def is_whole_copy(backup: Path, part: Path) -> bool:
    """
    Copy a backup with the rows that lie beside it, and tell whether nothing is wrong with it.

    What was left by another file stays out. The backup itself stays as it is: what SQLite has to
    mend, it mends in the copy.
    """
    try:
        own = [path for path in journals_of(backup) if path not in stray(backup)]
        if own:
            _copied_with(own, backup, part)
        else:
            copied(backup, part)
    except UnicodeDecodeError:
        return False
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
            return False
        raise
    return is_whole(part)


def go_on_in(file: Path, part: Path, aside: Path) -> None:
    """
    Write what a copy says into a log, under its locks: whoever has it open goes on with that.

    Raises
    ------
    LogError
        When another program writes for longer than one waits. Nothing is changed then.
    """
    with _alone_with(file) as live:
        written = file.stat()
        # Under the same lock: what another program adds is set aside too, or added afterwards.
        put(_copied(live, aside.with_name(f"{aside.name}.part")), aside)
        os.utime(aside, ns=(written.st_atime_ns, written.st_mtime_ns))
        try:
            # Never begun anew: were it gone meanwhile, an empty one would be copied.
            with closing(sqlite3.connect(uri_of(part, "rw"), uri=True)) as source:
                _backup(source, live)
        except sqlite3.Error:
            aside.unlink()
            raise


def replace_file(file: Path, part: Path, aside: Path) -> None:
    """
    Put a copy where a file is that SQLite cannot open as it is; that one is moved as it is.

    What lies beside it goes along: left behind, SQLite would play it into the copy. The file goes
    first: without its journal, half of a transaction would look like all of it.
    """
    moved: list[tuple[Path, Path]] = []
    try:
        for path in [file, *journals_of(file)]:
            if path.exists():
                to = with_ending(aside, path.name.removeprefix(file.name))
                moved.append((path, path.rename(to)))
        put(part, file)
    except OSError:
        for path, to in reversed(moved):
            to.rename(path)
        raise


def begin_private(part: Path) -> None:
    """Make an empty file that only its owner can read, where one was left half-done or not."""
    remove(part)
    private_files.begin(part)


def remove(part: Path) -> None:
    """Delete a file with what is beside it."""
    for left in [*journals_of(part), part]:
        left.unlink(missing_ok=True)


@contextmanager
def _alone_with(file: Path) -> Iterator[sqlite3.Connection]:
    """Keep every other program out of a log, also between two transactions."""
    address = uri_of(file, "rw")
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        for pragma in ("synchronous=EXTRA", "fullfsync=1", f"busy_timeout={ASK_MS}"):
            connection.execute(f"PRAGMA {pragma}")
        _wait_to_be_alone(connection, file)
        # Asked for only now: two that ask before would each keep half of a lock, for ever.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection


def _wait_to_be_alone(connection: sqlite3.Connection, file: Path) -> None:
    until = monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                raise
            if monotonic() > until:
                raise _busy(file) from error
            sleep(uniform(0, ASK_MS / 1000))
        else:
            return


def _copied_with(own: list[Path], file: Path, part: Path) -> None:
    begin_private(part)
    shutil.copyfile(file, part)
    for path in own:
        shutil.copyfile(path, with_ending(part, path.name.removeprefix(file.name)))
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _copied(source: sqlite3.Connection, part: Path) -> Path:
    private_files.make_folder(part.parent)
    begin_private(part)
    try:
        with closing(sqlite3.connect(part)) as target:
            _backup(source, target)
    except BaseException:
        remove(part)
        raise
    return part


def _backup(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all pages at once. Python's `backup` asks a busy file again and again, without end."""
    until = monotonic() + PATIENCE_S

    def give_up(status: int, _remaining: int, _pages: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and monotonic() > until:
            raise _busy(Path(_name_of(source)))

    source.backup(target, progress=give_up, sleep=ASK_MS / 1000)


def _name_of(connection: sqlite3.Connection) -> str:
    """The file that a connection leads to."""
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _busy(file: Path) -> LogError:
    return LogError(
        f"Another program is writing to {file}, and did not pause for {PATIENCE_S:.0f} s. Nothing "
        "was changed. Close other notebooks and programs that have it open, then try again."
    )
