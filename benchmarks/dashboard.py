"""
How long the dashboard of ten years takes, beside as many bare figures of matplotlib.

Two rows: until its sentences and the first picture are seen, and until all of it is there.
"""

import math
import tempfile
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median

import numpy as np
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
from stretchlib.reports.overview import FIRST

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
    with tempfile.TemporaryDirectory() as folder:
        for years in YEARS:
            log = _measured_daily(Path(folder) / f"{years}.sqlite", years)
            pictures = dashboard(log).pictures
            _show(log), _bare(pictures)  # the first of each loads the fonts
            taken = []
            for _ in range(SHOWN if years == 10 else 3):
                ways = (partial(_see, log), partial(_show, log), partial(_bare, pictures))
                taken.append([elapsed_ms(way) for way in ways])
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


def _see(log: Log) -> str:
    """From the open log to what the notebook is given first."""
    html: str = dashboard(log)._mimebundle(FIRST)["text/html"]
    return html


def _show(log: Log) -> str:
    """From the open log to all that the notebook is given."""
    html: str = dashboard(log)._repr_mimebundle_()["text/html"]
    return html


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
