"""Open the one file that can be brought in, in a folder or a zip; nothing is ever unpacked."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar, cast

from stretchlib._paths import told_path
from stretchlib.errors import ExchangeError, shown
from stretchlib.exchange.kinds import HEAD_BYTES, Kind, is_export, kind_of

LIMITS: dict[Kind, int] = {".jsonl": 200_000_000, ".csv": 20_000_000, ".xml": 4_000_000_000}
"""Bytes of each kind of file. A century of daily practice is about 150 MB of `.jsonl`."""
RATIO_LIMIT = 60
"""How much smaller a zip may make a file. Health exports come to about 30, logs to 10."""
RATIO_MATTERS_FROM = 10_000_000
MEMBER_LIMIT = 100_000
"""Files in a zip. Routes and heart beats of a decade are some thousands."""
WANTED = ("log.jsonl", "export.xml")
"""What an export is called in English; in other languages it is known by what it holds."""
TEXTS = (".txt", ".tsv", ".tab", ".json", ".ndjson", "")
"""Endings of files that are taken for what they hold."""
BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError)
SHUT = (RuntimeError, ValueError, OverflowError)
"""What `zipfile` raises for a password, a later kind of zip, and what is no text or no place."""
One = TypeVar("One")


@contextmanager
def opened(path: Path) -> Iterator[tuple[str, Kind, BinaryIO]]:
    """
    Give the name, the kind and the bytes of the file to bring in.

    Raises
    ------
    ExchangeError
        When there is none, or more than one, it is too large or damaged, or a zip tries what it
        should not.
    """
    try:
        if path.is_dir():
            with _file(_in_folder(path)) as found:
                yield found
        elif _is_zip(path):
            with _archive(path) as archive, _member(archive, path.name) as found:
                yield found
        else:
            with _file(path) as found:
                yield found
    except OSError as error:
        msg = f"{told_path(path)} cannot be read: {error.strerror or error}. Check the path."
        raise ExchangeError(msg) from error
    except BROKEN as error:
        msg = f"{path.name} is not a whole zip file: {error}. Take another copy of it."
        raise ExchangeError(msg) from error


def _is_zip(path: Path) -> bool:
    if path.suffix.lower() == ".zip":
        return True
    return path.suffix == "" and path.is_file() and _head(path).startswith(b"PK\x03\x04")


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except SHUT as error:
        msg = f"{path.name} cannot be opened: {error}. Make the zip again with another program."
        raise ExchangeError(msg) from error


@contextmanager
def _file(path: Path) -> Iterator[tuple[str, Kind, BinaryIO]]:
    if path.exists() and not path.is_file():
        msg = f"{told_path(path)} is not a file. Give a file, a folder or a zip."
        raise ExchangeError(msg)
    suffix = path.suffix.lower()
    if suffix not in LIMITS and suffix not in TEXTS:
        known = ", ".join([*LIMITS, ".zip"])
        msg = (
            f"{told_path(Path(path.name))} is not of a kind that can be brought in. Give one of: "
            f"{known}. A spreadsheet is saved as CSV first."
        )
        raise ExchangeError(msg)
    with path.open("rb") as stream:
        kind = kind_of(stream.read(HEAD_BYTES), path.name)
        _check_size(path.name, path.stat().st_size, kind)
        stream.seek(0)
        yield path.name, kind, stream


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _in_folder(folder: Path) -> Path:
    """Find the one export in a folder, or in the folders in it."""
    for pattern in ("*", "*/*"):
        files = [
            file
            for file in sorted(folder.glob(pattern))
            if file.suffix.lower() in (".jsonl", ".xml") and file.is_file()
        ]
        found = _exports(files, lambda file: file.name, _head)
        if found:
            return _the_one(found, lambda file: str(file.relative_to(folder)), told_path(folder))
    msg = f"{told_path(folder)} has neither {' nor '.join(WANTED)}. Give the folder of an export."
    raise ExchangeError(msg)


def _exports(
    files: Sequence[One], name: Callable[[One], str], head: Callable[[One], bytes]
) -> list[One]:
    """Those that are exports by what they hold; without any, those that are called so."""
    found = [file for file in files if is_export(head(file))]
    return found or [file for file in files if name(file).lower() in WANTED]


def _the_one(found: Sequence[One], name: Callable[[One], str], where: str) -> One:
    if len(found) > 1:
        names = " and ".join(shown(name(one)) for one in found[:2])
        msg = f"{where} holds {len(found)} exports, such as {names}. Give one of them alone."
        raise ExchangeError(msg)
    return found[0]


def _check_size(name: str, size: int, kind: Kind) -> None:
    if size > LIMITS[kind]:
        msg = f"{name} has {size:,} bytes; at most {LIMITS[kind]:,} can be. Is it the right file?"
        raise ExchangeError(msg)


@contextmanager
def _member(archive: zipfile.ZipFile, zip_name: str) -> Iterator[tuple[str, Kind, BinaryIO]]:
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT:
        msg = f"{zip_name} holds {len(members):,} files. No export does: do not open this file."
        raise ExchangeError(msg)
    for info in members:
        _check_inside(info.filename, zip_name)
    info = _wanted(archive, members, zip_name)
    name = f"{zip_name}/{_base(info)}"
    kind = kind_of(_head_in(archive, info), _base(info))
    _check_size(name, info.file_size, kind)
    if info.file_size > max(RATIO_MATTERS_FROM, RATIO_LIMIT * info.compress_size):
        msg = (
            f"{name} would grow from {info.compress_size:,} to {info.file_size:,} bytes. "
            "No export does: do not open this file."
        )
        raise ExchangeError(msg)
    try:
        stream = archive.open(info)
    except SHUT as error:
        msg = f"{name} cannot be opened: {error}. Make the zip again, without a password."
        raise ExchangeError(msg) from error
    with stream:
        # `stream` ends after `file_size` bytes, whatever the compressed data go on to say.
        yield name, kind, cast("BinaryIO", stream)


def _check_inside(name: str, zip_name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        msg = f"{zip_name} holds {shown(name)}, which leads out of it. Do not open this file."
        raise ExchangeError(msg)


def _wanted(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], zip_name: str
) -> zipfile.ZipInfo:
    files = [
        info
        for info in members
        # macOS puts what belongs to a file, but is none, beside it under its name.
        if Path(_base(info)).suffix.lower() in (".jsonl", ".xml")
        and not _base(info).startswith("._")
    ]
    found = _exports(files, _base, lambda info: _head_in(archive, info))
    if not found:
        found = [info for info in files if info.flag_bits & 1]
    if not found:
        msg = f"{zip_name} has neither {' nor '.join(WANTED)}. Give the zip of an export."
        raise ExchangeError(msg)
    return _the_one(found, lambda info: info.filename, zip_name)


def _base(info: zipfile.ZipInfo) -> str:
    """The name of a file without its folders; programs on Windows write them with backslashes."""
    return PurePosixPath(info.filename.replace("\\", "/")).name


def _head_in(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The beginning of a file in a zip; nothing of one that cannot be read, which is told later."""
    try:
        with archive.open(info) as stream:
            return stream.read(HEAD_BYTES)
    except (*SHUT, *BROKEN):
        return b""
