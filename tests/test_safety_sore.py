"""A sore day: never more of anything than was planned, nor anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stretchlib.phases import Breath, Hold, Pulse
from stretchlib.routines import Routine, routine
from stretchlib.safety import allowed, conditions
from stretchlib.safety.gentler import gentler
from tests.safety_kit import dose, routines

ONE = Routine("One")


def seconds_of_each(of):
    """Seconds under stretch by stretch and side, from the phases that are played."""
    seconds: dict[tuple[str, str], float] = {}
    for phase in of.phases():
        if phase.stage in ("stretch", "enhance"):
            key = phase.stretch, phase.side
            seconds[key] = seconds.get(key, 0.0) + phase.dose_s
    return seconds


@given(routines(), some.lists(some.sampled_from(list(conditions().index)), max_size=2))
def test_nothing_is_ever_more_than_was_planned(planned, chosen):
    planned = allowed(planned, chosen).routine
    offered = gentler(planned)
    assert offered.duration_s <= planned.duration_s
    before = seconds_of_each(planned)
    assert all(seconds <= before[key] + 1e-9 for key, seconds in seconds_of_each(offered).items())
    assert {step.stretch for step in offered.steps} <= {step.stretch for step in planned.steps}
    # 25 s for a muscle and side: the most in the routine `gentle`.
    assert all(seconds <= 25 for seconds in dose(offered).values())
    assert all(step.enhance_s == 0 for step in offered.steps)
    assert gentler(offered) == offered


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
def test_of_every_shipped_routine_the_gentle_one_is_offered(name):
    assert gentler(routine(name)) == routine("gentle")


def test_one_stretch_of_forty_seconds_is_that_stretch_in_twenty_five():
    offered = gentler(ONE.add("double_knee_hug", Hold(40)))
    assert [(step.stretch.slug, step.pace) for step in offered.steps] == [
        ("double_knee_hug", Hold(25))
    ]
    assert offered.title == "Gentle"


def test_what_goes_further_does_not():
    (step,) = gentler(ONE.add("double_knee_hug", Hold(20), enhance=True)).steps
    assert (step.pace, step.enhance_s) == (Hold(20), 0)


def test_two_stretches_of_one_muscle_share_its_seconds():
    both = ONE.add("single_knee_hug", Hold(20)).add("double_knee_hug", Hold(20))
    assert [step.pace for step in gentler(both).steps] == [Hold(20), Hold(5)]
    left_and_right = ONE.add("single_knee_hug", Hold(20), sides="left").add(
        "single_knee_hug", Hold(20), sides="right"
    )
    assert gentler(left_and_right) == left_and_right


def test_presses_and_breaths_are_fewer_and_as_slow():
    # By hand, in 25 s: eight presses of 3 s, four exhales of 6 s.
    many = ONE.add("standing_hip_flexor", Pulse(12, 6)).add("supine_figure_four", Breath(9))
    assert [step.pace for step in gentler(many).steps] == [Pulse(8, 6), Breath(4)]


def test_what_cannot_be_so_short_is_not_offered():
    assert gentler(ONE.add("standing_hip_flexor", Pulse(1, 51))).steps == ()


def test_a_routine_named_gentle_of_ones_own_changes_nothing(tmp_path, monkeypatch):
    shipped = gentler(routine("standard"))
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path))
    long = Routine("Gentle").add("double_knee_hug", Hold(300))
    long.save("gentle")
    assert routine("gentle").duration_s > 300
    assert gentler(routine("standard")).steps == shipped.steps
    assert {step.dose_s for step in shipped.steps} == {24.0, 25.0}
