"""What every function of a log is given: the database, and what may be done with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from ulid import ULIDGenerator

from stretchlib.errors import LogError
from stretchlib.log.database import Database

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
        return self.database.writing()
