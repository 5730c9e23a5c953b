"""What is heard and held: words, tones, the screen's light; and what a person may set."""

import sqlite3
from collections.abc import Callable, Iterator

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

import stretchlib as st
from tests.browser.lab import Lab, do_not_wait, skip_the_questions
from tests.browser.reach import complaints

CELL = """
import stretchlib as st
short = (
    st.Routine("Short")
    .add("seated_figure_four", st.Breath(4))
    .add("double_knee_hug", st.Hold(20))
)
st.Practice(short, st.open_log("senses.sqlite"))
"""
LONG_CELL = """
import stretchlib as st
long = st.Routine("Long")
for _ in range(6):
    long = long.add("double_knee_hug", st.Hold(60), sets=100)
st.Practice(long, st.open_log("senses.sqlite"))
"""
NOTEBOOK, LONG = "senses.ipynb", "long.ipynb"
# What this machine lacks: a voice, and a screen that could go dark. Tones are real, and noted.
STAND_INS = """
globalThis.said = [];
globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(globalThis, "speechSynthesis", { value: {
    getVoices: () => [{ name: "Stand-in", lang: "en-GB", localService: true, default: true }],
    speak: ({ text, rate, volume }) => said.push({ text, rate, volume }),
    cancel: () => said.push("cut off"),
    addEventListener() {},
    removeEventListener() {},
} });
globalThis.held = 0;
Object.defineProperty(navigator, "wakeLock", { configurable: true, value: {
    async request() {
        held += 1;
        return { addEventListener() {}, async release() { held -= 1; } };
    },
} });
globalThis.notes = new Set();
const source = AudioScheduledSourceNode.prototype;
const { start, stop } = source;
source.start = function (at) { notes.add(this); this.at = at; return start.call(this, at); };
source.stop = function (at) {
    if (at === undefined) notes.delete(this);
    return stop.call(this, at);
};
globalThis.toCome = () => [...notes].filter((note) => note.at > note.context.currentTime).length;
"""


@pytest.fixture(scope="module")
def lab(jupyter: Lab) -> Iterator[Lab]:
    """One room for this file."""
    lab = jupyter.room("senses")
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    for name, cell in {NOTEBOOK: CELL, LONG: LONG_CELL}.items():
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell.strip())], metadata={"kernelspec": kernel}
        )
        nbformat.write(notebook, lab.notebooks / name)
    yield lab
    jupyter.stop_kernels()


@pytest.fixture
def player(page: Page, lab: Lab, run_all: Callable[[Page, str], None]) -> Page:
    """A player that is ready to start, in a browser with a voice."""
    page.add_init_script(STAND_INS)
    open_player(page, lab, run_all)
    return page


def open_player(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None], name: str = NOTEBOOK
) -> None:
    # What hurt twice is left out, and what was left half-way is another test's.
    log = st.open_log(lab.notebooks / "senses.sqlite")
    log.add_screening("bring_back", {"stretch": "seated_figure_four"})
    run_all(page, name)
    skip_the_questions(page)
    do_not_wait(page)


