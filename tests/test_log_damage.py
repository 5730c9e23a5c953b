"""What a driver, a library or the file system says in mid-day reaches a person in a sentence."""

import json
import random
import shutil
import sqlite3
import tomllib
import warnings
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import psycopg
import pytest
import sqlalchemy.exc

from stretchlib.errors import LogError, StretchError
from stretchlib.log import Log, open_log
from stretchlib.log.backups import set_aside
from stretchlib.log.sqlite_files import is_whole
from tests.hardship_kit import full, read_only, shared_folder, small_disk, without_privileges
from tests.log_kit import MORNING, PHASES, event, practise

PAGE = 4096
PAGES = 47
FIRST = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
CALLS = {
    "is_empty": Log.is_empty,
    "or_sample": Log.or_sample,
    "sessions": Log.sessions,
    "phases": Log.phases,
    "hurts": Log.hurts,
    "ratings": Log.ratings,
    "measurements": Log.measurements,
    "screenings": Log.screenings,
    "known": Log.known,
    "extents": Log.extents,
    "backups": Log.backups,
    "entry": lambda log: log.entry(FIRST),
    "entries": lambda log: log.entries("ratings"),
    "hidden": Log.hidden,
    "history": lambda log: log.history(FIRST),
    "belonging": lambda log: log.belonging(FIRST),
    "add_session": lambda log: log.add_session("short", PHASES, at=MORNING),
    "start_session": lambda log: log.start_session("short", PHASES, at=MORNING),
    "append": lambda log: log.append([event(FIRST, 90, "paused")]),
    "rate": lambda log: log.rate("pain", 3, moment="any", session_id=FIRST),
    "measure": lambda log: log.measure("chest_to_thigh", side="left", trials_cm=[12.0]),
    "note": lambda log: log.note(FIRST, "warm"),
    "add_screening": lambda log: log.add_screening("go", {"flags": []}),
    "replan": lambda log: log.replan(FIRST, PHASES),
    "correct": lambda log: log.correct(FIRST, at=MORNING + timedelta(hours=1), along=True),
    "hide": lambda log: log.hide(FIRST),
    "undo": lambda log: log.undo(FIRST),
    "delete_everything": lambda log: log.delete_everything(confirm="no"),
    "reading": lambda log: begun(log.reading()),
    "writing": lambda log: begun(log.writing()),
    "export": lambda log: log.export(Path(mkdtemp()) / "mine.zip"),
    "export_fhir": lambda log: log.export_fhir(Path(mkdtemp()) / "mine.json"),
    "preview_import": lambda log: log.preview_import(one_rating()),
}
"""Every way into a log; the other names of it are words that it knows by heart."""
KNOWN_BY_HEART = {"asked_once", "file", "is_sample", "where", "who_reads"}
REFUSED = ["full", "read-only", "gone"]


def one_rating():
    other = open_log("sqlite://")
    other.rate("pain", 2, moment="any", at=MORNING)
    return other.export(Path(mkdtemp()) / "mine.zip")


def begun(transaction):
    with transaction as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sessions")


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


@pytest.fixture(scope="module")
def full_log(tmp_path_factory):
    """A file of some months: every table has several pages."""
    file = tmp_path_factory.mktemp("months") / "log.sqlite"
    log = open_log(file)
    log.start_session("first", PHASES, session_id=FIRST, at=MORNING)
    for day in range(60):
        at = MORNING + timedelta(days=day)
        session = practise(log, *[("phase_done", n, 10.0) for n in range(4)], at=at)
        log.note(session, "It went well. " * 20)
        log.rate("pain", day % 10, moment="before", session_id=session, at=at)
        log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.0, 13.0], at=at)
        log.add_screening("go", {"flags": []}, at=at)
    assert file.stat().st_size >= PAGES * PAGE
    return file


def refusal_of(call, log):
    """Call, and return the sentence of an error; any other than ours goes through."""
    try:
        call(log)
    except StretchError as error:
        return str(error)
    return ""


def test_every_public_call_of_a_log_is_tried_here():
    assert {name for name in dir(Log) if not name.startswith("_")} == CALLS.keys() | KNOWN_BY_HEART


# A page


