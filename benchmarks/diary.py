"""An invented log of a practice each day, as long as a benchmark wants it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from ulid import ULID

from stretchlib.log import open_log, tables
from stretchlib.log.snapshots import snapshot
from stretchlib.model import SCALES
from stretchlib.phases import Phase
from stretchlib.routines import routine

PHASES = 14
"""With a beginning and an end, 16 events a day: ten years have 58,400."""
TABLES = (tables.sessions, tables.events, tables.ratings, tables.measurements)


def days_until_now(years: int) -> list[datetime]:
    """Each morning of so many years that end yesterday: of days to come nothing is counted."""
    today = datetime.now(UTC).replace(hour=6, minute=30, second=0, microsecond=0)
    return [today - timedelta(days=ago) for ago in range(365 * years, 0, -1)]


def practise_daily(file: Path, years: int) -> None:
    """Write a log of a session each day, four answers to each, and six trials a week."""
    log = open_log(file)
    phases = routine("standard").phases()[:PHASES]
    timeline = snapshot(phases)
    days = days_until_now(years)
    with log.writing() as connection:
        connection.execute(insert(tables.timelines), timeline)
        for begin in range(0, len(days), 1000):
            rows = _rows(days[begin : begin + 1000], timeline["id"], phases)
            for table in TABLES:
                connection.execute(insert(table), rows[table.name])


def _rows(
    days: Sequence[datetime], timeline: str, phases: Sequence[Phase]
) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    for count, day in enumerate(days):
        session = str(ULID())
        started = {"started_utc": day, "started_offset_min": 60}
        rows["sessions"].append(
            {"id": session, **started, "routine": "Standard", "timeline_id": timeline}
        )
        rows["events"] += _events(session, day, phases)
        rows["ratings"] += [
            _rating(session, day, moment, kind) for moment in ("before", "after") for kind in SCALES
        ]
        if count % 7 == 0:
            rows["measurements"] += [
                trial(session, day, side, number)
                for side in ("left", "right")
                for number in (1, 2, 3)
            ]
    return rows


def _events(session: str, day: datetime, phases: Sequence[Phase]) -> list[dict[str, Any]]:
    row = {"session_id": session, "at_utc": day, "at_offset_min": 60, "phase": None, "done_s": None}
    ends = [
        {"kind": "phase_done", "phase": phase.phase, "done_s": phase.duration_s} for phase in phases
    ]
    kinds = [{"kind": "started"}, *ends, {"kind": "finished"}]
    return [{**row, "id": str(ULID()), "seq": seq, **kind} for seq, kind in enumerate(kinds)]


def _rating(session: str, day: datetime, moment: str, kind: str) -> dict[str, Any]:
    when = {"rated_utc": day, "rated_offset_min": 60, "session_id": session}
    what = {"moment": moment, "kind": kind, "area": "low_back", "side": "both", "score": 3}
    return {"id": str(ULID()), **when, **what}


def trial(session: str, day: datetime, side: str, number: int) -> dict[str, Any]:
    """A row of one reading."""
    when = {"taken_utc": day, "taken_offset_min": 60, "session_id": session}
    what = {"test": "chest_to_thigh", "side": side, "trial": number, "value_cm": 12.5}
    return {"id": str(ULID()), **when, **what}
