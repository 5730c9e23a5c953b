"""The people and clinicians of a clinic: let in, assigned, given a password, and let in again."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final

import psycopg
from psycopg import sql

from stretchlib.clinic.administering import administering
from stretchlib.clinic.members import check_has_log, check_member, former_groups_with, groups_with
from stretchlib.clinic.password_delivery import HandOver, with_new_passwords
from stretchlib.clinic.policies import (
    cursor_of,
    database_of,
    former_groups_of,
    groups_of,
    make_group,
    set_up,
)
from stretchlib.clinic.revocation import cut_off, let_go_of_the_role
from stretchlib.errors import LogError

CONNECTIONS = 20
"""Of one role at a time: a slip in one notebook never shuts out the others."""
NAME_BYTES = 63
"""PostgreSQL cuts off what is longer, so that two names could become one."""

ASSIGN: Final = """
    INSERT INTO assignments (clinician, person) VALUES (%s, %s)
    ON CONFLICT (clinician, person) WHERE until_utc IS NULL DO NOTHING
"""
ROLES_THERE: Final = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1"
CREATE_ROLE: Final = "CREATE ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {} IN ROLE {}"
CHANGE: Final = "ALTER ROLE {} PASSWORD {}"
BRING_BACK: Final = "ALTER ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}"


def init(where: str | None = None, parts: int | None = None) -> list[str]:
    """
    Make the log's tables in an empty database, or bring them up to date, and guard every row.

    Doing it again changes nothing.

    Parameters
    ----------
    where : SQLAlchemy URL, optional
        Of a database of its own, as a role that owns it and may make roles. Left out: the
        environment variable `STRETCHLIB_LOG`.
    parts : int, optional
        Make the tables of a new database in so many parts, split by person. A database that has
        tables keeps them as they are.

    Returns
    -------
    list of str
        What is still open, and who can shut it; empty for nothing.

    Raises
    ------
    LogError
        When it is not a PostgreSQL server, holds other tables, has tables that are not in so many
        parts, or refuses.
    """
    with administering(where) as connection:
        return set_up(connection, parts)


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
    return add_people([name], where)[name]


def add_people(
    names: Sequence[str], where: str | None = None, hand_over: HandOver = nullcontext
) -> dict[str, str]:
    """
    Let several keep a log of their own, all or none; return their passwords by name.

    Parameters
    ----------
    names : sequence of str
        As for `add_person`.
    where : SQLAlchemy URL, optional
        As for `init`.
    hand_over : callable, optional
        Gives the passwords out before they hold: called with them, it returns a context manager,
        which is entered before anything is changed for good and left afterwards.

    Raises
    ------
    LogError
        When a name cannot be, stands there twice, or is taken; or they cannot be given out.
    """
    return _add(names, "people", where, hand_over)


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
    return add_clinicians([name], where)[name]


def add_clinicians(
    names: Sequence[str], where: str | None = None, hand_over: HandOver = nullcontext
) -> dict[str, str]:
    """
    Let several read the logs of those they are assigned, all or none; return their passwords.

    Parameters
    ----------
    names : sequence of str
        As for `add_clinician`.
    where : SQLAlchemy URL, optional
        As for `init`.
    hand_over : callable, optional
        As for `add_people`.

    Raises
    ------
    LogError
        As for `add_people`.
    """
    return _add(names, "clinicians", where, hand_over)


def new_password(name: str, where: str | None = None, hand_over: HandOver = nullcontext) -> str:
    """
    Give somebody who lost theirs a new password, and return it; the old one ends at once.

    Not before it was handed over: where that fails, the old one goes on.

    Parameters
    ----------
    name : str
        A person or a clinician.
    where : SQLAlchemy URL, optional
        As for `init`.
    hand_over : callable, optional
        As for `add_people`.

    Raises
    ------
    LogError
        When there is no such role, or it was let go; or the password cannot be given out.
    """
    with with_new_passwords([name], where, hand_over) as (cursor, passwords):
        groups_with(cursor, name)
        let_go_of_the_role(cursor, name)
        role = sql.Identifier(name)
        cursor.execute(sql.SQL(CHANGE).format(role, _verifier(cursor, name, passwords)))
    cut_off(name, where)
    return passwords[name]


def bring_back(name: str, where: str | None = None, hand_over: HandOver = nullcontext) -> str:
    """
    Let somebody in again who was let go, as what they were; return their new password.

    A person finds their rows as they left them. A clinician reads nobody until they are assigned.

    Parameters
    ----------
    name : str
        As it was.
    where : SQLAlchemy URL, optional
        As for `init`.
    hand_over : callable, optional
        As for `add_people`.

    Raises
    ------
    LogError
        When nobody of that name was let go here; or the password cannot be given out.
    """
    with with_new_passwords([name], where, hand_over) as (cursor, passwords):
        check_has_log(cursor)
        database, role = database_of(cursor), sql.Identifier(name)
        for group in former_groups_with(cursor, name):
            into = sql.Identifier(groups_of(database)[group])
            former = former_groups_of(database)[group]
            make_group(cursor, former)
            cursor.execute(sql.SQL("GRANT {} TO {}").format(into, role))
            cursor.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(former), role))
        proof = _verifier(cursor, name, passwords)
        cursor.execute(sql.SQL(BRING_BACK).format(role, sql.Literal(CONNECTIONS), proof))
    return passwords[name]


def assign(clinician: str, people: Sequence[str], where: str | None = None) -> None:
    """
    Let a clinician read the logs of some people, all or none; once more changes nothing.

    Raises
    ------
    LogError
        When there is no such clinician, or one of the people is not there.
    """
    with administering(where) as connection:
        cursor = cursor_of(connection)
        check_member(cursor, clinician, "clinicians")
        for person in people:
            check_member(cursor, person, "people")
            cursor.execute(ASSIGN, [clinician, person])


def _add(
    names: Sequence[str], group: str, where: str | None, hand_over: HandOver
) -> dict[str, str]:
    _check_names(names)
    with with_new_passwords(names, where, hand_over) as (cursor, passwords):
        check_has_log(cursor)
        if taken := [name for (name,) in cursor.execute(ROLES_THERE, [list(names)]).fetchall()]:
            msg = (
                f"{_listed(taken)} is taken. Names are for life: choose another. For somebody who "
                "was let go and comes back: return NAME"
            )
            raise LogError(msg)
        member_of = sql.Identifier(groups_of(database_of(cursor))[group])
        limit = sql.Literal(CONNECTIONS)
        for name in names:
            proof = _verifier(cursor, name, passwords)
            cursor.execute(
                sql.SQL(CREATE_ROLE).format(sql.Identifier(name), limit, proof, member_of)
            )
    return passwords


def _verifier(cursor: psycopg.Cursor, name: str, passwords: dict[str, str]) -> sql.Literal:
    """Make what proves a password; the password in a statement would stand in the server's log."""
    proof = cursor.connection.pgconn.encrypt_password(
        passwords[name].encode(), name.encode(), b"scram-sha-256"
    )
    return sql.Literal(proof.decode())


def _check_names(names: Sequence[str]) -> None:
    if not names:
        msg = "Nobody is named. Give a name, or a file with one a line."
        raise LogError(msg)
    seen: set[str] = set()
    for name in names:
        size = len(name.encode(errors="replace"))
        if not name.isprintable() or not 0 < size <= NAME_BYTES:
            msg = f"{name!r} cannot be the name of a role. Give 1 to {NAME_BYTES} bytes that print."
            raise LogError(msg)
        if name in seen:
            msg = f"{name!r} stands there twice. Take one out."
            raise LogError(msg)
        seen.add(name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
