"""How a zone changes its clocks, as rules that calendars read (RFC 5545, VTIMEZONE)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Component, Timezone

YEARS = 28
"""After so many the days of the week come round again: what held for them is a rule."""
LISTED_YEARS = 10
"""For how long changes are listed that follow no rule, such as those by the moon."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """One change of the clocks."""

    wall: datetime
    """What they showed then, before it."""
    before: timedelta
    after: timedelta
    name: str
    """What the time is called after it."""


def vtimezone(zone: ZoneInfo, year: int) -> "Timezone":
    """
    Tell what a zone does from a year on: by a rule for each change, or one by one without any.

    Outlook and Google read rules; of long lists of single days they read the first, or nothing.

    Examples
    --------
    >>> told = vtimezone(ZoneInfo("Europe/Berlin"), 2026).to_ical().decode()
    >>> [line for line in told.split() if "RRULE" in line]
    ['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10']
    """
    from icalendar import Timezone

    told = Timezone()
    told.add("tzid", zone.key)
    first = max(2, min(year - 1, MAXYEAR - YEARS - 1))
    kinds: dict[tuple[timedelta, timedelta], list[Change]] = defaultdict(list)
    for each in range(first, first + YEARS):
        for change in _changes(zone, each):
            kinds[change.before, change.after].append(change)
    rules = {kind: _rule(changes) for kind, changes in kinds.items()}
    if not kinds:
        start = datetime(first, 1, 1, tzinfo=zone)
        here = start.utcoffset() or timedelta()
        still = Change(start.replace(tzinfo=None), here, here, start.tzname() or zone.key)
        told.add_component(_part([still], {}))
    for kind, changes in kinds.items():
        told.add_component(_part(changes, rules[kind] if all(rules.values()) else {}))
    return told


def _part(changes: Sequence[Change], rule: dict[str, object]) -> "Component":
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


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
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
            yield Change(wall, before, _ahead(zone, high), local.tzname() or zone.key)
        at = end


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _rule(changes: Sequence[Change]) -> dict[str, object]:
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
