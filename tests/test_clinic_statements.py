"""
What an ill-willed member sends shows nothing of others, changes nothing and hinders nobody.

Each statement is sent by a person and by a clinician. While its transaction is open somebody else
works; then it is committed, and all that is theirs is compared with what it was.
To try another PostgreSQL: `STRETCHLIB_TEST_POSTGRES=/folder/of/its/programs`.
"""

import threading
import time
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import errors
from ulid import ULID

from stretchlib.log import clinic as commands
from stretchlib.log.clinic.roles import CONNECTIONS
from stretchlib.log.tables import metadata
from tests.clinic_kit import Member, fresh_database
from tests.log_kit import MORNING, practise

SECRET = "only between us"
MEANWHILE = "written meanwhile"
AT_MOST_MS = 8000
"""How long somebody else may wait: what is held is held for ever, and commands wait 10 s."""

LOOKS = {
    "at whole rows": "SELECT m FROM measurements m",
    "at what the server adds to a row": "SELECT xmin, ctid, tableoid, * FROM measurements",
    "at a row by its place": (
        "SELECT * FROM measurements WHERE ctid = ANY (ARRAY("
        "SELECT format('(0,%s)', n)::tid FROM generate_series(1, 50) n))"
    ),
    "at a sample": "SELECT * FROM measurements TABLESAMPLE BERNOULLI (100) REPEATABLE (1)",
    "at rows as XML": "SELECT query_to_xml('SELECT * FROM ratings', true, false, '')",
    "at all tables as XML": "SELECT schema_to_xml('stretchlib', true, false, '')",
    "at the words of all notes": "SELECT ts_stat('SELECT to_tsvector(note) FROM measurements')",
    "at the first of all": "SELECT first_value(id) OVER (ORDER BY person), note FROM measurements",
    "at sums with their parts": "SELECT person, max(id), max(area) FROM ratings GROUP BY CUBE (1)",
    "from row to row": "WITH RECURSIVE r AS (TABLE ratings UNION TABLE ratings) TABLE r",
    "for her by name": (
        "SELECT l.* FROM (VALUES ('{anna}')) v (p), "
        "LATERAL (SELECT * FROM measurements WHERE person = v.p) l"
    ),
    "with the policies off": "SELECT set_config('row_security', 'off', false); TABLE ratings",
    "as if assigned to her": "SET stretchlib.person = '{anna}'; TABLE ratings",
    "as if assigned to nobody": "SET stretchlib.person = ''; TABLE sessions",
    "as it was at first": "RESET SESSION AUTHORIZATION; RESET ROLE; TABLE measurements",
    "by an error that quotes": "SELECT * FROM measurements WHERE note::integer = 1",
    "by an error that quotes answers": "SELECT (answers #>> '{{}}')::date FROM screenings",
    "by an error at her alone": (
        "SET enable_seqscan = off; SELECT * FROM measurements "
        "WHERE person = '{anna}' AND 1 / (length(note) - 15) = 0"
    ),
    "by an error in an order": "SELECT * FROM measurements ORDER BY 1 / (length(note) - 15)",
    "by an error in a join": (
        "SELECT * FROM assignments a FULL JOIN measurements m ON m.note::integer = 1"
    ),
    "by notices": (
        "DO $$ DECLARE r record; BEGIN FOR r IN TABLE measurements LOOP "
        "RAISE NOTICE '%', r; END LOOP; END $$"
    ),
    "by a cursor that stays": (
        "DECLARE c SCROLL CURSOR WITH HOLD FOR TABLE measurements; FETCH ALL c; FETCH FIRST c"
    ),
    "by a prepared statement": "PREPARE p AS TABLE measurements; EXECUTE p",
    "by an explained plan": "EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS) TABLE measurements",
    "at who reads whom": "TABLE assignments",
    "at all statistics": "TABLE pg_stats; TABLE pg_stats_ext; TABLE pg_stats_ext_exprs",
    "at work that is under way": "SELECT pg_stat_get_progress_info('VACUUM')",
    "at who copies the server": "TABLE pg_stat_replication",
    "at the memory of all": "TABLE pg_shmem_allocations",
    "at a folder": "SELECT pg_ls_dir('.')",
    "at the log of the server": "SELECT pg_ls_logdir(), pg_current_logfile()",
    "at a file's date": "SELECT pg_stat_file('postgresql.conf')",
    "at who may connect": "TABLE pg_hba_file_rules",
    "at the passwords": "TABLE pg_shadow",
    "at how it is guarded": "TABLE pg_policies; SELECT pg_get_functiondef('append_only'::regproc)",
    "in somebody's state of before": (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; "
        "SET TRANSACTION SNAPSHOT '00000003-00000001-1'"
    ),
}

