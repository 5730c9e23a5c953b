"""WebKit through its own WebDriver, spoken to with the few words of Playwright that we use."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.browser.lab import free_port, wait_until_it_answers
from tools.browser import find_webkit

SCREEN = "1600x1400x24"
KEYS = {
    "Enter": "\ue007",
    "Tab": "\ue004",
    "Space": " ",
    "Escape": "\ue00c",
    "Shift": "\ue008",
    "Control": "\ue009",
}
# MiniBrowser's toolbar keeps its window from being as narrow as a telephone.
NARROW = "* { padding: 0; margin: 0; min-width: 0; min-height: 0; font-size: 1px; border: 0 }"
# What `nodes` finds: the elements of a selector, those that can be seen or say something.
FIND = """
const shown = (node) => node.checkVisibility({ visibilityProperty: true }) &&
    node.getClientRects().length > 0;
const plain = (text) => text.toLowerCase().replace(/\\s+/g, " ");
const nodes = (css, text, visible) => [...document.querySelectorAll(css)]
    .filter((node) => !text || plain(node.textContent).includes(plain(text)))
    .filter((node) => !visible || shown(node));
"""
# Where to press, and a guard: what a moved page puts there instead does not feel it.
AIM = """(all, index) => {
    const node = all[index];
    if (!node || !shown(node)) return null;
    const isIt = (target) => target && (node.contains(target) || target.contains(node));
    const middle = () => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return [Math.round(left + width / 2), Math.round(top + height / 2)];
    };
    // A notebook scrolls in a box of its own, whose bars lie over what it has scrolled away.
    if (!isIt(document.elementFromPoint(...middle()))) node.scrollIntoView({ block: "center" });
    const at = middle();
    if (!isIt(document.elementFromPoint(...at))) return null;
    let isHit = null;
    const guard = (event) => {
        isHit ??= Boolean(isIt(event.target));
        if (isHit) return;
        event.stopImmediatePropagation();
        event.preventDefault();
    };
    const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
    for (const kind of kinds) addEventListener(kind, guard, { capture: true });
    window.aim = { end() {
        for (const kind of kinds) removeEventListener(kind, guard, { capture: true });
        return isHit === true;
    } };
    return at;
}"""


class Failed(AssertionError):
    """The page did not do what was asked of it."""


@dataclass(frozen=True)
class Session:
    """One WebKit; what it is asked goes to the tab that was last turned to."""

    at: str
    """Address of the session."""
    version: str = ""

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send one command of WebDriver and return its value."""
        data = None if body is None else json.dumps(body).encode()
        header = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.at + path, data, header, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            problem = json.load(error)["value"]
            msg = f"{method} {path}: {problem['error']}: {problem['message']}"
            raise Failed(msg) from None


@contextlib.contextmanager
def running_webkit() -> Iterator[Session]:
    """Start a screen that nobody sees, WebKit's driver and one WebKit that has stored nothing."""
    with contextlib.ExitStack() as stack:
        # What it leaves running for a moment may still write there.
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        place = Path(stack.enter_context(folder))
        style = place / "config" / "gtk-3.0" / "gtk.css"
        style.parent.mkdir(parents=True)
        style.write_text(NARROW, encoding="utf-8")
        out = stack.enter_context((place / "webkit.out").open("wb"))
        read_end, write_end = os.pipe()
        xvfb = [shutil.which("Xvfb") or "", "-displayfd", str(write_end), "-screen", "0", SCREEN]
        stack.enter_context(_process([*xvfb, "-nolisten", "tcp"], out, pass_fds=[write_end]))
        display = os.read(read_end, 16).decode().strip()
        environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "GDK_BACKEND": "x11",
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            "XDG_CONFIG_HOME": str(place / "config"),
            "XDG_DATA_HOME": str(place / "data"),
            "XDG_CACHE_HOME": str(place / "cache"),
        }
        port = free_port()
        command = [shutil.which("WebKitWebDriver") or "", f"--port={port}"]
        driver = stack.enter_context(_process(command, out, env=environment))
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{url}/status", driver, place / "webkit.out")
        wish = {
            "browserName": "MiniBrowser",
            "unhandledPromptBehavior": "accept",
            "webkitgtk:browserOptions": {"binary": find_webkit(), "args": ["--automation"]},
        }
        begun = Session(url).ask("POST", "/session", {"capabilities": {"alwaysMatch": wish}})
        at = f"{url}/session/{begun['sessionId']}"
        session = Session(at, begun["capabilities"]["browserVersion"])
        try:
            yield session
        finally:
            session.ask("DELETE", "")


