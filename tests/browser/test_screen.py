"""The screen and what follows from it, for everyone: seen, heard, by keys, small and dark."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from playwright.sync_api import Page, expect

import stretchlib as st
from tests.browser.lab import Lab, skip_the_questions

NOTEBOOK = "screen.ipynb"
CELL = """
import stretchlib as st
st.Practice(st.routine("longer"), st.open_log())
"""
AFTERWARDS = "afterwards.ipynb"
SHORT = """
import stretchlib as st
st.Practice(st.Routine("Short").add("standing_hip_flexor", st.Pulse(1, 60)), st.open_log())
"""


@pytest.fixture
def lab(lab: Lab) -> Lab:
    """A room with two notebooks of these tests."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    for name, source in ((NOTEBOOK, CELL), (AFTERWARDS, SHORT)):
        cells = [nbformat.v4.new_code_cell(source.strip())]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, lab.notebooks / name)
    return lab


# How much of an element stands outside of what is seen of the notebook, above and below, in pixels.
CUT_OFF = """element => {
  const box = element.getBoundingClientRect();
  let top = 0, bottom = innerHeight;
  for (let e = element.parentElement; e; e = e.parentElement) {
    if (!e.matches(".jp-WindowedPanel-outer")) continue;
    const around = e.getBoundingClientRect();
    top = Math.max(top, around.top);
    bottom = Math.min(bottom, around.bottom);
  }
  return [Math.max(0, top - box.top), Math.max(0, box.bottom - bottom)].map(Math.round);
}"""
SETTLED_MS = 1500
SIZES = [pytest.param(1280, 800, marks=pytest.mark.long), (420, 800)]


