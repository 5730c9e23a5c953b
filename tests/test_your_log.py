"""The form of the log: looked through, an entry opened and put right; on a real file."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

import stretchlib as st
from stretchlib.log.store import sample_log
from stretchlib.ui.log_browser import entry_text
from stretchlib.ui.log_browser.entries import at_as_typed
from tests.log_kit import event, practise
from tests.widgets import every, part, shown
from tests.your_log_kit import (
    MONDAY,
    MONDAY_ON_THE_WALL,
    answer_of,
    cells,
    fill,
    open_row,
    press,
    table,
    turn_to,
    wrong,
)


@pytest.fixture(autouse=True)
def berlin(monkeypatch):
    """The clock on the wall shows what it shows in Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def look_at(form, kind):
    part(form, "stretch-log-kind").value = kind


def headings(form):
    return [w.words for w in every(form) if hasattr(w, "takes_focus")]


# Looking through


def test_a_session_says_when_it_was_what_and_how_much_of_it_was_done(log):
    session = practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0), at=MONDAY)
    log.note(session, "stiff today")
    assert cells(st.LogBrowser(log)) == [
        ["Mon 2 Mar 2026, 07:30", "standard", "0:40 of 1:15 min, finished", "stiff today"]
    ]


def test_a_rating_that_was_not_answered_is_no_zero(log):
    log.rate("tightness", None, moment="any", area="hip", side="left", at=MONDAY)
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    assert cells(form) == [
        ["Mon 2 Mar 2026, 07:30", "Tightness, left hip", "not answered", "At another time"]
    ]


def test_every_reading_of_a_measurement_is_a_row(log):
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5], at=MONDAY, note="new chair")
    form = st.LogBrowser(log)
    look_at(form, "measurements")
    assert [row[1:] for row in cells(form)] == [
        ["Chest to thigh, left", "2", "11.5 cm", "new chair"],
        ["Chest to thigh, left", "1", "12 cm", "new chair"],
    ]


def test_the_time_is_that_of_the_clock_on_the_wall_where_it_was(log):
    abroad = datetime(2026, 3, 2, 23, 45, tzinfo=ZoneInfo("America/New_York"))
    practise(log, at=abroad)
    assert cells(st.LogBrowser(log))[0][0] == "Mon 2 Mar 2026, 23:45"


def test_a_long_log_is_shown_a_page_at_a_time_newest_first(log):
    for day in range(1, 31):
        log.rate("pain", 1, moment="any", at=MONDAY.replace(month=4, day=day))
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    assert (len(cells(form)), table(form).shown) == (12, "1 to 12 of 30")
    assert cells(form)[0][0] == "Thu 30 Apr 2026, 07:30"
    table(form).page = 2
    assert (len(cells(form)), table(form).shown) == (6, "25 to 30 of 30")
    assert cells(form)[-1][0] == "Wed 1 Apr 2026, 07:30"


def test_days_and_words_narrow_it_down(log):
    for day, note in [(1, "stiff"), (2, "Better"), (3, "")]:
        session = practise(log, at=MONDAY.replace(day=day))
        log.note(session, note)
    form = st.LogBrowser(log)
    part(form, "stretch-log-since").value = date(2026, 3, 2)
    assert [row[0][:9] for row in cells(form)] == ["Tue 3 Mar", "Mon 2 Mar"]
    part(form, "stretch-log-until").value = date(2026, 3, 2)
    assert [row[3] for row in cells(form)] == ["Better"]
    part(form, "stretch-log-text").value = "STIFF"
    assert cells(form) == []
    assert '<p class="stretch-note-told" role="status">Nothing found.' in shown(form)
    part(form, "stretch-log-since").value = None
    assert [row[3] for row in cells(form)] == ["stiff"]


def test_words_are_found_as_they_are_shown_and_in_the_whole_of_a_long_note(log):
    session = practise(log, last="stopped", at=MONDAY)
    log.note(session, "a" * 200 + " and a walk")
    log.rate("pain", 3, moment="after", at=MONDAY)
    log.rate("tightness", 3, moment="any", area="hip", side="left", at=MONDAY)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], at=MONDAY)
    form = st.LogBrowser(log)
    for kind, text in [
        ("sessions", "stopped early"),
        ("sessions", "and a walk"),
        ("ratings", "Lower back"),
        ("ratings", "left hip"),
        ("ratings", "after a session"),
        ("measurements", "chest to thigh, left"),
        ("measurements", "12 cm"),
    ]:
        look_at(form, kind)
        part(form, "stretch-log-text").value = text
        assert len(cells(form)) == 1, text


