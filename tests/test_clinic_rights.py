"""Whatever SQL somebody sends, they see and write what is theirs."""

import os
import subprocess

import psycopg
import pytest
from psycopg import errors
from ulid import ULID

from stretchlib import clinic as commands
from stretchlib.errors import LogError
from stretchlib.log import open_log
from stretchlib.log.tables import metadata
from tests.clinic_kit import SECRET, Clinic, fresh_database, with_a_row_in_every_table
from tests.log_kit import MORNING, PHASES, practise
from tools.postgres import CHOSEN, find_programs


@pytest.fixture(scope="module")
def anna(clinic):
    return with_a_row_in_every_table(clinic)


@pytest.fixture(scope="module")
def bob(clinic):
    bob = clinic.person()
    practise(bob.log())
    return bob


def counts(member):
    """How many rows of each table somebody sees."""
    return {name: member.ask(f"SELECT count(*) FROM {name}")[0][0] for name in metadata.tables}


def test_everybody_sees_their_own_rows(anna, bob):
    assert counts(anna) == {
        "timelines": 1, "sessions": 2, "events": 3, "ratings": 1, "measurements": 1,
        "screenings": 1,
    }  # fmt: skip
    assert counts(bob) == {
        "timelines": 1, "sessions": 1, "events": 2, "ratings": 0, "measurements": 0,
        "screenings": 0,
    }  # fmt: skip


def test_a_log_says_truly_who_reads_it(anna):
    assert "clinicians" in anna.log().who_reads
    assert open_log("sqlite://").who_reads == "on this machine only"


READS = {
    "plainly": "SELECT * FROM {table} r",
    "whatever the condition": "SELECT * FROM {table} r WHERE true OR person <> session_user",
    "by name": "SELECT * FROM stretchlib.{table} r WHERE person = '{anna}'",
    "in the role of the group": "SET ROLE {group}; SELECT * FROM {table} r",
    "as if narrowed to her": "SET stretchlib.person = '{anna}'; SELECT * FROM {table} r",
    "under another search path": "SET search_path = public; SELECT * FROM stretchlib.{table} r",
    "through an error that tells": (
        "SELECT 1 / (CASE person WHEN '{anna}' THEN 0 ELSE 1 END) FROM {table}"
    ),
    "by what the planner knows": "SELECT * FROM pg_stats WHERE tablename = '{table}'",
    "by joining it to itself": "SELECT b.* FROM {table} a RIGHT JOIN {table} b ON false",
    "in a cursor": "BEGIN; DECLARE c CURSOR FOR SELECT * FROM {table}; FETCH ALL FROM c",
}


@pytest.mark.parametrize("table", metadata.tables)
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_nobody_reads_the_rows_of_somebody_else(clinic, anna, bob, read, table):
    clinic.admin.ask(f"ANALYZE {table}")
    group = f"{clinic.admin.url.database}_people"
    found = read.format(table=table, anna=anna.name, group=group)
    with bob.connect(autocommit=True) as connection:
        cursor = connection.execute(found)
        while cursor.nextset():
            pass
        rows = str(cursor.fetchall())
    assert SECRET not in rows
    assert anna.name not in rows


@pytest.mark.parametrize("copied", ["sessions", "(SELECT * FROM sessions)"])
def test_a_copy_holds_only_ones_own_rows(anna, bob, copied):
    with bob.connect() as connection, connection.cursor().copy(f"COPY {copied} TO STDOUT") as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    assert bob.name in text
    assert anna.name not in text


@pytest.mark.parametrize("option", [[], ["--enable-row-security"]], ids=["plain", "with policies"])
def test_a_dump_holds_nothing_of_somebody_else(anna, bob, option):
    address = bob.url.set(drivername="postgresql").render_as_string(hide_password=False)
    program = find_programs() / "pg_dump"
    if CHOSEN in os.environ and not program.exists():
        pytest.skip("the programs that were chosen have no pg_dump among them")
    dump = [program, "--data-only", *option, address]
    done = subprocess.run(dump, capture_output=True, text=True, check=False)
    assert SECRET not in done.stdout
    assert anna.name not in done.stdout


