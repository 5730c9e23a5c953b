"""What may fail between a page and the log while it plays, one after the other in one practice."""

import os
import re
import signal
import socket
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.lab import Lab
from tests.browser.tab import Tab, write
from tests.browser.webkit import WebKitPage

pytestmark = pytest.mark.long

NOTEBOOK = "faults.ipynb"
SETS = 5
CELLS = [
    "import os\nprint('kernel', os.getpid())\nimport stretchlib as st",
    f"""
short = st.Routine("Short").add("double_knee_hug", st.Hold(3), sets={SETS}, rest_s=1)
st.Practice(short, st.open_log())
""",
]
ENDS = "select phase, done_s from events where kind in ('phase_done', 'phase_skipped') order by seq"
WAY_OUT_S = 18.0
NOT_SAVED, SAVED = "Not saved yet", "✓ Saved"


class Wire:
    """What a browser is connected through, and what may be cut."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._is_cut = False
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """End each connection, and let no new one live."""
        self._is_cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def mend(self) -> None:
        """Let new ones live."""
        self._is_cut = False

    def close(self) -> None:
        """Take it away."""
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError), self._listening:
            while True:
                near, _ = self._listening.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    """Hand on what one end says, and hang up the other once it says no more."""
    with one, suppress(OSError):
        while chunk := one.recv(65536):
            other.sendall(chunk)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(lab: Lab) -> Iterator[Wire]:
    wire = Wire(urlsplit(lab.url).port or 0)
    yield wire
    wire.close()


def restart(tab: Tab) -> None:
    tab.restart_kernel()


def kill(tab: Tab) -> None:
    whole = re.compile(r"kernel \d+")
    assert isinstance(tab.page, Page)
    # Its text, and not what is seen: a cell that is out of sight shows none in Firefox.
    output = tab.page.locator(".jp-OutputArea-output", has_text=whole).first.text_content()
    os.kill(int((output or "").split()[1]), signal.SIGKILL)
    tab.page.locator(".jp-Dialog button.jp-mod-accept").first.click(timeout=30_000)


def press_beneath(tab: Tab, name: str) -> None:
    """Press what JupyterLab's own words on a lost connection may lie over."""
    tab.part(f"stretch-{name}").evaluate("(button) => button.click()")


@contextmanager
def a_locked_log(tab: Tab) -> Iterator[None]:
    """Another program keeps the log to itself."""
    other = sqlite3.connect(tab.lab.log, isolation_level=None)
    other.execute("begin exclusive")
    try:
        yield
    finally:
        other.close()


@contextmanager
def a_cut(wire: Wire) -> Iterator[None]:
    wire.cut()
    try:
        yield
    finally:
        wire.mend()


@pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
def test_a_kernel_new_or_dead_a_cut_connection_and_a_locked_log_lose_nothing(
    lab: Lab, wire: Wire, open_tab: Callable[[], Page | WebKitPage]
) -> None:
    write(lab.notebooks / NOTEBOOK, CELLS)
    tab = Tab(replace(lab, url=f"http://127.0.0.1:{wire.port}"), open_tab(), NOTEBOOK)
    tab.visit()
    tab.run_all()
    tab.press("screen-go")
    tab.press("checkin-skip")
    tab.start()

    # The player plays on for nobody, and says so; the cell that runs again has what was not saved.
    for do in (restart, kill):
        do(tab)
        tab.says(".stretch-player-saved", "run the cell again")
        tab.press("player-pause")
        tab.is_connected()
        tab.run_all()
        tab.press("player-resume")

    # What comes back by itself needs nobody: it is told as long as it lasts, and saved after it.
    for fault in (a_locked_log(tab), a_cut(wire)):
        with fault:
            press_beneath(tab, "player-pause")
            tab.says(".stretch-player-saved", NOT_SAVED)
        tab.says(".stretch-player-saved", SAVED)
        press_beneath(tab, "player-pause")

    tab.says(".stretch-player-done", "Done")
    tab.says(".stretch-player-saved", SAVED)
    press_beneath(tab, "checkout-skip")
    tab.says(".stretch-checkout-saved", "finished")
    kinds = Counter(kind for (kind,) in tab.rows("select kind from events"))
    assert (kinds["started"], kinds["finished"], kinds["stopped"]) == (1, 1, 0)
    assert tab.rows("select count(distinct session_id) from events") == [(1,)]
    holds_and_rests = [3.0, 1.0] * SETS
    assert tab.rows(ENDS) == list(enumerate([0.0, *holds_and_rests[:-1], WAY_OUT_S]))
