"""
A Chromium with a real window on a screen of its own, driven without Playwright.

Playwright tells every page that it is visible and switches off what browsers do to hidden ones,
so a hidden tab can only be had from a browser that was started by itself.
"""

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

from tools.browser import find_browser

PATIENCE_S = 180


@dataclass
class Tab:
    """One tab, by its DevTools connection."""

    socket: WebSocket
    target: str
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Send one command and return its result; events on the way are dropped."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") != number:
                continue
            if "error" in answer:
                msg = f"{method} failed: {answer['error']['message']}"
                raise RuntimeError(msg)
            result: dict[str, Any] = answer["result"]
            return result

    def evaluate(self, expression: str) -> Any:
        """Value of an expression of the page, as JSON knows it."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            msg = f"{expression}: {answer['exceptionDetails']['text']}"
            raise RuntimeError(msg)
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression of the page is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > deadline:
                msg = f"Waited {PATIENCE_S} s in vain for {expression}"
                raise RuntimeError(msg)
            time.sleep(0.1)

    def click(self, selector: str) -> None:
        """Press the mouse on an element, as a person does: only then may a page make sounds."""
        query = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{query}?.checkVisibility()")
        self.evaluate(f"{query}.scrollIntoView({{ block: 'center' }})")
        point = self.evaluate(
            f"(({{ x, y, width, height }}) => ({{ x: x + width / 2, y: y + height / 2 }}))"
            f"({query}.getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **point)

    def press_enter(self, *, shift: bool) -> None:
        """Press Enter, with Shift or without."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 8 * shift}
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **key)


@dataclass(frozen=True)
class Chromium:
    """The browser, by the address of its DevTools."""

    address: str

    def open_tab(self, url: str = "about:blank", script: str = "") -> Tab:
        """Open a tab in front of all others; the script is run before the page's own."""
        target = self._ask("PUT", f"/json/new?{url if not script else 'about:blank'}")
        tab = Tab(
            create_connection(
                target["webSocketDebuggerUrl"], timeout=PATIENCE_S, suppress_origin=True
            ),
            target["id"],
        )
        if script:
            tab.call("Page.enable")
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=script)
            tab.call("Page.navigate", url=url)
        return tab

    def show(self, tab: Tab) -> None:
        """Bring a tab to the front; the one that was there is hidden from then on."""
        self._ask("GET", f"/json/activate/{tab.target}")

    def _ask(self, method: str, path: str) -> Any:
        request = urllib.request.Request(f"{self.address}{path}", method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith(("{", "[")) else text


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    """Start Chromium on an Xvfb of its own, and stop both."""
    if not shutil.which("Xvfb"):
        msg = "A hidden tab needs a real window: install Xvfb (on Debian, the package xvfb)."
        raise SystemExit(msg)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stretchlib-bench-")))
        display = place / "display"
        with display.open("w") as out:
            screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1000x24"]
            stack.enter_context(running(screen, stdout=out))
        number = text_of(display)
        profile = place / "profile"
        flags = ["--no-sandbox", "--no-first-run", "--remote-debugging-port=0"]
        stack.enter_context(
            running(
                [find_browser(), *flags, f"--user-data-dir={profile}", "--window-size=1280,1000"],
                env={**os.environ, "DISPLAY": f":{number}"},
            )
        )
        port = text_of(profile / "DevToolsActivePort").splitlines()[0]
        yield Chromium(f"http://127.0.0.1:{port}")


@contextmanager
def running(command: list[str], **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def text_of(path: Path) -> str:
    """Wait until a program has written a file, and read it."""
    deadline = time.monotonic() + PATIENCE_S
    while not (path.exists() and "\n" in path.read_text(encoding="utf-8")):
        if time.monotonic() > deadline:
            msg = f"Waited {PATIENCE_S} s in vain for {path.name}"
            raise RuntimeError(msg)
        time.sleep(0.1)
    return path.read_text(encoding="utf-8").strip()
