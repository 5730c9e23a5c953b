"""Parts of a transaction that are taken back one by one open nothing, and leave nothing behind."""

import pytest
from psycopg import errors
from ulid import ULID

from tests.clinic_kit import SECRET, with_a_row_in_every_table
from tests.log_kit import practise

OWN_ROW = """
    INSERT INTO ratings
    VALUES (%s, now(), 0, NULL, 'any', 'pain', 'mine', 'both', 1, NULL, false)
"""
REFUSED = {
    "change what was just written": "UPDATE ratings SET score = 2 WHERE area = 'mine'",
    "delete what was just written": "DELETE FROM ratings WHERE area = 'mine'",
    "change an event": "UPDATE events SET done_s = 0",
    "do without triggers": "SET LOCAL session_replication_role = replica",
    "be whoever runs it": "SET LOCAL ROLE {admin}",
    "be her": "SET LOCAL SESSION AUTHORIZATION {anna}",
    "take the guard away": "ALTER TABLE measurements NO FORCE ROW LEVEL SECURITY",
    "lock a table": "LOCK TABLE events IN ACCESS EXCLUSIVE MODE",
    "write a row of hers": "INSERT INTO timelines VALUES ('x', 0, 0, '[]', '{anna}')",
    "look with the policies off": "SET LOCAL row_security = off; TABLE measurements",
}
ALLOWED = {
    "be the group": "SET LOCAL ROLE {group}",
    "keep a cursor as the group": "SET LOCAL ROLE {group}; DECLARE c CURSOR FOR TABLE measurements",
    "say that it is hers": "SET LOCAL stretchlib.person = '{anna}'",
    "drop what the group owns": "DROP OWNED BY {group}",
}
"""What the server lets a member say, and which is gone once that part is taken back."""
BY_THEMSELVES = """
    DO $$ BEGIN
        BEGIN UPDATE ratings SET score = 2; EXCEPTION WHEN insufficient_privilege THEN END;
        BEGIN DELETE FROM events; EXCEPTION WHEN insufficient_privilege THEN END;
        BEGIN TRUNCATE timelines CASCADE; EXCEPTION WHEN insufficient_privilege THEN END;
    END $$
"""


@pytest.fixture(scope="module")
def anna(clinic):
    return with_a_row_in_every_table(clinic)


@pytest.fixture
def bob(clinic):
    bob = clinic.person()
    practise(bob.log())
    return bob


@pytest.fixture
def names(clinic, anna):
    group = f"{clinic.admin.url.database}_people"
    return {"anna": anna.name, "admin": clinic.admin.name, "group": group}


def rows(member):
    tables = ("events", "measurements", "ratings", "sessions", "timelines")
    return {table: sorted(map(str, member.ask(f"TABLE {table}"))) for table in tables}


def as_before(connection, bob):
    """Nothing of it is left: who one is, what is seen, and what a trigger does."""
    asked = connection.execute("SELECT session_user, current_user").fetchone()
    assert asked == (bob.name, bob.name)
    people = connection.execute("SELECT DISTINCT person FROM events").fetchall()
    assert people == [(bob.name,)]
    assert SECRET not in str(connection.execute("TABLE measurements").fetchall())
    assert connection.execute("SHOW session_replication_role").fetchone() == ("origin",)


def test_parts_that_are_taken_back_leave_nothing_behind(bob, anna, names):
    hers, mine = rows(anna), rows(bob)
    with bob.connect() as connection:
        connection.execute(OWN_ROW, [str(ULID())])
        for statement in (*REFUSED.values(), *ALLOWED.values(), *REFUSED.values()):
            connection.execute("SAVEPOINT part")
            if statement in ALLOWED.values():
                connection.execute(statement.format(**names))
            else:
                with pytest.raises(errors.InsufficientPrivilege) as refused:
                    connection.execute(statement.format(**names))
                assert SECRET not in str(refused.value)
            connection.execute("ROLLBACK TO part")
            as_before(connection, bob)
        with pytest.raises(errors.InvalidCursorName):
            connection.execute("FETCH ALL c")
        connection.rollback()
    assert (rows(anna), rows(bob)) == (hers, mine)


def test_a_block_that_passes_over_each_refusal_changes_nothing(bob, anna):
    hers, mine = rows(anna), rows(bob)
    bob.ask(BY_THEMSELVES)
    assert (rows(anna), rows(bob)) == (hers, mine)
