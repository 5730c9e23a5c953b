"""Files of Jupyter that may repeat what a log says, and that no deletion of the log reaches."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from stretchlib import private_files
from stretchlib.log.exports import looked_in

CHECKPOINTS: Final = ".ipynb_checkpoints"
PATIENCE_S: Final = 30
# In another process: to close a file here would take its locks from the IPython of this one.
DELETE_HISTORY: Final = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=10)
connection.execute("PRAGMA secure_delete=ON")
for table in ("history", "output_history"):
    connection.execute(f"DELETE FROM {table}")
connection.commit()
connection.execute("VACUUM")
"""
OUR_NAME: Final = b"stretchlib"
"""What stands in every notebook that has opened a log."""


def traces() -> list[Path]:
    """
    Saved notebooks, Jupyter's copies of them, and what IPython remembers as typed.

    They are looked for in this folder, and in the one in which the workbook lays its notebooks.

    Notebooks keep the notes, answers and pictures that they showed; a note that was typed in a
    cell is in IPython's history, too.
    """
    found: list[Path] = []
    for folder in looked_in():
        with suppress(OSError):
            found += sorted(path for path in _notebooks(folder) if _is_of_ours(path))
    with suppress(OSError):
        # Not looked into: IPython has it open in this very process, and would lose its locks.
        found += sorted(_ipython().glob("profile_*/history.sqlite"))
    return found


def open_notebook() -> Path | None:
    """Return the notebook that this kernel belongs to: what its page shows, it saves again."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    return Path.cwd() / Path(name).name if name else None


def clear(paths: Iterable[Path]) -> dict[Path, str]:
    """
    Clear the outputs of notebooks, delete Jupyter's copies of them, and empty a history.

    What was typed in the cells of a notebook stays.

    Returns
    -------
    dict of Path to str
        Those that could not be cleared, and why; they are as they were.
    """
    failed = {}
    for path in paths:
        try:
            _clear_one(path)
        except OSError as error:
            failed[path] = error.strerror or str(error)
        except subprocess.SubprocessError:
            failed[path] = "another program holds it, or IPython did not write it"
        except (ValueError, LookupError, TypeError, AttributeError):
            failed[path] = "it is not a notebook that Jupyter wrote"
    return failed


def _clear_one(path: Path) -> None:
    if path.suffix == ".sqlite":
        command = [sys.executable, "-c", DELETE_HISTORY, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_S)
    elif path.parent.name == CHECKPOINTS:
        path.unlink()
    else:
        _clear_outputs(path)


def _clear_outputs(notebook: Path) -> None:
    document = json.loads(notebook.read_text("utf-8"))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    # What widgets showed is kept there.
    document["metadata"].pop("widgets", None)
    unfinished = notebook.with_name(f".{notebook.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        private_files.write_new(
            unfinished, [json.dumps(document, indent=1, ensure_ascii=False), "\n"]
        )
        shutil.copymode(notebook, unfinished)
        unfinished.replace(notebook)
    finally:
        unfinished.unlink(missing_ok=True)


def _notebooks(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.ipynb")
    yield from folder.glob(f"{CHECKPOINTS}/*.ipynb")


def _is_of_ours(notebook: Path) -> bool:
    with suppress(OSError):
        return notebook.is_file() and OUR_NAME in notebook.read_bytes()
    return False


def _ipython() -> Path:
    return Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython")
