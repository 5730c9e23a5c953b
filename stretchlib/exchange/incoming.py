"""What a file would bring: rows for the log, checked one by one, and how to compare them."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select
from ulid import ULID

from stretchlib.errors import ExchangeError
from stretchlib.log.database import canonical_json
from stretchlib.log.tables import SHA256_LENGTH, current

LEFT_OUT_LIMIT = 10_000
"""Of a file of which more cannot be read, nothing comes in."""
_RANDOM_BYTES = 10
"""How much of a ULID is not time."""
_NO_TIME = bytes(6)
"""Where others tell when they were written: for what comes once more, that is not known."""

KnownRows = dict[str, dict[str, Any]]
"""Rows that the log has, by id."""


@dataclass(frozen=True)
class FileRow:
    """One row, and where it was found."""

    table: str
    values: dict[str, Any]
    location: str
    """`mine.zip/log.jsonl, line 12`."""

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.values["id"])


def id_of(facts: object) -> str:
    """
    Make a ULID of the facts that tell a thing from others, for what comes without an id.

    The same thing has the same one each time it comes.

    Examples
    --------
    >>> id_of(["pain", 3])
    '0000000000KG1H4SF6AD818EYD'
    >>> id_of(["pain", 3]) == id_of(["pain", 4])
    False
    """
    digest = hashlib.sha256(canonical_json(facts).encode()).digest()
    return str(ULID.from_bytes(_NO_TIME + digest[:_RANDOM_BYTES]))


def rows_as_written(connection: Connection, table: Table) -> KnownRows:
    """Read every row of a table, replaced and hidden ones too."""
    rows = connection.execute(select(table)).mappings()
    return {row["id"]: dict(row) for row in rows}


def rows_as_they_stand(connection: Connection, table: Table) -> KnownRows:
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


@dataclass(frozen=True)
class LeftOut:
    """What of a file cannot come in, and why; the rest does."""

    table: str
    """Whose row it would be; empty where not even that is known."""
    location: str
    """`mine.zip/log.jsonl, line 12`."""
    why: str
    """The value, then the cure."""
    id: str | None = None
    """Its id, where it has one: what belongs to it is left out with it."""


class ReadRows:
    """The rows of a file as they are read, and what is left out of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[FileRow] = []
        self.left_out: list[LeftOut] = []

    def leave_out(self, table: str, location: str, why: object, id_: object = None) -> None:
        """Leave out one of many, by name; of too many, the file is broken as a whole."""
        if len(self.left_out) == LEFT_OUT_LIMIT:
            msg = (
                f"{self.name}: more than {LEFT_OUT_LIMIT:,} of it cannot be read, the first of "
                f"them {self.left_out[0].location}: {self.left_out[0].why} Take another copy of it."
            )
            raise ExchangeError(msg)
        known = id_ if isinstance(id_, str) and len(id_) <= SHA256_LENGTH else None
        self.left_out.append(LeftOut(table, location, str(why), known))


def nothing_aside(connection: Connection) -> dict[str, str]:  # noqa: ARG001
    """Find nothing that is in the way."""
    return {}


def is_alike_but_for_rank(name: str, mine: object, theirs: object) -> bool:
    """Whether the log and the file say the same in a column; a rank is not compared."""
    return mine == theirs or name == "rank"


@dataclass(frozen=True)
class Incoming:
    """The rows of one file."""

    name: str
    """What the file is called."""
    rows: list[FileRow]
    known: Callable[[Connection, Table], KnownRows] = rows_as_written
    """What of the log they are compared with."""
    in_the_way: Callable[[Connection], dict[str, str]] = nothing_aside
    """Rows that the log has already under another id, by the id they would have, and why."""
    left_out: Sequence[LeftOut] = ()
    """What cannot be read."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """What is in the file and is nothing for a log, by its name there, and how many of it."""
    is_alike: Callable[[str, object, object], bool] = is_alike_but_for_rank
    """Whether a value of the log and one of the file say the same, by the name of their column."""
