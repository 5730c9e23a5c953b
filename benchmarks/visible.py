"""Each phase change and each tone of a 10-minute routine, through a busy and a restarted kernel."""

from benchmarks.countdowns import ALL
from benchmarks.due import (
    changes_due,
    counted_down,
    counted_up,
    heard_at,
    missed_by_ms,
    moving_at,
    off_ms,
    tones_due,
    within,
)
from benchmarks.harness import Row, compare, worst
from benchmarks.notebook import busy, open_notebook, practice_of
from stretchlib import routine

PRACTISED = 'st.routine("standard").shorten(10)'
LENGTH_S = 600
BUSY_FROM_S, BUSY_S = 240, 60
RESTART_AFTER_S = 70
TONE_LIMIT_MS = 10
FRAME_MS = 17
"""A phase may be so much later than a bare timer of the page: what is more is the program's."""


def measure() -> list[Row]:
    beside = [countdown.cell(LENGTH_S) for countdown in ALL]
    phases = routine("standard").shorten(10).phases()
    with open_notebook(practice_of(PRACTISED), busy(BUSY_S), *beside) as notebook:
        page = notebook.page
        notebook.open_player()
        bare_from = page.evaluate("probe.recordBareTimer('bare')")
        notebook.record(".stretch-player-clock", *(countdown.shown for countdown in ALL))
        date_minus_page_ms = page.evaluate("Date.now() - performance.now()")
        page.locator(".stretch-player-start").click()
        for cell, countdown in enumerate(ALL, 2):
            notebook.begin(countdown, cell)
        notebook.wait(BUSY_FROM_S)
        busy_from = notebook.now()
        notebook.run(1)
        notebook.wait(RESTART_AFTER_S)
        page.get_by_text(f"computed for {BUSY_S} s", exact=True).wait_for()
        restarted = notebook.now()
        notebook.restart_kernel()
        notebook.wait(LENGTH_S - BUSY_FROM_S - RESTART_AFTER_S)
        page.locator(".stretch-player[data-state=ended]").wait_for(timeout=60_000)
        until = notebook.now()
        seen = notebook.seen()
        heard = heard_at(page.evaluate("probe.tones()"), page.evaluate("probe.clocks"))
        begun = moving_at(notebook.lab.log, date_minus_page_ms)

    changes = changes_due(phases, begun)
    bare = counted_up(bare_from, until)
    spans = {
        "kernel idle": (0.0, busy_from),
        f"a cell computing for {BUSY_S} s": (busy_from, busy_from + BUSY_S * 1000),
        "kernel restarted": (restarted, until),
    }
    rows = []
    for part, span in spans.items():
        timer = off_ms(within(bare, *span), seen["bare"], until)
        late = off_ms(within(changes, *span), seen[".stretch-player-clock"], until)
        rows.append(worst(f"phase changes, {part}", late, round(max(timer) + FRAME_MS), timer))
        for countdown in ALL:
            shown = seen[countdown.shown]
            late = off_ms(within(counted_down(shown), *span), shown, until)
            rows.append(compare(f"seconds of {countdown.name}", late))
        due = [at for at in tones_due(phases, begun) if span[0] <= at < span[1]]
        rows.append(worst(f"tones, {part}", missed_by_ms(due, heard), TONE_LIMIT_MS))
    return rows
