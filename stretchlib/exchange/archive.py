"""
The folder or the zip of an export: how it is written, and how what comes back is found in it.

Nothing is ever unpacked. What kind of file it is shows in how it begins: names are in many
languages.
"""

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO, Literal, TypeVar, cast

from sqlalchemy import Connection

from stretchlib import private_files
from stretchlib._paths import short_path
from stretchlib.errors import ExchangeError, shown
from stretchlib.exchange import apple, csv_tables, jsonl
from stretchlib.exchange.incoming import Incoming
from stretchlib.exchange.tidy_frames import README, views
from stretchlib.log import Log

Kind = Literal[".jsonl", ".csv", ".xml"]
READERS = {".jsonl": jsonl.read, ".csv": csv_tables.read, ".xml": apple.read}
HEAD_BYTES = 1 << 16
"""In which the beginning of a file says what it is. A DOCTYPE of Apple's has about 10,000."""
BEGINS: dict[bytes, Kind] = {b"<": ".xml", b"{": ".jsonl"}
SIZE_LIMITS: dict[Kind, int] = {".jsonl": 200_000_000, ".csv": 20_000_000, ".xml": 4_000_000_000}
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
ZIP_ERRORS = (RuntimeError, ValueError, OverflowError)
"""What `zipfile` raises for a password, a later kind of zip, and what is no text or no position."""
One = TypeVar("One")


def write(log: Log, where: Path) -> Path:
    """Write every file of an export, as `Log.export` says."""
    into = _write_zip if where.suffix.lower() == ".zip" else _write_folder
    with private_files.new_path(where) as unfinished, log.reading() as connection:
        into(unfinished, _files(connection))
    return where


def _files(connection: Connection) -> Iterator[tuple[str, Iterable[str]]]:
    """Name each file, and give what is in it piece by piece."""
    yield "README.txt", [README]
    yield "columns.csv", _for_spreadsheets(csv_tables.write_dictionary())
    for name, frame in views(connection).items():
        yield f"{name}.csv", _for_spreadsheets(csv_tables.write(name, frame))
    yield "log.jsonl", jsonl.write(connection)


def _for_spreadsheets(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def _write_folder(folder: Path, files: Iterable[tuple[str, Iterable[str]]]) -> None:
    private_files.make_folder(folder)
    for name, pieces in files:
        private_files.write_new(folder / name, pieces)


def _write_zip(path: Path, files: Iterable[tuple[str, Iterable[str]]]) -> None:
    private_files.begin(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, pieces in files:
            # Without the time of day: the same log makes the same zip.
            info = zipfile.ZipInfo(f"{path.stem}/{name}")
            info.external_attr = private_files.FILE << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file, io.TextIOWrapper(file, "utf-8", newline="") as to:
                to.writelines(pieces)


def read(path: Path) -> Incoming:
    """
    Read and check a file, as `Log.preview_import` says.

    Raises
    ------
    ExchangeError
        When the file as a whole cannot be brought in; of what is broken in it, `left_out` tells.
    """
    with opened(path) as (name, kind, stream):
        return READERS[kind](stream, name)


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
        msg = f"{short_path(path)} cannot be read: {error.strerror or error}. Check the path."
        raise ExchangeError(msg) from error
    except BROKEN as error:
        msg = f"{path.name} is not a whole zip file: {error}. Take another copy of it."
        raise ExchangeError(msg) from error


def kind_of(head: bytes, name: str) -> Kind:
    """
    Tell what a file is from its beginning, and from its name where that does not say.

    Examples
    --------
    >>> kind_of(b'{"format": "stretchlib log"}', "log.txt"), kind_of(b"sep=;", "ratings.txt")
    ('.jsonl', '.csv')
    """
    begin = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if begin in BEGINS:
        return BEGINS[begin]
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in BEGINS.values() else ".csv"  # type: ignore[return-value]


def is_export(head: bytes) -> bool:
    """
    Whether a file begins as an export that can be brought in.

    Examples
    --------
    >>> is_export(b'<HealthData locale="nb_NO">'), is_export(b"<ClinicalDocument/>")
    (True, False)
    """
    kind = kind_of(head, "")
    if kind == ".jsonl":
        return b'"format"' in head and b"stretchlib log" in head
    return kind == ".xml" and (b"<HealthData" in head or b"<!DOCTYPE HealthData" in head)


def _is_zip(path: Path) -> bool:
    if path.suffix.lower() == ".zip":
        return True
    return path.suffix == "" and path.is_file() and _head(path).startswith(b"PK\x03\x04")


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except ZIP_ERRORS as error:
        msg = f"{path.name} cannot be opened: {error}. Make the zip again with another program."
        raise ExchangeError(msg) from error


@contextmanager
def _file(path: Path) -> Iterator[tuple[str, Kind, BinaryIO]]:
    if path.exists() and not path.is_file():
        msg = f"{short_path(path)} is not a file. Give a file, a folder or a zip."
        raise ExchangeError(msg)
    suffix = path.suffix.lower()
    if suffix not in SIZE_LIMITS and suffix not in TEXTS:
        known = ", ".join([*SIZE_LIMITS, ".zip"])
        msg = (
            f"{short_path(Path(path.name))} is not of a kind that can be brought in. Give one of: "
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
            return _the_one(found, lambda file: str(file.relative_to(folder)), short_path(folder))
    msg = f"{short_path(folder)} has neither {' nor '.join(WANTED)}. Give the folder of an export."
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
    if size > SIZE_LIMITS[kind]:
        most = f"{SIZE_LIMITS[kind]:,}"
        msg = f"{name} has {size:,} bytes; at most {most} can be. Is it the right file?"
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
    except ZIP_ERRORS as error:
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
    """The beginning of a file in a zip; nothing of one that cannot be read: that shows later."""
    try:
        with archive.open(info) as stream:
            return stream.read(HEAD_BYTES)
    except (*ZIP_ERRORS, *BROKEN):
        return b""
