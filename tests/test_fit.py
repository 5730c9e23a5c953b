"""A routine fitted to the time there is: what stays is worth doing, and nobody gets too much."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchlib.catalog.reader import load
from stretchlib.errors import RoutineError
from stretchlib.phases import Breath, Hold, Pace, Pulse
from stretchlib.routines import Routine, routine
from stretchlib.shortening import LEAST_S, LONGEST_STRETCH_S, shortened
from tests.text_kit import match_in

SLUGS = sorted(load().stretches)
PACES: dict[str, Pace] = {"hold": Hold(20), "pulse": Pulse(6, 6), "breath": Breath(4)}
SHIPPED = ["gentle", "standard", "longer"]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("minutes", [5, 10, 15])
def test_every_shipped_routine_has_a_version_of_five_ten_and_fifteen_minutes(name, minutes):
    fitted = shortened(routine(name), minutes)
    assert fitted.duration_s <= minutes * 60
    assert fitted.duration_s >= min(0.9 * minutes * 60, minutes * 60 - 60)


@pytest.mark.parametrize("name", SHIPPED)
def test_in_its_own_time_a_routine_stays_as_it_is(name):
    own = routine(name)
    assert shortened(own, own.duration_s / 60).steps == own.steps


def dose_by_side(made):
    """Seconds under stretch by muscle, stretch and side."""
    dose_s: dict[tuple[str, str, str], float] = {}
    for phase in made.phases():
        if phase.stage in ("stretch", "enhance"):
            key = phase.target, phase.stretch, phase.side
            dose_s[key] = dose_s.get(key, 0.0) + phase.dose_s
    return dose_s


def first_cue_is_heard(phase):
    return phase.stage == "rest" or not phase.cues or bool(phase.cues[0].spoken)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("minutes", range(3, 21))
def test_from_three_to_twenty_minutes_what_stays_is_worth_doing(name, minutes):
    own = routine(name)
    try:
        fitted = shortened(own, minutes)
    except RoutineError as refused:
        assert_rightly_refused(own, minutes, str(refused))
        return
    assert fitted.duration_s <= minutes * 60
    assert min(dose_by_side(fitted).values()) >= LEAST_S
    # Nothing is cut below its first cue that was not as short before.
    unheard = {
        (phase.stretch, phase.stage) for phase in own.phases() if not first_cue_is_heard(phase)
    }
    for phase in fitted.phases():
        assert first_cue_is_heard(phase) or (phase.stretch, phase.stage) in unheard
    kept = [step.stretch.title for step in fitted.steps]
    gone = [s.stretch.title for s in own.steps if s.stretch.title not in kept]
    assert all(title.lower() in fitted.title for title in gone)
    assert ("without" in fitted.title) == bool(gone)


@pytest.mark.parametrize("minutes", range(3, 21))
def test_gentle_is_never_harder_than_standard_however_long(minutes):
    standard = {step.stretch.slug: step for step in routine("standard").steps}
    for step in shortened(routine("gentle"), minutes).steps:
        usual = standard[step.stretch.slug]
        assert step.dose_s <= usual.dose_s
        assert step.sets * step.pace.duration_s + step.enhance_s <= (
            usual.sets * usual.pace.duration_s + usual.enhance_s
        )
        assert step.enhance_s == 0
        if isinstance(step.pace, Hold):
            assert isinstance(usual.pace, Hold)
            assert step.pace.hold_s <= usual.pace.hold_s


def test_a_shorter_version_leaves_one_out_and_says_which():
    fitted = shortened(routine("standard"), 5)
    # The chair is the longest way, and what is for the sore place takes the least time.
    assert fitted.title.startswith("Standard, 5 minutes, without ")
    assert "seated figure four" in fitted.title
    assert fitted.steps[-1].stretch.slug == "double_knee_hug"
    assert fitted.title in fitted._repr_html_()
    assert all(step.dose_s <= 60 for step in fitted.steps)


def test_a_second_stretch_of_a_muscle_goes_first():
    # Each other stretch takes longer, and is the only one for its muscle.
    two = routine("standard").add("single_knee_hug", Hold(30), sides="left")
    titles = (shortened(two, tenths / 10).title for tenths in range(180, 40, -1))
    assert re.search(
        "without (single|double) knee hug$", next(title for title in titles if "without" in title)
    )


def test_what_was_left_out_before_is_still_said():
    short = shortened(routine("standard"), 7)
    (left_out,) = re.findall("without (.*)", short.title)
    shorter = shortened(short, 3)
    assert shorter.title.startswith(f"Standard, 3 minutes, without {left_out} and ")
    assert shortened(shorter, 3).title == shorter.title


@st.composite
def routines(draw):
    made = Routine("Any")
    for slug in draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=6, unique=True)):
        kinds = list(load().stretches[slug].paces)
        pace = PACES[draw(st.sampled_from(kinds))]
        made = made.add(slug, pace, sets=draw(st.integers(1, 4)))
    return made


def assert_rightly_refused(made, minutes, said):
    """What a refusal advises is possible, and what it says of the longest is far from enough."""
    assert shortened(made, int(match_in(r"[Tt]ake (\d+) minute", said)[1]))
    if "cannot fill" in said:
        longest_min, longest_s = match_in(r"it takes (\d+):(\d\d)", said).groups()
        assert int(longest_min) * 60 + int(longest_s) < 0.9 * minutes * 60
    else:
        assert "cannot be done in" in said
        assert made.duration_s > minutes * 60


@settings(max_examples=60)
@given(routines(), st.sampled_from([3, 5, 10, 15, 20]))
def test_whatever_the_routine_sides_are_equal_and_none_has_too_little_or_too_much(made, minutes):
    try:
        fitted = shortened(made, minutes)
    except RoutineError as refused:
        assert_rightly_refused(made, minutes, str(refused))
        return
    assert fitted.duration_s <= minutes * 60
    kept = [step.stretch.slug for step in fitted.steps]
    assert kept == [step.stretch.slug for step in made.steps if step.stretch.slug in kept]
    dose_s, had_s = dose_by_side(fitted), dose_by_side(made)
    by_muscle: dict[tuple[str, str], list[float]] = {}
    had_by_muscle: dict[tuple[str, str], list[float]] = {}
    for (target, stretch, side), dose in dose_s.items():
        by_muscle.setdefault((target, side), []).append(dose)
        assert dose >= min(LEAST_S, had_s[target, stretch, side]) - 1e-9
        assert dose <= 2 * had_s[target, stretch, side] + 1e-9
        if side == "left":
            assert dose == dose_s[target, stretch, "right"]
    for (target, _, side), dose in had_s.items():
        had_by_muscle.setdefault((target, side), []).append(dose)
    for part, doses in by_muscle.items():
        assert sum(doses) <= max(LONGEST_STRETCH_S, sum(had_by_muscle[part])) + 1e-9


def test_a_minute_too_little_nobody_misses_and_more_is_said():
    """At most 98 s: all but 15 of its 83 s, and twice those."""
    hug = Routine("Hug").add("double_knee_hug", Hold(15))
    assert shortened(hug, 158 / 60).duration_s == 98
    with pytest.raises(RoutineError, match=r"cannot fill .* it takes 1:38 min"):
        shortened(hug, 158.5 / 60)


def test_in_more_time_each_stretch_gets_as_much_more_as_is_its_own_most():
    """A third more of one minute for the hamstrings, up to 80 s; the back's 15 s twice."""
    two = Routine("Two").add("standing_hamstring", Hold(60)).add("double_knee_hug", Hold(15))
    assert [step.dose_s for step in shortened(two, 6).steps] == [80, 30]


def test_a_fitted_routine_says_how_long_it_is_and_can_be_fitted_again():
    short = shortened(routine("gentle"), 12)
    assert short.title == "Gentle, 12 minutes"
    assert shortened(short, 14).title == "Gentle, 14 minutes"


@pytest.mark.parametrize(
    ("made", "minutes", "said"),
    [
        (
            routine("standard"),
            0.5,
            r"cannot be done in 0.5 minutes: Double knee hug alone takes .*Take \d minutes",
        ),
        (routine("standard"), 60, r"cannot fill 60 minutes: .* at most 80 for.*take \d\d minutes"),
        (Routine("Nothing"), 10, "Nothing is empty"),
        (routine("gentle"), 0, "minutes=0 is not possible"),
        (routine("gentle"), True, "minutes=True is not possible"),
        (routine("gentle"), float("nan"), "minutes=nan is not possible"),
        (routine("gentle"), "10", "minutes='10' is not possible"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(made, minutes, said):
    with pytest.raises(RoutineError, match=said):
        shortened(made, minutes)
