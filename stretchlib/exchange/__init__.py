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

__all__ = ["export", "export_fhir", "preview_import", "write_reminders"]


def export(log: "Log", where: str | PathLike[str]) -> Path:
    """Write all of a log into a new folder or zip; `Log.export` says how."""
    from stretchlib.exchange.archive import write

    return write(check_log(log), typed_path(where, ExchangeError))


def preview_import(log: "Log", path: str | PathLike[str]) -> "Preview":
    """Show what a file would bring into a log; `Log.preview_import` says how."""
    from stretchlib.exchange.archive import read
    from stretchlib.exchange.preview import Preview

    return Preview(check_log(log), read(typed_path(path, ExchangeError)))


def export_fhir(log: "Log", where: str | PathLike[str]) -> Path:
    """Write a log as a FHIR R4 Bundle; `Log.export_fhir` says how."""
    from stretchlib.exchange.fhir import write

    return write(check_log(log), typed_path(where, ExchangeError))


def write_reminders(
    where: str | PathLike[str],
    *,
    days: Iterable[str],
    at: str,
    tz: str | None = None,
    start: date | str | None = None,
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
    start : date or str, optional
        The first day it may be, such as `"2026-03-02"`, from 1990 on and at most a year ahead;
        today when left out.

    Raises
    ------
    UnknownName
        For a day that is no weekday, or an unknown zone.
    ExchangeError
        For a time or a first day that cannot be, no weekday at all, or a path that cannot be
        written to.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "practice.ics"
    >>> calendar = write_reminders(file, days=["monday", "thursday"], at="07:30").read_text()
    >>> "RRULE:FREQ=WEEKLY;BYDAY=MO,TH" in calendar
    True
    """
    from stretchlib.exchange.ics import write

    return write(typed_path(where, ExchangeError), days=days, at=at, tz=tz, start=start)
