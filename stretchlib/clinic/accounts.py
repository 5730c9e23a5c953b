"""The people and clinicians of a clinic: let in, assigned to each other, and let go."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from stretchlib.clinic.address import find_server
from stretchlib.clinic.policies import PATIENCE, cursor_of, database_of, groups_of, set_up
from stretchlib.errors import LogError

PASSWORD_BYTES = 18
CONNECTIONS = 20
"""Of one role at a time: a slip in one notebook never shuts out the others."""
NAME_BYTES = 63
"""PostgreSQL cuts off what is longer, so that two names could become one."""

MEMBERS = """
    SELECT r.rolname FROM pg_auth_members m
    JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
    WHERE g.rolname = %s
"""
ASSIGN = """
    INSERT INTO assignments (clinician, person) VALUES (%s, %s)
    ON CONFLICT (clinician, person) WHERE until_utc IS NULL DO NOTHING
"""
END_ONE = """
    UPDATE assignments SET until_utc = now()
    WHERE clinician = %s AND person = %s AND until_utc IS NULL
"""
END_ALL = "UPDATE assignments SET until_utc = now() WHERE clinician = %s AND until_utc IS NULL"
DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
DISCONNECT_AND_WAIT = DISCONNECT.replace("(pid)", "(pid, 1000)")


def init(where: str | None = None) -> list[str]:
    """
    Make the log's tables in an empty database, or bring them up to date, and guard every row.

    Doing it again changes nothing.

    Parameters
    ----------
    where : SQLAlchemy URL, optional
        Of a database of its own, as a role that owns it and may make roles. Left out: the
        environment variable `STRETCHLIB_LOG`.

    Returns
    -------
    list of str
        What a member may still do to others that only a superuser can take away; empty for
        nothing.

    Raises
    ------
    LogError
        When it is not a PostgreSQL server, holds other tables, or refuses.
    """
    with _administering(where) as connection:
        return set_up(connection)


def add_person(name: str, where: str | None = None) -> str:
    """
    Let somebody keep a log of their own; return their password, which nothing else will tell.

    Parameters
    ----------
    name : str
        For life, and better a number than a name: every role can list the names of all.
    where : SQLAlchemy URL, optional
        As for `init`.

    Raises
    ------
    LogError
        When the name cannot be, or is taken, even by somebody who was let go.
    """
    return _add(name, "people", where)


def add_clinician(name: str, where: str | None = None) -> str:
    """
    Let somebody read the logs of those they are assigned; return their password.

    They write nothing. One who also practises needs a second name to keep a log.

    Parameters
    ----------
    name : str
        For life.
    where : SQLAlchemy URL, optional
        As for `init`.

    Raises
    ------
    LogError
        When the name cannot be, or is taken, even by somebody who was let go.
    """
    return _add(name, "clinicians", where)


def new_password(name: str, where: str | None = None) -> str:
    """
    Give somebody who lost theirs a new password, and return it; the old one ends at once.

    Parameters
    ----------
    name : str
        A person or a clinician.
    where : SQLAlchemy URL, optional
        As for `init`.

    Raises
    ------
    LogError
        When there is no such role, or it was let go.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with _administering(where) as connection:
        cursor = cursor_of(connection)
        _groups_with(cursor, name)
        _let_go_of_the_role(cursor, name)
        change = sql.SQL("ALTER ROLE {} PASSWORD {}")
        cursor.execute(change.format(sql.Identifier(name), _verifier(cursor, name, password)))
    _cut_off(name, where)
    return password


def assign(clinician: str, people: Sequence[str], where: str | None = None) -> None:
    """
    Let a clinician read the logs of some people, all or none; once more changes nothing.

    Raises
    ------
    LogError
        When there is no such clinician, or one of the people is not there.
    """
    with _administering(where) as connection:
        cursor = cursor_of(connection)
        _check_member(cursor, clinician, "clinicians")
        for person in people:
            _check_member(cursor, person, "people")
            cursor.execute(ASSIGN, [clinician, person])


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
    with _administering(where) as connection:
        cursor = cursor_of(connection)
        if people:
            _end_assignments(cursor, name, people)
        else:
            _shut(cursor, name)
    _cut_off(name, where)


