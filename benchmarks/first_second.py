"""From running the daily cell to its Start button, beside `import pandas`: whole processes."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import Row, ratio, say

PAIRS = 15
LIMIT = 1.3
BESIDE = "import pandas"
IMPORT = "import stretchlib as st"
CELL = f"{IMPORT}; log = st.open_log(); routine = st.routine('standard')"
PRACTICE = f"{CELL}; st.Practice(routine, log)"
PARTS = {"import stretchlib": IMPORT, "log and routine": CELL, "the daily cell": PRACTICE}
AT_ONCE = "; import os; os._exit(0)"
"""Leave out what Python tidies up when it ends: nobody waits for that in a notebook."""
YESTERDAY = """
from datetime import datetime, timedelta
import stretchlib as st

log, at = st.open_log(), datetime.now().astimezone() - timedelta(days=1)
log.add_screening("go", {"flags": [], "asked": "all"}, at=at)
log.add_session("Standard", st.routine("standard").phases(), at=at)
"""


def measure() -> list[Row]:
    """On the second day: there is a log, and what was asked the day before is not asked again."""
    with tempfile.TemporaryDirectory() as folder:
        place = {"STRETCHLIB_LOG": str(Path(folder) / "log.sqlite")}
        # As pip installs it: with the bytecode of each module beside it.
        about = {key: value for key, value in os.environ.items() if key not in SPOILS} | place
        for code in (YESTERDAY, PRACTICE, BESIDE):
            whole_ms(code, about)
        ours: dict[str, list[float]] = {part: [] for part in PARTS}
        beside: list[float] = []
        ready: list[float] = []
        beside_ready: list[float] = []
        for pair in range(PAIRS):
            beside.append(whole_ms(BESIDE, about))
            for part, code in PARTS.items():
                ours[part].append(whole_ms(code, about))
            beside_ready.append(whole_ms(BESIDE + AT_ONCE, about))
            ready.append(whole_ms(PRACTICE + AT_ONCE, about))
            if (pair + 1) % 5 == 0:
                say(f"{pair + 1} of {PAIRS}")
    limits = {"the daily cell": LIMIT}
    rows = [ratio(f"{part} / {BESIDE}", ours[part], beside, limits.get(part)) for part in PARTS]
    return [*rows, ratio("the same, to its Start button", ready, beside_ready)]


SPOILS = ("PYTHONDONTWRITEBYTECODE", "STRETCHLIB_CATALOG")


def whole_ms(code: str, about: dict[str, str]) -> float:
    """Milliseconds of a whole process, from its start to its end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=about, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000
