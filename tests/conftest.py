"""What tests ask for: a log, a folder of one's own, a PostgreSQL server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from stretchlib.log import Log, open_log
from tests.clinic_kit import Clinic
from tools.postgres import CHOSEN, find_programs, running


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder, which is not there yet."""
    folder = tmp_path / "own"
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(folder))
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """An empty log, in a file of its own."""
    return open_log(tmp_path / "log.sqlite")


@pytest.fixture
def screened(log: Log) -> Log:
    """A log whose warning signs were answered today: none."""
    log.add_screening("go", {"flags": []})
    return log


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """Address of its administrator: it starts once, and writes down every statement it is sent."""
    try:
        find_programs()
    except SystemExit as missing:
        if CHOSEN not in os.environ:
            raise
        # Whoever names a version and lacks it is told; where nobody looks, it fails.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    with running(settings={"log_statement": "all"}) as url:
        yield url


@pytest.fixture(scope="module")
def clinic(server: URL) -> Clinic:
    """A clinic of the module's own."""
    return Clinic.at(server)
