"""From the Start card to the end and back: chosen, skipped, seen from across the room, gone on."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.daily import COUNT
from tests.browser.lab import Lab, do_not_wait, pass_the_screen
from tests.browser.tab import SETTLED_MS, Tab

NOTEBOOK = "00_today.ipynb"
# How high the digits really are, in hundredths of the shorter side of the window.
DIGITS_VMIN = """(clock) => {
    const pen = document.createElement("canvas").getContext("2d");
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(clock);
    pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    return pen.measureText("0").actualBoundingBoxAscent * 100 / Math.min(innerWidth, innerHeight);
}"""
FILLED = """(part) => {
    const { width, height } = part.getBoundingClientRect();
    return Math.max(width, height) * 100 / Math.min(innerWidth, innerHeight);
}"""


def part(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-player-{name}").first


def pick(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


def test_what_is_chosen_is_played_and_what_was_ended_is_gone_on_with(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    pass_the_screen(page)
    page.locator(".stretch-checkin-pain label").nth(2).click(timeout=60_000)

    # By mouse and by key; the card says its minutes, and what was left out.
    pick(page, "Longer")
    expect(part(page, "routine")).to_have_text("Longer")
    expect(part(page, "length")).to_contain_text("16 minutes, ")
    page.get_by_role("radio", name="Full, ").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="5 min", exact=True)).to_be_checked()
    expect(part(page, "left-out")).to_contain_text("Left out for 5 minutes: Hip flexor pull")
    expect(part(page, "length")).to_contain_text("5 minutes")
    expect(part(page, "start")).to_be_in_viewport(ratio=1)
    do_not_wait(page)
    part(page, "start").click()
    expect(part(page, "stretch")).to_have_text("Standing hamstring")
    expect(page.locator(".stretch-checkin")).to_have_count(0)

    # From across the room: figure and clock fill it, and the buttons fade while nobody moves.
    part(page, "there").click()
    expect(part(page, "stage")).to_have_text("Stretch", timeout=10_000)
    part(page, "fullscreen").click()
    player = page.locator(".stretch-player").first
    expect(player).to_have_attribute("data-quiet", "true", timeout=10_000)
    expect(part(page, "hurts")).to_have_css("opacity", "0")
    assert part(page, "clock").evaluate(DIGITS_VMIN) >= 15
    assert part(page, "time").evaluate(FILLED) >= 55
    assert part(page, "figure").evaluate(FILLED) >= 40
    page.mouse.move(300, 300)
    page.mouse.move(320, 300)
    expect(part(page, "hurts")).to_have_css("opacity", "1")
    page.keyboard.press("Space")
    expect(player).to_have_attribute("data-state", "paused")
    page.wait_for_timeout(4_500)
    expect(part(page, "hurts")).to_have_css("opacity", "1")
    # Back on the page, whose scroll may be anywhere, the player is seen from its top.
    page.keyboard.press("f")
    expect(part(page, "side")).to_be_in_viewport(ratio=1)

    # The end is taken back: it goes on where it was.
    clock = part(page, "clock").inner_text()
    part(page, "end").click()
    page.locator(".stretch-checkout-pain label").nth(3).click()
    expect(page.get_by_role("button", name="Go on after all").first).to_be_visible()
    page.locator(".stretch-checkout-go-on").click()
    expect(player).to_have_attribute("data-state", "running")
    expect(page.locator(".stretch-checkout")).to_have_count(0)
    part(page, "pause").click()
    expect(part(page, "clock")).to_have_text(clock)

    # One press leaves out the stretch of this side, with all its sets; one more the other side.
    part(page, "skip").click()
    expect(part(page, "side-word")).to_have_text("Left")
    part(page, "pause").click()
    part(page, "why").click()
    page.get_by_role("button", name="Sore", exact=True).click()
    expect(part(page, "stage")).to_have_text("Come out gently", timeout=10_000)
    part(page, "end").click()
    page.locator(".stretch-checkout-continue").click()
    saved = page.locator(".stretch-checkout-saved")
    expect(saved).to_contain_text("2 before, 3 after")
    expect(saved).to_contain_text("Longer, 5 minutes, without")
    with sqlite3.connect(lab.log) as log:
        events = log.execute("select kind, reason from events order by seq").fetchall()
    kinds = [kind for kind, _ in events]
    assert kinds.index("stopped") < kinds.index("resumed", kinds.index("stopped"))
    assert kinds[-1] == "stopped"
    assert {reason for _, reason in events} == {None, "sore"}


def test_on_the_first_day_five_presses_lead_to_the_first_stretch(page: Page, lab: Lab) -> None:
    page.add_init_script(COUNT)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(lab.page_of("01_start_here.ipynb"))
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("link", name="Practise").click()
    cell = page.locator(".cm-content", has_text="st.Practice(")
    expect(cell).to_be_in_viewport()
    cell.click()
    page.keyboard.press("Shift+Enter")
    # The warning signs are met from their beginning, and not from the button at their end.
    tab = Tab(lab, page, "01_start_here.ipynb")
    tab.shows_from_its_top("stretch-screen")
    page.wait_for_timeout(SETTLED_MS)
    tab.shows_from_its_top("stretch-screen")
    page.locator(".stretch-screen-go").click(timeout=60_000)
    # Playwright scrolls to what it presses, and the questions that have just come scroll back: of
    # such a press, begun while they come, another part is told, and it presses once more.
    tab.is_where_one_goes_on("stretch-checkin")
    part(page, "start").click(timeout=60_000)
    expect(part(page, "pause")).to_be_visible()
    assert page.evaluate("pressed") == 5


def test_a_focus_that_was_given_to_start_stays_there(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    # As a screen reader moves it, without a key: the questions beside it have just come.
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    pass_the_screen(page)
    page.locator(".stretch-checkin").wait_for(timeout=60_000)
    part(page, "start").focus()
    page.wait_for_timeout(1_500)
    expect(part(page, "start")).to_be_focused()
