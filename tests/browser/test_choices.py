"""What a person chooses at the start and on the way: the order, the waiting, hold or pulse."""

from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

import stretchlib as st
from tests.browser.lab import Lab, skip_the_questions
from tests.browser.reach import INSIDE, complaints

NOTEBOOK = "choices.ipynb"
CELL = """
import stretchlib as st
standard = (
    st.Routine("Mine")
    .add("hip_flexor_pull", st.Hold(6), sets=2, rest_s=20)
    .add("seated_figure_four")
    .add("double_knee_hug")
)
st.Practice(standard, st.open_log())
"""
PLAYER = ".stretch-player"
USUAL = ["Hip flexor pull", "Seated figure four", "Double knee hug"]
ONE_TRIP = ["Seated figure four", "Hip flexor pull", "Double knee hug"]


@pytest.fixture
def lab(lab: Lab) -> Lab:
    """A room with a notebook of these tests."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    cells = [nbformat.v4.new_code_cell(CELL.strip())]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.notebooks / NOTEBOOK)
    return lab


@pytest.fixture
def ready(run_all: Callable[[Page, str], None]) -> Callable[[Page], None]:
    """Open the notebook, run it, and pass the questions: the Start card is there."""

    def run(page: Page) -> None:
        run_all(page, NOTEBOOK)
        skip_the_questions(page)
        part(page, "start").wait_for()

    return run


def part(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-player-{name}").first


@pytest.mark.long
def test_up_and_down_once_changes_the_card_is_played_and_is_remembered(
    page: Page, lab: Lab, ready: Callable[[Page], None]
) -> None:
    ready(page)
    titles = page.locator(".stretch-player-step-title")
    expect(titles).to_have_text(USUAL)
    box = page.get_by_label("Up and down once")
    # By keys alone; the focus stays where it was.
    box.focus()
    page.keyboard.press("Space")
    expect(titles).to_have_text(ONE_TRIP)
    expect(box).to_be_focused()
    box.uncheck()
    expect(titles).to_have_text(USUAL)
    box.check()
    expect(titles).to_have_text(ONE_TRIP)
    part(page, "start").click()
    expect(part(page, "stretch")).to_have_text(ONE_TRIP[0])
    part(page, "skip").click()
    expect(part(page, "saved")).to_contain_text("Saved")
    part(page, "end").click()
    page.locator(".stretch-checkout-skip").click()
    page.locator(".stretch-checkout-saved").wait_for()
    assert st.open_log(lab.log).phases()["stretch"].tolist()[0] == "seated_figure_four"

    ready(page)
    expect(titles).to_have_text(ONE_TRIP)
    expect(page.get_by_label("Up and down once")).to_be_checked()


@pytest.mark.long
def test_the_first_two_sessions_wait_and_say_how_to_turn_it_off(
    open_page: Callable[..., Page], ready: Callable[[Page], None]
) -> None:
    page = open_page(alone=True)
    ready(page)
    expect(page.get_by_role("checkbox", name="Wait for me before each side")).to_be_checked()
    expect(part(page, "wait")).to_contain_text("Untick it to turn it off")
    page.clock.install()
    part(page, "start").click()
    page.clock.run_for(90_000)
    expect(part(page, "stage")).to_have_text("Ready when you are")
    # Waiting there, one may still choose.
    expect(page.get_by_role("button", name="Pulse it")).to_be_visible()
    part(page, "pause").click()
    expect(part(page, "stage")).to_have_text("Stretch")
    expect(page.get_by_role("button", name="Pulse it")).to_be_hidden()


@pytest.mark.long
def test_whoever_turns_waiting_off_is_not_waited_for(
    open_page: Callable[..., Page], ready: Callable[[Page], None]
) -> None:
    page = open_page(alone=True)
    ready(page)
    page.get_by_role("checkbox", name="Wait for me before each side").uncheck()
    page.clock.install()
    part(page, "start").click()
    page.clock.run_for(4_000)
    for _ in range(90):
        if part(page, "stage").inner_text() == "Stretch":
            break
        page.clock.run_for(1_000)
    expect(part(page, "stage")).to_have_text("Stretch")


def test_hold_or_pulse_is_chosen_at_the_stretch_and_the_log_has_what_was_played(
    open_page: Callable[..., Page], lab: Lab, ready: Callable[[Page], None]
) -> None:
    page = open_page(alone=True)
    ready(page)
    page.get_by_role("checkbox", name="Wait for me before each side").uncheck()
    page.clock.install()
    part(page, "start").click()
    page.clock.run_for(3_500)
    expect(part(page, "stage")).to_have_text("Get into position")
    hold, pulse = (page.get_by_role("button", name=f"{way} it") for way in ("Hold", "Pulse"))
    expect(hold).to_have_attribute("aria-pressed", "true")
    pulse.click()
    expect(pulse).to_have_attribute("aria-pressed", "true")
    expect(part(page, "pause")).to_be_focused()
    # By key, there and back.
    page.keyboard.press("p")
    expect(hold).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(part(page, "next")).to_contain_text("12 s")
    part(page, "there").click()
    expect(part(page, "beat")).to_have_text("Press")
    expect(pulse).to_be_hidden()
    page.clock.run_for(12_500)
    expect(part(page, "stage")).to_have_text("Rest")
    expect(part(page, "saved")).to_contain_text("Saved")
    (row,) = st.open_log(lab.log).phases().query("stage == 'stretch'").to_dict("records")
    assert (row["pace"], row["done_s"], row["dose_s"]) == ("pulse", 12.0, 6.0)


@pytest.mark.long
def test_the_choices_are_for_everyone(page: Page, ready: Callable[[Page], None]) -> None:
    ready(page)

    def look() -> None:
        assert complaints(page, PLAYER) == []
        for width_px, text in [(320, "100%"), (400, "200%"), (1280, "100%")]:
            page.set_viewport_size({"width": width_px, "height": 800})
            page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
            inside = page.locator(PLAYER).evaluate(INSIDE)
            assert inside == [], f"at {width_px} px, text at {text}"

    look()
    part(page, "start").click()
    part(page, "pause").click()
    expect(page.get_by_role("button", name="Pulse it")).to_be_in_viewport(ratio=1)
    look()
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.get_by_role("button", name="Pulse it")).to_be_in_viewport(ratio=1)
