"""Edits that forget nothing: an entry is a chain of rows, and its last row stands for it."""

from collections.abc import Callable, Mapping
from datetime import timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Table, exists, select
from ulid import ULID

from stretchlib.errors import LogError, check_one_of, shown
from stretchlib.log.answers import check_answers, plain_answers
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.instants import check_past, offset_min
from stretchlib.log.tables import COLUMN_OF, current, measurements, ratings, screenings, sessions
from stretchlib.log.values import check_name, check_rating, check_text, check_trial, check_ulid
from stretchlib.model import MEASURES, MOMENTS, RATING_KINDS, BodyMeasure
from stretchlib.phases import SIDES

if TYPE_CHECKING:
    import pandas as pd

EntryRow = Mapping[str, Any]


@of_what_was_kept()
def _measure_of(row: EntryRow) -> BodyMeasure:
    return MEASURES[row["test"]]


MOMENT_OF: Final = {
    sessions: "started",
    ratings: "rated",
    measurements: "taken",
    screenings: "answered",
}
"""The tables whose entries may be edited, and what each calls its moment."""
CHECKS: Final[Mapping[Table, Mapping[str, Callable[[EntryRow, Any], Any]]]] = {
    sessions: {
        "routine": lambda _, value: check_name("routine", value),
        "note": lambda _, value: check_text("note", value),
    },
    ratings: {
        "kind": lambda _, value: check_one_of("rating", value, RATING_KINDS),
        "moment": lambda _, value: check_one_of("moment", value, MOMENTS),
        "area": lambda _, value: check_name("area", value),
        "side": lambda _, value: check_one_of("side", value, SIDES),
        "score": lambda row, value: check_rating(row["kind"], value),
    },
    measurements: {
        "side": lambda row, value: check_one_of("side", value, _measure_of(row).sides),
        "value_cm": lambda row, value: check_trial(_measure_of(row), row["trial"], value),
        "note": lambda _, value: check_text("note", value),
    },
    screenings: {
        "outcome": lambda _, value: check_name("outcome", value),
        "answers": lambda _, value: plain_answers(value),
    },
}
"""What may be corrected, and how it is checked; besides, of all of them, `at`."""

HISTORY: Final = {
    "id": "str",
    "written_utc": "datetime64[us, UTC]",
    "day": "datetime64[us]",
    "session_id": "str",
    "score": "Int64",
    "trial": "Int64",
    "replaces": "str",
}
"""Types of a history, of those columns that an entry of its table has."""


@of_what_was_kept()
def chain_of(connection: Connection, entry: str) -> tuple[Table, list[EntryRow]]:
    """Find the table of an entry and all its rows, oldest first, by the id of any of them."""
    check_ulid("id", entry)
    for table in MOMENT_OF:
        if row := _one(connection, table, table.c.id == entry):
            return table, _chain(connection, table, row)
    cure = "Look it up: log.ratings(), .measurements() or others."
    msg = f"id={shown(entry)} is not in this log. {cure}"
    raise LogError(msg)


@of_what_was_kept()
def hidden_rows(connection: Connection, table: Table) -> list[EntryRow]:
    """Read the last row of each entry of a table that is hidden."""
    later = table.alias("later")
    last = ~exists().where(later.c.replaces == table.c.id)
    rows = connection.execute(select(table).where(table.c.void, last)).mappings()
    return [dict(row) for row in rows]


@of_what_was_kept()
def before_last_change(chain: list[EntryRow]) -> EntryRow | None:
    """
    Give what an entry said before its last change, or None when it was never changed.

    A session that goes on in another pace, or as another routine, is no change of what somebody
    said, and stays.
    """
    contents = [{**row, "id": None, "replaces": None} for row in chain]
    planned: dict[str, Any] = {}
    for row, after in reversed(list(pairwise(contents))):
        changed = {name: value for name, value in after.items() if row[name] != value}
        if "timeline_id" in changed:
            planned = {**changed, **planned}
        elif changed:
            return {**row, **planned}
    return None


