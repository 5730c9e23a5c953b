"""Who is in a clinic, as the server's roles say it, and who was let go."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import psycopg

from stretchlib.clinic.administering import administering
from stretchlib.clinic.policies import cursor_of, database_of, former_groups_of, groups_of
from stretchlib.errors import LogError

MEMBER_WORDS: Final = {"people": "person", "clinicians": "clinician"}
"""What one of each group is called."""
MEMBERS: Final = {"name": "str", "kind": "str", "may_connect": "bool", "assigned": "str"}

# Whoever runs the clinic made the groups, and stands in each of them from PostgreSQL 16 on.
_IN_GROUPS = """
    SELECT r.rolname, g.rolname FROM pg_auth_members m
    JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
    WHERE g.rolname = ANY (%s)
        AND m.member <> (SELECT datdba FROM pg_database WHERE datname = current_database())
    ORDER BY r.rolname COLLATE "C"
"""
_ASSIGNED = """
    SELECT clinician, person FROM assignments WHERE until_utc IS NULL
    ORDER BY clinician COLLATE "C", person COLLATE "C"
"""
_LET_GO_BEFORE = """
    SELECT bool_or(clinician = %(name)s), bool_or(person = %(name)s) FROM assignments
    WHERE EXISTS (SELECT FROM pg_roles r WHERE rolname = %(name)s AND NOT rolcanlogin
        AND NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid))
"""


def members(where: str | None = None) -> pd.DataFrame:
    """
    Everybody who is or was in the clinic.

    Parameters
    ----------
    where : SQLAlchemy URL, optional
        As for `init`.

    Returns
    -------
    DataFrame, one row per person and clinician
        `name`, `kind` (str: person or clinician), `may_connect` (bool: false for somebody who was
        let go), `assigned` (str: the clinicians who read a person, the people whom a clinician
        reads; with commas).

    Raises
    ------
    LogError
        When it is no server, has no log, or refuses.
    """
    with administering(where) as connection:
        cursor = cursor_of(connection)
        check_has_log(cursor)
        database = database_of(cursor)
        standing = groups_of(database)
        former = former_groups_of(database)
        now = {name: group for group in MEMBER_WORDS for name in _of(cursor, [standing[group]])}
        gone = {name: group for group in MEMBER_WORDS for name in _of(cursor, [former[group]])}
        pairs = cursor.execute(_ASSIGNED).fetchall()
    rows = [
        (
            name,
            MEMBER_WORDS[group],
            name in now,
            ", ".join(sorted({*_others(pairs, name)})),
        )
        for name, group in sorted({**gone, **now}.items())
    ]
    return pd.DataFrame(rows, columns=list(MEMBERS)).astype(MEMBERS)


def check_has_log(cursor: psycopg.Cursor) -> None:
    """Refuse a database that `init` was never run in."""
    ((found,),) = cursor.execute("SELECT to_regclass('assignments')").fetchall()
    if found is None:
        msg = "There is no log here yet. First: python -m stretchlib.clinic init"
        raise LogError(msg)


def check_member(cursor: psycopg.Cursor, name: str, group: str) -> None:
    """Refuse a role that is not one of ours, so that no other is ever touched."""
    if name not in _of(cursor, [groups_of(database_of(cursor))[group]]):
        one = MEMBER_WORDS[group]
        msg = f"No {one} named {name!r}. To add one: python -m stretchlib.clinic add-{one} NAME"
        raise LogError(msg)


def groups_with(cursor: psycopg.Cursor, name: str) -> list[str]:
    """Return the groups that somebody belongs to; refuse a role that is not of this clinic."""
    ours = still_in(cursor, name)
    if not ours:
        msg = f"No person and no clinician named {name!r}. Nothing was changed."
        raise LogError(msg)
    return ours


def still_in(cursor: psycopg.Cursor, name: str) -> list[str]:
    """Return the groups that somebody belongs to now."""
    return _all_with(cursor, groups_of(database_of(cursor)), name)


def former_groups_with(cursor: psycopg.Cursor, name: str) -> list[str]:
    """
    Return the groups that somebody belonged to until they were let go.

    Before there were groups of those who were let go, only the assignments tell it.
    """
    database = database_of(cursor)
    if _all_with(cursor, groups_of(database), name):
        msg = f"{name!r} may connect: nobody let them go. A new password: new-password NAME"
        raise LogError(msg)
    if found := _all_with(cursor, former_groups_of(database), name):
        return found
    ((read, was_read),) = cursor.execute(_LET_GO_BEFORE, {"name": name}).fetchall()
    if read or was_read:
        return [group for group, is_one in (("clinicians", read), ("people", was_read)) if is_one]
    former = former_groups_of(database)["people"]
    msg = (
        f"Nobody named {name!r} was let go here. Somebody who was let go by an older workbook, and "
        f'whom no clinician read, a superuser brings back first: GRANT "{former}" TO their name.'
    )
    raise LogError(msg)


def _all_with(cursor: psycopg.Cursor, groups: dict[str, str], name: str) -> list[str]:
    return [group for group, role in groups.items() if name in _of(cursor, [role])]


def _of(cursor: psycopg.Cursor, roles: Sequence[str]) -> list[str]:
    return [name for name, _ in cursor.execute(_IN_GROUPS, [list(roles)]).fetchall()]


def _others(pairs: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Who is on the other side of somebody's assignments."""
    return [
        person if clinician == name else clinician
        for clinician, person in pairs
        if name in (clinician, person)
    ]
