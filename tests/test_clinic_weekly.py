"""The week of those a clinician looks after, against what each of them sees themself."""

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest

from stretchlib import clinic as commands
from stretchlib.clinic.weekly import WEEKLY
from stretchlib.errors import LogError
from tests.log_kit import MORNING, PHASES, event, practise

MONDAY = pd.Timestamp(MORNING.date())
"""2 March 2026 is one."""


def week_of(clinic, *people, day=MORNING):
    return commands.weekly_summary(day.date(), clinic.clinician(*people).where())


def test_a_week_in_numbers(clinic):
    person = clinic.person()
    log = person.log()
    session = practise(log, ("phase_done", 1, 30.0), ("phase_done", 3, 20.0))
    practise(log, ("phase_done", 1, 10.0), at=MORNING + timedelta(hours=2))
    practise(log, ("hurt", 1, 5.0), last="stopped", at=MORNING + timedelta(days=6))
    for score, moment in ((6, "before"), (None, "before"), (3, "before"), (2, "after")):
        log.rate("pain", score, moment=moment, session_id=session, at=MORNING)
    log.rate("tightness", 7, moment="before", at=MORNING)
    log.rate("tightness", 1, moment="any", at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.0, 20.0], at=MORNING)
    log.measure("chest_to_thigh", side="right", trials_cm=[9.0, 10.0], at=MORNING)
    (row,) = week_of(clinic, person).to_dict("records")
    assert row == {
        "person": person.name,
        "week": MONDAY,
        "days": 2,
        "sessions": 3,
        "done_s": 65.0,
        "hurt": 1,
        "pain_before": 4.5,
        "pain_after": 2.0,
        "tightness_before": 7.0,
        "tightness_after": pytest.approx(float("nan"), nan_ok=True),
        "chest_to_thigh_left_cm": 12.0,
        "chest_to_thigh_right_cm": 9.5,
    }


def test_somebody_who_did_nothing_has_a_row_too(clinic):
    idle, busy = clinic.person(), clinic.person()
    practise(busy.log())
    found = week_of(clinic, idle, busy)
    assert found["person"].tolist() == [idle.name, busy.name]
    assert found["sessions"].tolist() == [0, 1]
    assert found["done_s"].tolist() == [0.0, 0.0]
    assert found["pain_before"].isna().all()


def test_nobody_is_summed_up_in_the_same_types(clinic):
    nobody = week_of(clinic)
    assert nobody.empty
    assert nobody.dtypes.to_dict() == week_of(clinic, clinic.person()).dtypes.to_dict()
    assert list(nobody) == list(WEEKLY)


def test_only_those_assigned_are_summed_up(clinic):
    mine, other = clinic.person(), clinic.person()
    practise(other.log())
    assert week_of(clinic, mine)["person"].tolist() == [mine.name]


@pytest.mark.parametrize(
    "ends",
    [
        [("phase_done", 1, 30.0)],
        [("hurt", 1, 8.0), ("phase_skipped", 1, 9.0)],
        [("hurt", 1, 8.0), ("phase_repeated", 1, 8.0), ("phase_done", 1, 30.0)],
        [("phase_skipped", 1, 4.0), ("phase_skipped", 1, 3.0), ("hurt", 3, 2.0)],
        [("phase_repeated", 0, None), ("phase_done", 0, 10.0)],
    ],
    ids=str,
)
def test_seconds_are_those_that_the_person_sees(clinic, ends):
    person = clinic.person()
    log = person.log()
    session = practise(log, *ends)
    # The player sends both ends of what hurt one after the other: their order decides.
    log.append([event(session, 90, "hurt", 2, 1.0), event(session, 91, "phase_skipped", 2, 2.0)])
    assert week_of(clinic, person)["done_s"].tolist() == log.sessions()["done_s"].tolist()


