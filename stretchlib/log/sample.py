"""The sample log: invented weeks that show what the pictures are like before there are any."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert

from stretchlib._data import data_folder
from stretchlib.errors import LogError
from stretchlib.log.database import Database, sqlite_memory
from stretchlib.log.migrate import bring_up_to_date
from stretchlib.log.row_lines import lines
from stretchlib.log.tables import Instant, metadata

if TYPE_CHECKING:
    from stretchlib.log.store import Log


def sample_rows() -> Database:
    """The rows of `data/sample/log.jsonl` in a database of their own, in memory."""
    return loaded(data_folder() / "sample" / "log.jsonl")


def loaded(file: Path) -> Database:
    """Read into a database, in memory, the lines that `dump` wrote."""
    rows = _rows_of(file)
    database = sqlite_memory("sample")
    bring_up_to_date(database)
    with database.writing() as connection:
        for table, row in rows:
            connection.execute(insert(table), row)
    return database


def dump(log: "Log") -> Iterator[str]:
    """
    Write a log as lines of JSON, one row each, in an order that can be read back.

    Examples
    --------
    >>> from stretchlib.log.seeded import seeded_log
    >>> log = seeded_log(7)
    >>> rating = log.rate("pain", 2, moment="any", at=datetime.fromisoformat("2026-03-02T07:00Z"))
    >>> print(next(dump(log))[:82])
    {"table": "ratings", "id": "01KJPNHFC072TECMQ49PKZ57H6", "rated_utc": "2026-03-02T
    """
    with log.reading() as connection:
        yield from lines(connection)


def _rows_of(file: Path) -> list[tuple[Table, dict[str, Any]]]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        msg = f"The sample log {file} cannot be read: {error.strerror}. Install stretchlib again."
        raise LogError(msg) from error
    rows = []
    # Not `splitlines`: a note may hold a character that only Unicode calls the end of a line.
    for number, line in enumerate(text.rstrip("\n").split("\n"), start=1):
        try:
            rows.append(_row_of(line))
        except (ValueError, KeyError, TypeError) as error:
            msg = f"{file}, line {number} is not a row of a log. Make the file again."
            raise LogError(msg) from error
    return rows


def _row_of(line: str) -> tuple[Table, dict[str, Any]]:
    row = json.loads(line)
    table = metadata.tables[row.pop("table")]
    for column in table.columns:
        if isinstance(column.type, Instant):
            row[column.name] = datetime.fromisoformat(row[column.name])
    return table, row
