"""A clock that was ahead for a while: what it dated decides nothing, and nothing is lost."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from ulid import ULID

import stretchlib as st
from stretchlib.log import tables
from stretchlib.log.screenings import rank_at
from stretchlib.safety.triggers import as_written, chosen
from stretchlib.ui.goal import goal_of
from stretchlib.ui.log_browser.browse import VIEWS
from stretchlib.ui.red_flag_questions import PUT_RIGHT
from stretchlib.ui.routine_choice import Choosing, Chosen
from stretchlib.ui.saved_card import Saved
from stretchlib.ui.screening import conditions_today, due, fitted, last_logged_extent, suits_still
from tests.log_kit import PHASES, event
from tests.widgets import every, part, shown

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
HOURS, YEARS = timedelta(hours=3), timedelta(days=26_000)
OSTEOPOROSIS = {"conditions": ["osteoporosis"]}
HUG = st.Routine("Hug").add("double_knee_hug", st.Hold(20))


@pytest.fixture(params=[HOURS, YEARS], ids=["hours", "years"])
def ahead(request):
    """How far a clock was ahead."""
    return datetime.now(UTC) + request.param


def answered(log, outcome, answers, at):
    """Keep an answer as a machine does whose clock says `at`."""
    row = {"id": str(ULID.from_datetime(at)), "answered_utc": at, "answered_offset_min": 0}
    with log.writing() as connection:
        screening = {**row, "outcome": outcome, "answers": answers, "rank": rank_at(at)}
        connection.execute(insert(tables.screenings), screening)


def begun(log, at, *ends):
    """Keep a session as a machine does whose clock says `at`."""
    session = str(ULID.from_datetime(at))
    timeline = log.start_session("Hug", PHASES, at=datetime.now(UTC))
    with log.writing() as connection:
        known = connection.execute(tables.sessions.select()).mappings().first()
        row = {**known, "id": session, "started_utc": at}
        connection.execute(insert(tables.sessions), row)
    log.hide(timeline)
    for seq, (kind, *values) in enumerate([("started",), *ends]):
        what = dict(zip(("phase", "done_s", "reason"), values, strict=False))
        log.append([event(session, seq, kind, **what)])
    return session


def classes(form):
    return {name for widget in every(form) for name in getattr(widget, "_dom_classes", ())}


def press_on(form):
    part(form, "stretch-screen-go").click()


def test_what_was_dated_ahead_lets_nobody_through(log, ahead):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=datetime.now(UTC) - timedelta(days=1))
    assert due(log) is None
    answered(log, "go", {"flags": [], "asked": "all"}, ahead)
    assert due(log) == "all"


def test_practice_is_not_locked_once_it_was_answered_anew(log, ahead):
    answered(log, "go", {"flags": [], "asked": "all"}, ahead)
    press_on(st.Practice(HUG, log))
    assert due(log) is None
    assert "stretch-checkin" in classes(st.Practice(HUG, log))


def test_it_is_said_which_answer_is_dated_ahead(log, ahead):
    answered(log, "go", {"flags": []}, ahead)
    sentence = f"An answer is dated {ahead.day} {ahead:%B %Y}, which is"
    # Below the heading: that is where a form is seen from.
    heading, form = "Before you practise", shown(st.Screening(log))
    assert heading in form.partition(sentence)[0]
    assert sentence in form


def test_it_is_said_where_a_wrong_date_is_put_right(log, ahead):
    answered(log, "go", {"flags": []}, ahead)
    page, view = re.findall("“(.+?)”", PUT_RIGHT)
    assert PUT_RIGHT in shown(st.Screening(log))
    # A page and a view that are there, in a notebook and in the app alike.
    notebook = json.loads((NOTEBOOKS / "05_your_log.ipynb").read_text("utf-8"))
    assert notebook["cells"][0]["source"][0] == f"# {page}\n"
    assert view in VIEWS
    assert PUT_RIGHT not in shown(st.Screening(st.open_log("sqlite://")))


@pytest.mark.parametrize("outcome", ["emergency", "doctor"])
def test_a_sign_that_is_ticked_after_a_clock_was_ahead_blocks(log, ahead, outcome):
    answered(log, "go", {"flags": [], "asked": "all"}, ahead)
    log.add_screening(outcome, {"flags": ["fever"], "asked": "all"})
    assert "stretch-screen-blocked" in classes(st.Practice(HUG, log))


def test_a_sign_that_was_ticked_before_blocks_whatever_came_from_a_clock_ahead(log, ahead):
    log.add_screening("emergency", {"flags": ["chest_pain"], "asked": "all"})
    answered(log, "go", {"flags": [], "asked": "all"}, ahead)
    assert "stretch-screen-blocked" in classes(st.Practice(HUG, log))


def test_a_sign_dated_ahead_locks_nothing_for_good(log, ahead):
    answered(log, "emergency", {"flags": ["chest_pain"], "asked": "all"}, ahead)
    practice = st.Practice(HUG, log)
    assert "stretch-screen-blocked" not in classes(practice)
    press_on(practice)
    assert "stretch-checkin" in classes(st.Practice(HUG, log))


@pytest.mark.parametrize("kind", ["leg", "saddle"])
def test_a_leg_that_hurt_in_a_session_dated_ahead_locks_nothing(log, ahead, kind):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=datetime.now(UTC) - timedelta(days=1))
    begun(log, ahead, ("hurt", 1, 5.0, kind))
    assert log.hurts()["hurt"].tolist() == [kind]
    assert due(log) is None


@pytest.mark.parametrize("kind", ["leg", "saddle"])
def test_a_leg_that_hurt_in_a_session_of_before_asks_for_all_the_signs(log, kind):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=datetime.now(UTC) - timedelta(days=1))
    begun(log, datetime.now(UTC) - HOURS, ("hurt", 1, 5.0, kind))
    assert due(log) == "all"


def test_osteoporosis_that_is_ticked_after_a_clock_was_ahead_is_minded(log, ahead):
    answered(log, "conditions", {"conditions": []}, ahead)
    log.add_screening("conditions", OSTEOPOROSIS)
    assert [one.name for one in conditions_today(log)] == ["osteoporosis"]
    assert fitted(st.routine("standard"), log).changes


def test_a_condition_that_was_dated_ahead_is_asked_for_and_ticked_beforehand(log, ahead):
    answered(log, "conditions", OSTEOPOROSIS, ahead)
    assert conditions_today(log) == ()
    screen = st.Screening(log)
    assert part(screen, "stretch-screen-conditions").value == ["osteoporosis"]
    press_on(screen)
    assert [one.name for one in conditions_today(log)] == ["osteoporosis"]


def test_a_condition_that_was_dated_ahead_and_is_unticked_does_not_come_back(log, ahead):
    answered(log, "conditions", OSTEOPOROSIS, ahead)
    screen = st.Screening(log)
    part(screen, "stretch-screen-conditions").value = []
    press_on(screen)
    # Nor does it once its time has come.
    assert chosen(as_written(log.screenings())) == chosen(log.screenings()) == ()


def test_a_goal_and_a_routine_are_those_that_were_kept_last(log, ahead):
    answered(log, "goal", {"chest_to_thigh": 3.0}, ahead)
    far = {"proposed": "standard", "routine": "gentle", "minutes": None}
    answered(log, "routine", far, ahead)
    assert goal_of(log) is None
    assert Choosing(st.routine("standard"), log).last() == Chosen("standard")
    log.add_screening("goal", {"chest_to_thigh": 9.0})
    Choosing(st.routine("standard"), log).keep(Chosen("longer", 10))
    assert goal_of(log) == 9.0
    assert Choosing(st.routine("standard"), log).last() == Chosen("longer", 10)


def test_a_stretch_that_was_brought_back_ahead_still_rests(log, ahead):
    answered(log, "bring_back", {"stretch": "standing_hamstring"}, ahead)
    for _ in range(2):
        begun(log, datetime.now(UTC) - HOURS, ("hurt", 1, 5.0))
    assert "hurt_twice" in [row["condition"] for row in fitted(st.routine("standard"), log).changes]


def test_what_hurt_in_a_session_dated_ahead_can_be_brought_back(log, ahead):
    for number in range(2):
        begun(log, ahead + timedelta(seconds=number), ("hurt", 1, 5.0))
    log.add_screening("bring_back", {"stretch": "standing_hamstring"})
    assert "hurt_twice" not in [
        row["condition"] for row in fitted(st.routine("standard"), log).changes
    ]


def test_how_far_down_it_went_is_not_told_by_a_clock_ahead(log, ahead):
    log.rate("extent", "back", moment="any")
    with log.writing() as connection:
        known = connection.execute(tables.ratings.select()).mappings().one()
        far = {**known, "id": str(ULID()), "rated_utc": ahead, "score": 4}
        connection.execute(insert(tables.ratings), far)
    assert last_logged_extent(log) == 1


def test_a_session_dated_ahead_is_not_gone_on_with(log, ahead):
    session = begun(log, ahead)
    assert not suits_still(log, session)


def test_an_answer_dated_ahead_keeps_no_session_from_being_gone_on_with(log, ahead):
    answered(log, "conditions", {"conditions": []}, ahead)
    assert suits_still(log, begun(log, datetime.now(UTC) - HOURS))


def test_a_session_of_another_year_does_not_keep_from_asking_how_the_day_after_was(log):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    session = begun(log, yesterday)
    for score, moment in ((2, "before"), (5, "after")):
        log.rate("pain", score, moment=moment, session_id=session, at=yesterday)
    begun(log, datetime.now(UTC) + YEARS)
    log.add_screening("go", {"flags": [], "asked": "all"})
    assert "stretch-checkin-next_day" in classes(st.Practice(HUG, log))


def test_ones_week_is_that_of_the_session_and_not_of_another_year(log):
    session = log.add_session("Hug", HUG.phases(), at=datetime.now(UTC) - timedelta(minutes=1))
    begun(log, datetime.now(UTC) + YEARS)
    saved = Saved(log, session, measure=lambda: None, again=lambda: None)
    part(saved, "stretch-saved-week").click()
    assert "1 day, " in part(saved, "stretch-week").value


def test_the_reading_of_last_time_is_one_that_has_been(log):
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0])
    with log.writing() as connection:
        known = connection.execute(tables.measurements.select()).mappings().one()
        far = {**known, "id": str(ULID()), "value_cm": 50.0}
        at = datetime.now(UTC) + YEARS
        connection.execute(insert(tables.measurements), {**far, "taken_utc": at})
    page_text = shown(st.Measure(log))
    assert "last time 12 cm" in page_text
    assert "50 cm" not in page_text
