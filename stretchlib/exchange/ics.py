"""A weekly reminder to practise, for any calendar (RFC 5545)."""

import os
import platform
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, available_timezones

from stretchlib import private_files
from stretchlib.errors import ExchangeError, StretchError, check_one_of, shown
from stretchlib.exchange.zones import vtimezone
from stretchlib.progress.required_columns import day_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NAMES = UUID("e0f9b1c2-6a55-4b0e-9d3e-5f0d4c3a7b21")
"""In which each person on each machine has one id."""
LENGTH_MIN = 15


def write(
    where: Path, *, days: Iterable[str], at: str, tz: str | None, start: date | str | None
) -> Path:
    """Write the file, as `reminders` says."""
    weekdays = _weekdays(days)
    clock = _clock(at)
    is_floating = tz is None or (isinstance(tz, str) and not tz)
    zone = (
        None if is_floating else ZoneInfo(check_one_of("zone", tz, sorted(available_timezones())))
    )
    first = _first_day(_start(start), weekdays)
    text = _calendar(weekdays, datetime.combine(first, clock, zone))
    with private_files.new_place(where) as unfinished:
        private_files.write_new(unfinished, [text])
    return where


def _weekdays(days: Iterable[str]) -> list[int]:
    is_one = isinstance(days, str) or not isinstance(days, Iterable)
    named: list[object] = [days] if is_one else list(days)
    numbers = sorted({WEEKDAYS.index(check_one_of("weekday", day, WEEKDAYS)) for day in named})
    if not numbers:
        msg = 'days=[] has no day. Give at least one: days=["monday"]'
        raise ExchangeError(msg)
    return numbers


def _clock(at: str) -> time:
    try:
        return datetime.strptime(at, "%H:%M").time()  # noqa: DTZ007 the zone comes apart from it
    except (ValueError, TypeError) as error:
        msg = f'at={shown(at)} is not a time of day. Write it like at="07:30".'
        raise ExchangeError(msg) from error


def _start(start: object) -> date:
    """Return a day that may be meant; today when left out."""
    today = datetime.now().astimezone().date()
    try:
        told = day_of("start", start)
    except StretchError as error:
        raise ExchangeError(str(error)) from error
    return told.date() if told is not None else today


def _first_day(start: date, weekdays: list[int]) -> date:
    """Find the first of the weekdays that is not before `start`."""
    week = (start + timedelta(days=ahead) for ahead in range(7))
    return next(day for day in week if day.weekday() in weekdays)


def _uid() -> str:
    """One for each person: a later reminder takes the place of theirs, and of nobody else's."""
    person = os.environ.get("JUPYTERHUB_USER")
    if person:
        return str(uuid5(NAMES, f"{os.environ.get('JUPYTERHUB_API_URL', '')} {person}"))
    return str(uuid5(NAMES, f"{platform.node()} {Path.home()}"))


def _calendar(weekdays: list[int], first: datetime) -> str:
    # A quarter of a second to import, for something that is done once.
    from icalendar import Alarm, Calendar, Event

    event = Event()
    event.add("uid", _uid())
    event.add("dtstamp", datetime.now(UTC))
    event.add("summary", "Practise your stretches")
    event.add("description", "Open the stretching workbook and press Start.")
    event.add("dtstart", first)
    event.add("duration", timedelta(minutes=LENGTH_MIN))
    event.add("rrule", {"freq": "weekly", "byday": [WEEKDAYS[day][:2].upper() for day in weekdays]})
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Practise your stretches")
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//stretchlib//practice reminders//EN")
    calendar.add("version", "2.0")
    if isinstance(first.tzinfo, ZoneInfo):
        calendar.add_component(vtimezone(first.tzinfo, first.year))
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
