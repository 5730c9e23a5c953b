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

from stretchlib import clinic as commands
from stretchlib.clinic.accounts import CONNECTIONS
from stretchlib.log.tables import metadata
from tests.clinic_kit import (
    SECRET,
    Member,
    fresh_database,
    keeper_of,
    with_a_row_in_every_table,
)
from tests.clinic_statements import ALONE, BUSY, CHANGES, HOLDS, LOOKS, OWNED
from tests.log_kit import MORNING, practise

IN_A_TRANSACTION = {
    f"{aim} {name}": statement
    for aim, statements in (("looks", LOOKS), ("changes", CHANGES), ("holds", HOLDS))
    for name, statement in statements.items()
}
MEANWHILE = "written meanwhile"
AT_MOST_MS = 8000
"""How long somebody else may wait: what is held is held for ever, and commands wait 10 s."""

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
    return with_a_row_in_every_table(clinic)


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
    words = {SECRET, annas_clinician.name, "division by zero"}
    # A timeline has the same id whoever practises it.
    for table in set(metadata.tables) - {"timelines"}:
        words |= {str(one) for (one,) in anna.ask(f"SELECT id FROM {table}")}
    return words


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


def server_output(connection, statement):
    """All that the server says to a statement: rows, notices, and the error."""
    lines = []
    connection.add_notice_handler(lambda notice: lines.append(str(notice.message_primary)))
    try:
        cursor = connection.execute(statement)
        while True:
            lines += map(str, cursor.fetchall() if cursor.description else [])
            if not cursor.nextset():
                return "\n".join(lines)
    except psycopg.Error as error:
        if error.sqlstate in NO_STATEMENT:
            raise
        return "\n".join([*lines, str(error), str(error.diag.message_detail)])


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
            output = server_output(connection, filled)
            assert [one for one in hidden if one in output] == []
            assert works(anna)


@pytest.fixture
def members(bob, lee):
    """Who means ill, each with the name of their group."""
    return [(bob, "group"), (lee, "clinicians")]


@pytest.mark.parametrize("statement", IN_A_TRANSACTION.values(), ids=IN_A_TRANSACTION)
def test_nothing_is_seen_or_changed_and_nobody_is_hindered(
    standing, members, names, anna, hidden, before, statement
):
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
            end(bob.name, where=clinic.keeper.where())
            assert time.monotonic() - began < AT_MOST_MS / 1000
            with pytest.raises(psycopg.OperationalError, match="terminating connection"):
                connection.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            bob.connect()


@pytest.mark.parametrize("who", [0, 1], ids=["person", "clinician"])
def test_whoever_runs_it_goes_on_whatever_is_held(clinic, members, names, who):
    person, where = clinic.person(), clinic.keeper.where()
    member, mine = members[who]
    with ExitStack() as held:
        for hold in HOLDS.values():
            # One of them may wait for another.
            connection = held.enter_context(member.connect(options="-c lock_timeout=100"))
            server_output(connection, hold.format(**names, me=member.name, mine=names[mine]))
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
    commands.revoke(lee.name, [carla.name], clinic.keeper.where())
    assert lee.ask("SELECT count(*) FROM sessions") == [(0,)]


# Who owns the tables and is no superuser


@pytest.fixture(scope="module")
def owned(server):
    """Who owns a clinic of their own, and a person in it."""
    admin = Member("admin", fresh_database(server))
    owner = keeper_of(admin)
    commands.init(owner.where())
    person = f"p_of_{owner.name}"
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
        output = server_output(connection, statement.format(anna=anna.name, me=owner.name))
        assert SECRET not in output
        connection.rollback()
    assert anna.ask(rows) == before
    assert works(anna)


def test_who_owns_the_tables_can_take_the_guard_away(owned):
    owner, _ = owned
    with owner.connect() as connection:
        connection.execute("ALTER TABLE measurements NO FORCE ROW LEVEL SECURITY")
        assert SECRET in str(connection.execute("TABLE measurements").fetchall())
        connection.rollback()
