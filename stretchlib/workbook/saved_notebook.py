"""What is saved with a notebook of the workbook: what a person wrote, and not what it showed."""

import os
import re
from typing import Any, Final

KEEP: Final = "STRETCHLIB_KEEP_OUTPUTS"
"""Set to 1, what the notebooks of the workbook show is saved with them."""


def without_outputs(model: dict[str, Any], path: str, **_: object) -> None:
    """
    Leave out what a run of a notebook of the workbook showed, unless the person wants it kept.

    It is a health record: notes, answers and pictures. A widget of yesterday would come back as
    "model not found", and git would call every notebook that was run a changed one. What you do is
    in your log. A notebook of the workbook says so in its metadata, and so does each copy of it;
    one of before, by its name. Any other is the person's own, and is saved as it is.

    Parameters
    ----------
    model : dict
        What Jupyter is about to save, which is changed.
    path : str
        Where, seen from the top of the server.
    """
    if model["type"] != "notebook" or os.environ.get(KEEP) == "1":
        return
    metadata = model["content"]["metadata"]
    if "stretchlib" not in metadata and not re.search(r"(^|/)notebooks/0[0-5]_\w+\.ipynb$", path):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)
    metadata.pop("widgets", None)
    metadata["language_info"] = {"name": "python"}
