"""Whole logs to begin with, and every row of one to compare."""

import json
import sqlite3
from datetime import timedelta
from random import Random
from typing import Any

from ulid import ULID

from stretchlib.log import Log
from stretchlib.log.database import sqlite_memory
from stretchlib.log.migrate import bring_up_to_date
from stretchlib.log.sample import dump
from tests.log_kit import MORNING, PHASES

_CHANCE = Random(1)


def new_id() -> str:
    """An id that is the same each time the fuzz is begun, as all the mutants are then."""
    return str(ULID.from_bytes(_CHANCE.randbytes(16)))


def event(session: str, seq: int, kind: str, **fields: Any) -> dict[str, Any]:
    """An event as the browser sends it."""
    at_ms = (MORNING + timedelta(seconds=seq)).timestamp() * 1000
    where = {"session": session, "seq": seq, "at_ms": at_ms, "offset_min": 60}
    rest = {"phase": None, "done_s": None, "reason": None}
    return {"id": new_id(), **where, "kind": kind, **rest, **fields}


def practised(session: str) -> list[dict[str, Any]]:
    """The events of a practice with something of everything."""
    return [
        event(session, 0, "started"),
        event(session, 1, "phase_done", phase=0, done_s=10.0),
        event(session, 2, "paused"),
        event(session, 3, "resumed"),
        event(session, 4, "hurt", phase=1, done_s=12.5, reason="leg"),
        event(session, 5, "phase_skipped", phase=1, done_s=12.5),
        event(session, 6, "phase_repeated", phase=1),
        event(session, 7, "pace_chosen", phase=1, reason="hold"),
        event(session, 8, "phase_done", phase=3, done_s=30.0),
        event(session, 9, "finished"),
    ]


def fill(log: Log, days: int = 2) -> Log:
    """Write entries of every kind into a log, some of them edited and one hidden."""
    log.add_screening("conditions", {"conditions": ["glaucoma"]}, at=MORNING)
    log.add_screening("go", {"flags": [], "asked": "all"}, at=MORNING)
    log.add_screening(
        "routine", {"proposed": "standard", "routine": "gentle", "minutes": 10}, at=MORNING
    )
    log.add_screening("goal", {"chest_to_thigh": 5.0}, at=MORNING)
    for day in range(days):
        at = MORNING + timedelta(days=day)
        session = log.start_session("Standard", PHASES, at=at)
        log.append(practised(session))
        log.note(session, "a <b>stiff</b> morning")
        pain = log.rate("pain", 3, moment="before", session_id=session, at=at)
        log.rate("tightness", None, moment="after", session_id=session, at=at)
        log.rate("extent", "thigh", moment="after", session_id=session, at=at)
        trials = log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5], at=at)
        log.measure("chest_to_thigh", side="right", trials_cm=[9.0], at=at, note="-2 today")
    log.correct(pain, score=4)
    log.hide(trials[1])
    log.correct(session, routine="Gentle")
    log.undo(session)
    return log


def memory() -> Log:
    """An empty log in memory."""
    database = sqlite_memory()
    bring_up_to_date(database)
    return Log(database, new_id=lambda _at: new_id())


def driver_of(log: Log) -> sqlite3.Connection:
    """The one connection of a log in memory."""
    found: Any = log._handle.database.engine.raw_connection().driver_connection
    return found  # type: ignore[no-any-return]


def become(log: Log, other: Log) -> None:
    """Make one log in memory the same as another, faster than to open a new one."""
    driver_of(other).backup(driver_of(log))


def rows(log: Log) -> list[str]:
    """Every row of a log, as a line each."""
    return list(dump(log))


def ids(lines: list[str]) -> set[tuple[str, str]]:
    """The table and the id of each row, without timelines: one that nobody names is no row."""
    entries = [json.loads(line) for line in lines]
    return {(row["table"], row["id"]) for row in entries if row["table"] != "timelines"}
