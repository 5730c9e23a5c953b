"""The daily cell brings only what it needs, and asks the log only once."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib.ui.practice_player import WAITING_SESSIONS
from tests.first_second_kit import CELL, practised_yesterday, said_by

LATER = ["pandas", "numpy", "pydantic", "tomllib", "alembic", "matplotlib", "PIL"]
LATER += ["sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "stretchlib.catalog.schema"]
"""What the daily cell does not need: each would be waited for every morning."""
ASK = f"import sys; print(*(name for name in {LATER} if name in sys.modules))"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return practised_yesterday(tmp_path, monkeypatch)


@pytest.mark.usefixtures("place")
def test_the_daily_cell_imports_nothing_that_it_does_not_need():
    said_by(CELL)
    assert said_by(CELL + ASK) == []


WATCHED = """
import gc, traceback
heavy = ("/ipywidgets/__init__.py", "/anywidget/__init__.py", "/sqlalchemy/__init__.py")
def see(*_):
    stack = traceback.extract_stack()
    if any(one.name == "<module>" and one.filename.endswith(heavy) for one in stack):
        print("looked")
gc.callbacks.append(see)
"""


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("was_on", [True, False])
def test_no_import_of_the_daily_cell_looks_for_garbage_and_whoever_wants_that_has_it_after(was_on):
    before = "" if was_on else "gc.disable()"
    assert said_by(f"{WATCHED}{before}{CELL}print(gc.isenabled())") == [str(was_on)]
    if was_on:
        assert "looked" in said_by(f"{WATCHED}import sqlalchemy")


@pytest.mark.usefixtures("place")
def test_what_was_imported_is_never_searched_again_and_what_a_person_makes_always_is():
    again = "import gc; before = gc.get_freeze_count(); st.open_log()\n"
    ring = "class Ring: pass\nring = Ring(); ring.itself = ring; import weakref\n"
    gone = "seen = weakref.ref(ring); del ring; gc.collect()\n"
    report = "print(before > 50_000, gc.get_freeze_count() == before, seen() is None)"
    assert said_by(CELL + again + ring + gone + report) == ["True", "True", "True"]


@pytest.mark.usefixtures("place")
def test_what_a_practice_asks_of_the_log_is_what_the_frames_say():
    log, now = st.open_log(), datetime.now().astimezone()
    phases = st.routine("gentle").phases()
    old, hidden = (log.add_session(name, phases, at=now - timedelta(days=2)) for name in "ab")
    log.hide(hidden)
    log.correct(old, at=now - timedelta(days=3))
    log.add_session("Of a clock that was ahead", phases, at=now + timedelta(days=2))
    log.add_screening("leg", {"leg": False}, at=now - timedelta(days=9))
    log.rate("pain", 9, moment="any", at=now - timedelta(days=1))
    log.rate("extent", "thigh", moment="before", session_id=old, at=now - timedelta(days=2))
    log.rate("extent", "nowhere", moment="before", at=now - timedelta(days=4))
    known, sessions, ratings = log.known(), log.sessions(), log.ratings()
    newest = sessions.iloc[::-1].to_dict("records")
    assert [(row["id"], row["day"]) for row in known.sessions] == [
        (row["id"], row["day"]) for row in newest[: len(known.sessions)]
    ]
    midnight = datetime.combine(now.date(), time())
    last = known.last_session
    assert last is not None
    assert last["id"] == sessions.loc[sessions["day"] <= midnight, "id"].iloc[-1]
    assert len(known.sessions) >= WAITING_SESSIONS
    mine = ratings[ratings["session_id"] == last["id"]]
    assert [row["score"] for row in known.last_pain] == mine["score"].tolist() == [2, 3]
    screenings = log.screenings().to_dict("records")
    names = [str(name) for name in screenings[0]]
    assert [{name: row[name] for name in names} for row in known.screenings] == screenings
    extents = ratings[ratings["kind"] == "extent"]
    assert [row["score"] for row in log.extents()] == extents["score"].tolist() == [0, 3]


@pytest.mark.usefixtures("place")
def test_what_was_asked_once_is_asked_again_after_something_was_written():
    log = st.open_log()
    with log.asked_once():
        before = log.known()
        assert log.known() is before
        log.add_screening("emergency", {"flags": ["saddle"], "asked": "all"})
        assert log.known().screenings[-1]["outcome"] == "emergency"
    assert log.known() is not before
