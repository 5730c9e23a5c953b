"""What is left of a log whose writers are killed, or many at once."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from ulid import ULID

from benchmarks.harness import Row, say
from stretchlib.log import Log, open_log, tables
from stretchlib.log.database import Database
from stretchlib.log.locate import find_database
from stretchlib.log.sqlite_files import is_whole
from stretchlib.phases import Phase

KILLS = 200
LATEST_KILL_S = 0.25
PROCESSES, THREADS, EACH = 4, 8, 250
PHASES = (Phase(0, 1, 1, "knee_hug", "Knee hug", "back", "both", "stretch", "hold", 0, 30, (), ()),)
# Forked, not started anew: 200 interpreters would take minutes to get ready.
FORK = get_context("fork")


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return [
            *_killed(Path(folder) / "killed.sqlite"),
            *_crowded(f"{PROCESSES} processes", Path(folder) / "processes.sqlite", _in_processes),
            *_crowded(f"{THREADS} threads", Path(folder) / "threads.sqlite", _in_threads),
        ]


def _killed(file: Path) -> list[Row]:
    """Kill a process in the middle of writing, again and again, and look at what is there."""
    session = open_log(file).start_session("killed", PHASES)
    chance = random.Random(1)
    acknowledged: set[str] = set()
    missing = failing = 0
    for trial in range(KILLS):
        acknowledged |= _killed_after(chance.uniform(0, LATEST_KILL_S), file, session)
        missing = len(acknowledged - set(_ids(find_database(file))))
        failing += not is_whole(file)
        if trial % 20 == 19:
            say(f"{trial + 1} of {KILLS} killed: {len(acknowledged)} events, {missing} missing")
    return [
        _none(f"{len(acknowledged)} events, {KILLS} kills: missing", missing, KILLS),
        _none(f"{KILLS} kills: files that fail integrity_check", failing, KILLS),
    ]


def _killed_after(seconds: float, file: Path, session: str) -> set[str]:
    """Let a process write for so long, kill it, and return the ids that it called saved."""
    reading, writing = os.pipe()
    writer = FORK.Process(target=_write_for_ever, args=(file, session, writing))
    writer.start()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        pipe.readline()
        time.sleep(seconds)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        return set(pipe.read().split())


def _write_for_ever(file: Path, session: str, pipe: int) -> None:
    log = open_log(file)
    os.write(pipe, b"ready\n")
    seq = 0
    while True:
        (saved,) = log.append([_event(session, seq)])
        # One write of a few bytes is whole or not at all.
        os.write(pipe, f"{saved}\n".encode())
        seq += 1


def _crowded(who: str, file: Path, write: Callable[[Path, Sequence[str]], None]) -> list[Row]:
    """Let many write into one file at once, and count what came of it."""
    log = open_log(file)
    count = PROCESSES if write is _in_processes else THREADS
    sessions = [log.start_session(who, PHASES, session_id=str(ULID())) for _ in range(count)]
    write(file, sessions)
    ids = _ids(find_database(file))
    done_s = log.sessions()["done_s"]
    lost = count * EACH - len(set(ids))
    doubled = len(ids) - len(set(ids)) + sum(done_s != EACH)
    say(f"{who}: {len(ids)} events of {count * EACH}")
    return [
        _none(f"{who} x {EACH} events in one file: lost", lost, count * EACH),
        _none(f"{who} x {EACH} events in one file: doubled", doubled, count * EACH),
    ]


def _in_processes(file: Path, sessions: Sequence[str]) -> None:
    writers = [FORK.Process(target=_write, args=(file, session)) for session in sessions]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def _in_threads(file: Path, sessions: Sequence[str]) -> None:
    log = open_log(file)
    with ThreadPoolExecutor(len(sessions)) as threads:
        list(threads.map(lambda session: _append_each(log, session), sessions))


def _write(file: Path, session: str) -> None:
    _append_each(open_log(file), session)


def _append_each(log: Log, session: str) -> None:
    for seq in range(EACH):
        log.append([_event(session, seq)])


def _event(session: str, seq: int) -> dict[str, object]:
    at_ms = time.time() * 1000
    what = {"seq": seq, "kind": "phase_done", "phase": 0, "done_s": 1.0}
    return {"id": str(ULID()), "session": session, "at_ms": at_ms, "offset_min": 0, **what}


def _ids(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(tables.events.c.id)).scalars())


def _none(what: str, count: int, n: int) -> Row:
    """A row whose figure must be 0."""
    return Row(what, str(count), "", count, "", 0, n)