NO_RIGHT = {
    "change an event": "UPDATE events SET done_s = 0",
    "change their own event": "UPDATE events SET done_s = 0 WHERE person = session_user",
    "delete an event": "DELETE FROM events",
    "empty a table": "TRUNCATE events",
    "write as somebody else": "INSERT INTO timelines VALUES ('x', 0, 0, '[]', '{anna}')",
    "write as the group": (
        "SET ROLE {group}; INSERT INTO timelines VALUES ('x', 0, 0, '[]', '{group}')"
    ),
    "overwrite": (
        "INSERT INTO timelines VALUES ('x', 0, 0, '[]') "
        "ON CONFLICT (person, id) DO UPDATE SET phase_count = 1"
    ),
    "become her": "SET ROLE {anna}",
    "connect as her": "SET SESSION AUTHORIZATION {anna}",
    "give her a password": "ALTER ROLE {anna} PASSWORD 'x'",
    "rise above the policies": "ALTER ROLE {bob} BYPASSRLS",
    "stop the triggers": "SET session_replication_role = replica",
    "switch the policies off": "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
    "do without them": "SET row_security = off; SELECT * FROM events",
    "add a policy": "CREATE POLICY mine ON events USING (true)",
    "drop a trigger": "DROP TRIGGER append_only ON events",
    "drop a table": "DROP TABLE events",
    "hold a table": "BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE",
    "make a table": "CREATE TABLE stretchlib.mine ()",
    "make one for a while": "CREATE TEMPORARY TABLE events ()",
    "make a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "make a view": "CREATE VIEW public.v AS SELECT 1",
    "make a schema": "CREATE SCHEMA mine",
    "assign her to themself": "INSERT INTO assignments VALUES ('{bob}', '{anna}')",
    "end an assignment": "UPDATE assignments SET until_utc = now()",
    "say another version": "UPDATE stretchlib_version SET version_num = '0001'",
    "write a file": "COPY events TO '/dev/null'",
    "run a program": "COPY events TO PROGRAM 'true'",
    "read a file": "SELECT pg_read_file('postgresql.conf')",
    "read the passwords": "SELECT * FROM pg_authid",
}


@pytest.mark.parametrize("attempt", NO_RIGHT.values(), ids=NO_RIGHT)
def test_nobody_has_the_right_to(clinic, anna, bob, attempt):
    names = {"anna": anna.name, "bob": bob.name, "group": f"{clinic.admin.url.database}_people"}
    before = counts(clinic.admin)
    with pytest.raises(errors.InsufficientPrivilege):
        bob.ask(attempt.format(**names))
    assert counts(clinic.admin) == before


def test_nobody_writes_by_copying_in(bob):
    with (
        pytest.raises(errors.FeatureNotSupported, match="row-level security"),
        bob.connect() as connection,
        connection.cursor().copy("COPY timelines FROM STDIN") as copy,
    ):
        copy.write(b"x\t0\t0\t[]\n")


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("table", metadata.tables)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_not_even_those_who_run_it_change_or_delete_a_row(clinic, table, statement):
    before = counts(clinic.admin)
    with pytest.raises(errors.InsufficientPrivilege, match="never changed or deleted"):
        clinic.admin.ask(statement.format(table))
    assert counts(clinic.admin) == before


def refusal(member, statement, values):
    with pytest.raises(psycopg.Error) as error:
        member.ask(statement, values)
    return error.value.sqlstate, error.value.diag.message_primary


def test_a_refusal_does_not_tell_whether_somebody_else_has_such_a_row(anna, bob):
    ((taken,),) = anna.ask("SELECT id FROM ratings")
    write = "INSERT INTO timelines VALUES (%s, 0, 0, '[]', %s)"
    ((timeline,),) = anna.ask("SELECT id FROM timelines")
    assert refusal(bob, write, [timeline, anna.name]) == refusal(bob, write, ["free", anna.name])
    replace = """
        INSERT INTO ratings SELECT %s, now(), 0, NULL, 'any', 'pain', 'x', 'both', 1, %s, false
    """
    mine = str(ULID())
    assert refusal(bob, replace, [mine, taken]) == refusal(bob, replace, [mine, str(ULID())])
    attach = "INSERT INTO events VALUES (%s, %s, 0, 'started', now(), 0)"
    ((session,),) = anna.ask("SELECT id FROM sessions WHERE replaces IS NULL")
    assert refusal(bob, attach, [mine, session]) == refusal(bob, attach, [mine, str(ULID())])


