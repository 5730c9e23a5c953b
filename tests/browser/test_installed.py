"""The package as somebody has it who never saw this checkout: installed, opened, used, saved."""

import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser.daily import end_and_save, start_by_key
from tests.browser.lab import free_port, pass_the_screen, wait_until_it_answers
from tools.wheel import alone, build, clean_environment, missing_in, wrong_in

pytestmark = pytest.mark.more
NOTE = "Sore since the move"


class Installed(NamedTuple):
    """The workbook in an environment of its own, and whose it is."""

    command: Path
    home: Path
    archive: Path
    wheel: Path

    @property
    def folder(self) -> Path:
        """The notebooks of that person."""
        return self.home / "Documents" / "Stretching workbook"

    def say(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Say a command in a terminal of that person."""
        command = [str(self.command), *words]
        return subprocess.run(
            command, cwd=self.home, env=alone(self.home), capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Built from this tree, and installed where nothing of it is known."""
    place = tmp_path_factory.mktemp("installed")
    archive, wheel = build(place)
    python = clean_environment(place / "environment", wheel)
    home = place / "home"
    home.mkdir()
    return Installed(python.with_name("stretchlib"), home, archive, wheel)


@pytest.fixture
def opened(installed: Installed) -> Iterator[str]:
    """The address at which the command serves the notebooks."""
    port = free_port()
    words = ["--no-browser", "--", "--allow-root", "--ServerApp.token=", f"--port={port}"]
    out = installed.home / "lab.out"
    with out.open("wb") as output:
        server = subprocess.Popen(
            [installed.command, *words],
            cwd=installed.home,
            env=alone(installed.home),
            stdout=output,
            stderr=output,
        )
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/api/status", server, out)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def test_the_package_has_all_that_it_needs_and_nothing_more(installed: Installed) -> None:
    assert wrong_in(installed.wheel) == []
    assert missing_in(installed.archive) == []


def test_without_voila_the_pages_say_what_to_install(installed: Installed) -> None:
    result = installed.say("app")
    assert result.returncode == 1
    assert result.stderr.startswith("The pages need Voila, which is not here. Run: ")
    assert result.stderr.rstrip().endswith(f'pip install "{installed.wheel}[app]"')


def test_the_doctor_finds_nothing_to_mend(installed: Installed) -> None:
    result = installed.say("doctor")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "All is well." in result.stdout
    assert f"{installed.folder}, not made yet" in result.stdout
    assert 'pip install "PATH TO THE NEWER VERSION"' in result.stdout


def test_the_first_cell_runs_and_a_note_is_in_the_log_and_not_in_the_saved_notebook(
    installed: Installed, opened: str, page: Page
) -> None:
    # The fixture `page` fails the test for any request to another machine.
    page.goto(opened)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=120_000)
    expect(page).to_have_url(f"{opened}/doc/tree/01_start_here.ipynb")
    page.get_by_role("link", name="docs/safety.md").first.wait_for()
    page.goto(f"{opened}/doc/tree/00_today.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0
    page.keyboard.press("Shift+Enter")
    pass_the_screen(page)
    start_by_key(page)
    end_and_save(page)
    page.locator(".stretch-saved-note").click()
    page.locator(".stretch-saved-words textarea").fill(NOTE)
    page.locator(".stretch-saved-keep").click()
    expect(page.locator(".stretch-checkout-saved")).to_contain_text(NOTE)
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    page.locator(".jp-mod-dirty").wait_for(state="detached")

    # What is written in the log is the person's, and nothing of it is anywhere else.
    holding = {
        path.name for path in installed.home.rglob("*") if path.is_file() and holds(path, NOTE)
    }
    assert {"log.sqlite"} <= holding
    assert {name for name in holding if not name.endswith(".sqlite")} == set()
    assert "history.sqlite" not in holding
    mine = [installed.folder, *installed.folder.rglob("*")]
    assert {mode(path) for path in mine if path.is_dir()} == {0o700}
    assert {mode(path) for path in mine if path.is_file()} == {0o600}
    assert any(path.parent.name == ".ipynb_checkpoints" for path in mine)


def holds(path: Path, words: str) -> bool:
    return words.encode() in path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_doctor_then_knows_the_folder_and_the_log(installed: Installed) -> None:
    output = installed.say("doctor").stdout
    assert f"{installed.folder}, as stretchlib" in output
    assert "1 session, on this machine only" in output
