"""What every form does: it is seen from its beginning, and takes all that was typed."""

import inspect
import sys
from datetime import date

import ipywidgets
import pytest
import traitlets

import stretchlib as st
from stretchlib.ui.check_in import Questions
from stretchlib.ui.fields import DayPicker
from stretchlib.ui.kit import Choice, Form, IntoView, Several, prose
from stretchlib.ui.log_browser import page_parts
from stretchlib.ui.saved_card import Saved
from stretchlib.ui.uploads import kept_for_a_while
from tests.log_kit import practise
from tests.practice_kit import check_in, player_of, send
from tests.widgets import every, part, shown


def brought(form):
    """How often it was brought into view."""
    (unseen,) = [w for w in every(form) if w.__class__.__name__ == "IntoView"]
    return unseen.times


def test_what_takes_the_place_of_something_is_brought_into_view():
    form = Form([prose("<h3>How are you?</h3>")])
    assert brought(form) == 0
    form.fill(prose("<h3>Good</h3>"))
    assert brought(form) == 1


def test_what_is_shown_first_leaves_the_page_where_it_is():
    form = Form()
    form.fill(prose("<h3>How are you?</h3>"))
    assert brought(form) == 0


def test_where_the_beginning_stays_whoever_chooses_there_is_not_taken_away():
    head = prose("<h3>Your log</h3>")
    form = Form([head, ipywidgets.Label("One page")])
    form.fill(head, ipywidgets.Label("Another page"))
    assert brought(form) == 0


@pytest.mark.parametrize("times", [1, 2])
def test_it_can_be_asked_for(times):
    form = Form([prose("<h3>How are you?</h3>")])
    for _ in range(times):
        form.come_into_view()
    assert brought(form) == times


def test_only_a_cell_that_shows_it_moves_the_page_as_a_cell():
    practice = st.Practice(st.Routine("Hug").add("double_knee_hug"), st.open_log("sqlite://"))
    practice._repr_mimebundle_()
    assert [w.by_cell for w in every(practice) if isinstance(w, IntoView) and w.times] == [True]
    part(practice, "stretch-screen-go").click()
    check_in(practice)
    asked = [w for w in every(practice) if isinstance(w, IntoView) and w.times]
    assert asked
    assert not any(w.by_cell for w in asked)


OF_PYTHON_ALONE = {"LivingWith.value", "HowMuch.value"}
"""Made of the widgets in it, which the browser has."""


def test_whatever_a_widget_of_ours_has_the_browser_has_too():
    ours = [
        kind
        for module in list(sys.modules.values())
        if module.__name__.startswith("stretchlib.")
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, ipywidgets.Widget)
        if kind.__module__ == module.__name__
    ]
    held = {
        f"{kind.__name__}.{name}": trait.metadata.get("sync")
        for kind in ours
        for name, trait in vars(kind).items()
        if isinstance(trait, traitlets.TraitType)
    }
    assert {"Player.chosen", "Choice.ends", "FileChooser.accept", "PagedTable.page"} <= held.keys()
    assert {name for name, is_sent in held.items() if not is_sent} == OF_PYTHON_ALONE


def test_in_a_practice_the_questions_before_and_after_come_into_view_in_their_turn():
    log = st.open_log("sqlite://")
    practice = st.Practice(st.Routine("Hug").add("double_knee_hug", st.Hold(20)), log)
    assert brought(part(practice, "stretch-screen")) == 0
    part(practice, "stretch-screen-go").click()
    assert brought(part(practice, "stretch-checkin")) == 1
    check_in(practice)
    send(player_of(practice), ("started", None, None), ("finished", None, None))
    assert brought(part(practice, "stretch-checkout")) == 1


def every_form(log):
    """Each form with a box to type in."""
    yield st.Measure(log)
    yield st.Goal(log)
    yield st.RoutineBuilder()
    yield st.StretchBuilder()
    yield Questions("checkout", "<h3>How are you now?</h3>", "Save", print, with_note=True)
    yield Saved(log, practise(log), measure=print, again=print)
    yours = st.LogBrowser(log)
    pages = part(yours, "stretch-log-pages")
    for _, page in pages.options:
        pages.value = page
        yield yours


@pytest.mark.usefixtures("own")
def test_what_was_typed_last_comes_with_the_press_that_sends_it():
    """While a message waits, a box that sends each letter holds the next ones back."""
    boxes = [
        box
        for form in every_form(st.open_log("sqlite://"))
        for box in every(form)
        if isinstance(box, ipywidgets.Text | ipywidgets.Textarea)
    ]
    assert len(boxes) > 10
    assert {box.description or box.placeholder for box in boxes if box.continuous_update} == set()


@pytest.mark.parametrize("sent", [None, "other", 3, [["a"]], {"a": 1}, True, 1.0])
def test_what_is_no_answer_of_a_question_leaves_it_as_it_was(sent):
    one = Choice("Which?", [("A", "a"), ("One", 1)], value="a")
    several = Several("Which?", [("A", "a"), ("B", "b")], value=["a"])
    for asked in (one, several):
        before = asked.value
        asked.set_state({"value": sent})
        assert asked.value in (before, [])
    one.set_state({"value": 1})
    several.set_state({"value": ["b", "other", "a"]})
    assert (one.value, several.value) == (1, ["a", "b"])


@pytest.mark.parametrize(
    ("year", "why"), [(0, "is before the year 1990"), (20_261, "is still to come")]
)
def test_a_year_that_only_a_browser_knows_is_said_and_not_passed_over(year, why):
    asked = page_parts.when()
    clock = {"hours": 7, "minutes": 30, "seconds": 0, "milliseconds": 0}
    asked.widget.set_state({"value": {"year": year, "month": 2, "date": 2, **clock}})
    assert asked.read() is None
    assert why in shown(asked)
    day = DayPicker()
    day.set_state({"value": {"year": year, "month": 2, "date": 2}})
    assert day.value in (date.min, date.max)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/..", "\0", "a\0.zip", "\ud800.zip", "猫" * 10_000, f"a.{'é' * 300}"]
)
def test_a_file_of_any_name_can_be_brought_in(name):
    with kept_for_a_while(name, b"PK") as file:
        assert file.read_bytes() == b"PK"
        assert len(file.name.encode()) <= 255
        assert file.parent.name.startswith("stretchlib-")
        assert len(list(file.parent.iterdir())) == 1
