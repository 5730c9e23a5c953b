"""A message that was on its way when the connection broke is said again; so is what follows it.

Of a wire that is really cut (`test_faults.py`) nobody can say which message it takes with it. Here
the page itself drops what it would send for a while.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.tab import Tab, write

DROP = """(() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (message) {
        if (!globalThis.isCut) send.call(this, message);
    };
})()"""
FORM = """
import ipywidgets
from stretchlib.ui.kit import Form, Message, button

box = ipywidgets.Text(continuous_update=False)
box.add_class("stretch-box")
said = Message("stretch-said")
Form([box, button("Save", lambda: said.say(f"Saved {box.value}."), "stretch-save"), said])
"""
PRACTICE = """
import stretchlib as st

log = st.open_log()
st.Practice(st.Routine("Mine").add("double_knee_hug", st.Hold(60), sets=3), log)
"""


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> Page:
    """A notebook with this cell, which has run."""
    page.add_init_script(DROP)
    write(lab.notebooks / "lost.ipynb", [request.param])
    run_all(page, "lost.ipynb")
    return page


@pytest.mark.parametrize("opened", [FORM], indirect=True, ids=[""])
def test_what_was_typed_is_saved_though_its_message_was_lost(opened: Page) -> None:
    box, said = opened.locator(".stretch-box input"), opened.locator(".stretch-said")
    opened.evaluate("isCut = true")
    box.fill("12,5")
    box.blur()
    opened.evaluate("isCut = false")
    opened.locator(".stretch-save").click()
    expect(said).to_contain_text("Saved 12,5.", timeout=30_000)
    box.fill("11")
    opened.locator(".stretch-save").click()
    expect(said).to_contain_text("Saved 11.", timeout=5_000)


@pytest.mark.parametrize("opened", [PRACTICE], indirect=True, ids=[""])
def test_what_was_done_is_saved_though_its_message_was_lost(opened: Page, lab: Lab) -> None:
    tab = Tab(lab, opened, "lost.ipynb")
    tab.press("screen-go")
    tab.press("checkin-skip")
    tab.start()
    saved = opened.locator(".stretch-player-saved")
    expect(saved).to_contain_text("Saved")
    opened.evaluate("isCut = true")
    tab.press("player-pause")
    opened.evaluate("isCut = false")
    expect(saved).to_have_text("Saving …")
    expect(saved).to_have_text("✓ Saved", timeout=15_000)
    tab.press("player-pause")
    expect(saved).to_have_text("✓ Saved", timeout=2_000)
    kinds = [kind for (kind,) in tab.rows("select kind from events order by seq")]
    assert kinds[-2:] == ["paused", "resumed"]