CHANGES = {
    "a note by merging": (
        "MERGE INTO measurements m USING (VALUES ('{anna}')) v (p) ON m.person = v.p "
        "WHEN MATCHED THEN UPDATE SET note = 'x'"
    ),
    "a row by merging one in": (
        "MERGE INTO timelines t USING (VALUES (1)) v (n) ON false "
        "WHEN NOT MATCHED THEN INSERT (id, phase_count, planned_s, phases, person) "
        "VALUES ('x', 0, 0, '[]', '{anna}')"
    ),
    "a row by a conflict": (
        "INSERT INTO timelines VALUES ('{timeline}', 0, 0, '[]', '{anna}') "
        "ON CONFLICT (person, id) DO UPDATE SET phase_count = 99"
    ),
    "a row of hers, told": (
        "INSERT INTO timelines VALUES ('{timeline}', 0, 0, '[]', '{anna}') "
        "ON CONFLICT DO NOTHING RETURNING *"
    ),
    "rows by a join": "DELETE FROM events USING sessions s RETURNING *",
    "rows in a subquery": "WITH gone AS (DELETE FROM events RETURNING *) TABLE gone",
    "whose a row is": "UPDATE ratings SET person = '{anna}' WHERE person = session_user",
    "all tables": "TRUNCATE timelines RESTART IDENTITY CASCADE",
    "who reads whom": "INSERT INTO assignments VALUES ('{me}', '{anna}') ON CONFLICT DO NOTHING",
    "a policy": "ALTER POLICY own ON measurements USING (true)",
    "the first policy": "DROP POLICY first ON measurements",
    "all triggers": "ALTER TABLE events DISABLE TRIGGER ALL",
    "what the trigger does": (
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'"
    ),
    "whose a table is": "ALTER TABLE events OWNER TO {me}",
    "a table's name": "ALTER TABLE events RENAME TO gone",
    "a table's default": "ALTER TABLE events ALTER person SET DEFAULT '{anna}'",
    "how a table is kept": "ALTER TABLE events SET (autovacuum_enabled = false)",
    "what a table inherits": "ALTER TABLE events INHERIT ratings",
    "what a table is a part of": "CREATE TABLE public.part PARTITION OF events DEFAULT",
    "what is counted of a table": "CREATE STATISTICS stretchlib.s ON person, id FROM events",
    "a table by a trigger": (
        "CREATE TRIGGER t AFTER INSERT ON events EXECUTE FUNCTION append_only()"
    ),
    "a table by a rule": "CREATE RULE r AS ON INSERT TO events DO ALSO NOTIFY told",
    "an index": "DROP INDEX ix_events_session_id",
    "the schema": "DROP SCHEMA stretchlib CASCADE",
    "the schema's name": "ALTER SCHEMA stretchlib RENAME TO gone",
    "the catalogue of tables": "UPDATE pg_class SET relrowsecurity = false",
    "the catalogue of policies": "DELETE FROM pg_policy",
    "the catalogue of members": "DELETE FROM pg_auth_members",
    "what system tables allow": "SET allow_system_table_mods = on",
    "what is loaded": "LOAD 'auto_explain'",
    "what is loaded for others": "SET session_preload_libraries = 'auto_explain'",
    "what is written down": "SET log_statement = 'none'",
    "grants to everybody": "GRANT ALL ON ALL TABLES IN SCHEMA stretchlib TO PUBLIC",
    "grants to themself": "GRANT UPDATE, DELETE ON events TO {me}",
    "grants on what is to come": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA stretchlib GRANT ALL ON TABLES TO PUBLIC"
    ),
    "who leads the group": "GRANT {group} TO {me} WITH ADMIN OPTION",
    "whom they belong to": "GRANT {anna} TO {me}",
    "who belongs to them": "GRANT {me} TO {anna}",
    "that they read everything": "GRANT pg_read_all_data TO {me}",
    "that they cut off everybody": "GRANT pg_signal_backend TO {me}",
    "that they may set anything": "GRANT SET ON PARAMETER log_statement TO {me}",
    "that they may make roles": "ALTER ROLE {me} CREATEROLE",
    "that they may do all": "ALTER ROLE {me} SUPERUSER",
    "how often they may connect": "ALTER ROLE {me} CONNECTION LIMIT -1",
    "their own name": "ALTER ROLE {me} RENAME TO {anna}2",
    "everybody's settings": "ALTER ROLE ALL SET statement_timeout = 1",
    "her settings": "ALTER ROLE {anna} IN DATABASE {database} SET row_security = off",
    "her label": "SECURITY LABEL ON ROLE {anna} IS 'x'",
    "whose all is": "REASSIGN OWNED BY {admin} TO {me}",
    "what the owner owns": "DROP OWNED BY {admin} CASCADE",
    "that she owns what they do": "REASSIGN OWNED BY CURRENT_USER TO {anna}",
    "their own role": "DROP OWNED BY {me} CASCADE",
    "what their group was granted": "DROP OWNED BY {group}, {clinicians} CASCADE",
    "who they are": "SET SESSION AUTHORIZATION {admin}",
    "who they are, within": "SET LOCAL ROLE {admin}",
    "a sequence": "CREATE SEQUENCE public.s",
    "a sequence for a while": "CREATE TEMPORARY SEQUENCE s",
    "a table from a query": "SELECT * INTO public.copy FROM measurements",
    "a view that remembers": "CREATE MATERIALIZED VIEW public.m AS TABLE measurements",
    "a function for a while": "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a type": "CREATE TYPE public.t AS ENUM ('a')",
    "a domain": "CREATE DOMAIN public.d AS text",
    "a cast": "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT",
    "an operator": "CREATE OPERATOR public.= (PROCEDURE = texteq, LEFTARG = text, RIGHTARG = text)",
    "an operator for all": (
        "CREATE OPERATOR pg_catalog.=== (PROCEDURE = texteq, LEFTARG = text, RIGHTARG = text)"
    ),
    "an aggregate": "CREATE AGGREGATE public.a (text) (SFUNC = textcat, STYPE = text)",
    "a collation": "CREATE COLLATION public.c (LOCALE = 'C')",
    "a language": "CREATE LANGUAGE other HANDLER plpgsql_call_handler",
    "a way in from elsewhere": "CREATE FOREIGN DATA WRAPPER w",
    "what keeps a table": "CREATE ACCESS METHOD a TYPE TABLE HANDLER heap_tableam_handler",
    "how a function leaks": "ALTER FUNCTION pg_catalog.texteq(text, text) NOT LEAKPROOF",
    "who may call a function": "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {me}",
    "a large object": "SELECT lo_unlink(1)",
    "the log that is replayed": "SELECT pg_logical_emit_message(true, 'x', 'y')",
    "the count of a table": "SELECT pg_stat_reset_single_table_counters('events'::regclass)",
}

