"""Pages reloaded, kernels killed, cells run again: is each phase that was seen to end in the log once?"""

import os
import random
import signal
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.harness import Row, say
from benchmarks.notebook import FLAGS, IDLE, PROBE, Notebook, busy, write
from stretchlib import Hold, Routine
from tests.browser.lab import running_lab
from tools.browser import find_browser

TRIALS = 20
AT_ONCE = 3
"""So many labs, each with its browser, run side by side: nothing here depends on being quick."""
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
ENDS = "select session_id, kind, phase from events where kind in ('phase_done', 'phase_skipped')"
FINISHED = "select session_id from events where kind = 'finished'"


def measure() -> list[Row]:
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        return [row(fault, *counts) for fault, counts in zip(FAULTS, pool.map(try_fault, FAULTS))]


def row(fault: str, played: int, logged: int, lost: int, doubled: int) -> Row:
    ours = f"{played} played, {logged} in the log, {lost} lost, {doubled} doubled"
    return Row(fault, ours, "", lost + doubled, "", 0, TRIALS)


@dataclass
class Bench:
    """A notebook in which one fault is tried again and again."""

    window: BrowserContext
    notebook: Notebook
    counted: list[int] = field(default_factory=list)
    """Phases that the screen has shown to be over, in the trial under way."""

    @property
    def page(self) -> Page:
        return self.notebook.page

    def rows(self, query: str) -> list[tuple[str, ...]]:
        connection = sqlite3.connect(self.notebook.lab.log, timeout=30)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
