"""A real browser in front of a real JupyterLab."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.lab import Lab, running_lab
from tests.browser.webkit import WebKitPage, running_webkit
from tools.browser import find_firefox, lacks

# In Chromium all other tests run: it is asked a second time only where it is long.
ENGINES = (pytest.param("chromium", marks=pytest.mark.long), "firefox", "webkit")
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
SIZE: ViewportSize = {"width": 1200, "height": 1000}
# A busy machine answers late: what is expected is waited for, and no longer than it takes.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium and Firefox."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, browser_path: str) -> Iterator[Browser]:
    """One Chromium for all tests."""
    browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """One Firefox for all tests: the system's own, through WebDriver BiDi."""
    path = find_firefox()
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    yield browser
    browser.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each browser engine in turn; one that is missing is skipped, and fails where CI is set."""
    name: str = request.param
    if reason := lacks(name):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return name


@pytest.fixture
def open_tab(
    engine: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Page | WebKitPage]]:
    """Open tabs of one window of an engine; they find nothing stored."""
    if engine == "webkit":
        with running_webkit() as session:
            yield lambda: WebKitPage.opened_in(session)
        return
    if engine == "chromium":
        yield request.getfixturevalue("open_page")
        return
    asked: list[str] = []
    with request.getfixturevalue("firefox").new_context(viewport=SIZE) as window:
        window.on("request", lambda request: asked.append(request.url))
        window.on("page", lambda page: page.on("dialog", lambda dialog: dialog.accept()))
        yield window.new_page
    only_this_machine(asked)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests, each of which has a room in it."""
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def lab(jupyter: Lab, tmp_path: Path) -> Iterator[Lab]:
    """A room with the notebooks and an empty log."""
    yield jupyter.room(tmp_path.name)
    jupyter.stop_kernels()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One window, so that JupyterLab has to be fetched only once."""
    window = browser.new_context(viewport=SIZE)
    yield window
    window.close()


@pytest.fixture
def open_page(browser: Browser, window: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open pages that find nothing stored; a request to another machine fails the test."""
    asked: list[str] = []
    with ExitStack() as stack:

        def open_one(*, alone: bool = False) -> Page:
            """Open one; `alone` in its own window, since a driven clock is its whole window's."""
            place = stack.enter_context(browser.new_context(viewport=SIZE)) if alone else window
            page = stack.enter_context(place.new_page())
            page.on("request", lambda request: asked.append(request.url))
            page.on("websocket", lambda socket: asked.append(socket.url))
            return page

        yield open_one
    places = {urlsplit(url) for url in asked if not url.startswith(("blob:", "data:"))}
    forget(window, {f"{place.scheme}://{place.netloc}" for place in places})
    only_this_machine(asked)


def only_this_machine(asked: list[str]) -> None:
    """Fail if one of these addresses is another machine's."""
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("blob:", "data:"))}
    assert hosts <= {"127.0.0.1"}, f"asked other machines: {hosts - {'127.0.0.1'}}"


def forget(window: BrowserContext, origins: set[str]) -> None:
    """Empty what the browser stored for these, after the last page of a test is closed."""
    with window.new_page() as page:
        tools = window.new_cdp_session(page)
        for origin in origins:
            found = {"origin": origin, "storageTypes": "local_storage"}
            tools.send("Storage.clearDataForOrigin", found)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
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