HOLDS = {
    "rows to change": "SELECT * FROM events FOR UPDATE",
    "rows to refer to": "SELECT * FROM sessions FOR KEY SHARE",
    "a table that she writes": "LOCK TABLE events IN SHARE MODE",
    "a table that she alters": "LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE",
    "a table that all may read": "LOCK TABLE events, assignments IN ACCESS SHARE MODE",
    "who reads whom": "LOCK TABLE assignments IN ROW EXCLUSIVE MODE",
    "the catalogue": "LOCK TABLE pg_class, pg_auth_members IN ACCESS SHARE MODE",
    "the catalogue alone": "LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE",
    "the settings": "LOCK TABLE pg_settings IN ACCESS EXCLUSIVE MODE",
    "their own role": "ALTER ROLE {me} SET search_path = public; ALTER ROLE {me} RESET ALL",
    "the entry of a table": "REVOKE ALL ON events FROM PUBLIC",
    "the entry of the schema": "GRANT USAGE ON SCHEMA stretchlib TO PUBLIC",
    "the entry of the database": "REVOKE CONNECT ON DATABASE {database} FROM {anna}",
    "the entry of the group": "SET ROLE {mine}; ALTER ROLE {mine} PASSWORD 'x'",
    "the settings of the group": "SET ROLE {mine}; ALTER ROLE {mine} SET statement_timeout = 1",
    "the state of before": "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; TABLE events",
    "a transaction for ever": "PREPARE TRANSACTION 'mine'",
    "what is told to all": (
        "LISTEN told; "
        "SELECT pg_notify('told', repeat('x', 7000) || n) FROM generate_series(1, 500) n"
    ),
    "the log of the server": "DO $$ BEGIN FOR n IN 1..200 LOOP RAISE LOG 'x'; END LOOP; END $$",
    "numbers of transactions": (
        "DO $$ BEGIN FOR n IN 1..500 LOOP BEGIN PERFORM pg_current_xact_id(); "
        "EXCEPTION WHEN others THEN END; END LOOP; END $$"
    ),
}

