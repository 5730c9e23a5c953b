"""How long it takes to save one event and to show ten years, beside sqlite3 and read_sql."""

import math
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from ulid import ULID

from benchmarks.diary import TABLES, practise_daily
from benchmarks.harness import Row, elapsed_ms, ratio, say
from stretchlib.log import open_log
from stretchlib.log.database import PRAGMAS
from stretchlib.routines import routine

APPENDS = 300
APPEND_LIMIT = 2.5
SHOWN = 9
SHOW_LIMIT = 1.5
YEARS = (1, 10, 100)
EXPONENT_LIMIT = 1.1
RAW_INSERT = "INSERT INTO events VALUES (?, ?, ?, 'phase_done', ?, 60, 0, 10.0, NULL)"


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return [_append(Path(folder)), *_show(Path(folder))]


def _append(folder: Path) -> Row:
    """
    One event, on the disk when the call returns, beside one INSERT on a connection kept open.

    They take turns to go first: what one leaves to the disk, the other waits for. Ours takes some
    2 ms of the processor more, so the faster the disk, the larger the ratio.
    """
    log = open_log(folder / "append.sqlite")
    phases = routine("standard").phases()
    session = log.start_session("standard", phases)
    open_log(folder / "raw.sqlite").start_session("standard", phases, session_id=session)
    ours: list[float] = []
    beside: list[float] = []
    with closing(sqlite3.connect(folder / "raw.sqlite", isolation_level=None)) as raw:
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        for seq in range(APPENDS):
            event = _event(session, seq)
            ways = (
                (ours, lambda event=event: log.append([event])),
                (beside, lambda seq=seq: _raw_append(raw, session, seq)),
            )
            for readings, write in ways if seq % 2 else reversed(ways):
                readings.append(elapsed_ms(write))
    return ratio("save one event; sqlite3, same pragmas", ours, beside, APPEND_LIMIT)


def _event(session: str, seq: int) -> dict[str, Any]:
    at_ms = time.time() * 1000
    ends = {"kind": "phase_done", "phase": 0, "done_s": 10.0}
    return {
        "id": str(ULID()), "session": session, "seq": seq, "at_ms": at_ms, "offset_min": 60, **ends
    }  # fmt: skip


def _raw_append(raw: sqlite3.Connection, session: str, seq: int) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(RAW_INSERT, (str(ULID()), session, seq, datetime.now(UTC).isoformat()))
    raw.execute("COMMIT")


def _show(folder: Path) -> list[Row]:
    """Opening a log and reading its four frames, beside `read_sql` of the same rows."""
    readings = {}
    for years in YEARS:
        file = folder / f"{years}.sqlite"
        practise_daily(file, years)
        _open_and_read(file), _read_sql(file)  # the first of each day also makes the backup
        times = 3 if years > 10 else SHOWN
        pairs = []
        for _ in range(times):
            pairs.append(
                (
                    elapsed_ms(lambda f=file: _open_and_read(f)),
                    elapsed_ms(lambda f=file: _read_sql(f)),
                )
            )
            say(f"{years} years: {pairs[-1][0]:.0f} ms, beside it {pairs[-1][1]:.0f} ms")
        readings[years] = tuple(zip(*pairs, strict=True))
    ours, beside = readings[10]
    return [ratio("open and show ten years; read_sql", ours, beside, SHOW_LIMIT), _growth(readings)]


def _growth(readings: dict[int, Any]) -> Row:
    """The exponent of time over years, between the tenth and the hundredth: 1 is linear."""
    ours = {years: median(pair[0]) for years, pair in readings.items()}
    exponent = math.log(ours[100] / ours[10]) / math.log(10)
    shown = ", ".join(f"{ms:.0f} ms" for ms in ours.values())
    beside = ", ".join(f"{median(pair[1]):.0f} ms" for pair in readings.values())
    what = "show 1, 10 and 100 years; exponent 10 to 100"
    return Row(what, shown, beside, exponent, "", EXPONENT_LIMIT, len(readings[100][0]))


def _open_and_read(file: Path) -> list[pd.DataFrame]:
    log = open_log(file)
    return [log.sessions(), log.phases(), log.ratings(), log.measurements()]


def _read_sql(file: Path) -> list[pd.DataFrame]:
    with closing(sqlite3.connect(file)) as connection:
        return [pd.read_sql(f"SELECT * FROM {table.name}", connection) for table in TABLES]
