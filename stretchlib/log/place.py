"""Where the log is: find it, begin it, and refuse whatever is not one."""

import os
import tempfile
from pathlib import Path

from platformdirs import user_data_dir
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from stretchlib.errors import LogError
from stretchlib.log.database import APPLICATION_ID, Database, server, sqlite_file, sqlite_memory

VARIABLE = "STRETCHLIB_LOG"
HEADER_LENGTH = 100
# Both from "The Database Header" in SQLite's description of its file format.
MAGIC = b"SQLite format 3\x00"
APPLICATION_ID_AT = slice(68, 72)


def find_database(where: str | os.PathLike[str] | None) -> Database:
    """
    Turn an argument, the environment or the default into a database that may be opened.

    Raises
    ------
    LogError
        When the place cannot be, or does not hold, a log.
    """
    chosen = os.fspath(where or os.environ.get(VARIABLE) or _usual_place())
    if "://" not in chosen:
        return _file(Path(chosen))
    url = _url(chosen)
    kind = url.get_backend_name()
    if kind == "postgresql":
        return _server(url)
    if kind != "sqlite":
        msg = f"A log cannot be kept in {kind}. Give a path, a sqlite or a postgresql URL."
        raise LogError(msg)
    if url.database in (None, "", ":memory:"):
        return sqlite_memory()
    return _file(Path(str(url.database)))


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
        msg = f"{url.drivername} needs the package {error.name}. Run: pip install {error.name}"
        raise LogError(msg) from error


def _file(path: Path) -> Database:
    path = path.expanduser().absolute()
    try:
        if not path.exists():
            _begin(path)
        _check_ours(path)
        _check_writable(path)
    except OSError as error:
        msg = (
            f"The log cannot be opened at {path}: {error.strerror}. "
            f"Choose a folder that you may write to, as open_log(path) or in {VARIABLE}."
        )
        raise LogError(msg) from error
    return sqlite_file(path)


def _begin(path: Path) -> None:
    """Make an empty file that only its owner can read, before SQLite makes a readable one."""
    if path.is_symlink():
        msg = f"{path} points to {path.readlink()}, which is not there. Restore it or unlink it."
        raise LogError(msg)
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
        return
    if not header.startswith(MAGIC):
        msg = f"{path} is not a log but another kind of file. Choose another name for the log."
        raise LogError(msg)
    if int.from_bytes(header[APPLICATION_ID_AT], "big") != APPLICATION_ID:
        msg = f"{path} is the SQLite file of another program. Choose another name for the log."
        raise LogError(msg)


def _check_writable(path: Path) -> None:
    """Try the file, and the folder, where SQLite keeps its journal while it writes."""
    with path.open("r+b"), tempfile.TemporaryFile(dir=path.parent):
        pass
