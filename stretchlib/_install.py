"""How this workbook came to be on this machine, and so which command brings more of it."""

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from json import loads
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from stretchlib._data import checkout

NAME: Final = "stretchlib"
# Each of these two programs keeps a file in an environment that it made for one program.
UV_TOOL: Final = "uv-receipt.toml"
PIPX: Final = "pipx_metadata.json"
UVX: Final = "archive-v"
"""What the folder is called in which uv keeps the environment of a program that runs once."""


class InstallWay(NamedTuple):
    """The commands of one way to install a program."""

    upgrade: str
    install: str
    """Also where it is there already; of what, in the place of `WHAT`."""
    remove: str


WAYS: Final = {
    "uvx": InstallWay(
        f"uvx {NAME}@latest",
        f'uvx --from "WHAT" {NAME}',
        f"uv cache clean {NAME}",
    ),
    "uv tool": InstallWay(
        f"uv tool upgrade {NAME}",
        'uv tool install --force "WHAT"',
        f"uv tool uninstall {NAME}",
    ),
    "pipx": InstallWay(
        f"pipx upgrade {NAME}",
        'pipx install --force "WHAT"',
        f"pipx uninstall {NAME}",
    ),
    "uv pip": InstallWay(
        f"uv pip install --upgrade {NAME}",
        'uv pip install "WHAT"',
        f"uv pip uninstall {NAME}",
    ),
    "pip": InstallWay(
        f"pip install --upgrade {NAME}",
        'pip install "WHAT"',
        f"pip uninstall {NAME}",
    ),
}


def own_version() -> str:
    """The version of this workbook; the contents page has it, and nobody else."""
    version: str = import_module(NAME).__version__
    return version


def upgrade_command() -> str:
    """The command that brings the newest version here."""
    if checkout():
        return "git pull"
    way, source = WAYS[way_here()], source_here()
    if source is None:
        return way.upgrade
    if (source / ".git").exists():
        return f'git -C "{source}" pull, then: {way.install.replace("WHAT", str(source))}'
    return way.install.replace("WHAT", "PATH TO THE NEWER VERSION")


def install_command(extra: str = "") -> str:
    """
    The command that installs the workbook, with what an extra of it needs.

    Examples
    --------
    >>> "[app]" in install_command("app"), "[" in install_command()
    (True, False)
    """
    way, wanted = way_here(), f"[{extra}]" if extra else ""
    if checkout():
        return f'{way if way in ("pip", "uv pip") else "pip"} install -e ".{wanted}"'
    return WAYS[way].install.replace("WHAT", f"{source_here() or NAME}{wanted}")


def remove_command() -> str:
    """The command that takes the program away again, or what to do instead."""
    top = checkout()
    return f"delete the folder {top}" if top else WAYS[way_here()].remove


def source_here() -> Path | None:
    """
    The folder or the wheel on this machine that it was installed from; None where it was no such.

    Source: "Recording the Direct URL Origin of installed distributions", PEP 610.
    """
    try:
        direct_url = distribution(NAME).read_text("direct_url.json")
        address = urlsplit(loads(direct_url)["url"]) if direct_url else None
    except (PackageNotFoundError, OSError, ValueError, LookupError, TypeError):
        return None
    is_here = address is not None and address.scheme == "file"
    return Path(url2pathname(address.path)) if address and is_here else None


def way_here() -> str:
    """Which of `WAYS` made the environment that runs."""
    prefix = Path(sys.prefix)
    if (prefix / UV_TOOL).is_file():
        return "uv tool"
    if (prefix / PIPX).is_file():
        return "pipx"
    if prefix.parent.name.startswith(UVX):
        return "uvx"
    # An environment that uv made has no pip of its own.
    return "pip" if find_spec("pip") else "uv pip"
