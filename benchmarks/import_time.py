"""How long `import stretchlib` takes, beside what any notebook with a widget imports."""

import subprocess
import sys

from benchmarks.harness import Row, ratio, say

OURS = "stretchlib"
BESIDE = "pandas, ipywidgets, anywidget"
REPEATS = 21
LIMIT = 1.25

TIMED = "import time; begun = time.perf_counter(); import {}; print(time.perf_counter() - begun)"


def measure() -> list[Row]:
    import_ms(OURS), import_ms(BESIDE)  # the first of each fills the disk's cache
    pairs = []
    for i in range(REPEATS):
        pairs.append((import_ms(OURS), import_ms(BESIDE)))
        if (i + 1) % 7 == 0:
            say(f"{i + 1} of {REPEATS}")
    ours, beside = zip(*pairs, strict=True)
    return [ratio(f"import {OURS} / {BESIDE}", ours, beside, LIMIT)]


def import_ms(names: str) -> float:
    """Milliseconds of one import in an interpreter that has imported nothing yet."""
    code = TIMED.format(names)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return float(done.stdout) * 1000
