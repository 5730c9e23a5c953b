"""Which environments here start JupyterLab, and whether what shows the widgets is in them."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

FRONT_ENDS: Final = {
    "ipywidgets": "@jupyter-widgets/jupyterlab-manager",
    "anywidget": "anywidget",
}
"""By package: the extension of JupyterLab that it brings."""


def version_here(package: str) -> str | None:
    """The version of a package in this environment; None where it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def what_lacks(prefix: Path) -> list[str]:
    """
    Packages that the JupyterLab of an environment needs to show the widgets of this one.

    Parameters
    ----------
    prefix : Path
        Its folder.

    Examples
    --------
    >>> what_lacks(Path(sys.prefix)), what_lacks(Path("no environment"))[0]
    ([], 'ipywidgets')
    """
    lacking = []
    for package, extension in FRONT_ENDS.items():
        told = prefix / "share" / "jupyter" / "labextensions" / extension / "package.json"
        found = None
        with suppress(OSError, ValueError):
            found = json.loads(told.read_text("utf-8")).get("version", "")
        if found is None:
            lacking.append(package)
        elif package == "anywidget" and _series(found) != _series(version_here(package) or ""):
            # A widget asks for the anywidget that it was made with, to the middle number.
            lacking.append(f"{package}=={_series(version_here(package) or '')}.*")
    return lacking


def jupyterlabs() -> Iterator[tuple[str, Path]]:
    """Each environment that has or now runs a JupyterLab: how one comes to it, and its folder."""
    if version_here("jupyterlab"):
        yield "this environment", Path(sys.prefix)
    if found := shutil.which("jupyter-lab"):
        yield "jupyter-lab on the PATH", Path(found).resolve().parent.parent
    yield from _running()


def _running() -> Iterator[tuple[str, Path]]:
    import psutil
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        with suppress(psutil.Error, OSError, IndexError):
            python = Path(psutil.Process(server["pid"]).cmdline()[0])
            if python.is_absolute():
                yield f"JupyterLab at port {server['port']}", python.parent.parent


def _series(told: str) -> str:
    return ".".join(re.findall(r"\d+", told)[:2])
