"""What a log endures: full disks, strange words, travel, and clocks that are wrong."""

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager
from datetime import datetime

import pandas as pd
import pytest

from stretchlib.errors import LogError
from stretchlib.log import open_log
from tests.log_kit import MORNING, PHASES, event, practise

STRANGE = {
    "sql": "'); DROP TABLE sessions; --",
    "html": "<img src=x onerror=alert(1)>&amp;\"'",
    "unicode": "Rücken 痛い 🧘🏽\u200d♀️ \u202eabc\u2028\x85",
    "control": "\x01\x1b[31m\r\n\t",
    "spreadsheet": "=HYPERLINK(1)",
    "braces": "{side} %s {0} \\",
}


@pytest.fixture
def log(tmp_path):
    return open_log(tmp_path / "log.sqlite")


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


@pytest.mark.parametrize("where", ["routine", "area", "note", "measurement", "correction"])
def test_a_text_of_5_mb_is_refused_and_the_log_is_as_it_was(log, where):
    session = practise(log)
    (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[9.0])
    before = log.sessions(), log.ratings(), log.measurements()
    much = "a" * 5_000_000
    write = {
        "routine": lambda: log.start_session(much, PHASES),
        "area": lambda: log.rate("pain", 1, moment="any", area=much),
        "note": lambda: log.note(session, much),
        "measurement": lambda: log.measure(
            "chest_to_thigh", side="left", trials_cm=[9.0], note=much
        ),
        "correction": lambda: log.correct(trial, note=much),
    }
    with pytest.raises(LogError, match=r"has 5000000 characters\. Keep it within 20000"):
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
    assert log.steps()["day"].tolist() == [pd.Timestamp(day)]


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
    assert log.steps()["outcome"].tolist() == ["done", "done"]
    assert log.steps()["done_s"].tolist() == [10.0, 42.0]
    assert log.sessions()["status"].tolist() == ["finished"]


# No room, no leave


@contextmanager
def full_disk(folder):
    """Let nothing more be written in a folder: a disk where we may mount one, else a limit."""
    if os.geteuid() == 0:
        filler = folder / "filler"
        filler.write_bytes(b"\0" * shutil.disk_usage(folder).free)
        yield
        filler.unlink()
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        yield tmp_path
        return
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", tmp_path]
    subprocess.run(command, check=True)
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_a_full_disk_is_told_loses_nothing_and_writing_goes_on(small_disk):
    log = open_log(small_disk / "log.sqlite")
    session = practise(log, ("phase_done", 1, 30.0), last=None)
    later = event(session, 9, "finished")
    with full_disk(small_disk):
        for _ in range(2):
            with pytest.raises(LogError, match=r"Make room, then try|Check the disk, then try"):
                log.append([later])
        assert log.sessions()["done_s"].tolist() == [30.0]
    assert log.append([later]) == [later["id"]]
    assert open_log(log.where).sessions()["status"].tolist() == ["finished"]


def test_on_a_full_disk_a_log_still_opens_and_tells_that_it_has_no_backup(small_disk):
    log = open_log(small_disk / "log.sqlite")
    practise(log)
    shutil.rmtree(small_disk / "backups")
    with full_disk(small_disk):
        with pytest.warns(UserWarning, match="No backup of"):
            again = open_log(small_disk / "log.sqlite")
        assert len(again.sessions()) == 1
    assert len(open_log(small_disk / "log.sqlite").backups()) == 1
