"""What is written into a log: sessions, events, ratings, measurements and notes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from stretchlib.errors import LogError, NotAllSaved, check_one_of, shown
from stretchlib.log import tables
from stretchlib.log.database import insert_new
from stretchlib.log.events import row_of, rows_as_planned
from stretchlib.log.handle import Handle
from stretchlib.log.instants import check_moment, check_past, offset_min
from stretchlib.log.lookup import (
    check_same_session,
    check_session,
    phase_counts_of,
    sessions_of_events,
    standing_session,
)
from stretchlib.log.plans import follow_choices, new_choices
from stretchlib.log.snapshots import snapshot
from stretchlib.log.values import (
    check_list,
    check_name,
    check_phases,
    check_rating,
    check_text,
    check_trials,
    check_ulid,
)
from stretchlib.model import MEASURES, MOMENTS, RATING_KINDS, Moment
from stretchlib.phases import SIDES, Phase, Side


def start_session(
    log: Handle,
    routine: str,
    phases: Sequence[Phase],
    session_id: str | None,
    at: datetime | None,
) -> str:
    """Begin a session and keep its timeline; return its id."""
    timeline, row = _beginning(log, routine, phases, session_id, at)
    with log.writing() as connection:
        insert_new(connection, tables.timelines, [timeline])
        if not insert_new(connection, tables.sessions, [row]):
            check_same_session(connection, row)
    return str(row["id"])


def add_session(
    log: Handle,
    routine: str,
    phases: Sequence[Phase],
    at: datetime,
    session_id: str | None,
    note: str,
) -> str:
    """Keep a session, all of it done; return its id."""
    timeline, row = _beginning(log, routine, phases, session_id, at)
    row["note"] = check_text("note", note)
    began: datetime = row["started_utc"]
    events = rows_as_planned(str(row["id"]), phases, began, lambda: log.new_id(began))
    with log.writing() as connection:
        insert_new(connection, tables.timelines, [timeline])
        if insert_new(connection, tables.sessions, [row]):
            insert_new(connection, tables.events, events)
        else:
            check_same_session(connection, row)
    return str(row["id"])


def _beginning(
    log: Handle,
    routine: str,
    phases: Sequence[Phase],
    session_id: str | None,
    at: datetime | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rows of `timelines` and `sessions` for a session that begins."""
    moment = check_moment(at)
    timeline = snapshot(check_phases(phases))
    if not timeline["phase_count"]:
        msg = f"routine {shown(routine)} has no phase. Add a stretch to it."
        raise LogError(msg)
    row = {
        "id": check_ulid("session_id", session_id)
        if session_id is not None
        else log.new_id(moment),
        "started_utc": moment,
        "started_offset_min": offset_min(moment),
        "routine": check_name("routine", routine),
        "timeline_id": timeline["id"],
    }
    return timeline, row


def append(log: Handle, events: Iterable[Mapping[str, Any]]) -> list[str]:
    """Save events as the browser sends them; return the ids that are now safely in the log."""
    sent = check_list("events", events)
    rows, problems = [], []
    with log.writing() as connection:
        phase_counts = phase_counts_of(connection, sent)
        for event in sent:
            try:
                rows.append(row_of(event, phase_counts))
            except LogError as error:
                problems.append(f"{_name_of(event)}: {error}")
        chosen = new_choices(connection, rows)
        if insert_new(connection, tables.events, rows) != len(rows):
            # Two of a list may have one id: the first of them is kept, and called so.
            kept = sessions_of_events(connection, rows)
            is_mine = [kept.get(row["id"]) == row["session_id"] for row in rows]
            strange = dict.fromkeys(
                row["id"] for row, mine in zip(rows, is_mine, strict=True) if not mine
            )
            problems += [
                f"id={shown(name)} belongs to another event. Make a new id." for name in strange
            ]
            rows = [row for row, mine in zip(rows, is_mine, strict=True) if mine]
        follow_choices(connection, chosen, lambda: log.new_id(check_moment(None)))
    saved = [row["id"] for row in rows]
    if problems:
        raise NotAllSaved(problems, saved)
    return saved


def _name_of(event: object) -> str:
    """Call an event something that helps to find it."""
    if not isinstance(event, Mapping):
        return "Event"
    return f"Event {shown(event.get('id'))} ({shown(event.get('kind'))})"


def rate(
    log: Handle,
    kind: str,
    score: int | str | None,
    moment: Moment,
    area: str,
    side: Side,
    session_id: str | None,
    at: datetime | None,
) -> str:
    """Keep one answer; return its id."""
    when = check_moment(at)
    row = {
        "id": log.new_id(when),
        "rated_utc": when,
        "rated_offset_min": offset_min(when),
        "session_id": session_id,
        "moment": check_one_of("moment", moment, MOMENTS),
        "kind": check_one_of("rating", kind, RATING_KINDS),
        "area": check_name("area", area),
        "side": check_one_of("side", side, SIDES),
        "score": check_rating(kind, score),
    }
    with log.writing() as connection:
        check_session(connection, session_id)
        connection.execute(insert(tables.ratings), row)
    return str(row["id"])


def measure(
    log: Handle,
    measure: str,
    side: Side,
    trials_cm: Sequence[float],
    at: datetime | None,
    session_id: str | None,
    note: str,
) -> list[str]:
    """Keep the trials of one measure on one side, all or none; return their ids."""
    known = MEASURES[check_one_of("measure", measure, MEASURES)]
    when = check_past(at)
    shared = {
        "taken_utc": when,
        "taken_offset_min": offset_min(when),
        "test": known.slug,
        "side": check_one_of("side", side, known.sides),
        "session_id": session_id,
        "note": check_text("note", note),
    }
    rows = [
        {**shared, "id": log.new_id(when), "trial": number, "value_cm": value}
        for number, value in enumerate(check_trials(known, trials_cm), start=1)
    ]
    with log.writing() as connection:
        check_session(connection, session_id)
        connection.execute(insert(tables.measurements), rows)
    return [str(row["id"]) for row in rows]


def note(log: Handle, session_id: str, text: str, at: datetime | None) -> None:
    """Keep a person's words about a session in place of earlier ones."""
    words = check_text("note", text)
    new_id = log.new_id(check_moment(at))
    with log.writing() as connection:
        row = standing_session(connection, session_id)
        if row["note"] != words:
            edited = {**row, "id": new_id, "note": words, "replaces": row["id"]}
            connection.execute(insert(tables.sessions), edited)
