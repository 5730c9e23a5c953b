"""What playing asks of the kernel and of the page's main thread, beside countdowns that do less."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession

from benchmarks.countdowns import ALL
from benchmarks.harness import Row
from benchmarks.notebook import Notebook, open_notebook
from stretchlib import Breath, Hold, Routine

SETTLE_S = 20
IDLE_S = BESIDE_S = 30
MESSAGE_LIMIT, BUSY_LIMIT = 6, 5
BINARY = 2

CELL = """
import stretchlib as st

log = st.open_log()
routine = (
    st.Routine("Bench")
    .add("double_knee_hug", st.Hold(20), sets=2)
    .add("seated_figure_four", st.Breath(4))
)
st.Practice(routine, log)
"""
ROUTINE = (
    Routine("Bench").add("double_knee_hug", Hold(20), sets=2).add("seated_figure_four", Breath(4))
)


@dataclass
class Load:
    """What one stretch of time asked for."""

    messages: int = 0
    """To and from the kernel."""
    busy_s: float = 0.0
    seconds: float = 0.0

    @property
    def busy_percent(self) -> float:
        """Share of the time in which the main thread had something to do."""
        return 100 * self.busy_s / self.seconds


def measure() -> list[Row]:
    beside = [countdown.cell(4 * BESIDE_S) for countdown in ALL]
    with open_notebook(CELL, *beside) as notebook:
        page = notebook.page
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.send("Performance.enable")
        notebook.open_player()
        notebook.wait(SETTLE_S)
        with watched(notebook, cdp) as idle:
            notebook.wait(IDLE_S)
        with watched(notebook, cdp) as playing:
            page.locator(".stretch-player-start").click()
            notebook.wait(int(ROUTINE.duration_s))
        # The lead-in is left to play, so that the questions after the end are not counted.
        page.locator(".stretch-player[data-state=ended]").wait_for(timeout=60_000)
        others = []
        for cell, countdown in enumerate(ALL, 1):
            notebook.begin(countdown, cell)
            with watched(notebook, cdp) as load:
                notebook.wait(BESIDE_S)
            others.append((countdown.name, load))
            notebook.restart_kernel()

    phases = len(ROUTINE.phases())
    phase_s = ROUTINE.duration_s / phases
    return [
        row("kernel messages a phase", playing.messages / phases, "", MESSAGE_LIMIT, phases),
        *(
            row(f"  {name}, in as long", load.messages / BESIDE_S * phase_s, "", None, BESIDE_S)
            for name, load in others
        ),
        row("main thread busy", playing.busy_percent - idle.busy_percent, "%", BUSY_LIMIT, 1),
        *(
            row(f"  {name}", load.busy_percent - idle.busy_percent, "%", None, 1)
            for name, load in others
        ),
    ]


def row(what: str, figure: float, unit: str, limit: float | None, n: int) -> Row:
    shown = f"{figure:.1f} {unit}"
    return Row(what, shown if limit else "", "" if limit else shown, figure, unit, limit, n)


@contextmanager
def watched(notebook: Notebook, cdp: CDPSession) -> Iterator[Load]:
    """Count what goes over the websockets, and the main thread's time, while this lasts."""
    load = Load()

    def count(event: dict[str, Any]) -> None:
        # JupyterLab speaks with kernels in binary frames, a message each; others use text.
        load.messages += event["response"]["opcode"] == BINARY

    begun, busy = notebook.now(), busy_s(cdp)
    for event in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
        cdp.on(event, count)
    yield load
    for event in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
        cdp.remove_listener(event, count)
    load.busy_s = busy_s(cdp) - busy
    load.seconds = (notebook.now() - begun) / 1000


def busy_s(cdp: CDPSession) -> float:
    """Seconds that the main thread has spent in tasks since the page began."""
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
