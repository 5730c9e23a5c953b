import stat
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from icalendar import Calendar, Timezone

from stretchlib.errors import ExchangeError, UnknownName
from stretchlib.exchange import write_reminders

SUNDAY = date(2026, 3, 1)


@pytest.fixture
def remind(tmp_path):
    """Write reminders, and give their one event as another program reads it."""

    def remind(**options):
        file = tmp_path / "practice.ics"
        file.unlink(missing_ok=True)
        options = {"days": ["monday"], "at": "07:30", "start": SUNDAY, **options}
        calendar = Calendar.from_ical(write_reminders(file, **options).read_bytes())
        (event,) = calendar.walk("VEVENT")
        return event

    return remind


def test_it_comes_every_week_on_these_days(remind):
    event = remind(days=["thursday", "monday", "thursday"])
    assert event["rrule"] == {"FREQ": ["WEEKLY"], "BYDAY": ["MO", "TH"]}


def test_it_begins_on_the_first_of_its_days(remind):
    assert remind(days=["wednesday", "saturday"]).decoded("dtstart").date() == date(2026, 3, 4)
    assert remind(days=["sunday"]).decoded("dtstart").date() == SUNDAY


def test_without_a_zone_it_is_that_time_wherever_you_are(remind):
    start = remind().decoded("dtstart")
    assert (start.tzinfo, start.time()) == (None, time(7, 30))


def test_with_a_zone_it_keeps_to_it_over_daylight_saving(remind, tmp_path):
    start = remind(tz="Europe/Berlin").decoded("dtstart")
    assert start == datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    text = (tmp_path / "practice.ics").read_text()
    assert "BEGIN:VTIMEZONE" in text
    assert "BEGIN:DAYLIGHT" in text
    assert "RDATE" not in text


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Berlin", ["BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3"]),
        ("America/New_York", ["BYDAY=1SU;BYMONTH=11", "BYDAY=2SU;BYMONTH=3"]),
        ("Australia/Sydney", ["BYDAY=1SU;BYMONTH=10", "BYDAY=1SU;BYMONTH=4"]),
        ("Asia/Tokyo", []),
    ],
)
def test_a_zone_is_told_by_rules_that_every_calendar_reads(remind, tmp_path, zone, rules):
    remind(tz=zone)
    lines = (tmp_path / "practice.ics").read_text().split("BEGIN:VEVENT")[0].splitlines()
    found = sorted(line.removeprefix("RRULE:FREQ=YEARLY;") for line in lines if "RRULE" in line)
    assert found == rules
    assert sum(line.startswith("TZOFFSETTO") for line in lines) == max(len(rules), 1)


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Gaza"]
)
def test_the_rules_of_a_zone_say_what_it_does(remind, tmp_path, zone):
    remind(tz=zone)
    text = (tmp_path / "practice.ics").read_text()
    (timezone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    assert isinstance(timezone, Timezone)
    read = timezone.to_tz(lookup_tzid=False)
    for day in range(0, 700, 5):
        at = datetime.combine(date(2026, 3, 1), time(12)) + timedelta(days=day)
        assert at.replace(tzinfo=read).utcoffset() == at.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_it_rings(remind):
    (alarm,) = remind().walk("VALARM")
    assert alarm["action"] == "DISPLAY"


def test_a_later_file_takes_the_place_of_an_earlier_one(remind):
    assert remind()["uid"] == remind(days=["sunday"], at="19:00")["uid"]


def test_two_people_do_not_take_each_others_place(remind, monkeypatch):
    ids = set()
    for person in ("ada", "bea"):
        monkeypatch.setenv("JUPYTERHUB_USER", person)
        ids.add(str(remind()["uid"]))
    monkeypatch.delenv("JUPYTERHUB_USER")
    assert len(ids | {str(remind()["uid"])}) == 3


def test_it_says_nothing_of_health(remind):
    assert remind()["summary"] == "Practise your stretches"


@pytest.mark.parametrize(
    ("options", "error", "problem"),
    [
        ({"days": ["mondey"]}, UnknownName, "Did you mean 'monday'"),
        ({"days": "monday, friday"}, UnknownName, "No weekday named"),
        ({"days": []}, ExchangeError, "has no day"),
        ({"at": "7.30"}, ExchangeError, "at='7.30' is not a time of day. Write it like"),
        ({"at": "25:00"}, ExchangeError, "is not a time of day"),
        ({"at": 7}, ExchangeError, "at=7 is not a time of day"),
        ({"tz": "Europe/Berlim"}, UnknownName, "Did you mean 'Europe/Berlin'"),
        ({"tz": pd.NA}, UnknownName, "No zone named"),
    ],
)
def test_what_cannot_be_is_said(remind, tmp_path, options, error, problem):
    with pytest.raises(error, match=problem):
        remind(**options)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_private_and_never_overwritten(tmp_path):
    file = write_reminders(tmp_path / "practice.ics", days=["monday"], at="07:30")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ExchangeError, match="is there already"):
        write_reminders(file, days=["monday"], at="07:30")
