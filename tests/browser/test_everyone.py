"""For everyone: screen readers, keys, large text, small screens, and less motion."""

from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from stretchlib import open_log
from tests.browser.lab import Lab, pass_the_screen, skip_the_questions
from tests.browser.reach import INSIDE

CELLS = [
    """
import stretchlib as st
log = st.open_log()
routine = st.Routine("Short").add("hip_flexor_pull", st.Pulse(5)).add("double_knee_hug")
st.Practice(routine, log)
""",
    "st.Measure(log)",
    "st.stretch('seated_figure_four')",
    "x = 1",
]
NOTEBOOK = "everyone.ipynb"
PLAYER = ".stretch-player"


def write_notebook(lab: Lab) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, lab.notebooks / NOTEBOOK)


@pytest.fixture(scope="module")
def lab(jupyter: Lab) -> Iterator[Lab]:
    """One room for all that is looked at here."""
    lab = jupyter.room("everyone")
    write_notebook(lab)
    yield lab
    jupyter.stop_kernels()


@pytest.fixture
def notebook(lab: Lab, run_all: Callable[[Page, str], None]) -> Callable[[Page], None]:
    """Open the notebook, run it, and pass the questions."""

    def run(page: Page) -> None:
        # What hurt twice is left out, and the tests before this one pressed "Stop, it hurts".
        open_log(lab.log).add_screening("bring_back", {"stretch": "hip_flexor_pull"})
        run_all(page, NOTEBOOK)
        skip_the_questions(page)
        button(page, "start").wait_for()

    return run


def button(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-player-{name}")


def cells(page: Page) -> list[str]:
    """The notebook as it stands: each cell's kind, number and source."""
    lines: list[str] = page.locator(".jp-Notebook .jp-Cell").evaluate_all(
        """(cells) => cells.map((cell) => [
            [...cell.classList].find((name) => /^jp-(Code|Markdown|Raw)Cell$/.test(name)),
            cell.querySelector(".jp-InputPrompt").textContent,
            cell.querySelector(".cm-content")?.textContent,
        ].join(" "))"""
    )
    return lines


def test_keys_in_the_player_play_it_and_never_touch_the_notebook(
    page: Page, notebook: Callable[[Page], None]
) -> None:
    notebook(page)
    # The cells below the player may still be running.
    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0, timeout=60_000)
    before = cells(page)
    assert len(before) == len(CELLS)
    button(page, "start").press("Enter")
    main = button(page, "pause")
    expect(main).to_be_focused()

    page.keyboard.press("Space")
    expect(main).to_have_text("Go on")
    page.keyboard.press("Space")
    expect(main).to_have_text("Pause")
    expect(button(page, "stage")).to_have_text("Get into position", timeout=10_000)
    # It stands still, so that a slow machine is no later than a fast one.
    page.keyboard.press("Space")
    expect(main).to_have_text("Go on")
    button(page, "there").click()
    expect(button(page, "clock")).to_have_text("0:30")
    main.focus()
    page.keyboard.press("ArrowUp")
    expect(button(page, "clock")).to_have_text("0:45")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(button(page, "stage")).to_have_text("Get into position", timeout=10_000)
    page.keyboard.press("?")
    expect(button(page, "kbd").first).to_be_visible()
    page.keyboard.press("?")

    # After a click, Space pauses; on a button that the keyboard chose, it presses that.
    button(page, "more").click()
    page.keyboard.press("Space")
    expect(main).to_have_text("Go on")
    clock = button(page, "clock").inner_text()
    button(page, "more").press("Space")
    expect(button(page, "clock")).not_to_have_text(clock)
    expect(main).to_have_text("Go on")
    main.focus()

    # All of these mean something to a notebook in command mode.
    for key in ["d", "d", "x", "a", "b", "1", "m", "y", "z", "0", "0", "Shift+Enter"]:
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Stopped")).to_be_focused()
    for key in ["d", "d", "x", "h", "Space"]:
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert cells(page) == before
    assert page.locator(".jp-Dialog").count() == 0


@pytest.mark.more
def test_no_key_that_is_pressed_in_a_form_is_the_notebooks(
    page: Page, run_all: Callable[[Page, str], None]
) -> None:
    run_all(page, NOTEBOOK)
    pass_the_screen(page)
    for name in ("checkin-continue", "measure-save"):
        pressed = page.locator(f".stretch-{name}")
        pressed.wait_for(timeout=60_000)
        expect(page.get_by_text("[*]:")).to_have_count(0, timeout=60_000)
        before = cells(page)
        pressed.focus()
        # All of these mean something to a notebook in command mode.
        for key in ["d", "d", "x", "a", "b", "m", "y", "0", "0", "Shift+Enter"]:
            page.keyboard.press(key)
        page.wait_for_timeout(500)
        assert cells(page) == before
        assert page.locator(".jp-Dialog").count() == 0