ALONE = {
    "change the server": "ALTER SYSTEM SET max_connections = 1",
    "write the server down": "CHECKPOINT",
    "write a table anew": "VACUUM FULL events",
    "write all tables anew": "VACUUM FULL",
    "clean a table": "VACUUM (FREEZE) events",
    "count a table": "ANALYZE events",
    "make an index anew": "REINDEX TABLE events",
    "make the indexes of the server anew": "REINDEX SYSTEM {database}",
    "make an index meanwhile": "CREATE INDEX CONCURRENTLY ON events (done_s)",
    "sort a table": "CLUSTER events USING pk_events",
    "drop the database": "DROP DATABASE {database} WITH (FORCE)",
    "make a database of it": "CREATE DATABASE mine TEMPLATE {database}",
    "rename the database": "ALTER DATABASE {database} RENAME TO gone",
    "shut the database": "ALTER DATABASE {database} ALLOW_CONNECTIONS false",
    "own the database": "ALTER DATABASE {database} OWNER TO {me}",
    "make a place for tables": "CREATE TABLESPACE t LOCATION '/tmp'",
    "end a transaction of somebody": "ROLLBACK PREPARED 'x'",
}
"""What a transaction cannot hold."""

BUSY = {
    "a pattern that goes back": (
        "SELECT count(*) FROM generate_series(1, 1000000000) n "
        "WHERE repeat('a', 200 + n % 2) ~ '(a|aa)+\\1b'"
    ),
    "a path in JSON": (
        "SELECT count(*) FROM generate_series(1, 1000000000) n "
        "WHERE jsonb_path_exists(jsonb_build_array(n, 1, 2), '$[*] ? (@ < $[*] && @ > $[*])')"
    ),
    "counting without end": (
        "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n % 9 FROM r) SELECT count(*) FROM r"
    ),
    "calling itself": "DO $$ BEGIN LOOP NULL; END LOOP; END $$",
    "sleeping over a table": "SELECT pg_sleep(600) FROM events",
    "joining all with all": (
        "SELECT count(*) FROM generate_series(1, 1e6) a, generate_series(1, 1e6) b"
    ),
}

