"""Nothing is lost: by a reload, a rerun cell, two tabs, a browser that refuses."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab, skip_the_questions

CELL = """
import stretchlib as st
short = st.Routine("Short").add("double_knee_hug", st.Hold(3), sets={sets}, rest_s=1)
st.Practice(short, st.open_log("{name}.sqlite"))
"""
ENDS = ("phase_done", "phase_skipped")
WAY_OUT_S = 18.0
"""Seconds to come out of the double knee hug."""


@pytest.fixture(scope="module")
def lab(jupyter: Lab) -> Iterator[Lab]:
    """One room for this file; each test has a notebook and a log of its own."""
    yield jupyter.room("nothing_lost")
    jupyter.stop_kernels()


@dataclass
class Notebook:
    """A notebook with one cell, as a person uses it in one tab."""

    lab: Lab
    page: Page
    name: str
    sets: int = 2

    def open(self) -> None:
        cells = [nbformat.v4.new_code_cell(CELL.format(name=self.name, sets=self.sets))]
        kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.lab.notebooks / f"{self.name}.ipynb")
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.visit()
        self.run()

    def visit(self) -> None:
        self.page.goto(self.lab.page_of(f"{self.name}.ipynb"))
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)

    def run(self) -> None:
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()

    def begin(self) -> None:
        """Answer nothing, start, and skip the half minute of getting into position."""
        skip_the_questions(self.page)
        self.part("start").click()
        self.part("there").click()

    def resume(self) -> None:
        self.page.locator(".stretch-player-resume").click(timeout=60_000)

    def part(self, name: str) -> Locator:
        return self.page.locator(f".stretch-player-{name}").first

    def finishes(self) -> None:
        """Play to the last hold, and skip most of the way out."""
        out = self.page.locator(".stretch-player-stage", has_text="Come out gently")
        out.wait_for(timeout=60_000)
        self.part("skip").click()
        expect(self.page.locator(".stretch-player[data-state=ended]")).to_be_visible()
        expect(self.part("saved")).to_contain_text("Saved")
        self.page.locator(".stretch-checkout-skip").click()
        expect(self.page.locator(".stretch-checkout-saved")).to_contain_text("finished")

    def events(self, *, reason: bool = False) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.lab.notebooks / f"{self.name}.sqlite")
        try:
            columns = "session_id, kind, phase, done_s" + (", reason" if reason else "")
            query = f"select {columns} from events order by session_id, seq"
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def is_whole(self) -> None:
        """Every phase that the screen counted is in the log exactly once, all in one session."""
        events = self.events()
        assert len({session for session, *_ in events}) == 1
        kinds = Counter(kind for _, kind, *_ in events)
        assert (kinds["started"], kinds["finished"], kinds["stopped"]) == (1, 1, 0)
        ends = [(phase, done_s) for _, kind, phase, done_s in events if kind in ENDS]
        holds_and_rests = [3.0, 1.0] * self.sets
        *whole, (last, out_s) = ends
        assert whole == list(enumerate([0.0, *holds_and_rests[:-1]]))
        assert last == len(whole)
        assert 0 < out_s < WAY_OUT_S

    def journals(self) -> int:
        count = """() => Object.keys(localStorage)
            .filter((key) => key.includes("stretchlib.journal") && key.includes("%s")).length"""
        found: int = self.page.evaluate(count % self.name)
        return found


@pytest.fixture
def notebook(lab: Lab, page: Page, request: pytest.FixtureRequest) -> Notebook:
    name = request.node.name.removeprefix("test_").replace("[", "_").removesuffix("]")
    notebook = Notebook(lab, page, name)
    notebook.open()
    return notebook


@pytest.mark.long
def test_a_reload_and_a_cell_that_runs_again_while_it_plays(notebook: Notebook) -> None:
    notebook.begin()
    notebook.page.wait_for_timeout(1500)
    notebook.visit()
    if not notebook.page.locator(".stretch-player").count():
        notebook.run()
    expect(notebook.page.get_by_text("You stopped at 0:5")).to_be_visible(timeout=60_000)
    notebook.resume()
    notebook.run()
    notebook.resume()
    notebook.finishes()
    notebook.is_whole()
    assert notebook.journals() == 0


def test_a_press_counts_once_also_where_the_page_moves_under_it(notebook: Notebook) -> None:
    notebook.begin()
    press_while_it_moves(notebook, ".stretch-player-hurts")
    expect(notebook.page.locator(".stretch-player[data-state=hurt]")).to_be_visible()
    kind = "[data-kind=back] button"
    press_while_it_moves(notebook, kind)
    expect(notebook.page.locator(kind)).to_have_attribute("aria-pressed", "true")
    notebook.part("end-today").focus()
    notebook.page.keyboard.press("Space")
    expect(notebook.page.locator(".stretch-player[data-state=ended]")).to_be_visible()
    expect(notebook.part("saved")).to_contain_text("✓ Saved")
    events = [(what, reason) for _, what, _, _, reason in notebook.events(reason=True)]
    assert [one for one in events if one[0] == "hurt"] == [("hurt", None), ("hurt", "back")]


def press_while_it_moves(notebook: Notebook, css: str) -> None:
    """Press the mouse on a button; before the release, what holds it has become taller above it."""
    box = notebook.page.locator(css).bounding_box()
    assert box
    notebook.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    move = "(player, top) => { player.style.paddingTop = top; player.getBoundingClientRect(); }"
    player = notebook.page.locator(".stretch-player").first
    player.evaluate(move, "300px")
    notebook.page.mouse.up()
    player.evaluate(move, "")


@pytest.mark.more
def test_what_hurt_comes_back_as_advice_and_not_as_an_offer_to_go_on_there(
    notebook: Notebook,
) -> None:
    notebook.begin()
    notebook.page.set_viewport_size({"width": 320, "height": 568})
    expect(notebook.part("hurts")).to_be_in_viewport(ratio=1)
    notebook.page.set_viewport_size({"width": 1200, "height": 1000})
    notebook.part("pause").focus()
    notebook.page.keyboard.press("h")
    expect(notebook.part("hurt-title")).to_be_visible()
    expect(notebook.part("saved")).to_contain_text("✓ Saved")
    notebook.visit()
    notebook.run()
    expect(notebook.part("hurt-title")).to_be_visible(timeout=60_000)
    expect(notebook.page.locator(".stretch-player-resume")).to_be_hidden()
    notebook.part("end-today").click()
    expect(notebook.part("done")).to_be_visible()
    notebook.page.locator(".stretch-checkout-skip").click(timeout=30_000)
    expect(notebook.page.locator(".stretch-checkout-saved")).to_contain_text("stopped")
    kinds = [kind for _, kind, *_ in notebook.events()]
    assert kinds[-3:] == ["hurt", "phase_skipped", "stopped"]
    assert len({session for session, *_ in notebook.events()}) == 1


@pytest.mark.more
@pytest.mark.parametrize("kind", ["back", "leg"])
def test_a_reload_before_it_is_said_what_hurts_asks_again(notebook: Notebook, kind: str) -> None:
    notebook.begin()
    notebook.part("pause").focus()
    notebook.page.keyboard.press("h")
    # Gone the next moment, whether it was saved by then or not.
    notebook.visit()
    notebook.run()
    asked = notebook.page.locator(f"[data-kind={kind}] button")
    asked.click(timeout=60_000)
    if kind == "leg":
        # It ends the practice by itself, and what to do stands above the questions.
        card = notebook.page.locator(".stretch-hurt-told")
        expect(card).to_be_visible(timeout=30_000)
    else:
        expect(asked).to_have_attribute("aria-pressed", "true")
        notebook.part("end-today").click()
    notebook.page.locator(".stretch-checkout-skip").click(timeout=30_000)
    events = [(what, reason) for _, what, _, _, reason in notebook.events(reason=True)]
    assert events[-4:] == [
        ("hurt", None),
        ("hurt", kind),
        ("phase_skipped", None),
        ("stopped", None),
    ]
    assert len({session for session, *_ in notebook.events()}) == 1
    assert notebook.journals() == 0


@pytest.mark.more
def test_what_hurt_is_kept_also_where_nobody_comes_back_to_say_what(notebook: Notebook) -> None:
    notebook.begin()
    notebook.part("pause").focus()
    notebook.page.keyboard.press("h")
    expect(notebook.part("saved")).to_contain_text("✓ Saved")
    notebook.page.goto("about:blank")
    assert [kind for _, kind, *_ in notebook.events()][-1] == "hurt"


@pytest.mark.long
def test_a_session_that_is_given_up_is_closed_and_the_next_is_its_own(notebook: Notebook) -> None:
    notebook.begin()
    notebook.page.wait_for_timeout(1500)
    notebook.run()
    notebook.page.get_by_role("button", name="Start anew").click(timeout=60_000)
    notebook.begin()
    notebook.finishes()
    first, second = sorted({session for session, *_ in notebook.events()})
    events = [(kind, phase) for session, kind, phase, _ in notebook.events() if session == first]
    assert events[-2:] == [("phase_skipped", 1), ("stopped", None)]
    events = [(kind, phase) for session, kind, phase, _ in notebook.events() if session == second]
    assert events[-1] == ("finished", None)
    assert notebook.journals() == 0


@pytest.mark.more
def test_two_tabs_play_once(notebook: Notebook, open_page: Callable[[], Page]) -> None:
    notebook.begin()
    notebook.part("pause").click()
    notebook.page.get_by_role("button", name="Save and create checkpoint").click()
    other = Notebook(notebook.lab, open_page(), notebook.name)
    other.visit()
    expect(other.page.get_by_text("Another tab is playing")).to_be_visible(timeout=30_000)
    expect(other.page.locator(".stretch-player-resume")).to_be_hidden()
    notebook.part("pause").click()
    notebook.finishes()
    notebook.is_whole()


def test_a_browser_that_refuses_nearly_everything_plays_and_says_what_it_lacks(
    lab: Lab, page: Page
) -> None:
    page.add_init_script("""
        addEventListener("DOMContentLoaded", () => {
            const policy = document.createElement("meta");
            policy.httpEquiv = "Content-Security-Policy";
            policy.content = "worker-src 'none'";
            document.head.append(policy);
        });
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key, value) {
            if (key.includes("stretchlib")) throw new DOMException("full", "QuotaExceededError");
            return setItem.call(this, key, value);
        };
        window.AudioContext = class { constructor() { throw new Error("no device"); } };
        delete window.speechSynthesis;
    """)
    notebook = Notebook(lab, page, "refused")
    notebook.open()
    skip_the_questions(notebook.page)
    lacks = notebook.page.locator(".stretch-player-lacks")
    for words in ("this tab in front", "keeps no copy", "There is no voice"):
        expect(lacks).to_contain_text(words)
    notebook.part("start").click()
    notebook.part("there").click()
    notebook.finishes()
    notebook.is_whole()
