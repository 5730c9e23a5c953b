"""The database of a clinic, by its address."""

from stretchlib.errors import LogError
from stretchlib.log.database import Database
from stretchlib.log.locate import find_database


def find_server(where: str | None) -> Database:
    """
    Return the database at an address or, without one, at `STRETCHLIB_LOG`.

    Examples
    --------
    >>> find_server("sqlite://")
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: sqlite:// is not on a server, and only one person's. Give ...
    """
    database = find_database(where)
    if not database.on_server:
        msg = (
            f"{database.where} is not on a server, and only one person's. Give the address of a "
            "PostgreSQL database: --url or STRETCHLIB_LOG=postgresql+psycopg://name@host/database"
        )
        raise LogError(msg)
    return database