NO_STATEMENT = {"42601", "42P01", "42703", "42883"}
"""The server did not know what was meant, so that nothing was tried."""

STANDING = """
    SELECT 'policies', md5(string_agg(p::text, '|' ORDER BY p::text)) FROM pg_policies p
    UNION ALL SELECT 'tables', string_agg(concat(relname, relowner, relacl, relrowsecurity,
        relforcerowsecurity, reloptions), '|' ORDER BY relname)
        FROM pg_class WHERE relnamespace = 'stretchlib'::regnamespace
    UNION ALL SELECT 'triggers', string_agg(concat(tgrelid, tgname, tgenabled), '|' ORDER BY t.oid)
        FROM pg_trigger t
    UNION ALL SELECT 'functions', md5(string_agg(concat(oid, prosrc, proacl, proleakproof), '|'
        ORDER BY oid)) FROM pg_proc
    UNION ALL SELECT 'roles', string_agg(a::text, '|' ORDER BY rolname) FROM pg_authid a
        WHERE rolcanlogin
    UNION ALL SELECT 'members', string_agg(concat(roleid, member, admin_option), '|'
        ORDER BY roleid, member) FROM pg_auth_members
    UNION ALL SELECT 'settings', string_agg(concat(rolname, setconfig), '|' ORDER BY rolname)
        FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole
        WHERE rolcanlogin OR setrole = 0
    UNION ALL SELECT 'database', concat(datname, datdba, datacl, datconnlimit, datallowconn)
        FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'schemas', string_agg(concat(nspname, nspacl), '|' ORDER BY nspname)
        FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
    UNION ALL SELECT 'objects', concat((SELECT count(*) FROM pg_class),
        (SELECT count(*) FROM pg_type), (SELECT count(*) FROM pg_operator),
        (SELECT count(*) FROM pg_cast), (SELECT count(*) FROM pg_extension),
        (SELECT count(*) FROM pg_statistic_ext), (SELECT count(*) FROM pg_largeobject_metadata))
"""
ROWS = """
    UNION ALL SELECT '{0}', md5(string_agg(r::text, '|' ORDER BY r::text)) FROM {0} r
        WHERE r::text NOT LIKE '%{1}%'
"""


@pytest.fixture(scope="module")
def anna(clinic):
    """Somebody with a row in every table."""
    anna = clinic.person()
    log = anna.log()
    session = practise(log, ("phase_done", 1, 30.0))
    log.note(session, SECRET)
    log.rate("pain", 7, moment="before", area=SECRET, at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], note=SECRET, at=MORNING)
    answer = "INSERT INTO screenings VALUES (%s, now(), 0, to_json(%s::text), 'go')"
    anna.ask(answer, [str(ULID()), SECRET])
    return anna


@pytest.fixture(scope="module")
def annas_clinician(clinic, anna):
    return clinic.clinician(anna)


@pytest.fixture(scope="module")
def bob(clinic):
    bob = clinic.person()
    practise(bob.log())
    return bob


@pytest.fixture(scope="module")
def lee(clinic, bob):
    return clinic.clinician(bob)


@pytest.fixture(scope="module")
def hidden(anna, annas_clinician):
    """What must never be told."""
    told = {SECRET, annas_clinician.name, "division by zero"}
    # A timeline has the same id whoever practises it.
    for table in set(metadata.tables) - {"timelines"}:
        told |= {str(one) for (one,) in anna.ask(f"SELECT id FROM {table}")}
    return told


@pytest.fixture(scope="module")
def before(standing, hidden, bob, lee):  # noqa: ARG001
    """What stands before anybody does harm, once all of them are there."""
    return standing()