@pytest.mark.parametrize(
    ("with_what", "pages"),
    [
        pytest.param("noise", range(0, PAGES, 12), id="noise"),
        *(
            pytest.param("noise", range(at, PAGES, 12), id=f"noise-{at}", marks=pytest.mark.more)
            for at in range(2, 12, 2)
        ),
        pytest.param("zeros", range(1, PAGES, 2), id="zeros", marks=pytest.mark.more),
        pytest.param("noise", range(1, PAGES, 2), id="noise-others", marks=pytest.mark.long),
        pytest.param("zeros", range(0, PAGES, 2), id="zeros-others", marks=pytest.mark.long),
    ],
)
def test_a_page_that_is_overwritten_while_the_log_is_open_is_told_in_a_sentence(
    full_log, place, with_what, pages
):
    sentences = []
    for page in pages:
        shutil.copy(full_log, place)
        with warnings.catch_warnings(action="ignore"):
            log = open_log(place)
        chance = random.Random(page)
        content = {"noise": chance.randbytes(PAGE), "zeros": bytes(PAGE)}
        with place.open("r+b") as file:
            file.seek(page * PAGE)
            file.write(content[with_what])
        sentences += [refusal_of(call, log) for call in CALLS.values()]
    damage = [sentence for sentence in sentences if "is damaged" in sentence]
    assert len(damage) > len(pages)
    assert all("Nothing was changed" in sentence and len(sentence) < 900 for sentence in damage)


@pytest.mark.parametrize("page", [0, 1, 2, 7, 20, 46])
def test_a_log_goes_on_from_a_backup_whichever_page_is_damaged(full_log, place, page):
    backup = place.with_name("one.sqlite")
    shutil.copy(full_log, backup)
    shutil.copy(full_log, place)
    with place.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(random.Random(page).randbytes(PAGE))
    damaged = place.read_bytes()
    log = open_log(place, restore=backup)
    assert len(log.sessions()) == 60
    assert is_whole(place)
    (aside,) = set_aside(place)
    assert aside.read_bytes()[PAGE:] == damaged[PAGE:]


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.more) for n in range(2, 7))]
)
def test_a_byte_that_is_another_in_what_is_kept_is_told_in_a_sentence(full_log, place, seed):
    """SQLite itself finds nothing wrong in most of them."""
    chance = random.Random(seed)
    content = full_log.read_bytes()
    for _ in range(5):
        shutil.copy(full_log, place)
        with warnings.catch_warnings(action="ignore"):
            log = open_log(place)
        with place.open("r+b") as file:
            for _ in range(40):
                file.seek(chance.randrange(PAGE, len(content)))
                file.write(chance.randbytes(1))
        for call in CALLS.values():
            refusal_of(call, log)


# An entry


@pytest.mark.parametrize(
    ("statement", "call"),
    [
        ("UPDATE sessions SET started_utc = 'soon'", "sessions"),
        ("UPDATE sessions SET started_utc = 'soon'", "correct"),
        ("UPDATE timelines SET phases = '{'", "phases"),
        ("UPDATE timelines SET phases = '{'", "replan"),
        ("UPDATE timelines SET phases = '[1]'", "phases"),
        ("UPDATE screenings SET answers = '['", "screenings"),
        ("UPDATE screenings SET answers = '" + "[" * 100_000 + "'", "screenings"),
        ("UPDATE ratings SET rated_utc = x'ff'", "ratings"),
        ("UPDATE sessions SET note = CAST(x'ff' AS TEXT)", "sessions"),
        ("UPDATE timelines SET phases = '7'", "replan"),
        ("UPDATE timelines SET phase_count = 'many'", "append"),
        ("UPDATE screenings SET answered_offset_min = 1000000000000", "screenings"),
        ("UPDATE screenings SET rank = 'first'", "add_screening"),
        ("UPDATE ratings SET score = 'much'", "ratings"),
        ("UPDATE events SET phase = 1.5 WHERE phase = 1", "phases"),
        ("UPDATE events SET phase = 9e999", "phases"),
        ("UPDATE events SET kind = 'hurt', phase = 1.5 WHERE phase = 1", "hurts"),
        ("UPDATE timelines SET phases = replace(phases, '\"phase\":1', '\"phase\":1.5')", "phases"),
    ],
)
def test_an_entry_that_is_none_of_ours_is_told_in_a_sentence(full_log, place, statement, call):
    shutil.copy(full_log, place)
    log = open_log(place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA ignore_check_constraints=1")
        other.execute(statement)
        other.commit()
    with pytest.raises(LogError, match=r"is damaged: .* Go on from its newest backup") as error:
        CALLS[call](log)
    assert len(str(error.value)) < 900


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET done_s = 9e999",
        "UPDATE timelines SET phases = replace(phases, '\"set\":1', '\"set\":1e300')",
    ],
    ids=["seconds", "set"],
)
def test_a_number_past_all_numbers_is_met_without_a_warning(full_log, place, statement):
    shutil.copy(full_log, place)
    log = open_log(place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA ignore_check_constraints=1")
        other.execute(statement)
        other.commit()
    with warnings.catch_warnings(action="error"), suppress(LogError):
        log.phases()


# An error of ours


def add_what_cannot_be(_):
    return "1" + 1  # type: ignore[operator]


def give_too_much(connection):
    connection.exec_driver_sql("SELECT 1", {}, {}, "too much")


def look_up_nothing(connection):
    return dict(connection.exec_driver_sql("SELECT 1 AS one").mappings().one())["two"]


def within(transaction, statement, mistake):
    with transaction as connection:
        connection.exec_driver_sql(statement)
        mistake(connection)


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [(add_what_cannot_be, TypeError), (give_too_much, TypeError), (look_up_nothing, KeyError)],
)
@pytest.mark.parametrize("transaction", ["reading", "writing"])
def test_a_mistake_of_a_caller_comes_out_as_itself_and_not_as_damage(
    place, transaction, mistake, kind
):
    log = open_log(place)
    with pytest.raises(kind) as error:
        within(getattr(log, transaction)(), "SELECT count(*) FROM sessions", mistake)
    assert not isinstance(error.value, StretchError)
    assert log.sessions().empty


