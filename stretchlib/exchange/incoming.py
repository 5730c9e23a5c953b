"""What a file would bring: rows for the log, checked one by one, and how to compare them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from stretchlib.log.tables import current

Known = dict[str, dict[str, Any]]
"""Rows that the log has, by id."""


@dataclass(frozen=True)
class Row:
    """One row, and where it was found."""

    table: str
    values: dict[str, Any]
    place: str
    """`mine.zip/log.jsonl, line 12`."""

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.values["id"])


def rows_as_written(connection: Connection, table: Table) -> Known:
    """Read every row of a table, replaced and hidden ones too."""
    rows = connection.execute(select(table)).mappings()
    return {row["id"]: dict(row) for row in rows}


def rows_as_they_stand(connection: Connection, table: Table) -> Known:
    """Read the entries of a table with their latest values, by the id people know them by."""
    rows = rows_as_written(connection, table)
    if "replaces" not in table.columns:
        return rows
    entries = {row["id"]: row["entry"] for row in _standing(connection, table)}
    latest = {entry: rows[id_] for id_, entry in entries.items()}
    first = {id_: row for id_, row in rows.items() if row["replaces"] is None}
    hidden = {id_: {**row, "void": True} for id_, row in first.items() if id_ not in latest}
    standing = {
        entry: {**row, "id": entry, "replaces": None, "void": False}
        for entry, row in latest.items()
    }
    return hidden | standing


def _standing(connection: Connection, table: Table) -> list[Mapping[str, Any]]:
    standing = current(table)
    query = select(standing.c.id, standing.c.entry)
    return [dict(row) for row in connection.execute(query).mappings()]


def nothing_aside(connection: Connection) -> dict[str, str]:  # noqa: ARG001
    """Leave nothing out."""
    return {}


@dataclass(frozen=True)
class Incoming:
    """The rows of one file."""

    name: str
    """What the file is called."""
    rows: list[Row]
    known: Callable[[Connection, Table], Known] = rows_as_written
    """What of the log they are compared with."""
    left_out: Callable[[Connection], dict[str, str]] = nothing_aside
    """Rows that must not come in, by id, and why."""
