"""A weekly reminder to practise, for any calendar (RFC 5545)."""

import os
import platform
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, available_timezones

from stretchlib import private_files
from stretchlib.errors import ExchangeError, StretchError, check_one_of, shown
from stretchlib.progress.columns import day_of

if TYPE_CHECKING:
    from icalendar import Component, Timezone

WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = tuple(day[:2].upper() for day in WEEKDAY_KEYS)
"""As calendars write them."""
ID_NAMESPACE = UUID("e0f9b1c2-6a55-4b0e-9d3e-5f0d4c3a7b21")
"""In which each person on each machine has one id."""
LENGTH_MIN = 15
YEARS = 28
"""After so many the days of the week come round again: what held for them is a rule."""
LISTED_YEARS = 10
"""For how long changes are listed that follow no rule, such as those by the moon."""


def write(
    where: Path, *, days: Iterable[str], at: str, tz: str | None, start: date | str | None
) -> Path:
    """Write the file, as `write_reminders` says."""
    weekdays = _weekdays(days)
    clock = _clock(at)
    is_floating = tz is None or (isinstance(tz, str) and not tz)
    zone = (
        None if is_floating else ZoneInfo(check_one_of("zone", tz, sorted(available_timezones())))
    )
    first = _first_day(_start(start), weekdays)
    text = _calendar(weekdays, datetime.combine(first, clock, zone))
    with private_files.new_path(where) as unfinished:
        private_files.write_new(unfinished, [text])
    return where


def _weekdays(days: Iterable[str]) -> list[int]:
    is_one = isinstance(days, str) or not isinstance(days, Iterable)
    named: list[object] = [days] if is_one else list(days)
    numbers = sorted(
        {WEEKDAY_KEYS.index(check_one_of("weekday", day, WEEKDAY_KEYS)) for day in named}
    )
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
        day = day_of("start", start)
    except StretchError as error:
        raise ExchangeError(str(error)) from error
    return day.date() if day is not None else today


def _first_day(start: date, weekdays: list[int]) -> date:
    """Find the first of the weekdays that is not before `start`."""
    week = (start + timedelta(days=ahead) for ahead in range(7))
    return next(day for day in week if day.weekday() in weekdays)


def _uid() -> str:
    """One for each person: a later reminder takes the place of theirs, and of nobody else's."""
    person = os.environ.get("JUPYTERHUB_USER")
    if person:
        return str(uuid5(ID_NAMESPACE, f"{os.environ.get('JUPYTERHUB_API_URL', '')} {person}"))
    return str(uuid5(ID_NAMESPACE, f"{platform.node()} {Path.home()}"))


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
    event.add("rrule", {"freq": "weekly", "byday": [_DAYS[day] for day in weekdays]})
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


class ZoneChange(NamedTuple):
    """One change of the clocks."""

    wall: datetime
    """What they showed then, before it."""
    before: timedelta
    after: timedelta
    name: str
    """What the time is called after it."""


def vtimezone(zone: ZoneInfo, year: int) -> "Timezone":
    """
    Tell what a zone does to its clocks from a year on (RFC 5545, VTIMEZONE).

    By a rule for each change, or one by one without any. Outlook and
    Google read rules; of long lists of single days they read the first, or nothing.

    Examples
    --------
    >>> ical = vtimezone(ZoneInfo("Europe/Berlin"), 2026).to_ical().decode()
    >>> [line for line in ical.split() if "RRULE" in line]
    ['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10']
    """
    from icalendar import Timezone

    component = Timezone()
    component.add("tzid", zone.key)
    first = max(2, min(year - 1, MAXYEAR - YEARS - 1))
    kinds: dict[tuple[timedelta, timedelta], list[ZoneChange]] = defaultdict(list)
    for each in range(first, first + YEARS):
        for change in _changes(zone, each):
            kinds[change.before, change.after].append(change)
    rules = {kind: _rule(changes) for kind, changes in kinds.items()}
    if not kinds:
        start = datetime(first, 1, 1, tzinfo=zone)
        here = start.utcoffset() or timedelta()
        still = ZoneChange(start.replace(tzinfo=None), here, here, start.tzname() or zone.key)
        component.add_component(_part([still], {}))
    for kind, changes in kinds.items():
        component.add_component(_part(changes, rules[kind] if all(rules.values()) else {}))
    return component


def _part(changes: Sequence[ZoneChange], rule: dict[str, object]) -> "Component":
    from icalendar import TimezoneDaylight, TimezoneStandard

    first = changes[0]
    part = TimezoneDaylight() if first.after > first.before else TimezoneStandard()
    part.add("dtstart", first.wall)
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.name)
    if rule:
        part.add("rrule", rule)
    elif len(changes) > 1:
        until = first.wall.year + LISTED_YEARS
        part.add("rdate", [change.wall for change in changes[1:] if change.wall.year < until])
    return part


def _changes(zone: ZoneInfo, year: int) -> Iterator[ZoneChange]:
    """Find when the clocks change in a year, to the minute."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        before, end = _ahead(zone, at), at + timedelta(days=1)
        if before != _ahead(zone, end):
            low, high = at, end
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                low, high = (middle, high) if _ahead(zone, middle) == before else (low, middle)
            local = high.astimezone(zone)
            wall = (high + before).replace(tzinfo=None)
            yield ZoneChange(wall, before, _ahead(zone, high), local.tzname() or zone.key)
        at = end


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _rule(changes: Sequence[ZoneChange]) -> dict[str, object]:
    """The rule that changes of one kind follow, one a year; empty without one."""
    walls = [change.wall for change in changes]
    is_yearly = [wall.year for wall in walls] == [walls[0].year + n for n in range(YEARS)]
    same = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if not is_yearly or len(same) > 1:
        return {}
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    last = all((wall + timedelta(days=7)).month != wall.month for wall in walls)
    if not last and len(weeks) > 1:
        return {}
    nth = -1 if last else weeks.pop()
    day = f"{nth}{_DAYS[walls[0].weekday()]}"
    return {"freq": "yearly", "bymonth": walls[0].month, "byday": day}
