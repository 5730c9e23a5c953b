"""What a log endures: full disks, strange words, travel, and clocks that are wrong."""

import errno
import itertools
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from ulid import ULID

from stretchlib.errors import LogError
from stretchlib.log import Log, open_log
from stretchlib.log.database import sqlite_memory
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.migrate import bring_up_to_date
from stretchlib.progress import days_practised, weekly_dose
from tests.hardship_kit import full, read_only, shared_folder, small_disk, without_privileges
from tests.log_kit import MORNING, MORNING_MS, PHASES, event, practise

STRANGE = {
    "sql": "'); DROP TABLE sessions; --",
    "html": "<img src=x onerror=alert(1)>&amp;\"'",
    "unicode": "Rücken 痛い 🧘🏽\u200d♀️ \u202eabc\u2028\x85",
    "control": "\x01\x1b[31m\r\n\t",
    "spreadsheet": "=HYPERLINK(1)",
    "braces": "{side} %s {0} \\",
}


# Strange words


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_every_text_comes_back_as_it_was_typed(log, text):
    session = log.start_session(text, PHASES, at=MORNING)
    log.append([event(session, 0, "stopped", reason=text)])
    log.note(session, text)
    log.rate("pain", 1, moment="any", area=text)
    (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[9.0], note=text)
    log.correct(trial, value_cm=8.0)
    assert log.sessions()[["routine", "note"]].to_numpy().tolist() == [[text, text]]
    assert log.ratings()["area"].tolist() == log.measurements()["note"].tolist() == [text]
    with log.reading() as connection:
        kept = connection.exec_driver_sql("SELECT reason FROM events").scalars().all()
    assert kept == [text]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * 5_000_000, r"has 5000000 characters\. Keep it within 20000"),
        ("a\0b", r"has a NUL character at position 1\. Take it out"),
    ],
    ids=["5 MB", "NUL"],
)
@pytest.mark.parametrize(
    "where", ["routine", "added", "reason", "area", "note", "measurement", "correction"]
)
def test_a_text_that_cannot_be_kept_is_refused_and_the_log_is_as_it_was(log, where, text, problem):
    session = practise(log)
    (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[9.0])
    before = log.sessions(), log.ratings(), log.measurements()
    write = {
        "routine": lambda: log.start_session(text, PHASES),
        "added": lambda: log.add_session("standard", PHASES, at=MORNING, note=text),
        "reason": lambda: log.append([event(session, 9, "stopped", reason=text)]),
        "area": lambda: log.rate("pain", 1, moment="any", area=text),
        "note": lambda: log.note(session, text),
        "measurement": lambda: log.measure(
            "chest_to_thigh", side="left", trials_cm=[9.0], note=text
        ),
        "correction": lambda: log.correct(trial, note=text),
    }
    with pytest.raises(LogError, match=problem):
        write[where]()
    for was, now in zip(before, (log.sessions(), log.ratings(), log.measurements()), strict=True):
        pd.testing.assert_frame_equal(was, now)


# Days


def test_days_follow_a_traveller_around_the_world(log):
    """Auckland to Honolulu: the later session is on the earlier day."""
    for at in ("2026-03-03T07:00+13:00", "2026-03-02T09:00-10:00", "2026-03-03T07:00-10:00"):
        practise(log, at=datetime.fromisoformat(at))
    days = [pd.Timestamp(day) for day in ("2026-03-03", "2026-03-02", "2026-03-03")]
    assert log.sessions()["day"].tolist() == days
    assert log.sessions()["started_utc"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("clock", "offset", "day"),
    [
        # A session belongs to the day it began on, however long it lasts.
        ("2026-03-02T23:59:30", "+01:00", "2026-03-02"),
        # New York, 8 March 2026: 02:00 becomes 03:00. 1 November 2026: 02:00 becomes 01:00.
        ("2026-03-08T01:59:59", "-05:00", "2026-03-08"),
        ("2026-03-08T03:00:00", "-04:00", "2026-03-08"),
        ("2026-11-01T01:30:00", "-04:00", "2026-11-01"),
        ("2026-11-01T01:30:00", "-05:00", "2026-11-01"),
        # Lord Howe Island moves its clocks by half an hour.
        ("2026-04-05T01:45:00", "+11:00", "2026-04-05"),
        ("2026-04-05T01:45:00", "+10:30", "2026-04-05"),
        # Samoa had no 30 December 2011; the year ends there first now.
        ("2011-12-29T23:59:59", "-10:00", "2011-12-29"),
        ("2011-12-31T00:00:00", "+14:00", "2011-12-31"),
    ],
)
def test_a_session_is_on_the_day_of_the_clock_it_began_by(log, clock, offset, day):
    practise(log, ("phase_done", 1, 90.0), at=datetime.fromisoformat(clock + offset))
    assert log.sessions()["day"].tolist() == [pd.Timestamp(day)]
    assert log.phases()["day"].tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        # 1 March 2026 is a Sunday.
        ("2026-03-01T23:59:59.999999+01:00", "2026-02-23"),
        ("2026-03-02T00:00:00+01:00", "2026-03-02"),
        # Sunday for the person and Monday in UTC, and the other way round.
        ("2026-03-01T20:00-08:00", "2026-02-23"),
        ("2026-03-02T00:30+13:00", "2026-03-02"),
        # A year begins in the week of a Monday of the year before.
        ("2026-01-01T07:00+01:00", "2025-12-29"),
        # The Sundays on which Berlin moves its clocks.
        ("2026-03-29T23:30+02:00", "2026-03-23"),
        ("2026-10-25T23:30+01:00", "2026-10-19"),
    ],
)
def test_a_week_goes_from_monday_to_sunday_on_the_persons_own_clock(log, at, monday):
    practise(log, ("phase_done", 1, 90.0), at=datetime.fromisoformat(at))
    assert days_practised(log.sessions())["week"].tolist() == [pd.Timestamp(monday)]
    assert weekly_dose(log.phases())["week"].unique().tolist() == [pd.Timestamp(monday)]


