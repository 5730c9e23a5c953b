"""Firefox in front and hidden for more than a minute: how late a phase and its tone come there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.chromium import running, text_of
from benchmarks.due import (
    behind_ms,
    changes_due,
    heard_at,
    missed_by_ms,
    moving_at,
    off_ms,
    seconds_due,
    standstills,
    tones_due,
    within,
)
from benchmarks.harness import Row, compare, say, worst
from benchmarks.notebook import PROBE, Notebook, phases, practice, wait_for_kernel, write
from tests.browser.lab import running_lab
from tools.browser import find_firefox

HOLD_S, SETS = 20, 5
SHOWN_S, HIDDEN_S = 70, 75
VISIBLE_LIMIT_MS, CHANGE_LIMIT_MS, RETURN_LIMIT_MS = 50, 500, 50
# What Firefox says of its audio clock goes in steps of 17 ms; no tone can be told nearer than that.
TONE_LIMIT_MS = 20
HEARD_OF_MS = 1000
CLOCK = ".stretch-player-clock"
# A tab that Playwright opens is a window of its own, and hides nothing.
AWAY = """() => {
    const away = document.body.appendChild(document.createElement("button"));
    away.id = "away";
    away.style = "position: fixed; inset: auto 0 0 auto; z-index: 99999; width: 4em; height: 4em";
    away.onclick = () => open("about:blank");
}"""


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="stretchlib-bench-") as place, ExitStack() as stack:
        lab = stack.enter_context(running_lab(Path(place)))
        write(lab.notebooks / "bench.ipynb", [practice(HOLD_S, SETS)])
        page = stack.enter_context(_page())
        page.add_init_script(PROBE)
        page.goto(lab.page_of("bench.ipynb"))
        wait_for_kernel(page)
        notebook = Notebook(page, lab)
        notebook.open_player()
        notebook.record(CLOCK)
        page.evaluate(AWAY)
        date_minus_page_ms = page.evaluate("Date.now() - performance.now()")
        page.locator(".stretch-player-start").click()
        began = notebook.now()
        notebook.wait(SHOWN_S)
        page.locator("#away").click()
        notebook.wait(HIDDEN_S)
        page.context.pages[-1].close()
        page.locator(".stretch-player[data-state=ended]").wait_for(timeout=120_000)
        hid, came_back = page.evaluate("probe.turns")
        seen = notebook.seen()[CLOCK]
        clocks = page.evaluate("probe.clocks")
        heard = heard_at(page.evaluate("probe.tones()"), clocks)
        moving = moving_at(lab.log, date_minus_page_ms)

    course = phases(HOLD_S, SETS)
    still = standstills(clocks)
    rows = [compare("the audio device stood still", [end - begin for begin, end in still])]
    for how, span, limit in (
        ("visible", (began, hid["at"]), VISIBLE_LIMIT_MS),
        ("hidden", (hid["at"], came_back["at"]), CHANGE_LIMIT_MS),
    ):
        late = off_ms(within(changes_due(course, moving), *span), seen, span[1])
        rows.append(worst(f"{how}: phase changes", late, limit))
        due = [at for at in tones_due(course, moving) if span[0] <= at < span[1]]
        # The player hears of a standstill within a second, at the next beat of its worker.
        due = [at for at in due if not any(a <= at < b + HEARD_OF_MS for a, b in still)]
        rows.append(worst(f"{how}: tones", missed_by_ms(due, heard), TONE_LIMIT_MS))
    behind = behind_ms(seconds_due(course, moving), came_back["at"], came_back["shown"][CLOCK])
    return [*rows, worst("screen behind on return", [behind], RETURN_LIMIT_MS)]


@contextmanager
def _page() -> Iterator[Page]:
    """A page of a Firefox with a real window and a loudspeaker that nobody hears."""
    if lacking := [name for name in ("Xvfb", "pulseaudio") if not shutil.which(name)]:
        msg = f"Firefox plays no tones without a device: install {' and '.join(lacking)}."
        raise SystemExit(msg)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stretchlib-bench-")))
        display = place / "display"
        with display.open("w") as out:
            screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1200x24"]
            stack.enter_context(running(screen, stdout=out))
        environment = {
            **os.environ,
            "DISPLAY": f":{text_of(display)}",
            "HOME": str(place),
            "XDG_RUNTIME_DIR": str(place),
        }
        modules = ["--load=module-null-sink", "--load=module-native-protocol-unix"]
        options = ["-n", "--use-pid-file=no", "--exit-idle-time=-1", *modules]
        stack.enter_context(running(["pulseaudio", *options], env=environment))
        driver = stack.enter_context(sync_playwright())
        firefox = driver.firefox.launch(
            channel="moz-firefox", executable_path=find_firefox(), headless=False, env=environment
        )
        stack.callback(firefox.close)
        say(f"Firefox {firefox.version}")
        yield firefox.new_page(viewport={"width": 1200, "height": 1000})
