"""Files for their owner alone, where the system knows that, whole or not there: the one place."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import Final

from stretchlib._paths import short_path
from stretchlib.errors import ExchangeError

HOUR_S: Final = 3600
FILE, FOLDER = 0o600, 0o700
"""The modes of a private file and a private folder."""
WHO_READS: Final = (
    "only you can read it"
    if os.name == "posix"
    else "whoever may read its folder can read it: in your own, you and who runs this computer"
)
"""Who can read a file that was made here; Windows knows no modes, and a file is like its folder."""
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


def make_folder(folder: Path) -> None:
    """Make a folder, and those it is in, where they are not there."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def begin(path: Path, *, is_new: bool = True) -> None:
    """Make an empty file, for what writes into it by itself; `is_new` refuses one that is there."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | (os.O_EXCL if is_new else 0), FILE))


def write_new(
    path: Path, pieces: Iterable[str | bytes], owner: tuple[int, int] | None = None
) -> None:
    """
    Write a file that is not there yet, text as UTF-8; it is whole, or gone again.

    Parameters
    ----------
    path : Path
        Where.
    pieces : iterable of str or bytes
        What it says.
    owner : tuple of int, optional
        User and group that it is to belong to, which only root may choose.

    Raises
    ------
    FileExistsError
        When it is there, and then it is left as it is.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "mine.txt"
    >>> write_new(file, ["Kept ", b"here."])
    >>> file.read_text(), oct(file.stat().st_mode)[-3:]
    ('Kept here.', '600')
    """
    _fill(os.open(path, _NEW, FILE), path, pieces, owner)


def write_over(path: Path, pieces: Iterable[str | bytes]) -> None:
    """
    Write a file in the place of one that may be there: nobody ever finds half of it.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "mine.txt"
    >>> for words in ("Once.", "Once more."):
    ...     write_over(file, [words])
    >>> file.read_text(), len(list(file.parent.iterdir()))
    ('Once more.', 1)
    """
    # `mkstemp` makes a file of mode 0600.
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    unfinished = Path(name)
    try:
        _fill(handle, unfinished, pieces)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def clear_unfinished(folder: Path) -> None:
    """Remove what a `write_over` left in a folder that was killed an hour ago or longer."""
    for file in folder.glob(".????????.part"):
        with suppress(OSError):
            if time() - file.stat().st_mtime > HOUR_S:
                file.unlink()


@contextmanager
def new_path(where: Path) -> Iterator[Path]:
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
        msg = f"{short_path(target)} cannot be written: {why}. Choose another place."
        raise ExchangeError(msg) from error


def write_for_a_while(text: str, ending: str) -> Path:
    """Write a file into the system's folder for such, under a name that nobody can guess."""
    handle, name = tempfile.mkstemp(suffix=ending)
    _fill(handle, Path(name), [text])
    return Path(name)


def keep_private(path: Path) -> None:
    """Let others no longer read a file that is there, where it is ours to say so."""
    mode = path.stat().st_mode
    if mode & 0o077:
        with suppress(PermissionError):
            path.chmod(mode & FOLDER)


def keep_new_ones_private() -> None:
    """Let others read nothing that this program, and those it starts, make from now on."""
    os.umask(0o777 - FOLDER)


def _fill(
    handle: int,
    path: Path,
    pieces: Iterable[str | bytes],
    owner: tuple[int, int] | None = None,
) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            if owner:
                # By its handle: at its path, somebody's link could lie by now.
                os.fchown(handle, *owner)
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _check_new(target: Path) -> None:
    if not target.parent.is_dir():
        folder = short_path(target.parent)
        if _is_circle(target.parent):
            msg = (
                f"{folder} leads in a circle of links. Unlink one of them, or choose another place."
            )
            raise ExchangeError(msg)
        msg = f"There is no folder {folder}. Make it first, or choose another place."
        raise ExchangeError(msg)
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        msg = f"{short_path(target)} is there already, and is left as it is. Choose a new name."
        raise ExchangeError(msg)


def _is_circle(folder: Path) -> bool:
    try:
        folder.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False
