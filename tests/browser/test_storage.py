"""A browser that keeps nothing, in each engine: the practice is whole all the same, and says so."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.lab import Lab
from tests.browser.tab import Tab, write
from tests.browser.webkit import WebKitPage

pytestmark = pytest.mark.long

NOTEBOOK = "storage.ipynb"
CELLS = [
    """
import stretchlib as st
short = st.Routine("Short").add("double_knee_hug", st.Hold(20), sets=2, rest_s=1)
st.Practice(short, st.open_log())
""",
]
# As much as it takes, in ever smaller pieces, until there is no room for a letter.
FULL = """() => {
    for (let size = 2 ** 22, i = 0; size >= 1; size = Math.floor(size / 2)) {
        try {
            for (;;) localStorage.setItem(`full${i++}`, "x".repeat(size));
        } catch (error) {
            if (error.name !== "QuotaExceededError" && error.name !== "NS_ERROR_DOM_QUOTA_REACHED")
                throw error;
        }
    }
}"""
# JupyterLab itself opens in no browser that denies it from the start.
DENIED = """() => {
    const get = () => { throw new DOMException("denied", "SecurityError"); };
    Object.defineProperty(window, "localStorage", { get });
}"""


@pytest.mark.parametrize("refuses", [FULL, DENIED], ids=["full", "denied"])
def test_a_browser_that_keeps_nothing_plays_to_the_end_and_says_that_it_keeps_no_copy(
    lab: Lab, refuses: str, open_tab: Callable[[], Page | WebKitPage]
) -> None:
    write(lab.notebooks / NOTEBOOK, CELLS)
    tab = Tab(lab, open_tab(), NOTEBOOK)
    tab.visit()
    tab.page.evaluate(refuses)
    tab.run_all()
    tab.press("screen-go")
    tab.press("checkin-pain label:nth-of-type(4)")
    tab.press("checkin-continue")
    tab.start()
    tab.says(".stretch-player-lacks", "this browser keeps no copy")

    # The kernel goes: the page itself has what was not saved, and the place to go on at.
    tab.restart_kernel()
    tab.press("player-pause")
    tab.is_connected()
    tab.run_all()
    tab.press("player-resume")
    tab.says(".stretch-player-done", "Done")
    tab.says(".stretch-player-saved", "✓ Saved")
    tab.press("checkout-pain label:nth-of-type(3)")
    tab.press("checkout-continue")
    tab.says(".stretch-checkout-saved", "3 before, 2 after")
    kinds = Counter(kind for (kind,) in tab.rows("select kind from events"))
    assert (kinds["started"], kinds["finished"], kinds["stopped"]) == (1, 1, 0)
    assert tab.rows("select count(distinct session_id) from events") == [(1,)]
