"""Reloads, dead kernels, tabs: each phase that was seen to end has to be in the log once."""

import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.harness import Row, say
from benchmarks.notebook import FLAGS, PROBE, Notebook, busy, wait_for_kernel, write
from stretchlib import Hold, Routine
from tests.browser.lab import running_lab
from tools.browser import find_browser

TRIALS = 20
AT_ONCE = 2
"""So many labs, each with its browser, run side by side; with more, two cores starve them."""
SETS, HOLD_S, REST_S = 5, 2, 1
PLAYING_S = SETS * HOLD_S + (SETS - 1) * REST_S
BUSY_S = 30
PATIENCE_S = 90
PHASES = len(
    Routine("Short").add("double_knee_hug", Hold(HOLD_S), sets=SETS, rest_s=REST_S).phases()
)

CELL = f"""
import os
import stretchlib as st

print("kernel", os.getpid())
short = st.Routine("Short").add("double_knee_hug", st.Hold({HOLD_S}), sets={SETS}, rest_s={REST_S})
st.Practice(short, st.open_log())
"""
ENDS = "select session_id, phase from events where kind in ('phase_done', 'phase_skipped')"
FINISHED = "select session_id from events where kind = 'finished'"


def measure() -> list[Row]:
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        return [
            counts.row(fault)
            for fault, counts in zip(FAULTS, pool.map(try_fault, FAULTS), strict=True)
        ]


@dataclass
class Counts:
    """Phases, over all trials of one fault."""

    played: int = 0
    logged: int = 0
    lost: int = 0
    doubled: int = 0

    def add(self, bench: "Bench", known: set[str]) -> None:
        """Judge one trial: each phase of the routine once, and none that was seen to end twice."""
        seen = Counter(bench.counted) | Counter(range(PHASES))
        logged = Counter(phase for session, phase in bench.rows(ENDS) if session not in known)
        self.played += seen.total()
        self.logged += logged.total()
        self.lost += (seen - logged).total()
        self.doubled += (logged - Counter(logged.keys())).total()

    def row(self, fault: str) -> Row:
        """One line of the table."""
        ours = f"{self.played} played, {self.logged} in the log"
        figure = self.lost + self.doubled
        return Row(
            fault, f"{ours}: {self.lost} lost, {self.doubled} doubled", "", figure, "", 0, TRIALS
        )


@dataclass
class Bench:
    """A notebook in which one fault is tried again and again."""

    window: BrowserContext
    notebook: Notebook
    counted: list[int] = field(default_factory=list)
    """Phases that the screen has shown to be over, in the trial under way."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def page(self) -> Page:
        """The tab in which every trial begins."""
        return self.notebook.page

    def begin(self) -> None:
        """Run the cell, start, and skip the half minute of getting into position."""
        self.notebook.open_player()
        self.counted.clear()
        self.page.locator(".stretch-player-start").click()
        self.page.locator(".stretch-player-skip").click()

    def save(self) -> None:
        """Save the notebook, so that whoever opens it finds the player in it."""
        self.page.get_by_role("button", name="Save and create checkpoint").click()

    def run_again(self) -> None:
        """Run the cell of the practice once the kernel is there."""
        wait_for_kernel(self.page)
        self.notebook.run(0)

    def play_to_the_end(self, known: set[str]) -> None:
        """Resume wherever it is offered, until the log has the end of a new session."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.sessions(FINISHED) - known:
            if time.monotonic() > deadline:
                say("a trial did not come to its end")
                return
            for page in self.window.pages:
                resume = page.locator(".stretch-player-resume")
                if resume.count() and resume.first.is_visible():
                    resume.first.click()
            self.page.wait_for_timeout(300)

    def sessions(self, query: str) -> set[str]:
        """The sessions that a question to the log is answered with."""
        return {session for session, *_ in self.rows(query)}

    def rows(self, query: str) -> list[tuple[str, int]]:
        """What the log answers; nothing where it has not been begun."""
        if not self.notebook.lab.log.exists():
            return []
        connection = sqlite3.connect(self.notebook.lab.log, timeout=30)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def reload(bench: Bench, trial: int) -> None:
    """Reload the page; every other time the notebook was saved, and shows the player by itself."""
    if trial % 2:
        bench.save()
    bench.page.reload()
    wait_for_kernel(bench.page)
    bench.page.wait_for_timeout(1000)
    if not bench.page.locator(".stretch-player").count():
        bench.run_again()


def restart(bench: Bench, _: int) -> None:
    bench.notebook.restart_kernel()
    bench.run_again()


def kill(bench: Bench, _: int) -> None:
    output = bench.page.locator(".jp-OutputArea-output", has_text="kernel").first.inner_text()
    os.kill(int(output.split()[1]), signal.SIGKILL)
    bench.page.locator(".jp-Dialog .jp-mod-accept").click(timeout=PATIENCE_S * 1000)
    bench.run_again()


def rerun(bench: Bench, _: int) -> None:
    bench.notebook.run(0)


def two_tabs(bench: Bench, trial: int) -> None:
    """Open the notebook once more; every other time the cell is run there too."""
    bench.save()
    other = Notebook(bench.window.new_page(), bench.notebook.lab)
    other.page.goto(bench.page.url)
    wait_for_kernel(other.page)
    if trial % 2:
        other.run(0)


def compute(bench: Bench, _: int) -> None:
    bench.notebook.run(1)


FAULTS: dict[str, Callable[[Bench, int], None]] = {
    "reload of the page": reload,
    "restart of the kernel": restart,
    "SIGKILL of the kernel": kill,
    "rerun of the cell": rerun,
    "two tabs on one notebook": two_tabs,
    f"kernel busy for {BUSY_S} s": compute,
}


def try_fault(fault: str) -> Counts:
    """Let one fault happen again and again, each time at a moment that nobody chose."""
    counts = Counts()
    with (
        tempfile.TemporaryDirectory(prefix="stretchlib-bench-") as place,
        running_lab(Path(place)) as lab,
        sync_playwright() as playwright,
    ):
        write(lab.notebooks / "bench.ipynb", [CELL, busy(BUSY_S)])
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS])
        window = browser.new_context(viewport={"width": 1200, "height": 1600})
        window.add_init_script(f"{PROBE}; probe.countPhases((i) => globalThis.counted(i));")
        bench = Bench(window, Notebook(window.new_page(), lab))
        window.expose_function("counted", lambda phase: bench.counted.append(phase))
        bench.page.on("dialog", lambda dialog: dialog.accept())
        bench.page.goto(lab.page_of("bench.ipynb"))
        wait_for_kernel(bench.page)
        for trial in range(TRIALS):
            known = bench.sessions(ENDS)
            bench.begin()
            bench.page.wait_for_timeout(bench.chance.uniform(0, PLAYING_S) * 1000)
            FAULTS[fault](bench, trial)
            bench.play_to_the_end(known)
            counts.add(bench, known)
            for page in window.pages[1:]:
                page.close()
            say(f"{fault}: {trial + 1} of {TRIALS}, {counts.lost} lost, {counts.doubled} doubled")
        browser.close()
    return counts