def test_an_id_of_somebody_else_is_as_free_as_any_other(clinic):
    anna, bob = clinic.person(), clinic.person()
    session = anna.log().start_session("standard", PHASES, at=MORNING)
    assert bob.log().start_session("gentle", PHASES[:2], session_id=session) == session
    # Were an id unique among all, the wrong phases would now stand for her timeline.
    ((timeline,),) = anna.ask("SELECT timeline_id FROM sessions")
    bob.ask("INSERT INTO timelines VALUES (%s, 0, 0, '[]')", [timeline])
    anna.log().append([{**_started(session)}])
    assert anna.log().sessions()["planned_s"].tolist() == [75.0]


def _started(session):
    return {
        "id": str(ULID()),
        "session": session,
        "seq": 0,
        "kind": "started",
        "at_ms": 0,
        "offset_min": 0,
    }


# Clinicians


@pytest.mark.usefixtures("bob")
def test_a_clinician_reads_those_assigned_to_them_and_nobody_else(clinic, anna):
    lee = clinic.clinician(anna)
    assert lee.ask("SELECT DISTINCT person FROM sessions") == [(anna.name,)]
    assert lee.log(person=anna.name).measurements()["note"].tolist() == [SECRET]
    assert counts(clinic.clinician()) == dict.fromkeys(metadata.tables, 0)


def test_a_clinician_writes_nothing(clinic, anna):
    lee = clinic.clinician(anna)
    with pytest.raises(LogError, match=r"permission denied.*Your role may not do that"):
        lee.log(person=anna.name).rate("pain", 0, moment="any")
    with pytest.raises(errors.InsufficientPrivilege):
        lee.ask("INSERT INTO timelines VALUES ('x', 0, 0, '[]')")


def test_a_clinician_says_whose_log_they_open(clinic, anna, bob):
    lee = clinic.clinician(anna, bob)
    with pytest.raises(LogError, match=rf"logs of {anna.name}, {bob.name}.*\?person={anna.name}"):
        lee.log()
    with pytest.raises(LogError, match=rf"address: &person={anna.name}$"):
        lee.log(sslmode="prefer")
    assert [len(lee.log(person=one.name).measurements()) for one in (anna, bob)] == [1, 0]
    with pytest.raises(LookupError, match="No person named 'nobody'"):
        lee.log(person="nobody")


def test_everybody_may_see_who_reads_their_rows(clinic):
    carla, dan = clinic.person(), clinic.person()
    lee = clinic.clinician(carla)
    readers = "SELECT clinician, person FROM assignments"
    assert carla.ask(readers) == [(lee.name, carla.name)]
    assert dan.ask(readers) == []


# The whole


def test_every_table_is_guarded(clinic):
    guarded = clinic.admin.ask("""
        SELECT relname FROM pg_class WHERE relnamespace = 'stretchlib'::regnamespace
            AND relkind = 'r' AND relrowsecurity AND relforcerowsecurity
    """)
    assert {name for (name,) in guarded} == set(metadata.tables)


def test_nothing_runs_with_the_rights_of_somebody_else(clinic):
    ours = "'stretchlib'::regnamespace"
    views = f"SELECT relname FROM pg_class WHERE relnamespace = {ours} AND relkind IN ('v', 'm')"
    assert clinic.admin.ask(views) == []
    functions = f"SELECT proname, prosecdef FROM pg_proc WHERE pronamespace = {ours}"
    assert clinic.admin.ask(functions) == [("append_only", False)]


def test_two_clinics_on_one_server_share_nobody(server, bob):
    other = Clinic.at(server)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        bob.connect(dbname=other.admin.url.database)


def test_who_sees_everybody_opens_no_log(clinic):
    with pytest.raises(LogError, match="sees the rows of everybody"):
        clinic.admin.log()


def test_a_database_that_holds_something_else_is_left_alone(server):
    url = fresh_database(server)
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute("CREATE TABLE invoices ()")
    with pytest.raises(LogError, match=r"holds public\.invoices too"):
        commands.init(url.render_as_string(hide_password=False))
