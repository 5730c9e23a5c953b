"""One odd date among the sensible ones is named, and does not stretch a picture."""

import pandas as pd
import pytest

from stretchlib import charts, dashboard, report
from stretchlib.log import open_log
from stretchlib.progress.outliers import odd_days
from tests.log_kit import MORNING, practise

YEARS = ("0026", "0202", "1970", "9999")
"""Typed short, or of a clock that began anew, or the end of the calendar."""


def days(*dates):
    return pd.Series(dates).astype("datetime64[us]")


def pictures(day):
    """Every picture that has days, each of a frame with these ones."""
    one = pd.DataFrame({"day": day.repeat(2).to_numpy(), "side": ["left", "right"] * len(day)})
    asked = {"moment": ["before", "after"] * len(day), "area": "low_back"}
    rated = one.assign(**asked, session_id=one["day"].astype("str"), score=3, side="both")
    rated["score"] = rated["score"].astype("Int64")
    read = one.assign(measure="chest_to_thigh", trial=1, value_cm=12.0, note="")
    return {
        "measurement": charts.measurement(read, "chest_to_thigh"),
        "sides": charts.sides(read, measure="chest_to_thigh"),
        "pain": charts.pain(rated.assign(kind="pain")),
        "tightness": charts.tightness(ratings=rated.assign(kind="tightness")),
        "extent": charts.extent(rated.assign(kind="extent", extent="thigh")),
        "calendar": charts.calendar(one.assign(routine="Hug", status="finished", done_s=60.0)),
        "dose": charts.dose(one.assign(target="hamstrings", dose_s=60.0)),
    }


SENSIBLE = pd.Series(pd.date_range("2026-03-02", periods=8, freq="D", unit="us"))


@pytest.mark.parametrize("year", YEARS)
def test_one_odd_date_is_named_and_the_picture_is_that_of_all_others(year):
    odd = pictures(pd.concat([days(f"{year}-11-07"), SENSIBLE], ignore_index=True))
    for name, picture in pictures(SENSIBLE).items():
        assert odd[name].table.equals(picture.table), name
        assert (odd[name].title, odd[name].subtitle) == (picture.title, picture.subtitle)
        sentence = f"7 Nov {year} is left out, years from all other days. If it is a slip"
        assert sentence in odd[name].caption
        assert sentence in odd[name].alt
        assert "left out" not in picture.alt


@pytest.mark.parametrize("year", YEARS)
def test_a_day_of_any_year_can_be_drawn(year):
    for picture in pictures(days(f"{year}-11-07")).values():
        assert "<img" in picture.html(table=True)
        assert "left out" not in picture.alt


@pytest.mark.parametrize(
    ("dates", "odd"),
    [
        (["1970-01-01", "2026-03-02", "2026-03-03"], []),
        (["1970-01-01", "2026-03-02", "2026-03-03", "2026-03-04"], ["1970-01-01"]),
        (["2019-01-01", "2019-01-02", "2019-01-03", "2026-03-02", "2026-03-03", "2026-03-04"], []),
        (["1970-01-01", "1970-01-02", "2026-03-02", "2026-03-03", "2026-03-04"], [0, 1]),
        (["2022-03-02", "2026-03-02", "2026-03-03", "2026-03-04"], []),
        (["0026-01-01", "2026-03-02", "2026-03-03", "2026-03-04", "2099-01-01"], [0, -1]),
        ([], []),
    ],
)
def test_odd_is_what_stands_alone_years_from_all_others(dates, odd):
    named = [one if isinstance(one, str) else dates[one] for one in odd]
    assert [f"{day.year:04}-{day:%m-%d}" for day in odd_days(days(*dates))] == named


@pytest.mark.parametrize("year", YEARS[:3])
def test_a_dashboard_and_a_report_name_an_odd_date_and_leave_it_out(tmp_path, year):
    log = open_log(tmp_path / "log.sqlite")
    for day in range(5):
        practise(log, ("phase_done", 1, 30.0), at=MORNING + pd.Timedelta(days=day).to_pytimedelta())
    with log.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE sessions SET started_utc = ? || substr(started_utc, 5) "
            "WHERE started_utc = (SELECT min(started_utc) FROM sessions)",
            (year,),
        )
    sentence = f"2 Mar {year} is left out, years from all other days."
    assert sentence in dashboard(log)._repr_mimebundle_()["text/html"]
    page = report(log).html
    assert sentence in page
    assert "3 to 6 Mar 2026" in page
