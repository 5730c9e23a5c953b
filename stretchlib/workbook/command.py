"""The command `stretchlib`: make the folder of notebooks, and open it."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from stretchlib import places
from stretchlib._install import install_command, own_version
from stretchlib._paths import typed_path
from stretchlib.errors import StretchError, WorkbookError
from stretchlib.workbook import doctor
from stretchlib.workbook.jupyter_server import TODAY, right_page, serve
from stretchlib.workbook.laying import name_in_folder
from stretchlib.workbook.own_folder import Prepared, prepare
from stretchlib.workbook.saved_notebook import KEEP

COMMANDS: Final = {
    "open": "lay the notebooks into your folder and open JupyterLab; so does no command at all",
    "today": "the same, on the page of today",
    "app": "the notebooks as pages without code",
    "doctor": "what is installed where, and what is missing",
    "clinic": "run a clinic with many people: stretchlib clinic --help",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when all went well."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["clinic"]:
            return _run_a_clinic(words[1:])
        end = words.index("--") if "--" in words else len(words)
        return _do(_parser().parse_args(words[:end]), words[end + 1 :])
    except StretchError as error:
        print(error, file=sys.stderr)
        return 1


def _do(asked: argparse.Namespace, options: list[str]) -> int:
    folder = places.notebook_folder()
    if asked.folder == "":
        msg = "--folder names no folder. Leave it out, or name one: stretchlib --folder PATH"
        raise WorkbookError(msg)
    if asked.folder is not None:
        folder = typed_path(asked.folder, WorkbookError)
    folder = folder.absolute()
    # A kernel looks there, too: "Delete everything" names what lies in it.
    os.environ[places.NOTEBOOKS] = str(folder)
    if asked.command == "clinic":
        msg = "Before clinic nothing can stand. Run: stretchlib clinic --help"
        raise WorkbookError(msg)
    if asked.command == "doctor":
        if folder.is_dir():
            # As below: a path to the log is meant from the notebooks.
            os.chdir(folder)
        return doctor.main(folder)
    if asked.keep_outputs:
        os.environ[KEEP] = "1"
    if asked.no_browser:
        options = ["--no-browser", *options]
    if asked.command == "app":
        _open_pages(folder, options)
    else:
        prepared = _prepared(folder)
        page = TODAY if asked.command == "today" else right_page()
        notebook = Path(prepared.folder, name_in_folder(prepared.record, f"{page}.ipynb"))
        serve(prepared.folder, notebook, options)
    return 0


def _run_a_clinic(words: list[str]) -> int:
    if find_spec("psycopg") is None:
        msg = f"A clinic needs psycopg, which is not here. Run: {install_command('clinic')}"
        raise WorkbookError(msg)
    from stretchlib.clinic.__main__ import main as clinic

    return clinic(words)


def _open_pages(folder: Path, options: list[str]) -> None:
    if find_spec("voila") is None:
        msg = f"The pages need Voila, which is not here. Run: {install_command('app')}"
        raise WorkbookError(msg)
    from stretchlib.workbook.voila_pages import serve_pages

    prepared = _prepared(folder)
    serve_pages(prepared.folder, options, partial(name_in_folder, prepared.record))


def _prepared(folder: Path) -> Prepared:
    prepared = prepare(folder, datetime.now(UTC).astimezone().date())
    for notice in prepared.notices:
        print(notice, file=sys.stderr)
    print(f"Your notebooks are in {prepared.folder}. Ctrl+C ends the workbook.", file=sys.stderr)
    # A log that is named by a path from here is meant from the notebooks, whose kernels open it.
    os.chdir(prepared.folder)
    return prepared


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stretchlib",
        description="Practise and track stretches for a stiff or sore lower back, in a notebook.",
        epilog="\n".join(
            [
                "commands:",
                *(f"  {name:8}{what}" for name, what in COMMANDS.items()),
                "\nWhat stands after -- goes to JupyterLab or Voila: stretchlib -- --port=8890",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command",
        nargs="?",
        default="open",
        choices=list(COMMANDS),
        metavar="COMMAND",
        help="what to do, one of those below",
    )
    parser.add_argument(
        "--folder",
        metavar="PATH",
        help=f'where your notebooks are; else {places.NOTEBOOKS}, else "{places.WORKBOOK}" in '
        "your documents",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="tell the address, and open nothing"
    )
    parser.add_argument(
        "--keep-outputs",
        action="store_true",
        help="save with a notebook what it shows, which may be your notes and answers; "
        f"so does {KEEP}=1",
    )
    parser.add_argument("--version", action="version", version=f"stretchlib {own_version()}")
    return parser
