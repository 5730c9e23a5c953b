"""What the widgets say when the log cannot be written, and that they go on once it can."""

import re
import time

import pytest
from ulid import ULID

import stretchlib as st
from stretchlib.player import Player
from tests.hardship_kit import full, read_only, shared_folder, small_disk, without_privileges
from tests.widgets import answer, every, part, shown

ROUTINE = st.Routine("Short").add("double_knee_hug", st.Hold(20))
ADVICE = r"Make room, then try again|Check the disk, then try again|permission to write the file"


def screened(path):
    """A log in which somebody has said this week that there are no warning signs."""
    log = st.open_log(path)
    log.add_screening("go", {"flags": []})
    return log


@pytest.fixture(params=["full disk", "read-only folder"])
def hard(request, tmp_path):
    """A log, and a context in which it cannot be written."""
    if request.param == "full disk":
        with small_disk(tmp_path) as folder:
            yield screened(folder / "log.sqlite"), lambda: full(folder)
    else:
        with shared_folder() as folder, without_privileges():
            log = screened(folder / "own" / "log.sqlite")
            yield log, lambda: read_only(folder / "own")


def event(player, seq, kind, phase=None, done_s=None):
    what = {"kind": kind, "phase": phase, "done_s": done_s, "reason": None}
    when = {"at_ms": int(time.time() * 1000), "offset_min": 60}
    return {"id": str(ULID()), "session": player.session, "seq": seq, **when, **what}


FOLDER_OF_ONES_OWN_TOO = pytest.mark.filterwarnings(
    "ignore:.* cannot be read:stretchlib.errors.CatalogWarning"
)
"""Where the folder of the log may not be read, nor may the stretches of one's own beside it."""


@FOLDER_OF_ONES_OWN_TOO
def test_the_player_says_why_nothing_is_saved_and_saves_it_once_it_can(hard):
    log, hardship = hard
    practice = st.Practice(ROUTINE, log)
    part(practice, "stretch-checkin-skip").click()
    (player,) = [w for w in every(practice) if isinstance(w, Player)]
    first = [event(player, 0, "started"), event(player, 1, "phase_done", 0, 30.0)]
    last = [event(player, 2, "phase_done", 1, 20.0), event(player, 3, "finished")]
    player.outbox = first
    with hardship():
        # The browser offers them again and again.
        for _ in range(2):
            player.outbox = last
            assert re.search(ADVICE, player.problem)
        assert player.acked == [e["id"] for e in first]
        assert log.phases()["done_s"].tolist() == [30.0]
    player.outbox = last
    assert player.problem == ""
    assert player.acked == [e["id"] for e in last]
    assert log.sessions()[["status", "done_s"]].to_numpy().tolist() == [["finished", 50.0]]


@FOLDER_OF_ONES_OWN_TOO
def test_the_questions_say_why_nothing_is_saved_and_keep_the_answers(hard):
    log, hardship = hard
    practice = st.Practice(ROUTINE, log)
    answer(practice, "stretch-checkin-pain", 3)
    answer(practice, "stretch-checkin-tightness", 6)
    with hardship():
        part(practice, "stretch-checkin-continue").click()
        assert re.search(ADVICE, shown(part(practice, "stretch-checkin-message")))
        assert log.ratings().empty
    part(practice, "stretch-checkin-continue").click()
    kept = log.ratings().set_index("kind")["score"].to_dict()
    assert kept == {"pain": 3, "tightness": 6, "extent": None}


def test_the_measuring_form_says_why_nothing_is_saved_and_keeps_the_readings(hard):
    log, hardship = hard
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0])
    form = st.Measure(log)
    part(form, "stretch-measure-right-1").value = "9.5"
    with hardship():
        part(form, "stretch-measure-save").click()
        message = shown(part(form, "stretch-measure-saved"))
        assert 'role="alert"' in message
        assert re.search(ADVICE, message)
        assert log.measurements()["value_cm"].tolist() == [12.0]
    part(form, "stretch-measure-save").click()
    assert "Saved: right 9.5 cm." in shown(part(form, "stretch-measure-saved"))
    assert log.measurements()["value_cm"].tolist() == [12.0, 9.5]