def was_well(log: Lab, days_ago: int) -> None:
    """Keep that all was asked and well, some days ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    st.open_log(log.log).add_screening("go", {"flags": [], "asked": "all"}, at=at)


def is_seen_from_its_beginning(page: Page, card: str) -> None:
    """The beginning of a card stands within what can be seen, with its heading."""
    page.wait_for_timeout(SETTLED_MS)
    heading = page.locator(f"{card} h3").first
    assert heading.evaluate(CUT_OFF) == [0, 0]
    assert page.evaluate("document.activeElement.closest('.stretch-form') !== null")


def test_the_screen_the_changes_and_a_sore_day(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, NOTEBOOK)
    go = page.locator(".stretch-screen-go")
    go.wait_for(timeout=60_000)

    # By keys alone: a sign and a condition.
    fever = page.get_by_label("A fever, or feeling very unwell")
    fever.focus()
    page.keyboard.press("Space")
    expect(fever).to_be_checked()
    expect(go).to_have_text("See what to do")
    page.get_by_label("Osteoporosis, or a vertebra").check()

    # A yes stands in the way, until it is answered anew.
    go.press("Enter")
    page.get_by_text("please speak to a doctor first").wait_for()
    expect(page.locator(".stretch-player-start")).to_be_hidden()
    page.locator(".stretch-screen-again").click()
    expect(page.get_by_label("Osteoporosis, or a vertebra")).to_be_checked()
    expect(fever).not_to_be_checked()
    page.get_by_role("button", name="Go on").click()

    # What was changed, and why.
    page.get_by_text("Made to fit you").click()
    expect(page.get_by_text("in its place, Single knee hug")).to_be_visible()

    # A sore day.
    page.locator(".stretch-checkin-pain label").nth(8).click()
    page.locator(".stretch-checkin-continue").click()
    page.get_by_text("A sore day").wait_for()
    page.get_by_role("button", name="Practise Gentle").click()
    expect(page.locator(".stretch-player-start")).to_be_visible()


@pytest.mark.more
def test_nothing_for_now_rest_alone_and_the_question_of_the_leg(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, AFTERWARDS)
    page.locator(".stretch-screen-go").wait_for(timeout=60_000)
    page.get_by_label("A hip replacement", exact=True).check()
    page.get_by_label("From the front (anterior)").check()
    page.get_by_role("button", name="Go on").click()

    # Nothing is left of the routine, and whom to ask stands above it.
    page.get_by_text("Short: nothing for now").wait_for()
    expect(page.get_by_text("is for your surgeon to say")).to_be_visible()
    page.get_by_role("button", name="Something is new").click()
    page.get_by_label("A hip replacement", exact=True).uncheck()
    page.get_by_role("button", name="None of these").click()

    # A sore day, and nothing of it can be made small enough.
    page.locator(".stretch-checkin-pain label").nth(8).click()
    page.locator(".stretch-checkin-continue").click()
    page.get_by_text("A sore day").wait_for()
    expect(page.get_by_role("button", name="Practise")).to_have_count(0)

    # Another day it ends sorer than it began.
    run_all(page, AFTERWARDS)
    page.locator(".stretch-checkin-extent label").nth(1).click()
    page.locator(".stretch-checkin-continue").click()
    page.locator(".stretch-player-start").click()
    page.locator(".stretch-player-end").click()
    page.locator(".stretch-checkout-extent label").nth(3).click()
    page.locator(".stretch-checkout-continue").click()
    page.get_by_text("Leave it there for today").wait_for()


@pytest.mark.long
def test_the_weekly_form_is_seen_whole_on_a_small_laptop(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    was_well(lab, 8)
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    page.locator(".stretch-screen-since").wait_for(timeout=60_000)
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator(".stretch-screen").evaluate(CUT_OFF) == [0, 0]
    page.set_viewport_size({"width": 1280, "height": 800})

    page.locator(".stretch-screen-more").click()
    page.get_by_label("Osteoporosis, or a vertebra").wait_for()
    is_seen_from_its_beginning(page, ".stretch-screen")
    page.get_by_role("button", name="None of these").click()
    page.locator(".stretch-checkin").wait_for()
    is_seen_from_its_beginning(page, ".stretch-checkin")


@pytest.mark.more
def test_the_weekly_form_in_pregnancy_is_seen_whole_too(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    at = datetime.now(UTC) - timedelta(days=8)
    st.open_log(lab.log).add_screening("conditions", {"conditions": ["pregnancy"]}, at=at)
    was_well(lab, 8)
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    page.get_by_label("Waters that break").wait_for(timeout=60_000)
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator(".stretch-screen label:visible").count() == 9
    assert page.locator(".stretch-screen").evaluate(CUT_OFF) == [0, 0]


@pytest.mark.long
@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_what_stands_in_the_way_is_never_off_the_screen(
    page: Page, run_all: Callable[[Page, str], None], width_px: int, height_px: int
) -> None:
    page.set_viewport_size({"width": width_px, "height": height_px})
    run_all(page, NOTEBOOK)
    go = page.locator(".stretch-screen-go")
    go.wait_for(timeout=60_000)

    # From the very end of the long form, where the button is.
    page.get_by_label("Pain in the chest").check()
    go.click()
    page.get_by_text("please go to an emergency department now").wait_for()
    is_seen_from_its_beginning(page, ".stretch-screen-blocked")
    page.set_viewport_size({"width": width_px, "height": height_px})

    # Asked anew, a gentle sign is told of and goes on.
    page.locator(".stretch-screen-again").click()
    go.wait_for()
    is_seen_from_its_beginning(page, ".stretch-screen")
    page.get_by_label("no better after six weeks").check()
    page.get_by_label("Pregnancy").check()
    expect(page.get_by_label("Waters that break")).to_be_visible()
    page.set_viewport_size({"width": width_px, "height": height_px})
    go.click()
    page.locator(".stretch-screen-advised").wait_for()
    is_seen_from_its_beginning(page, ".stretch-screen-advised")
    page.locator(".stretch-screen-on").click()
    page.locator(".stretch-checkin").wait_for()
    is_seen_from_its_beginning(page, ".stretch-checkin")


@pytest.mark.more
def test_numbness_in_the_saddle_ends_the_practice_and_what_to_do_is_seen(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    was_well(lab, 1)
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    skip_the_questions(page)
    page.locator(".stretch-player-start").click()
    page.locator(".stretch-player-hurts").click()
    page.locator("[data-kind=saddle] button").click()

    heading = page.get_by_role("heading", name="Go to an emergency department now")
    expect(heading).to_be_in_viewport()
    expect(page.locator(".stretch-checkout")).to_have_count(0)
    page.locator(".stretch-hurt-told-read").click()
    page.locator(".stretch-saved").wait_for()
    expect(heading).to_be_visible()
    with sqlite3.connect(lab.log) as connection:
        events = connection.execute("select kind, reason from events order by seq").fetchall()
    assert ("hurt", "saddle") in events
    assert events[-1] == ("stopped", None)


@pytest.mark.long
def test_the_start_and_what_was_saved_are_seen_after_the_questions_on_a_small_screen(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    was_well(lab, 1)
    page.set_viewport_size({"width": 420, "height": 800})
    run_all(page, NOTEBOOK)
    page.locator(".stretch-checkin-continue").click(timeout=60_000)
    page.locator(".stretch-player-start").wait_for()
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator(".stretch-player-start").evaluate(CUT_OFF) == [0, 0]
    page.locator(".stretch-player-start").click()
    page.locator(".stretch-player-end").click()
    page.locator(".stretch-checkout-skip").click()
    saved = page.locator(".stretch-checkout-saved h3")
    saved.wait_for()
    page.wait_for_timeout(SETTLED_MS)
    assert saved.evaluate(CUT_OFF) == [0, 0]
