"""The database under the log: all that differs between SQLite and PostgreSQL is here."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from random import uniform
from threading import RLock
from time import monotonic, sleep
from traceback import walk_tb
from typing import Any

from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from stretchlib.errors import LogError, StretchError, in_short
from stretchlib.log.backups import damaged
from stretchlib.log.driver_errors import DAMAGED, SERVER, SQLITE
from stretchlib.log.sqlite_files import uri_of
from stretchlib.log.tables import APPLICATION_ID

BUSY_S = 30.0
"""How long to wait for another program that is writing."""
ASK_MS = 20
"""How often, at least, to ask whether it has ended."""
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What turning a row into values raises, where it is not as it was written."""
RESULTS = (
    "sqlalchemy.cyextension", "sqlalchemy.engine._result", "sqlalchemy.engine._row",
    "sqlalchemy.engine.cursor", "sqlalchemy.engine.result", "sqlalchemy.engine.row",
    "sqlalchemy.sql.sqltypes", "sqlalchemy.sql.type_api",
)  # fmt: skip
"""Where SQLAlchemy turns what a driver gives into values; of what is given to it, it says so."""
PRIMARY_KEYS = {"sqlite": ["id"], "postgresql": ["person", "id"]}
"""What no two rows of a table share."""
# A rollback journal works on network folders too, a write-ahead log does not. EXTRA: the folder
# is synced, too, once the journal is gone; else a power cut may bring it back, and it would undo
# what was already called saved. `fullfsync`: macOS waits for the disk itself, others always do.
PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", "fullfsync=1", "foreign_keys=ON")
"""How a file is written to."""

# One writer at a time is what SQLite allows; threads of one process wait here, in order, rather
# than in SQLite's busy handler, which sleeps and is not fair. Callbacks of one widget come on
# changing threads.
_LOCK = RLock()


class NotAsWritten(Exception):
    """What the database kept is nothing that we write; `__cause__` says why."""


def _without_warnings_of_numpy() -> AbstractContextManager[object]:
    """Keep NumPy quiet where it is in use; it is not brought for this alone."""
    numpy = sys.modules.get("numpy")
    return numpy.errstate(all="ignore") if numpy else nullcontext()


@contextmanager
def of_what_was_kept() -> Iterator[None]:
    """
    Say of what is done here that it turns what the database kept into values.

    Where it fails, the log is damaged. Any other error is one of ours, and is raised as it is. A
    number past all numbers is no reason for NumPy to warn a person, either.
    """
    try:
        with _without_warnings_of_numpy():
            yield
    except StretchError:
        raise
    except UNREADABLE as error:
        raise NotAsWritten from error


@dataclass(frozen=True)
class Database:
    """An engine, and what to call it before people."""

    where: str
    """Path, or URL without password."""
    name: str
    """The last part of it."""
    engine: Engine
    file: Path | None = None
    """Where it is, when it is a file."""
    person: str | None = None
    """Whose log is read, when a clinician named one of those assigned to them."""
    lock: AbstractContextManager[object] = _LOCK
    """What a thread waits for before it asks anything."""

    @property
    def on_server(self) -> bool:
        """Whether a server keeps it, with the logs of others."""
        return self.engine.dialect.name == "postgresql"

    @cached_property
    def _writing_engine(self) -> Engine:
        # Kept: to make one takes as long as an INSERT.
        return self.engine.execution_options(writes=True)

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction that only reads."""
        return self._transaction(self.engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction: on disk when it ends, or not at all."""
        return self._transaction(self._writing_engine)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        of_ours: list[Exception] = []
        with self.lock, self._explained(of_ours), engine.begin() as connection:
            try:
                yield connection
            except UNREADABLE as error:
                if not _is_of_results(error):
                    of_ours.append(error)
                raise

    @contextmanager
    def _explained(self, of_ours: list[Exception]) -> Iterator[None]:
        driver: Any = self.engine.dialect.dbapi
        try:
            yield
        except StretchError:
            raise
        except (SQLAlchemyError, driver.Error) as error:
            raise self._log_error(error) from error
        except NotAsWritten as error:
            raise self._unreadable(error.__cause__ or error) from error.__cause__
        except UNREADABLE as error:
            if error in of_ours:
                raise
            raise self._unreadable(error) from error

    def _log_error(self, error: Exception) -> LogError:
        cause = getattr(error, "orig", None) or error
        code = getattr(cause, "sqlstate" if self.on_server else "sqlite_errorname", None) or ""
        if isinstance(cause, sqlite3.OperationalError) and not code:
            # The driver's own word, not SQLite's: it has bytes that are no text.
            return self._unreadable(cause)
        if self.file and code.startswith(DAMAGED):
            return damaged(self.file, str(cause))
        cures = SERVER if self.on_server else SQLITE
        known = (cure for prefix, cure in cures.items() if code.startswith(prefix))
        cure = next(known, "Check that the database is there and that you may use it.")
        return LogError(f"The log {self.where} says: {cause}. {cure}")

    def _unreadable(self, error: BaseException) -> LogError:
        """Say that there is a value which no log of ours has: a page is damaged, or rewritten."""
        what = f"it has an entry that cannot be read ({in_short(str(error))})"
        if self.file:
            return damaged(self.file, what)
        return LogError(f"The log {self.where} is damaged: {what}. Ask those who run it.")


