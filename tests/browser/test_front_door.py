"""The second day, as `make lab` opens it: one press, and Start is on the screen."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from stretchlib.log import open_log
from stretchlib.routines import routine
from tests.browser.daily import COUNT, end_and_save, go_on_from_saved, has_the_keys, start_by_key
from tests.browser.lab import TREE, free_port, wait_until_it_answers


class Workbook(NamedTuple):
    """Where a running JupyterLab shows a copy of the workbook."""

    url: str
    tree: Path
    log: Path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """The workbook of somebody who practised yesterday."""
    tmp_path = tmp_path_factory.mktemp("door")
    copy, log = tmp_path / "workbook", tmp_path / "log.sqlite"
    for folder in ("app", "docs", "notebooks", "tools"):
        shutil.copytree(TREE / folder, copy / folder)
    yesterday = datetime.now(UTC).astimezone() - timedelta(days=1)
    practised = open_log(log)
    practised.add_screening("go", {"flags": [], "asked": "all"}, at=yesterday)
    practised.add_session("Standard", routine("standard").phases(), at=yesterday)
    port = free_port()
    # As on a new machine: JupyterLab knows nothing but what the workbook tells it.
    places = {name: tmp_path / name.lower() for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    own = {f"JUPYTER_{name}": place for name, place in places.items()}
    lab = {f"JUPYTERLAB_{name}_DIR": tmp_path / name for name in ("SETTINGS", "WORKSPACES")}
    paths = {"HOME": tmp_path, "STRETCHLIB_LOG": log, "STRETCHLIB_CATALOG": tmp_path / "catalog"}
    with (tmp_path / "lab.out").open("wb") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "tools.lab", "--no-browser", "--allow-root"),
                *("--ServerApp.token=", f"--port={port}", "--ServerApp.port_retries=0"),
            ],
            cwd=copy,
            env={
                **os.environ,
                **{name: str(place) for name, place in {**own, **lab, **paths}.items()},
                "PYTHONPATH": os.pathsep.join([str(copy), str(TREE)]),
            },
            stdout=output,
            stderr=output,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_it_answers(f"{url}/api/status", server, tmp_path / "lab.out")
            yield Workbook(url, copy, log)
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture
def today(page: Page, workbook: Workbook, width: int) -> Page:
    """The page that is opened, before anything is pressed."""
    # The fixture `page` fails the test for any request to another machine.
    page.add_init_script(COUNT)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(workbook.url)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
    expect(page).to_have_url(f"{workbook.url}/doc/tree/notebooks/00_today.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    return page


@pytest.mark.parametrize("width", [1280])
def test_on_the_second_day_one_press_brings_start(today: Page, workbook: Workbook) -> None:
    today.keyboard.press("Shift+Enter")
    start = today.locator(".stretch-player-start")
    start.wait_for(timeout=60_000)
    expect(start).to_be_in_viewport(ratio=1)
    expect(today.locator(".stretch-checkin-extent")).to_be_in_viewport(ratio=1)
    assert today.evaluate("pressed") == 1
    assert today.locator(".jp-WindowedPanel-outer").first.evaluate("(it) => it.scrollTop") == 0
    assert today.locator(".Toastify__toast, .jp-Dialog").count() == 0

    today.locator(".stretch-checkin-pain label").nth(3).click()
    start.click()
    expect(today.locator(".stretch-player-clock")).to_be_in_viewport(ratio=1)
    has_the_keys(today)
    expect(today.locator(".stretch-player-saved")).to_contain_text("Saved")
    kept = sqlite3.connect(workbook.log)
    assert kept.execute("select kind, score from ratings order by id").fetchall()[0] == ("pain", 3)
    kept.close()

    # Running a notebook does not change it.
    today.keyboard.press("Control+s")
    today.locator(".jp-mod-dirty").wait_for(state="detached")
    name = "notebooks/00_today.ipynb"
    assert (workbook.tree / name).read_text("utf-8") == (TREE / name).read_text("utf-8")


@pytest.mark.parametrize("width", [1280, pytest.param(400, marks=pytest.mark.long)])
def test_each_way_on_from_saved_leads_somewhere(today: Page) -> None:
    today.keyboard.press("Shift+Enter")
    start_by_key(today)
    end_and_save(today)
    go_on_from_saved(today)


def test_a_link_to_the_docs_leads_there(page: Page, workbook: Workbook) -> None:
    page.goto(f"{workbook.url}/doc/tree/notebooks/04_progress.ipynb")
    page.get_by_role("link", name="docs/progress.md").click(timeout=120_000)
    heading = page.locator(".jp-MarkdownViewer h1")
    heading.wait_for(timeout=60_000)
    expect(heading).to_contain_text("Is it working?")
