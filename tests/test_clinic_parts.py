"""The tables of a clinic in parts: the same for everybody, and no way round the guard."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import errors

from stretchlib import clinic as commands
from stretchlib.clinic.__main__ import main
from stretchlib.errors import LogError
from stretchlib.log.tables import metadata
from tests.clinic_kit import (
    SECRET,
    Clinic,
    Member,
    fresh_database,
    keeper_of,
    with_a_row_in_every_table,
)
from tests.log_kit import MORNING, practise

PARTS = 4
SHAPE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'stretchlib'::regnamespace AND conparentid = 0
        AND conrelid NOT IN (SELECT inhrelid FROM pg_inherits) AND contype IN ('p', 'u', 'f', 'c')
    UNION ALL SELECT c.relname, i.relname, regexp_replace(pg_get_indexdef(x.indexrelid),
        ' ON (ONLY )?', ' ON ') FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
        WHERE i.relnamespace = 'stretchlib'::regnamespace AND NOT c.relispartition
    UNION ALL SELECT c.relname, a.attname, concat(format_type(atttypid, atttypmod), attnotnull,
        attstattarget, (SELECT collname FROM pg_collation WHERE oid = attcollation),
        (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = c.oid
            AND adnum = attnum)) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'stretchlib'::regnamespace AND c.relkind IN ('r', 'p')
            AND attnum > 0 AND NOT c.relispartition
    UNION ALL SELECT tablename, policyname, concat(permissive, roles, cmd) FROM pg_policies
    ORDER BY 1, 2, 3
"""


def in_parts(server):
    admin = Member(str(server.username), fresh_database(server))
    keeper = keeper_of(admin)
    commands.init(keeper.where(), parts=PARTS)
    commands.init(admin.where())
    return Clinic(keeper, admin)


@pytest.fixture(scope="module")
def split(server):
    """A clinic whose tables are in parts."""
    return in_parts(server)


@pytest.fixture(scope="module")
def people(split):
    """So many that each part has somebody."""
    people = [split.person() for _ in range(12)]
    for person in people:
        practise(person.log(), ("phase_done", 1, 30.0))
    return people


def test_the_tables_are_as_they_are_whole_but_for_the_parts(split, clinic):
    assert split.admin.ask(SHAPE) == clinic.admin.ask(SHAPE)
    ((number,),) = split.admin.ask("SELECT count(*) FROM pg_inherits i JOIN pg_class c "
        "ON c.oid = i.inhrelid WHERE c.relkind = 'r'")  # fmt: skip
    assert number == PARTS * len(metadata.tables)


def test_rows_of_one_person_lie_in_one_part(split, people):
    lie = split.admin.ask("SELECT person, count(DISTINCT tableoid) FROM events GROUP BY person")
    assert {person: number for person, number in lie if person in {p.name for p in people}} == (
        dict.fromkeys((p.name for p in people), 1)
    )
    ((used,),) = split.admin.ask("SELECT count(DISTINCT tableoid) FROM events")
    assert used > 1


def test_everybody_keeps_corrects_and_reads_a_log_as_ever(split):
    anna = with_a_row_in_every_table(split)
    log = anna.log()
    moved = practise(log, ("phase_done", 1, 30.0), at=MORNING - timedelta(days=7))
    log.correct(moved, at=MORNING)
    log.hide(log.rate("pain", 9, moment="before", at=MORNING))
    assert len(anna.log().sessions()) == 2
    assert SECRET in anna.log().sessions()["note"].tolist()
    again = commands.new_password(anna.name, split.keeper.where())
    assert len(split.member(anna.name, again).log().sessions()) == 2


def test_the_week_of_a_clinician_is_the_same(split, people):
    lee = split.clinician(*people[:5])
    week = commands.weekly_summary(MORNING.date(), lee.where())
    assert week["person"].tolist() == [person.name for person in people[:5]]
    assert week["sessions"].tolist() == [1] * 5
    assert week["done_s"].tolist() == [30.0] * 5


def test_nobody_comes_to_a_part_but_through_the_whole(split, people):
    parts = [
        name
        for (name,) in split.admin.ask(
            "SELECT inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c "
            "ON c.oid = i.inhrelid WHERE c.relkind = 'r'"
        )
    ]
    lee = split.clinician(*people)
    for part in parts:
        for member in (people[0], lee):
            with pytest.raises(errors.InsufficientPrivilege):
                member.ask(f"SELECT * FROM {part}")
        # Who owns it is guarded from it too.
        assert split.keeper.ask(f"SELECT count(*) FROM {part}") == [(0,)]
        for statement in ("UPDATE {} SET person = person", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(errors.InsufficientPrivilege, match="never changed or deleted"):
                split.admin.ask(statement.format(part))
    assert people[0].ask("SELECT DISTINCT person FROM events") == [(people[0].name,)]


def test_the_planner_knows_nothing_of_a_part_either(split, people):  # noqa: ARG001
    split.admin.ask("ANALYZE")
    assert split.admin.ask("SELECT tablename FROM pg_stats WHERE schemaname = 'stretchlib'") == []


def test_no_machine_code_is_made_for_a_query(split, people):  # noqa: ARG001
    assert people[0].ask("SHOW jit") == [("off",)]


def test_init_is_said_again_with_or_without_the_number(split, people):
    for parts in (PARTS, None):
        commands.init(split.keeper.where(), parts=parts)
        commands.init(split.admin.where(), parts=parts)
    practise(people[0].log())


def test_a_database_that_has_tables_keeps_them_as_they_are(clinic, split, capsys, monkeypatch):
    person = clinic.person()
    practise(person.log())
    monkeypatch.setenv("STRETCHLIB_LOG", clinic.keeper.where())
    assert main(["init", "--parts", "16"]) == 1
    assert "The tables here are whole, and stay so" in capsys.readouterr().err
    assert main(["init"]) == 0
    assert len(person.log().sessions()) == 1
    with pytest.raises(LogError, match=f"in {PARTS} parts, and stay so"):
        commands.init(split.keeper.where(), parts=PARTS + 1)


@pytest.mark.parametrize("parts", [-1, 0, 1, 257])
def test_a_number_of_parts_that_cannot_be_is_refused_and_nothing_is_made(server, parts):
    admin = Member("admin", fresh_database(server))
    with pytest.raises(LogError, match=rf"parts={parts} is too few or too many\. Give 2 to 256"):
        commands.init(admin.where(), parts=parts)
    assert admin.ask("SELECT to_regnamespace('stretchlib')") == [(None,)]


def test_somebody_is_let_go_and_their_connection_cut(split):
    person = split.person()
    with person.connect(autocommit=True) as connection:
        commands.revoke(person.name, where=split.keeper.where())
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            connection.execute("SELECT 1")
