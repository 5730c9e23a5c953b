"""The builder in notebook 02: for everyone, by keyboard alone, on a small screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab
from tests.browser.reach import OUTSIDE, complaints

NOTEBOOK = "02_your_routine.ipynb"
BUILDER = ".stretch-builder"


def titles(page: Page) -> list[str]:
    return page.locator(".stretch-builder-step h4").all_inner_texts()


@pytest.mark.long
def test_a_routine_is_built_ordered_fitted_and_saved_by_keyboard_alone(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, NOTEBOOK)
    page.locator(".stretch-builder-save").wait_for(timeout=90_000)
    assert complaints(page, BUILDER) == []

    # A stretch more, then to the front: the keyboard stays with it all the way.
    page.locator(".stretch-builder-add").nth(3).press("Enter")
    expect(page.locator(".stretch-builder-step:visible")).to_have_count(5)
    last = page.locator(".stretch-builder-up").nth(4)
    last.press("Enter")
    for index in (3, 2, 1):
        expect(page.locator(".stretch-builder-up").nth(index)).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".stretch-builder-down").first).to_be_focused()
    assert titles(page)[:2] == ["1. Double knee hug", "2. Hip flexor pull"]

    page.locator(".stretch-builder-remove").nth(4).press("Enter")
    expect(page.locator(".stretch-builder-step")).to_have_count(4)
    page.get_by_role("button", name="5 minutes", exact=True).press("Enter")
    expect(page.locator(".stretch-builder-total")).to_contain_text("4:")

    title = page.locator(".stretch-builder-title input")
    title.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Mornings")
    page.keyboard.press("Tab")
    expect(page.locator(".stretch-builder-save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".stretch-builder-message")).to_contain_text("It is under Routine")
    assert (lab.catalog / "routines" / "mornings.toml").is_file()
    assert complaints(page, BUILDER) == []

    for width_px in (320, 400, 1200):
        page.set_viewport_size({"width": width_px, "height": 900})
        page.wait_for_timeout(300)
        assert page.locator(BUILDER).evaluate(OUTSIDE) == [], f"at {width_px} px"
