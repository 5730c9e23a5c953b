"""How this workbook came to be on this machine, and so which command brings more of it."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from stretchlib._data import checkout

NAME: Final = "stretchlib"
# Each of these two programs keeps a file in an environment that it made for one program.
UV_TOOL: Final = "uv-receipt.toml"
PIPX: Final = "pipx_metadata.json"
UVX: Final = "archive-v"
"""What the folder is called in which uv keeps the environment of a program that runs once."""


class Way(NamedTuple):
    """The commands of one way to install a program."""

    upgrade: str
    install: str
    """With an extra in the place of `EXTRA`."""
    remove: str


WAYS: Final = {
    "uvx": Way(
        f"uvx {NAME}@latest",
        f'uvx --from "{NAME}[EXTRA]" {NAME}',
        f"uv cache clean {NAME}",
    ),
    "uv tool": Way(
        f"uv tool upgrade {NAME}",
        f'uv tool install "{NAME}[EXTRA]"',
        f"uv tool uninstall {NAME}",
    ),
    "pipx": Way(
        f"pipx upgrade {NAME}",
        f'pipx install --force "{NAME}[EXTRA]"',
        f"pipx uninstall {NAME}",
    ),
    "uv pip": Way(
        f"uv pip install --upgrade {NAME}",
        f'uv pip install "{NAME}[EXTRA]"',
        f"uv pip uninstall {NAME}",
    ),
    "pip": Way(
        f"pip install --upgrade {NAME}",
        f'pip install "{NAME}[EXTRA]"',
        f"pip uninstall {NAME}",
    ),
}


def own_version() -> str:
    """The version of this workbook; the contents page has it, and nobody else."""
    told: str = import_module(NAME).__version__
    return told


def upgrade_command() -> str:
    """The command that brings the newest version here."""
    return "git pull" if checkout() else WAYS[way_here()].upgrade


def install_command(extra: str) -> str:
    """
    The command that installs what an extra of the workbook needs.

    Examples
    --------
    >>> "[app]" in install_command("app")
    True
    """
    way = way_here()
    if checkout():
        return f'{way if way in ("pip", "uv pip") else "pip"} install -e ".[{extra}]"'
    return WAYS[way].install.replace("EXTRA", extra)


def remove_command() -> str:
    """The command that takes the program away again, or what to do instead."""
    top = checkout()
    return f"delete the folder {top}" if top else WAYS[way_here()].remove


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
