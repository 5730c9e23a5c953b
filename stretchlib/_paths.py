"""A path as somebody types it, or why it can be none."""

import os
from pathlib import Path

from stretchlib.errors import StretchError, shown

SHARE = ("//", "\\\\")
"""How Windows begins the path of a server."""
CONNECT = (
    "It is on a server, as Windows writes it. Let this computer connect to it first, and give the "
    "folder under which it is found then."
)
_PATH_SHOWN = 300
"""Characters of a path that a message repeats."""


def typed_path(where: object, kind: type[StretchError]) -> Path:
    r"""
    Turn what somebody typed into a path.

    Parameters
    ----------
    where : object
        A text or a path; `~` is their own folder.
    kind : type of StretchError
        What to raise where it can be none.

    Raises
    ------
    StretchError
        For what is neither, a folder of nobody, a server as Windows writes it, or a character that
        no path may have.

    Examples
    --------
    >>> typed_path("mine.zip", StretchError).name
    'mine.zip'
    >>> typed_path("mine\x00.zip", StretchError)
    Traceback (most recent call last):
    ...
    stretchlib.errors.StretchError: 'mine\x00.zip' cannot be a path. Take out the \x00.
    """
    cure = 'Give one in quotes, such as "mine.zip".'
    try:
        path = Path(where).expanduser()  # type: ignore[arg-type]
        is_path = b"\0" not in os.fsencode(path)
        cure = cure if is_path else r"Take out the \x00."
        if is_on_server(str(path)):
            is_path, cure = False, CONNECT
    except RuntimeError:
        is_path, cure = False, "It begins with a user this computer does not know. Write it out."
    except (TypeError, ValueError):
        is_path = False
    if not is_path:
        msg = f"{shown(where)} cannot be a path. {cure}"
        raise kind(msg)
    return path


def is_on_server(where: str) -> bool:
    r"""
    Whether a path names a server, as Windows does; two strokes may also be one too many.

    Examples
    --------
    >>> is_on_server(r"\\server\share\log.sqlite"), is_on_server("log.sqlite")
    (True, False)
    """
    if os.name != "posix" or not where.startswith(SHARE):
        return False
    first = where.replace("\\", "/").strip("/").partition("/")[0]
    return not (where.startswith("//") and Path("/", first).exists())


def is_folder(path: Path) -> bool:
    """
    Whether there is a folder; what no folder can be called is none.

    Examples
    --------
    >>> is_folder(Path.cwd()), is_folder(Path("x" * 5000))
    (True, False)
    """
    try:
        return path.is_dir()
    except OSError:
        return False


def short_path(path: Path) -> str:
    """
    A path as a message repeats it: of a long one the end, by which it is known.

    Examples
    --------
    >>> short_path(Path("mine.zip")), len(short_path(Path("x" * 5000)))
    ('mine.zip', 303)
    """
    # What is no text in the name of a file would be none on the screen, either.
    text = os.fsencode(path).decode(errors="replace")
    return text if len(text) <= _PATH_SHOWN else f"...{text[-_PATH_SHOWN:]}"
