"""Before anything is imported: every test and notebook gets a log and a catalog of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from tools.browser import find_browser

_PLACE = Path(tempfile.mkdtemp(prefix="stretchlib-tests-"))
atexit.register(shutil.rmtree, _PLACE, ignore_errors=True)

# In the environment, because kernels and JupyterLab are other processes: none of them may ever
# write into the log of the person who runs the tests.
os.environ["STRETCHLIB_LOG"] = str(_PLACE / "log.sqlite")
os.environ["STRETCHLIB_CATALOG"] = str(_PLACE / "catalog")
os.environ["MPLBACKEND"] = "Agg"

# A slow machine is no defect: time is measured in benchmarks/.
settings.register_profile("workbook", deadline=None)
settings.load_profile("workbook")

# Alembic's own scripts run only when Alembic calls them.
collect_ignore = ["stretchlib/log/migrations"]


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the Chromium or Chrome that the tests drive."""
    return find_browser()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Where tests run in several processes, a file stays in one, and all of `browser/` in one.

    Two browsers at once on two cores would wait for each other, not for the page.
    """
    for item in items:
        group = "browser" if item.path.parent.name == "browser" else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))
