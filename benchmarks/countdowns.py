"""The countdowns that people build from ipywidgets: what the player stands beside."""

from typing import NamedTuple


class Countdown(NamedTuple):
    """One way to count down in a notebook."""

    name: str
    shown: str
    """Selector of the element that shows the seconds left."""
    code: str
    button: str = ""
    """Selector of what starts it, where running the cell does not."""

    def cell(self, seconds: int) -> str:
        """The cell that counts down from so many seconds."""
        return self.code.replace("SECONDS", str(seconds))


ASYNCIO = Countdown(
    "asyncio and a Label",
    ".beside-asyncio",
    """
import asyncio
import ipywidgets

asyncio_label = ipywidgets.Label().add_class("beside-asyncio")

async def count_down():
    for left in range(SECONDS, 0, -1):
        asyncio_label.value = str(left)
        await asyncio.sleep(1)

task = asyncio.create_task(count_down())
asyncio_label
""",
)

THREAD = Countdown(
    "a thread and a Label",
    ".beside-thread",
    """
import threading
import time
import ipywidgets

thread_label = ipywidgets.Label().add_class("beside-thread")

def count_down_in_a_thread():
    for left in range(SECONDS, 0, -1):
        thread_label.value = str(left)
        time.sleep(1)

threading.Thread(target=count_down_in_a_thread, daemon=True).start()
thread_label
""",
)

PLAY = Countdown(
    "Play and a Label",
    ".beside-play",
    """
import ipywidgets

play = ipywidgets.Play(min=0, max=SECONDS, interval=1000)
play_label = ipywidgets.Label(value="SECONDS").add_class("beside-play")

def show(change):
    play_label.value = str(SECONDS - change["new"])

play.observe(show, names=["value"])
ipywidgets.HBox([play, play_label])
""",
    ".widget-play button",
)

ALL = (THREAD, PLAY, ASYNCIO)
