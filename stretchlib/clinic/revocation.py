"""The end of what somebody may do in a clinic, which comes at once."""

from collections.abc import Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

from stretchlib.clinic.administering import administering
from stretchlib.clinic.members import groups_with, still_in
from stretchlib.clinic.policies import (
    cursor_of,
    database_of,
    former_groups_of,
    groups_of,
    make_group,
)
from stretchlib.errors import LogError

END_ONE = """
    UPDATE assignments SET until_utc = now()
    WHERE clinician = %s AND person = %s AND until_utc IS NULL
"""
END_ALL = "UPDATE assignments SET until_utc = now() WHERE clinician = %s AND until_utc IS NULL"
DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
DISCONNECT_AND_WAIT = DISCONNECT.replace("(pid)", "(pid, 1000)")


def revoke(name: str, people: Sequence[str] = (), where: str | None = None) -> None:
    """
    End at once what a role may do: all of it or, for a clinician, reading the logs of some people.

    Their connections are cut. Rows stay, and so does who read whom until when.

    Parameters
    ----------
    name : str
        A person or a clinician.
    people : sequence of str
        Only these assignments of a clinician; left out, the role itself is shut.
    where : SQLAlchemy URL, optional
        As for `init`.

    Raises
    ------
    LogError
        When there is no such role or assignment. Then nothing ends.
    """
    with administering(where) as connection:
        cursor = cursor_of(connection)
        if people:
            _end_assignments(cursor, name, people)
        else:
            _shut(cursor, name)
    cut_off(name, where)


def cut_off(name: str, where: str | None) -> None:
    """
    End the connections of a role, once what it may do is committed: they can be made anew.

    Raises
    ------
    LogError
        When that is not allowed; what was committed holds.
    """
    with administering(where) as connection:
        try:
            cursor_of(connection).execute(DISCONNECT, [name])
        except psycopg.errors.InsufficientPrivilege as error:
            msg = (
                f"It has ended for {name!r}, but what they have open now goes on: your role may "
                "not cut it off. Run init once as a superuser, which grants it pg_signal_backend, "
                "and then the same command again."
            )
            raise LogError(msg) from error


def let_go_of_the_role(cursor: psycopg.Cursor, name: str) -> None:
    """
    Cut off whoever holds their own role: it may be changed by themself too.

    In a transaction that they never end, that would put off their own end for ever. Who may not
    cut them off waits a while instead, and is told.
    """
    with suppress(psycopg.errors.InsufficientPrivilege), cursor.connection.transaction():
        cursor.execute(DISCONNECT_AND_WAIT, [name])


def _end_assignments(cursor: psycopg.Cursor, clinician: str, people: Sequence[str]) -> None:
    for person in people:
        if not cursor.execute(END_ONE, [clinician, person]).rowcount:
            msg = f"{clinician!r} does not read the log of {person!r}. Nothing was changed."
            raise LogError(msg)


def _shut(cursor: psycopg.Cursor, name: str) -> None:
    database, role = database_of(cursor), sql.Identifier(name)
    for group in groups_with(cursor, name):
        out_of = sql.Identifier(groups_of(database)[group])
        cursor.execute(sql.SQL("REVOKE {} FROM {}").format(out_of, role))
        # So that they are known when they come back.
        former = former_groups_of(database)[group]
        make_group(cursor, former)
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(former), role))
    if still_in(cursor, name):
        msg = (
            f"A superuser let {name!r} in, and your role cannot take that back. Nothing was "
            "changed. Run init once as a superuser, and then the same command again."
        )
        raise LogError(msg)
    cursor.execute(END_ALL, [name])
    let_go_of_the_role(cursor, name)
    cursor.execute(sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(role))
