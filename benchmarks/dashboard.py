"""
How long the dashboard of ten years takes, beside as many bare figures of matplotlib.

Two rows: until its sentences and the first picture are seen, and until all of it is there.
"""

import gc
import math
import tempfile
import time
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sqlalchemy import insert, text

from benchmarks.diary import days_until_now, practise_daily, trial
from benchmarks.harness import Row, elapsed_ms, ratio, say
from stretchlib import open_log
from stretchlib.charts import Picture
from stretchlib.charts.canvas import PX_PER_INCH, WIDTH_PX
from stretchlib.log import Log, tables
from stretchlib.reports import dashboard

SHOWN = 7
LIMIT = 1.2
"""Until it is seen; what lies below is drawn while that is read."""
YEARS = (5, 10, 20)
EXPONENT_LIMIT = 1.1
THEMES = ("light", "dark")
HEAD_PX = 130
"""About what a picture's title and days take besides its plot."""


def measure() -> list[Row]:
    readings = {}
    shell = InteractiveShell.instance()
    with tempfile.TemporaryDirectory() as folder:
        for years in YEARS:
            log = _measured_daily(Path(folder) / f"{years}.sqlite", years)
            pictures = dashboard(log).pictures
            _show(log, shell), _bare(pictures)  # the first of each loads the fonts
            taken = []
            for _ in range(SHOWN if years == 10 else 3):
                taken.append((*_show(log, shell), elapsed_ms(partial(_bare, pictures))))
                seen, shown, bare = taken[-1]
                say(f"{years} years: {seen:.0f} ms, all {shown:.0f} ms, beside it {bare:.0f} ms")
            readings[years] = tuple(zip(*taken, strict=True))
    seen, shown, beside = readings[10]
    bare_figures = f"{len(THEMES) * len(pictures)} bare figures"
    growth = _growth({years: each[1] for years, each in readings.items()})
    return [
        ratio(f"dashboard of ten years, seen; {bare_figures}", seen, beside, LIMIT),
        ratio(f"all of it drawn; {bare_figures}", shown, beside),
        growth,
    ]


def _growth(ours: dict[int, tuple[float, ...]]) -> Row:
    """The exponent of time over sessions, between five and twenty years: 1 is linear."""
    ms = {years: median(times) for years, times in ours.items()}
    exponent = math.log(ms[20] / ms[5]) / math.log(4)
    shown = ", ".join(f"{each:.0f} ms" for each in ms.values())
    what = "dashboard of 5, 10 and 20 years; exponent 5 to 20"
    return Row(what, shown, "", exponent, "", EXPONENT_LIMIT, len(ours[20]))


class _Page(CapturingDisplayPublisher):
    """Stands for the page of a notebook: when it was given something to show, and what again."""

    def publish(self, *_: Any, **__: Any) -> None:
        self.outputs.append(time.perf_counter())


def _show(log: Log, shell: InteractiveShell) -> tuple[float, float]:
    """Milliseconds from the open log to what a notebook shows first, and to all of it."""
    shell.display_pub = page = _Page()
    gc.collect()
    begun = time.perf_counter()
    dashboard(log)._show_as_it_is_drawn()
    first, last = page.outputs
    return (first - begun) * 1000, (last - begun) * 1000


def _bare(pictures: tuple[Picture, ...]) -> None:
    """Draw the same rows at the same sizes with nothing but `plot`, in as many figures."""
    for picture in pictures:
        figures = picture.table.select_dtypes("number").to_numpy("float64", na_value=np.nan)
        inches = WIDTH_PX / PX_PER_INCH, (picture.height_px + HEAD_PX) / PX_PER_INCH
        for _ in THEMES:
            figure = Figure(figsize=inches, dpi=2 * PX_PER_INCH)
            figure.subplots().plot(figures, "o")
            FigureCanvasAgg(figure).print_png(BytesIO())


def _measured_daily(file: Path, years: int) -> Log:
    """Fill a log with a session, four answers and three trials a side each day, none alike."""
    practise_daily(file, years)
    log = open_log(file)
    with log.writing() as connection:
        session = connection.execute(text("SELECT min(id) FROM sessions")).scalar_one()
        trials = [
            trial(session, day, side, number)
            for count, day in enumerate(days_until_now(years))
            if count % 7
            for side in ("left", "right")
            for number in (1, 2, 3)
        ]
        connection.execute(insert(tables.measurements), trials)
        connection.execute(text("UPDATE ratings SET score = rowid * 7 % 11"))
        connection.execute(text("UPDATE measurements SET value_cm = 8 + rowid * 5 % 13 / 2.0"))
    return log
