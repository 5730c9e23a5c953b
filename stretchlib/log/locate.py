"""Where the log is: find it, begin it, and refuse whatever is not one."""

import errno
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from stretchlib import places, private_files
from stretchlib._paths import CONNECT, is_on_server
from stretchlib.errors import LogError, in_short, shown
from stretchlib.log.backups import backups_of, damaged, put_back, set_aside_stray
from stretchlib.log.database import Database, server, sqlite_file, sqlite_memory
from stretchlib.log.migrate import check_opens
from stretchlib.log.sqlite_files import (
    HEADER_LENGTH,
    MAGIC,
    header_of,
    is_ours,
    is_whole,
    with_ending,
)

PACKAGES = {"postgresql+psycopg": "psycopg[binary]"}
"""What to install for an address, where that is more than the module it asks for."""
CURES = {
    errno.ENAMETOOLONG: "Choose a shorter name",
    errno.ELOOP: "Unlink one of them, or choose another folder",
}
CIRCLE = "it leads in a circle of links"
LONGEST_PATH = 512 - len("-journal")
"""Bytes of a path that SQLite opens, where it is not Windows: `MAX_PATHNAME` in its os_unix.c."""


def find_database(
    where: str | os.PathLike[str] | None, restore: str | os.PathLike[str] | None = None
) -> Database:
    """
    Turn an argument, the environment or the default into a database that may be opened.

    With `restore`, a file is first replaced by that backup.
    """
    chosen = _chosen(where)
    backup = None if restore is None else _absolute(_text(restore))
    if "://" not in chosen:
        return _file(chosen, backup)
    url = _url(chosen)
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return _file(str(url.database), backup)
    if backup:
        msg = f"{backup} is the backup of a file, and this log is not one. Give its path."
        raise LogError(msg)
    if kind == "postgresql":
        return _server(url)
    if kind != "sqlite":
        msg = f"A log cannot be kept in {kind}. Give a path, a sqlite or a postgresql URL."
        raise LogError(msg)
    return sqlite_memory()


def is_there(where: str | os.PathLike[str] | None = None) -> bool:
    """
    Whether there is a log, or what is left of one; nothing is begun where there is none.

    A server is taken to have one.

    Raises
    ------
    LogError
        When the address is none that SQLAlchemy knows.

    Examples
    --------
    >>> is_there("sqlite://")
    False
    """
    chosen = _chosen(where)
    if "://" in chosen:
        url = _url(chosen)
        if url.get_backend_name() != "sqlite":
            return True
        if url.database in (None, "", ":memory:"):
            return False
        chosen = str(url.database)
    path = _absolute(chosen)
    with _explained(path):
        return _is_named(path) or bool(backups_of(_resolved(path)))


def _is_named(path: Path) -> bool:
    """Whether a folder has something by that name, a link to nowhere too."""
    # From Python 3.14 on `exists` takes what cannot be looked at for what is not there.
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        if error.errno == errno.ELOOP:
            return False  # `_resolved` has the words for it
        raise
    return True


def _chosen(where: str | os.PathLike[str] | None) -> str:
    # An empty text is what a variable without a value gives.
    if where is None or (isinstance(where, str) and not where):
        where = places.log_address()
    return _text(where)


def _text(where: object) -> str:
    """Return a place as text, or say why it is none."""
    text = os.fspath(where) if isinstance(where, os.PathLike) else where
    if not isinstance(text, str):
        msg = f"{shown(where)} is not a place for a log. Give one in quotes: open_log('my.sqlite')"
        raise LogError(msg)
    try:
        os.fsencode(text)
    except UnicodeEncodeError as error:
        msg = f"{shown(text)} has half a character at position {error.start}. Type it again."
        raise LogError(msg) from error
    return text


def _url(text: str) -> URL:
    try:
        url = make_url(text)
        url.get_dialect()
    except (ArgumentError, ValueError) as error:
        # The text may hold a password: it is not repeated.
        msg = (
            "The address of the log is not one that SQLAlchemy knows. "
            "Write it like postgresql+psycopg://name@host/database."
        )
        raise LogError(msg) from error
    return url


def _server(url: URL) -> Database:
    try:
        return server(url)
    except ImportError as error:
        package = PACKAGES.get(url.drivername, error.name)
        msg = f'{url.drivername} needs the package {error.name}. Run: pip install "{package}"'
        raise LogError(msg) from error


