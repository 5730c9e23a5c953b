"""Who may do what in a clinic's database: its groups, their grants and the policy of each row."""

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from stretchlib.clinic.limits import bound, keep_no_statistics, open_elsewhere, take_away
from stretchlib.clinic.owner import let_the_owner_run_it
from stretchlib.clinic.parts import check_parts, guard_parts, split
from stretchlib.errors import LogError
from stretchlib.log.migrate import VERSION_TABLE, migrate
from stretchlib.log.tables import metadata

SCHEMA = "stretchlib"
LOG_TABLES = tuple(metadata.tables)
APPEND_ONLY = """
    CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Rows of % are never changed or deleted', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege', HINT = 'Add a row that replaces the old one.';
    END $$
"""
ASSIGNMENT_TABLE = """
    CREATE TABLE IF NOT EXISTS assignments (
        clinician text COLLATE "C" NOT NULL,
        person text COLLATE "C" NOT NULL,
        since_utc timestamptz NOT NULL DEFAULT now(),
        until_utc timestamptz,
        PRIMARY KEY (clinician, person, since_utc)
    )
"""
ASSIGNMENTS = """
    CREATE UNIQUE INDEX IF NOT EXISTS uq_assignments_standing
        ON assignments (clinician, person) WHERE until_utc IS NULL;
    ALTER TABLE assignments ENABLE ROW LEVEL SECURITY;
    CREATE POLICY named ON assignments FOR SELECT USING (session_user IN (clinician, person))
"""
"""Who reads whom, since when, and until when they did: an ended one stays."""

# A policy is for everybody, and grants say who comes to it at all. Of a policy that is for a group,
# each member may strike the group out, and so blind all others: DROP OWNED BY the group.
# `session_user` is the role that gave the password; SET ROLE changes only `current_user`.
# The array is looked up once for a whole statement. That `own` is for clinicians too, who have no
# rows, makes an "or" of the two: in a join that knows the person it is a filter and nothing more,
# while an array alone would be walked through in the index, for every row anew.
# `first` says once more who reads what, in words that the planner takes to cost nothing, so that
# it is asked before a condition of the statement: EXPLAIN ANALYZE would else tell, by how often
# `assigned` was looked up, which hidden rows meet a condition, and so, guess by guess, every note.
GUARD = """
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    GRANT SELECT, INSERT ON {table} TO {people};
    GRANT SELECT ON {table} TO {clinicians};
    CREATE POLICY own ON {table}
        USING (person = session_user) WITH CHECK (person = session_user);
    CREATE POLICY assigned ON {table} FOR SELECT USING (person = ANY (ARRAY(
        SELECT a.person FROM assignments a
        WHERE a.clinician = session_user AND a.until_utc IS NULL AND a.person =
            coalesce(nullif(current_setting('stretchlib.person', true), ''), a.person)
    )));
    CREATE POLICY first ON {table} AS RESTRICTIVE FOR SELECT USING ((
        SELECT jsonb_object_agg(readable.person, true) FROM (
            SELECT session_user::text AS person
            UNION ALL
            SELECT a.person FROM assignments a
            WHERE a.clinician = session_user AND a.until_utc IS NULL
        ) AS readable
    )[person] IS NOT NULL);
    CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        EXECUTE FUNCTION append_only()
"""
# Without statistics the planner takes a query for an expensive one, and would have machine code
# made for it: a clinician's week in parts then waits two seconds for that, and runs for a tenth.
CLOSE_DATABASE = """
    REVOKE ALL ON DATABASE {database} FROM PUBLIC;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    ALTER DATABASE {database} SET search_path = {schema};
    ALTER DATABASE {database} SET jit = off;
    GRANT CONNECT ON DATABASE {database} TO {people}, {clinicians};
    GRANT USAGE ON SCHEMA {schema} TO {people}, {clinicians};
    GRANT SELECT ON {version}, assignments TO {people}, {clinicians}
"""
UNGUARD = """
    DROP POLICY IF EXISTS first ON {table};
    DROP POLICY IF EXISTS own ON {table};
    DROP POLICY IF EXISTS assigned ON {table};
    DROP POLICY IF EXISTS named ON {table}
"""
PATIENCE = "SET LOCAL lock_timeout = '10s'"
"""Whoever holds a table would else hold all that come after this."""
OTHERS = """
    SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname <> %s
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1 LIMIT 1
"""