def test_a_clock_that_is_set_back_in_mid_session_changes_no_step(log):
    session = log.start_session("standard", PHASES, at=MORNING)
    hour_ms = 3_600_000
    sent = [
        event(session, 0, "started"),
        event(session, 1, "phase_done", 0, 10.0),
        event(
            session, 2, "phase_skipped", 1, 12.0, at_ms=event(session, 2, "x")["at_ms"] - hour_ms
        ),
        event(session, 3, "phase_repeated", 1, at_ms=event(session, 3, "x")["at_ms"] - hour_ms),
        event(session, 4, "phase_done", 1, 30.0, at_ms=0),
        event(session, 5, "finished", at_ms=0),
    ]
    log.append(reversed(sent))
    assert log.phases()["outcome"].tolist() == ["done", "done"]
    assert log.phases()["done_s"].tolist() == [10.0, 42.0]
    assert log.sessions()["status"].tolist() == ["finished"]


def test_a_clock_that_is_set_back_between_two_edits_leaves_the_last_one_standing():
    earlier_s = itertools.count(MORNING_MS // 1000, -1)
    database = sqlite_memory()
    bring_up_to_date(database)
    log = Log(database, new_id=lambda _: str(ULID.from_timestamp(next(earlier_s))))
    session = practise(log)
    rating = log.rate("pain", 1, moment="any")
    for number in (2, 3):
        log.note(session, f"note {number}")
        log.correct(rating, score=number)
    assert log.history(rating)["written_utc"].is_monotonic_decreasing
    assert log.sessions()["note"].tolist() == ["note 3"]
    assert log.ratings()["score"].tolist() == [3]
    log.undo(rating)
    assert log.ratings()["score"].tolist() == [2]


# No room, no leave


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path) as folder:
        yield folder


def test_a_full_disk_is_told_loses_nothing_and_writing_goes_on(disk):
    log = open_log(disk / "log.sqlite")
    session = practise(log, ("phase_done", 1, 30.0), last=None)
    later = event(session, 9, "finished")
    # A limit on the size of a file is no full disk, and the system calls it something else.
    cure = "full. Make room" if os.path.ismount(disk) else "did not answer. Check the disk"
    with full(disk):
        for _ in range(2):
            with pytest.raises(LogError, match=cure):
                log.append([later])
        assert log.sessions()["done_s"].tolist() == [30.0]
    assert log.append([later]) == [later["id"]]
    assert open_log(log.where).sessions()["status"].tolist() == ["finished"]


def test_on_a_full_disk_a_log_still_opens_and_tells_that_it_has_no_backup(disk):
    log = open_log(disk / "log.sqlite")
    practise(log)
    shutil.rmtree(disk / "backups")
    with full(disk):
        with pytest.warns(UserWarning, match="No backup of"):
            again = open_log(disk / "log.sqlite")
        assert len(again.sessions()) == 1
    assert len(open_log(disk / "log.sqlite").backups()) == 1


def test_a_folder_that_becomes_read_only_is_told_loses_nothing_and_writing_goes_on():
    with shared_folder() as folder, without_privileges():
        log = open_log(folder / "own" / "log.sqlite")
        session = practise(log, ("phase_done", 1, 30.0), last=None)
        later = event(session, 9, "finished")
        with read_only(folder / "own"):
            for _ in range(2):
                with pytest.raises(LogError, match="Give yourself permission to write the file"):
                    log.append([later])
            assert log.sessions()["done_s"].tolist() == [30.0]
        assert log.append([later]) == [later["id"]]
        assert open_log(log.where).sessions()["status"].tolist() == ["finished"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "mine.sqlite"),
            "mine.sqlite says: Permission denied. Give yourself permission to write there, then "
            "try again.",
        ),
        (
            sqlite3.OperationalError("no such vfs: unix"),
            "log.sqlite says: no such vfs: unix. Check that the file is there and whole.",
        ),
    ],
    ids=["file system", "SQLite"],
)
def test_what_the_system_says_of_a_file_is_passed_on_in_its_own_words(error, sentence):
    with pytest.raises(LogError) as raised, files_explained(Path("log.sqlite")):
        raise error
    assert str(raised.value) == sentence
