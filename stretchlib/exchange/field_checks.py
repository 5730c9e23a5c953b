"""
What a row of the log may hold, when it comes from outside.

The column of the table decides what kind of value it is; what it may say, the same checks that the
log makes when it is written by hand.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, String, Table

from stretchlib.errors import ExchangeError, check_one_of, shown
from stretchlib.log.answers import check_answers
from stretchlib.log.database import canonical_json
from stretchlib.log.events import check_is_complete
from stretchlib.log.instants import FIRST_KEPT, LAST_KEPT, what_is_wrong_with
from stretchlib.log.screenings import MOST, rank_at
from stretchlib.log.snapshots import COLUMNS, timeline_id
from stretchlib.log.tables import SHA256_LENGTH, ULID_LENGTH, Instant
from stretchlib.log.values import (
    check_name,
    check_numbers,
    check_rating,
    check_score,
    check_text,
    check_trial,
    check_ulid,
    is_number,
)
from stretchlib.milliseconds import in_ms, total_s
from stretchlib.model import EVENT_KINDS, MEASURES, MOMENTS, RATING_KINDS
from stretchlib.phases import SIDES

OPTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("events", "kind"): EVENT_KINDS,
    ("ratings", "kind"): RATING_KINDS,
    ("ratings", "moment"): MOMENTS,
    ("ratings", "side"): SIDES,
    ("measurements", "test"): tuple(MEASURES),
}
NOT_EMPTY = {("sessions", "routine"), ("ratings", "area")}
"""Texts that must say something."""
LEAST = {"seq": 0, "phase": 0, "done_s": 0, "planned_s": 0, "trial": 1, "phase_count": 1, "rank": 0}
_LARGEST = 2**31 - 1
"""What an integer column holds on every database."""
_DAY_MIN = 24 * 60
_SHA256 = re.compile(f"[0-9a-f]{{{SHA256_LENGTH}}}")


def check_row(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the row of a table that is given as plain JSON: moments as ISO text.

    Raises
    ------
    StretchError
        Naming the column and the value. The caller knows the file and the line.

    Examples
    --------
    >>> from stretchlib.log.tables import ratings
    >>> check_row(ratings, {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "scores": 3})
    Traceback (most recent call last):
    ...
    stretchlib.errors.UnknownName: No column of ratings named 'scores'. Did you mean 'score'?
    """
    columns = _columns(table)
    for name in given.keys() - columns:
        check_one_of(f"column of {table.name}", name, columns)
    row = {name: _check_cell(table.name, column, given) for name, column in columns.items()}
    if table.name in CROSS_FIELD_CHECKS:
        CROSS_FIELD_CHECKS[table.name](row)
    return row


@cache
def _columns(table: Table) -> dict[str, Column[Any]]:
    """The columns of a table by name: asked of SQLAlchemy for every row, they take longest."""
    return {column.name: column for column in table.columns}


def _check_cell(table: str, column: Column[Any], given: Mapping[str, Any]) -> Any:
    name = column.name
    value = given.get(name)
    if value is None:
        if name not in given and column.default is not None:
            return column.default.arg  # type: ignore[attr-defined]
        if not column.nullable:
            msg = f"{name} of {table} is missing. Give it a value."
            raise ExchangeError(msg)
        return None
    if (table, name) in OPTIONS:
        return check_one_of(name, value, OPTIONS[table, name])
    if (table, name) in NOT_EMPTY:
        return check_name(name, value)
    if name == "score":
        return check_score(value)
    return _check_kind(column, value)


def _check_kind(column: Column[Any], value: object) -> Any:
    kind = column.type
    if isinstance(kind, Instant):
        return _moment(column.name, value)
    if isinstance(kind, Boolean):
        return _boolean(column.name, value)
    if isinstance(kind, Integer):
        return _whole(column.name, value)
    if isinstance(kind, Float):
        return _number(column.name, value)
    if isinstance(kind, JSON):
        return _json(column.name, value)
    if isinstance(kind, String) and kind.length == ULID_LENGTH:
        return check_ulid(column.name, value)
    if isinstance(kind, String) and kind.length == SHA256_LENGTH:
        return _sha256(column.name, value)
    return check_text(column.name, value)


