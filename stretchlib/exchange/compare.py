"""What is new in a file, what is the same, and what is in conflict with the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Table

from stretchlib.errors import ExchangeError
from stretchlib.exchange.fields import shown
from stretchlib.exchange.incoming import Incoming, Known, Row
from stretchlib.log.tables import metadata

Verdict = Literal["new", "same", "in conflict"]
VERDICTS: tuple[Verdict, ...] = ("new", "same", "in conflict")


@dataclass(frozen=True)
class Judged:
    """One row of a file, and what is to happen to it."""

    row: Row
    verdict: Verdict
    why: str = ""
    """What the conflict is."""


def compare(connection: Connection, incoming: Incoming) -> list[Judged]:
    """
    Judge every row of a file, in an order in which the new ones can be written.

    A row whose id the log has is the same or in conflict. A new row that belongs to one in
    conflict, or edits an entry that was edited otherwise, is in conflict too.

    Raises
    ------
    ExchangeError
        When the rows do not fit together: one names a row that is nowhere, two have the same
        id, two replace the same row, or rows replace each other in a circle.
    """
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in _without_doubles(incoming.rows):
        by_table[row.table].append(row)
    court = _Court(incoming.left_out(connection))
    judged = []
    for table in metadata.sorted_tables:
        known = incoming.known(connection, table)
        judged += court.judge(table, _in_order_of_edits(by_table[table.name]), known)
    return judged


@dataclass
class _Court:
    """What has been decided so far."""

    left_out: dict[str, str]
    firsts: dict[str, set[str]] = field(default_factory=dict)
    """Per table, the rows that others may name: those that are no edits."""
    phase_counts: dict[str, int] = field(default_factory=dict)
    """Of every timeline and of every session."""

    def judge(self, table: Table, rows: Iterable[Row], known: Known) -> list[Judged]:
        self.firsts[table.name] = {id_ for id_, row in known.items() if _is_first(row)}
        for values in known.values():
            self._count_phases(table, values)
        edited = {row["replaces"] for row in known.values() if row.get("replaces")}
        judged = []
        for row in rows:
            verdict = self._judge_one(table, row, known, edited)
            if verdict.verdict == "in conflict":
                self.left_out[row.id] = verdict.why
            elif verdict.verdict == "new":
                known[row.id] = row.values
                if _is_first(row.values):
                    self.firsts[table.name].add(row.id)
                self._count_phases(table, row.values)
            judged.append(verdict)
        return judged

    def _judge_one(self, table: Table, row: Row, known: Known, edited: set[str]) -> Judged:
        mine = known.get(row.id)
        if mine is not None:
            different = _differences(mine, row.values)
            return Judged(row, "in conflict", different) if different else Judged(row, "same")
        if row.id in self.left_out:
            return Judged(row, "in conflict", self.left_out[row.id])
        conflict = self._belongs_to_a_conflict(table, row)
        if conflict:
            return Judged(row, "in conflict", conflict)
        self._check_names(table, row, known)
        if row.values.get("replaces") in edited:
            return Judged(row, "in conflict", "this entry was edited otherwise in the log")
        return Judged(row, "new")

    def _belongs_to_a_conflict(self, table: Table, row: Row) -> str:
        for column in _references(table):
            if row.values[column] in self.left_out:
                return f"{column} {row.values[column]} is in conflict"
        return ""

    def _check_names(self, table: Table, row: Row, known: Known) -> None:
        """Every row that is named is in the log or in the file."""
        for column, target in _references(table).items():
            name = row.values[column]
            there = known if column == "replaces" else self.firsts[target]
            if name is not None and name not in there:
                msg = (
                    f"{row.place}: {column}={name!r} is neither in this file nor in the log. "
                    "Bring in the log.jsonl that has it."
                )
                raise ExchangeError(msg)
        phase = row.values.get("phase")
        if phase is not None and phase >= self.phase_counts[row.values["session_id"]]:
            msg = f"{row.place}: phase={phase} is not on the timeline of its session."
            raise ExchangeError(msg)

    def _count_phases(self, table: Table, values: Mapping[str, Any]) -> None:
        if table.name == "timelines":
            self.phase_counts[values["id"]] = values["phase_count"]
        elif table.name == "sessions":
            self.phase_counts[values["id"]] = self.phase_counts[values["timeline_id"]]


def _is_first(values: Mapping[str, Any]) -> bool:
    return values.get("replaces") is None


@cache
def _references(table: Table) -> dict[str, str]:
    """Columns that name a row, and the table it is in."""
    return {
        column.name: key.column.table.name
        for column in table.columns
        for key in column.foreign_keys
    }


def _differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name}: {_told(mine[name])} in the log, {_told(value)} in the file"
        for name, value in theirs.items()
        if mine[name] != value
    )


def _told(value: object) -> str:
    if value is None:
        return "nothing"
    return shown(value) if isinstance(value, str) else shown(str(value)).strip("'")


def _without_doubles(rows: Iterable[Row]) -> list[Row]:
    """Take a row once that is there twice; two different ones cannot have one id."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        earlier = seen.setdefault((row.table, row.id), row)
        if earlier.values != row.values:
            msg = f"{row.place}: id {row.id} is that of {earlier.place}, too. Take one of them out."
            raise ExchangeError(msg)
    return list(seen.values())


def _in_order_of_edits(rows: list[Row]) -> list[Row]:
    """Put each row after the one that it replaces."""
    here = {row.id for row in rows}
    edits: dict[str, Row] = {}
    for row in rows:
        replaced = row.values.get("replaces")
        if replaced is not None and edits.setdefault(replaced, row) is not row:
            msg = f"{row.place}: {edits[replaced].place} replaces {replaced}, too. Take one out."
            raise ExchangeError(msg)
    ordered: list[Row] = []
    for row in rows:
        if row.values.get("replaces") in here:
            continue
        following: Row | None = row
        while following is not None:
            ordered.append(following)
            following = edits.get(following.id)
    if len(ordered) < len(rows):
        circle = next(row for row in rows if row not in ordered)
        msg = f"{circle.place}: its replaces lead round in a circle. Take it out."
        raise ExchangeError(msg)
    return ordered
