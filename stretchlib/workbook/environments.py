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

from jupyter_core.paths import SYSTEM_JUPYTER_PATH, jupyter_data_dir

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
    >>> what_lacks(Path(sys.prefix))
    []
    """
    lacking = []
    for package, extension in FRONT_ENDS.items():
        found = _front_end(prefix, extension)
        # A widget asks for the anywidget that it was made with, to the middle number.
        wanted = _series(version_here(package) or "") if package == "anywidget" else ""
        if found is None or (wanted and _series(found) != wanted):
            lacking.append(f"{package}=={wanted}.*" if wanted else package)
    return lacking


def _front_end(prefix: Path, extension: str) -> str | None:
    """The version of an extension that the JupyterLab of an environment finds."""
    # JupyterLab looks in the person's folder first, and in the system's last.
    looked_in = [jupyter_data_dir(), str(prefix / "share" / "jupyter"), *SYSTEM_JUPYTER_PATH]
    for folder in looked_in:
        package_json = Path(folder, "labextensions", extension, "package.json")
        with suppress(OSError, ValueError):
            return str(json.loads(package_json.read_text("utf-8")).get("version", ""))
    return None


def jupyterlabs() -> Iterator[tuple[str, Path]]:
    """Each environment that has or now runs a JupyterLab: how one comes to it, and its folder."""
    if version_here("jupyterlab"):
        yield "this environment", Path(sys.prefix).resolve()
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
                yield f"JupyterLab at port {server['port']}", python.parent.parent.resolve()


def _series(version: str) -> str:
    return ".".join(re.findall(r"\d+", version)[:2])
