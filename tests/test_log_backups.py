import contextlib
import os
import shutil
import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from stretchlib.errors import LogError
from stretchlib.log import backups, migrate, open_log
from stretchlib.log.copies import sessions_in
from tests.log_kit import MORNING, practise
from tests.text_kit import match_in


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


def todays(place):
    return backups.daily(place)


def spoil(place):
    """Overwrite the second half of a file, as a failing disk might."""
    half = place.stat().st_size // 2
    with place.open("r+b") as file:
        file.seek(half)
        file.write(os.urandom(half))


def left(place):
    return sorted(path.name for path in todays(place).parent.iterdir())


# Made


def test_the_first_opening_of_a_day_makes_a_backup_and_the_next_only_of_what_is_new(place):
    practise(open_log(place))
    todays(place).unlink()
    open_log(place)
    made = todays(place).stat().st_mtime_ns
    place.touch()
    log = open_log(place)
    assert todays(place).stat().st_mtime_ns == made, "nothing is new"
    practise(log)
    open_log(place)
    assert todays(place).stat().st_mtime_ns == made, "the first of the day stays as it was"
    newest = todays(place).with_name("log-newest.sqlite")
    assert len(open_log(newest).sessions()) == 2
    practise(log)
    open_log(place)
    assert sessions_in(newest)[0] == 3


def test_the_first_session_of_a_new_log_is_in_a_backup_the_next_time_it_is_opened(place):
    practise(open_log(place))
    assert open_log(todays(place)).is_empty()
    open_log(place)
    assert sessions_in(todays(place))[0] == 1


def test_a_log_that_says_less_never_takes_the_place_of_a_backup(place, tmp_path):
    log = open_log(place)
    practise(log)
    open_log(place)
    shutil.copy(todays(place), tmp_path / "one.sqlite")
    practise(log)
    open_log(place)
    log = open_log(place, restore=tmp_path / "one.sqlite")
    open_log(place)
    assert sessions_in(todays(place).with_name("log-newest.sqlite"))[0] == 2
    assert len(log.sessions()) == 1


def test_a_backup_says_how_many_sessions_it_has_and_up_to_which_day(place):
    log = open_log(place)
    practise(log, at=MORNING)
    hidden = practise(log, at=MORNING + timedelta(days=2))
    corrected = practise(log, at=MORNING + timedelta(days=1))
    log.correct(corrected, at=MORNING + timedelta(days=1, minutes=5))
    log.hide(hidden)
    open_log(place, restore=todays(place))
    frame = open_log(place).backups().set_index("kind")
    assert frame.loc["set aside", "sessions"] == 2
    assert frame.loc["set aside", "last_day"] == pd.Timestamp("2026-03-03")
    assert frame.loc["of a day", "sessions"] == 0
    assert pd.isna(frame["last_day"]["of a day"])
    back = open_log(place, restore=frame["file"]["set aside"])
    assert len(back.sessions()) == 2


def test_a_backup_of_any_version_says_what_it_has(tmp_path):
    for number, dump in enumerate(sorted((Path(__file__).parent / "versions").glob("*.sql"))):
        old = tmp_path / f"old-{number}.sqlite"
        with contextlib.closing(sqlite3.connect(old)) as connection:
            connection.executescript(dump.read_text("utf-8"))
        count, day = sessions_in(old)
        assert count == len(open_log(old).sessions())
        assert day == open_log(old).sessions()["day"].max()


def test_what_is_no_backup_at_all_says_nothing(place):
    log = open_log(place)
    todays(place).write_bytes(b"half")
    frame = log.backups()
    assert frame[["sessions", "last_day"]].isna().all(axis=None)


def test_a_backup_can_be_read_by_its_owner_only(place):
    open_log(place)
    assert stat.S_IMODE(todays(place).stat().st_mode) == 0o600
    assert stat.S_IMODE(todays(place).parent.stat().st_mode) == 0o700


def test_a_log_lists_its_backups_with_their_moment_and_size(place):
    log = open_log(place)
    (backup,) = log.backups().to_dict("records")
    assert backup["file"] == str(todays(place))
    assert backup["bytes"] == todays(place).stat().st_size
    assert abs(backup["made_utc"].timestamp() - todays(place).stat().st_mtime) < 0.001


@pytest.mark.parametrize("full", [False, True], ids=["memory", "file"])
def test_the_frame_of_backups_has_its_types_also_when_it_is_empty(place, full):
    frame = open_log(place if full else "sqlite://").backups()
    assert frame.empty is not full
    assert frame.dtypes.astype(str).to_dict() == {
        "file": "str",
        "made_utc": "datetime64[us, UTC]",
        "bytes": "int64",
        "sessions": "Int64",
        "last_day": "datetime64[us]",
        "kind": "str",
    }


