"""What the log says about going on: when to ask, what rests, how the day after was."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from stretchlib.phases import Hold
from stretchlib.routines import Routine
from stretchlib.safety import Condition
from stretchlib.safety.triggers import chosen, ended_worse, hurt_twice, is_due, last_extent
from tests.log_kit import MORNING

DAY = timedelta(days=1)
SHORT = Routine("Short").add("standing_hamstring", Hold(20))


def due(log, after):
    return is_due(log.screenings(), MORNING + after)


def hurting(log):
    return hurt_twice(log.screenings(), log.hurts())


def practise(log, at, *, hurt=(), before=None, after=None):
    """A session in which some phases hurt, with pain before and after; return its id."""
    session = log.start_session("Short", SHORT.phases(), at=at)
    kinds = [("started", None), *(("hurt", phase) for phase in hurt), ("stopped", None)]
    log.append(
        {
            "id": f"01KJPNHFC{at.day:02d}{number:02d}ABCDEFGHJKMNP",
            "session": session,
            "seq": number,
            "kind": kind,
            "at_ms": int(at.timestamp() * 1000),
            "offset_min": 0,
            "phase": phase,
            "done_s": None if phase is None else 5.0,
        }
        for number, (kind, phase) in enumerate(kinds)
    )
    for moment, score in (("before", before), ("after", after)):
        log.rate("pain", score, moment=moment, session_id=session, at=at)
    return session


# --- when to ask ---------------------------------------------------------------------------------


def test_the_screen_comes_before_the_first_practice_and_then_once_a_week(log):
    assert due(log, 0 * DAY)
    log.add_screening("go", {"flags": []}, at=MORNING)
    assert [due(log, days * DAY) for days in (0, 1, 6)] == [False, False, False]
    assert due(log, 7 * DAY)


@pytest.mark.parametrize("outcome", ["doctor", "emergency"])
def test_after_a_yes_it_comes_until_it_is_answered_with_none(log, outcome):
    log.add_screening(outcome, {"flags": ["fever"]}, at=MORNING)
    assert due(log, 0 * DAY)
    log.add_screening("go", {"flags": []}, at=MORNING + DAY)
    assert not due(log, DAY)


def test_pain_that_went_down_a_leg_brings_it_back(log):
    log.add_screening("go", {"flags": []}, at=MORNING)
    log.add_screening("leg", {"leg": True}, at=MORNING + DAY)
    assert due(log, DAY)
    log.add_screening("go", {"flags": []}, at=MORNING + 2 * DAY)
    assert not due(log, 2 * DAY)


def test_other_answers_neither_bring_it_nor_put_it_off(log):
    log.add_screening("conditions", {"conditions": ["glaucoma"]}, at=MORNING)
    assert due(log, 0 * DAY)
    log.add_screening("go", {"flags": []}, at=MORNING)
    log.add_screening("conditions", {"conditions": []}, at=MORNING + 6 * DAY)
    assert due(log, 7 * DAY)


def test_a_clock_that_was_set_back_does_not_put_it_off(log):
    log.add_screening("go", {"flags": []}, at=MORNING + 5 * DAY)
    assert due(log, 0 * DAY)


def test_the_conditions_are_those_chosen_last(log):
    assert chosen(log.screenings()) == ()
    log.add_screening("conditions", {"conditions": ["glaucoma", "pregnancy"]}, at=MORNING)
    log.add_screening("go", {"flags": []}, at=MORNING)
    assert chosen(log.screenings()) == (Condition("glaucoma"), Condition("pregnancy"))
    log.add_screening("conditions", {"conditions": []}, at=MORNING + DAY)
    assert chosen(log.screenings()) == ()


# --- what hurt twice ----------------------------------------------------------------------------


def test_a_stretch_that_hurt_once_goes_on_and_one_that_hurt_twice_rests(log):
    practise(log, MORNING, hurt=[1])
    assert hurting(log) == ()
    practise(log, MORNING + 9 * DAY, hurt=[3])
    assert hurting(log) == ("standing_hamstring",)


def test_both_sides_in_one_session_are_twice(log):
    practise(log, MORNING, hurt=[1, 3])
    assert hurting(log) == ("standing_hamstring",)


def test_whoever_brings_it_back_has_it_until_it_hurts_twice_again(log):
    practise(log, MORNING, hurt=[1, 3])
    log.add_screening("bring_back", {"stretch": "standing_hamstring"}, at=MORNING + DAY)
    assert hurting(log) == ()
    practise(log, MORNING + 2 * DAY, hurt=[1])
    assert hurting(log) == ()
    practise(log, MORNING + 3 * DAY, hurt=[1])
    assert hurting(log) == ("standing_hamstring",)


def test_bringing_back_another_stretch_changes_nothing(log):
    practise(log, MORNING, hurt=[1, 3])
    log.add_screening("bring_back", {"stretch": "double_knee_hug"}, at=MORNING + DAY)
    assert hurting(log) == ("standing_hamstring",)


def test_an_empty_log_has_nothing_that_hurts(log):
    assert hurting(log) == ()


# --- the day after ------------------------------------------------------------------------------


def worse(log, days):
    today = pd.Timestamp(MORNING.date()) + days * DAY
    return ended_worse(log.sessions(), log.ratings(), today)


def test_the_day_after_is_asked_about_when_the_last_session_ended_sorer(log):
    session = practise(log, MORNING, before=3, after=5)
    assert worse(log, 0) is None
    assert worse(log, 1) == (session, 3, 5)
    log.rate("pain", 4, moment="next_day", session_id=session, at=MORNING + DAY)
    assert worse(log, 1) is None


@pytest.mark.parametrize(("before", "after"), [(3, 3), (5, 2), (None, 5), (3, None)])
def test_a_session_that_ended_no_sorer_or_was_not_answered_is_not_asked_about(log, before, after):
    practise(log, MORNING, before=before, after=after)
    assert worse(log, 1) is None


@pytest.mark.parametrize("kind", ["float64", "object", "Int64"])
def test_a_score_counts_whatever_its_type_in_a_frame_is(log, kind):
    session = practise(log, MORNING, before=3, after=5)
    log.rate("extent", "thigh", moment="after", session_id=session)
    log.rate("extent", None, moment="any")
    ratings = log.ratings().astype({"score": kind})
    today = pd.Timestamp(MORNING.date()) + DAY
    assert ended_worse(log.sessions(), ratings, today) == (session, 3, 5)
    assert last_extent(ratings) == 3


def test_only_the_last_session_is_asked_about(log):
    practise(log, MORNING, before=3, after=5)
    practise(log, MORNING + DAY, before=3, after=3)
    assert worse(log, 2) is None


def test_an_empty_log_is_not_asked_about(log):
    assert worse(log, 1) is None


def test_now_is_any_zone():
    at = pd.Timestamp("2026-03-02T06:30Z")
    screenings = pd.DataFrame({"outcome": ["go"], "answered_utc": [at], "answers": [{}]})
    late = datetime(2026, 3, 9, 6, 29, tzinfo=UTC).astimezone()
    assert not is_due(screenings, late)
    assert is_due(screenings, late + timedelta(minutes=1))