def _file(where: str, backup: Path | None) -> Database:
    path = _followed(_absolute(where))
    database = sqlite_file(path)
    # DANGER: a thread that closes the file meanwhile would take the locks of another; see `stray`.
    with database.lock, _explained(path):
        _check_is_file(path)
        if backup:
            put_back(path, backup, lambda part: check_opens(sqlite_file(part)))
        if not path.exists():
            _begin(path)
        _check_ours(path)
        private_files.keep_private(path)
        _check_writable(path)
        _look_beside(path)
    return database


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cure = CURES.get(error.errno or 0, "Choose a folder that you may write to")
        msg = (
            f"The log cannot be opened at {in_short(str(path))}: {error.strerror}. "
            f"{cure}, as open_log(path) or in {places.LOG}."
        )
        raise LogError(msg) from error


def _absolute(where: str) -> Path:
    """Turn what somebody typed into a path, or say why it can be none."""
    if "\0" in where:
        msg = f"{in_short(where)!r} has a character that a path cannot have. Take out the \\x00."
        raise LogError(msg)
    if is_on_server(where):
        msg = f"{in_short(where)} cannot be opened. {CONNECT}"
        raise LogError(msg)
    try:
        path = Path(where).expanduser().absolute()
    except RuntimeError as error:
        msg = f"{in_short(where)} begins with a user this computer does not know. Write it out."
        raise LogError(msg) from error
    length = len(os.fsencode(path))
    if os.name == "posix" and length > LONGEST_PATH:
        msg = (
            f"{in_short(str(path))} is a path of {length} bytes, and SQLite opens none of more "
            f"than {LONGEST_PATH}. Choose a shorter one."
        )
        raise LogError(msg)
    return path


def _followed(path: Path) -> Path:
    """Return the path behind all links: there SQLite puts the journal, and so do we the copies."""
    with _explained(path):
        if path.is_symlink() and not path.exists():
            msg = (
                f"{path} points to {path.readlink()}, which is not there. Restore it or unlink it."
            )
            raise LogError(msg)
        return _resolved(path)


def _resolved(path: Path) -> Path:
    try:
        resolved = path.resolve()
    except RuntimeError as error:
        raise OSError(errno.ELOOP, CIRCLE) from error
    # From Python 3.13 on a circle is no error; it is left as it stands.
    if any(each.is_symlink() for each in (resolved, *resolved.parents)):
        raise OSError(errno.ELOOP, CIRCLE)
    return resolved


def _begin(path: Path) -> None:
    """Make an empty file that only its owner can read, before SQLite makes a readable one."""
    _check_no_history(path, "is not there")
    private_files.make_folder(path.parent)
    private_files.begin(path, is_new=False)


def _check_is_file(path: Path) -> None:
    """Refuse what is there and is no file, or is one under two names; a pipe would never answer."""
    if path.is_dir():
        msg = f"{path} is a folder. Name the file in it: {path / 'log.sqlite'}"
        raise LogError(msg)
    if not path.exists():
        return
    if not path.is_file():
        msg = f"{path} is not a file. Choose another place for the log."
        raise LogError(msg)
    if path.stat().st_nlink > 1:
        # "How To Corrupt An SQLite Database File", 2.5: each name has a journal of its own.
        msg = (
            f"{path} has another name as well (a hard link), and what is written under one could "
            "damage the other. Delete the other name, or copy the file and open the copy."
        )
        raise LogError(msg)


def _look_beside(path: Path) -> None:
    """See to a write-ahead log beside the file before SQLite plays it into it."""
    strays = set_aside_stray(path)
    if strays:
        names = ", ".join(map(str, strays))
        warnings.warn(
            f"Beside {path} lay the write-ahead log of another file. It is set aside: {names}. "
            "Keep it until you have seen that no row of yours is missing.",
            stacklevel=5,
        )
    ahead = with_ending(path, "-wal")
    if ahead.exists() and ahead.stat().st_size and not is_whole(path):
        raise damaged(path, f"{ahead.name} does not fit it")


def _check_ours(path: Path) -> None:
    """
    Read the header of a file and refuse what is not a log.

    The file is read as bytes: SQLite, asked to look, might already roll something back in it.
    """
    header = header_of(path)
    if not header:
        _check_no_history(path, "is empty")
        return
    if not header.startswith(MAGIC):
        _check_no_history(path, "does not begin as a log does")
        msg = f"{path} is not a log but another kind of file. Choose another name for the log."
        raise LogError(msg)
    if len(header) < HEADER_LENGTH:
        raise damaged(path, "it is cut short")
    if not is_ours(path):
        msg = f"{path} is the SQLite file of another program. Choose another name for the log."
        raise LogError(msg)


def _check_no_history(path: Path, what: str) -> None:
    """Refuse to begin anew, or to call it no log, where there are backups of one."""
    if backups_of(path):
        raise damaged(path, f"it {what}")


def _check_writable(path: Path) -> None:
    """Try the file, and the folder, where SQLite keeps its journal while it writes."""
    with path.open("r+b"), tempfile.TemporaryFile(dir=path.parent):
        pass
