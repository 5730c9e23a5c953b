"""A notebook in one tab of any engine, and what a person does with it, in the same words."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page

from tests.browser.lab import Lab
from tests.browser.webkit import WebKitPage

LONG_MS = 120_000
"""What a browser may take where two others are at work; nothing waits longer than it must."""
CONNECTED = """() => {
    const context = jupyterapp.shell.currentWidget?.sessionContext;
    return context?.isReady && context.session?.kernel?.connectionStatus === "connected";
}"""
# Below the menus and toolbar but for its rim, and with room for what it says first.
TOP_IN_VIEW = """(css) => {
    const card = [...document.querySelectorAll(css)].find((node) => node.checkVisibility());
    const { top } = card?.getBoundingClientRect() ?? { top: -1 };
    const panel = document.querySelector(".jp-WindowedPanel-outer")?.getBoundingClientRect();
    return top >= (panel?.top ?? 0) - 8 && top < (panel?.bottom ?? innerHeight) - 80;
}"""
HAS_THE_FOCUS = """(css) => {
    const card = document.activeElement.closest(css);
    return card !== null && document.activeElement.checkVisibility();
}"""
SETTLED_MS = 1200
"""By then a card that came into view stays where it is."""


@dataclass(frozen=True)
class Tab:
    """A notebook in one tab of any engine; what is looked for is a class that users may style."""

    lab: Lab
    page: Page | WebKitPage
    notebook: str

    def visit(self) -> None:
        self.page.goto(self.lab.page_of(self.notebook))
        # Without a press into it, in WebKit no notebook is the one that the menus are about.
        self.part("jp-Notebook .jp-CodeCell .jp-InputPrompt").click(timeout=LONG_MS)
        self.is_connected()

    def is_connected(self) -> None:
        """Wait until it has a kernel that answers."""
        self.page.wait_for_function(CONNECTED, timeout=LONG_MS)

    def run_all(self) -> None:
        """As a person does, from the menu."""
        self.page.locator(".lm-MenuBar-item", has_text="Run").first.click()
        self.page.locator(".lm-Menu-item[data-command='runmenu:run-all']").first.click()

    def part(self, name: str) -> Any:
        return self.page.locator(f".{name}").first

    def press(self, name: str) -> None:
        self.part(f"stretch-{name}").click(timeout=LONG_MS)

    def type(self, name: str, words: str) -> None:
        """Letter by letter, as a person does: a box tells what it has when it is left."""
        self.part(name).focus()
        self.page.keyboard.type(words)

    def says(self, selector: str, words: str, timeout_ms: float = LONG_MS) -> None:
        predicate = "([css, words]) => document.querySelector(css)?.innerText?.includes(words)"
        self.page.wait_for_function(predicate, arg=[selector, words], timeout=timeout_ms)

    def shows_from_its_top(self, name: str) -> None:
        """Wait until a card has its top in view, as what has just taken a form's place must."""
        self.part(name).wait_for(timeout=LONG_MS)
        self.page.wait_for_function(TOP_IN_VIEW, arg=f".{name}", timeout=10_000)

    def is_where_one_goes_on(self, name: str) -> None:
        """Wait until a card has the focus and its top in view, and see that it stays so."""
        for wait_ms in (0, SETTLED_MS):
            self.page.wait_for_timeout(wait_ms)
            self.shows_from_its_top(name)
            self.page.wait_for_function(HAS_THE_FOCUS, arg=f".{name}", timeout=1000)

    def start(self) -> None:
        """Start, without a wait for whoever is not in position yet, and skip getting there."""
        self.part("stretch-player-start").wait_for(timeout=LONG_MS)
        if self.part("stretch-player-wait").is_visible():
            self.press("player-wait input")
        self.press("player-start")
        self.press("player-there")

    def command(self, name: str) -> None:
        self.page.evaluate("(name) => jupyterapp.commands.execute(name)", name)

    def restart_kernel(self) -> None:
        """As a person does, from the menu."""
        self.page.locator(".lm-MenuBar-item", has_text="Kernel").first.click()
        self.page.locator(".lm-Menu-item[data-command='kernelmenu:restart']").first.click()
        self.page.locator(".jp-Dialog button.jp-mod-accept").first.click()

    def run_the_last_cell(self) -> None:
        """As a person does, with the keyboard."""
        cells = self.page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
        cells.nth(cells.count() - 1).click()
        self.page.keyboard.press("Shift+Enter")

    def rows(self, query: str) -> list[Any]:
        connection = sqlite3.connect(self.lab.log)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def write(path: Path, sources: Sequence[str]) -> None:
    """Write a notebook of these cells."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
