"""The screen and what follows from it, for everyone: seen, heard, by keys, small and dark."""

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab, running_lab
from tests.browser.test_everyone import INSIDE, complaints

NOTEBOOK = "screen.ipynb"
CELL = """
import stretchlib as st
st.Practice(st.routine("longer"), st.open_log())
"""


@pytest.fixture(params=["Light", "Dark"])
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    place = tmp_path_factory.mktemp("screen")
    with running_lab(place, theme=f"JupyterLab {request.param}") as lab:
        cells = [nbformat.v4.new_code_cell(CELL.strip())]
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, lab.notebooks / NOTEBOOK)
        yield lab


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