def test_a_mistake_undoes_what_was_written_before_it(place):
    log = open_log(place)
    log.rate("pain", 3, moment="any", at=MORNING)
    with pytest.raises(TypeError):
        within(log.writing(), "UPDATE ratings SET score = 9", add_what_cannot_be)
    assert log.ratings()["score"].tolist() == [3]


def test_a_mistake_of_our_own_is_not_told_as_damage(place, monkeypatch):
    log = open_log(place)
    monkeypatch.setattr("stretchlib.log.screenings.insert", add_what_cannot_be)
    with pytest.raises(TypeError, match="concatenate"):
        log.add_screening("go", {"flags": []})


@pytest.mark.parametrize("call", ["history", "correct", "hide", "undo", "note", "replan"])
def test_edits_that_go_round_in_a_circle_come_to_an_end(full_log, place, call):
    shutil.copy(full_log, place)
    log = open_log(place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("UPDATE sessions SET replaces = id WHERE id = ?", [FIRST])
        other.commit()
    with pytest.raises(LogError, match=r"is damaged: .* in a circle|is not in this log"):
        CALLS[call](log)


def test_what_sqlite_says_of_a_file_may_be_no_text_and_a_log_goes_on_from_a_backup(full_log, place):
    backup = place.with_name("one.sqlite")
    shutil.copy(full_log, backup)
    damaged = full_log.read_bytes()
    name = b"CREATE TABLE measurements"
    assert damaged.count(name) == 1
    # SQLite repeats the name in its error, byte for byte.
    place.write_bytes(damaged.replace(name, name.replace(b" TABLE", b"\xb3TABLE")))
    with pytest.raises(LogError):
        open_log(place)
    assert len(open_log(place, restore=backup).sessions()) == 60
    place.write_bytes(damaged.replace(name, name.replace(b" TABLE", b"\xb3TABLE")))
    with pytest.raises(LogError, match="is not a whole backup"):
        open_log(backup, restore=place)
    assert len(open_log(backup).sessions()) == 60


def test_a_log_goes_on_from_a_backup_where_sqlite_reads_it_and_refuses_to_write(full_log, place):
    backup = place.with_name("one.sqlite")
    shutil.copy(full_log, backup)
    column = b"score INTEGER"
    assert full_log.read_bytes().count(column) == 1
    # What is checked names no column any more.
    place.write_bytes(full_log.read_bytes().replace(column, b"scorf INTEGER"))
    assert len(open_log(place, restore=backup).sessions()) == 60
    (aside,) = set_aside(place)
    assert b"scorf INTEGER" in aside.read_bytes()


def test_a_log_goes_on_from_a_backup_where_its_header_lets_sqlite_only_read(full_log, place):
    """Byte 18 of "The Database Header", in SQLite's description of its file format: above 2."""
    backup = place.with_name("one.sqlite")
    shutil.copy(full_log, backup)
    header = bytearray(full_log.read_bytes())
    header[18] = 3
    place.write_bytes(header)
    assert len(open_log(place, restore=backup).sessions()) == 60
    (aside,) = set_aside(place)
    assert aside.read_bytes()[18] == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stretchlib_version",
        "DROP TABLE stretchlib_version",
        "UPDATE stretchlib_version SET version_num = '0000'",
        "UPDATE stretchlib_version SET version_num = '9999'",
        "DROP TABLE ratings",
        "ALTER TABLE ratings DROP COLUMN area",
    ],
)
def test_a_backup_that_could_not_be_opened_is_not_put_in_the_place_of_a_log(
    full_log, place, statement
):
    backup = place.with_name("one.sqlite")
    shutil.copy(full_log, place)
    shutil.copy(full_log, backup)
    with closing(sqlite3.connect(backup)) as other:
        other.execute(statement)
        other.commit()
    with pytest.raises(LogError, match=r"Nothing was changed\.") as error:
        open_log(place, restore=backup)
    assert ".part" not in str(error.value)
    assert len(open_log(place).sessions()) == 60
    assert set_aside(place) == []


