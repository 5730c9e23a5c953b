"""Every row of a log as one line of JSON, and back: nothing is lost."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn, TypeGuard

from sqlalchemy import Connection, func, select

from stretchlib._install import upgrade_command
from stretchlib.errors import ExchangeError, StretchError, check_one_of, shown
from stretchlib.exchange.field_checks import check_row
from stretchlib.exchange.incoming import FileRow, Incoming, ReadRows
from stretchlib.log.migrate import NEWEST_VERSION
from stretchlib.log.row_lines import line, lines
from stretchlib.log.tables import metadata

FORMAT = "stretchlib log"
LINE_LIMIT = 4_000_000
"""Bytes of one line. The timeline of an hour of practice takes about 100,000."""


def write(connection: Connection) -> Iterator[str]:
    """
    Write a log as lines: first what it is, then every row, each after those that it names.

    The first line tells how many rows there are, so that half a file is known to be half.
    """
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar()
        for table in metadata.sorted_tables
    }
    yield f"{line({'format': FORMAT, 'version': NEWEST_VERSION, 'rows': counts})}\n"
    yield from (f"{row}\n" for row in lines(connection))


def read(stream: BinaryIO, name: str) -> Incoming:
    """
    Read and check the lines that `write` wrote.

    A line that is broken is left out, and counts as a row; empty ones do not.

    Raises
    ------
    ExchangeError
        When it does not begin as `write` begins, or has not as many rows as it says.
    """
    lines = _lines(stream, name)
    counts = _header(next(lines, None), name)
    expected = sum(counts.values())
    found = ReadRows(name)
    number = 0
    for number, (data, location) in enumerate(lines, start=1):
        if number > expected:
            break
        _keep(found, data, location)
    if number != expected:
        many = f"more than {shown(expected)}" if number > expected else number
        msg = (
            f"{name} has {many} rows; its first line says {shown(expected)}. Part of it is missing "
            "or was added: take another copy of it."
        )
        raise ExchangeError(msg)
    return Incoming(name, found.rows, left_out=found.left_out)


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[bytes, str]]:
    """Give each line that has anything in it; of one that is too long, its beginning."""
    number = 0
    # One byte more than the limit tells a line that is too long without ever holding it all.
    while data := stream.readline(LINE_LIMIT + 1):
        number += 1
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        rest = data
        while len(rest) > LINE_LIMIT and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_LIMIT + 1)
        if data.strip():
            yield data, f"{name}, line {number}"


def _keep(found: ReadRows, data: bytes, location: str) -> None:
    """Check the row of a line and keep it, or leave it out."""
    values: dict[str, Any] = {}
    table = ""
    try:
        values = _parsed(data)
        table = check_one_of("table", values.pop("table", None), metadata.tables)
        found.rows.append(FileRow(table, check_row(metadata.tables[table], values), location))
    except StretchError as error:
        found.leave_out(table, location, error, values.get("id"))
    except RecursionError:
        why = "It holds lists within lists without end. Take another copy of the file."
        found.leave_out(table, location, why, values.get("id"))


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LINE_LIMIT:
        msg = f"It is longer than {LINE_LIMIT} bytes. No row is: take another copy of the file."
        raise ExchangeError(msg)
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        msg = f"Byte {error.start} is not UTF-8. Save the file as UTF-8."
        raise ExchangeError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"This is not JSON: {shown(data.decode())}. Take another copy of the file."
        raise ExchangeError(msg) from error
    if not isinstance(value, dict):
        msg = f"{shown(value)} is not a row. Each line is a JSON object."
        raise ExchangeError(msg)
    return value


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _header(first: tuple[bytes, str] | None, name: str) -> dict[str, int]:
    try:
        header = _parsed(first[0]) if first else {}
    except StretchError:
        header = {}
    counts = header.get("rows")
    if header.get("format") != FORMAT or not _are_counts(counts):
        msg = (
            f"{name} does not begin like a log that was exported. "
            "Give the log.jsonl of an export, with its first line."
        )
        raise ExchangeError(msg)
    if str(header.get("version")) > NEWEST_VERSION:
        msg = (
            f"{name} was written by a newer stretchlib (version {shown(header.get('version'))}; "
            f"this one knows {NEWEST_VERSION!r}). "
            f"To bring stretchlib up to date: {upgrade_command()}"
        )
        raise ExchangeError(msg)
    return counts


def _are_counts(counts: object) -> TypeGuard[dict[str, int]]:
    return isinstance(counts, dict) and all(type(number) is int for number in counts.values())
