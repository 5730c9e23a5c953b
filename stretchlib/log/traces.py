"""Files of Jupyter that may repeat what a log says, and that no deletion of the log reaches."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

OURS: Final = b"stretchlib"
"""What stands in every notebook that has opened a log."""


def traces() -> list[Path]:
    """
    Saved notebooks of this folder, Jupyter's copies of them, and what IPython remembers as typed.

    Notebooks keep the notes, answers and pictures that they showed; a note that was typed in a
    cell is in IPython's history, too.
    """
    found: list[Path] = []
    with suppress(OSError):
        found += sorted(path for path in _notebooks(Path.cwd()) if _is_of_ours(path))
    with suppress(OSError):
        # Not looked into: IPython has it open in this very process, and would lose its locks.
        found += sorted(_ipython().glob("profile_*/history.sqlite"))
    return found


def _notebooks(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.ipynb")
    yield from folder.glob(".ipynb_checkpoints/*.ipynb")


def _is_of_ours(notebook: Path) -> bool:
    with suppress(OSError):
        return notebook.is_file() and OURS in notebook.read_bytes()
    return False


def _ipython() -> Path:
    return Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython")
