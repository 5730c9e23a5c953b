"""Hidden for three minutes, with its tones and without a sound: what a tab does unseen."""

import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.chromium import Tab, running_chromium
from benchmarks.countdowns import ALL
from benchmarks.due import (
    Text,
    behind_ms,
    changes_due,
    counted_down,
    heard_at,
    missed_by_ms,
    moving_at,
    off_ms,
    seconds_due,
    tones_due,
    within,
)
from benchmarks.harness import Row, compare, say, worst
from benchmarks.notebook import IDLE, PROBE, phases, practice, write
from tests.browser.lab import running_lab

HOLD_S, SETS, LENGTH_S = 50, 4, 245
SETTLE_S, BEFORE_S, HIDDEN_S = 5, 15, 180
CHANGE_LIMIT_MS, TONE_LIMIT_MS, RETURN_LIMIT_MS = 500, 10, 50

CLOCK = ".stretch-player-clock"


def measure() -> list[Row]:
    return [*hidden("with tones", sound=True), *hidden("silent", sound=False)]


def hidden(how: str, *, sound: bool) -> list[Row]:
    """Play a routine of which three minutes are hidden, and judge those."""
    say(f"{how}: {LENGTH_S} s")
    with (
        tempfile.TemporaryDirectory(prefix="stretchlib-bench-") as place,
        running_lab(Path(place)) as lab,
        running_chromium() as chromium,
    ):
        write(lab.notebooks / "bench.ipynb", cells())
        tab = chromium.open_tab(lab.page_of("bench.ipynb"), script=PROBE)
        date_minus_page_ms = begin(tab, sound=sound)
        time.sleep(BEFORE_S)
        chromium.open_tab()
        time.sleep(HIDDEN_S)
        chromium.show(tab)
        tab.wait_for("document.querySelector('.stretch-player')?.dataset.state === 'ended'")
        page = tab.evaluate("probe")
        tones = tab.evaluate("probe.tones()")
        begun = moving_at(lab.log, date_minus_page_ms)
    return judged(how, page, heard_at(tones, page["clocks"]) if sound else None, begun)


def cells() -> list[str]:
    return [practice(HOLD_S, SETS), *(countdown.cell(2 * LENGTH_S) for countdown in ALL)]


def begin(tab: Tab, *, sound: bool) -> float:
    """Run all cells, start everything, and return by how much the date is ahead of the page."""
    tab.wait_for(f"document.querySelector('{IDLE}')")
    time.sleep(SETTLE_S)
    tab.click(".jp-Notebook .jp-CodeCell .cm-content")
    for number, _ in enumerate(cells(), 1):
        tab.press_enter(shift=True)
        tab.wait_for(f"document.querySelector('.jp-Notebook').textContent.includes('[{number}]:')")
    for countdown in ALL:
        if countdown.button:
            tab.click(countdown.button)
        tab.wait_for(f"document.querySelector('{countdown.shown}')?.textContent")
    tab.click(".stretch-screen-go")
    tab.click(".stretch-checkin-skip")
    # A first session would wait for somebody before each side.
    tab.click(".stretch-player-wait input")
    if not sound:
        tab.click(".stretch-player-sound")
    for selector in (CLOCK, *(countdown.shown for countdown in ALL)):
        tab.evaluate(f"probe.record('{selector}')")
    date_minus_page_ms: float = tab.evaluate("Date.now() - performance.now()")
    tab.click(".stretch-player-start")
    return date_minus_page_ms


def judged(how: str, page: dict[str, Any], heard: list[float] | None, begun: float) -> list[Row]:
    hid, came_back = page["turns"]
    span = hid["at"], came_back["at"]
    seen = {selector: [Text(*pair) for pair in pairs] for selector, pairs in page["seen"].items()}
    due = {CLOCK: seconds_due(phases(HOLD_S, SETS), begun)}
    due |= {countdown.shown: counted_down(seen[countdown.shown]) for countdown in ALL}
    behind = {
        selector: behind_ms(due[selector], came_back["at"], came_back["shown"][selector])
        for selector in due
    }
    changes = within(changes_due(phases(HOLD_S, SETS), begun), *span)
    rows = [worst(f"{how}: phase changes", off_ms(changes, seen[CLOCK], span[1]), CHANGE_LIMIT_MS)]
    for countdown in ALL:
        late = off_ms(within(due[countdown.shown], *span), seen[countdown.shown], span[1])
        rows.append(compare(f"seconds of {countdown.name}", late))
    if heard is not None:
        times = [at for at in tones_due(phases(HOLD_S, SETS), begun) if span[0] <= at < span[1]]
        rows.append(worst(f"{how}: tones", missed_by_ms(times, heard), TONE_LIMIT_MS))
    rows.append(worst(f"{how}: screen behind on return", [behind[CLOCK]], RETURN_LIMIT_MS))
    rows += [compare(countdown.name, [behind[countdown.shown]]) for countdown in ALL]
    return rows
