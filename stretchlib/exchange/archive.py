"""Open the one file that can be brought in, in a folder or a zip; nothing is ever unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from stretchlib.errors import ExchangeError
from stretchlib.exchange.fields import shown

LIMITS = {".jsonl": 500_000_000, ".csv": 50_000_000, ".xml": 4_000_000_000}
"""Bytes of each kind of file. A century of daily practice is about 150 MB of `.jsonl`."""
RATIO_LIMIT = 200
"""How much smaller a zip may make a file. Health exports come to about 30."""
RATIO_MATTERS_FROM = 10_000_000
WANTED = ("log.jsonl", "export.xml")
"""What is looked for in a folder or zip, the first of them first."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """
    Give the name and the bytes of the file to bring in.

    Raises
    ------
    ExchangeError
        When there is none, it is too large or damaged, or a zip tries what it should not.
    """
    try:
        if path.is_dir():
            with opened(_in_folder(path)) as found:
                yield found
        elif path.suffix.lower() == ".zip":
            with _archive(path) as archive, _member(archive, path.name) as found:
                yield found
        else:
            _check_file(path)
            with path.open("rb") as stream:
                yield path.name, stream
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}. Check the path."
        raise ExchangeError(msg) from error
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError) as error:
        msg = f"{path.name} is not a whole zip file: {error}. Take another copy of it."
        raise ExchangeError(msg) from error


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    # What the directory of a zip says may be of a later version of zip, no text, or no place.
    except (NotImplementedError, ValueError, OverflowError) as error:
        msg = f"{path.name} cannot be opened: {error}. Make the zip again with another program."
        raise ExchangeError(msg) from error


def _in_folder(folder: Path) -> Path:
    for name in WANTED:
        if (folder / name).is_file():
            return folder / name
    msg = f"{folder} has neither {' nor '.join(WANTED)}. Give the folder of an export."
    raise ExchangeError(msg)


def _check_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        msg = f"{path} is no file. Give a file, a folder or a zip."
        raise ExchangeError(msg)
    limit = LIMITS.get(path.suffix.lower())
    if limit is None:
        known = ", ".join([*LIMITS, ".zip"])
        msg = f"{path.name} is not of a kind that can be brought in. Give one of: {known}."
        raise ExchangeError(msg)
    if path.exists():
        _check_size(path.name, path.stat().st_size, limit)


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        msg = f"{name} has {size:,} bytes; at most {limit:,} can be. Is it the right file?"
        raise ExchangeError(msg)


@contextmanager
def _member(archive: zipfile.ZipFile, zip_name: str) -> Iterator[tuple[str, BinaryIO]]:
    for info in archive.infolist():
        _check_inside(info.filename, zip_name)
    info = _wanted(archive, zip_name)
    name = f"{zip_name}/{PurePosixPath(info.filename).name}"
    _check_size(name, info.file_size, LIMITS[PurePosixPath(info.filename).suffix.lower()])
    if info.file_size > max(RATIO_MATTERS_FROM, RATIO_LIMIT * info.compress_size):
        msg = (
            f"{name} would grow from {info.compress_size:,} to {info.file_size:,} bytes. "
            "No export does: do not open this file."
        )
        raise ExchangeError(msg)
    try:
        stream = archive.open(info)
    except (RuntimeError, ValueError, OverflowError) as error:
        msg = f"{name} cannot be opened: {error}. Make the zip again, without a password."
        raise ExchangeError(msg) from error
    with stream:
        # `stream` ends after `file_size` bytes, whatever the compressed data go on to say.
        yield name, stream  # type: ignore[misc]


def _check_inside(name: str, zip_name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        msg = f"{zip_name} holds {shown(name)}, which leads out of it. Do not open this file."
        raise ExchangeError(msg)


def _wanted(archive: zipfile.ZipFile, zip_name: str) -> zipfile.ZipInfo:
    files = {PurePosixPath(info.filename).name.lower(): info for info in archive.infolist()}
    for name in WANTED:
        if name in files:
            return files[name]
    msg = f"{zip_name} has neither {' nor '.join(WANTED)}. Give the zip of an export."
    raise ExchangeError(msg)
