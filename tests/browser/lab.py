"""A real Jupyter for the tests: settings of its own and, in each room, notebooks and a log."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    "--JupyterNotebookApp.expose_app_in_browser=True",
]
SHOWN_AT = {"jupyterlab": "doc/tree", "notebook": "notebooks", "tools.app": "voila/render"}
"""Where each program shows one notebook by itself."""
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
    shown_at: str = SHOWN_AT["jupyterlab"]
    token: str = ""
    """What an address needs in a browser that was not here yet; or nothing."""

    @property
    def home(self) -> str:
        """The address to begin at."""
        return self.with_token(self.url)

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
        return self.with_token(f"{self.url}/{self.shown_at}/{self.folder}{notebook}")

    def with_token(self, url: str) -> str:
        """An address as a browser needs it that was not here yet."""
        return f"{url}?token={self.token}" if self.token else url

    def room(self, name: str) -> "Lab":
        """Make a folder of which nothing is known in any other."""
        room = replace(self, notebooks=self.notebooks / name, folder=f"{self.folder}{name}/")
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
def running_lab(place: Path, program: str = "jupyterlab", prefix: str = "") -> Iterator[Lab]:
    """
    Start JupyterLab, or another program of Jupyter, in `place`; stop it with its kernels.

    Parameters
    ----------
    place : Path
        Folder for the notebooks and for all that Jupyter keeps.
    program : str
        `jupyterlab` or `notebook`.
    prefix : str
        What every address begins with, as behind a JupyterHub: `/u/anna`.
    """
    port = free_port()
    lab = Lab(f"http://127.0.0.1:{port}{prefix}", notebooks_in(place), shown_at=SHOWN_AT[program])
    for name, values in SETTINGS.items():
        path = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    where = [f"--port={port}", f"--ServerApp.base_url={prefix}/"]
    command = [sys.executable, "-m", program, *where, *OPTIONS]
    with serving(command, lab.notebooks, _environment(place), f"{lab.url}/api/status"):
        yield lab


@contextlib.contextmanager
def running_app(place: Path, *options: str, opens: bool = False) -> Iterator[Lab]:
    """Serve notebooks in `place` as `make app` does; `opens` has it open a browser, too."""
    port = free_port()
    app = Lab(
        f"http://127.0.0.1:{port}",
        notebooks_in(place),
        shown_at=SHOWN_AT["tools.app"],
        token=secrets.token_hex(),
    )
    command = [
        *(sys.executable, "-m", "tools.app", str(app.notebooks)),
        *(f"--port={port}", *(options or (f"--token={app.token}",))),
        *([] if opens else ["--no-browser"]),
    ]
    with serving(command, TREE, _environment(place), app.home):
        yield app


def notebooks_in(place: Path) -> Path:
    """A copy of the notebooks there, made unless there is one."""
    notebooks = place / "notebooks"
    if not notebooks.exists():
        shutil.copytree(TREE / "notebooks", notebooks)
    return notebooks


@contextlib.contextmanager
def serving(
    command: list[str], cwd: Path, environment: dict[str, str], url: str, patience_s: float = 20
) -> Iterator[None]:
    """Start a server, wait until `url` answers, and stop it; give it so long to do that."""
    out = Path(environment["HOME"]) / "server.out"
    with out.open("ab") as output:
        server = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=output)
        try:
            wait_until_it_answers(url, server, out)
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=patience_s)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def pass_the_screen(page: Page) -> None:
    """Say that there is no warning sign, where this week nobody has said so yet."""
    page.locator(".stretch-screen-go, .stretch-checkin").first.wait_for(timeout=60_000)
    if page.locator(".stretch-screen-go").count():
        page.locator(".stretch-screen-go").first.click()


def skip_the_questions(page: Page) -> None:
    """Answer nothing today; the Start card has come to its place when this returns."""
    pass_the_screen(page)
    skip = page.locator(".stretch-checkin-skip")
    skip.click(timeout=60_000)
    skip.wait_for(state="hidden")


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
