"""What is new in a file, what is the same, and what is in conflict with the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Table

from stretchlib.errors import shown
from stretchlib.exchange.incoming import FileRow, Incoming, KnownRows
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import metadata

Status = Literal["new", "same", "in conflict", "left out"]
ROW_STATUSES: tuple[Status, ...] = ("new", "same", "in conflict")
"""Of rows that can be read."""


@dataclass(frozen=True)
class Judged:
    """One row of a file, and what is to happen to it."""

    row: FileRow
    status: Status
    why: str = ""
    """What the conflict is, or why it is left out."""


def compare(connection: Connection, incoming: Incoming) -> list[Judged]:
    """
    Judge every row of a file, in an order in which the new ones can be written.

    A row whose id the log has is the same or in conflict. A new row that belongs to one in
    conflict, or edits an entry that was edited otherwise, is in conflict too. Rows that do not fit
    together are left out: one that names a row that is nowhere, the second of two with one id or
    with one row to replace, and those that replace each other in a circle. What belongs to a row
    that is left out is left out with it, and a timeline that no session comes in with is no
    row at all.
    """
    rows, broken = _without_doubles(incoming.rows)
    by_table: dict[str, list[FileRow]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    known_broken = {one.id: one.location for one in incoming.left_out if one.id}
    with of_what_was_kept():
        aside = incoming.in_the_way(connection)
    court = _Court(incoming, aside, known_broken)
    judged = []
    for table in metadata.sorted_tables:
        with of_what_was_kept():
            known = incoming.known(connection, table)
        ordered, circles = _in_order_of_edits(by_table[table.name], known)
        court.leave_out(circles)
        judged += [*circles, *court.judge(table, ordered, known)]
    played = {one.row.values["timeline_id"] for one in judged if _is_new(one, "sessions")}
    return [
        *broken,
        *(one for one in judged if not _is_new(one, "timelines") or one.row.id in played),
    ]


def _is_new(judged: Judged, table: str) -> bool:
    return judged.row.table == table and judged.status == "new"


@dataclass
class _Court:
    """What has been decided so far."""

    incoming: Incoming
    conflicts: dict[str, str]
    """Why, by the id of the row."""
    broken: dict[str, str]
    """Where it is, by the id of the row."""
    firsts: dict[str, set[str]] = field(default_factory=dict)
    """Per table, the rows that others may name: those that are no edits."""
    phase_counts: dict[str, int] = field(default_factory=dict)
    """Of every timeline and of every session."""

    def leave_out(self, judged: Iterable[Judged]) -> None:
        self.broken |= {one.row.id: one.row.location for one in judged}

    def judge(self, table: Table, rows: Iterable[FileRow], known: KnownRows) -> list[Judged]:
        self.firsts[table.name] = {id_ for id_, row in known.items() if _is_first(row)}
        with of_what_was_kept():
            for values in known.values():
                self._count_phases(table, values)
        edited = {row["replaces"] for row in known.values() if row.get("replaces")}
        judged = []
        for row in rows:
            one = self._judge_one(table, row, known, edited)
            if one.status == "in conflict":
                self.conflicts[row.id] = one.why
            elif one.status == "left out":
                self.leave_out([one])
            elif one.status == "new":
                known[row.id] = row.values
                if _is_first(row.values):
                    self.firsts[table.name].add(row.id)
                self._count_phases(table, row.values)
            judged.append(one)
        return judged

    def _judge_one(self, table: Table, row: FileRow, known: KnownRows, edited: set[str]) -> Judged:
        mine = known.get(row.id)
        if mine is not None:
            different = self._differences(mine, row.values)
            return Judged(row, "in conflict", different) if different else Judged(row, "same")
        if row.id in self.conflicts:
            return Judged(row, "in conflict", self.conflicts[row.id])
        conflict = self._belongs_to_a_conflict(table, row)
        if conflict:
            return Judged(row, "in conflict", conflict)
        problem = self._names_nothing(table, row, known)
        if problem:
            return Judged(row, "left out", problem)
        if row.values.get("replaces") in edited:
            return Judged(row, "in conflict", "this entry was edited otherwise in the log")
        return Judged(row, "new")

    def _belongs_to_a_conflict(self, table: Table, row: FileRow) -> str:
        for column in _references(table):
            if row.values[column] in self.conflicts:
                return f"{column} {row.values[column]} is in conflict"
        return ""

    def _names_nothing(self, table: Table, row: FileRow, known: KnownRows) -> str:
        """Why a row cannot come in that names one which is not there."""
        for column, target in _references(table).items():
            name = row.values[column]
            there = known if column == "replaces" else self.firsts[target]
            if name in self.broken and name not in there:
                return f"{column} {name} is left out, too: {self.broken[name]}."
            if name is not None and name not in there:
                return (
                    f"{column}={name!r} is neither in this file nor in the log. "
                    "Bring in the log.jsonl that has it."
                )
        phase = row.values.get("phase")
        if phase is not None and phase >= self.phase_counts[row.values["session_id"]]:
            return f"phase={phase} is not on the timeline of its session. Take it out."
        return ""

    def _count_phases(self, table: Table, values: Mapping[str, Any]) -> None:
        if table.name == "timelines":
            self.phase_counts[values["id"]] = values["phase_count"]
        elif table.name == "sessions":
            self.phase_counts[values["id"]] = self.phase_counts[values["timeline_id"]]

    def _differences(self, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
        return "; ".join(
            f"{name}: {_value_text(mine[name])} in the log, {_value_text(value)} in the file"
            for name, value in theirs.items()
            if not self.incoming.is_alike(name, mine[name], value)
        )


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


def _value_text(value: object) -> str:
    if value is None:
        return "nothing"
    return shown(value) if isinstance(value, str) else shown(str(value)).strip("'")


def _without_doubles(rows: Iterable[FileRow]) -> tuple[list[FileRow], list[Judged]]:
    """Take a row once that is there twice; of two different ones with one id, the first."""
    seen: dict[tuple[str, str], FileRow] = {}
    broken = []
    for row in rows:
        earlier = seen.setdefault((row.table, row.id), row)
        if earlier.values != row.values:
            why = f"id {row.id} is that of {earlier.location}, too. Give one of them another."
            broken.append(Judged(row, "left out", why))
    return list(seen.values()), broken


def _in_order_of_edits(rows: list[FileRow], known: KnownRows) -> tuple[list[FileRow], list[Judged]]:
    """Put each row after the one that it replaces; tell those that cannot be put anywhere."""
    here = {row.id for row in rows}
    edits: dict[str, FileRow] = {}
    broken = []
    roots = []
    # Those that the log has already come first: what it took once is no second one.
    for row in sorted(rows, key=lambda row: row.id not in known):
        replaced = row.values.get("replaces")
        if replaced is not None and edits.setdefault(replaced, row) is not row:
            why = f"{edits[replaced].location} replaces {replaced}, too. Take one of them out."
            broken.append(Judged(row, "left out", why))
        elif replaced not in here:
            roots.append(row)
    forks = {one.row.id: one.row for one in broken}
    # What edits a row that is left out is judged, too, and left out with it.
    followed = list(_followed([*roots, *forks.values()], edits))
    reached = {row.id for row in followed}
    for row in rows:
        if row.id not in reached:
            why = "its replaces lead round in a circle. Take it out."
            broken.append(Judged(row, "left out", why))
    return [row for row in followed if row.id not in forks], broken


def _followed(roots: Iterable[FileRow], edits: Mapping[str, FileRow]) -> Iterator[FileRow]:
    """Give each root, and after it what replaces it, one after the other."""
    for root in roots:
        following: FileRow | None = root
        while following is not None:
            yield following
            following = edits.get(following.id)
