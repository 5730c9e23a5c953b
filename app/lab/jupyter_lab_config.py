"""JupyterLab as the workbook starts it: what its notebooks show is not saved with them."""

from stretchlib.workbook.saved_notebook import without_outputs

# Jupyter puts it there, and reads this file twice. A function made here would be another one each
# time, and Jupyter would warn of it.
c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ContentsManager.pre_save_hook = without_outputs
