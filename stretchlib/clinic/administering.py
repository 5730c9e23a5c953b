"""One transaction of those who run a clinic: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection

from stretchlib.clinic.address import find_server
from stretchlib.clinic.policies import PATIENCE, cursor_of
from stretchlib.errors import LogError


@contextmanager
def administering(where: str | None) -> Iterator[Connection]:
    """
    Give a connection in one transaction that changes roles and tables.

    Raises
    ------
    LogError
        When it is no server, or the server refuses.
    """
    database = find_server(where)
    with database.writing() as connection:
        try:
            cursor_of(connection).execute(PATIENCE)
            yield connection
        except psycopg.Error as error:
            cure = "Nothing was changed."
            if isinstance(error, psycopg.errors.LockNotAvailable):
                cure += " Somebody holds a table: try again, or cut them off: revoke NAME."
            if isinstance(error, psycopg.errors.InsufficientPrivilege):
                cure = "Use a role that owns it and may make roles."
            msg = f"{database.where} says: {error}. {cure}"
            raise LogError(msg) from error