@pytest.fixture(scope="module")
def standing(clinic):
    """Ask what stands, so that it can be compared."""
    with clinic.admin.connect(autocommit=True) as connection:
        yield lambda: dict(connection.execute(_standing()).fetchall())


def _standing():
    rows = "".join(ROWS.format(table, MEANWHILE) for table in (*metadata.tables, "assignments"))
    return STANDING + rows


@pytest.fixture
def names(clinic, anna):
    ((timeline,),) = anna.ask("SELECT id FROM timelines")
    database = clinic.admin.url.database
    return {
        "anna": anna.name,
        "admin": clinic.admin.name,
        "database": database,
        "group": f"{database}_people",
        "clinicians": f"{database}_clinicians",
        "timeline": timeline,
    }


def told(connection, statement):
    """All that the server says to a statement: rows, notices, and the error."""
    said = []
    connection.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    try:
        cursor = connection.execute(statement)
        while True:
            said += map(str, cursor.fetchall() if cursor.description else [])
            if not cursor.nextset():
                return "\n".join(said)
    except psycopg.Error as error:
        if error.sqlstate in NO_STATEMENT:
            raise
        return "\n".join([*said, str(error), str(error.diag.message_detail)])


def works(anna):
    """Somebody else connects, reads what is theirs, and writes, without waiting for long."""
    with anna.connect(options=f"-c statement_timeout={AT_MOST_MS}") as connection:
        # What a backup reads first.
        connection.execute("SELECT count(*) FROM pg_settings")
        before = connection.execute("SELECT count(*) FROM ratings").fetchone()[0]
        write = """
            INSERT INTO ratings
            VALUES (%s, now(), 0, NULL, 'any', 'pain', %s, 'both', 1, NULL, false)
        """
        connection.execute(write, [str(ULID()), MEANWHILE])
        return connection.execute("SELECT count(*) FROM ratings").fetchone()[0] == before + 1


def try_all(statement, names, members, anna, hidden, *, alone=False):
    """Send a statement as each of them; somebody else works while it lasts."""
    for member, mine in members:
        filled = statement.format(**names, me=member.name, mine=names[mine])
        options = "-c statement_timeout=5000"
        with member.connect(autocommit=alone, options=options) as connection:
            said = told(connection, filled)
            assert [one for one in hidden if one in said] == []
            assert works(anna)


@pytest.fixture
def members(bob, lee):
    """Who means ill, each with the name of their group."""
    return [(bob, "group"), (lee, "clinicians")]


@pytest.mark.parametrize("statement", LOOKS.values(), ids=LOOKS)
def test_looking(standing, members, names, anna, hidden, before, statement):
    try_all(statement, names, members, anna, hidden)
    assert standing() == before


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_changing(standing, members, names, anna, hidden, before, statement):
    try_all(statement, names, members, anna, hidden)
    assert standing() == before


@pytest.mark.parametrize("statement", HOLDS.values(), ids=HOLDS)
def test_holding(standing, members, names, anna, hidden, before, statement):
    try_all(statement, names, members, anna, hidden)
    assert standing() == before


@pytest.mark.parametrize("statement", ALONE.values(), ids=ALONE)
def test_what_is_done_alone(standing, members, names, anna, hidden, before, statement):
    try_all(statement, names, members, anna, hidden, alone=True)
    assert standing() == before


@pytest.mark.parametrize("statement", BUSY.values(), ids=BUSY)
def test_keeping_the_server_busy(bob, anna, statement):
    with bob.connect(autocommit=True) as connection:
        ended = []

        def keep_busy():
            with pytest.raises(errors.QueryCanceled):
                connection.execute(statement)
            ended.append(statement)

        busy = threading.Thread(target=keep_busy)
        busy.start()
        try:
            time.sleep(0.1)
            assert works(anna)
            assert ended == []
        finally:
            connection.cancel_safe()
            busy.join()


