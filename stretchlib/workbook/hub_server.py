"""
What a person's server on a JupyterHub does first: bring the notebooks, then become that server.

It runs as that person and never as the hub: in a folder that is theirs, a link could lead whoever
writes there for them to any other place.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from stretchlib import places, private_files
from stretchlib.errors import WorkbookError
from stretchlib.workbook.jupyter_server import FORGETFUL, TODAY, right_page, settings
from stretchlib.workbook.laying import name_in_folder
from stretchlib.workbook.own_folder import prepare


def main() -> None:
    """Bring the notebooks of this version; the server takes the place of this program."""
    private_files.keep_new_ones_private()
    home = Path.home()
    folder = home / places.WORKBOOK
    # A kernel looks there, too: "Delete everything" names what lies in it.
    os.environ[places.NOTEBOOKS] = str(folder)
    os.environ["JUPYTERHUB_DEFAULT_URL"] = address_in(home, folder)
    os.environ.update(settings())
    os.chdir(home)
    server = [sys.executable, "-m", "jupyterhub.singleuser", FORGETFUL, *sys.argv[1:]]
    os.execv(sys.executable, server)


def address_in(home: Path, folder: Path) -> str:
    """Lay the notebooks into a folder, and say where in JupyterLab the right one is."""
    try:
        prepared = prepare(folder, datetime.now(UTC).astimezone().date())
    except WorkbookError as error:
        # A full disk is no reason to keep somebody from the notebooks they have.
        print(error, file=sys.stderr)
        notebook = folder / f"{TODAY}.ipynb"
    else:
        for notice in prepared.notices:
            print(notice, file=sys.stderr)
        notebook = folder / name_in_folder(prepared.record, f"{right_page()}.ipynb")
    if not notebook.is_file():
        return "/lab"
    return f"/lab/tree/{quote(notebook.relative_to(home).as_posix())}"


if __name__ == "__main__":
    main()
