"""A clinic on PostgreSQL: a clinician's week, what guarding rows costs, fifty who write at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine
from ulid import ULID

from benchmarks.harness import Row, elapsed_ms, ratio, say
from stretchlib import clinic
from stretchlib.clinic.weekly import summary_for
from stretchlib.log import Log, open_log
from stretchlib.log.locate import find_database
from stretchlib.log.snapshots import snapshot
from stretchlib.routines import routine
from tools.postgres import running

PEOPLE, ASSIGNED, PARTS = 10_000, 50, 16
MONDAYS, WEEKDAYS = 52, (0, 2, 4)
"""A year of three practices a week: 156 sessions each."""
BEGAN = date(2025, 3, 3)
"""A Monday."""
PHASES = 6
"""Of a short routine; with a beginning and an end, eight events a session."""
ASKED = date(2026, 2, 18)
SHOWN = 15
WEEK_LIMIT_MS = 1000
GUARD_LIMIT = 1.75
"""Of a query of 30 to 50 ms, to which policies add some ten or thirty, half of it for the plan."""
CONNECTIONS, EACH = 50, 250
LOADERS = 2
SETTINGS = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "16GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
"""For filling in haste; before fifty write at once, `fsync` is on again."""

# What the tables are filled with: made by the server itself, in the order of their keys.
SESSIONS = """
    INSERT INTO sessions (person, id, started_utc, started_offset_min, routine, timeline_id, note,
        void)
    SELECT p, lpad(to_hex(n * 1000 + week * 7 + weekday), 26, '0'),
        %(began)s::date + (week * 7 + weekday) + time '06:30', 60, 'Gentle', %(timeline)s, '', false
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
        lateral (SELECT 'p' || lpad(n::text, 5, '0') AS p) AS named,
        generate_series(0, %(weeks)s::int - 1) AS week, unnest(%(weekdays)s::int[]) AS weekday
    ORDER BY n, week, weekday
"""
EVENTS = """
    INSERT INTO events (person, id, session_id, seq, kind, at_utc, at_offset_min, phase, done_s)
    SELECT person, right(id, 25) || chr(65 + seq), id, seq,
        CASE seq WHEN 0 THEN 'started' WHEN %(phases)s + 1 THEN 'finished' ELSE 'phase_done' END,
        started_utc + seq * interval '30 seconds', 60,
        CASE WHEN seq BETWEEN 1 AND %(phases)s THEN seq - 1 END,
        CASE WHEN seq BETWEEN 1 AND %(phases)s THEN 30 END
    FROM sessions, generate_series(0, %(phases)s + 1) AS seq
    WHERE person BETWEEN %(from)s AND %(to)s
    ORDER BY person, id, seq
"""
RATINGS = """
    INSERT INTO ratings (person, id, rated_utc, rated_offset_min, session_id, moment, kind, area,
        side, score, void)
    SELECT person, right(id, 25) || chr(65 + kind), started_utc, 60, id,
        CASE kind / 2 WHEN 0 THEN 'before' ELSE 'after' END,
        CASE kind %% 2 WHEN 0 THEN 'pain' ELSE 'tightness' END, 'low_back', 'both', 3, false
    FROM sessions, generate_series(0, 3) AS kind
    WHERE person BETWEEN %(from)s AND %(to)s
    ORDER BY person, id, kind
"""
MEASUREMENTS = """
    INSERT INTO measurements (person, id, taken_utc, taken_offset_min, test, side, trial, value_cm,
        session_id, note, void)
    SELECT person, right(id, 25) || chr(65 + trial), started_utc, 60, 'chest_to_thigh',
        CASE trial / 3 WHEN 0 THEN 'left' ELSE 'right' END, trial %% 3 + 1, 12.5, id, '', false
    FROM sessions, generate_series(0, 5) AS trial
    WHERE extract(day FROM started_utc - %(began)s::timestamptz)::int %% 14 = 0
        AND person BETWEEN %(from)s AND %(to)s
    ORDER BY person, id, trial
