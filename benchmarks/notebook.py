"""A notebook made for one benchmark, in a real JupyterLab and a real Chromium."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from benchmarks.countdowns import Countdown
from benchmarks.due import Text
from benchmarks.harness import say
from stretchlib import Hold, Routine
from stretchlib.phases import Phase
from tests.browser.lab import Lab, do_not_wait, pass_the_screen, running_lab
from tools.browser import find_browser

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
ATTEMPTS = 3
PATIENCE_MS = 90_000
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
FLAGS = ("--no-sandbox", "--disable-quic", "--disable-background-networking")


def practice(hold_s: int, sets: int) -> str:
    """The cell of a practice with the routine of `phases`."""
    return practice_of(
        f'st.Routine("Bench").add("double_knee_hug", st.Hold({hold_s}), sets={sets})'
    )


def practice_of(routine: str) -> str:
    """The cell of a practice with any routine, written as a person would."""
    return f"""
import stretchlib as st

log = st.open_log()
st.Practice({routine}, log)
"""


def phases(hold_s: int, sets: int) -> tuple[Phase, ...]:
    """Half a minute to get ready, then each set, with 5 s of rest between."""
    return Routine("Bench").add("double_knee_hug", Hold(hold_s), sets=sets).phases()


def busy(seconds: int) -> str:
    """A cell that computes for so long, and then says so."""
    return f"""
import time

until = time.monotonic() + {seconds}
while time.monotonic() < until:
    pass
print("computed for {seconds} s")
"""


@dataclass(frozen=True)
class Notebook:
    """An open notebook, with the hands of the person in front of it."""

    page: Page
    lab: Lab

    def now(self) -> float:
        """Milliseconds on the page's clock."""
        at: float = self.page.evaluate("performance.now()")
        return at

    def record(self, *selectors: str) -> None:
        """Note from now on every text that these elements show."""
        for selector in selectors:
            self.page.evaluate("selector => probe.record(selector)", selector)

    def seen(self) -> dict[str, list[Text]]:
        """What was noted, by selector."""
        seen: dict[str, list[list[Any]]] = self.page.evaluate("probe.seen")
        return {selector: [Text(*pair) for pair in pairs] for selector, pairs in seen.items()}

    def wait(self, seconds: int) -> None:
        """Let it go on for so long, and say every half minute how far it is."""
        for past in range(30, seconds + 30, 30):
            self.page.wait_for_timeout(1000 * min(30, seconds - past + 30))
            say(f"{min(past, seconds)} of {seconds} s")

    def run(self, cell: int) -> None:
        """Run one cell, counted from 0, as a person does: once more if nothing came of it."""
        place = self.page.locator(".jp-Notebook .jp-CodeCell").nth(cell)
        prompt = place.locator(".jp-InputPrompt").element_handle()
        before = prompt.inner_text()
        for _ in range(ATTEMPTS):
            place.locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")
            with suppress(TookTooLong):
                changed = "([prompt, before]) => prompt.innerText !== before"
                self.page.wait_for_function(changed, arg=[prompt, before], timeout=5_000)
                return
        msg = f"Cell {cell} of the notebook does not run."
        raise RuntimeError(msg)

    def begin(self, countdown: Countdown, cell: int) -> None:
        """Run the cell of a countdown and start it."""
        self.run(cell)
        self.page.locator(countdown.shown).wait_for()
        if countdown.button:
            self.page.locator(countdown.button).first.click()

    def restart_kernel(self) -> None:
        """Restart it from the menu, as a person does."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_text("Restart Kernel…", exact=True).click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()

    def open_player(self, cell: int = 0) -> None:
        """Run the cell of a practice and leave the questions before it unanswered."""
        self.run(cell)
        pass_the_screen(self.page)
        self.page.locator(".stretch-checkin-skip").click(timeout=60_000)
        do_not_wait(self.page)


@contextmanager
def open_notebook(*cells: str) -> Iterator[Notebook]:
    """Write a notebook of these cells and open it; nothing is run yet."""
    with (
        tempfile.TemporaryDirectory(prefix="stretchlib-bench-") as place,
        running_lab(Path(place)) as lab,
        sync_playwright() as playwright,
    ):
        write(lab.notebooks / "bench.ipynb", cells)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS])
        page = browser.new_page(viewport={"width": 1200, "height": 1600})
        page.add_init_script(PROBE)
        page.goto(lab.page_of("bench.ipynb"))
        wait_for_kernel(page)
        yield Notebook(page, lab)
        browser.close()


def wait_for_kernel(page: Page) -> None:
    """Wait until the notebook of a page can be run."""
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=PATIENCE_MS)
    page.locator(IDLE).wait_for(timeout=PATIENCE_MS)
    # Before the status bar knows the kernel, running a cell asks which kernel to take.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE_MS)


def write(path: Path, cells: Sequence[str]) -> None:
    notebook = new_notebook(cells=[new_code_cell(cell.strip()) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    nbformat.write(notebook, path)
