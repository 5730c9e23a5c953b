"""Every screen is looked at, at every size: no green run hides a broken page."""

from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.layout import faults

NOTEBOOK = "layout.ipynb"
CELLS = [
    """
import stretchlib as st
log = st.open_log()
st.Practice(st.routine("gentle"), log)
""",
    "st.Measure(log)",
    "st.get_stretch('seated_figure_four')",
]
PLAYER = ".stretch-player"


@pytest.fixture
def lab(lab: Lab) -> Lab:
    """A room with one notebook of what is looked at."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, lab.notebooks / NOTEBOOK)
    return lab


def test_from_the_first_question_to_saved_nothing_is_broken_cut_off_or_too_small(
    open_page: Callable[..., Page], run_all: Callable[[Page, str], None]
) -> None:
    page = open_page(alone=True)
    run_all(page, NOTEBOOK)
    found: list[str] = []

    def look(part: str, name: str) -> None:
        nonlocal found
        found += faults(page, part, name)

    def press(name: str) -> None:
        page.locator(f".stretch-{name}").first.click()

    page.locator(".stretch-screen-go").wait_for(timeout=60_000)
    look(".stretch-screen", "screen")
    look(".stretch-card", "card")
    look(".stretch-measure", "measure")
    page.locator(".stretch-measure-left-1 input").fill("12 or so")
    press("measure-save")
    expect(page.locator(".stretch-measure-wrong", has_text="not a number")).to_be_visible()
    look(".stretch-measure", "measure-wrong")
    press("screen-go")

    page.locator(".stretch-checkin").wait_for()
    look(".stretch-checkin", "checkin")
    page.locator(".stretch-checkin-pain label").nth(3).click()
    press("checkin-continue")

    page.locator(".stretch-player-start").wait_for()
    look(PLAYER, "start")
    press("player-summary")
    look(PLAYER, "start-settings")
    press("player-summary")
    page.clock.install()
    press("player-start")
    page.clock.run_for(4_000)
    look(PLAYER, "setup")
    press("player-skip")
    look(PLAYER, "stretch")
    press("player-pause")
    look(PLAYER, "paused")
    press("player-hurts")
    look(PLAYER, "hurt")
    press("player-end-today")
    page.locator(".stretch-checkout").wait_for()
    look(PLAYER, "end")
    look(".stretch-checkout", "checkout")
    page.locator(".stretch-checkout-note textarea").fill("A long morning at the desk. " * 8)
    press("checkout-continue")
    page.locator(".stretch-checkout-saved").wait_for()
    look(".stretch-checkout-saved", "saved")
    assert not found, "\n".join(found)
