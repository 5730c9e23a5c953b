"""A log goes on from a backup: under writers, beside what SQLite left, and when it cannot."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.restore import restored_often
from stretchlib.errors import LogError
from stretchlib.log import backups, open_log, restoring
from stretchlib.log.copies import sessions_in
from stretchlib.log.sqlite_files import is_whole
from tests.hardship_kit import full, small_disk
from tests.log_kit import copied_and_gone_on_with, practise


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


@pytest.fixture
def backup(place, tmp_path):
    """A copy of a log with one session, which has gone on since then with one more."""
    copy = tmp_path / "elsewhere" / "one.sqlite"
    copied_and_gone_on_with(place, copy)
    return copy


RATED = """
INSERT INTO ratings (id, rated_utc, rated_offset_min, moment, kind, area, side, score, void)
SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', started_utc, 0, 'any', 'pain', 'back', 'both', 7, 0
FROM sessions LIMIT 1
"""


def all_files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sessions(file):
    return len(open_log(file).sessions())


def leave_rows_ahead(place):
    """Rate once, as a program does that writes ahead and is killed: the row is beside the file."""
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute(RATED)
        for name in (place.name, f"{place.name}-wal"):
            shutil.copy(place.with_name(name), place.with_name(f"{name}.kept"))
    for name in (place.name, f"{place.name}-wal"):
        place.with_name(f"{name}.kept").rename(place.with_name(name))


def a_foreign_wal(place, tmp_path):
    """Lay the write-ahead log of another log beside this one."""
    other = tmp_path / "other" / "log.sqlite"
    practise(open_log(other))
    leave_rows_ahead(other)
    ahead = place.with_name(f"{place.name}-wal")
    shutil.move(other.with_name("log.sqlite-wal"), ahead)
    shutil.rmtree(other.parent)
    return ahead


# Under writers


def test_under_two_writers_no_row_is_lost_and_no_file_damaged(place):
    counts = restored_often(place, 10)
    assert counts.acknowledged > 0
    assert (counts.lost, counts.damaged, counts.ended) == (0, 0, 0)


def test_a_notebook_that_has_the_log_open_goes_on_with_what_was_restored(place, backup):
    other = open_log(place)
    assert len(other.sessions()) == 2
    with contextlib.closing(sqlite3.connect(place)) as held:
        assert held.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
        open_log(place, restore=backup)
        assert held.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    assert len(other.sessions()) == 1
    practise(other)
    assert sessions(place) == 2


def test_what_is_set_aside_is_whole_private_and_dated_as_it_was(place, backup):
    os.utime(place, (1_000_000_000, 1_000_000_000))
    open_log(place, restore=backup)
    (aside,) = backups.set_aside(place)
    assert (aside.stat().st_mode & 0o777, aside.stat().st_mtime) == (0o600, 1_000_000_000)
    assert sessions(aside) == 2


def test_a_program_that_does_not_stop_writing_is_named_and_nothing_is_changed(
    place, backup, monkeypatch
):
    monkeypatch.setattr(restoring, "PATIENCE_S", 0.5)
    before = all_files(place.parent)
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError, match=r"did not pause .* Nothing was changed. Close other"):
            open_log(place, restore=backup)
        other.execute("ROLLBACK")
    assert all_files(place.parent) == before
    assert len(open_log(place, restore=backup).sessions()) == 1


def test_a_backup_that_another_program_holds_is_not_waited_for_without_end(
    place, backup, monkeypatch
):
    monkeypatch.setattr(restoring, "PATIENCE_S", 0.5)
    with contextlib.closing(sqlite3.connect(backup, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogError, match=r"Nothing was changed\."):
            open_log(place, restore=backup)
    assert sessions(place) == 2


# Beside what SQLite left


def test_rows_that_were_written_ahead_are_set_aside_too_and_can_be_gone_back_to(place, backup):
    leave_rows_ahead(place)
    log = open_log(place, restore=backup)
    assert (len(log.sessions()), len(log.ratings())) == (1, 0)
    (aside,) = backups.set_aside(place)
    assert not place.with_name("log.sqlite-wal").exists()
    back = open_log(place, restore=aside)
    assert (len(back.sessions()), back.ratings()["score"].tolist()) == (2, [7])


@pytest.mark.parametrize("ahead", [False, True], ids=["stale", "of its own"])
def test_a_write_ahead_log_is_not_played_into_what_is_restored(place, backup, tmp_path, ahead):
    if ahead:
        leave_rows_ahead(place)
    else:
        stale = a_foreign_wal(place, tmp_path).read_bytes()
    place.write_bytes(place.read_bytes()[:5000])
    log = open_log(place, restore=backup)
    assert len(log.sessions()) == 1
    assert is_whole(place)
    (kept,) = place.parent.glob("log-set-aside-*.sqlite-wal")
    assert ahead or kept.read_bytes() == stale


def test_a_write_ahead_log_that_a_backup_does_not_know_is_left_out_of_it(place, backup, tmp_path):
    ahead = a_foreign_wal(backup, tmp_path)
    before = all_files(backup.parent)
    assert sessions_of(backup) == 1
    log = open_log(place, restore=backup)
    assert (len(log.sessions()), log.ratings().empty) == (1, True)
    assert all_files(backup.parent) == before
    assert ahead.exists()


def sessions_of(file):
    count, _ = sessions_in(file)
    return count


def test_a_log_is_opened_past_the_write_ahead_log_of_another_and_that_is_told(place, tmp_path):
    practise(open_log(place))
    stale = a_foreign_wal(place, tmp_path).read_bytes()
    with pytest.warns(UserWarning, match="of another file. It is set aside: .*-wal") as warned:
        log = open_log(place)
    assert warned[0].filename == __file__
    assert (len(log.sessions()), log.ratings().empty) == (1, True)
    (kept,) = place.parent.glob("log-set-aside-*.sqlite-wal")
    assert kept.read_bytes() == stale
    log.delete_everything(confirm="delete log.sqlite for good")
    assert not all_files(place.parent)


def test_what_a_killed_program_wrote_ahead_is_in_the_log_when_it_is_opened(place):
    practise(open_log(place))
    leave_rows_ahead(place)
    assert open_log(place).ratings()["score"].tolist() == [7]


def test_a_journal_is_never_played_into_what_is_restored(place, backup):
    """Another program is killed in mid-transaction: its journal holds pages of the old file."""
    code = (
        "import os, sqlite3\n"
        f"c = sqlite3.connect({str(place)!r}, isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1')\n"
        "c.execute('BEGIN')\n"
        "c.execute('UPDATE sessions SET note = hex(randomblob(50000))')\n"
        "c.execute('UPDATE events SET reason = hex(randomblob(9000))')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert backups.journal_of(place).exists()
    log = open_log(place, restore=backup)
    assert len(log.sessions()) == 1
    (aside,) = backups.set_aside(place)
    back = open_log(place, restore=aside)
    assert back.sessions()["note"].tolist() == ["", ""]


def test_deleting_takes_what_sqlite_left_beside_every_file(place, backup):
    log = open_log(place, restore=backup)
    (aside,) = backups.set_aside(place)
    (copy,) = log.backups().query("kind == 'of a day'")["file"]
    for file in (place, aside, Path(copy)):
        for ending in ("-wal", "-shm", "-journal"):
            file.with_name(f"{file.name}{ending}").write_bytes(b"a secret")
    with pytest.raises(LogError, match=r"log\.sqlite-wal"):
        log.delete_everything()
    log.delete_everything(confirm="delete log.sqlite for good")
    assert set(all_files(place.parent)) == {backup}


def test_deleting_names_the_files_of_jupyter_that_may_repeat_notes(place, tmp_path, monkeypatch):
    log = open_log(place)
    folder, ipython = tmp_path / "mine", tmp_path / "ipython"
    shown = [folder / "05_your_log.ipynb", folder / ".ipynb_checkpoints" / "05-checkpoint.ipynb"]
    history = ipython / "profile_default" / "history.sqlite"
    other = folder / "physics.ipynb"
    for file in [*shown, history, other]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import numpy" if file == other else "import stretchlib as st")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("IPYTHONDIR", str(ipython))
    with pytest.raises(LogError, match="may repeat notes") as error:
        log.delete_everything()
    assert all(str(file) in str(error.value) for file in [*shown, history])
    assert other.name not in str(error.value)
    log.delete_everything(confirm="delete log.sqlite for good")
    assert all(file.exists() for file in shown)


# When it cannot


@pytest.mark.parametrize("why", ["damaged", "empty", "gone", "a folder", "too long", "no path"])
def test_a_refused_restore_changes_not_a_byte(place, backup, tmp_path, why):
    leave_rows_ahead(place)
    backups.journal_of(place).write_bytes(b"\0" * 600)
    if why == "damaged":
        backup.write_bytes(backup.read_bytes()[:9000])
    elif why == "empty":
        backup.write_bytes(b"")
    names = {"gone": tmp_path / "no", "a folder": tmp_path, "too long": "x" * 530, "no path": "\0"}
    before = all_files(tmp_path)
    with pytest.raises(LogError) as error:
        open_log(place, restore=names.get(why, backup))
    assert len(str(error.value)) < 700
    assert all_files(tmp_path) == before


def refusal_of(place, backup):
    """Go on from a backup; what is said where that is refused."""
    try:
        open_log(place, restore=backup)
    except LogError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("room", range(6), ids=lambda room: f"room for {room}")
def test_a_restore_that_finds_no_room_changes_not_a_byte(tmp_path, room):
    with small_disk(tmp_path) as disk:
        place, backup = disk / "log.sqlite", disk / "one.sqlite"
        log = open_log(place)
        practise(log)
        backups.copy(place, backup)
        practise(log)
        before = all_files(disk)
        with full(disk):
            filler = disk / "filler"
            if os.path.ismount(disk):
                os.truncate(filler, filler.stat().st_size - room * place.stat().st_size)
            refusal = refusal_of(place, backup)
            filler.write_bytes(b"")
        assert bool(refusal) is (room < 4 or not os.path.ismount(disk))
        if refusal:
            assert "Nothing was changed. " in refusal
            assert all_files(disk) == before
        else:
            assert len(log.sessions()) == 1


def test_a_folder_that_cannot_promise_to_remember_is_restored_into_all_the_same(
    place, backup, monkeypatch
):
    def refuse(_descriptor):
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    assert len(open_log(place, restore=backup).sessions()) == 1


def test_what_cannot_be_put_in_place_goes_back_to_where_it_was(place, backup, monkeypatch):
    place.write_bytes(place.read_bytes()[:5000])
    backups.journal_of(place).write_bytes(b"\0" * 600)
    before = all_files(place.parent)

    def refuse(_part, _file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "put", refuse)
    with pytest.raises(LogError, match=r"No space left on device. Nothing was changed. Make room"):
        open_log(place, restore=backup)
    assert all_files(place.parent) == before


# Copies that were made by sync tools

CONFLICTS = [
    "log (conflicted copy).sqlite",
    "log (Anna's conflicted copy 2026-03-02).sqlite",
    "log.sync-conflict-20260302-073000-ABCDEFG.sqlite",
    "log_NAS_Mar-02-0730-2026_Conflict.sqlite",
    "log (1).sqlite",
]


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_copy_that_a_sync_tool_made_is_named_listed_and_deleted_with_the_rest(place, name):
    log = open_log(place)
    practise(log)
    twin = place.with_name(name)
    shutil.copy(place, twin)
    with pytest.warns(UserWarning, match="may have rows that are not") as warned:
        log = open_log(place)
    assert name in str(warned[0].message)
    assert warned[0].filename == __file__
    listed = log.backups().set_index("file")
    assert list(listed.loc[str(twin), ["kind", "sessions"]]) == ["of a sync tool", 1]
    assert len(open_log(twin).sessions()) == 1
    log.delete_everything(confirm="delete log.sqlite for good")
    assert not [file for file in all_files(place.parent) if file.parent == place.parent]


def test_another_log_and_a_letter_are_no_copies_of_a_sync_tool(place):
    open_log(place)
    open_log(place.with_name("log-2.sqlite"))
    place.with_name("log conflict.sqlite").write_text("Dear Anna")
    assert open_log(place).backups()["kind"].tolist() == ["of a day"]
