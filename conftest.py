"""Before anything is imported: every test and notebook gets a log and a catalog of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tools.browser import find_browser

_PLACE = Path(tempfile.mkdtemp(prefix="stretchlib-tests-"))
atexit.register(shutil.rmtree, _PLACE, ignore_errors=True)

# In the environment, because kernels and JupyterLab are other processes: none of them may ever
# write into the log of the person who runs the tests.
os.environ["STRETCHLIB_LOG"] = str(_PLACE / "log.sqlite")
os.environ["STRETCHLIB_CATALOG"] = str(_PLACE / "catalog")
os.environ["STRETCHLIB_FOLDER"] = str(_PLACE / "notebooks")
os.environ["MPLBACKEND"] = "Agg"

# A slow machine is no defect: time is measured in benchmarks/.
settings.register_profile("workbook", deadline=None)
settings.load_profile("workbook")

LOW = 5
"""How far the tests step back that do not drive a browser, as `nice` counts."""

# Alembic's own scripts run only when Alembic calls them.
collect_ignore = ["stretchlib/log/migrations"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """All but the browser steps back: what waits for a page is the longest, and minds a delay."""
    is_in_browser = item.nodeid.startswith("tests/browser/")
    is_one_of_two = "PYTEST_XDIST_WORKER" in os.environ
    if is_one_of_two and not is_in_browser and hasattr(os, "nice") and os.nice(0) < LOW:
        os.nice(LOW - os.nice(0))


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the Chromium or Chrome that the tests drive."""
    return find_browser()


class _OneBrowser(LoadFileScheduling):
    """A file stays in one process, and all of `browser/` in one: two browsers starve each other."""

    def _split_scope(self, nodeid: str) -> str:
        in_browser = nodeid.startswith("tests/browser/")
        return "browser" if in_browser else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How the tests are shared out where they run in several processes."""
    return _OneBrowser(config, log) if config.getvalue("dist") == "loadfile" else None
