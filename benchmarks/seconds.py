"""How late each second of a 5-minute routine is shown, beside asyncio and a Label."""

from benchmarks.countdowns import ASYNCIO
from benchmarks.due import counted_down, counted_up, moving_at, off_ms, seconds_due, within
from benchmarks.harness import Row, compare, worst
from benchmarks.notebook import busy, open_notebook, phases, practice

HOLD_S, SETS, LENGTH_S = 20, 11, 300
BUSY_FROM_S, BUSY_S = 150, 60
LIMIT_MS = 50


def measure() -> list[Row]:
    with open_notebook(practice(HOLD_S, SETS), ASYNCIO.cell(LENGTH_S), busy(BUSY_S)) as notebook:
        page = notebook.page
        notebook.open_player()
        bare_from = page.evaluate("probe.recordBareTimer('bare')")
        notebook.record(".stretch-player-clock", ASYNCIO.shown)
        date_minus_page_ms = page.evaluate("Date.now() - performance.now()")
        page.locator(".stretch-player-start").click()
        notebook.run(1)
        notebook.wait(BUSY_FROM_S)
        busy_from = notebook.now()
        notebook.run(2)
        notebook.wait(LENGTH_S - BUSY_FROM_S)
        page.locator(".stretch-player[data-state=ended]").wait_for(timeout=60_000)
        page.get_by_text(f"computed for {BUSY_S} s", exact=True).wait_for()
        page.locator(".stretch-player-saved[data-saving=saved]").wait_for()
        until = notebook.now()
        seen = notebook.seen()
        begun = moving_at(notebook.lab.log, date_minus_page_ms)

    spans = {
        "kernel idle": (0.0, busy_from),
        f"a cell computing for {BUSY_S} s": (busy_from, busy_from + BUSY_S * 1000),
        "after that cell": (busy_from + BUSY_S * 1000, until),
    }
    due = {
        ".stretch-player-clock": seconds_due(phases(HOLD_S, SETS), begun),
        ASYNCIO.shown: counted_down(seen[ASYNCIO.shown]),
        "bare": counted_up(bare_from, until),
    }
    rows = []
    for part, span in spans.items():
        ours, beside, bare = (off_ms(within(due[name], *span), seen[name], until) for name in due)
        rows.append(worst(part, ours, LIMIT_MS, beside))
        rows.append(compare("a bare timer of the same page", bare))
    return rows
