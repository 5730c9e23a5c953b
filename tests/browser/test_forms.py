"""The forms that help, in a real browser: a stretch of one's own, and where the builder put it."""

import tomllib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab
from tests.browser.reach import OUTSIDE, complaints

NOTEBOOK = "02_your_routine.ipynb"
FORM = ".stretch-own"
SAID = {
    "title": "Pigeon",
    "target": "buttocks",
    "position": "kneeling on a mat",
    "felt": "the {side} buttock",
    "setup": "Bring your {side} shin forward.",
    "stretch": "Sink down, and stay.",
    "switch": "Change legs.",
}


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (1600, 1200), "#7799aa").save(file, "JPEG")
    return file.getvalue()


@pytest.mark.long
def test_a_stretch_is_written_with_a_photo_and_is_shown_where_the_builder_puts_it(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, NOTEBOOK)
    page.locator(".stretch-own-save").wait_for(timeout=90_000)

    def field(name: str) -> Locator:
        return page.locator(f".stretch-field-{name}").locator("input, textarea, select").first

    # What a change of sides says is asked only where there are two.
    page.locator(".stretch-field-sides label").first.click()
    for name, words in SAID.items():
        field(name).fill(words)
    field("hold_s").fill("9000")
    page.locator(".stretch-own-save").click()
    expect(page.locator(".stretch-field-hold_s")).to_contain_text("9000 is too much")
    expect(field("hold_s")).to_be_focused()
    assert complaints(page, FORM) == []
    field("hold_s").fill("30")
    field("figure").select_option("A photo of my own")
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator(f"{FORM} .stretch-file-input").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator(".stretch-own-looks")).to_contain_text("is kept when you save")
    page.locator(".stretch-own-save").click()
    expect(page.locator(".stretch-own-message")).to_contain_text("Saved in")
    expect(page.locator(".stretch-own-card img").first).to_be_visible()
    written = tomllib.loads((lab.catalog / "stretches" / "pigeon.toml").read_text("utf-8"))
    assert (written["photo"], written["paces"]) == ("pigeon.jpg", {"hold": {"hold_s": 30}})
    for width_px in (320, 1200):
        page.set_viewport_size({"width": width_px, "height": 900})
        page.wait_for_timeout(300)
        assert page.locator(FORM).evaluate(OUTSIDE) == [], f"at {width_px} px"

    # The step that is added takes the focus, stands out, and is in view.
    page.locator(".stretch-builder-add").first.click()
    added = page.locator(".stretch-builder-new")
    expect(added.locator("h4")).to_be_focused()
    expect(added.locator("h4")).to_have_text("5. Hip flexor pull")
    expect(added).to_be_in_viewport()