def _moment(name: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
        is_whole = isinstance(value, str) and moment.tzinfo is not None
    except ValueError:
        is_whole = False
    if not is_whole or not FIRST_KEPT <= moment <= LAST_KEPT:
        msg = f"{name}={shown(value)} is not a moment. Write it like 2026-03-02T06:30:00+00:00."
        raise ExchangeError(msg)
    # An event is what it was, on whatever clock: its session says when.
    if name != "at_utc" and (problem := what_is_wrong_with(moment)):
        msg = f"{name}={shown(value)} {problem}"
        raise ExchangeError(msg)
    return moment.astimezone(UTC)


def _boolean(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    msg = f"{name}={shown(value)} is not possible. Give true or false."
    raise ExchangeError(msg)


def _whole(name: str, value: object) -> int:
    least, most = LEAST.get(name, -_LARGEST), _LARGEST
    if name.endswith("_offset_min"):
        least, most = 1 - _DAY_MIN, _DAY_MIN - 1
    if name == "rank":
        most = MOST
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    msg = f"{name}={shown(value)} is not possible. Give a whole number from {least} to {most}."
    raise ExchangeError(msg)


def _number(name: str, value: object) -> float:
    least = LEAST.get(name, -_LARGEST)
    if is_number(value) and least <= value <= _LARGEST:
        return float(value)
    msg = f"{name}={shown(value)} is not possible. Give a number from {least} to {_LARGEST}."
    raise ExchangeError(msg)


def _json(name: str, value: object) -> Any:
    """Return it as the log will give it back: a tuple, for one, as a list."""
    check_numbers(name, value)
    try:
        text = canonical_json(value)
        text.encode()
    except (ValueError, TypeError) as error:
        msg = f"{name}={shown(value)} cannot be kept: {error}. Take it out."
        raise ExchangeError(msg) from error
    return json.loads(text)


def _sha256(name: str, value: object) -> str:
    if isinstance(value, str) and _SHA256.fullmatch(value):
        return value
    msg = f"{name}={shown(value)} is not a SHA-256. Give {SHA256_LENGTH} of 0-9 and a-f."
    raise ExchangeError(msg)


def _check_measurement(row: Mapping[str, Any]) -> None:
    test = MEASURES[row["test"]]
    check_one_of("side", row["side"], test.sides)
    check_trial(test, row["trial"], row["value_cm"])


def _check_screening(row: dict[str, Any]) -> None:
    # It was kept before: what somebody lives with is not left out for a last day that cannot be.
    check_answers(row["outcome"], row["answers"], is_new=False)
    if not row["rank"] and row["answered_utc"] <= datetime.now(UTC):
        # A file of before the ranks has none; what was dated ahead keeps the lowest.
        row["rank"] = rank_at(row["answered_utc"])


def _check_rating(row: Mapping[str, Any]) -> None:
    check_rating(row["kind"], row["score"])


def _check_timeline(row: Mapping[str, Any]) -> None:
    """A timeline is what its id says, and its phases can be laid out as steps."""
    phases = row["phases"]
    if not isinstance(phases, list) or not all(_is_phase(phase) for phase in phases):
        msg = f"phases={shown(phases)} is not a timeline. Take it from an export that is whole."
        raise ExchangeError(msg)
    if row["phase_count"] != len(phases):
        msg = f"phase_count={row['phase_count']} is not how many phases there are: {len(phases)}."
        raise ExchangeError(msg)
    planned_s = total_s(phase["duration_s"] for phase in phases)
    # Older versions rounded the sum, and not each phase.
    if abs(in_ms(row["planned_s"]) - in_ms(planned_s)) > len(phases):
        msg = f"planned_s={row['planned_s']} is not the sum of the phases: {planned_s}."
        raise ExchangeError(msg)
    if row["id"] != timeline_id(phases):
        msg = f"The timeline {row['id'][:8]}... was changed. Take it from an export that is whole."
        raise ExchangeError(msg)


def _is_phase(phase: object) -> bool:
    if not isinstance(phase, dict):
        return False
    beats = phase.get("beats", [])
    return (
        all(_fits(name, phase.get(name)) for name in ("phase", "duration_s", *COLUMNS))
        and isinstance(beats, list)
        and all(_is_beat(beat) for beat in beats)
    )


def _is_beat(beat: object) -> bool:
    if not isinstance(beat, list) or len(beat) != 2:
        return False
    return _fits("duration_s", beat[0]) and isinstance(beat[1], str)


def _fits(name: str, value: object) -> bool:
    if name in ("phase", "step", "set"):
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    if name == "duration_s":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return 0 <= value <= _LARGEST
    return isinstance(value, str) or (name == "pace" and value is None)


CROSS_FIELD_CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "events": check_is_complete,
    "measurements": _check_measurement,
    "ratings": _check_rating,
    "screenings": _check_screening,
    "timelines": _check_timeline,
}
"""What the values of a row ask of each other, once each of them is possible."""