def part(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-player-{name}").first


def events(lab: Lab) -> list[tuple[str, int | None, float | None, str | None]]:
    """The events of the newest session."""
    connection = sqlite3.connect(lab.notebooks / "senses.sqlite")
    try:
        return connection.execute(
            "select kind, phase, done_s, reason from events where session_id ="
            " (select max(session_id) from events) order by seq"
        ).fetchall()
    finally:
        connection.close()


def words(page: Page) -> list[str]:
    said: list[str] = page.evaluate("said.filter((one) => one.text).map((one) => one.text)")
    return said


def test_words_are_said_with_the_side_at_ones_own_speed_until_a_pause_or_the_switch_cuts_them_off(
    player: Page,
) -> None:
    part(player, "summary").click()
    player.get_by_label("Voice speed").fill("1.5")
    part(player, "start").click()
    player.wait_for_function("said.filter((one) => one.text).length >= 2", timeout=30_000)
    assert "Seated figure four, left" in words(player)[0].replace(": ", ", ")
    assert player.evaluate("said.find((one) => one.text).rate") == 1.5
    part(player, "pause").click()
    assert player.evaluate("said.at(-1)") == "cut off"
    heard = len(words(player))
    player.wait_for_timeout(4_000)
    assert len(words(player)) == heard
    part(player, "voice").click()
    part(player, "pause").click()
    part(player, "skip").click()
    player.wait_for_timeout(5_000)
    assert len(words(player)) == heard


def test_the_sound_can_be_tried_and_tones_are_planned_ahead_until_a_pause(player: Page) -> None:
    part(player, "hear").click()
    player.wait_for_function("notes.size >= 8")
    player.wait_for_function("said.some((one) => one.text)", timeout=20_000)
    part(player, "start").click()
    player.wait_for_function("toCome() > 20")
    part(player, "pause").click()
    assert player.evaluate("toCome()") == 0
    part(player, "pause").click()
    player.wait_for_function("toCome() > 20")


@pytest.mark.long
def test_the_screen_stays_awake_to_the_end_and_its_clock_is_read_from_the_floor(
    player: Page,
) -> None:
    part(player, "summary").click()
    player.get_by_label("Time to get ready").fill("12")
    assert player.evaluate("held") == 0
    part(player, "start").click()
    expect(part(player, "clock")).to_have_text("0:12")
    player.wait_for_function("held === 1")
    part(player, "pause").focus()
    player.keyboard.press("f")
    player.wait_for_function("document.fullscreenElement?.matches('.stretch-player')")
    size_px, height_px = player.evaluate(
        "() => [parseFloat(getComputedStyle(document.querySelector('.stretch-player-clock'))"
        ".fontSize), innerHeight]"
    )
    assert size_px >= 0.12 * height_px
    expect(part(player, "clock")).to_be_in_viewport(ratio=1)
    expect(part(player, "hurts")).to_be_in_viewport(ratio=1)
    player.keyboard.press("f")
    player.wait_for_function("document.fullscreenElement === null")
    part(player, "end").click()
    player.wait_for_function("held === 0")


def test_the_ring_breathes_and_what_a_person_did_is_in_the_log(player: Page, lab: Lab) -> None:
    part(player, "start").click()
    part(player, "there").click()
    expect(part(player, "stage")).to_have_text("Stretch")
    widths = []
    for _ in range(10):
        box = part(player, "disc").bounding_box()
        assert box is not None
        widths.append(box["width"])
        player.wait_for_timeout(500)
    assert max(widths) - min(widths) > 10
    part(player, "repeat").click()
    part(player, "why").click()
    player.locator(".stretch-player-reason").first.click()
    player.keyboard.press("h")
    part(player, "go-on").click()
    expect(part(player, "stretch")).to_have_text("Double knee hug")
    part(player, "end").click()
    expect(part(player, "saved")).to_contain_text("Saved", timeout=30_000)
    kinds = [kind for kind, *_ in events(lab)]
    assert kinds[0] == "started"
    assert kinds.index("phase_repeated") < kinds.index("hurt")
    assert kinds[-1] == "stopped"
    assert [reason for *_, reason in events(lab) if reason] == ["too_hard"]
    [(_, phase, done_s, _)] = [event for event in events(lab) if event[0] == "hurt"]
    assert phase == 2
    assert done_s is not None
    assert 0 <= done_s < 5


@pytest.mark.long
def test_axe_finds_nothing_against_an_offer_to_go_on(
    player: Page, run_all: Callable[[Page, str], None]
) -> None:
    part(player, "start").click()
    part(player, "there").click()
    player.wait_for_timeout(1_500)
    run_all(player, NOTEBOOK)
    part(player, "resume").wait_for(timeout=60_000)
    assert complaints(player, ".stretch-player") == []
    part(player, "anew").click()


@pytest.mark.long
def test_ten_hours_of_phases_play_also_where_the_screen_may_go_dark(
    page: Page, lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    page.add_init_script("delete Navigator.prototype.wakeLock")
    open_player(page, lab, run_all, LONG)
    part(page, "start").click()
    expect(page.locator(".stretch-player-lacks")).to_contain_text("The screen may go dark")
    way = (("there", "Stretch"), ("skip", "Come out gently"), ("skip", "Get into position"))
    for press, stage in way:
        part(page, press).click()
        expect(part(page, "stage")).to_have_text(stage, timeout=10_000)
    part(page, "end").click()
    expect(part(page, "saved")).to_contain_text("Saved", timeout=30_000)
    kinds = [kind for kind, *_ in events(lab)]
    # There, a hundred sets and the rests between them, out, and the next way there.
    assert kinds == ["started", *["phase_skipped"] * (1 + 199 + 1 + 1), "stopped"]
