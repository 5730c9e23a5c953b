"""Tidy CSV files: the frames of a log for spreadsheets and statistics, and rows typed there."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pandas as pd

from stretchlib.errors import ExchangeError, StretchError, check_one_of, shown
from stretchlib.exchange.cells import Sheet, defuse, restore, sheet
from stretchlib.exchange.field_checks import check_row
from stretchlib.exchange.incoming import FileRow, Incoming, ReadRows, id_of, rows_as_they_stand
from stretchlib.exchange.tidy_frames import FILES, INSTANTS, Described
from stretchlib.log.tables import COLUMN_OF, metadata
from stretchlib.log.values import check_rating

IMPORTED = ("ratings", "measurements")
"""Files whose rows can be brought in; the others are worked out from the events."""
OPTIONAL = ("day", "extent")
"""Columns that are worked out from others: they may be missing."""
_WHOLE = re.compile(r"([+-]?\d{1,18})(?:\.0*)?")
"""A spreadsheet may write 3 as 3.0."""
FORMER = {"test": "measure"}
"""What a column was called in files of before, and is called today."""
_NO_NAME = re.compile(r"|Unnamed: \d+")


class _Number(str):
    """The text of a cell that is no text, and stands without quotes."""

    __slots__ = ()


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
    Read and check `ratings.csv` or `measurements.csv`, as any spreadsheet saves it.

    Rows are compared with entries as they stand. A row without id gets one made of its values,
    so that it is the same row the next time. A row that is broken is left out. Columns that are
    worked out from others, such as the day, decide nothing.
    """
    known = {column.name for kind in IMPORTED for column in FILES[kind]} | FORMER.keys()
    read = sheet(stream.read(), name, known)
    kind, header = _kind(read, name)
    found = ReadRows(name)
    for line in read.lines:
        location = f"{name}, line {line.number}"
        try:
            if line.problem:
                raise ExchangeError(line.problem)
            found.rows.append(
                FileRow(kind, _row(kind, header, line.cells, read.separator), location)
            )
        except StretchError as error:
            found.leave_out(kind, location, error)
    return Incoming(
        name, found.rows, known=rows_as_they_stand, left_out=found.left_out, is_alike=_is_alike
    )


def _is_alike(name: str, mine: object, theirs: object) -> bool:
    """An answer before a practice that never began names no session in a file of cells."""
    return mine == theirs or (name == "session_id" and theirs is None)


def _csv_line(cells: Sequence[str | _Number]) -> str:
    """Quote every text: whatever parts a program takes it into, it begins and ends as one."""
    quoted = (
        cell if isinstance(cell, _Number) else '"{}"'.format(cell.replace('"', '""'))
        for cell in cells
    )
    return ",".join(quoted) + "\r\n"


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return defuse(value)
    if pd.isna(value):
        return _Number("")
    if isinstance(value, pd.Timestamp):
        return _Number(value.isoformat() if value.tzinfo else value.date().isoformat())
    return _Number(repr(float(value)) if isinstance(value, float) else str(value))


def _kind(read: Sheet, name: str) -> tuple[str, list[str]]:
    """Tell from its columns which file it is; give them, each by its name or by none."""
    columns = [FORMER.get(column, column) for column in read.header]
    for kind, described in FILES.items():
        names = [column.name for column in described]
        needed = set(names) - set(OPTIONAL)
        if len(set(columns) & needed) < len(needed) - 1:
            continue
        if kind not in IMPORTED:
            msg = (
                f"{name} cannot come in alone: each of its rows is worked out from the events of a "
                "practice. Bring in the whole export: its folder, its zip or its log.jsonl. "
                "To add a practice by hand: log.add_session(...)"
            )
            raise ExchangeError(msg)
        # The number of each row, as pandas writes it, and columns that were emptied.
        header = ["" if _NO_NAME.fullmatch(column) else column for column in columns]
        _check_header(header, names, f"{name}, line {read.header_line}")
        return kind, header
    msg = (
        f"{name}, line {read.header_line}: these are not the columns of a file that can be brought "
        f"in: {shown(', '.join(read.header))}. columns.csv lists those of {' and '.join(IMPORTED)}."
    )
    raise ExchangeError(msg)


def _check_header(header: list[str], names: list[str], location: str) -> None:
    named = [column for column in header if column]
    try:
        for column in named:
            check_one_of("column", column, names)
    except StretchError as error:
        msg = f"{location}: {error}"
        raise ExchangeError(msg) from error
    missing = [column for column in names if column not in (*named, *OPTIONAL)]
    if missing or len(named) != len(set(named)):
        wrong = f"column {missing[0]} is missing" if missing else "a column is there twice"
        msg = f"{location}: {wrong}. Its columns are: {', '.join(names)}."
        raise ExchangeError(msg)


def _row(kind: str, header: list[str], cells: list[str], separator: str) -> dict[str, Any]:
    while len(cells) > len(header) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(header):
        msg = f"It has {len(cells)} cells, and the first line {len(header)}. Give it as many."
        raise ExchangeError(msg)
    texts = dict(zip(header, cells, strict=True))
    described = (column for column in FILES[kind] if column.name in texts)
    plain = {column.name: _plain(column, texts[column.name], separator) for column in described}
    plain.pop("day", None)
    _take_extent(plain)
    given_id = plain.pop("id")
    kept = {COLUMN_OF.get(column, column): value for column, value in plain.items()}
    row = check_row(metadata.tables[kind], {"id": given_id or _first_id(), **kept})
    if not given_id:
        # However its instant was spelled, it is the same row.
        moment = f"{INSTANTS[kind]}_utc"
        row["id"] = id_of([kind, kept | {moment: row[moment].isoformat()}])
    return row


def _take_extent(plain: dict[str, Any]) -> None:
    """The word of an extent stands for its score, where that is empty."""
    word = plain.pop("extent", None)
    if word and plain["kind"] == "extent" and plain["score"] is None:
        plain["score"] = check_rating("extent", word)


def _first_id() -> str:
    """Give a row an id to be checked with, until it has its own."""
    return id_of("")


def _plain(described: Described, cell: str, separator: str) -> Any:
    """Turn the text of a cell into what JSON would have there."""
    if described.type == "text":
        text = restore(cell)
        nullable = described.name in ("id", "session_id")
        return None if nullable and not text else text
    if not cell.strip():
        return None
    if described.type not in ("whole number", "number"):
        return cell.strip()
    # Where commas part no cells, they part the whole from its fraction.
    number_text = cell.strip() if separator == "," else cell.strip().replace(",", ".")
    read = _whole if described.type == "whole number" else _number
    return read(described.name, number_text)


def _whole(name: str, cell: str) -> int:
    if whole := _WHOLE.fullmatch(cell):
        return int(whole[1])
    msg = f"{name}={shown(cell)} is not a whole number. Write it in figures, such as 4."
    raise ExchangeError(msg)


def _number(name: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError as error:
        msg = f"{name}={shown(cell)} is not a number. Write it with a point, such as 12.5."
        raise ExchangeError(msg) from error
