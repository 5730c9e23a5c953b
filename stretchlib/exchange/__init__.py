"""In and out: what the log has, in files that other programs read, and back again."""

from collections.abc import Iterable
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from stretchlib._paths import typed_path
from stretchlib.errors import ExchangeError
from stretchlib.log import check_log

if TYPE_CHECKING:
    from stretchlib.exchange.preview import Preview
    from stretchlib.log import Log

__all__ = ["export", "export_fhir", "import_", "reminders"]


def export(log: "Log", where: str | PathLike[str]) -> Path:
    """
    Write everything the log has into a new folder or `.zip` file; return its path.

    `sessions.csv`, `steps.csv`, `ratings.csv` and `measurements.csv` are for spreadsheets and
    statistics; `columns.csv` says what each of their columns means. `log.jsonl` has every row,
    replaced and hidden ones too, and `import_` makes the same log of it again. All are UTF-8,
    and only you can read them (mode 0600).

    Parameters
    ----------
    log : Log
        From `open_log()`. An empty log gives the same files, with no rows.
    where : path
        A folder, or a file that ends in `.zip`. It must be new, so that an earlier export is
        never overwritten; an empty folder is new too.

    Raises
    ------
    ExchangeError
        When something is there already, or the place cannot be written to. Then nothing is
        left there.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log, folder = open_log("sqlite://"), getfixture("tmp_path") / "mine"
    >>> rating = log.rate("pain", 2, moment="any")
    >>> sorted(file.name for file in export(log, folder).iterdir())
    ['README.txt', 'columns.csv', 'log.jsonl', 'measurements.csv', 'ratings.csv', 'sessions.csv',
     'steps.csv']
    """
    from stretchlib.exchange.outward import export_all

    return export_all(check_log(log), typed_path(where, ExchangeError))


def import_(log: "Log", path: str | PathLike[str]) -> "Preview":
    """
    Read a file and show what it would bring; nothing is written until `.apply()`.

    Parameters
    ----------
    log : Log
        Where it would go.
    path : path
        One of: a folder or `.zip` that `export` wrote, or its `log.jsonl`; `ratings.csv` or
        `measurements.csv`, to which rows may have been added with the `id` left empty; the
        `export.zip` or `export.xml` of Apple Health, whose flexibility workouts become sessions.
        Each is known by what it holds, whatever it is called and however a spreadsheet saved it.

    Returns
    -------
    Preview
        What is new, the same and in conflict, per table. `.apply()` writes what is new in one
        transaction, and leaves the rest as it is. A second time there is nothing new. What is
        broken is left out: `.left_out` names each with its line and what mends it.

    Raises
    ------
    ExchangeError
        When the file as a whole is none of these, or only part of one. The log is unchanged.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log, other = open_log("sqlite://"), open_log("sqlite://")
    >>> rating = log.rate("pain", 2, moment="any")
    >>> file = export(log, getfixture("tmp_path") / "mine.zip")
    >>> preview = import_(other, file)
    >>> preview
    mine.zip/log.jsonl. Rows: 1 new, 0 same, 0 in conflict. Nothing is written yet: .apply() writes
    what is new.
    >>> preview.apply()
    Written: 1 row (ratings 1).
    >>> import_(other, file)
    mine.zip/log.jsonl. Rows: 0 new, 1 same, 0 in conflict. There is nothing to write.
    """
    from stretchlib.exchange.inward import read
    from stretchlib.exchange.preview import Preview

    return Preview(check_log(log), read(typed_path(path, ExchangeError)))


def export_fhir(log: "Log", where: str | PathLike[str]) -> Path:
    """
    Write the log as a FHIR R4 Bundle, for the records of a clinic; return its path.

    A session is a Procedure, with an Observation of how long was spent on what; each rating and
    each trial of a measurement is an Observation. Pain is LOINC 72514-3; where there is no
    published code, there is a local one with a UCUM unit. Nobody is named: whoever receives it
    knows whose it is.

    Parameters
    ----------
    log : Log
        From `open_log()`. An empty log gives a Bundle without entries.
    where : path
        A new file, such as `"my-log.fhir.json"`.

    Raises
    ------
    ExchangeError
        When something is there already, or the place cannot be written to.

    Examples
    --------
    >>> import json
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> rating = log.rate("pain", 2, moment="any")
    >>> file = export_fhir(log, getfixture("tmp_path") / "log.json")
    >>> json.loads(file.read_text())["entry"][0]["resource"]["code"]["coding"][0]["code"]
    '72514-3'
    """
    from stretchlib.exchange.fhir import write

    return write(check_log(log), typed_path(where, ExchangeError))


def reminders(
    where: str | PathLike[str],
    *,
    days: Iterable[str],
    at: str,
    tz: str | None = None,
    start: date | None = None,
) -> Path:
    """
    Write an iCalendar file that reminds you to practise; return its path.

    Open it with your calendar. A later file, opened there too, takes the place of this one.

    Parameters
    ----------
    where : path
        A new file, such as `"practice.ics"`.
    days : iterable of str
        The weekdays: `["monday", "thursday"]`.
    at : str
        The time of day: `"07:30"`.
    tz : str, optional
        An IANA zone such as `"Europe/Berlin"`. Left out, it is 07:30 wherever you are.
    start : date, optional
        The first day it may be, from 1990 on and at most a year ahead; today when left out.

    Raises
    ------
    UnknownName
        For a day that is no weekday, or an unknown zone.
    ExchangeError
        For a time or a first day that cannot be, no weekday at all, or a place that cannot be
        written to.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "practice.ics"
    >>> calendar = reminders(file, days=["monday", "thursday"], at="07:30").read_text()
    >>> "RRULE:FREQ=WEEKLY;BYDAY=MO,TH" in calendar
    True
    """
    from stretchlib.exchange.ics import write

    return write(typed_path(where, ExchangeError), days=days, at=at, tz=tz, start=start)
