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
from tests.browser.lab import TREE, free_port, wait_until_it_answers

COUNT = """
globalThis.pressed = 0;
for (const kind of ["click", "keydown"])
    addEventListener(kind, ({ isTrusted, detail, key }) => {
        // Space and Enter on a button are told once more, as a click of no mouse.
        const isPress = kind === "keydown" ? !["Shift", "Tab"].includes(key) : detail > 0;
        globalThis.pressed += Number(isTrusted && isPress);
    }, { capture: true });
"""
"""Counts what a person presses on a page, by mouse or by key."""


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
    with (tmp_path / "lab.out").open("wb") as told:
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
            stdout=told,
            stderr=told,
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


def start_by_key(page: Page) -> None:
    """Start without a mouse: beside the questions, or after them where that has no room."""
    page.locator(".stretch-checkin").wait_for(timeout=60_000)
    start = page.locator(".stretch-player-start")
    if not start.is_visible():
        page.locator(".stretch-checkin-continue").press("Enter")
    expect(start).to_be_in_viewport(ratio=1)
    start.press("Enter")
    has_the_keys(page)


def has_the_keys(page: Page) -> None:
    """Whoever lies on the floor needs no mouse: once the questions are gone, keys still count."""
    expect(page.locator(".stretch-checkin")).to_have_count(0)
    expect(page.locator(".stretch-player-pause")).to_be_focused()
    player = page.locator(".stretch-player")
    page.keyboard.press("Space")
    expect(player).to_have_attribute("data-state", "paused")
    page.keyboard.press("Space")
    expect(player).not_to_have_attribute("data-state", "paused")


def end_and_save(page: Page) -> None:
    """End what is played, and leave out the questions after it."""
    page.locator(".stretch-player-skip").click()
    expect(page.locator(".stretch-player-saved")).to_contain_text("Saved")
    page.locator(".stretch-player-end").click()
    page.locator(".stretch-checkout-skip").click()
    page.locator(".stretch-saved").wait_for()


def go_on_from_saved(page: Page) -> None:
    """From the card that says "Saved": measure, see the week, add a note, practise again."""
    way = {name: page.locator(f".stretch-saved-{name}") for name in ("week", "note", "measure")}
    way["week"].click()
    expect(page.locator(".stretch-week")).to_contain_text("Monday")
    expect(page.locator(".stretch-week")).to_be_in_viewport(ratio=1)
    way["note"].click()
    expect(page.locator(".stretch-saved-words textarea")).to_be_focused()
    expect(page.locator(".stretch-saved-keep")).to_be_in_viewport(ratio=1)
    page.keyboard.type("Looser than <b>yesterday</b>")
    page.locator(".stretch-saved-keep").click()
    expect(page.locator(".stretch-checkout-saved")).to_contain_text("<b>yesterday</b>")
    expect(page.locator(".stretch-checkout-saved h3")).to_be_in_viewport(ratio=1)

    way["measure"].click()
    first = page.locator(".stretch-measure-left-1 input")
    expect(page.locator(".stretch-measure h3").first).to_be_in_viewport()
    first.fill("12,5")
    # A second press makes no second form, and takes nothing away.
    way["measure"].click()
    expect(first).to_have_value("12,5")
    page.locator(".stretch-measure-save").click()
    expect(page.locator(".stretch-measure-saved")).to_contain_text("Saved: left 12.5 cm")

    page.locator(".stretch-saved-again").click()
    expect(page.locator(".stretch-checkin h3").first).to_be_in_viewport()
    expect(page.locator(".stretch-measure, .stretch-saved")).to_have_count(0)
    start_by_key(page)


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


@pytest.mark.parametrize("width", [1280, pytest.param(400, marks=pytest.mark.more)])
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
