"""A real browser in front of a real JupyterLab."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.lab import Lab, running_lab

FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A JupyterLab with an empty log."""
    with running_lab(tmp_path) as lab:
        yield lab


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Open pages, each with a clock of its own; a request to another machine fails the test."""
    asked: list[str] = []
    with ExitStack() as stack:

        def open_one() -> Page:
            context = browser.new_context(viewport={"width": 1200, "height": 1000})
            stack.callback(context.close)
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("websocket", lambda socket: asked.append(socket.url))
            return page

        yield open_one
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("blob:", "data:"))}
    assert hosts <= {"127.0.0.1"}, f"asked other machines: {hosts - {'127.0.0.1'}}"


@pytest.fixture
def page(open_page: Callable[[], Page]) -> Page:
    """A page of which every request goes to this machine."""
    return open_page()


@pytest.fixture
def run_all(lab: Lab) -> Callable[[Page, str], None]:
    """Open a notebook by itself and run all its cells from the menu, as a person does."""

    def run(page: Page, notebook: str) -> None:
        page.goto(lab.page_of(notebook))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()

    return run
