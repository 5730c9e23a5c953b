"""One practice in Chromium, Firefox and WebKit, with the same hands: all that a new user meets."""

from collections import Counter
from collections.abc import Callable

import nbformat
from playwright.sync_api import Page

from tests.browser.lab import Lab
from tests.browser.layout import FEW, Looker
from tests.browser.tab import LONG_MS, Tab, write
from tests.browser.webkit import WebKitPage

NOTEBOOK = "practice.ipynb"
STANDARD = 'st.routine("standard")'
SHORT = 'st.Routine("Short").add("double_knee_hug", st.Hold(90)).add("double_knee_hug", st.Hold(3))'
PICTURE = 'st.charts.measurement(log.measurements(), "chest_to_thigh")'
ENDS = ("phase_done", "phase_skipped")
ENDED = [0, 1, 3, 4, 5]
"""Phases: there, stretch and back, twice. The way out of what hurt is in the advice, not timed."""


def cells_of_the_first_notebook(lab: Lab) -> list[str]:
    """Its log, its practice with a short routine, its measurement; and the picture of it."""
    cells = nbformat.read(lab.notebooks / "01_start_here.ipynb", as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    words = ("import", "st.Practice", "st.Measure")
    log, practice, measure = (source for source in code if source.startswith(words))
    assert STANDARD in practice
    return [log, practice.replace(STANDARD, SHORT), measure, PICTURE]


def test_one_practice_from_the_first_cell_to_progress_with_all_that_comes_between(
    lab: Lab, engine: str, open_tab: Callable[[], Page | WebKitPage]
) -> None:
    write(lab.notebooks / NOTEBOOK, cells_of_the_first_notebook(lab))
    tab = Tab(lab, open_tab(), NOTEBOOK)
    looker = Looker(tab.page, engine, FEW)

    def look(card: str) -> None:
        """Look at it as `test_layout.py` does in Chromium, and at all the rest."""
        if engine != "chromium":
            tab.shows_from_its_top(f"stretch-{card}")
            looker.look(f".stretch-{card}", card)

    tab.page.set_viewport_size({"width": 1280, "height": 800})

    # The warning signs, the questions, and the first stretch.
    tab.visit()
    tab.run_all()
    look("screen")
    tab.press("screen-go")
    look("checkin")
    tab.press("checkin-pain label:nth-of-type(4)")
    tab.press("checkin-continue")
    look("player")
    tab.start()

    # The page is loaded anew, and another tab looks on.
    tab.command("docmanager:save")
    tab.visit()
    tab.says(".stretch-player", "You stopped at 0:")
    tab.press("player-resume")
    other = Tab(lab, open_tab(), NOTEBOOK)
    other.visit()
    other.says(".stretch-player-lacks", "Another tab is playing")
    other.page.close()

    # The kernel dies with something unsaved.
    tab.restart_kernel()
    tab.press("player-pause")
    tab.is_connected()
    tab.run_all()
    tab.press("player-resume")
    look("player")

    # It hurts, the next stretch does not, and then all is saved.
    tab.part("stretch-player-pause").focus()
    tab.page.keyboard.press("h")
    tab.press("player-way[data-kind=back] button")
    tab.press("player-go-on")
    tab.press("player-there")
    tab.says(".stretch-player-stage", "Come out gently")
    tab.press("player-skip")
    tab.says(".stretch-player-done", "Done")
    tab.says(".stretch-player-saved", "✓ Saved")
    tab.press("checkout-pain label:nth-of-type(3)")
    tab.press("checkout-continue")
    tab.says(".stretch-checkout-saved", "3 before, 2 after")
    look("checkout-saved")

    # A measurement, and the picture of it.
    tab.type("stretch-measure-left-1 input", "12.5")
    tab.press("measure-save")
    tab.says(".stretch-measure-saved", "Saved: left 12.5")
    tab.run_the_last_cell()
    tab.part("jp-OutputArea-output img[alt*='12.5']").wait_for(timeout=LONG_MS)

    looker.finish()
    events = tab.rows("select session_id, kind, phase, reason from events order by seq")
    assert len({session for session, *_ in events}) == 1
    kinds = Counter(kind for _, kind, *_ in events)
    assert (kinds["started"], kinds["finished"], kinds["stopped"]) == (1, 1, 0)
    assert [reason for _, kind, _, reason in events if kind == "hurt"] == [None, "back"]
    assert [phase for _, kind, phase, _ in events if kind in ENDS] == ENDED
    asked = "select moment, score from ratings where kind = 'pain' order by id"
    assert tab.rows(asked) == [("before", 3), ("after", 2)]
    assert tab.rows("select side, value_cm from measurements") == [("left", 12.5)]
