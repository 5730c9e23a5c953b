"""The notebooks as pages without code: they work, and ask no other machine for anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import TREE, free_port, pass_the_screen, wait_until_it_answers
from tests.browser.test_front_door import end_and_save, go_on_from_saved, start_by_key


@pytest.fixture
def app(tmp_path: Path) -> Iterator[str]:
    """The address of what `make app` serves, with a log of its own."""
    port = free_port()
    places = {
        "HOME": tmp_path,
        "JUPYTER_PATH": TREE / "app",
        "JUPYTER_RUNTIME_DIR": tmp_path / "runtime",
        "STRETCHLIB_LOG": tmp_path / "log.sqlite",
        "STRETCHLIB_CATALOG": tmp_path / "catalog",
        "PYTHONPATH": os.pathsep.join([str(TREE), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tools.app", "notebooks", "--template=workbook"]
    out = tmp_path / "app.out"
    with out.open("wb") as told:
        server = subprocess.Popen(
            [*command, "--no-browser", f"--port={port}"],
            cwd=TREE,
            env={**os.environ, **{name: str(place) for name, place in places.items()}},
            stdout=told,
            stderr=told,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_it_answers(url, server, out)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


def test_a_routine_is_built_saved_and_played_on_a_page_without_code(
    page: Page, app: str, tmp_path: Path
) -> None:
    # The fixture `page` fails the test for any request to another machine.
    page.goto(app)
    page.get_by_text("02_your_routine.ipynb").wait_for(timeout=60_000)
    # The page is complete only when every cell has run.
    page.goto(f"{app}/voila/render/02_your_routine.ipynb", wait_until="commit")
    page.locator(".stretch-builder-save").wait_for(timeout=120_000)
    assert page.locator(".jp-CodeMirrorEditor, .cm-content, .highlight pre").count() == 0

    page.get_by_role("button", name="5 minutes", exact=True).click()
    expect(page.locator(".stretch-builder-total")).to_contain_text("4:59 minutes")
    page.locator(".stretch-builder-title input").fill("Mornings")
    page.locator(".stretch-builder-save").click()
    expect(page.locator(".stretch-builder-message")).to_contain_text("Saved in")
    assert 'title = "Mornings"' in (tmp_path / "catalog/routines/mornings.toml").read_text("utf-8")

    page.locator(".stretch-builder-go").click()
    pass_the_screen(page)
    page.locator(".stretch-checkin-skip").click(timeout=30_000)
    page.locator(".stretch-player-start").click()
    # In five minutes there is room for two of the four.
    expect(page.locator(".stretch-player-stretch")).to_have_text("Standing hamstring")
    expect(page.locator(".stretch-player-stage")).to_have_text("Get into position", timeout=15_000)


def test_each_way_on_from_saved_leads_somewhere(page: Page, app: str) -> None:
    page.goto(f"{app}/voila/render/00_today.ipynb", wait_until="commit")
    page.locator(".stretch-screen-go").click(timeout=120_000)
    assert page.get_by_text("Shift + Enter").filter(visible=True).count() == 0
    start_by_key(page)
    end_and_save(page)
    go_on_from_saved(page)


def test_a_link_to_the_docs_leads_there_and_from_there_on(page: Page, app: str) -> None:
    page.goto(f"{app}/voila/render/04_progress.ipynb", wait_until="commit")
    page.get_by_role("link", name="docs/progress.md").click(timeout=120_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is it working?")
    assert page.locator("main img").evaluate_all("(all) => all.every((it) => it.naturalWidth)")
    for link in page.locator("main a:not([href^=http], .anchor-link)").all():
        answer = page.request.get(urljoin(page.url, link.get_attribute("href")))
        assert answer.ok, answer.url
    assert not page.request.get(f"{app}/voila/docs/nothing.md").ok
    assert not page.request.get(f"{app}/voila/data/%2e%2e/pyproject.toml").ok