@contextlib.contextmanager
def _process(command: list[str], out: Any, **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    process = subprocess.Popen(command, stdout=out, stderr=out, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass(frozen=True)
class WebKitPage:
    """A tab of WebKit, with those methods of Playwright's `Page` that our scripts call."""

    session: Session
    handle: str

    @classmethod
    def opened_in(cls, session: Session) -> "WebKitPage":
        """Open one beside those that are open."""
        return cls(session, session.ask("POST", "/window/new", {"type": "window"})["handle"])

    def close(self) -> None:
        """Close it."""
        self._ask("DELETE", "/window")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        self.session.ask("POST", "/window", {"handle": self.handle})
        return self.session.ask(method, path, body)

    def goto(self, url: str) -> None:
        """Go to an address; what asks whether to leave is answered with yes."""
        self._ask("POST", "/url", {"url": url})

    def evaluate(self, script: str, arg: Any = None) -> Any:
        """Call a function of JavaScript, or evaluate an expression, and wait for what it gives."""
        # WebKit's own word for "execute, and wait for a promise" waits for a callback instead.
        body = f"""
            const done = arguments[arguments.length - 1];
            const fails = (error) => done({{ error: String(error?.stack ?? error) }});
            try {{
                const it = ({script});
                Promise.resolve(typeof it === "function" ? it(arguments[0]) : it)
                    .then((value) => done({{ value: value ?? null }}), fails);
            }} catch (error) {{ fails(error); }}
        """
        answer = self._ask("POST", "/execute/async", {"script": body, "args": [arg]})
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["value"]

    def wait_for_function(self, script: str, arg: Any = None, timeout: float = 30_000) -> None:
        """Wait until it answers with something true; `timeout` in ms."""
        deadline = time.monotonic() + timeout / 1000
        while not self.evaluate(script, arg):
            if time.monotonic() > deadline:
                msg = f"not within {timeout / 1000:g} s: {script}"
                raise Failed(msg)
            time.sleep(0.1)

    def wait_for_timeout(self, ms: float) -> None:
        """Let the page be for so long."""
        time.sleep(ms / 1000)

    def locator(self, selector: str, has_text: str = "") -> "WebKitLocator":
        """Elements by a selector of CSS, and by what they say."""
        return WebKitLocator(self, selector, has_text)

    def set_viewport_size(self, size: dict[str, int]) -> None:
        """Give the page itself that size, whatever its window needs around it."""
        self._ask("POST", "/window/rect", size)
        border = self.evaluate("outerHeight - innerHeight")
        self._ask("POST", "/window/rect", {**size, "height": size["height"] + border})
        wanted = "({ width, height }) => innerWidth === width && innerHeight === height"
        self.wait_for_function(wanted, size, timeout=5_000)

    def screenshot(self) -> bytes:
        """What can be seen, as a PNG."""
        return base64.b64decode(self._ask("GET", "/screenshot"))

    @property
    def keyboard(self) -> "WebKitKeyboard":
        """Real keys."""
        return WebKitKeyboard(self)

    def perform(self, kind: str, actions: list[dict[str, Any]]) -> None:
        """Do something with the mouse (`pointer`) or the keyboard (`key`)."""
        self._ask("POST", "/actions", {"actions": [{"type": kind, "id": kind, "actions": actions}]})


@dataclass(frozen=True)
class WebKitKeyboard:
    """The keys of a page."""

    page: WebKitPage

    def press(self, keys: str) -> None:
        """Press one, or several that are joined by `+`, and let go of them."""
        values = [KEYS.get(key, key) for key in keys.split("+")]
        down = [{"type": "keyDown", "value": value} for value in values]
        up = [{"type": "keyUp", "value": value} for value in reversed(values)]
        self.page.perform("key", down + up)

    def type(self, text: str) -> None:
        """Press one after the other."""
        kinds = ("keyDown", "keyUp")
        keys = [{"type": kind, "value": letter} for letter in text for kind in kinds]
        self.page.perform("key", keys)


@dataclass(frozen=True)
class WebKitLocator:
    """Elements of a page, looked for anew whenever they are asked for."""

    page: WebKitPage
    selector: str
    text: str = ""
    visible: bool = False
    index: int = 0

    @property
    def first(self) -> "WebKitLocator":
        """The first of them."""
        return self.nth(0)

    def nth(self, index: int) -> "WebKitLocator":
        """One of them, counted from 0."""
        return replace(self, index=index)

    def filter(self, *, visible: bool) -> "WebKitLocator":
        """Those that can be seen."""
        return replace(self, visible=visible)

    def all(self) -> "list[WebKitLocator]":
        """Each by itself."""
        return [self.nth(index) for index in range(self.count())]

    def count(self) -> int:
        """How many there are now."""
        count: int = self._call("(all) => all.length")
        return count

    def evaluate(self, script: str, arg: Any = None) -> Any:
        """Call a function with this element, once it is there."""
        self.wait_for(state="attached")
        return self._call(f"(all, index, arg) => ({script})(all[index], arg)", arg)

    def is_visible(self) -> bool:
        """Whether it can be seen now."""
        seen: bool = self._call("(all, index) => Boolean(all[index]) && shown(all[index])")
        return seen

    def inner_text(self) -> str:
        """What it says, once it is there."""
        text: str = self.evaluate("(node) => node.innerText")
        return text

    def wait_for(self, state: str = "visible", timeout: float = 30_000) -> None:
        """Wait until it is `attached`, `visible`, `hidden` or `detached`; `timeout` in ms."""
        is_so = {
            "attached": "(all, index) => Boolean(all[index])",
            "visible": "(all, index) => Boolean(all[index]) && shown(all[index])",
            "hidden": "(all, index) => !all[index] || !shown(all[index])",
            "detached": "(all, index) => !all[index]",
        }[state]
        deadline = time.monotonic() + timeout / 1000
        while not self._call(is_so):
            if time.monotonic() > deadline:
                msg = f"{self.selector!r} {self.text!r} not {state} within {timeout / 1000:g} s"
                raise Failed(msg)
            time.sleep(0.1)

    def focus(self) -> None:
        """Put the focus there."""
        self.evaluate("(node) => node.focus()")

    def fill(self, text: str) -> None:
        """Write into an empty field, key by key."""
        self.click()
        self.page.keyboard.type(text)

    def screenshot(self, **_: str) -> bytes:
        """The page as a PNG, from the top of this on."""
        self.evaluate("(node) => node.scrollIntoView({ block: 'start' })")
        return self.page.screenshot()

    def click(self, timeout: float = 30_000) -> None:
        """Press it with a real pointer, where it can be seen and nothing lies over it."""
        deadline = time.monotonic() + timeout / 1000
        self.wait_for(timeout=timeout)
        while (at := self._call(AIM)) is None or not self._hits(at):
            if time.monotonic() > deadline:
                msg = f"{self.selector!r} {self.text!r} cannot be pressed: something lies over it"
                raise Failed(msg)
            time.sleep(0.1)

    def _hits(self, at: list[int]) -> bool:
        """Press there, and say whether it still was there; if not, nothing was pressed."""
        move = {"type": "pointerMove", "x": at[0], "y": at[1], "origin": "viewport", "duration": 0}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.page.perform("pointer", [move, *press])
        hit: bool = self.page.evaluate("aim.end()")
        return hit

    def _call(self, script: str, arg: Any = None) -> Any:
        body = f"""({{ css, text, visible, index, arg }}) => {{
            {FIND}
            return ({script})(nodes(css, text, visible), index, arg);
        }}"""
        found = {"css": self.selector, "text": self.text, "visible": self.visible}
        return self.page.evaluate(body, {**found, "index": self.index, "arg": arg})