def test_narrowing_begins_at_the_first_page_again(log):
    for day in range(1, 31):
        log.rate("pain", 1, moment="any", at=MONDAY.replace(month=4, day=day))
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    table(form).page = 2
    part(form, "stretch-log-until").value = date(2026, 4, 20)
    assert table(form).shown == "1 to 12 of 20"


def test_an_empty_log_says_so_on_every_view(log):
    form = st.LogBrowser(log)
    for kind, expected in {
        "sessions": "There is no session yet",
        "ratings": "There is no rating yet",
        "measurements": "There is no measurement yet",
        "hidden": "Nothing is hidden",
    }.items():
        look_at(form, kind)
        assert expected in shown(form)


def test_the_head_names_the_file_and_how_big_it_is(log, tmp_path):
    size_kb = (tmp_path / "log.sqlite").stat().st_size / 1000
    assert f"<code>{tmp_path}/log.sqlite</code> ({size_kb:.1f} kB)" in shown(st.LogBrowser(log))


def test_a_log_that_cannot_be_read_says_so_at_once(log, tmp_path):
    (tmp_path / "log.sqlite").write_bytes(b"not a log")
    assert 'role="alert"' in shown(st.LogBrowser(log))


def test_a_log_in_memory_can_be_looked_through_too():
    log = st.open_log("sqlite://")
    log.rate("pain", 1, moment="any", at=MONDAY)
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    assert len(cells(form)) == 1


# An entry that is open


@pytest.fixture
def rating(log):
    return log.rate("pain", 7, moment="before", at=MONDAY)


@pytest.fixture
def opened(log, rating):  # noqa: ARG001  which is the row that is opened
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    open_row(form)
    return form


def test_an_open_entry_says_what_it_is_and_takes_the_focus(opened):
    assert headings(opened) == ["Rating of Monday 2 March 2026, 07:30"]
    assert answer_of(opened, "score") == 7
    assert answer_of(opened, "at") == MONDAY_ON_THE_WALL


def test_a_correction_is_kept_and_its_history_names_who_replaced_whom(opened, log, rating):
    fill(opened, score=2)
    press(opened, "save")
    assert log.ratings()["score"].tolist() == [2]
    assert log.history(rating)["change"].tolist() == ["entered", "corrected"]
    page = shown(opened)
    assert "Corrected." in page
    assert "in place of 1. It said: Mon 2 Mar 2026, 07:30, Pain 2, lower back" in page


def test_only_what_was_changed_is_corrected(opened, log, rating):
    fill(opened, moment="after")
    press(opened, "save")
    kept = log.history(rating).drop(columns=["id", "written_utc", "change", "replaces"])
    assert kept["moment"].tolist() == ["before", "after"]
    assert kept.drop(columns="moment").drop_duplicates().shape[0] == 1


def test_an_answer_can_be_corrected_to_not_answered(opened, log):
    fill(opened, score=None)
    press(opened, "save")
    assert log.ratings()["score"].isna().tolist() == [True]


def displayed(form, name):
    return part(form, name).layout.display != "none"


def test_a_place_is_called_as_people_say_it_and_kept_as_the_log_names_it(log):
    log.rate("pain", 3, moment="after", at=MONDAY)
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    open_row(form)
    area = part(form, "stretch-field-area").children[0]
    assert area.value == "lower back"
    area.value = "Left knee"
    press(form, "save")
    assert log.ratings()["area"].tolist() == ["left_knee"]
    part(form, "stretch-field-area").children[0].value = "Lower back"
    press(form, "save")
    assert log.ratings()["area"].tolist() == ["low_back"]


def test_how_far_down_is_corrected_in_words(log):
    log.rate("extent", "thigh", moment="after", at=MONDAY)
    form = st.LogBrowser(log)
    look_at(form, "ratings")
    assert cells(form)[0][1:3] == ["How far down, lower back", "thigh"]
    open_row(form)
    assert displayed(form, "stretch-how-far")
    assert not displayed(form, "stretch-how-much")
    words = [shown for shown, _ in part(form, "stretch-how-far").options]
    assert words == ["Not answered", "None", "Back", "Buttock", "Thigh", "Below the knee"]
    assert part(form, "stretch-how-far").value == 3
    part(form, "stretch-how-far").value = 4
    press(form, "save")
    assert log.ratings()["extent"].tolist() == ["below the knee"]
    assert "in place of 1. It said: Mon 2 Mar 2026, 07:30, How far down: below the knee" in (
        shown(form)
    )


def test_another_kind_is_asked_in_its_own_way_and_takes_over_no_number(opened, log):
    fill(opened, kind="extent")
    assert displayed(opened, "stretch-how-far")
    assert answer_of(opened, "score") is None
    fill(opened, kind="pain")
    assert answer_of(opened, "score") == 7
    fill(opened, kind="tightness")
    press(opened, "save")
    kept = log.ratings().iloc[0]
    assert (kept["kind"], kept["score"]) == ("tightness", 7)
    fill(opened, kind="extent")
    part(opened, "stretch-how-far").value = 2
    press(opened, "save")
    kept = log.ratings().iloc[0]
    assert (kept["kind"], kept["extent"]) == ("extent", "buttock")


