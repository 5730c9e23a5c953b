"""A real JupyterLab for the tests: its own settings, its own copy of the notebooks, its own log."""

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


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    log: Path
    """The SQLite file its kernels write to."""
    notebooks: Path

    def page_of(self, notebook: str) -> str:
        """The address that shows one notebook by itself."""
        return f"{self.url}/doc/tree/{notebook}"


@contextlib.contextmanager
def running_lab(place: Path, *, theme: str = "JupyterLab Light", port: int = 0) -> Iterator[Lab]:
    """Start `jupyter lab` in `place`, wait until it answers, and stop it with its kernels."""
    port = port or _free_port()
    notebooks = place / "notebooks"
    if not notebooks.exists():
        shutil.copytree(TREE / "notebooks", notebooks)
    _choose_theme(place, theme)
    lab = Lab(f"http://127.0.0.1:{port}/lab".removesuffix("/lab"), place / "log.sqlite", notebooks)
    options = ["--no-browser", "--ServerApp.token=", "--ServerApp.port_retries=0", "--allow-root"]
    with (place / "lab.out").open("ab") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", f"--port={port}", *options],
            cwd=notebooks,
            env=_environment(place, lab.log),
            stdout=out,
            stderr=out,
        )
        try:
            _wait_for(lab, server, place / "lab.out")
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


def _environment(place: Path, log: Path) -> dict[str, str]:
    own = {
        "HOME": place / "home",
        "JUPYTER_CONFIG_DIR": place / "config",
        "JUPYTER_DATA_DIR": place / "share",
        "JUPYTER_RUNTIME_DIR": place / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": place / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": place / "workspaces",
        "IPYTHONDIR": place / "ipython",
        "STRETCHLIB_LOG": log,
        "STRETCHLIB_CATALOG": place / "catalog",
    }
    for folder in list(own.values())[:-2]:
        folder.mkdir(parents=True, exist_ok=True)
    paths = [str(TREE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        **{name: str(value) for name, value in own.items()},
        "PYTHONPATH": os.pathsep.join(paths),
    }


def _choose_theme(place: Path, theme: str) -> None:
    settings = {
        "apputils-extension/themes": {"theme": theme},
        # Both ask the network for news of Jupyter.
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        # A clock driven forward saves too often, and asks about a file that has changed.
        "docmanager-extension/plugin": {"autosave": False},
    }
    for name, values in settings.items():
        path = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], out: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{lab.url}/api/status", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    msg = f"JupyterLab did not start:\n{out.read_text(encoding='utf-8', errors='replace')[-2000:]}"
    raise RuntimeError(msg)