def test_the_backups_of_two_logs_in_one_folder_are_kept_apart(tmp_path):
    for name in ("log.sqlite", "log.db", "log-2.sqlite"):
        assert len(open_log(tmp_path / name).backups()) == 1


def test_what_a_killed_backup_left_behind_does_not_stop_the_next(place):
    open_log(place)
    part = todays(place).with_name(f"{todays(place).name}.part")
    todays(place).rename(part)
    part.with_name(f"{part.name}-journal").write_bytes(b"half")
    open_log(place)
    assert left(place) == [todays(place).name]


def test_a_backup_that_cannot_be_made_is_told_and_practice_goes_on(place):
    open_log(place)
    shutil.rmtree(todays(place).parent)
    todays(place).parent.touch()
    with pytest.warns(UserWarning, match="No backup of .* could be made: .* Make room in"):
        log = open_log(place)
    practise(log)


# Thinned out


def test_seven_days_and_the_first_of_each_month_for_a_year_are_kept(place):
    open_log(place)
    folder = todays(place).parent
    todays(place).unlink()
    first = date(2024, 1, 3)
    for day in range(800):
        (folder / f"log-{first + timedelta(days=day)}.sqlite").touch()
    (folder / "log-before-0002.sqlite").touch()
    (folder / "letter.txt").touch()
    backups.thin_out(place)
    # 3 January 2024 and 799 days are 12 March 2026.
    months = [f"2025-{month:02}-01" for month in range(4, 13)]
    months += [f"2026-{month:02}-01" for month in (1, 2, 3)]
    days = [f"2026-03-{day:02}" for day in range(6, 13)]
    assert left(place) == sorted(
        ["letter.txt", "log-before-0002.sqlite", *(f"log-{day}.sqlite" for day in months + days)]
    )


# A clock that was ahead


YEAR_2099 = 4_070_908_800
"""Its first second, worked out by `date -d 2099-01-01T00:00Z +%s`."""


def made_ahead(place, days=1):
    """Let the copies of a log be those of a clock that is ahead; there are as many days of it."""
    names = [f"log-2099-01-{day:02}.sqlite" for day in range(1, days + 1)]
    for number, name in enumerate(names):
        shutil.copy(todays(place), todays(place).with_name(name))
        os.utime(todays(place).with_name(name), (YEAR_2099 + number * 86_400,) * 2)
    todays(place).unlink()
    return names


def test_what_a_clock_ahead_copied_lets_no_later_copy_vanish(place):
    practise(open_log(place))
    open_log(place)
    ahead = made_ahead(place, days=9)
    practise(open_log(place))
    open_log(place)
    # Of the nine of another year the first and the last seven are kept.
    assert left(place) == sorted([todays(place).name, "log-newest.sqlite", ahead[0], *ahead[2:]])


def test_the_days_that_have_been_are_thinned_out_as_if_no_clock_had_been_ahead(place):
    practise(open_log(place))
    made_ahead(place, days=9)
    # Of three days at least one is not the first of a month that there is.
    been = [date.today() - timedelta(days=ago) for ago in range(3)]  # noqa: DTZ011  as it is named
    for day in been:
        todays(place).with_name(f"log-{day}.sqlite").touch()
    backups.thin_out(place)
    assert {f"log-{day}.sqlite" for day in been} <= {*left(place)}


def test_what_is_new_is_copied_though_a_clock_was_ahead_when_the_last_copy_was_made(place):
    log = open_log(place)
    practise(log)
    open_log(place)
    os.utime(todays(place), (YEAR_2099, YEAR_2099))
    practise(log)
    open_log(place)
    assert sessions_in(todays(place).with_name("log-newest.sqlite"))[0] == 2


def test_what_was_written_by_a_clock_behind_is_copied_too(place):
    log = open_log(place)
    practise(log)
    open_log(place)
    practise(log)
    os.utime(place, (0, 0))
    open_log(place)
    assert sessions_in(todays(place).with_name("log-newest.sqlite"))[0] == 2


def test_the_newest_backup_is_not_the_one_that_a_clock_ahead_made(place):
    log = open_log(place)
    practise(log)
    open_log(place)
    (ahead,) = made_ahead(place)
    open_log(place)
    practise(log)
    open_log(place)
    newest = todays(place).with_name("log-newest.sqlite")
    order = [path.name for path in backups.backups_of(place)]
    assert order.index(ahead) < order.index(newest.name)
    assert backups.newest_whole(place) == newest


