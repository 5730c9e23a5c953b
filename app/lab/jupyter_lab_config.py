"""JupyterLab as the workbook starts it: what its notebooks show is not saved with them."""

import os
import re

# Jupyter puts it there.
c = get_config()  # type: ignore[name-defined]  # noqa: F821


def _without_outputs(model, path, **_):
    """
    Leave out what a run of a notebook of the workbook showed, unless the person wants it kept.

    It is a health record: notes, answers and pictures. A widget of yesterday would come back as
    "model not found", and git would call every notebook that was run a changed one. What you do is
    in your log. A notebook of the workbook says so in its metadata, and so does each copy of it;
    one of before, by its name. Any other is the person's own, and is saved as it is.
    """
    if model["type"] != "notebook" or os.environ.get("STRETCHLIB_KEEP_OUTPUTS") == "1":
        return
    told = model["content"]["metadata"]
    if "stretchlib" not in told and not re.search(r"(^|/)notebooks/0[0-5]_\w+\.ipynb$", path):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)
    told.pop("widgets", None)
    told["language_info"] = {"name": "python"}


c.ContentsManager.pre_save_hook = _without_outputs