def test_taking_every_connection_of_ones_own(bob, anna):
    with ExitStack() as taken:
        for _ in range(CONNECTIONS):
            taken.enter_context(bob.connect())
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            bob.connect()
        assert works(anna)


@pytest.mark.parametrize("end", ["pg_cancel_backend", "pg_terminate_backend"])
def test_cutting_somebody_off_by_the_number_of_their_connection(anna, bob, lee, end):
    with anna.connect(autocommit=True) as connection:
        for member in (bob, lee):
            with pytest.raises(errors.InsufficientPrivilege):
                member.ask(f"SELECT {end}({connection.info.backend_pid})")
        assert connection.execute("SELECT 1").fetchone() == (1,)


# What a plan tells of rows that were hidden

GUESSES = {
    "the whole": ("note = 'only between us'", "note = 'something else'"),
    "its beginning": ("note < 'p'", "note < 'a'"),
    "a side": ("side = 'left'", "side = 'right'"),
    "a number": ("value_cm > 11", "value_cm > 13"),
    "whether it is hidden": ("NOT void", "void"),
    "what is missing": ("session_id IS NULL", "session_id IS NOT NULL"),
}
WAYS = {
    "as it likes": "",
    "through all rows": "SET enable_indexscan = off; SET enable_bitmapscan = off;",
    "through an index": "SET enable_seqscan = off; SET enable_bitmapscan = off;",
    "through a bitmap": "SET enable_seqscan = off; SET enable_indexscan = off;",
}


@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_a_plan_that_was_run_tells_nothing_of_what_hidden_rows_say(anna, bob, lee, guess):
    for member in (bob, lee):
        with member.connect(autocommit=True) as connection:
            for way in WAYS.values():
                connection.execute(f"RESET ALL; {way}")
                # Once more at first: what is read for the first time is counted as such.
                plans = [run_plan(connection, anna, one) for one in (guess[0], *guess)]
                assert plans[1] == plans[2]


def run_plan(connection, anna, condition):
    """Lines of a plan that was run, without those that repeat what was asked."""
    explain = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, COSTS OFF, TIMING OFF, SUMMARY OFF)"
    asked = f"SELECT FROM measurements WHERE person = '{anna.name}' AND {condition}"
    lines = [line for (line,) in connection.execute(f"{explain} {asked}")]
    assert any("Rows Removed by Filter" in line for line in lines)
    return [line for line in lines if "Filter: " not in line]


# Until when


def test_nobody_puts_off_their_own_end(clinic):
    for end in (commands.revoke, commands.new_password):
        bob = clinic.person()
        with bob.connect() as connection:
            connection.execute(f"ALTER ROLE {bob.name} PASSWORD 'mine'")
            began = time.monotonic()
            end(bob.name, where=clinic.admin.where())
            assert time.monotonic() - began < AT_MOST_MS / 1000
            with pytest.raises(psycopg.OperationalError, match="terminating connection"):
                connection.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            bob.connect()


@pytest.mark.parametrize("who", [0, 1], ids=["person", "clinician"])
def test_whoever_runs_it_goes_on_whatever_is_held(clinic, members, names, who):
    person, where = clinic.person(), clinic.admin.where()
    member, mine = members[who]
    with ExitStack() as held:
        for hold in HOLDS.values():
            # One of them may wait for another.
            connection = held.enter_context(member.connect(options="-c lock_timeout=100"))
            told(connection, hold.format(**names, me=member.name, mine=names[mine]))
        began = time.monotonic()
        other = clinic.clinician(person)
        commands.revoke(other.name, [person.name], where)
        commands.new_password(person.name, where)
        commands.revoke(person.name, where=where)
        assert time.monotonic() - began < AT_MOST_MS / 1000


def test_nobody_lends_a_clinician_the_state_of_before(clinic, bob):
    carla = clinic.person()
    practise(carla.log())
    lee = clinic.clinician(carla)
    with bob.connect() as friend:
        friend.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(errors.InsufficientPrivilege):
            friend.execute("SELECT pg_export_snapshot()")
    commands.revoke(lee.name, [carla.name], clinic.admin.where())
    assert lee.ask("SELECT count(*) FROM sessions") == [(0,)]


