"""Every row of a log as one line of JSON, and back: nothing is lost."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn, TypeGuard

from sqlalchemy import Connection, func, select

from stretchlib.errors import ExchangeError, StretchError, check_one_of
from stretchlib.exchange.fields import check_row, shown
from stretchlib.exchange.incoming import Incoming, Row
from stretchlib.log.lines import line, lines
from stretchlib.log.schema import HEAD
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
    yield f"{line({'format': FORMAT, 'version': HEAD, 'rows': counts})}\n"
    yield from (f"{row}\n" for row in lines(connection))


def read(stream: BinaryIO, name: str) -> Incoming:
    """
    Read and check the lines that `write` wrote.

    Raises
    ------
    ExchangeError
        Naming the file, the line, the value and the cure.
    """
    found = _lines(stream, name)
    counts = _header(next(found, None), name)
    rows = [_row(values, place) for values, place in found]
    expected = sum(counts.values())
    if len(rows) != expected:
        msg = (
            f"{name} has {len(rows)} rows; its first line says {expected}. Part of it is missing "
            "or was added: take another copy of it."
        )
        raise ExchangeError(msg)
    return Incoming(name, rows)


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    number = 0
    # One byte more than the limit tells a line that is too long without ever holding it all.
    while data := stream.readline(LINE_LIMIT + 1):
        number += 1
        place = f"{name}, line {number}"
        if len(data) > LINE_LIMIT:
            msg = f"{place} is longer than {LINE_LIMIT} bytes. No row is: take another copy of it."
            raise ExchangeError(msg)
        yield _parsed(data, place), place


def _parsed(data: bytes, place: str) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        msg = f"{place}, byte {error.start}: this is not UTF-8. Save the file as UTF-8."
        raise ExchangeError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{place} is not JSON: {shown(data.decode())}. Take another copy of the file."
        raise ExchangeError(msg) from error
    if not isinstance(value, dict):
        msg = f"{place}: {shown(value)} is not a row. Each line is a JSON object."
        raise ExchangeError(msg)
    return value


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _header(first: tuple[dict[str, Any], str] | None, name: str) -> dict[str, int]:
    header = first[0] if first else {}
    counts = header.get("rows")
    if header.get("format") != FORMAT or not _are_counts(counts):
        msg = (
            f"{name} does not begin like a log that was exported. "
            "Give the log.jsonl of an export, with its first line."
        )
        raise ExchangeError(msg)
    if str(header.get("version")) > HEAD:
        msg = (
            f"{name} was written by a newer stretchlib (version {shown(header.get('version'))}; "
            f"this one knows {HEAD!r}). Update stretchlib to bring it in."
        )
        raise ExchangeError(msg)
    return counts


def _are_counts(counts: object) -> TypeGuard[dict[str, int]]:
    return isinstance(counts, dict) and all(type(number) is int for number in counts.values())


def _row(values: dict[str, Any], place: str) -> Row:
    table = values.pop("table", None)
    try:
        name = check_one_of("table", table, metadata.tables)
        return Row(name, check_row(metadata.tables[name], values), place)
    except StretchError as error:
        msg = f"{place}: {error}"
        raise ExchangeError(msg) from error
    except RecursionError as error:
        msg = f"{place} holds lists within lists without end. Take another copy of the file."
        raise ExchangeError(msg) from error
