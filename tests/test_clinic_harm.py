"""Whatever a member of a clinic may do by default, it reaches nothing that others rest on."""

import pytest
from psycopg import errors
from ulid import ULID

from stretchlib import clinic as commands
from stretchlib.clinic import policies
from stretchlib.errors import LogError
from tests.clinic_kit import Clinic, Member, fresh_database
from tests.log_kit import MORNING, practise

SECRET = "only between us"


@pytest.fixture(scope="module")
def anna(clinic):
    anna = clinic.person()
    practise(anna.log())
    anna.log().measure("chest_to_thigh", side="left", trials_cm=[12.0], note=SECRET)
    return anna


@pytest.fixture(scope="module")
def bob(clinic):
    bob = clinic.person()
    practise(bob.log())
    return bob


@pytest.fixture
def attempted(clinic, anna, bob, attempt):
    """A statement of Bob's, with the names that he would find out."""
    database = clinic.admin.url.database
    ((mine,),) = bob.ask("SELECT id FROM sessions LIMIT 1")
    return attempt.format(
        anna=anna.name,
        bob=bob.name,
        database=database,
        group=f"{database}_people",
        clinicians=f"{database}_clinicians",
        ulid=ULID(),
        mine=mine,
    )


def unharmed(anna):
    """Anna still reads what is hers, and writes."""
    log = anna.log()
    before = len(log.ratings())
    log.rate("tightness", 3, moment="any")
    return len(anna.log().ratings()) == before + 1


IN_VAIN = {
    "take what the group was granted": "DROP OWNED BY {group}",
    "take it in the role of the group": "SET ROLE {group}; DROP OWNED BY {group} CASCADE",
    "take over what the group owns": "REASSIGN OWNED BY {group} TO {bob}",
    "take back what everybody may": "REVOKE ALL ON events FROM PUBLIC",
    "shut the database": "REVOKE ALL ON DATABASE {database} FROM {anna}",
    "shut the schema": "REVOKE ALL ON SCHEMA stretchlib FROM PUBLIC",
    "give less from now on": (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {group} REVOKE ALL ON TABLES FROM {anna}"
    ),
}
"""What the server lets a member say of a group they belong to, or takes for nothing."""
REFUSED = {
    "take what the other group was granted": "DROP OWNED BY {clinicians}",
    "leave the group for her": "REVOKE {group} FROM {anna}",
    "let the group log in": "ALTER ROLE {group} LOGIN PASSWORD 'x'",
    "rename the group": "ALTER ROLE {group} RENAME TO gone",
    "drop the group": "DROP ROLE {group}",
    "drop her": "DROP ROLE {anna}",
    "take what is hers": "DROP OWNED BY {anna}",
    "lead her elsewhere": "ALTER ROLE {anna} SET search_path = public",
    "slow everybody": "ALTER DATABASE {database} SET statement_timeout = 1",
    "let nobody in": "ALTER DATABASE {database} CONNECTION LIMIT 0",
    "say things of her": "COMMENT ON ROLE {anna} IS 'x'",
    "say things of a table": "COMMENT ON TABLE events IS 'x'",
    "make an extension": "CREATE EXTENSION dblink",
    "run plain code that locks": (
        "DO $$ BEGIN PERFORM pg_advisory_lock(n) FROM generate_series(1, 1000) n; END $$"
    ),
    "a million locks": "SELECT pg_advisory_lock(n) FROM generate_series(1, 1000000) n",
    "locks for a while": "SELECT pg_try_advisory_xact_lock(n) FROM generate_series(1, 9) n",
    "keep a large object": "SELECT lo_from_bytea(0, 'x')",
    "keep an empty one": "SELECT lo_create(0)",
    "see who is here": "SELECT usename FROM pg_stat_activity",
    "see it below": "SELECT pg_stat_get_activity(NULL)",
    "see it one by one": "SELECT pg_stat_get_backend_userid(n) FROM generate_series(1, 9) n",
    "see what they hold": "SELECT * FROM pg_locks",
    "cut her off": "SELECT pg_terminate_backend(pid) FROM pg_stat_get_activity(NULL)",
    "stop the server's counting": "SELECT pg_stat_reset()",
    "read the settings anew": "SELECT pg_reload_conf()",
    "look at the pages": "SELECT pg_relation_filepath('events'), pg_read_binary_file('base')",
    "watch what is written": "SELECT pg_create_logical_replication_slot('x', 'pgoutput')",
    "copy the server": "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
    "be told of each row": "CREATE PUBLICATION p FOR TABLE events",
    "do it on each command": (
        "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION append_only()"
    ),
    "put a rule on a table": "CREATE RULE r AS ON SELECT TO events DO INSTEAD SELECT 1",
    "put an index on a table": "CREATE INDEX ON events (id)",
    "look at samples": "ANALYZE events; SELECT * FROM pg_statistic",
}


