"""What a person does on every day, by key and by mouse, and how often they press."""

from playwright.sync_api import Page, expect

COUNT = """
globalThis.pressed = 0;
for (const kind of ["click", "keydown"])
    addEventListener(kind, ({ isTrusted, detail, key }) => {
        // Space and Enter on a button are told once more, as a click of no mouse.
        const isPress = kind === "keydown" ? !["Shift", "Tab"].includes(key) : detail > 0;
        globalThis.pressed += Number(isTrusted && isPress);
    }, { capture: true });
"""
"""Counts what a person presses on a page, by mouse or by key."""


def start_by_key(page: Page) -> None:
    """Start without a mouse: beside the questions, or after them where that has no room."""
    page.locator(".stretch-checkin").wait_for(timeout=60_000)
    start = page.locator(".stretch-player-start")
    if not start.is_visible():
        page.locator(".stretch-checkin-continue").press("Enter")
    expect(start).to_be_in_viewport(ratio=1)
    start.press("Enter")
    has_the_keys(page)


def has_the_keys(page: Page) -> None:
    """Whoever lies on the floor needs no mouse: once the questions are gone, keys still count."""
    expect(page.locator(".stretch-checkin")).to_have_count(0)
    expect(page.locator(".stretch-player-pause")).to_be_focused()
    player = page.locator(".stretch-player")
    page.keyboard.press("Space")
    expect(player).to_have_attribute("data-state", "paused")
    page.keyboard.press("Space")
    expect(player).not_to_have_attribute("data-state", "paused")


def end_and_save(page: Page) -> None:
    """End what is played, and leave out the questions after it."""
    page.locator(".stretch-player-skip").click()
    expect(page.locator(".stretch-player-saved")).to_contain_text("Saved")
    page.locator(".stretch-player-end").click()
    page.locator(".stretch-checkout-skip").click()
    page.locator(".stretch-saved").wait_for()


def go_on_from_saved(page: Page) -> None:
    """From the card that says "Saved": measure, see the week, add a note, practise again."""
    way = {name: page.locator(f".stretch-saved-{name}") for name in ("week", "note", "measure")}
    way["week"].click()
    expect(page.locator(".stretch-week")).to_contain_text("Monday")
    expect(page.locator(".stretch-week")).to_be_in_viewport(ratio=1)
    way["note"].click()
    expect(page.locator(".stretch-saved-words textarea")).to_be_focused()
    expect(page.locator(".stretch-saved-keep")).to_be_in_viewport(ratio=1)
    page.keyboard.type("Looser than <b>yesterday</b>")
    page.locator(".stretch-saved-keep").click()
    expect(page.locator(".stretch-checkout-saved")).to_contain_text("<b>yesterday</b>")
    expect(page.locator(".stretch-checkout-saved h3")).to_be_in_viewport(ratio=1)

    way["measure"].click()
    first = page.locator(".stretch-measure-left-1 input")
    expect(page.locator(".stretch-measure h3").first).to_be_in_viewport()
    first.fill("12,5")
    # A second press makes no second form, and takes nothing away.
    way["measure"].click()
    expect(first).to_have_value("12,5")
    page.locator(".stretch-measure-save").click()
    expect(page.locator(".stretch-measure-saved")).to_contain_text("Saved: left 12.5 cm")

    page.locator(".stretch-saved-again").click()
    expect(page.locator(".stretch-checkin h3").first).to_be_in_viewport()
    expect(page.locator(".stretch-measure, .stretch-saved")).to_have_count(0)
    start_by_key(page)
