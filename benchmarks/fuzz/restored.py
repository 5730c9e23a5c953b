"""A log file that is damaged: opened, asked everything, gone on from, and gone on with."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch
from benchmarks.fuzz.logs import MORNING, PHASES, driver_of, event, fill, memory, practised, rows
from stretchlib.log import Log, open_log

PAGE = 4096
CALLED = 7
"""How many calls of a log are made of each mutant; all of them would be one in ten mutants."""


def begun(transaction: Any) -> None:
    """Read in a transaction."""
    with transaction as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sessions")


class Restored:
    """A log file, its bytes, pages and rows changed, and what lies beside it."""

    name = "restored"

    def __init__(self, folder: Path) -> None:
        log = fill(memory(), days=4)
        self._session = log.sessions()["id"].iloc[0]
        self._rating = log.ratings()["id"].iloc[0]
        whole = folder / "whole.sqlite"
        with closing(sqlite3.connect(whole)) as file:
            driver_of(log).backup(file)
        open_log(whole)
        self._whole, self._rows = whole.read_bytes(), rows(log)
        self._folder = folder / "place"

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Damage one file, and use it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        place, backup = self._folder / "log.sqlite", self._folder / "kept.sqlite"
        backup.write_bytes(self._whole)
        # SQLite's own order of rows, and ids that are made on the way.
        random.seed(chance.random())
        if chance.random() < 0.2:
            self._restore_from_damaged(chance, watch, place, backup)
        else:
            self._damaged(chance, watch, place, backup)

    def _damaged(self, chance: Random, watch: Watch, place: Path, backup: Path) -> None:
        place.write_bytes(self._whole)
        _damage(chance, place)
        if chance.random() < 0.1:
            _lay_beside(chance, place)
        watch.case = damaged = place.read_bytes()
        is_alone = len(list(self._folder.iterdir())) == 2
        log = watch.call(lambda: open_log(place), "open_log")
        if log is None:
            if is_alone and (not place.exists() or place.read_bytes() != damaged):
                watch.changed += 1
        else:
            self._use(chance, watch, log, place)
        again = watch.call(lambda: open_log(place, restore=backup), "restore")
        found = None if again is None else watch.call(lambda: rows(again), "rows")
        watch.lost += len(set(self._rows) - set(found or ()))

    def _use(self, chance: Random, watch: Watch, log: Log, place: Path) -> None:
        calls = list(self._calls(chance).items())
        for name, call in chance.sample(calls, CALLED):
            before, was = place.read_bytes(), len(watch.refusals)
            watch.call(lambda call=call: call(log), name)
            # Of several events those that can be kept are, and the refusal says so.
            is_refused = len(watch.refusals) > was and not name.startswith("append")
            after = place.read_bytes()
            if is_refused and after != before:
                watch.changed += _rows_in(before, self._folder) != _rows_in(after, self._folder)

    def _restore_from_damaged(
        self, chance: Random, watch: Watch, place: Path, backup: Path
    ) -> None:
        """What the log has stays, where a backup is none; where it is one, it can be read."""
        place.write_bytes(self._whole)
        _damage(chance, backup)
        if chance.random() < 0.1:
            _lay_beside(chance, backup)
        watch.case = backup.read_bytes()
        log = watch.call(lambda: open_log(place, restore=backup), "restore from damaged")
        if log is None:
            kept = watch.call(lambda: rows(open_log(place)), "the log after a refusal")
            watch.changed += kept != self._rows
            return
        for name in ("sessions", "phases", "ratings", "measurements", "screenings"):
            watch.call(getattr(log, name), name)

    def _calls(self, chance: Random) -> dict[str, Callable[[Log], object]]:
        session, rating = self._session, self._rating
        some = chance.choice((session, rating, "01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        later = MORNING + timedelta(hours=1)
        return {
            **{name: getattr(Log, name) for name in READ},
            "history": lambda log: log.history(some)._repr_html_(),
            "belonging": lambda log: log.belonging(some),
            "add_session": lambda log: log.add_session("Short", PHASES, at=MORNING),
            "start_session": lambda log: log.start_session("Short", PHASES, at=MORNING),
            "append": lambda log: log.append([event(session, 90, "paused")]),
            "append all": lambda log: log.append(practised(session)),
            "rate": lambda log: log.rate("pain", 3, moment="any", session_id=session),
            "measure": lambda log: log.measure(
                "chest_to_thigh", side="left", trials_cm=[12.0, 11.0]
            ),
            "note": lambda log: log.note(session, "warm"),
            "add_screening": lambda log: log.add_screening("go", {"flags": []}),
            "replan": lambda log: log.replan(session, PHASES),
            "correct": lambda log: log.correct(some, at=later, along=True),
            "hide": lambda log: log.hide(some),
            "undo": lambda log: log.undo(some),
            "delete_everything": lambda log: log.delete_everything(confirm="no"),
            "reading": lambda log: begun(log.reading()),
            "writing": lambda log: begun(log.writing()),
        }


READ = (
    *("is_empty", "or_sample", "sessions", "phases", "hurts", "ratings", "measurements"),
    *("screenings", "backups"),
)


def _rows_in(data: bytes, folder: Path) -> list[tuple[Any, ...]] | None:
    """All rows of a file, read past the library; None where it has none that can be read."""
    file = folder / "looked.at"
    file.write_bytes(data)
    found: list[tuple[Any, ...]] = []
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.text_factory = bytes
            for table in ("sessions", "events", "ratings", "measurements", "screenings"):
                found += connection.execute(f"SELECT * FROM {table}").fetchall()
    except sqlite3.Error:
        return None
    finally:
        file.unlink()
    return found


def _damage(chance: Random, file: Path) -> None:
    what = chance.random()
    if what < 0.45:
        _statement(chance, file)
        return
    data = bytearray(file.read_bytes())
    pages = len(data) // PAGE
    page = chance.randrange(pages) * PAGE
    other = chance.randrange(pages) * PAGE
    if what < 0.55:
        data[page : page + PAGE] = chance.choice((bytes(PAGE), chance.randbytes(PAGE)))
    elif what < 0.62:
        data[page : page + PAGE], data[other : other + PAGE] = (
            data[other : other + PAGE],
            data[page : page + PAGE],
        )
    elif what < 0.68:
        data = data[: chance.randrange(len(data) + 1)]
    elif what < 0.75:
        data[chance.randrange(100)] = chance.randrange(256)
    elif what < 0.9:
        for _ in range(chance.choice((1, 3, 40))):
            data[chance.randrange(100, len(data))] = chance.randrange(256)
    else:
        data = bytearray(mutants.bitten(chance, bytes(data)))
    file.write_bytes(data)


VALUES = (
    *("NULL", "0", "-1", "1e308", "9e999", "x'ff'", "CAST(x'fffe' AS TEXT)", "''", "'soon'"),
    *("'2026-13-45 06:30:00'", "'0026-03-02 06:30:00.000000'", "'9999-12-31 23:59:59.999999'"),
    *("'{'", "'[1]'", "'null'", "'{}'", "'[{}]'", "'NaN'", "'1e999'", "99999999999", "1.5", "'é'"),
    *("'2026-03-02T06:30:00+01:00'", "'2026-03-02'", "'01ARZ3NDEKTSV4RRFFQ69G5FAV'", "1e18"),
    *("'" + "[" * 100_000 + "'", "printf('%.*c', 100000, 'x')", "9223372036854775807", "char(0)"),
    *("'[{\"phase\": 0}]'", "'{\"flags\": 5}'", '\'{"conditions": {"a": 1}}\'', "'\"text\"'"),
)
STATEMENTS = (
    *("DROP TABLE events", "DROP TABLE timelines", "DELETE FROM timelines", "DELETE FROM sessions"),
    *("DELETE FROM stretchlib_version", "UPDATE stretchlib_version SET version_num = 'x'"),
    *("UPDATE stretchlib_version SET version_num = '0001'", "PRAGMA application_id=0"),
    *("DROP TABLE stretchlib_version", "INSERT INTO stretchlib_version VALUES ('0002')"),
    *("ALTER TABLE ratings DROP COLUMN score", "ALTER TABLE ratings ADD COLUMN more TEXT"),
    *("CREATE VIEW events2 AS SELECT * FROM events", "DELETE FROM events WHERE seq > 2"),
    "CREATE TRIGGER t BEFORE INSERT ON ratings BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM sessions; END",
    *("PRAGMA user_version=7", "PRAGMA journal_mode=WAL", "UPDATE sessions SET replaces = id"),
    "UPDATE sessions SET replaces = (SELECT max(id) FROM sessions)",
    "UPDATE ratings SET replaces = (SELECT min(id) FROM sessions)",
    "UPDATE sessions SET timeline_id = 'gone'",
)


def _statement(chance: Random, file: Path) -> None:
    """Change what the file says, past all that the log, or SQLite, would refuse."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=1")
        if chance.random() < 0.15:
            _do(connection, chance.choice(STATEMENTS))
            return
        tables = ("sessions", "events", "ratings", "measurements", "screenings", "timelines")
        for _ in range(chance.choice((1, 1, 3))):
            table = chance.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column, value = chance.choice(columns), chance.choice(VALUES)
            some = chance.choice(("", f" WHERE rowid % {chance.choice((2, 3, 7))} = 1"))
            _do(connection, f"UPDATE {table} SET {column} = {value}{some}")


def _do(connection: sqlite3.Connection, statement: str) -> None:
    try:
        connection.execute(statement)
    except sqlite3.Error:
        # SQLite keeps to some of its own rules.
        return


def _lay_beside(chance: Random, file: Path) -> None:
    """Something where SQLite keeps its journal, its write-ahead log or the index of one."""
    ending = chance.choice(("-journal", "-wal", "-shm"))
    begin = {
        "-journal": bytes.fromhex("d9d505f920a163d7") + b"\xff" * 4,
        "-wal": bytes.fromhex("377f0682002de218"),
        "-shm": bytes.fromhex("18e22d00"),
    }[ending]
    data = chance.choice((b"", begin, b"")) + chance.randbytes(chance.choice((0, 20, 600, 9000)))
    file.with_name(f"{file.name}{ending}").write_bytes(data)