def test_an_open_session_says_what_hurt_where_and_when(log):
    session = practise(log, ("phase_done", 1, 30.0), ("hurt", 3, 4.0), at=MONDAY)
    log.append([event(session, 90, "hurt", 3, 4.0, reason="leg")])
    form = st.LogBrowser(log)
    open_row(form)
    assert (
        "Standing hamstring, right, after 4 s: pain, tingling, numbness or weakness in a leg"
        in (shown(form))
    )


def test_nothing_changed_is_nothing_written(opened, log, rating):
    press(opened, "save")
    assert "Nothing is changed yet" in shown(opened)
    assert len(log.history(rating)) == 1


def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays(opened, log):
    fill(opened, score=2, area="  ")
    press(opened, "save")
    assert log.ratings()["score"].tolist() == [7]
    assert len(wrong(opened)) == 1
    assert "It is empty. Give it a name." in wrong(opened)[0]
    assert answer_of(opened, "score") == 2
    fill(opened, area="Left hip")
    press(opened, "save")
    assert wrong(opened) == []
    assert log.ratings()[["score", "area"]].to_numpy().tolist() == [[2, "left_hip"]]


def test_a_moment_still_to_come_is_refused(opened, log):
    fill(opened, at=MONDAY_ON_THE_WALL.replace(year=2126))
    press(opened, "save")
    assert "is still to come" in wrong(opened)[0]
    assert log.ratings()["day"].dt.year.tolist() == [2026]


def test_an_entry_is_hidden_and_brought_back(opened, log):
    press(opened, "hide")
    assert log.ratings().empty
    press(opened, "back")
    look_at(opened, "hidden")
    assert cells(opened) == [
        ["Mon 2 Mar 2026, 07:30", "Rating", "Pain 7, lower back, before a session"]
    ]
    open_row(opened)
    press(opened, "undo")
    assert log.ratings()["score"].tolist() == [7]
    press(opened, "back")
    assert cells(opened) == []


def test_a_correction_is_undone_and_the_history_grows(opened, log, rating):
    fill(opened, score=2)
    press(opened, "save")
    press(opened, "undo")
    assert log.ratings()["score"].tolist() == [7]
    assert len(log.history(rating)) == 3


def test_only_what_was_changed_can_be_undone(opened):
    assert [w for w in every(opened) if "stretch-log-undo" in w._dom_classes] == []


def test_going_back_closes_the_row_so_that_it_can_be_opened_again(opened):
    press(opened, "back")
    assert headings(opened) == []
    assert table(opened).opened == ""
    open_row(opened)
    assert len(headings(opened)) == 1


def test_a_session_is_corrected(log):
    session = practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    open_row(form)
    fill(form, at=MONDAY_ON_THE_WALL.replace(hour=19), routine="gentle", note="in the evening")
    press(form, "save")
    kept = log.sessions().iloc[0]
    assert (kept["id"], kept["routine"], kept["note"]) == (session, "gentle", "in the evening")
    assert kept["started_utc"].isoformat() == "2026-03-02T18:30:00+00:00"


@pytest.fixture
def moved(log):
    """A session with two ratings, about to be a day earlier."""
    session = practise(log, at=MONDAY)
    for moment, score in (("before", 4), ("after", 2)):
        log.rate("pain", score, moment=moment, session_id=session, at=MONDAY)
    form = st.LogBrowser(log)
    open_row(form)
    fill(form, at=MONDAY_ON_THE_WALL.replace(day=1))
    press(form, "save")
    return form


def days_of(frame):
    return set(frame["day"].dt.day)


def test_a_session_of_another_day_asks_whether_its_ratings_move_along(log, moved):
    assert "It was Sunday 1 March 2026, 07:30?" in headings(moved)
    assert "With this session go 2 answers" in shown(moved)
    assert days_of(log.sessions()) == {2}, "nothing is changed before it is said"
    press(moved, "along")
    assert (days_of(log.sessions()), days_of(log.ratings())) == ({1}, {1})
    assert "moved along" in shown(moved)


def test_its_ratings_stay_where_that_is_meant(log, moved):
    press(moved, "stay")
    assert (days_of(log.sessions()), days_of(log.ratings())) == ({1}, {2})


def test_a_move_may_be_left_after_all(log, moved):
    press(moved, "not")
    assert (days_of(log.sessions()), days_of(log.ratings())) == ({2}, {2})
    assert "Nothing is changed." in shown(moved)


