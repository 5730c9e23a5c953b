"""The database under the log: all that differs between SQLite and PostgreSQL is here."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from stretchlib.errors import LogError

APPLICATION_ID = 0x53545243
"""Four letters, `STRC`, that a SQLite file of ours carries in its header."""
BUSY_S = 10.0
"""How long to wait for another program that is writing."""
INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
CURES = {
    "SQLITE_BUSY": "Another program is writing to it. Close that program, then try again.",
    "SQLITE_LOCKED": "Another program is writing to it. Close that program, then try again.",
    "SQLITE_READONLY": "It may only be read. Give yourself leave to write the file and its folder.",
    "SQLITE_CANTOPEN": "It cannot be opened. Check that the file and its folder are still there.",
    "SQLITE_FULL": "The disk is full. Make room, then try again.",
    "SQLITE_IOERR": "The disk did not answer. Check the disk, then try again.",
    "SQLITE_CORRUPT": "The file is damaged. Leave it as it is, and go on from a copy.",
    "SQLITE_NOTADB": "The file is damaged. Leave it as it is, and go on from a copy.",
}

# One writer at a time is what SQLite allows; threads of one process wait here, in order, rather
# than in SQLite's busy handler, which sleeps and is not fair. Callbacks of one widget come on
# changing threads.
_LOCK = RLock()


@dataclass(frozen=True)
class Database:
    """An engine, and what to call it before people."""

    where: str
    """Path, or URL without password."""
    name: str
    """The last part of it."""
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside one transaction that only reads."""
        with _LOCK, self._explained(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside one transaction: on disk when it ends, or not at all."""
        engine = self.engine.execution_options(writes=True)
        with _LOCK, self._explained(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            code = getattr(cause, "sqlite_errorname", "")
            known = (cure for prefix, cure in CURES.items() if code.startswith(prefix))
            cure = next(known, "Check that the database is there and that you may use it.")
            msg = f"The log {self.where} says: {cause}. {cure}"
            raise LogError(msg) from error


def sqlite_file(path: Path) -> Database:
    """Reach a SQLite file that exists; SQLite itself never makes one."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=rw", uri=True, timeout=BUSY_S, isolation_level=None
        )
        try:
            # A rollback journal works on network folders too, a write-ahead log does not.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, json_serializer=canonical_json
    )
    _begin_ourselves(engine)
    return Database(where=str(path), name=path.name, engine=engine)


def sqlite_memory(name: str = "sqlite://") -> Database:
    """Make a database that lasts as long as its engine."""

    def connect() -> sqlite3.Connection:
        # Shared by all threads: `_LOCK` lets in one at a time.
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=StaticPool, json_serializer=canonical_json
    )
    _begin_ourselves(engine)
    return Database(where=name, name=name, engine=engine)


def server(url: URL) -> Database:
    """Reach a database server."""
    engine = create_engine(url, pool_pre_ping=True, json_serializer=canonical_json)
    shown = url.set(password=None, query={}).render_as_string()
    return Database(where=shown, name=url.database or shown, engine=engine)


def _begin_ourselves(engine: Engine) -> None:
    """
    Take SQLite's write lock when a writing transaction begins.

    A transaction that reads first and asks for the lock later can be refused it, however long
    it would have waited.
    """

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def mark_as_ours(connection: Connection) -> None:
    """Write our sign into the header of a SQLite file; other databases have no such place."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose id is not there yet; return how many that were."""
    insert = INSERTS[connection.dialect.name](table).on_conflict_do_nothing(index_elements=["id"])
    return connection.execute(insert, rows).rowcount if rows else 0


def canonical_json(value: object) -> str:
    """
    Write JSON so that the same value is always the same text.

    Examples
    --------
    >>> canonical_json({"b": 1.5, "a": None})
    '{"a":null,"b":1.5}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
