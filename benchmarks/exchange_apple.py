"""Memory that an Apple Health export takes while it is looked into, however large it is."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

from benchmarks.harness import Row, say

SMALL_MB, LARGE_MB = 10, 1000
LIMIT = 1.1
"""A hundred times the file may take a tenth more: what is kept grows with the workouts only."""
RECORDS_PER_WORKOUT = 10_000

RECORD = (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
    'creationDate="2026-03-02 07:30:0{0} +0100" startDate="2026-03-02 07:30:0{0} +0100" '
    'endDate="2026-03-02 07:30:0{0} +0100" value="6{0}"/>\n'
)
WORKOUT = (
    ' <Workout workoutActivityType="HKWorkoutActivityTypeFlexibility" duration="12.5" '
    'durationUnit="min" sourceName="Watch" startDate="20{0:02}-{1:02}-02 07:30:00 +0100" '
    'endDate="20{0:02}-{1:02}-02 07:43:00 +0100"/>\n'
)
OURS = """
from stretchlib.exchange import preview_import
from stretchlib.log import open_log
preview_import(open_log("sqlite://"), sys.argv[1])
"""
# The usual recipe: take one element after another and forget it when it is done.
BESIDE = """
from xml.etree.ElementTree import iterparse
for _, element in iterparse(sys.argv[1]):
    element.clear()
"""
PEAK = "import resource, sys{}\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
IMPORTS = """
from stretchlib.exchange import apple, preview
from stretchlib.log import open_log
open_log("sqlite://")
"""


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_health(Path(folder), mb) for mb in (SMALL_MB, LARGE_MB))
        say(f"wrote {SMALL_MB} MB and {LARGE_MB} MB")
        before = _peak_mb(IMPORTS, large)
        ours = [_peak_mb(OURS, file) for file in (small, large)]
        beside = [_peak_mb(BESIDE, file) for file in (small, large)]
    peaks = [f"{small:.0f} MB, then {large:.0f} MB" for small, large in (ours, beside)]
    growth = ours[1] / ours[0]
    return [
        Row(f"peak at {SMALL_MB} MB, then at {LARGE_MB} MB", *peaks, growth, "x", LIMIT, 2),
        Row(
            "of which looking into it takes",
            f"{ours[1] - before:.0f} MB",
            "",
            ours[1] - before,
            "MB",
            16,
            1,
        ),
    ]


def _health(folder: Path, megabytes: int) -> Path:
    """An export of that size: heart rates, and a workout now and then."""
    file = folder / f"{megabytes}.xml"
    with file.open("w") as to:
        to.write('<?xml version="1.0"?>\n<HealthData locale="en_GB">\n')
        to.writelines(_tags(megabytes * 1_000_000))
        to.write("</HealthData>\n")
    return file


def _tags(size: int) -> Iterator[str]:
    records = "".join(RECORD.format(second % 10) for second in range(RECORDS_PER_WORKOUT))
    for number in range(size // len(records)):
        yield records
        month, year = divmod(number, 100)
        yield WORKOUT.format(year, month % 12 + 1)


def _peak_mb(code: str, file: Path) -> float:
    """The most memory that a Python had which ran `code` on `file`."""
    command = [sys.executable, "-c", PEAK.format(code), str(file)]
    return float(run(command, capture_output=True, check=True, text=True).stdout)
