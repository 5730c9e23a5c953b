"""A PostgreSQL server for those tests that ask for one: started once, gone when they are done."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL

from tests.clinic_kit import Clinic
from tools.postgres import running


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """Address of its administrator; it writes down every statement it is sent."""
    with running(settings={"log_statement": "all"}) as url:
        yield url


@pytest.fixture(scope="module")
def clinic(server: URL) -> Clinic:
    """A clinic of the module's own."""
    return Clinic.at(server)