def test_where_a_clock_ahead_made_the_last_backup_it_is_the_newest(place):
    log = open_log(place)
    practise(log)
    open_log(place)
    shutil.copy(todays(place), earlier := todays(place).with_name("log-2026-03-01.sqlite"))
    practise(log)
    backups.copy(place, todays(place))
    (ahead,) = made_ahead(place)
    assert [path.name for path in backups.backups_of(place)] == [earlier.name, ahead]


# Damage


def test_a_damaged_log_is_noticed_on_the_first_opening_of_a_day(place):
    log = open_log(place)
    for _ in range(30):
        practise(log)
    whole = todays(place).rename(todays(place).with_name("log-2020-01-01.sqlite"))
    spoil(place)
    before = place.read_bytes()
    with pytest.raises(LogError, match=r"is damaged: .* Nothing was changed") as error:
        open_log(place)
    assert repr(str(whole)) in str(error.value)
    assert place.read_bytes() == before
    assert left(place) == [whole.name]


def test_a_log_that_was_left_in_mid_write_is_checked_again(place):
    log = open_log(place)
    for _ in range(30):
        practise(log)
    spoil(place)
    backups.journal_of(place).touch()
    with pytest.raises(LogError, match="is damaged"):
        open_log(place)


def test_a_damaged_log_of_an_older_version_is_not_brought_up_to_date(place, monkeypatch):
    log = open_log(place)
    for _ in range(30):
        practise(log)
    spoil(place)
    before = place.read_bytes()
    monkeypatch.setattr(migrate, "NEWEST_VERSION", "9999")
    with pytest.raises(LogError, match="is damaged"):
        open_log(place)
    assert place.read_bytes() == before
    assert left(place) == [todays(place).name]


def test_the_cure_for_a_damaged_log_works_as_it_is_written(place):
    practise(open_log(place))
    todays(place).unlink()
    session = practise(open_log(place), at=MORNING + timedelta(days=1))
    place.write_bytes(place.read_bytes()[:5000])
    cut = place.read_bytes()
    with pytest.raises(LogError) as error:
        open_log(place)
    cure = match_in(r"open_log\(.*?\)", str(error.value))[0]
    log = eval(cure)
    assert len(log.sessions()) == 1
    assert session not in log.sessions()["id"].tolist()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    (aside,) = place.parent.glob("log-set-aside-*.sqlite")
    assert aside.read_bytes() == cut


def test_the_journal_of_a_file_that_is_set_aside_goes_with_it(place):
    open_log(place)
    journal = backups.journal_of(place)
    journal.write_bytes(b"never to be played into another file")
    backups.put_back(place, todays(place))
    assert not journal.exists()
    (aside,) = place.parent.glob("log-set-aside-*-journal")
    assert aside.read_bytes() == b"never to be played into another file"


def test_a_damaged_backup_is_neither_offered_nor_put_back(place):
    log = open_log(place)
    for _ in range(30):
        practise(log)
    todays(place).unlink()
    open_log(place)
    spoil(todays(place))
    place.write_bytes(place.read_bytes()[:5000])
    cut = place.read_bytes()
    with pytest.raises(LogError, match="It has no whole backup in"):
        open_log(place)
    with pytest.raises(LogError, match="is not a whole backup"):
        open_log(place, restore=todays(place))
    assert place.read_bytes() == cut


@pytest.mark.parametrize("what", ["gone", "empty", "zeros"])
def test_a_log_that_has_backups_is_never_begun_anew_in_silence(place, what):
    practise(open_log(place))
    place.unlink()
    if what != "gone":
        place.write_bytes(b"\0" * (4096 if what == "zeros" else 0))
    with pytest.raises(LogError, match=r"is damaged: it .* restore=.* To begin a new log"):
        open_log(place)
    assert len(open_log(place, restore=todays(place)).sessions()) == 0


def test_what_is_no_log_is_not_put_back(place, tmp_path):
    open_log(place)
    other = tmp_path / "photos.db"
    with contextlib.closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE photos (id TEXT)")
    with pytest.raises(LogError, match="is not a whole backup"):
        open_log(place, restore=other)
    assert open_log(place).is_empty()


def test_only_a_file_can_be_gone_on_from_a_backup():
    with pytest.raises(LogError, match="this log is not one"):
        open_log("sqlite://", restore="log.sqlite")