# A driver, a library

RAW = [
    sqlite3.DatabaseError("database disk image is malformed"),
    sqlite3.OperationalError("disk I/O error"),
    sqlite3.InterfaceError("bad parameter"),
    sqlalchemy.exc.InvalidRequestError("closed"),
    sqlalchemy.exc.OperationalError("SELECT 1", {}, sqlite3.OperationalError("locked")),
    json.JSONDecodeError("Expecting value", "x" * 9000, 0),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    tomllib.TOMLDecodeError("Invalid statement"),
    RecursionError("maximum recursion depth exceeded"),
    KeyError("stage"),
    pd.errors.OutOfBoundsDatetime("year 9999999"),
]


@contextmanager
def a_transaction_that_raises(error):
    raise error
    yield


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: type(raw).__name__)
@pytest.mark.parametrize("name", CALLS)
def test_no_error_of_a_driver_or_a_library_leaves_a_call_raw(place, monkeypatch, raw, name):
    log = open_log(place)
    monkeypatch.setattr(
        log._handle.database.engine, "begin", lambda: a_transaction_that_raises(raw)
    )
    writing = log._handle.database._writing_engine
    monkeypatch.setattr(writing, "begin", lambda: a_transaction_that_raises(raw))
    sentence = refusal_of(CALLS[name], log)
    assert "xxxxxxxxxx" * 10 not in sentence
    assert sentence or name == "backups"


def test_no_error_of_a_server_leaves_a_call_raw(clinic, monkeypatch):
    log = clinic.person().log()
    raw = psycopg.OperationalError("server closed the connection unexpectedly")
    monkeypatch.setattr(
        log._handle.database.engine, "begin", lambda: a_transaction_that_raises(raw)
    )
    with pytest.raises(LogError, match="server closed the connection"):
        log.sessions()


# A disk, a folder


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path) as folder:
        yield folder


@pytest.mark.parametrize("name", CALLS)
def test_a_full_disk_is_told_in_a_sentence_at_every_call(disk, name):
    log = open_log(disk / "log.sqlite")
    log.start_session("first", PHASES, session_id=FIRST, at=MORNING)
    with full(disk):
        sentence = refusal_of(CALLS[name], log)
    assert name != "rate" or "Make room" in sentence or "Check the disk" in sentence
    assert len(log.history(FIRST)) >= 1


@pytest.mark.parametrize("name", CALLS)
def test_a_log_without_leave_is_told_in_a_sentence_at_every_call(name):
    with shared_folder() as folder, without_privileges():
        log = open_log(folder / "own" / "log.sqlite")
        with read_only(folder / "own"):
            refusal_of(CALLS[name], log)
        (folder / "own" / "backups").chmod(0o000)
        (folder / "own" / "log.sqlite").chmod(0o000)
        sentence = refusal_of(CALLS[name], log)
        assert sentence
        (folder / "own" / "backups").chmod(0o700)


@pytest.mark.parametrize("name", CALLS)
def test_a_folder_that_is_gone_is_told_in_a_sentence_at_every_call(place, name):
    log = open_log(place)
    shutil.rmtree(place.parent)
    sentence = refusal_of(CALLS[name], log)
    assert sentence or name == "backups"


def test_a_log_of_a_version_that_never_was_is_refused_in_a_sentence(place):
    open_log(place)
    with closing(sqlite3.connect(place)) as other:
        other.execute("UPDATE stretchlib_version SET version_num = '0001b'")
        other.commit()
    with pytest.raises(LogError, match="0001b"):
        open_log(place)
