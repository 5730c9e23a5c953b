"""Who runs a clinic: the owner of its database, also where a superuser runs `init`."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

OWNER = """
    SELECT r.rolname, r.rolsuper, r.rolcreaterole, me.rolsuper
    FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba, pg_roles me
    WHERE d.datname = current_database() AND me.rolname = session_user
"""
OTHERS_OWN = """
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text
    FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind IN ('r', 'p', 'S')
        AND pg_get_userbyid(relowner) <> %(owner)s
    UNION ALL SELECT 'FUNCTION', oid::regprocedure::text
    FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
        AND pg_get_userbyid(proowner) <> %(owner)s
    UNION ALL SELECT 'SCHEMA', quote_ident(nspname) FROM pg_namespace
    WHERE nspname = %(schema)s AND pg_get_userbyid(nspowner) <> %(owner)s
"""
MEMBERSHIPS = """
    SELECT r.rolname, g.rolname, pg_get_userbyid(m.grantor) FROM pg_auth_members m
    JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
    WHERE g.rolname = ANY (%(groups)s) AND r.rolname <> %(owner)s AND NOT r.rolsuper
"""
MAY_CUT_OFF = "SELECT pg_has_role(%s, 'pg_signal_backend', 'MEMBER')"
HANDED_ON_SINCE = 160_000
"""From this version on a role gives, and takes, only what it may hand on, and gave itself."""


def let_the_owner_run_it(cursor: psycopg.Cursor, schema: str, groups: Sequence[str]) -> bool:
    """
    Give the database's owner what runs the clinic, and go on as the owner; `RESET ROLE` ends it.

    What a superuser makes would else be the superuser's, and the owner's next `init` be refused.

    Returns
    -------
    bool
        Whether the owner can cut off the connections of somebody who is let go.
    """
    ((owner, is_superuser, makes_roles, as_superuser),) = cursor.execute(OWNER).fetchall()
    name = sql.Identifier(owner)
    may_cut_off = is_superuser or _may_cut_off(cursor, owner)
    if not may_cut_off:
        try:
            with cursor.connection.transaction():
                cursor.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(name))
            may_cut_off = True
        except psycopg.errors.InsufficientPrivilege:
            may_cut_off = False
    if not as_superuser or is_superuser:
        return may_cut_off
    if makes_roles and cursor.connection.info.server_version >= HANDED_ON_SINCE:
        _hand_on(cursor, groups, owner)
    owned = cursor.execute(OTHERS_OWN, {"schema": schema, "owner": owner}).fetchall()
    for kind, what in owned:
        # The server's own spelling of both.
        give = "ALTER {} {} OWNER TO {}"
        cursor.execute(sql.SQL(give).format(sql.SQL(kind), sql.SQL(what), name))
    cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(name))
    return may_cut_off


def _hand_on(cursor: psycopg.Cursor, groups: Sequence[str], owner: str) -> None:
    """Let the owner let in and let go whom a superuser let in."""
    name = sql.Identifier(owner)
    found = cursor.execute(MEMBERSHIPS, {"groups": list(groups), "owner": owner}).fetchall()
    for role in (*groups, *sorted({member for member, _, _ in found})):
        give = "GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"
        cursor.execute(sql.SQL(give).format(sql.Identifier(role), name))
    for member, group, granted_by in found:
        if granted_by == owner:
            continue
        names = [sql.Identifier(each) for each in (group, member, owner, granted_by)]
        again = "GRANT {0} TO {1} GRANTED BY {2}; REVOKE {0} FROM {1} GRANTED BY {3}"
        cursor.execute(sql.SQL(again).format(*names))


def _may_cut_off(cursor: psycopg.Cursor, owner: str) -> bool:
    ((found,),) = cursor.execute(MAY_CUT_OFF, [owner]).fetchall()
    return bool(found)
