"""The passwords of a clinic in a file, as PostgreSQL's own programs and the hub read it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from stretchlib import private_files
from stretchlib.errors import LogError

ANY: Final = "*"
"""Of a host or a port: those who run a clinic may reach it under another name."""
OTHERS_MAY_READ: Final = 0o077


@contextmanager
def kept_in(file: Path, database: str, passwords: Mapping[str, str]) -> Iterator[None]:
    r"""
    Put passwords into a file that only its owner reads, in the place of those they had.

    They lie beside it, on the disk, when this is entered, and take its place when it is left. With
    an error they stay beside it: the file goes on with the passwords of before.

    Raises
    ------
    OSError
        When it cannot be written.
    LogError
        When others may read it, or it is not in UTF-8.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "passwords"
    >>> for password in ("first", "second"):
    ...     with kept_in(file, "clinic", {"p:1": password}):
    ...         pass
    >>> print(file.read_text(), end="")
    *:*:clinic:p\:1:second
    """
    file = file.resolve()
    _check_private(file)
    begins = {name: _begin(database, name) for name in passwords}
    with _alone_in(file.parent):
        lines = _lines_of(file)
        kept = [line for line in lines if not line.startswith(tuple(begins.values()))]
        new = [f"{begins[name]}{_escaped(password)}" for name, password in passwords.items()]
        beside = file.with_name(f"{file.name}.new")
        beside.unlink(missing_ok=True)
        private_files.write_new(beside, [f"{line}\n" for line in kept + new], _owner_of(file))
        _on_the_disk(beside)
        yield
        try:
            beside.replace(file)
        except OSError as error:
            msg = f"What holds now lies in {beside}: {error}. Move it to {file}."
            raise LogError(msg) from error


def _begin(database: str, name: str) -> str:
    return ":".join([ANY, ANY, *map(_escaped, (database, name)), ""])


def _escaped(field: str) -> str:
    return field.replace("\\", "\\\\").replace(":", "\\:")


def _check_private(file: Path) -> None:
    if os.name == "posix" and file.exists() and file.stat().st_mode & OTHERS_MAY_READ:
        msg = f"{file} may be read by others than its owner. First: chmod 600 {file}"
        raise LogError(msg)


def _lines_of(file: Path) -> list[str]:
    if not file.exists():
        return []
    try:
        return file.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        msg = f"{file} is not in UTF-8: {error.reason}. Mend that line of it, or delete the line."
        raise LogError(msg) from error


def _owner_of(file: Path) -> tuple[int, int] | None:
    """Whom what is new has to belong to, where it is ours to say so."""
    if os.name != "posix" or os.geteuid() != 0 or not file.exists():
        return None
    status = file.stat()
    return status.st_uid, status.st_gid


def _on_the_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let no second command write there meanwhile: one of the two would be forgotten."""
    if os.name != "posix":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
