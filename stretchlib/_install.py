"""How this workbook came to be on this machine, and so which command installs more of it."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from stretchlib._data import checkout

NAME: Final = "stretchlib"
# Each of these programs keeps a file in an environment that it made for one program.
UV_TOOL: Final = "uv-receipt.toml"
PIPX: Final = "pipx_metadata.json"


def own_version() -> str:
    """The version of this workbook; the contents page has it, and nobody else."""
    told: str = import_module(NAME).__version__
    return told


def upgrade_command() -> str:
    """The command that brings the newest version here."""
    if checkout():
        return "git pull"
    if _was_made_by(UV_TOOL):
        return f"uv tool upgrade {NAME}"
    if _was_made_by(PIPX):
        return f"pipx upgrade {NAME}"
    return f"{_pip()} install --upgrade {NAME}"


def install_command(extra: str) -> str:
    """
    The command that installs what an extra of the workbook needs.

    Examples
    --------
    >>> install_command("app").split()[-1]
    '".[app]"'
    """
    if checkout():
        return f'{_pip()} install -e ".[{extra}]"'
    wanted = f'"{NAME}[{extra}]"'
    if _was_made_by(UV_TOOL):
        return f"uv tool install {wanted}"
    if _was_made_by(PIPX):
        return f"pipx install --force {wanted}"
    return f"{_pip()} install {wanted}"


def remove_command() -> str:
    """The command that takes the program away again, or what to do instead."""
    if top := checkout():
        return f"delete the folder {top}"
    if _was_made_by(UV_TOOL):
        return f"uv tool uninstall {NAME}"
    if _was_made_by(PIPX):
        return f"pipx uninstall {NAME}"
    return f"{_pip()} uninstall {NAME}"


def _pip() -> str:
    # An environment that uv made has no pip of its own.
    return "pip" if find_spec("pip") else "uv pip"


def _was_made_by(file: str) -> bool:
    return (Path(sys.prefix) / file).is_file()