"""
FILLINGS = (SESSIONS, EVENTS, RATINGS, MEASUREMENTS)


def measure() -> list[Row]:
    """All of it on whole tables, and then on a server of its own with each table in parts."""
    rows = []
    for parts in (None, PARTS):
        with running(settings=SETTINGS) as server:
            admin = _fresh_clinic(server, parts)
            where = admin.render_as_string(hide_password=False)
            _fill(admin, parts)
            lee = admin.set(username="lee", password=clinic.add_clinician("lee", where))
            _assign(admin, "lee")
            rows += [*_week(admin, lee, parts), _fifty(admin, parts)]
    return rows


def _fresh_clinic(server: URL, parts: int | None) -> URL:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE clinic")
    engine.dispose()
    clinic.init(server.set(database="clinic").render_as_string(hide_password=False), parts)
    return server.set(database="clinic")


def _row_name(name: str, parts: int | None) -> str:
    return f"{name}, in {parts} parts" if parts else name


def _fill(admin: URL, parts: int | None) -> None:
    """Give everybody a year, as a server that already checked it would hold it."""
    begun = time.perf_counter()
    timeline = snapshot(routine("gentle").phases()[:PHASES])
    with _connect(admin) as connection:
        connection.execute(
            "INSERT INTO timelines (person, id, phase_count, planned_s, phases)"
            " SELECT 'p' || lpad(n::text, 5, '0'), %s, %s, %s, '[]' FROM generate_series(1, %s) n",
            [timeline["id"], timeline["phase_count"], timeline["planned_s"], PEOPLE],
        )
    part = PEOPLE // LOADERS
    # A reference of a table in parts cannot be made without looking at every row.
    remake = [] if parts else _without_indexes(admin)
    with ThreadPoolExecutor(LOADERS) as threads:
        firsts = range(1, PEOPLE + 1, part)
        list(threads.map(lambda first: _fill_part(admin, timeline["id"], first, part), firsts))
        for statements in remake:
            list(threads.map(lambda statement: _run(admin, statement), statements))
    with _connect(admin) as connection:
        connection.autocommit = True
        connection.execute("ANALYZE")
        counts = [
            f"{connection.execute(f'SELECT count(*) FROM {name}').fetchone()[0]:,} {name}"
            for name in ("sessions", "events", "ratings", "measurements")
        ]
        ((size,),) = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    took = time.perf_counter() - begun
    say(f"{', '.join(counts)}; {size / 1e9:.1f} GB with indexes, written in {took:.0f} s")


def _without_indexes(admin: URL) -> list[list[str]]:
    """
    Take keys and indexes away; return what makes them anew, in steps: `pg_restore` does the same.

    References are right by construction: as NOT VALID ones they hold for what comes later.
    """
    keys = """
        SELECT contype, conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'p', 'u')
        ORDER BY contype
    """
    indexes = """
        SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
    """
    filled = ["sessions", "events", "ratings", "measurements"]
    with _connect(admin) as connection:
        found = connection.execute(keys, [filled]).fetchall()
        plain = connection.execute(indexes, [filled]).fetchall()
        for _, table, name, _ in sorted(found):  # references, `f`, first: they need the keys
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for drop, _ in plain:
            connection.execute(drop)
    add = "ALTER TABLE {1} ADD CONSTRAINT {2} {3}"
    return [
        [add.format(*key) for key in found if key[0] != "f"] + [make for _, make in plain],
        [add.format(*key) + " NOT VALID" for key in found if key[0] == "f"],
    ]


def _run(admin: URL, statement: str) -> None:
    with _connect(admin) as connection:
        connection.execute(statement)


def _fill_part(admin: URL, timeline: str, first: int, part: int) -> None:
    values = {
        "began": BEGAN,
        "timeline": timeline,
        "first": first,
        "last": first + part - 1,
        "from": f"p{first:05}",
        "to": f"p{first + part - 1:05}",
        "weeks": MONDAYS,
        "weekdays": list(WEEKDAYS),
        "phases": PHASES,
    }
    with _connect(admin) as connection:
        # Every reference is right by construction; looking each up would take most of the time.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for filling in FILLINGS:
            connection.execute(filling, values)
            connection.commit()


def _assign(admin: URL, clinician: str) -> None:
    """Every two hundredth person: they lie far from each other on the disk."""
    with _connect(admin) as connection:
        connection.execute(
            "INSERT INTO assignments (clinician, person)"
            " SELECT %s, 'p' || lpad(n::text, 5, '0') FROM generate_series(1, %s, %s) n",
            [clinician, PEOPLE, PEOPLE // ASSIGNED],
        )


def _week(admin: URL, lee: URL, parts: int | None) -> list[Row]:
    """The clinician's own call; and its query guarded beside unguarded, in turns."""
    where = lee.render_as_string(hide_password=False)
    summary = clinic.weekly_summary(ASKED, where)
    if len(summary) != ASSIGNED or summary["sessions"].tolist() != [len(WEEKDAYS)] * ASSIGNED:
        msg = f"the summary is wrong: {summary}"
        raise AssertionError(msg)
    calls = [elapsed_ms(lambda: clinic.weekly_summary(ASKED, where)) for _ in range(SHOWN)]
    guarded, bare = [], []
    databases = [find_database(url.render_as_string(hide_password=False)) for url in (lee, admin)]
    with databases[0].reading() as theirs, databases[1].reading() as unguarded:
        for _ in range(SHOWN):
            guarded.append(elapsed_ms(lambda: summary_for(theirs, "lee", ASKED)))
            bare.append(elapsed_ms(lambda: summary_for(unguarded, "lee", ASKED)))
    worst = max(calls)
    say(f"weekly summary: {', '.join(f'{ms:.0f}' for ms in calls)} ms")
    return [
        Row(
            _row_name(f"week of {ASSIGNED} people among {PEOPLE:,}, worst", parts),
            f"median {median(calls):.0f} ms",
            "",
            worst,
            "ms",
            WEEK_LIMIT_MS,
            len(calls),
        ),
        ratio(
            _row_name("its query under policies; without them", parts), guarded, bare, GUARD_LIMIT
        ),
    ]