def test_a_session_without_ratings_is_moved_without_a_question(log):
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    open_row(form)
    fill(form, at=MONDAY_ON_THE_WALL.replace(day=1))
    press(form, "save")
    assert days_of(log.sessions()) == {1}


def test_a_reading_is_corrected_and_a_comma_is_as_good_as_a_point(log):
    log.measure("chest_to_thigh", side="left", trials_cm=[72.0], at=MONDAY)
    form = st.LogBrowser(log)
    look_at(form, "measurements")
    open_row(form)
    fill(form, value="12 or so")
    press(form, "save")
    assert "12 or so is not a number." in wrong(form)[0]
    fill(form, value="")
    press(form, "save")
    assert "To take the reading out of the log, hide it." in wrong(form)[0]
    fill(form, value="12,5")
    press(form, "save")
    assert log.measurements()["value_cm"].tolist() == [12.5]


def test_what_a_person_typed_is_shown_as_text(log):
    session = practise(log, at=MONDAY)
    log.note(session, "<img src=x onerror=alert(1)>")
    form = st.LogBrowser(log)
    open_row(form)
    assert "&lt;img src=x" in shown(form)
    assert "<img" not in shown(form)


def test_a_log_that_fails_is_seen_and_what_was_typed_stays(opened, tmp_path):
    fill(opened, score=2)
    (tmp_path / "log.sqlite").unlink()
    press(opened, "save")
    assert 'role="alert"' in shown(opened)
    assert answer_of(opened, "score") == 2


def test_the_sample_log_can_be_looked_through_but_not_changed():
    form = st.LogBrowser(sample_log())
    open_row(form)
    press(form, "hide")
    assert "The sample log keeps nothing of yours" in shown(form)


# Moments that a person types


def test_a_typed_moment_is_in_the_zone_of_this_machine_also_across_summer_time():
    typed = MONDAY_ON_THE_WALL.replace(month=4)
    assert at_as_typed(typed).isoformat() == "2026-04-02T07:30:00+02:00"
    assert at_as_typed(typed, MONDAY).isoformat() == "2026-04-02T07:30:00+02:00"


def test_an_entry_from_a_journey_stays_in_the_zone_of_the_journey():
    abroad = MONDAY.replace(tzinfo=ZoneInfo("America/New_York"))
    moved = at_as_typed(MONDAY_ON_THE_WALL.replace(hour=9), abroad)
    assert moved.isoformat() == "2026-03-02T09:30:00-05:00"


def test_a_page_keeps_what_is_half_typed_while_another_is_looked_at(log):
    form = st.LogBrowser(log)
    turn_to(form, "add")
    fill(form, note="half a sent")
    turn_to(form, "look")
    turn_to(form, "add")
    assert answer_of(form, "note") == "half a sent"


# --- What was answered before practising ---------------------------------------------------------


@pytest.fixture
def answers(log):
    """The list of what was answered before practising."""
    log.add_screening("conditions", {"conditions": ["glaucoma"]})
    ahead = datetime.now(UTC) + timedelta(days=40)
    log.add_screening(
        "emergency", {"flags": ["chest_pain"], "said": {"chest_pain": "<b>"}}, at=ahead
    )
    log.add_screening("goal", {"chest_to_thigh": 9.5})
    form = st.LogBrowser(log)
    part(form, "stretch-log-kind").value = "screenings"
    return form


def test_what_was_answered_is_shown_the_last_written_first(answers):
    rows = [row[1:] for row in cells(answers)]
    assert rows == [
        ["Goal", "9.5 cm"],
        ["Warning signs", "<b>"],
        ["What you live with", "Glaucoma, or trouble with the retina"],
    ]


def test_what_is_dated_ahead_says_so(answers):
    ahead = [row[0].endswith(", still to come") for row in cells(answers)]
    assert ahead == [False, True, False]


def test_an_answer_is_hidden_and_brought_back(answers, log):
    open_row(answers, 2)
    press(answers, "hide")
    assert log.screenings()["outcome"].tolist() == ["emergency", "goal"]
    press(answers, "undo")
    assert log.screenings()["outcome"].tolist() == ["conditions", "emergency", "goal"]


def test_the_day_of_an_answer_is_put_right(answers, log):
    open_row(answers, 1)
    fill(answers, at=MONDAY_ON_THE_WALL)
    press(answers, "save")
    screenings = log.screenings()
    assert screenings["outcome"].tolist() == ["conditions", "emergency", "goal"]
    assert not screenings["still_to_come"].any()
    assert "Warning signs: &lt;b&gt;" in shown(answers)


def test_an_id_that_names_a_year_without_end_can_be_opened():
    written = pd.Timestamp(np.datetime64("10697-03-02", "us"))
    assert entry_text.here(written) == "at no known time"
