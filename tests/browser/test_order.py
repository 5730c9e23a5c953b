"""What is typed into a form arrives, and before the press on a button that came after it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.tab import write

CELL = """
import time
import ipywidgets
from stretchlib.ui.kit import Form, Message, button

class SlowToHear(ipywidgets.Text):
    def set_state(self, state):
        time.sleep(1)
        super().set_state(state)

box = SlowToHear(continuous_update=False)
box.add_class("stretch-box")
said = Message("stretch-said")
save = button("Save", lambda: said.say(f"Saved {box.value}."), "stretch-save")
# As a piece of a larger form is.
Form([Form([box, save, said])])
"""

ONE_THAT_COMES_LATE = """
import time
from stretchlib.ui.kit import Form, button, prose

def go_on():
    time.sleep(1)
    form.fill(prose("<h3>What came next</h3>"))

form = Form([button("Go on", go_on, "stretch-go-on")])
form
"""


@pytest.fixture
def written(
    request: pytest.FixtureRequest, page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> Page:
    """A notebook with these forms, which has run."""
    write(lab.notebooks / "order.ipynb", request.param)
    run_all(page, "order.ipynb")
    page.locator(".stretch-box input").last.wait_for(timeout=60_000)
    return page


TOLD_WHEN_LEFT, TOLD_AT_EACH_LETTER = CELL, CELL.replace("continuous_update=False", "")


@pytest.mark.parametrize("written", [[TOLD_WHEN_LEFT]], indirect=True, ids=[""])
def test_save_never_overtakes_what_was_corrected_before_it(written: Page) -> None:
    box, save = written.locator(".stretch-box input"), written.locator(".stretch-save")
    said = written.locator(".stretch-said")
    by_hand, by_key = save.click, lambda: save.press("Enter")
    # From the second on, a kernel with subshells hears the box in a thread of its own.
    for typed, press in {"11;5": by_hand, "11,5": by_hand, "11.5": by_key}.items():
        box.fill(typed)
        press()
        expect(said).to_contain_text("Saved")
        expect(said).to_contain_text(f"Saved {typed}.", timeout=5_000)


@pytest.mark.long
@pytest.mark.parametrize(
    "written", [[ONE_THAT_COMES_LATE, TOLD_AT_EACH_LETTER]], indirect=True, ids=[""]
)
def test_no_letter_is_lost_to_what_comes_late_or_to_the_press(written: Page) -> None:
    box = written.locator(".stretch-box input")
    written.locator(".stretch-go-on").click()
    box.focus()
    written.keyboard.type("tight", delay=700)
    expect(written.locator(".stretch-form h3")).to_have_text("What came next")
    expect(box).to_have_value("tight")
    written.keyboard.type(" on the left", delay=20)
    written.locator(".stretch-save").click()
    expect(written.locator(".stretch-said")).to_contain_text("Saved tight on the left.")
