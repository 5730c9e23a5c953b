"""Where the read-only facts of the workbook lie: in a checkout, or inside the installed package."""

from functools import cache
from pathlib import Path


@cache
def data_folder() -> Path:
    """
    Return the folder `data/`: within the package when installed, else beside it.

    Examples
    --------
    >>> data_folder().name
    'data'
    """
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parent / "data"
