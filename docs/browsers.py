"""What each browser has of what the player uses; `python -m docs.browsers` asks and writes it."""

import http.server
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.webkit import WebKitPage, running_webkit
from tools.browser import find_browser, find_firefox, find_webkit

PAGE = Path(__file__).with_suffix(".md")
BEGIN, END = "<!-- asked -->\n", "<!-- /asked -->\n"
# Each answer is a short text; what may only be asked for within a click is asked for in one.
ASK = """() => new Promise((done) => {
    const yes = (is) => (is ? "yes" : "no");
    const tried = async (attempt) => {
        const late = new Promise((over) => setTimeout(() => over("no answer"), 3000));
        try { return await Promise.race([attempt(), late]); }
        catch (error) { return `refused: ${error.name}`; }
    };
    const button = document.body.appendChild(document.createElement("button"));
    button.textContent = "Ask";
    button.addEventListener("click", async () => {
        const card = document.body.appendChild(document.createElement("section"));
        const audio = new AudioContext();
        const asked = {
            "tones (WebAudio) within a click": tried(async () => {
                await audio.resume();
                return audio.state === "running" ? "yes" : audio.state;
            }),
            "when a tone is heard (`getOutputTimestamp`)":
                yes("getOutputTimestamp" in AudioContext.prototype),
            "voices of this machine": tried(async () => {
                if (!globalThis.speechSynthesis) return "no speech";
                for (let i = 0; i < 20 && !speechSynthesis.getVoices().length; i += 1)
                    await new Promise((over) => setTimeout(over, 100));
                return String(speechSynthesis.getVoices().length);
            }),
            "screen kept awake (Wake Lock)": tried(async () => {
                if (!navigator.wakeLock) return "no";
                await navigator.wakeLock.request("screen");
                return "yes";
            }),
            "full screen of the card": tried(async () => {
                if (!document.fullscreenEnabled) return "no";
                await card.requestFullscreen();
                await document.exitFullscreen();
                return "yes";
            }),
            "ticks in the background (Web Worker)": tried(async () => {
                const url = URL.createObjectURL(new Blob(["postMessage(1)"]));
                return new Promise((over) => { new Worker(url).onmessage = () => over("yes"); });
            }),
            "one player for all tabs (Web Locks)": yes(navigator.locks),
            "copy kept until saved (localStorage)": tried(async () => {
                localStorage.setItem("asked", "1");
                return yes(localStorage.getItem("asked") === "1");
            }),
            "vibration": yes("vibrate" in navigator),
        };
        const answers = await Promise.all(Object.values(asked));
        done(Object.fromEntries(Object.keys(asked).map((name, i) => [name, answers[i]])));
    });
})"""
PRESS = "() => globalThis.asked"


def ask(page: Any, url: str) -> dict[str, str]:
    """Open a page, press its one button and return what it found."""
    page.goto(url)
    page.evaluate(f"() => {{ globalThis.asked = ({ASK})(); }}")
    page.locator("button").first.click()
    answers: dict[str, str] = page.evaluate(PRESS)
    return answers


@contextmanager
def pages() -> Iterator[Iterator[tuple[str, Any]]]:
    """Each browser of this machine: its name with its version, and a page of it."""

    def each() -> Iterator[tuple[str, Any]]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            yield f"Chromium {browser.version}", browser.new_page()
            browser.close()
            if path := find_firefox():
                firefox = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
                yield f"Firefox {firefox.version}", firefox.new_page()
                firefox.close()
        if find_webkit():
            with running_webkit() as webkit:
                yield f"WebKitGTK {webkit.version}", WebKitPage.opened_in(webkit)

    yield each()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing about what it was asked for."""

    def log_message(self, *_: object) -> None:
        """Keep it."""


@contextmanager
def served(folder: str) -> Iterator[int]:
    """Serve an empty page to this machine, by any of its addresses; its port."""
    Path(folder, "index.html").write_text("<!doctype html><title>Asked</title>", "utf-8")
    handler = partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("0.0.0.0", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def other_address() -> str:
    """Address of this computer for others, which no browser takes for its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        # Nothing is sent: this only chooses the way that a packet would take.
        asked.connect(("192.0.2.1", 9))
        address: str = asked.getsockname()[0]
        return address


def table() -> str:
    """The answers as a table, the page from this computer and by plain http from another."""
    columns: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder, served(folder) as port, pages() as every:
        other = other_address()
        for name, page in every:
            here = ask(page, f"http://127.0.0.1:{port}/")
            there = ask(page, f"http://{other}:{port}/")
            columns[name] = {
                asked: answer
                if answer == there[asked]
                else f"{answer}; by plain http {there[asked]}"
                for asked, answer in here.items()
            }
    rows = [["", *columns], ["---"] * (len(columns) + 1)]
    names = next(iter(columns.values()))
    rows += [[name, *(column[name] for column in columns.values())] for name in names]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{table()}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
