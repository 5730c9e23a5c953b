import contextlib
import re
import shutil
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from stretchlib.errors import LogError
from stretchlib.log import migrate, open_log
from stretchlib.log.locate import find_database
from stretchlib.log.tables import metadata
from tests.log_kit import VERSIONS, practise

EXPECTED = {
    "timelines": "id phase_count planned_s phases",
    "sessions": ("id started_utc started_offset_min routine timeline_id note replaces void"),
    "events": "id session_id seq kind at_utc at_offset_min phase done_s reason",
    "ratings": (
        "id rated_utc rated_offset_min session_id moment kind area side score replaces void"
    ),
    "measurements": (
        "id taken_utc taken_offset_min test side trial value_cm session_id note replaces void"
    ),
    "screenings": "id answered_utc answered_offset_min answers outcome rank replaces void",
    "stretchlib_version": "version_num",
}


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


def ask(place, sql):
    with contextlib.closing(sqlite3.connect(place)) as connection, connection:
        return connection.execute(sql).fetchall()


def columns(place):
    tables = [name for (name,) in ask(place, "SELECT name FROM sqlite_master WHERE type='table'")]
    return {
        table: " ".join(column[1] for column in ask(place, f"PRAGMA table_info({table})"))
        for table in tables
    }


def test_the_schema_is_the_one_that_other_tools_rely_on(place):
    open_log(place)
    assert columns(place) == EXPECTED


def test_the_migrations_lead_to_the_tables_of_the_code(place):
    open_log(place)
    with find_database(place).reading() as connection:
        options = {"version_table": migrate.VERSION_TABLE, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_a_new_log_has_the_tables_that_the_migrations_make(place, tmp_path):
    open_log(place)
    database = find_database(tmp_path / "migrated.sqlite", None)
    with database.writing() as connection:
        migrate.migrate(connection)
    assert tables_of(place) == tables_of(database.file)


def tables_of(place):
    """Each table, key and index as SQLite describes them; only their order may differ."""
    rows = ask(place, "SELECT name, sql FROM sqlite_master ORDER BY name")
    return {name: sorted(re.split(r",? *\n\s*", sql or "")) for name, sql in rows}


def test_the_version_of_the_code_is_that_of_the_last_migration():
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.NEWEST_VERSION


def test_opening_a_log_again_changes_not_a_byte(place):
    practise(open_log(place))
    before = place.read_bytes()
    open_log(place)
    assert place.read_bytes() == before


def test_a_log_from_a_newer_version_is_refused_untouched(place):
    practise(open_log(place))
    ask(place, "UPDATE stretchlib_version SET version_num = '0099'")
    before = place.read_bytes()
    with pytest.raises(LogError, match=r"newer stretchlib \(version 0099; .*: git pull$"):
        open_log(place)
    assert place.read_bytes() == before


def test_every_version_has_a_log_to_be_brought_up_to_date():
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()} == {
        *VERSIONS
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_log_of_every_version_opens_with_all_it_had(place, version):
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.executescript(VERSIONS[version])
    log = open_log(place)
    assert columns(place) == EXPECTED
    (session,) = log.sessions().itertuples()
    assert (session.routine, session.note, session.done_s) == ("Standard", "better", 30.0)
    assert log.phases()["stretch"].tolist() == ["double_knee_hug"]
    assert log.ratings()["score"].isna().tolist() == [True]
    assert log.measurements()["value_cm"].tolist() == [12.5]
    assert ask(place, "SELECT answers, outcome FROM screenings") == [('{"fever": false}', "go")]


CAME_LATER = ("2099-03-02", "9"), ("2026-03-03", "8"), ("2026-03-02", "7")
"""The days and ids of answers as they were written, the first of them by a clock ahead."""


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_answers_of_before_are_in_the_order_in_which_they_were_written(place, version):
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.executescript(VERSIONS[version])
        for day, end in CAME_LATER:
            connection.execute(
                "INSERT INTO screenings VALUES (?, ?, 0, '{}', 'go')",
                [f"01KJPNHFC0000000000000000{end}", f"{day}T07:20:00.000000+00:00"],
            )
        connection.commit()
    screenings = open_log(place).screenings()
    assert screenings["id"].str[-1].tolist() == ["6", "9", "8", "7"]
    assert screenings["still_to_come"].tolist() == [False, True, False, False]
    assert screenings["answered_utc"].dt.year.tolist() == [2026, 2099, 2026, 2026]
    # What is answered now comes after all of them, though one is of the year 2099.
    open_log(place).add_screening("doctor", {"flags": []})
    assert open_log(place).screenings()["outcome"].iloc[-1] == "doctor"


def test_an_answer_of_before_can_be_hidden(place):
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.executescript(VERSIONS["0002"])
    log = open_log(place)
    log.hide(log.screenings()["id"].item())
    assert log.screenings().empty


def next_version(tmp_path, monkeypatch, *statements):
    """Let the library have one more migration, which runs these statements."""
    migrations = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, migrations)
    version = f"{int(migrate.NEWEST_VERSION) + 1:04}"
    (migrations / "versions" / f"{version}_next.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = {version!r}, {migrate.NEWEST_VERSION!r}\n"
        "def upgrade():\n" + "".join(f"    op.execute({line!r})\n" for line in statements)
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", migrations)
    monkeypatch.setattr(migrate, "NEWEST_VERSION", version)
    return version


def test_a_log_is_copied_before_every_migration(place, tmp_path, monkeypatch):
    session = practise(open_log(place))
    old = columns(place)
    version = next_version(tmp_path, monkeypatch, "ALTER TABLE events ADD COLUMN mood TEXT")
    open_log(place)
    copy = place.parent / "backups" / f"log-before-{version}.sqlite"
    assert str(copy) in open_log(place).backups()["file"].tolist()
    assert columns(copy) == old
    assert ask(copy, "SELECT id FROM sessions") == [(session,)]


def test_a_log_that_cannot_be_copied_is_not_migrated(place, tmp_path, monkeypatch):
    open_log(place)
    shutil.rmtree(place.parent / "backups")
    (place.parent / "backups").touch()
    next_version(tmp_path, monkeypatch, "ALTER TABLE events ADD COLUMN mood TEXT")
    with pytest.raises(LogError, match="No backup of"):
        open_log(place)
    assert columns(place) == EXPECTED


def test_a_migration_that_fails_leaves_the_log_as_it_was(place, tmp_path, monkeypatch):
    session = practise(open_log(place))
    before = columns(place)
    next_version(tmp_path, monkeypatch, *["CREATE TABLE half_way (id TEXT)"] * 2)
    with pytest.raises(LogError, match="half_way already exists"):
        open_log(place)
    monkeypatch.undo()
    assert columns(place) == before
    assert open_log(place).sessions()["id"].tolist() == [session]


def test_a_file_of_ours_says_so_in_its_header(place):
    open_log(place)
    assert place.read_bytes()[68:72] == b"STRC"


@pytest.mark.parametrize("table", ["sessions", "ratings", "measurements", "screenings"])
def test_no_two_rows_can_replace_the_same_one(place, table):
    open_log(place)
    unique = [index[2] for index in ask(place, f"PRAGMA index_list({table})") if index[3] == "u"]
    assert unique == [1]


def test_the_database_itself_refuses_a_score_that_is_not_on_the_scale(place):
    log = open_log(place)
    log.rate("pain", 3, moment="any")
    with pytest.raises(sqlite3.IntegrityError):
        ask(place, "UPDATE ratings SET score = 11")
