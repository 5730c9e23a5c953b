"""From a click on Pause, Skip or Back to what it changes, beside a Button and a Label."""

from typing import NamedTuple

from benchmarks.harness import Row, ratio, say
from benchmarks.notebook import Notebook, open_notebook, practice

REPEATS = 40
LIMIT = 0.4

BESIDE = """
import ipywidgets

count = 0
button = ipywidgets.Button(description="Count").add_class("beside-button")
label = ipywidgets.Label(value="0").add_class("beside-label")

@button.on_click
def show(_):
    global count
    count += 1
    label.value = str(count)

ipywidgets.HBox([button, label])
"""

CONTROLS = {"pause": "pause", "skip": "next", "back": "next"}
"""What to press, and whose words it changes."""


class Answer(NamedTuple):
    """Milliseconds from a click until new words are in the page, and until they are painted."""

    changed_ms: float
    painted_ms: float


def measure() -> list[Row]:
    ours: dict[str, list[Answer]] = {control: [] for control in CONTROLS}
    beside: dict[str, list[Answer]] = {control: [] for control in CONTROLS}
    with open_notebook(practice(hold_s=20, sets=11), BESIDE) as notebook:
        notebook.open_player()
        notebook.run(1)
        notebook.page.locator(".beside-label").wait_for()
        notebook.page.locator(".stretch-player-start").click()
        for i in range(REPEATS):
            for control, words in CONTROLS.items():
                button, shown = f".stretch-player-{control}", f".stretch-player-{words}"
                ours[control].append(click(notebook, button, shown))
                beside[control].append(click(notebook, ".beside-button", ".beside-label"))
            if (i + 1) % 10 == 0:
                say(f"{i + 1} of {REPEATS} rounds")
    return [
        row for control in CONTROLS for row in compared(control, ours[control], beside[control])
    ]


def compared(control: str, ours: list[Answer], beside: list[Answer]) -> tuple[Row, Row]:
    """Both moments; the wait for a frame is the display's alone, so only the first is judged."""
    (changed, painted), (other_changed, other_painted) = (
        zip(*each, strict=True) for each in (ours, beside)
    )
    return (
        ratio(f"{control}: new words in the page", changed, other_changed, LIMIT),
        ratio(f"{control}: the frame with them painted", painted, other_painted),
    )


def click(notebook: Notebook, button: str, shown: str) -> Answer:
    """One real click, once nothing is left to be saved, so that neither way pays for the other."""
    page = notebook.page
    page.locator(".stretch-player-saved[data-saving=saved]").wait_for()
    page.wait_for_timeout(100)
    page.evaluate("([button, shown]) => probe.arm(button, shown)", [button, shown])
    page.locator(button).click()
    changed, painted = page.evaluate("answer")
    return Answer(changed, painted)
