"""A server's log of every version is brought up to date, with all it had."""

import re

import psycopg
import pytest
from alembic import command
from alembic.config import Config

from stretchlib import clinic as commands
from stretchlib.clinic.policies import APPEND_ONLY
from stretchlib.errors import LogError
from stretchlib.log import migrate
from stretchlib.log.locate import find_database
from tests.clinic_kit import Member, fresh_database
from tests.log_kit import MORNING, VERSIONS

# What SQLite writes as a number, PostgreSQL wants as a truth.
ROWS = {
    version: "\n".join(
        re.findall(r'INSERT INTO "(?!stretchlib_version).*?\);$', dump, re.S | re.M)
    ).replace(",0);", ",false);")
    for version, dump in VERSIONS.items()
}


@pytest.fixture
def old(server, request):
    """A database with a log as that version made it, and rows in it."""
    admin = Member("admin", fresh_database(server))
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    with find_database(admin.where()).writing() as connection:
        connection.exec_driver_sql("CREATE SCHEMA stretchlib")
        connection.exec_driver_sql("SET LOCAL search_path = stretchlib")
        config.attributes["connection"] = connection
        command.upgrade(config, request.param)
    with admin.connect(options="-c search_path=stretchlib") as connection:
        connection.execute(ROWS[request.param])
    return admin


@pytest.mark.parametrize("old", ROWS, indirect=True)
def test_a_server_of_every_version_is_brought_up_to_date_with_all_it_had(old):
    commands.init(old.where())
    found = old.ask("""
        SELECT count(*), min(person), max(note) FROM sessions
        UNION ALL SELECT count(*), min(person), max(kind) FROM events
        UNION ALL SELECT count(*), min(person), max(kind) FROM ratings
        UNION ALL SELECT count(*), min(person), max(note) FROM measurements
        UNION ALL SELECT count(*), min(person), max(outcome) FROM screenings
    """)
    assert found == [
        (2, "admin", "better"),
        (1, "admin", "phase_done"),
        (1, "admin", "pain"),
        (1, "admin", "ruler"),
        (1, "admin", "go"),
    ]
    assert old.ask("SELECT version_num FROM stretchlib_version") == [(migrate.NEWEST_VERSION,)]


ANSWERS = [("anna", "2099-03-02", 1), ("anna", "2026-03-03", 2), ("ben", "2026-03-01", 1)]
"""Whose, of which day and which of theirs it was, in the order in which they were written."""


@pytest.mark.parametrize("old", ["0002"], indirect=True)
def test_answers_of_before_are_ranked_in_the_order_in_which_each_person_gave_them(old):
    with old.connect(options="-c search_path=stretchlib") as connection:
        for person, day, number in ANSWERS:
            connection.execute(
                "INSERT INTO screenings VALUES (%s, %s, 0, '{}', 'go', %s)",
                [f"01KJPNHFC000000000000000A{9 - number}", f"{day}T07:20Z", person],
            )
        # As `init` has guarded it since.
        connection.execute(APPEND_ONLY)
        connection.execute("""
            ALTER TABLE screenings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screenings
                EXECUTE FUNCTION append_only()
        """)
    commands.init(old.where())
    rows = old.ask("""
        SELECT person, answered_utc::date::text, row_number() OVER (
            PARTITION BY person ORDER BY rank)
        FROM screenings WHERE person <> 'admin' ORDER BY 1, 3
    """)
    assert rows == ANSWERS
    guarded = "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'screenings'"
    assert old.ask(guarded) == [(True,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        old.ask("UPDATE screenings SET rank = 1")


OF_BEFORE = (
    "INSERT INTO timelines (id, phase_count, planned_s, phases) VALUES ('t', 1, 30, '[]')",
    "INSERT INTO sessions (id, started_utc, started_offset_min, routine, timeline_id, note, void)"
    " VALUES ('s', now(), 0, 'gentle', 't', '', false)",
    "INSERT INTO events (id, session_id, seq, kind, at_utc, at_offset_min)"
    " VALUES ('e', 's', 0, 'started', now(), 0)",
    "INSERT INTO screenings (id, answered_utc, answered_offset_min, answers, outcome)"
    " VALUES ('a', now(), 0, '{}', 'go')",
)
"""What the version before writes; the columns that came later have a value of their own."""


def test_what_somebody_has_open_goes_on_being_saved_while_a_new_version_comes(clinic):
    person = clinic.person()
    with person.connect(autocommit=True) as connection:
        for half in (OF_BEFORE[:2], OF_BEFORE[2:]):
            for statement in half:
                connection.execute(statement)
            commands.init(clinic.keeper.where())
    assert len(person.log().sessions()) == 1
    assert person.log().screenings()["outcome"].tolist() == ["go"]


def test_an_answer_is_ranked_above_all_of_ones_own_and_can_be_hidden(clinic):
    anna, ben = clinic.person().log(), clinic.person().log()
    first = anna.add_screening("go", {"flags": []})
    ben.add_screening("doctor", {"flags": []})
    last = anna.add_screening("emergency", {"flags": []}, at=MORNING)
    assert anna.screenings()["id"].tolist() == [first, last]
    anna.hide(last)
    assert anna.screenings()["outcome"].tolist() == ["go"]
    assert ben.screenings()["outcome"].tolist() == ["doctor"]


def test_setting_up_again_changes_nothing(clinic):
    person = clinic.person()
    shape = """
        SELECT relname, relacl::text, relforcerowsecurity, count(polname), min(polqual::text)
        FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid
        WHERE relnamespace = 'stretchlib'::regnamespace GROUP BY pg_class.oid ORDER BY 1
    """
    before = clinic.admin.ask(shape)
    commands.init(clinic.keeper.where())
    after = clinic.admin.ask(shape)
    # A policy that is made anew says at another place of its text what it says.
    assert [row[:4] for row in after] == [row[:4] for row in before]
    person.log().rate("pain", 3, moment="any")


def test_a_person_is_told_who_brings_an_older_log_up_to_date(clinic):
    person = clinic.person()
    clinic.admin.ask("UPDATE stretchlib_version SET version_num = '0001'")
    try:
        with pytest.raises(LogError, match=r"an older log \(version 0001\).*clinic init"):
            person.log()
    finally:
        clinic.admin.ask("UPDATE stretchlib_version SET version_num = %s", [migrate.NEWEST_VERSION])


def test_a_newer_server_is_refused(clinic):
    person = clinic.person()
    clinic.admin.ask("UPDATE stretchlib_version SET version_num = '0099'")
    try:
        with pytest.raises(LogError, match=r"newer stretchlib \(version 0099.*start it again"):
            person.log()
    finally:
        clinic.admin.ask("UPDATE stretchlib_version SET version_num = %s", [migrate.NEWEST_VERSION])


def test_keys_and_references_are_one_persons(clinic):
    """No key is shared by two people, so that none can tell or block what another has."""
    keys = clinic.admin.ask("""
        SELECT conname FROM pg_constraint
        WHERE connamespace = 'stretchlib'::regnamespace AND contype IN ('p', 'u', 'f')
            AND conrelid <> 'stretchlib_version'::regclass
            AND NOT conkey @> ARRAY[(SELECT attnum FROM pg_attribute
                WHERE attrelid = conrelid AND attname = 'person')]
    """)
    assert keys == []
