"""What every function of a log is given: the database, and what may be done with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from ulid import ULIDGenerator

from stretchlib.errors import LogError
from stretchlib.log.database import Database

ASKED: ContextVar[dict[Database, Any] | None] = ContextVar("asked", default=None)
"""What was asked of a database already and holds until something is written; `known` fills it."""
_ULIDS = ULIDGenerator()


def new_id(_at: datetime) -> str:
    """
    Make an id that carries the millisecond at which its row was written.

    Not the moment the row is about: a session that is added a week later shows that it was.
    """
    return str(_ULIDS.generate())


@dataclass
class Handle:
    """A database that was opened, whether it may be written to, and how its ids are made."""

    database: Database
    is_sample: bool = False
    new_id: Callable[[datetime], str] = new_id

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction that only reads."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction; the sample log gives none."""
        if self.is_sample:
            msg = "The sample log keeps nothing of yours. Write to your own: open_log()"
            raise LogError(msg)
        (ASKED.get() or {}).pop(self.database, None)
        return self.database.writing()