@pytest.mark.parametrize(
    ("utc", "offset_min", "counts"),
    [
        ("2026-03-01T23:59", 0, False),
        ("2026-03-02T00:00", 0, True),
        ("2026-03-08T23:59", 0, True),
        ("2026-03-09T00:00", 0, False),
        ("2026-03-01T10:00", 14 * 60, True),
        ("2026-03-01T09:59", 14 * 60, False),
        ("2026-03-02T11:59", -12 * 60, False),
        ("2026-03-09T11:59", -12 * 60, True),
        ("2026-03-09T12:00", -12 * 60, False),
    ],
)
def test_a_week_runs_from_monday_to_sunday_on_their_own_clock(clinic, utc, offset_min, counts):
    person = clinic.person()
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    log = person.log()
    local = at.astimezone(timezone(timedelta(minutes=offset_min)))
    practise(log, at=local)
    log.rate("pain", 4, moment="before", at=local)
    log.measure("chest_to_thigh", side="left", trials_cm=[10.0], at=local)
    (row,) = week_of(clinic, person).itertuples()
    assert row.sessions == counts
    assert (row.pain_before == 4.0, row.chest_to_thigh_left_cm == 10.0) == (counts, counts)


def test_any_day_names_its_week(clinic):
    person = clinic.person()
    practise(person.log())
    for days in range(7):
        found = week_of(clinic, person, day=MORNING + timedelta(days=days))
        assert found["week"].tolist() == [MONDAY]
        assert found["sessions"].tolist() == [1]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(26, 3, 2), r"day=0026-03-02 is before the year 1990\. Look at the year"),
        (date.min, "is before the year 1990"),
        (date.max, r"ahead\. Look at the year"),
        ("2026-03-02", r"is not a day\. Give a date"),
        (None, "is not a day"),
    ],
)
def test_a_week_that_cannot_be_is_refused_with_the_cure(day, why):
    with pytest.raises(LogError, match=why):
        commands.weekly_summary(day, "postgresql+psycopg://nobody@localhost:1/x")


def test_what_was_corrected_counts_as_corrected_and_what_is_hidden_not_at_all(clinic):
    person = clinic.person()
    log = person.log()
    moved = practise(log, ("phase_done", 1, 30.0), at=MORNING - timedelta(days=7))
    log.correct(moved, at=MORNING)
    log.note(moved, "twice edited")
    log.hide(practise(log, ("phase_done", 1, 5.0)))
    log.correct(log.rate("pain", 9, moment="before", at=MORNING), score=1)
    log.hide(log.rate("pain", 9, moment="before", at=MORNING))
    (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[99.0], at=MORNING)
    log.correct(trial, value_cm=9.0)
    (row,) = week_of(clinic, person).itertuples()
    assert (row.sessions, row.done_s, row.pain_before) == (1, 30.0, 1.0)
    assert row.chest_to_thigh_left_cm == 9.0


def test_a_hidden_session_takes_its_answers_and_trials_with_it(clinic):
    person = clinic.person()
    log = person.log()
    session = practise(log)
    log.note(session, "so that its chain has two rows")
    log.rate("pain", 3, moment="before", session_id=session, at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[10.0], session_id=session, at=MORNING)
    log.hide(session)
    (hidden,) = week_of(clinic, person).itertuples()
    assert hidden.sessions == 0
    assert pd.isna([hidden.pain_before, hidden.chest_to_thigh_left_cm]).all()
    log.undo(session)
    (shown,) = week_of(clinic, person).itertuples()
    assert (shown.sessions, shown.pain_before, shown.chest_to_thigh_left_cm) == (1, 3.0, 10.0)


def test_the_same_id_in_two_logs_is_two_sessions(clinic):
    anna, bob = clinic.person(), clinic.person()
    session = practise(anna.log(), ("phase_done", 1, 30.0))
    bob.log().start_session("standard", PHASES, session_id=session, at=MORNING)
    bob.log().append([event(session, 0, "phase_done", 1, 5.0)])
    bob.log().hide(session)
    assert week_of(clinic, anna, bob)["done_s"].tolist() == [30.0, 0.0]