def sqlite_file(path: Path) -> Database:
    """Reach a SQLite file that exists; SQLite itself never makes one."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri_of(path, "rw"), uri=True, timeout=BUSY_S, isolation_level=None
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            # Of a damaged file SQLite may say what is no text, and that is another error.
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=NullPool, json_serializer=canonical_json
    )
    _begin_ourselves(engine)
    return Database(where=str(path), name=path.name, engine=engine, file=path)


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
    """
    Reach a database server; `person` in the address says whose log a clinician reads.

    No connection is held between two operations: a thousand open notebooks hold none.
    """
    person = next(iter(url.normalized_query.get("person", ())), None)
    url = url.difference_update_query(["person"])
    engine = create_engine(url, poolclass=NullPool, json_serializer=canonical_json)
    if person is not None:
        _see_only(engine, person)
    # Made anew: `url.set(password=None)` would leave the password as it is.
    shown = URL.create(
        url.drivername, url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()
    name = person or url.database or shown
    return Database(where=shown, name=name, engine=engine, person=person, lock=nullcontext())


def _see_only(engine: Engine, person: str) -> None:
    """Narrow what a clinician sees to one person: the policies of `log.clinic` look there."""

    @event.listens_for(engine, "connect")
    def narrow(connection: Any, _: object) -> None:
        connection.execute("SELECT set_config('stretchlib.person', %s, false)", [person])
        connection.commit()


def _begin_ourselves(engine: Engine) -> None:
    """
    Take SQLite's write lock when a writing transaction begins.

    A transaction that reads first and asks for the lock later can be refused it, however long
    it would have waited.
    """

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            _wait_for_ones_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _wait_for_ones_turn(connection: Connection) -> None:
    """
    Begin to write once no other program does.

    SQLite alone asks ten times a second: with four programs that write without a pause, one of
    them was seen to wait in vain for ten seconds. Asking often, at random, lets all in.
    """
    until = monotonic() + BUSY_S
    # Straight to the driver: through SQLAlchemy, both settings take longer than the INSERT.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={ASK_MS}")
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            break
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorname", "")
            if not code.startswith("SQLITE_BUSY") or monotonic() > until:
                raise
            sleep(uniform(0, ASK_MS / 1000))
    driver.execute(f"PRAGMA busy_timeout={BUSY_S * 1000:.0f}")


def _is_of_results(error: BaseException) -> bool:
    """Whether it was raised where SQLAlchemy turns what a driver gives into values."""
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    return any(str(frame.f_globals.get("__name__")).startswith(RESULTS) for frame in frames)


def mark_as_ours(connection: Connection) -> None:
    """Write our sign into the header of a SQLite file; other databases have no such field."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose id is not there yet; return how many that were."""
    if not rows:
        return 0
    return connection.execute(_insert_new(connection.dialect.name, table), rows).rowcount


@cache
def _insert_new(dialect: str, table: Table) -> Insert:
    # The dialect that is in use is there; all of them take long to import.
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    found: Insert = insert(table).on_conflict_do_nothing(index_elements=PRIMARY_KEYS[dialect])
    return found


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
