"""Open the notebooks in JupyterLab, on the right one, with the settings of the workbook."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from stretchlib import private_files
from stretchlib._data import shipped
from stretchlib.errors import LogError
from stretchlib.log import open_log
from stretchlib.log.locate import is_there

FIRST, TODAY = "01_start_here", "00_today"
"""The notebooks for the first day, and for all others."""
KERNELS: Final = "stretchlib.workbook.kernels.ForgetfulKernels"
FORGETFUL: Final = f"--ServerApp.kernel_spec_manager_class={KERNELS}"
"""The option of a server by which no history keeps what is typed."""


def right_page() -> str:
    """
    Name the notebook to open; no log is begun where there is none.

    A log that cannot be opened is a log: today's page says what is wrong with it.
    """
    try:
        return TODAY if is_there() and not open_log().is_empty() else FIRST
    except LogError:
        return TODAY


def settings() -> dict[str, str]:
    """The environment in which Jupyter finds the workbook's settings; ours come first."""
    app = shipped("app")
    ours = {"JUPYTER_CONFIG_PATH": app / "lab", "JUPYTER_PATH": app}
    return {
        name: os.pathsep.join([str(path), *filter(None, [os.environ.get(name)])])
        for name, path in ours.items()
    }


def serve(root: Path, notebook: Path, options: Sequence[str]) -> None:
    """
    Serve a folder until the person stops it, and open one notebook of it.

    Parameters
    ----------
    root : Path
        What JupyterLab can reach: links lead no further.
    notebook : Path
        The one to open, in it.
    options : sequence of str
        Further options for JupyterLab, which have the last word.
    """
    from jupyterlab.labapp import LabApp

    get_ready(notebook.parent)
    address = f"/doc/tree/{quote(notebook.relative_to(root).as_posix())}"
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={root}",
            f"--LabApp.default_url={address}",
            FORGETFUL,
            *options,
        ]
    )


def get_ready(notebooks: Path) -> None:
    """Let whatever starts here find the settings, and make its files for this person alone."""
    # The kernel of a notebook runs in its folder: a path that is not absolute is meant from there.
    os.chdir(notebooks)
    os.environ.update(settings())
    private_files.keep_new_ones_private()