# Who owns the tables and is no superuser

OWNED = {
    "look plainly": "TABLE measurements",
    "look with the policies off": "SET row_security = off; TABLE measurements",
    "look by a function of their own": (
        "CREATE FUNCTION pg_temp.f() RETURNS SETOF measurements LANGUAGE sql SECURITY DEFINER "
        "AS 'TABLE stretchlib.measurements'; SELECT pg_temp.f()"
    ),
    "look by a view of their own": "CREATE TEMP VIEW v AS TABLE measurements; TABLE v",
    "look by a condition that tells": (
        "CREATE FUNCTION pg_temp.tell(text) RETURNS bool LANGUAGE plpgsql COST 0.0001 AS "
        "'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'; "
        "SELECT * FROM measurements WHERE pg_temp.tell(note)"
    ),
    "look at statistics of their own": (
        "CREATE STATISTICS s ON lower(note), id FROM measurements; ANALYZE measurements; "
        "TABLE pg_stats_ext"
    ),
    "look as her": "SET ROLE {anna}; TABLE measurements",
    "look with her log": "SET SESSION AUTHORIZATION {anna}; TABLE measurements",
    "look above the policies": "ALTER ROLE {me} BYPASSRLS; TABLE measurements",
    "look as everybody who reads": "GRANT pg_read_all_data TO CURRENT_USER; TABLE measurements",
    "change a row": "UPDATE measurements SET note = 'x'",
    "change a row by merging": (
        "MERGE INTO measurements USING (VALUES (1)) v (n) ON true WHEN MATCHED THEN DELETE"
    ),
    "delete a row": "DELETE FROM measurements",
    "empty a table": "TRUNCATE measurements",
    "write a row of hers": "INSERT INTO timelines VALUES ('x', 0, 0, '[]', '{anna}')",
    "do without triggers": ("SET session_replication_role = replica; DELETE FROM measurements"),
    "become a superuser": "ALTER ROLE {me} SUPERUSER",
    "change the catalogue": "DELETE FROM pg_policy",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
}


@pytest.fixture(scope="module")
def owned(server):
    """Who owns a clinic of their own, and a person in it."""
    admin = Member("admin", fresh_database(server))
    name = f"runs_{admin.url.database}"
    admin.ask(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'x' IN ROLE pg_signal_backend")
    admin.ask(f"ALTER DATABASE {admin.url.database} OWNER TO {name}")
    owner = Member(name, admin.url.set(username=name, password="x"))
    commands.init(owner.where())
    person = f"p_of_{name}"
    password = commands.add_person(person, owner.where())
    anna = Member(person, admin.url.set(username=person, password=password))
    practise(anna.log())
    anna.log().measure("chest_to_thigh", side="left", trials_cm=[12.0], note=SECRET, at=MORNING)
    return owner, anna


@pytest.mark.parametrize("statement", OWNED.values(), ids=OWNED)
def test_who_owns_the_tables_and_leaves_the_guard_alone(owned, statement):
    owner, anna = owned
    rows = "SELECT md5(string_agg(m::text, '')) FROM measurements m"
    before = anna.ask(rows)
    with owner.connect(options="-c statement_timeout=5000") as connection:
        said = told(connection, statement.format(anna=anna.name, me=owner.name))
        assert SECRET not in said
        connection.rollback()
    assert anna.ask(rows) == before
    assert works(anna)


def test_who_owns_the_tables_can_take_the_guard_away(owned):
    owner, _ = owned
    with owner.connect() as connection:
        connection.execute("ALTER TABLE measurements NO FORCE ROW LEVEL SECURITY")
        assert SECRET in str(connection.execute("TABLE measurements").fetchall())
        connection.rollback()
