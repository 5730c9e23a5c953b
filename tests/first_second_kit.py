"""A log of somebody who practised yesterday, and a Python that has read nothing yet."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib.catalog import reader
from stretchlib.model import Moment
from stretchlib.safety import facts as safety_facts
from stretchlib.ui import player_drawings

CELL = """
import stretchlib as st
log = st.open_log()
st.Practice(st.routine("standard"), log)
"""


def practised_yesterday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of somebody who practised yesterday, with a knee to mind; the catalog is beside it."""
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "log.sqlite"))
    monkeypatch.delenv("STRETCHLIB_CATALOG", raising=False)
    forget()
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    log = st.open_log()
    log.add_screening("go", {"flags": [], "asked": "all"}, at=yesterday)
    log.add_screening("conditions", {"conditions": ["knee_trouble"]}, at=yesterday)
    session = log.add_session("Standard", st.routine("standard").phases(), at=yesterday)
    answers: tuple[tuple[Moment, int], ...] = (("before", 2), ("after", 3))
    for moment, score in answers:
        log.rate("pain", score, moment=moment, session_id=session, at=yesterday)
    forget()
    return tmp_path


def forget() -> None:
    """Let this process forget what it has read, as a new one would have to read it."""
    for each in (
        reader._load, safety_facts._read, player_drawings._drawing,
        player_drawings._drawn_before,
    ):  # fmt: skip
        each.cache_clear()


def said_by(code: str) -> list[str]:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()
