"""The notebooks as pages without code: they work, and ask no other machine for anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import TREE, free_port, pass_the_screen, wait_until_it_answers


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
    command = [sys.executable, "-m", "voila", "notebooks", "--template=workbook", "--no-browser"]
    out = tmp_path / "app.out"
    with out.open("wb") as told:
        server = subprocess.Popen(
            [*command, f"--port={port}"],
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
