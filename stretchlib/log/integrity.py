"""What is done for a log file whenever it is opened: a check, a copy, and a word of advice."""

import warnings
from pathlib import Path

from stretchlib.errors import LogError
from stretchlib.log.backups import conflicts_of, copy, damaged, due, journal_of, thin_out
from stretchlib.log.database import Database
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.restore_leftovers import take_away

# From "The Database Header" in SQLite's description of its file format.
PAGE_SIZE_AT, PAGE_COUNT_AT = slice(16, 18), slice(28, 32)
LARGEST_PAGE = 65_536
"""Bytes of a page; two bytes cannot say so many, and say 1."""
MOUNTS = Path("/proc/self/mounts")
"""Where Linux lists what each folder is on; elsewhere nothing is known and nothing advised."""
NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.glusterfs", "fuse.s3fs",
    "fuse.sshfs", "glusterfs", "gpfs", "lustre", "nfs", "nfs4", "smb3", "smbfs",
}  # fmt: skip
"""Kinds of folder that more than one computer may write to."""


def look_after(database: Database) -> None:
    """
    Once a day, and when there is something new, check the whole file and copy it.

    It is checked, too, when it looks cut short or half-done. What a restoring left that was killed
    is taken away.

    Raises
    ------
    LogError
        When the file is damaged, with the newest copy that is not.
    """
    file = database.file
    if file is None:
        return
    with files_explained(file):
        if not _advise(file):
            take_away(file)
        _name_conflicts(file)
    # In turn: see `stray`, whoever closes the file takes the locks of other threads.
    with database.lock, files_explained(file):
        is_due = due(file) is not None
        is_doubtful = journal_of(file).exists() or _is_short(file)
    if is_doubtful or is_due:
        check_whole(database)
    if is_due:
        _copy_once(database, file)


def _is_short(file: Path) -> bool:
    """Whether a file has fewer bytes than it says; while somebody writes, it may be whole."""
    with file.open("rb") as stream:
        header = stream.read(PAGE_COUNT_AT.stop)
    page_bytes = int.from_bytes(header[PAGE_SIZE_AT], "big")
    page_count = int.from_bytes(header[PAGE_COUNT_AT], "big")
    return file.stat().st_size < page_count * (LARGEST_PAGE if page_bytes == 1 else page_bytes)


def check_whole(database: Database) -> None:
    """Raise LogError when SQLite finds anything wrong in the file."""
    with database.reading() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if found != "ok" and database.file:
        raise damaged(database.file, found)


def _copy_once(database: Database, file: Path) -> None:
    """Make the copy that is due; without room for it one is warned, and may still practise."""
    try:
        with database.writing():
            # Looked at again: another program may have made it while this one waited its turn.
            if to := due(file):
                copy(file, to)
                thin_out(file)
    except (OSError, LogError) as error:
        warnings.warn(str(error), stacklevel=4)


def _advise(file: Path) -> bool:
    """Say so where other computers may write to a file, whose locks nobody sees here."""
    kind = filesystem_of(file.resolve(), _mounts())
    is_in_network = kind in NETWORK
    if is_in_network:
        msg = (
            f"{file} is in a network folder ({kind}). Open it on one computer at a time, or keep "
            "it on this one: open_log(path) or STRETCHLIB_LOG."
        )
        warnings.warn(msg, stacklevel=4)
    return is_in_network


def _name_conflicts(file: Path) -> None:
    found = conflicts_of(file)
    if found:
        msg = (
            f"Beside {file} is a conflicted copy that a sync tool made after two computers wrote "
            f"to it: {', '.join(path.name for path in found)}. It may have rows that are not in "
            "your log. To look: open_log(that file). Then move it elsewhere."
        )
        warnings.warn(msg, stacklevel=4)


def _mounts() -> str:
    return MOUNTS.read_text(errors="replace") if MOUNTS.exists() else ""


def filesystem_of(file: Path, mounts: str) -> str:
    r"""
    Kind of file system that a file is on, by a table of mounts; empty when it does not say.

    Examples
    --------
    >>> mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/people /people nfs4 rw 0 0\n"
    >>> filesystem_of(Path("/people/me/log.sqlite"), mounts)
    'nfs4'
    >>> filesystem_of(Path("/peoples/log.sqlite"), mounts)
    'ext4'
    """
    found: dict[Path, str] = {}
    for line in mounts.splitlines():
        _, mount_point, kind, *_ = line.split(" ")
        # Spaces in a name are written as octal numbers.
        found[Path(mount_point.replace(r"\040", " "))] = kind
    above = [folder for folder in file.parents if folder in found]
    return found[above[0]] if above else ""
