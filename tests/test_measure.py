"""The measuring form: what cannot be a reading is said beside its box, and nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest

import stretchlib as st
from stretchlib.errors import UnknownName
from stretchlib.model import MEASURES
from stretchlib.progress.outliers import DIFFERENT_TODAY
from stretchlib.ui.measure import reading_cm
from tests.text_kit import match_in
from tests.widgets import every, part, shown

TEST = MEASURES["chest_to_thigh"]


@pytest.fixture
def form(log):
    return st.Measure(log)


def enter(form, side, *typed):
    for trial, text in enumerate(typed, 1):
        part(form, f"stretch-measure-{side}-{trial}").value = text


def save(form):
    part(form, "stretch-measure-save").click()


def messages(form):
    return [w.value for w in every(form) if "stretch-measure-wrong" in w._dom_classes and w.value]


def test_every_trial_of_both_sides_is_kept(form, log):
    enter(form, "left", "12", "11.5", "12.5")
    enter(form, "right", "9", "9.5", "9")
    save(form)
    kept = log.measurements()
    assert kept["value_cm"].tolist() == [12.0, 11.5, 12.5, 9.0, 9.5, 9.0]
    assert kept["side"].tolist() == ["left"] * 3 + ["right"] * 3
    assert kept["trial"].tolist() == [1, 2, 3] * 2
    assert "Saved: left 12, 11.5, 12.5 cm; right 9, 9.5, 9 cm." in shown(form)


def test_one_side_alone_may_be_measured(form, log):
    enter(form, "left", "12", "", "12.5")
    save(form)
    assert log.measurements()["value_cm"].tolist() == [12.0, 12.5]


def test_inches_are_shown_and_centimetres_are_kept(form, log):
    part(form, "stretch-measure-unit").value = "in"
    enter(form, "left", "5")
    save(form)
    assert log.measurements()["value_cm"].tolist() == [12.7]
    assert "left 5 in" in shown(form)


def test_a_comma_is_as_good_as_a_point(form, log):
    enter(form, "left", "12,5", "11,", ",5")
    save(form)
    assert log.measurements()["value_cm"].tolist() == [12.5, 11.0, 0.5]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12,5,1", "12,5,1 is not a number"),
        ("-3", "-3 is below 0. Touching is 0"),
        ("400", "400 cm is too far. It is at most 100 cm"),
        ("abc", "abc is not a number"),
        ("nan", "nan is not a number"),
        ("1e3", "1e3 is not a number"),
        ("12 cm", "12 cm is not a number"),
    ],
)
def test_what_cannot_be_a_reading_is_said_beside_its_box_and_the_rest_stays(form, log, typed, said):
    enter(form, "left", "12", typed, "12.5")
    save(form)
    assert log.measurements().empty
    (message,) = messages(form)
    assert said in message
    assert "One box needs another look; what you typed is still here." in shown(form)
    assert part(form, "stretch-measure-left-1").value == "12"
    assert part(form, "stretch-measure-left-2").value == typed
    assert part(form, "stretch-measure-left-3").value == "12.5"

    enter(form, "left", "12", "12.2", "12.5")
    save(form)
    assert messages(form) == []
    assert log.measurements()["value_cm"].tolist() == [12.0, 12.2, 12.5]


def test_html_in_a_box_is_shown_as_text(form):
    enter(form, "left", "<img src=x>")
    save(form)
    assert "&lt;img src=x&gt; is not a number" in messages(form)[0]


def test_saving_twice_does_not_keep_twice(form, log):
    enter(form, "left", "12")
    save(form)
    save(form)
    assert len(log.measurements()) == 1
    assert "Nothing to save yet" in shown(form)


def test_a_log_that_fails_is_seen_and_the_readings_stay(form, tmp_path):
    enter(form, "left", "12")
    (tmp_path / "log.sqlite").unlink()
    (tmp_path / "log.sqlite").mkdir()
    save(form)
    assert 'role="alert"' in shown(form)
    assert part(form, "stretch-measure-left-1").value == "12"


# 100 cm are 39.37 in, and 1 in is 2.54 cm.
@pytest.mark.parametrize(
    ("typed", "unit", "value_cm"),
    [
        ("0", "cm", 0.0),
        ("100", "cm", 100.0),
        (" 7. ", "cm", 7.0),
        (".5", "cm", 0.5),
        ("1", "in", 2.54),
    ],
)
def test_readings_at_the_edges_are_taken(typed, unit, value_cm):
    assert reading_cm(typed, unit, TEST) == value_cm


def test_too_many_inches_are_told_in_inches():
    with pytest.raises(ValueError, match=r"40 in is too far\. It is at most 39 in"):
        reading_cm("40", "in", TEST)


@pytest.mark.parametrize("typed", ["9" * 400, "-" + "9" * 400, "x" * 10_000])
def test_what_no_ruler_says_is_refused_in_a_line(typed):
    with pytest.raises(ValueError, match="is") as refused:
        reading_cm(typed, "cm", TEST)
    assert len(str(refused.value)) < 200


def test_an_unknown_test_is_answered_with_the_nearest(log):
    with pytest.raises(UnknownName, match="Did you mean 'chest_to_thigh'"):
        st.Measure(log, "chest_to_tigh")


def measured(log, days):
    for ago in range(days, 0, -1):
        at = datetime.now().astimezone() - timedelta(days=ago)
        log.measure("chest_to_thigh", side="left", trials_cm=[12.0], at=at)


@pytest.mark.parametrize(("days", "which_day"), [(0, "day 1."), (2, "day 3."), (3, None)])
def test_the_first_three_days_are_told_not_to_count(log, days, which_day):
    measured(log, days)
    page = shown(st.Measure(log))
    assert ("shown but not counted" in page) is (which_day is not None)
    # Nothing has succeeded yet: it is no good news.
    assert ('class="stretch-note-told" role="status">Your first 3 days' in page) is bool(which_day)
    assert "stretch-good" not in page.partition("</style>")[2]
    assert which_day is None or f"This is {which_day}" in page


@pytest.mark.parametrize(("days", "asked"), [(0, False), (3, False), (4, True), (5, False)])
def test_what_was_different_is_asked_now_and_then(log, days, asked):
    measured(log, days)
    question = part(st.Measure(log), "stretch-measure-different")
    assert (question.layout.display != "none") is asked


def test_what_was_different_is_kept_beside_the_readings(log):
    measured(log, 4)
    form = st.Measure(log)
    part(form, "stretch-measure-different").value = ["time of day", "clothes"]
    enter(form, "left", "12")
    save(form)
    note = log.measurements()["note"].iloc[-1]
    assert note == "Different today: time of day, clothes"
    assert match_in(DIFFERENT_TODAY, note)[1] == "time of day, clothes"


def test_the_first_one_is_not_written_down(form):
    assert "do not write it down" in shown(form)


def test_a_picture_shows_where_the_ruler_goes():
    page = shown(st.Measure(st.open_log("sqlite://")))
    assert page.count("from the lower end of the breastbone straight down to the thigh") >= 2
    assert page.count("data:image/svg+xml;base64,") == 2, "light and dark"


def test_the_last_numbers_stand_beside_the_boxes_in_the_unit_that_is_chosen():
    log = st.open_log("sqlite://")
    for day, trials in ((1, [9.0, 9.0]), (3, [12.7, 11.5])):
        at = datetime(2026, 3, day, 7, tzinfo=UTC)
        log.measure("chest_to_thigh", side="left", trials_cm=trials, at=at)
    form = st.Measure(log)
    assert last_texts(form, "left") == [
        "<p>last time 12.7 cm, 3 Mar 2026</p>",
        "<p>last time 11.5 cm, 3 Mar 2026</p>",
        "",
    ]
    assert last_texts(form, "right") == ["", "", ""]
    part(form, "stretch-measure-unit").value = "in"
    assert last_texts(form, "left")[0] == "<p>last time 5 in, 3 Mar 2026</p>"
    part(form, "stretch-measure-right-1").value = "6"
    part(form, "stretch-measure-save").click()
    assert "last time 6 in" in last_texts(form, "right")[0]


def last_texts(form, side):
    """What stands under the three boxes of a side."""
    fields = [w for w in every(form) if "stretch-field" in w._dom_classes]
    of_side = [w for w in fields if f"stretch-measure-{side}" in str(w.widget._dom_classes)]
    return [part(field, "stretch-measure-last").value for field in of_side]
