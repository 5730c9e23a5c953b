"""A few mutants of every way in, the same each time; thousands of them are for benchmarks/fuzz."""

import time
from html import escape

import pytest

from benchmarks.fuzz import WAYS, way
from benchmarks.fuzz.counting import Counts, Watch, tried
from benchmarks.fuzz.forms import SMUGGLED, smuggled
from stretchlib.errors import LogError

FEW = {"files": 25, "restored": 8, "own": 4, "messages": 25, "arguments": 60, "forms": 8}


def few(name: str, place) -> Counts:
    numbers = iter(range(FEW[name]))
    return tried(way(name, place), 7, numbers, time.monotonic() + 300, None)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "log.sqlite"))
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path / "catalog"))
    for name in ("HOME", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.mark.more
@pytest.mark.parametrize("name", WAYS)
def test_of_a_few_mutants_none_is_raw_and_no_row_is_changed_or_lost(name, place):
    counts = few(name, place)
    assert counts.mutants >= FEW[name]
    assert counts.refused
    assert counts.accepted
    assert (counts.kinds, counts.changed, counts.lost) == ({}, 0, 0)


def test_markup_that_came_through_is_found_and_words_are_not():
    through = {words: bool(smuggled(f'<p title="{words}">{words}</p>')) for words in SMUGGLED}
    assert [words for words, is_found in through.items() if not is_found] == [
        "&lt;b smuggled&gt;",
        "x' smuggled='1",
    ]
    for words in SMUGGLED:
        assert smuggled(f'<p title="{escape(words)}">{escape(words)}</p>') == ""


def test_a_raw_error_a_long_refusal_and_a_hang_are_found():
    watch = Watch()
    assert watch.call(lambda: 1 / 0, "divide") is None
    assert watch.call(lambda: [][1], "take") is None

    def refuse():
        raise LogError("x" * 2000)

    watch.call(refuse, "refuse")
    kinds = [kind for kind, _ in watch.found]
    assert kinds[0] == "divide: ZeroDivisionError at outside"
    assert kinds[1].startswith("take: IndexError")
    assert "a refusal of 1200 characters or more" in kinds[2]
