"""What a member of a clinic may do on a server by default, and a diary does not need."""

import psycopg
from psycopg import sql

from stretchlib.log.tables import metadata
from stretchlib.log.values import TEXT_LIMIT

WORD_LIMIT, JSON_LIMIT_BYTES = 200, 2_000_000
_MOMENT = "{0}_utc BETWEEN '0001-01-02' AND '9999-12-30' AND abs({0}_offset_min) < 1440"
_WORDS = "char_length({0}) <= " + str(WORD_LIMIT)
_TEXT = "char_length({0}) <= " + str(TEXT_LIMIT)
_JSON = "octet_length({0}::text) <= " + str(JSON_LIMIT_BYTES)
BOUNDS = {
    "timelines": ("phase_count >= 0", "planned_s BETWEEN 0 AND 1e9", _JSON.format("phases")),
    "sessions": (_MOMENT.format("started"), _TEXT.format("routine"), _TEXT.format("note")),
    "events": (
        _MOMENT.format("at"),
        "done_s BETWEEN 0 AND 2147483647",
        _WORDS.format("kind"),
        _TEXT.format("reason"),
    ),
    "ratings": (
        _MOMENT.format("rated"),
        *(_WORDS.format(name) for name in ("moment", "kind", "side")),
        _TEXT.format("area"),
    ),
    "measurements": (
        _MOMENT.format("taken"),
        "value_cm BETWEEN -1000 AND 1000",
        *(_WORDS.format(name) for name in ("test", "side")),
        _TEXT.format("note"),
    ),
    "screenings": (_MOMENT.format("answered"), _JSON.format("answers"), _WORDS.format("outcome")),
}
"""What a row may say at most, whoever sends it: else one row would stop a clinician's week."""

# Rows of before are not looked at: they can neither be changed nor refused any more.
BOUND = """
    ALTER TABLE {table} DROP CONSTRAINT IF EXISTS within_bounds;
    ALTER TABLE {table} ADD CONSTRAINT within_bounds CHECK ({bounds}) NOT VALID
"""
KNOWN = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        || coalesce(' COLLATE ' || quote_ident(l.collname), '')
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND NOT c.relispartition AND NOT a.attisdropped AND (a.attstattarget IS DISTINCT FROM 0
            OR EXISTS (SELECT FROM pg_inherits i JOIN pg_attribute p ON p.attrelid = i.inhrelid
                WHERE i.inhparent = c.oid AND p.attname = a.attname
                    AND p.attstattarget IS DISTINCT FROM 0))
"""
"""Columns that the planner would keep statistics of; what is said of a whole holds for parts."""
SPLIT_BY = """
    SELECT c.relname, a.attname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (p.partattrs::int2[])
    WHERE c.relnamespace = %s::regnamespace
"""
KEEP_NONE = "ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
FORGET_STATISTICS = f"""
    ALTER TABLE {{table}} ALTER COLUMN {{column}} TYPE {{kind}};
    {KEEP_NONE}
"""
FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~
        '^(pg_(try_)?advisory_|lo_|lowrite|loread|pg_lock_status|pg_export_snapshot|'
        'pg_stat_get_(activity|backend_))'
"""
MAY_RUN = "has_function_privilege(%s, oid, 'EXECUTE')"
ACTIVITY_VIEWS = ("pg_stat_activity", "pg_locks", "pg_stat_ssl", "pg_stat_gssapi")
BACKUP = "REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC"
"""Whoever may change a view may lock it, and `pg_dump` reads this one first."""
OWNER = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
ELSEWHERE = """
    SELECT datname FROM pg_database
    WHERE datallowconn AND datname <> current_database()
        AND has_database_privilege(%s, oid, 'CONNECT')
    ORDER BY 1
"""


def keep_no_statistics(cursor: psycopg.Cursor, schema: str) -> None:
    """
    Let the planner keep nothing of what rows say, and forget what it kept.

    `EXPLAIN` tells anybody how many rows it expects, and so, guess by guess, what somebody else
    wrote. Of a column that is given the type it has, the server forgets the statistics; nothing
    but its owner's leave is needed, and rows are not written anew.
    """
    split_by = cursor.execute(SPLIT_BY, [schema]).fetchall()
    for table, column, kind in cursor.execute(KNOWN, [schema]).fetchall():
        # The column that rows are split by keeps its type, and is never known: not from the start.
        forget = KEEP_NONE if (table, column) in split_by else FORGET_STATISTICS
        cursor.execute(
            sql.SQL(forget).format(
                table=sql.Identifier(table),
                column=sql.Identifier(column),
                # The server's own spelling of the type.
                kind=sql.SQL(kind),
            )
        )


def bound(cursor: psycopg.Cursor) -> None:
    """Refuse rows that no workbook would send."""
    for table in metadata.tables:
        # Constants of this file; a check that is unknown, for a missing value, is passed.
        bounds = sql.SQL(" AND ".join(f"({one})" for one in BOUNDS[table]))
        cursor.execute(sql.SQL(BOUND).format(table=sql.Identifier(table), bounds=bounds))


def take_away(cursor: psycopg.Cursor, group: str) -> bool:
    """
    Take away what this database lets every role do to others, and a diary does not need.

    Locks by number, large objects, the list of who is connected, the lock of a view that a backup
    reads, and the lending of a transaction's view of the past.

    Returns
    -------
    bool
        Whether a group has none of it now: they belong to the server, so it takes a superuser.
    """
    ((is_superuser,),) = cursor.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchall()
    if not is_superuser:
        return not cursor.execute(f"{FUNCTIONS} AND {MAY_RUN} LIMIT 1", [group]).fetchone()
    ((owner,),) = cursor.execute(OWNER).fetchall()
    # The server's own spelling of its functions, and constants of this file.
    taken = [("EXECUTE", f"FUNCTION {name}") for (name,) in cursor.execute(FUNCTIONS).fetchall()]
    taken += [("SELECT", f"TABLE pg_catalog.{view}") for view in ACTIVITY_VIEWS]
    for kind, what in taken:
        names = {"what": sql.SQL(what), "kind": sql.SQL(kind), "owner": sql.Identifier(owner)}
        cursor.execute(sql.SQL("REVOKE ALL ON {what} FROM PUBLIC").format(**names))
        # Whoever runs it must see whom to cut off.
        cursor.execute(sql.SQL("GRANT {kind} ON {what} TO {owner}").format(**names))
    cursor.execute(BACKUP)
    # Before PostgreSQL 15 it is not the owner's.
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    return True


def open_elsewhere(cursor: psycopg.Cursor, group: str) -> list[str]:
    """Other databases of the server that everybody may connect to."""
    return [name for (name,) in cursor.execute(ELSEWHERE, [group]).fetchall()]
