"""A restoring that is killed leaves nothing for good, and one under way keeps what it needs."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
from time import monotonic, sleep

import pytest

from stretchlib.log import open_log
from stretchlib.log.restore_leftovers import left_of
from tests.log_kit import copied_and_gone_on_with

RESTORE = "from stretchlib.log import open_log\nopen_log({place!r}, restore={backup!r})\n"
OPEN = "from stretchlib.log import open_log\nopen_log({place!r})\n"
KILLED_BEFORE_IT_IS_SET_ASIDE = """
import os, signal
from stretchlib.log import open_log, restoring
restoring.put = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
open_log({place!r}, restore={backup!r})
"""
KILLED_IN_THE_MIDST_OF_IT = """
import os, signal
from stretchlib.log import open_log, restoring
whole = restoring._backup
def half(source, target):
    if "part" in restoring._name_of(target):
        return whole(source, target)
    source.backup(target, pages=2, progress=lambda *_: os.kill(os.getpid(), signal.SIGKILL))
restoring._backup = half
open_log({place!r}, restore={backup!r})
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "log.sqlite"


@pytest.fixture
def backup(place, tmp_path):
    """A copy of a log with one session, which has gone on since then with one more."""
    copy = tmp_path / "elsewhere" / "one.sqlite"
    copied_and_gone_on_with(place, copy)
    open_log(place)
    return copy


def begun(code, place, backup):
    words = code.format(place=str(place), backup=str(backup))
    return subprocess.Popen([sys.executable, "-c", words])


def waited_for(condition):
    until = monotonic() + 30
    while not condition():
        assert monotonic() < until
        sleep(0.02)


def place_of_journal(parts):
    """While a copy is being written, SQLite has a journal beside it."""
    return [part for part in parts if part.name.endswith("-journal")]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@contextlib.contextmanager
def written_to(place):
    """Keep a log from being restored into, as a program does that writes."""
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_what_a_killed_restoring_left_is_gone_with_the_next_opening(place, backup):
    before = names(place.parent)
    with written_to(place):
        restoring = begun(RESTORE, place, backup)
        waited_for(lambda: left_of(place))
        restoring.kill()
        restoring.wait()
    assert left_of(place)
    assert len(open_log(place).sessions()) == 2
    assert names(place.parent) == before


def test_a_restoring_under_way_keeps_what_it_needs(place, backup):
    with written_to(place):
        restoring = begun(RESTORE, place, backup)
        waited_for(lambda: left_of(place) and not place_of_journal(left_of(place)))
        parts = left_of(place)
        # In a process of its own: to read the file here would give up the lock on it.
        assert begun(OPEN, place, backup).wait() == 0
        assert left_of(place) == parts
    assert restoring.wait() == 0
    assert left_of(place) == []
    assert len(open_log(place).sessions()) == 1


@pytest.mark.more
@pytest.mark.parametrize("code", [KILLED_BEFORE_IT_IS_SET_ASIDE, KILLED_IN_THE_MIDST_OF_IT])
@pytest.mark.parametrize("again", [False, True], ids=["opened", "restored"])
def test_whenever_it_is_killed_nothing_is_lost_and_nothing_left(place, backup, code, again):
    assert begun(code, place, backup).wait() == -signal.SIGKILL
    assert left_of(place)
    log = open_log(place, restore=backup if again else None)
    assert len(log.sessions()) == (1 if again else 2)
    assert left_of(place) == []
    assert not [name for name in names(place.parent) if ".part" in name]


def test_files_that_only_look_like_it_stay(place):
    stamp = "20260302T063000123456"
    others = [
        "log.sqlite.part",
        f"other.sqlite.{stamp}.part",
        f"log.sqlite.{stamp}",
        f"log-set-aside-{stamp}.sqlite",
        f"log.sqlite.{stamp}.part.mine",
    ]
    for name in others:
        place.with_name(name).write_bytes(b"of somebody")
    place.with_name(f"log.sqlite.{stamp}.part").write_bytes(b"left")
    open_log(place)
    assert set(others) <= set(names(place.parent))
    assert left_of(place) == []