def set_up(connection: Connection, parts: int | None = None) -> list[str]:
    """
    Make the tables or bring them up to date, and let nobody see more than they may.

    Doing it again changes nothing. New tables may be made in parts.

    Returns
    -------
    list of str
        What a member may still do that this role cannot take away, each with its cure.

    Raises
    ------
    LogError
        When the database holds tables of something else, or some that are not in so many parts.
    """
    cursor = cursor_of(connection)
    database = database_of(cursor)
    to_split = parts is not None and check_parts(cursor, SCHEMA, parts)
    if other := cursor.execute(OTHERS, [SCHEMA]).fetchone():
        msg = f"{database} holds {other[0]} too. Make a database for the log alone."
        raise LogError(msg)
    groups = groups_of(database)
    ours = (*groups.values(), *former_groups_of(database).values())
    for group in ours:
        make_group(cursor, group)
    may_cut_off = let_the_owner_run_it(cursor, SCHEMA, ours)
    schema = sql.Identifier(SCHEMA)
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
    cursor.execute(sql.SQL("SET LOCAL search_path = {}").format(schema))
    cursor.execute(PATIENCE)
    migrate(connection)
    if parts is not None and to_split:
        split(cursor, parts)
    names = {
        "database": sql.Identifier(database),
        "schema": schema,
        "version": sql.Identifier(VERSION_TABLE),
        **{group: sql.Identifier(name) for group, name in groups.items()},
    }
    cursor.execute(ASSIGNMENT_TABLE)
    for table in (*LOG_TABLES, "assignments"):
        cursor.execute(sql.SQL(UNGUARD).format(table=sql.Identifier(table)))
    keep_no_statistics(cursor, SCHEMA)
    bound(cursor)
    cursor.execute(ASSIGNMENTS)
    cursor.execute(APPEND_ONLY)
    for table in LOG_TABLES:
        cursor.execute(sql.SQL(GUARD).format(table=sql.Identifier(table), **names))
    guard_parts(cursor, SCHEMA)
    cursor.execute(sql.SQL(CLOSE_DATABASE).format(**names))
    cursor.execute("RESET ROLE")
    taken_away = take_away(cursor, groups["people"])
    return still_open(cursor, groups["people"], may_cut_off=may_cut_off, taken_away=taken_away)


def still_open(
    cursor: psycopg.Cursor, group: str, *, may_cut_off: bool, taken_away: bool
) -> list[str]:
    """Say what a member may still do to others, and who can take it away."""
    found = []
    if not may_cut_off:
        found.append(
            "What somebody has open when you revoke them goes on, for your role may not cut it "
            "off: run init once more as a superuser, or GRANT pg_signal_backend to your role."
        )
    if not taken_away:
        found.append(
            "Members may take locks by number, keep large objects, see who is connected, hold up "
            "a backup, and lend a clinician the state of before a revoke: run init once more as a "
            "superuser."
        )
    if elsewhere := open_elsewhere(cursor, group):
        found.append(
            f"Members may connect to {', '.join(elsewhere)} too, and do these things there: let "
            "them in here alone, by the lines of deploy/hub/pg_hba.conf. From here it cannot be "
            "seen whether the server has them already."
        )
    return found


def groups_of(database: str) -> dict[str, str]:
    """
    Names of the two roles that all others belong to; two clinics on one server share none.

    Examples
    --------
    >>> groups_of("clinic")
    {'people': 'clinic_people', 'clinicians': 'clinic_clinicians'}
    """
    return {group: f"{database}_{group}" for group in ("people", "clinicians")}


def former_groups_of(database: str) -> dict[str, str]:
    """
    Names of the two roles that those belong to who were let go: they grant nothing.

    Examples
    --------
    >>> former_groups_of("clinic")["people"]
    'clinic_people_let_go'
    """
    return {group: f"{name}_let_go" for group, name in groups_of(database).items()}


def make_group(cursor: psycopg.Cursor, group: str) -> None:
    """Make a role that nobody can log in as, unless it is there."""
    if not cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [group]).fetchone():
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))


def cursor_of(connection: Connection) -> psycopg.Cursor:
    """Reach through SQLAlchemy: only psycopg itself quotes the names of roles."""
    driver: Any = connection.connection.driver_connection
    cursor: psycopg.Cursor = driver.cursor()
    return cursor


def database_of(cursor: psycopg.Cursor) -> str:
    """Name of the database that a cursor works in."""
    ((name,),) = cursor.execute("SELECT current_database()").fetchall()
    return str(name)
