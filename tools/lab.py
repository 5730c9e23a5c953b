"""Open the workbook in JupyterLab: on today's page once there is a log, else on the first."""

import os
import sys
from pathlib import Path

from stretchlib.errors import LogError
from stretchlib.log import open_log
from stretchlib.log.locate import is_there

TOP = Path(__file__).resolve().parent.parent
FIRST, TODAY = "01_start_here", "00_today"


def page() -> str:
    """
    Name the notebook to open; no log is begun where there is none.

    A log that cannot be opened is a log: today's page says what is wrong with it.
    """
    try:
        return TODAY if is_there() and not open_log().is_empty() else FIRST
    except LogError:
        return TODAY


def options() -> list[str]:
    """What JupyterLab is told: the whole tree is served, so that links to `docs/` lead there."""
    address = f"/doc/tree/notebooks/{page()}.ipynb"
    return [f"--ServerApp.root_dir={TOP}", f"--LabApp.default_url={address}"]


def settings() -> dict[str, str]:
    """The environment in which it finds the workbook's settings; ours come first."""
    paths = [str(TOP / "app" / "lab"), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


if __name__ == "__main__":
    from jupyterlab.labapp import LabApp

    # The kernel of a notebook runs in its folder: a path that is not absolute is meant from there.
    os.chdir(TOP / "notebooks")
    os.environ.update(settings())
    LabApp.launch_instance([*options(), *sys.argv[1:]])
