"""Where a person's things are: their log, their own files, and what is kept to be quick."""

import os
from pathlib import Path

from stretchlib._paths import typed_path
from stretchlib.errors import CatalogError, LogError, WorkbookError

LOG, CATALOG = "STRETCHLIB_LOG", "STRETCHLIB_CATALOG"
NOTEBOOKS = "STRETCHLIB_FOLDER"
"""The variables of the environment that say so."""
WORKBOOK = "Stretching workbook"
"""What the folder of a person's notebooks is called, in their documents."""
CACHE = "cache"
"""The folder beside a log; whatever is in it may be deleted at any time."""


def log_address() -> str:
    """Path or URL of the log: `STRETCHLIB_LOG`, else `log.sqlite` in the user data folder."""
    # An empty text is what a variable without a value gives.
    return os.environ.get(LOG) or str(_data_folder() / "log.sqlite")


def log_folder() -> Path:
    """The folder of the log; the user data folder where it is on a server or in memory."""
    file = file_in(log_address())
    return typed_path(file, LogError).parent if file else _data_folder()


def cache_folder() -> Path:
    """What was worked out once and is kept, beside the log; it need not exist."""
    return log_folder() / CACHE


def own_folder() -> Path:
    """
    Where a person's own files are: `STRETCHLIB_CATALOG`, else `catalog` beside the log.

    It need not exist. Where the address of the log is a URL they were in the user data folder once:
    what is there, and not beside the log, is found there still.
    """
    if own := os.environ.get(CATALOG):
        return typed_path(own, CatalogError)
    beside = log_folder() / "catalog"
    if "://" in log_address() and not _has_own_files(beside):
        former = _data_folder() / "catalog"
        return former if _has_own_files(former) else beside
    return beside


def notebook_folder() -> Path:
    """Where a person's notebooks are: `STRETCHLIB_FOLDER`, else a folder in their documents."""
    if chosen := os.environ.get(NOTEBOOKS):
        return typed_path(chosen, WorkbookError)
    import platformdirs

    return platformdirs.user_documents_path() / WORKBOOK


def file_in(address: str) -> str | None:
    """
    The path of the file that an address names; None where it names none.

    Examples
    --------
    >>> file_in("~/log.sqlite"), file_in("sqlite:////data/log.sqlite?timeout=9")
    ('~/log.sqlite', '/data/log.sqlite')
    >>> file_in("sqlite://"), file_in("postgresql+psycopg://name@host/clinic")
    (None, None)
    """
    kind, is_url, rest = address.partition("://")
    if not is_url:
        return address
    path = rest.partition("/")[2].partition("?")[0]
    is_file = kind.partition("+")[0] == "sqlite" and path not in ("", ":memory:")
    return path if is_file else None


def _has_own_files(folder: Path) -> bool:
    return any((folder / kind).is_dir() for kind in ("stretches", "routines", "photos"))


def _data_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("stretchlib", appauthor=False)
