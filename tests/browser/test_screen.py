"""The screen and what follows from it, for everyone: seen, heard, by keys, small and dark."""

from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.test_everyone import INSIDE, complaints

NOTEBOOK = "screen.ipynb"
CELL = """
import stretchlib as st
st.Practice(st.routine("longer"), st.open_log())
"""
AFTERWARDS = "afterwards.ipynb"
SHORT = """
import stretchlib as st
st.Practice(st.Routine("Short").add("standing_hip_flexor", st.Pulse(1, 40)), st.open_log())
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


def is_for_everyone(page: Page, form: str) -> None:
    """Nothing for axe to complain of, and nothing cut off at any width."""
    assert complaints(page, form) == []
    for width_px, text in [(320, "100%"), (400, "200%"), (1200, "100%")]:
        page.set_viewport_size({"width": width_px, "height": 900})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
        assert page.locator(form).evaluate(INSIDE) == [], f"at {width_px} px, text at {text}"


def test_the_screen_the_changes_and_a_sore_day(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, NOTEBOOK)
    go = page.locator(".stretch-screen-go")
    go.wait_for(timeout=60_000)
    is_for_everyone(page, ".stretch-screen")

    # By keys alone: a sign and a condition.
    fever = page.get_by_label("A fever, or feeling very unwell")
    fever.focus()
    page.keyboard.press("Space")
    expect(fever).to_be_checked()
    expect(go).to_have_text("See what to do")
    page.get_by_label("Osteoporosis, or a vertebra").check()
    is_for_everyone(page, ".stretch-screen")

    # A yes stands in the way, until it is answered anew.
    go.press("Enter")
    page.get_by_text("please speak to a doctor first").wait_for()
    is_for_everyone(page, ".stretch-screen")
    expect(page.locator(".stretch-player-start")).to_be_hidden()
    page.locator(".stretch-screen-again").click()
    expect(page.get_by_label("Osteoporosis, or a vertebra")).to_be_checked()
    expect(fever).not_to_be_checked()
    page.get_by_role("button", name="Go on").click()

    # What was changed, and why.
    page.get_by_text("Made to fit you").click()
    expect(page.get_by_text("in its place, Single knee hug")).to_be_visible()
    is_for_everyone(page, ".stretch-checkin")

    # A sore day.
    page.locator(".stretch-checkin-pain label").nth(8).click()
    page.locator(".stretch-checkin-continue").click()
    page.get_by_text("A sore day").wait_for()
    is_for_everyone(page, ".stretch-sore")
    page.get_by_role("button", name="Practise Gentle").click()
    expect(page.locator(".stretch-player-start")).to_be_visible()


def test_nothing_for_now_rest_alone_and_the_question_of_the_leg(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, AFTERWARDS)
    page.locator(".stretch-screen-go").wait_for(timeout=60_000)
    page.get_by_label("A hip replacement from the front").check()
    page.get_by_role("button", name="Go on").click()

    # Nothing is left of the routine, and whom to ask stands above it.
    page.get_by_text("Short: nothing for now").wait_for()
    expect(page.get_by_text("is for your surgeon to say")).to_be_visible()
    is_for_everyone(page, ".stretch-nothing")
    page.get_by_role("button", name="Something is new").click()
    page.get_by_label("A hip replacement from the front").uncheck()
    page.get_by_role("button", name="None of these").click()

    # A sore day, and nothing of it can be made small enough.
    page.locator(".stretch-checkin-pain label").nth(8).click()
    page.locator(".stretch-checkin-continue").click()
    page.get_by_text("A sore day").wait_for()
    is_for_everyone(page, ".stretch-sore")
    expect(page.get_by_role("button", name="Practise")).to_have_count(0)

    # Another day it ends sorer than it began.
    run_all(page, AFTERWARDS)
    page.locator(".stretch-checkin-pain label").nth(2).click()
    page.locator(".stretch-checkin-continue").click()
    page.locator(".stretch-player-start").click()
    page.locator(".stretch-player-end").click()
    page.locator(".stretch-checkout-pain label").nth(4).click()
    page.locator(".stretch-checkout-continue").click()
    page.get_by_text("go further down a leg").wait_for()
    is_for_everyone(page, ".stretch-leg")
    page.locator(".stretch-leg-yes").click()
    page.get_by_text("Leave it there for today").wait_for()
    is_for_everyone(page, ".stretch-practice")
