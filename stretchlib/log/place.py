"""Where the log is: find it, begin it, and refuse whatever is not one."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_dir
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from stretchlib.errors import LogError
from stretchlib.log.backups import backups_of, damaged, put_back
from stretchlib.log.database import Database, server, sqlite_file, sqlite_memory
from stretchlib.log.tables import APPLICATION_ID

VARIABLE = "STRETCHLIB_LOG"
PACKAGES = {"postgresql+psycopg": "psycopg[binary]"}
"""What to install for an address, where that is more than the module it asks for."""
HEADER_LENGTH = 100
# Both from "The Database Header" in SQLite's description of its file format.
MAGIC = b"SQLite format 3\x00"
APPLICATION_ID_AT = slice(68, 72)


def find_database(
    where: str | os.PathLike[str] | None, restore: str | os.PathLike[str] | None = None
) -> Database:
    """
    Turn an argument, the environment or the default into a database that may be opened.

    With `restore`, a file is first replaced by that backup.

    Raises
    ------
    LogError
        When the place cannot be, or does not hold, a log.
    """
    chosen = _chosen(where)
    backup = None if restore is None else Path(restore).expanduser().absolute()
    if "://" not in chosen:
        return _file(Path(chosen), backup)
    url = _url(chosen)
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return _file(Path(str(url.database)), backup)
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
    path = Path(chosen).expanduser().absolute()
    return path.exists() or path.is_symlink() or bool(backups_of(path))


def _chosen(where: str | os.PathLike[str] | None) -> str:
    return os.fspath(where or os.environ.get(VARIABLE) or _usual_place())


def _usual_place() -> Path:
    return Path(user_data_dir("stretchlib", appauthor=False)) / "log.sqlite"


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


def _file(path: Path, backup: Path | None) -> Database:
    path = _followed(path.expanduser().absolute())
    try:
        if backup:
            put_back(path, backup)
        if not path.exists():
            _begin(path)
        _check_ours(path)
        _keep_private(path)
        _check_writable(path)
    except OSError as error:
        msg = (
            f"The log cannot be opened at {path}: {error.strerror}. "
            f"Choose a folder that you may write to, as open_log(path) or in {VARIABLE}."
        )
        raise LogError(msg) from error
    return sqlite_file(path)


def _followed(path: Path) -> Path:
    """Return the place a path leads to: there SQLite puts the journal, and so do we the copies."""
    if path.is_symlink() and not path.exists():
        msg = f"{path} points to {path.readlink()}, which is not there. Restore it or unlink it."
        raise LogError(msg)
    return path.resolve()


def _begin(path: Path) -> None:
    """Make an empty file that only its owner can read, before SQLite makes a readable one."""
    _check_no_history(path, "is not there")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _check_ours(path: Path) -> None:
    """
    Read the header of a file and refuse what is not a log.

    The file is read as bytes: SQLite, asked to look, might already roll something back in it.
    """
    if path.is_dir():
        msg = f"{path} is a folder. Name the file in it: {path / 'log.sqlite'}"
        raise LogError(msg)
    if not path.is_file():
        msg = f"{path} is not a file. Choose another place for the log."
        raise LogError(msg)
    with path.open("rb") as file:
        header = file.read(HEADER_LENGTH)
    if not header:
        _check_no_history(path, "is empty")
        return
    if not header.startswith(MAGIC):
        _check_no_history(path, "does not begin as a log does")
        msg = f"{path} is not a log but another kind of file. Choose another name for the log."
        raise LogError(msg)
    if len(header) < HEADER_LENGTH:
        raise damaged(path, "it is cut short")
    if int.from_bytes(header[APPLICATION_ID_AT], "big") != APPLICATION_ID:
        msg = f"{path} is the SQLite file of another program. Choose another name for the log."
        raise LogError(msg)


def _check_no_history(path: Path, what: str) -> None:
    """Refuse to begin anew, or to call it no log, where there are backups of one."""
    if backups_of(path):
        raise damaged(path, f"it {what}")


def _keep_private(path: Path) -> None:
    """Let others no longer read a log that was copied here, where it is ours to say so."""
    mode = path.stat().st_mode
    if mode & 0o077:
        with suppress(PermissionError):
            path.chmod(mode & 0o700)


def _check_writable(path: Path) -> None:
    """Try the file, and the folder, where SQLite keeps its journal while it writes."""
    with path.open("r+b"), tempfile.TemporaryFile(dir=path.parent):
        pass