def _chain(connection: Connection, table: Table, row: EntryRow) -> list[EntryRow]:
    chain, known = [row], {row["id"]}

    def is_new(other: EntryRow) -> bool:
        if other["id"] in known:
            # No log of ours has it: a file that was written past all checks.
            msg = f"the edits of {row['id']} go round in a circle"
            raise ValueError(msg)
        known.add(other["id"])
        return True

    while (other := _one(connection, table, table.c.id == chain[0]["replaces"])) and is_new(other):
        chain.insert(0, other)
    while (other := _one(connection, table, table.c.replaces == chain[-1]["id"])) and is_new(other):
        chain.append(other)
    return chain


def _one(connection: Connection, table: Table, where: ColumnElement[bool]) -> EntryRow | None:
    row = connection.execute(select(table).where(where)).mappings().first()
    return None if row is None else dict(row)


def corrected(table: Table, row: EntryRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with some of its values changed, each of them checked."""
    checks = CHECKS[table]
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if check_one_of("change", name, ["at", *checks]) == "at":
            when = check_past(value)
            moment = MOMENT_OF[table]
            values |= {f"{moment}_utc": when, f"{moment}_offset_min": offset_min(when)}
        else:
            values[name] = checks[name]({**row, **changes}, value)
    if "kind" in changes:
        # What the other kind could say, this one may not.
        values["score"] = check_rating(values["kind"], changes.get("score", row["score"]))
    corrected_row = {**row, **values}
    if table is screenings:
        is_new = bool({"outcome", "answers"} & changes.keys())
        check_answers(corrected_row["outcome"], corrected_row["answers"], is_new=is_new)
    return corrected_row


def belonging(connection: Connection, session_id: str) -> list[tuple[Table, EntryRow]]:
    """The ratings and measurements of a session as they stand, each with its table."""
    found: list[tuple[Table, EntryRow]] = []
    for table in (ratings, measurements):
        stands = current(table)
        rows = connection.execute(select(stands).where(stands.c.session_id == session_id))
        found += [(table, {c.name: row._mapping[c.name] for c in table.columns}) for row in rows]
    return found


@of_what_was_kept()
def moved(table: Table, row: EntryRow, was: EntryRow, now: EntryRow) -> EntryRow:
    """
    Move what belongs to a session as far as the session was moved, from one row to the other.

    Raises
    ------
    LogError
        When it would be still to come.
    """
    name = MOMENT_OF[table]
    at = row[f"{name}_utc"] + (now["started_utc"] - was["started_utc"])
    offset = row[f"{name}_offset_min"]
    if offset == was["started_offset_min"]:
        offset = now["started_offset_min"]
    when = check_past(at.astimezone(timezone(timedelta(minutes=offset))))
    return {**row, f"{name}_utc": when, f"{name}_offset_min": offset}


@of_what_was_kept()
def history_frame(table: Table, chain: list[EntryRow]) -> "pd.DataFrame":
    """One row per row of a chain: when it was written, what it did, and what it said."""
    import pandas as pd

    moment = MOMENT_OF[table]
    frame = pd.DataFrame([dict(row) for row in chain])
    utc = pd.to_datetime(frame.pop(f"{moment}_utc"), utc=True).astype("datetime64[us, UTC]")
    ahead = pd.to_timedelta(frame.pop(f"{moment}_offset_min"), unit="min")
    frame.insert(1, "day", (utc.dt.tz_localize(None) + ahead).dt.normalize())
    frame.insert(1, f"{moment}_utc", utc)
    # The first ten letters of a ULID are the millisecond it was made; of what came without an id
    # and was given one, they are zeros.
    made = pd.Series([ULID.from_str(name).milliseconds for name in frame["id"]])
    written = pd.to_datetime(made.where(made > 0), unit="ms", utc=True, errors="coerce")
    frame.insert(1, "change", _changes(frame["void"], is_dated=bool(made[0])))
    frame.insert(1, "written_utc", written)
    frame = frame.drop(columns=["void", "timeline_id", "rank"], errors="ignore")
    frame = frame.rename(columns={of: name for name, of in COLUMN_OF.items()})
    return frame.astype({name: kind for name, kind in HISTORY.items() if name in frame})


def _changes(hidden: "pd.Series[bool]", *, is_dated: bool) -> list[str]:
    """What each row of a chain did to its entry."""
    is_hidden = [bool(value) for value in hidden]
    words = {(False, True): "hidden", (True, False): "brought back"}
    first = "entered" if is_dated else "brought in"
    return [first, *(words.get(pair, "corrected") for pair in pairwise(is_hidden))]