def _fifty(admin: URL, parts: int | None) -> Row:
    """
    Fifty connections of 25 people, two of each: both send the same events at the same time.

    What either was told is saved is there, and no second of practice is counted twice.
    """
    with _connect(admin) as connection:
        connection.autocommit = True
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("SELECT pg_reload_conf()")
    where = admin.render_as_string(hide_password=False)
    urls = [
        admin.set(username=name, password=clinic.add_person(name, where))
        for name in (f"w{number}" for number in range(CONNECTIONS // 2))
    ]
    logs = [open_log(url.render_as_string(hide_password=False)) for url in urls]
    phases = routine("standard").phases()
    sessions = [log.start_session("standard", phases) for log in logs]
    events = [[_event(session, seq) for seq in range(EACH)] for session in sessions]
    together = threading.Barrier(CONNECTIONS)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        work = threads.map(
            lambda pair: _write(*pair, together), zip(logs * 2, events * 2, strict=True)
        )
        saved = {name for names in work for name in names}
    took = time.perf_counter() - begun
    with _connect(admin) as connection:
        rows = connection.execute("SELECT id FROM events WHERE person LIKE 'w%'").fetchall()
    wanted = {event["id"] for sent in events for event in sent}
    lost = len(wanted - {name for (name,) in rows}) + len(wanted - saved)
    doubled = len(rows) - len(wanted) + sum(log.sessions()["done_s"].item() != EACH for log in logs)
    say(f"{CONNECTIONS * EACH / took:.0f} transactions a second over {CONNECTIONS} connections")
    outcome = f"lost {lost}, doubled {doubled}"
    sent = CONNECTIONS * EACH
    name = _row_name(f"{CONNECTIONS} connections x {EACH}", parts)
    return Row(name, outcome, "", lost + abs(doubled), "", 0, sent)


def _write(log: Log, events: list[dict[str, Any]], together: threading.Barrier) -> list[str]:
    together.wait()
    return [saved for event in events for saved in log.append([event])]


def _event(session: str, seq: int) -> dict[str, Any]:
    at_ms = datetime.now(UTC).timestamp() * 1000
    ends = {"kind": "phase_done", "phase": 0, "done_s": 1.0}
    return {
        "id": str(ULID()), "session": session, "seq": seq, "at_ms": at_ms, "offset_min": 0, **ends
    }  # fmt: skip


def _connect(admin: URL) -> psycopg.Connection:
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, cursor_factory=psycopg.ClientCursor)
