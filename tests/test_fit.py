"""A routine fitted to the time there is: everything stays, and nobody gets too much."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchlib.catalog import load
from stretchlib.errors import RoutineError
from stretchlib.fit import MOST_S, fit
from stretchlib.routine import Routine, routine
from stretchlib.stretch import DOSE_STAGES, Breath, Hold, Pulse

SLUGS = sorted(load().stretches)
PACES = {"hold": Hold(20), "pulse": Pulse(6, 6), "breath": Breath(4)}


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_every_shipped_routine_has_a_version_of_five_ten_and_fifteen_minutes(name, minutes):
    fitted = fit(routine(name), minutes)
    assert 0.9 * minutes * 60 <= fitted.duration_s <= minutes * 60
    assert [s.stretch.slug for s in fitted.steps] == [s.stretch.slug for s in routine(name).steps]


def test_standard_is_ten_minutes_already():
    assert fit(routine("standard"), 10).steps == routine("standard").steps


def dose_by_side(made):
    dose_s = {}
    for phase in made.phases():
        if phase.stage in DOSE_STAGES:
            key = phase.target, phase.stretch, phase.side
            dose_s[key] = dose_s.get(key, 0.0) + phase.duration_s
    return dose_s


@st.composite
def routines(draw):
    made = Routine("Any")
    for slug in draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=6)):
        kinds = list(load().stretches[slug].paces)
        pace = PACES[draw(st.sampled_from(kinds))]
        made = made.add(slug, pace, sets=draw(st.integers(1, 4)))
    return made


def assert_rightly_refused(made, minutes, said):
    """What a refusal advises is possible, and what it says of the longest is far from enough."""
    assert fit(made, int(re.search(r"minutes=(\d+)", said)[1]))
    if "cannot fill" in said:
        longest_min, longest_s = re.search(r"it takes (\d+):(\d\d)", said).groups()
        assert int(longest_min) * 60 + int(longest_s) < 0.9 * minutes * 60
    else:
        assert "cannot be done in" in said
        assert made.duration_s > minutes * 60


@settings(max_examples=60)
@given(routines(), st.sampled_from([3, 5, 10, 15, 20]))
def test_whatever_the_routine_sides_are_equal_and_no_muscle_gets_too_much(made, minutes):
    try:
        fitted = fit(made, minutes)
    except RoutineError as refused:
        assert_rightly_refused(made, minutes, str(refused))
        return
    assert fitted.duration_s <= minutes * 60
    assert [s.stretch for s in fitted.steps] == [s.stretch for s in made.steps]
    dose_s = dose_by_side(fitted)
    by_muscle = {}
    for (target, stretch, side), seconds in dose_s.items():
        by_muscle.setdefault((target, side), []).append(seconds)
        if side == "left":
            assert seconds == dose_s[target, stretch, "right"]
    assert max(map(sum, by_muscle.values())) <= MOST_S


def test_a_fitted_routine_says_how_long_it_is_and_can_be_fitted_again():
    short = fit(routine("gentle"), 5)
    assert short.title == "Gentle, 5 minutes"
    assert fit(short, 10).title == "Gentle, 10 minutes"


@pytest.mark.parametrize(
    ("made", "minutes", "said"),
    [
        (routine("standard"), 2, r"cannot be done in 2 minutes.*take minutes=\d"),
        (routine("standard"), 60, r"cannot fill 60 minutes: at 85 s.*take minutes=\d\d"),
        (Routine("Nothing"), 10, "Nothing is empty"),
        (routine("gentle"), 0, "minutes=0 cannot be"),
        (routine("gentle"), True, "minutes=True cannot be"),
        (routine("gentle"), float("nan"), "minutes=nan cannot be"),
        (routine("gentle"), "10", "minutes='10' cannot be"),
        (
            Routine("Slow").add("standing_hamstring", Pulse(1, 100)),
            5,
            "gives a muscle more than 85 s a side",
        ),
    ],
)
def test_what_cannot_be_is_said_with_what_can(made, minutes, said):
    with pytest.raises(RoutineError, match=said):
        fit(made, minutes)
