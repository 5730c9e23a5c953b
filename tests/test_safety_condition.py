"""A condition as a person has it: which side, until when, and what is done where nobody knows."""

from datetime import UTC, date, datetime, timedelta

import pytest

import stretchlib as st
from stretchlib.errors import StretchError
from stretchlib.safety import Condition, allowed
from stretchlib.safety.condition import in_force
from stretchlib.safety.triggers import chosen, from_answers

LAST_DAY = date(2026, 9, 30)
FIGURE_FOUR = st.Routine("Four").add("seated_figure_four", "breath")


def replaced(*conditions):
    """The sides on which another stretch takes the place of the seated figure four."""
    steps = allowed(FIGURE_FOUR, conditions).routine.steps
    return {s for step in steps if step.stretch.slug != "seated_figure_four" for s in step.sides}


def test_a_condition_is_a_value_that_stays_as_it_is():
    knee = Condition("knee_trouble", "left", LAST_DAY)
    assert knee == Condition("knee_trouble", side="left", until=LAST_DAY)
    assert len({knee, Condition("knee_trouble", "left", LAST_DAY)}) == 1
    with pytest.raises(AttributeError):
        knee.side = "right"  # type: ignore[misc]


def test_what_nobody_knows_is_left_out():
    assert (Condition("glaucoma").side, Condition("glaucoma").until) == (None, None)


@pytest.mark.parametrize(("days", "is_over"), [(-1, False), (0, False), (1, True), (400, True)])
def test_the_last_day_still_counts_and_the_next_no_longer(days, is_over):
    hip = Condition("hip_replacement_back", until=LAST_DAY)
    assert hip.has_ended(LAST_DAY + timedelta(days=days)) == is_over


def test_without_a_last_day_it_never_ends():
    assert not Condition("hip_replacement_back").has_ended(date.max)


def test_those_in_force_keep_their_order_and_the_others_go():
    over = Condition("hip_replacement_back", until=LAST_DAY)
    known = [Condition("glaucoma"), over, Condition("knee_trouble", "left")]
    assert in_force(known, LAST_DAY) == tuple(known)
    assert in_force(known, LAST_DAY + timedelta(days=1)) == (known[0], known[2])
    assert in_force([], LAST_DAY) == ()


def test_the_side_that_is_named_is_spared_and_both_where_none_is():
    assert replaced(Condition("knee_trouble", "left")) == {"left"}
    assert replaced(Condition("knee_trouble", "right")) == {"right"}
    assert replaced(Condition("knee_trouble")) == {"left", "right"}
    assert replaced() == set()


def test_its_name_alone_is_as_if_nobody_knew_the_side():
    assert replaced("knee_trouble") == replaced(Condition("knee_trouble"))


def test_a_side_of_what_has_none_is_refused_with_the_cure():
    with pytest.raises(StretchError, match=r"'glaucoma' has no side\. Leave side='left' out"):
        replaced(Condition("glaucoma", "left"))


def test_a_name_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(StretchError, match="Did you mean 'glaucoma'"):
        replaced(Condition("glaucma"))


def test_what_the_log_keeps_of_it_comes_back_the_same():
    log = st.open_log("sqlite://")
    details = {"knee_trouble": {"side": "left"}, "hip_replacement_front": {"until": "2026-09-30"}}
    names = ["knee_trouble", "hip_replacement_front", "glaucoma"]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    log.add_screening("conditions", {"conditions": names, "details": details}, at=at)
    assert chosen(log.screenings()) == (
        Condition("knee_trouble", "left"),
        Condition("hip_replacement_front", until=LAST_DAY),
        Condition("glaucoma"),
    )


def test_an_answer_of_the_first_version_has_names_alone():
    assert from_answers({"conditions": ["knee_trouble"]}) == (Condition("knee_trouble"),)
