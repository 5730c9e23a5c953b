"""What was worked out from files once, kept beside the log, so that it is not done each morning."""

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from stretchlib import places, private_files

DRAWINGS: Final = "drawings"
"""What is kept by this name goes when everything of the log goes."""
LARGEST_BYTES: Final = 20_000_000
"""Of what is kept, and of a file that it is worked out from; what is larger is never kept."""
DECIDES: Final = ("catalog", "figure", "safety", "model.py", "phases.py", "milliseconds.py")
"""Our code that decides what is kept: when one of these files is another, all is made anew."""


def file_of(name: str, folder: Path | None = None) -> Path:
    """Where something is kept by that name; in the cache of today when no folder is given."""
    return (folder or places.cache_folder()) / f"{name}.json"


def digest(files: Iterable[Path]) -> str:
    """A mark of what files say and of the code that reads them; '' where one cannot be read."""
    mark = hashlib.sha256(PROGRAM)
    try:
        for file in files:
            content = _bytes_of(file)
            mark.update(f"{file}\0{len(content)}\0".encode(errors="surrogateescape"))
            mark.update(content)
    except OSError:
        return ""
    return mark.hexdigest() if PROGRAM else ""


def recall(name: str, mark: str) -> Any:
    """
    What was kept by a name for this very mark; None for everything else.

    A file that is damaged, of somebody else, readable by others or none at all counts as none.
    """
    with suppress(OSError, ValueError, RecursionError):
        head, _, payload = _bytes_of(file_of(name), is_private=True).partition(b"\n")
        if mark and head.decode() == _head(mark, payload):
            return json.loads(payload)
    return None


def keep(name: str, files: Iterable[Path], mark: str, value: object) -> None:
    """
    Keep plain JSON by a name, for what `files` said; where that cannot be, nothing is lost.

    `mark` is their digest from before the value was worked out. Where they say something else by
    now, or the code was changed under a Python that still runs, nobody knows of which of both the
    value is: it is not kept.
    """
    if not mark or digest(files) != mark or _program() != PROGRAM:
        return
    payload = json.dumps(value).encode()
    if len(payload) > LARGEST_BYTES - 1000 or not places.log_folder().is_dir():
        return
    with suppress(OSError):
        private_files.make_folder(places.cache_folder())
        private_files.write_over(file_of(name), [_head(mark, payload), "\n", payload])


def made(kind: Any, plain: Any) -> Any:
    """
    A value of a kind, such as a dataclass of others, from the plain JSON that it was kept as.

    Examples
    --------
    >>> from stretchlib.model import Cue
    >>> made(tuple[Cue, ...], [{"stage": "setup", "text": "Sit down."}])
    (Cue(stage='setup', text='Sit down.', say='', pace=None, key=None),)
    """
    make = _maker(kind)
    return make(plain) if make else plain


@cache
def _maker(kind: Any) -> Callable[[Any], Any] | None:
    """What turns plain JSON into a value of a kind; None where it is that already."""
    origin, of = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of([one for one in of if one is not type(None)])
    if origin is tuple:
        entry = _maker(of[0])
        return (lambda plain: tuple(map(entry, plain))) if entry else tuple
    if origin is dict:
        each = _maker(of[1])
        return (lambda plain: {key: each(one) for key, one in plain.items()}) if each else None
    if is_dataclass(kind):
        return _table(kind)
    return None


def _one_of(kinds: list[Any]) -> Callable[[Any], Any] | None:
    if not any(map(_maker, kinds)):
        return None
    by_keys = {frozenset(f.name for f in fields(k)): k for k in kinds if is_dataclass(k)}

    def make(plain: Any) -> Any:
        if plain is None:
            return None
        return made(kinds[0] if len(kinds) == 1 else by_keys[frozenset(plain)], plain)

    return make


def _table(kind: Any) -> Callable[[Any], Any]:
    types: dict[str, Any] = {}

    def make(plain: Any) -> Any:
        # Looked at late: a table may hold others of its own kind.
        if not types:
            types.update(
                (name, m) for name, one in get_type_hints(kind).items() if (m := _maker(one))
            )
        converted = {key: types[key](one) for key, one in plain.items() if key in types}
        return kind(**{**plain, **converted})

    return make


def _head(mark: str, payload: bytes) -> str:
    """The first line of what is kept: for which files it is, and that it is whole."""
    return f"{mark} {hashlib.sha256(payload).hexdigest()}"


def _bytes_of(file: Path, *, is_private: bool = False) -> bytes:
    """What a file says; OSError for what is none, too large or, where asked, not ours alone."""
    # A pipe without a writer would be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) if is_private else 0
    handle = os.open(file, flags)
    with os.fdopen(handle, "rb") as opened:
        status = os.fstat(handle)
        is_ours = os.name != "posix" or (
            status.st_uid == os.geteuid() and not status.st_mode & 0o077
        )
        is_good = stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_BYTES
        if not is_good or (is_private and not is_ours):
            msg = "not a file to be read here"
            raise OSError(msg)
        return opened.read()


def _program() -> bytes:
    """Which code is on the disk: one that is changed on the way to a version counts as another."""
    package = Path(__file__).parent.parent
    files = [*(package / room for room in DECIDES if room.endswith(".py"))]
    files += [file for room in DECIDES for file in sorted((package / room).glob("*.py"))]
    try:
        return b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
    except OSError:
        return b""


PROGRAM: Final = _program()
"""Which code it was when this Python began; nothing is kept where that cannot be known."""
