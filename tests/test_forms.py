"""What every form does: it is seen from its beginning, and takes all that was typed."""

import ipywidgets
import pytest

import stretchlib as st
from stretchlib.ui.check_in import Questions
from stretchlib.ui.kit import Form, prose
from stretchlib.ui.saved_card import Saved
from tests.log_kit import practise
from tests.practice_kit import check_in, player_of, send
from tests.widgets import every, part


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