def _cut_off(name: str, where: str | None) -> None:
    """End the connections of a role, once what it may do is committed: they can be made anew."""
    with _administering(where) as connection:
        try:
            cursor_of(connection).execute(DISCONNECT, [name])
        except psycopg.errors.InsufficientPrivilege as error:
            msg = (
                f"It has ended for {name!r}, but what they have open now goes on: your role may "
                "not cut it off. Let a superuser grant you pg_signal_backend."
            )
            raise LogError(msg) from error


@contextmanager
def _administering(where: str | None) -> Iterator[Connection]:
    """Give a connection in one transaction that changes roles and tables."""
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


def _add(name: str, group: str, where: str | None) -> str:
    _check_name(name)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with _administering(where) as connection:
        cursor = cursor_of(connection)
        member_of = groups_of(database_of(cursor))[group]
        make = sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {} IN ROLE {}")
        try:
            cursor.execute(
                make.format(
                    sql.Identifier(name),
                    sql.Literal(CONNECTIONS),
                    _verifier(cursor, name, password),
                    sql.Identifier(member_of),
                )
            )
        except psycopg.errors.DuplicateObject as error:
            msg = f"{name!r} is taken. Names are for life: choose another."
            raise LogError(msg) from error
        except psycopg.errors.UndefinedObject as error:
            msg = "There is no log here yet. First: python -m stretchlib.clinic init"
            raise LogError(msg) from error
    return password


def _verifier(cursor: psycopg.Cursor, name: str, password: str) -> sql.Literal:
    """Make what proves a password; the password in a statement would stand in the server's log."""
    proof = cursor.connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    return sql.Literal(proof.decode())


def _check_name(name: str) -> None:
    size = len(name.encode(errors="replace"))
    if not name.isprintable() or not 0 < size <= NAME_BYTES:
        msg = f"{name!r} cannot be the name of a role. Give 1 to {NAME_BYTES} bytes that print."
        raise LogError(msg)


def _check_member(cursor: psycopg.Cursor, name: str, group: str) -> None:
    """Refuse a role that is not one of ours, so that no other is ever touched."""
    member_of = groups_of(database_of(cursor))[group]
    if (name,) not in cursor.execute(MEMBERS, [member_of]).fetchall():
        one = {"people": "person", "clinicians": "clinician"}[group]
        msg = f"No {one} named {name!r}. To add one: python -m stretchlib.clinic add-{one} NAME"
        raise LogError(msg)


def _end_assignments(cursor: psycopg.Cursor, clinician: str, people: Sequence[str]) -> None:
    for person in people:
        if not cursor.execute(END_ONE, [clinician, person]).rowcount:
            msg = f"{clinician!r} does not read the log of {person!r}. Nothing was changed."
            raise LogError(msg)


def _groups_with(cursor: psycopg.Cursor, name: str) -> list[str]:
    """Return the groups that a role belongs to; refuse one that is not of this clinic."""
    groups = groups_of(database_of(cursor))
    ours = [
        group for group in groups.values() if (name,) in cursor.execute(MEMBERS, [group]).fetchall()
    ]
    if not ours:
        msg = f"No person and no clinician named {name!r}. Nothing was changed."
        raise LogError(msg)
    return ours


def _shut(cursor: psycopg.Cursor, name: str) -> None:
    role = sql.Identifier(name)
    for group in _groups_with(cursor, name):
        cursor.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), role))
    cursor.execute(END_ALL, [name])
    _let_go_of_the_role(cursor, name)
    cursor.execute(sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL").format(role))


def _let_go_of_the_role(cursor: psycopg.Cursor, name: str) -> None:
    """
    Cut off whoever holds their own role: it may be changed by themself too.

    In a transaction that they never end, that would put off their own end for ever. Who may not
    cut them off waits a while instead, and is told.
    """
    with suppress(psycopg.errors.InsufficientPrivilege), cursor.connection.transaction():
        cursor.execute(DISCONNECT_AND_WAIT, [name])
