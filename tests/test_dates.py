"""A year typed short, or without end: refused where it is given, told where it was kept before."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

import stretchlib as st
from stretchlib.errors import ExchangeError, LogError, SafetyError, StretchError
from stretchlib.exchange import export, preview_import, write_reminders
from stretchlib.log import tables
from stretchlib.safety import Condition, allowed
from stretchlib.safety.condition import LONGEST_AHEAD, in_force
from stretchlib.safety.triggers import chosen
from stretchlib.ui.condition_questions import LivingWith
from stretchlib.ui.screening import condition_advice, conditions_today, fitted
from tests.widgets import part, shown

TODAY = datetime.now().astimezone().date()
SHORT, LONG = r"is before the year 1990\. Look at the year", r"ahead\. Look at the year"
CANNOT_BE = [("0026", SHORT), ("0202", SHORT), ("1970", SHORT), ("9999", LONG)]
TEAR, BOX = "calf_tear", "stretch-screen-muscle_tear"
CALF = st.Routine("Calf").add("standing_hamstring", st.Hold(20))

cannot_be = pytest.mark.parametrize(("year", "why"), CANNOT_BE)
of_any_year = pytest.mark.parametrize("year", [year for year, _ in CANNOT_BE])


def until(year):
    return {"conditions": [TEAR], "details": {TEAR: {"until": f"{year}-09-30"}}}


def day_in(year):
    return date.fromisoformat(f"{year}-09-30")


def kept_before(log, year):
    """A log of an earlier version, which kept any year at all."""
    log.add_screening("go", {"flags": [], "asked": "all"})
    log.add_screening("conditions", {"conditions": [TEAR]})
    with log.writing() as connection:
        answers = tables.screenings.c.outcome == "conditions"
        connection.execute(update(tables.screenings).where(answers).values(answers=until(year)))
    return st.open_log(log.file)


# Until when one has to be careful


@cannot_be
def test_a_last_day_that_cannot_be_is_refused_with_the_cure(log, year, why):
    with pytest.raises(LogError, match=f"until={year}-09-30 .*{why}"):
        log.add_screening("conditions", until(year))
    with pytest.raises(SafetyError, match=f"until={year}-09-30 .*{why}"):
        allowed(CALF, Condition(TEAR, until=day_in(year)))
    assert log.screenings().empty


def test_who_has_no_last_day_is_told_to_leave_it_out(log):
    with pytest.raises(LogError, match="Leave it out if there is no last day"):
        log.add_screening("conditions", until("9999"))


@pytest.mark.parametrize("given", ["2026-09-30", datetime(2026, 9, 30, 7), 2026])  # noqa: DTZ001
def test_a_last_day_that_is_no_day_is_refused(given):
    with pytest.raises(SafetyError, match=r"is not a day\. Give a date"):
        allowed(CALF, Condition(TEAR, until=given))


@pytest.mark.parametrize(
    "last",
    [date(1990, 1, 1), TODAY - timedelta(days=1), TODAY, TODAY + LONGEST_AHEAD],
    ids=["1990", "yesterday", "today", "in two years"],
)
def test_a_last_day_that_was_or_is_within_two_years_is_kept(log, last):
    log.add_screening("conditions", {"conditions": [TEAR], "details": {TEAR: {"until": str(last)}}})
    assert chosen(log.screenings()) == (Condition(TEAR, until=last),)
    assert len(conditions_today(log)) == (last >= TODAY)


@cannot_be
def test_a_form_says_below_the_day_what_is_wrong_with_it(log, year, why):
    form = st.Screening(log)
    part(form, "stretch-screen-conditions").value = ["muscle_tear"]
    part(form, f"{BOX}-which").value = TEAR
    typed, odd = part(form, f"{BOX}-until"), part(form, f"{BOX}-until-odd")
    typed.value = day_in(year)
    assert why.replace("\\", "") in odd.value
    part(form, "stretch-screen-go").click()
    assert f"until={year}-09-30" in part(form, "stretch-screen-message").value
    assert log.screenings().empty
    typed.value = TODAY
    assert odd.value == ""
    part(form, "stretch-screen-go").click()
    assert chosen(log.screenings()) == (Condition(TEAR, until=TODAY),)


@of_any_year
def test_what_a_log_has_kept_so_is_held_to_and_told(log, year):
    old = kept_before(log, year)
    assert [one.name for one in conditions_today(old)] == [TEAR]
    assert fitted(st.routine("standard"), old).changes
    advice = condition_advice(chosen(old.screenings()))
    assert f"is kept as 30 September {year}. That is not possible" in advice
    assert advice in shown(st.Practice(CALF, old))
    # As it was kept, to be put right.
    assert part(LivingWith(old), f"{BOX}-until").value == day_in(year)


def test_a_last_day_typed_short_does_not_end_it():
    odd = Condition(TEAR, until=date(26, 9, 30))
    assert not odd.has_ended(TODAY)
    assert in_force([odd], TODAY) == (Condition(TEAR),)


@of_any_year
def test_what_a_log_has_kept_so_comes_along_in_its_export(log, tmp_path, year):
    old = kept_before(log, year)
    export(old, tmp_path / "out")
    other = st.open_log(tmp_path / "other.sqlite")
    preview = preview_import(other, tmp_path / "out" / "log.jsonl")
    assert preview.left_out.empty
    preview.apply()
    assert chosen(other.screenings()) == chosen(old.screenings())


def test_the_day_of_an_answer_that_was_kept_so_can_be_corrected(log):
    old = kept_before(log, "0026")
    entry = old.screenings()["id"].iloc[-1]
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    old.correct(entry, at=yesterday)
    assert old.screenings()["day"].iloc[-1].date() == yesterday.date()
    with pytest.raises(LogError, match="before the year 1990"):
        old.correct(entry, answers=until("0026"))


# Reminders


@cannot_be
def test_reminders_that_begin_in_a_year_that_cannot_be_are_refused(tmp_path, year, why):
    with pytest.raises(ExchangeError, match=f"start={year}-09-30 .*{why}"):
        write_reminders(tmp_path / "a.ics", days=["monday"], at="07:30", start=day_in(year))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("start", ["in spring", 2026])
def test_reminders_that_begin_on_no_day_are_refused(tmp_path, start):
    with pytest.raises(StretchError, match="is not a day"):
        write_reminders(tmp_path / "a.ics", days=["monday"], at="07:30", start=start)


@pytest.mark.parametrize("start", [date(1990, 1, 1), TODAY + timedelta(days=366), datetime.now()])  # noqa: DTZ005
def test_reminders_begin_from_1990_to_in_a_year(tmp_path, start):
    assert write_reminders(tmp_path / "a.ics", days=["monday"], at="07:30", start=start).exists()


# From which day, and until which


def asks(log):
    """Everything that is asked for a day, but for the calendar above."""
    sessions, phases, measured = log.sessions(), log.phases(), log.measurements()
    test = "chest_to_thigh"
    return {
        "report since": lambda day: st.report(log, since=day),
        "report until": lambda day: st.report(log, until=day),
        "dashboard until": lambda day: st.dashboard(log, until=day),
        "days practised until": lambda day: st.progress.days_practised(sessions, day),
        "weekly dose until": lambda day: st.progress.weekly_dose(phases, day),
        "verdict since": lambda day: st.progress.verdict(measured, test, "left", since=day),
        "in short since": lambda day: st.progress.in_short(
            sessions, log.ratings(), measured, since=day
        ),
        "calendar until": lambda day: st.charts.calendar(sessions, day),
        "dose until": lambda day: st.charts.dose(phases, day),
        "measurement since": lambda day: st.charts.measurement(measured, test, since=day),
    }


@pytest.fixture(scope="module")
def sample():
    return st.open_log("sqlite://").or_sample()


@cannot_be
@pytest.mark.parametrize("as_words", [False, True])
def test_a_day_to_tell_from_or_until_that_cannot_be_is_refused_with_the_cure(
    sample, year, why, as_words
):
    for what, ask in asks(sample).items():
        name = what.rpartition(" ")[2]
        day = f"{year}-09-30" if as_words else day_in(year)
        with pytest.raises(StretchError, match=f"{name}={year}-09-30 .*{why}"):
            ask(day)


def test_every_other_day_can_be_told_from_or_until(sample):
    for day in (date(1990, 1, 1), TODAY, TODAY + timedelta(days=366)):
        for what, ask in asks(sample).items():
            assert ask(day) is not None, (what, day)
