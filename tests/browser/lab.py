"""A real JupyterLab for the tests: settings of its own and, in each room, notebooks and a log."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

TREE = Path(__file__).resolve().parents[2]
LOG, CATALOG = "log.sqlite", "catalog"
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.token=",
    "--ServerApp.disable_check_xsrf=True",
    "--ServerApp.port_retries=0",
    "--LabApp.expose_app_in_browser=True",
]
SETTINGS: dict[str, dict[str, object]] = {
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
    # Both ask the network for news of Jupyter.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # A clock driven forward saves too often, and asks about a file that has changed.
    "docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Lab:
    """A folder of a running JupyterLab, with notebooks, a log and a catalog of its own."""

    url: str
    notebooks: Path
    folder: str = ""
    """Where that is, seen from JupyterLab's top."""

    @property
    def log(self) -> Path:
        """The SQLite file that its kernels write to."""
        return self.notebooks / LOG

    @property
    def catalog(self) -> Path:
        """The folder of the person's own stretches and routines."""
        return self.notebooks / CATALOG

    def page_of(self, notebook: str) -> str:
        """The address that shows one notebook by itself."""
        return f"{self.url}/doc/tree/{self.folder}{notebook}"

    def room(self, name: str) -> "Lab":
        """Make a folder of which nothing is known in any other."""
        room = Lab(self.url, self.notebooks / name, f"{self.folder}{name}/")
        shutil.copytree(TREE / "notebooks", room.notebooks)
        return room

    def stop_kernels(self) -> None:
        """End all kernels, also those of other rooms."""
        with urllib.request.urlopen(f"{self.url}/api/sessions") as answer:
            sessions = json.load(answer)
        for session in sessions:
            at = f"{self.url}/api/sessions/{session['id']}"
            urllib.request.urlopen(urllib.request.Request(at, method="DELETE")).close()


@contextlib.contextmanager
def running_lab(place: Path) -> Iterator[Lab]:
    """Start `jupyter lab` in `place`, wait until it answers, and stop it with its kernels."""
    port = free_port()
    notebooks = place / "notebooks"
    if not notebooks.exists():
        shutil.copytree(TREE / "notebooks", notebooks)
    lab = Lab(f"http://127.0.0.1:{port}", notebooks)
    for name, values in SETTINGS.items():
        path = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with (place / "lab.out").open("ab") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", f"--port={port}", *OPTIONS],
            cwd=notebooks,
            env=_environment(place),
            stdout=out,
            stderr=out,
        )
        try:
            wait_until_it_answers(f"{lab.url}/api/status", server, place / "lab.out")
            yield lab
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def pass_the_screen(page: Page) -> None:
    """Say that there is no warning sign, where this week nobody has said so yet."""
    page.locator(".stretch-screen-go, .stretch-checkin").first.wait_for(timeout=60_000)
    if page.locator(".stretch-screen-go").count():
        page.locator(".stretch-screen-go").first.click()


def do_not_wait(page: Page) -> None:
    """Have the player go on by itself, also in the first two sessions of a log."""
    page.locator(".stretch-player-start").first.wait_for()
    box = page.locator(".stretch-player-wait input")
    if box.is_visible():
        box.uncheck()


def choose_theme(page: Page, theme: str) -> None:
    """Show a page in Light or Dark, as its menu does."""
    change = "(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })"
    page.evaluate(change, f"JupyterLab {theme}")
    is_light = "true" if theme == "Light" else "false"
    page.locator(f"body[data-jp-theme-light={is_light}]").wait_for(state="attached")
    page.locator("#jupyterlab-splash").wait_for(state="detached")


def _environment(place: Path) -> dict[str, str]:
    own = {
        "HOME": place / "home",
        "JUPYTER_CONFIG_DIR": place / "config",
        "JUPYTER_DATA_DIR": place / "share",
        "JUPYTER_RUNTIME_DIR": place / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": place / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": place / "workspaces",
        "IPYTHONDIR": place / "ipython",
    }
    for folder in own.values():
        folder.mkdir(parents=True, exist_ok=True)
    paths = [str(TREE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        **{name: str(value) for name, value in own.items()},
        "PYTHONPATH": os.pathsep.join(paths),
        # A kernel runs in the folder of its notebook.
        "STRETCHLIB_LOG": LOG,
        "STRETCHLIB_CATALOG": CATALOG,
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", out: Path) -> None:
    """Wait for a server that was just started; RuntimeError with what it wrote to `out`."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    msg = f"{url} did not start:\n{out.read_text(encoding='utf-8', errors='replace')[-2000:]}"
    raise RuntimeError(msg)
