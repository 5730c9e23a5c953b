"""The tables of a new clinic in parts, by person: each operation of one person is in one part."""

import psycopg
from psycopg import sql

from stretchlib.errors import LogError
from stretchlib.log.tables import metadata

FEWEST, MOST = 2, 256
PARTS_OF_TABLE = """
    SELECT c.relkind = 'p', (SELECT count(*) FROM pg_inherits WHERE inhparent = c.oid)
    FROM pg_class c WHERE c.oid = to_regclass(%s)
"""
TABLE_KEYS = """
    SELECT contype, conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'p', 'u')
    ORDER BY contype, conname
"""
INDEXES = """
    SELECT pg_get_indexdef(indexrelid) FROM pg_index i
    WHERE indrelid = ANY (%s::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
CREATE_PARTS = """
    CREATE TABLE {new} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
        PARTITION BY HASH (person);
    DROP TABLE {table};
    ALTER TABLE {new} RENAME TO {table}
"""
PART = "CREATE TABLE {part} PARTITION OF {table} FOR VALUES WITH (MODULUS {of}, REMAINDER {number})"
# A policy of the whole holds for what is asked of the whole. Of a part nobody may ask anything:
# there is no policy on it, and no grant. Its owner is nobody else's judge, either.
GUARD_PART = """
    ALTER TABLE {part} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {part}
        EXECUTE FUNCTION append_only()
"""
PARTS = """
    SELECT inhrelid::regclass::text FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhparent
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'p'
    ORDER BY 1
"""


def check_parts(cursor: psycopg.Cursor, schema: str, parts: int) -> bool:
    """
    Find out whether a database can have its tables in so many parts, and has to be given them.

    Raises
    ------
    LogError
        When it cannot be so many, or there is a log already that is not in so many.
    """
    if not FEWEST <= parts <= MOST:
        msg = f"parts={parts} is too few or too many. Give {FEWEST} to {MOST}, such as 16."
        raise LogError(msg)
    found = cursor.execute(PARTS_OF_TABLE, [f"{schema}.sessions"]).fetchone()
    if found is None:
        return True
    in_parts, number = found
    if in_parts and number == parts:
        return False
    what = f"in {number} parts" if in_parts else "whole"
    msg = (
        f"The tables here are {what}, and stay so: nothing was changed. Parts are chosen once, in "
        "a new and empty database. To bring the tables here up to date, run init without --parts."
    )
    raise LogError(msg)


def split(cursor: psycopg.Cursor, parts: int) -> None:
    """Put empty tables in parts: the same columns, keys, references and indexes, by their names."""
    tables = list(metadata.tables)
    for table in tables:
        _check_empty(cursor, table)
    keys = cursor.execute(TABLE_KEYS, [tables]).fetchall()
    indexes = [index for (index,) in cursor.execute(INDEXES, [tables]).fetchall()]
    references = [key for key in keys if key[0] == "f"]
    for _, table, name, _ in references:
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        cursor.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
    for table in tables:
        names = {"table": sql.Identifier(table), "new": sql.Identifier(f"{table}_in_parts")}
        cursor.execute(sql.SQL(CREATE_PARTS).format(**names))
        for number in range(parts):
            part = sql.Identifier(f"{table}_{number:03}")
            numbers = {"of": sql.Literal(parts), "number": sql.Literal(number)}
            cursor.execute(sql.SQL(PART).format(part=part, **names, **numbers))
    for _, table, name, definition in [*(key for key in keys if key[0] != "f"), *references]:
        add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        # The server's own spelling of it.
        constraint = sql.SQL(definition)
        cursor.execute(add.format(sql.Identifier(table), sql.Identifier(name), constraint))
    for index in indexes:
        cursor.execute(sql.SQL(index))


def guard_parts(cursor: psycopg.Cursor, schema: str) -> None:
    """Let nobody come to a part but through the whole, which is guarded."""
    for (part,) in cursor.execute(PARTS, [schema]).fetchall():
        # The server's own spelling of its name.
        cursor.execute(sql.SQL(GUARD_PART).format(part=sql.SQL(part)))


def _check_empty(cursor: psycopg.Cursor, table: str) -> None:
    count = sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))
    if cursor.execute(count).fetchone():
        msg = f"{table} has rows, and so it stays whole. Nothing was changed."
        raise LogError(msg)