@pytest.mark.more
def test_every_control_is_reached_by_tab_and_shows_its_focus(
    page: Page, notebook: Callable[[Page], None]
) -> None:
    notebook(page)
    button(page, "summary").click()
    button(page, "start").press("Enter")
    expect(button(page, "pause")).to_be_focused()
    controls = page.locator(f"{PLAYER} :is(button, input, select, summary):visible")
    wanted = controls.evaluate_all("(nodes) => nodes.map((node) => node.className)")
    # How the stretch is done is chosen before the large button, which has the focus.
    for _ in range(wanted.index("stretch-player-pause")):
        page.keyboard.press("Shift+Tab")
    reached = []
    for _ in wanted:
        name, outline_px, outline = page.evaluate(
            """() => {
                const node = document.activeElement;
                const style = getComputedStyle(node);
                return [node.className, parseFloat(style.outlineWidth), style.outlineStyle];
            }"""
        )
        assert outline_px >= 2, f"{name} does not show that it has the focus"
        assert outline != "none", f"{name} does not show that it has the focus"
        reached.append(name)
        page.keyboard.press("Tab")
    assert sorted(reached) == sorted(wanted)


@pytest.mark.long
def test_a_new_stage_is_announced_a_second_is_not_and_the_ring_follows_the_beats(
    page: Page, notebook: Callable[[Page], None]
) -> None:
    notebook(page)
    button(page, "start").click()
    expect(button(page, "stage")).to_have_text("Get into position", timeout=10_000)
    page.evaluate(
        """() => {
            announced = [];
            for (const node of document.querySelectorAll(".stretch-player [aria-live=polite]")) {
                new MutationObserver(() => announced.push(node.textContent))
                    .observe(node, { subtree: true, childList: true, characterData: true });
            }
        }"""
    )
    clock = button(page, "clock").inner_text()
    page.wait_for_timeout(2_500)
    assert button(page, "clock").inner_text() != clock
    assert page.evaluate("announced") == []
    button(page, "there").click()
    page.wait_for_function("announced.some((text) => text.includes('Stretch'))")
    for beat, size in [("Press", "< 0.8"), ("Let go", "> 0.99"), ("Press", "< 0.8")]:
        page.wait_for_function(
            f"""() => {{
                const shown = (part) => document.querySelector(".stretch-player-" + part);
                const size = Number(getComputedStyle(shown("disc")).scale);
                return shown("beat").textContent === "{beat}" && size {size};
            }}"""
        )


@pytest.mark.long
def test_small_screens_and_large_text_cut_nothing_off(
    page: Page, notebook: Callable[[Page], None]
) -> None:
    notebook(page)
    player = page.locator(PLAYER)

    def look() -> None:
        # The panels beside the notebook are JupyterLab's; what is left of 320 px is the player's.
        looks = [(320, "100%"), (560, "100%"), (1200, "200%"), (400, "200%"), (1200, "100%")]
        for width_px, text in looks:
            page.set_viewport_size({"width": width_px, "height": 900})
            page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
            assert player.evaluate(INSIDE) == [], f"at {width_px} px, text at {text}"

    button(page, "summary").click()
    look()
    button(page, "start").press("Enter")
    button(page, "why").click()
    look()
    button(page, "hurts").click()
    look()


@pytest.mark.long
def test_whoever_wishes_for_less_motion_gets_steps_and_words(
    page: Page, notebook: Callable[[Page], None]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    notebook(page)
    button(page, "start").click()
    expect(button(page, "stage")).to_have_text("Get into position", timeout=10_000)
    button(page, "there").click()
    expect(button(page, "beat")).to_have_text("Press")
    steps = page.locator(".stretch-player-beat-step")
    expect(steps).to_have_count(3)
    expect(page.locator(".stretch-player-ring")).to_be_hidden()
    expect(page.locator(".stretch-player-beat-step[data-done=true]")).to_have_count(2)
    moving = page.locator(PLAYER).evaluate("(root) => root.getAnimations({ subtree: true }).length")
    assert moving == 0
