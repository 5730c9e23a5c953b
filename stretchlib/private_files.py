"""Files that only their owner can read, where the system knows that: the one place of them."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

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


def write_new(path: Path, pieces: Iterable[str | bytes]) -> None:
    """
    Write a file that is not there yet, text as UTF-8; it is whole, or gone again.

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
    _fill(os.open(path, _NEW, FILE), path, pieces)


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


def keep_private(path: Path) -> None:
    """Let others no longer read a file that is there, where it is ours to say so."""
    mode = path.stat().st_mode
    if mode & 0o077:
        with suppress(PermissionError):
            path.chmod(mode & FOLDER)


def _fill(handle: int, path: Path, pieces: Iterable[str | bytes]) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece.encode() if isinstance(piece, str) else piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
