"""Files beside the notebooks that repeat what a log says: exports, and reports that were saved."""

import lzma
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from stretchlib import places
from stretchlib.errors import StretchError

HEAD_BYTES: Final = 4096
"""Bytes in which a file says what it is."""
BEGINNINGS: Final = {
    ".jsonl": b'"format": "stretchlib log"',
    ".html": b'<meta name="generator" content="stretchlib">',
    ".json": b"The person who kept this log",
}
"""How each kind of file begins, by the end of its name."""
UNREADABLE: Final = (
    *(OSError, ValueError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),  # a damaged zip
    RuntimeError,  # one with a password, or packed in a way that Python does not know
)
"""What is raised where a file cannot be recognised as an export; it is not listed then."""
WHOLE: Final = "log.jsonl"
"""What every export of all of it holds, in a zip or a folder."""


def looked_in() -> list[Path]:
    """The folder of this notebook, and the one in which the workbook lays its notebooks."""
    found = [Path.cwd()]
    with suppress(StretchError, OSError):
        own = places.notebook_folder().resolve()
        found += [own] if own.is_dir() and own != found[0] else []
    return found


def exports() -> list[Path]:
    """Exports and reports in those folders, by what is in them; an export may be a folder."""
    found: list[Path] = []
    for folder in looked_in():
        with suppress(OSError):
            found += sorted(path for path in folder.iterdir() if _is_export(path))
    return found


def delete(paths: Iterable[Path]) -> dict[Path, str]:
    """Delete exports that are files; say of those that could not be deleted, why."""
    failed = {}
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            failed[path] = error.strerror or str(error)
    return failed


def _is_export(path: Path) -> bool:
    with suppress(*UNREADABLE):
        if path.is_symlink():
            return False
        if path.is_dir():
            return _begins(path / WHOLE, BEGINNINGS[".jsonl"])
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(f"/{WHOLE}")]
                return any(
                    BEGINNINGS[".jsonl"] in archive.open(name).read(HEAD_BYTES) for name in names
                )
        if mark := BEGINNINGS.get(path.suffix.lower()):
            return _begins(path, mark)
    return False


def _begins(file: Path, mark: bytes) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return mark in opened.read(HEAD_BYTES)
