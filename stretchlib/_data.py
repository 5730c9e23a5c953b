"""Where what comes with the workbook lies: in a checkout, or inside the installed package."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_folder() -> Path:
    """
    Return the folder `data/`: within the package when installed, else beside it.

    Examples
    --------
    >>> data_folder().name
    'data'
    """
    return shipped("data")


@cache
def shipped(name: str) -> Path:
    """
    Return a folder of the tree: `data`, `notebooks`, `docs` or `app`.

    Examples
    --------
    >>> (shipped("notebooks") / "00_today.ipynb").is_file()
    True
    """
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def checkout() -> Path | None:
    """The folder of the checkout that runs; None where the workbook was installed as a package."""
    top = _PACKAGE.parent
    return top if (top / "pyproject.toml").is_file() and (top / "notebooks").is_dir() else None
