"""Tidy CSV files: the frames of a log for spreadsheets and statistics, and rows typed there."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import pandas as pd

from stretchlib.errors import ExchangeError, StretchError, check_one_of
from stretchlib.exchange.columns import FILES, Described
from stretchlib.exchange.fields import check_row, shown
from stretchlib.exchange.ids import id_of
from stretchlib.exchange.incoming import Incoming, Row, rows_as_they_stand
from stretchlib.exchange.spreadsheet import defuse, restore
from stretchlib.exchange.views import MOMENTS
from stretchlib.log.checks import check_rating
from stretchlib.log.tables import metadata

ENCODING = "utf-8-sig"
"""With the mark without which Excel takes UTF-8 for something older."""
TAKEN = ("ratings", "measurements")
"""Files whose rows can be brought in; the others are worked out from the events."""
OPTIONAL = ("extent",)
"""Columns that files of an earlier version do not have."""
_WHOLE = re.compile(r"[+-]?\d{1,18}")


def write(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Write one frame of `views` as CSV."""
    described = FILES[name]
    yield _csv_line([column.name for column in described])
    columns = [frame[column.name] for column in described]
    for values in zip(*columns, strict=True):
        yield _csv_line([_cell(value) for value in values])


def write_dictionary() -> Iterator[str]:
    """Write what each column means."""
    yield _csv_line(["file", "column", "type", "unit", "meaning", "empty_means"])
    for name, described in FILES.items():
        for column in described:
            cells = [column.name, column.type, column.unit, column.meaning, column.empty]
            yield _csv_line([f"{name}.csv", *cells])


def read(stream: BinaryIO, name: str) -> Incoming:
    """
    Read and check `ratings.csv` or `measurements.csv`.

    Rows are compared with entries as they stand. A row without id gets one made of its values,
    so that it is the same row the next time.

    Raises
    ------
    ExchangeError
        Naming the file, the line, the column, the value and the cure.
    """
    lines = _lines(stream.read(), name)
    _, header = next(lines, (0, []))
    kind = _kind(header, name)
    rows = [_row(kind, header, cells, f"{name}, line {line}") for line, cells in lines if cells]
    return Incoming(name, rows, known=rows_as_they_stand)


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return defuse(value)
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    return repr(float(value)) if isinstance(value, float) else str(value)


def _lines(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode(ENCODING)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"{name}, line {line}: this is not UTF-8. Save the file as CSV in UTF-8."
        raise ExchangeError(msg) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        msg = f"{name}, line {reader.line_num}: this is not CSV ({error}). Save it as CSV again."
        raise ExchangeError(msg) from error


def _kind(header: list[str], name: str) -> str:
    """Tell from its columns which file it is."""
    for kind, described in FILES.items():
        names = [column.name for column in described]
        needed = set(names) - set(OPTIONAL)
        if len(set(header) & needed) < len(needed) - 1:
            continue
        if kind not in TAKEN:
            msg = (
                f"{name} cannot come in alone: each of its rows is worked out from the events of a "
                "practice. Bring in the whole export: its folder, its zip or its log.jsonl. "
                "To add a practice by hand: log.add_session(...)"
            )
            raise ExchangeError(msg)
        _check_header(header, names, name)
        return kind
    msg = (
        f"{name}, line 1: these are not the columns of a file that can be brought in: "
        f"{shown(', '.join(header))}. columns.csv lists those of {' and '.join(TAKEN)}."
    )
    raise ExchangeError(msg)


def _check_header(header: list[str], names: list[str], name: str) -> None:
    try:
        for column in header:
            check_one_of("column", column, names)
    except StretchError as error:
        msg = f"{name}, line 1: {error}"
        raise ExchangeError(msg) from error
    missing = [column for column in names if column not in (*header, *OPTIONAL)]
    if missing or len(header) != len(set(header)):
        wrong = f"column {missing[0]} is missing" if missing else "a column is there twice"
        msg = f"{name}, line 1: {wrong}. Its columns are: {', '.join(names)}."
        raise ExchangeError(msg)


def _row(kind: str, header: list[str], cells: list[str], place: str) -> Row:
    if len(cells) != len(header):
        msg = f"{place} has {len(cells)} cells and line 1 has {len(header)}. Give it as many."
        raise ExchangeError(msg)
    texts = dict(zip(header, cells, strict=True))
    try:
        described = (column for column in FILES[kind] if column.name in texts)
        plain = {column.name: _plain(column, texts[column.name]) for column in described}
        _take_extent(plain)
        day, given_id = plain.pop("day"), plain.pop("id")
        row = check_row(metadata.tables[kind], {"id": given_id or _first_id(), **plain})
        moment = MOMENTS[kind]
        _check_day(day, row[f"{moment}_utc"], row[f"{moment}_offset_min"])
    except StretchError as error:
        msg = f"{place}: {error}"
        raise ExchangeError(msg) from error
    if not given_id:
        row["id"] = id_of([kind, plain])
    return Row(kind, row, place)


def _take_extent(plain: dict[str, Any]) -> None:
    """The word of an extent says the same as its score, or stands for it."""
    word = plain.pop("extent", None)
    if not word:
        return
    if plain["kind"] != "extent":
        msg = f"extent={shown(word)} stands beside kind={shown(plain['kind'])}. Leave it empty."
        raise ExchangeError(msg)
    score = check_rating("extent", word)
    if plain["score"] not in (None, score):
        msg = f"extent={shown(word)} is {score}, and score is {plain['score']}. Leave one empty."
        raise ExchangeError(msg)
    plain["score"] = score


def _first_id() -> str:
    """Give a row an id to be checked with, until it has its own."""
    return id_of("")


def _plain(described: Described, cell: str) -> Any:
    """Turn the text of a cell into what JSON would have there."""
    if described.type == "text":
        text = restore(cell)
        nullable = described.name in ("id", "session_id")
        return None if nullable and not text else text
    if not cell.strip():
        return None
    if described.type == "whole number":
        return _whole(described.name, cell)
    return _number(described.name, cell) if described.type == "number" else cell


def _whole(name: str, cell: str) -> int:
    if _WHOLE.fullmatch(cell.strip()):
        return int(cell)
    msg = f"{name}={shown(cell)} is not a whole number. Write it in figures, such as 4."
    raise ExchangeError(msg)


def _number(name: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError as error:
        msg = f"{name}={shown(cell)} is not a number. Write it with a point, such as 12.5."
        raise ExchangeError(msg) from error


def _check_day(day: str | None, utc: datetime, offset_min: int) -> None:
    local = (utc + timedelta(minutes=offset_min)).date().isoformat()
    if day is not None and day != local:
        msg = (
            f"day={shown(day)} is not the local day of that moment, which is {local}. "
            "Correct the moment, or leave the day empty."
        )
        raise ExchangeError(msg)