OUT_OF_BOUNDS = {
    "write a row that breaks a sum": (
        "INSERT INTO events VALUES ('{ulid}', '{mine}', 9, 'hurt', now(), 0, 0, 1e308)"
    ),
    "write one of the year 200000": (
        "INSERT INTO screenings VALUES ('{ulid}', '200000-01-01', 0, '1', 'go')"
    ),
    "write one of a clock a century ahead": (
        "INSERT INTO screenings VALUES ('{ulid}', now(), 2000000000, '1', 'go')"
    ),
    "write a note without end": (
        "INSERT INTO measurements VALUES ('{ulid}', now(), 0, 't', 'left', 1, 1, NULL, "
        "repeat('x', 30000), NULL, false)"
    ),
    "write a distance without bounds": (
        "INSERT INTO measurements VALUES ('{ulid}', now(), 0, 't', 'left', 1, 'infinity', "
        "NULL, '', NULL, false)"
    ),
    "write for a timeline that says anything": (
        "INSERT INTO timelines VALUES ('x', 1, 'NaN', '[]')"
    ),
}


@pytest.mark.parametrize("attempt", IN_VAIN.values(), ids=IN_VAIN)
def test_what_a_member_may_say_of_their_group_takes_nothing_from_the_others(
    clinic, anna, bob, attempted
):
    bob.ask(attempted)
    assert unharmed(anna)
    lee = clinic.clinician(anna, bob)
    week = commands.weekly_summary(MORNING.date(), lee.where())
    assert week["person"].tolist() == [anna.name, bob.name]


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_what_would_reach_others_is_refused(bob, attempted):
    with pytest.raises(errors.InsufficientPrivilege):
        bob.ask(attempted)


@pytest.mark.parametrize("attempt", OUT_OF_BOUNDS.values(), ids=OUT_OF_BOUNDS)
def test_a_row_that_no_workbook_would_write_is_refused(bob, attempted):
    with pytest.raises(errors.CheckViolation, match="within_bounds"):
        bob.ask(attempted)


def test_the_planner_knows_nothing_of_what_others_wrote(clinic, bob):
    anna = clinic.person()
    guess = "EXPLAIN (FORMAT JSON) SELECT FROM measurements WHERE note {} AND person = '{}'"

    def rows(note, person):
        ((plan,),) = bob.ask(guess.format(note, person))
        return plan[0]["Plan"]["Plan Rows"]

    anna.log().measure("chest_to_thigh", side="left", trials_cm=[11.0] * 50, note=SECRET)
    clinic.admin.ask("ANALYZE")
    assert clinic.admin.ask("SELECT count(*) FROM pg_stats WHERE schemaname = 'stretchlib'") == [
        (0,)
    ]
    assert rows(f"= '{SECRET}'", anna.name) == rows("= 'never written'", anna.name)
    assert rows("< 'p'", anna.name) == rows("< 'a'", bob.name)


def test_what_the_planner_knew_before_is_forgotten_and_the_rows_stay(server):
    clinic = Clinic.at(server)
    person = clinic.person()
    practise(person.log())
    clinic.admin.ask("ALTER TABLE stretchlib.sessions ALTER person SET STATISTICS 100")
    clinic.admin.ask("ANALYZE stretchlib.sessions")
    known = "SELECT attname FROM pg_stats WHERE schemaname = 'stretchlib'"
    assert clinic.admin.ask(known) == [("person",)]
    commands.init(clinic.keeper.where())
    assert clinic.admin.ask(known) == []
    collation = "SELECT collation_name FROM information_schema.columns WHERE column_name = 'person'"
    assert set(clinic.admin.ask(collation)) == {("C",)}
    assert len(person.log().sessions()) == 1


def test_a_row_from_before_the_bounds_does_not_break_the_week_of_a_clinician(clinic):
    person, other = clinic.person(), clinic.person()
    lee = clinic.clinician(person, other)
    for one in (person, other):
        practise(one.log(), ("phase_done", 1, 30.0))
    clinic.admin.ask("ALTER TABLE events DROP CONSTRAINT within_bounds")
    ((session,),) = person.ask("SELECT id FROM sessions")
    for phase in (2, 3):
        person.ask(
            "INSERT INTO events VALUES (%s, %s, 9, 'phase_done', now(), 0, %s, 1e308)",
            [str(ULID()), session, phase],
        )
    commands.init(clinic.keeper.where())
    week = commands.weekly_summary(MORNING.date(), lee.where()).set_index("person")["done_s"]
    assert week[other.name] == 30
    assert week[person.name] == 30 + 2 * 86_400


def test_whoever_runs_it_waits_for_nobody_for_long(clinic, bob, monkeypatch):
    monkeypatch.setattr(policies, "PATIENCE", "SET LOCAL lock_timeout = '200ms'")
    with bob.connect() as connection:
        connection.execute("SELECT count(*) FROM events")
        with pytest.raises(LogError, match=r"Nothing was changed.*cut them off: revoke NAME"):
            commands.init(clinic.keeper.where())
    assert unharmed(bob)


def test_an_owner_who_is_no_superuser_is_told_what_is_still_open(server):
    url = fresh_database(server)
    admin = Member("admin", url)
    owner = f"owner_of_{url.database}"
    admin.ask(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD 'x'")
    admin.ask(f"ALTER DATABASE {url.database} OWNER TO {owner}")
    owned = Member(owner, url.set(username=owner, password="x"))
    notices = " ".join(commands.init(owned.where()))
    assert "run init once more as a superuser" in notices
    assert "postgres" in notices
    assert "pg_hba.conf" in notices
    person = Member("pp", url.set(username="pp", password=commands.add_person("pp", owned.where())))
    practise(person.log())
    assert "superuser" not in " ".join(commands.init(admin.where()))
    assert len(person.log().sessions()) == 1
