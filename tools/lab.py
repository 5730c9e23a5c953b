"""Open the workbook of this checkout in JupyterLab: all of it is served, so that links lead on."""

import os
import sys
from pathlib import Path

from stretchlib.workbook.jupyter_server import right_page, serve

TOP = Path(__file__).resolve().parent.parent


if __name__ == "__main__":
    notebooks = TOP / "notebooks"
    # Kernels run there, and so a path to the log is meant from there.
    os.chdir(notebooks)
    serve(TOP, notebooks / f"{right_page()}.ipynb", sys.argv[1:])
