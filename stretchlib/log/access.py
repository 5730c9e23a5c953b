"""Whose log it is, where a server keeps the logs of many."""

from sqlalchemy import text

from stretchlib.errors import LogError, check_one_of
from stretchlib.log.database import Database

_GUARDED = text("SELECT row_security_active('sessions')")
_READABLE = text(
    "SELECT person FROM assignments"
    " WHERE clinician = session_user AND until_utc IS NULL ORDER BY person"
)


def check_whose(database: Database) -> None:
    """
    Make sure that all that is read and written through a database is one person's.

    Raises
    ------
    LogError
        For a role that sees everybody's rows, and for a clinician who named nobody.
    UnknownName
        For a person whose log this role may not read.
    """
    if not database.on_server:
        return
    with database.reading() as connection:
        guarded = connection.execute(_GUARDED).scalar_one()
        readable = connection.execute(_READABLE).scalars().all()
    if not guarded:
        msg = (
            f"The role of {database.where} sees the rows of everybody. "
            "Open the log as a person: python -m stretchlib.clinic add-person NAME"
        )
        raise LogError(msg)
    if database.person is not None:
        check_one_of("person", database.person, readable)
    elif readable:
        joined_by = "&" if database.engine.url.query else "?"
        msg = (
            f"{database.where} may read the logs of {', '.join(readable)}. "
            f"Say whose, at the end of the address: {joined_by}person={readable[0]}"
        )
        raise LogError(msg)
