"""What is lost or damaged when a log goes on from a backup while two others write into it."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from ulid import ULID

from benchmarks.harness import Row, say
from stretchlib.log import Log, open_log, tables
from stretchlib.log.backups import copy, set_aside
from stretchlib.log.sqlite_files import is_whole
from stretchlib.phases import Phase

TRIES, WRITERS = 500, 2
LONGEST_PAUSE_S = 0.1
LIMIT_S = 30.0
"""So long a restore may wait for its turn, before it is refused."""
PHASES = (Phase(0, 1, 1, "knee_hug", "Knee hug", "back", "both", "stretch", "hold", 0, 30, (), ()),)
FORK = get_context("fork")


@dataclass
class Counts:
    """What became of the rows that were called saved, over all tries."""

    acknowledged: int = 0
    lost: int = 0
    damaged: int = 0
    ended: int = 0
    """Writers that did not go on to the end."""
    slowest_s: float = 0.0


@dataclass
class Acknowledged:
    """What the writers called saved: each row with the moment at which its writing began."""

    pipe: int
    begun: dict[str, float] = field(default_factory=dict)

    def hear(self) -> None:
        """Take in all that was said by now; each line of a pipe comes whole, as it was written."""
        text = b""
        # Empty where the writers are gone.
        with suppress(BlockingIOError):
            while more := os.read(self.pipe, 1 << 16):
                text += more
        for line in text.decode().splitlines():
            name, moment = line.split()
            self.begun[name] = float(moment)

    def since(self, moment: float) -> set[str]:
        """The rows whose writing began after a moment."""
        return {name for name, begun in self.begun.items() if begun > moment}


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        counts = restored_often(Path(folder) / "log.sqlite", TRIES)
    found = f"{TRIES} restores, {counts.acknowledged} rows acknowledged"
    return [
        _none(f"{found}: lost", counts.lost, counts.acknowledged),
        _none(f"{found}: files that fail integrity_check", counts.damaged, 2 * TRIES),
        _none(f"{WRITERS} writers: refused", counts.ended, WRITERS),
        Row("the slowest restore", "", "", counts.slowest_s, "s", LIMIT_S, TRIES),
    ]


def restored_often(file: Path, tries: int) -> Counts:
    """
    Restore again and again under two writers, and look for every row that was called saved.

    One that was begun after a restore returned has to be in the log; any other in the log or in
    what was set aside.
    """
    session = open_log(file).start_session("written", PHASES)
    backup = file.with_name("backup.sqlite")
    copy(file, backup)
    chance = random.Random(1)
    counts, found = Counts(), set[str]()
    with _writers(file, session) as (acknowledged, alive):
        returned = time.monotonic()
        for number in range(tries):
            time.sleep(chance.uniform(0, LONGEST_PAUSE_S))
            acknowledged.hear()
            expected = acknowledged.since(returned)
            begun = time.monotonic()
            open_log(file, restore=backup)
            returned = time.monotonic()
            counts.slowest_s = max(counts.slowest_s, returned - begun)
            (aside,) = set_aside(file)
            kept = _ids(open_log(aside))
            counts.lost += len(expected - kept)
            counts.damaged += (not is_whole(aside)) + (not is_whole(file))
            found |= kept
            aside.unlink()
            if number % 50 == 49:
                say(f"{number + 1} of {tries} restores: {len(acknowledged.begun)} rows, {counts}")
        time.sleep(LONGEST_PAUSE_S)
        counts.ended = WRITERS - alive()
    acknowledged.hear()
    kept = _ids(open_log(file))
    counts.acknowledged = len(acknowledged.begun)
    counts.lost += len(acknowledged.since(returned) - kept) + len(
        set(acknowledged.begun) - found - kept
    )
    return counts


@contextmanager
def _writers(file: Path, session: str) -> Iterator[tuple[Acknowledged, Callable[[], int]]]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    writers = [FORK.Process(target=_write, args=(file, session, writing)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        yield Acknowledged(reading), lambda: sum(writer.is_alive() for writer in writers)
    finally:
        for writer in writers:
            writer.terminate()
            writer.join()
        os.close(writing)


def _write(file: Path, session: str, pipe: int) -> None:
    log = open_log(file)
    seq = 0
    while True:
        begun = time.monotonic()
        (saved,) = log.append([_event(session, seq)])
        # One write of a few bytes is whole or not at all.
        os.write(pipe, f"{saved} {begun!r}\n".encode())
        seq += 1


def _event(session: str, seq: int) -> dict[str, object]:
    what = {"seq": seq, "kind": "phase_done", "phase": 0, "done_s": 1.0}
    at_ms = time.time() * 1000
    return {"id": str(ULID()), "session": session, "at_ms": at_ms, "offset_min": 0, **what}


def _ids(log: Log) -> set[str]:
    with log.reading() as connection:
        return set(connection.execute(select(tables.events.c.id)).scalars())


def _none(what: str, count: int, n: int) -> Row:
    """A row whose figure must be 0."""
    return Row(what, str(count), "", count, "", 0, n)
