"""The timeline: nothing overlaps, nothing is missing, and both sides get the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchlib import routines as routines_module
from stretchlib import timeline
from stretchlib.catalog.reader import get_stretch
from stretchlib.errors import RoutineError, UnknownName
from stretchlib.phases import DOSE_STAGES, Breath, Hold, Pulse
from stretchlib.routines import COLUMNS, Routine, routine
from stretchlib.text import clock
from stretchlib.timeline import ended_s

SLUGS = ["hip_flexor_pull", "seated_figure_four", "standing_hamstring", "double_knee_hug"]

seconds = st.floats(min_value=0.5, max_value=300).map(lambda s: round(s, 1))
counts = st.integers(min_value=1, max_value=20)
PACE_OF = {
    "hold": st.builds(Hold, seconds),
    "pulse": st.builds(Pulse, counts, seconds),
    "breath": st.builds(Breath, counts, seconds, seconds),
}


@st.composite
def routines(draw):
    made = Routine("Drawn")
    for slug in draw(st.lists(st.sampled_from(SLUGS), min_size=1, max_size=5)):
        stretch = get_stretch(slug)
        pace = draw(PACE_OF[draw(st.sampled_from(sorted(stretch.paces)))])
        enhance = draw(seconds) if stretch.has_enhance and draw(st.booleans()) else False
        made = made.add(slug, pace, sets=draw(st.integers(1, 5)), enhance=enhance)
    return made


@given(routines())
def test_phases_follow_each_other_without_gap_or_overlap(drawn):
    end = 0.0
    for number, phase in enumerate(drawn.phases()):
        assert phase.phase == number
        assert phase.start_s == pytest.approx(end)
        assert phase.duration_s > 0
        end = phase.start_s + phase.duration_s
    assert drawn.duration_s == pytest.approx(end)


@given(routines())
def test_left_and_right_get_the_same_dose_in_every_step(drawn):
    frame = drawn.timeline().query("stage in @DOSE_STAGES", local_dict={"DOSE_STAGES": DOSE_STAGES})
    for _, step in frame.groupby("step"):
        dose = step.groupby("side")["duration_s"].sum()
        assert set(dose.index) in ({"left", "right"}, {"both"})
        assert dose.max() == pytest.approx(dose.min())


@given(routines())
def test_every_cue_and_beat_lies_inside_its_phase(drawn):
    for phase in drawn.phases():
        for at_s, text, _ in phase.cues:
            assert 0 <= at_s < phase.duration_s
            assert text
        for at_s, _ in phase.beats:
            assert 0 <= at_s < phase.duration_s


@given(routines())
def test_each_step_begins_with_setup_and_changes_sides_with_a_switch(drawn):
    for _, step in drawn.timeline().groupby("step"):
        assert step["stage"].iloc[0] == "setup"
        assert (step["stage"] == "setup").sum() == 1
        changes = step["side"].ne(step["side"].shift()).iloc[1:]
        assert (step["stage"].iloc[1:][changes] == "switch").all()
        assert (step["stage"] == "switch").sum() == changes.sum()


@given(routines())
def test_every_stretch_phase_tells_what_to_do(drawn):
    assert all(phase.cues for phase in drawn.phases())


def test_two_cues_are_never_spoken_at_once():
    for name in ("gentle", "standard", "longer"):
        for phase in routine(name).phases():
            ends = [at_s + len(spoken.split()) / 2.5 for at_s, _, spoken in phase.cues]
            later = [cue.at_s for cue in phase.cues[1:]] + [phase.duration_s]
            assert all(end <= start for end, start in zip(ends, later, strict=True))


# Worked by hand: 20 s to the floor and 30 to set up, twice 20 s with 5 s between, 10 s of enhance,
# and 18 to get up.
def test_a_routine_of_one_stretch_has_the_phases_one_would_write_down():
    frame = Routine("One").add("double_knee_hug", Hold(20), sets=2, enhance=10).timeline()
    stages = ["setup", "stretch", "rest", "stretch", "enhance", "exit"]
    assert frame["stage"].tolist() == stages
    assert frame["start_s"].tolist() == [0, 50, 70, 75, 95, 105]
    assert frame["duration_s"].tolist() == [50, 20, 5, 20, 10, 18]
    assert frame["set"].tolist() == [1, 1, 2, 2, 2, 2]


def test_the_second_side_is_told_for_its_own_side():
    frame = Routine("One").add("hip_flexor_pull", Hold(20)).timeline()
    second = frame[(frame["side"] == "left") & (frame["stage"] == "stretch")]
    assert "Draw your right knee" in second["cues"].iloc[0][0].text


def test_a_pulse_presses_and_releases_at_its_seconds():
    frame = Routine("One").add("standing_hamstring", Pulse(2, period_s=6)).timeline()
    beats = frame.loc[frame["stage"] == "stretch", "beats"].iloc[0]
    assert beats == ((0.0, "press"), (3.0, "release"), (6.0, "press"), (9.0, "release"))


def test_later_sets_open_with_what_to_do_and_go_on_with_other_cues():
    frame = Routine("One").add("double_knee_hug", Hold(12), sets=2).timeline()
    first, second = frame.loc[frame["stage"] == "stretch", "cues"]
    assert first[0].text == second[0].text
    assert first[1].text != second[1].text


# By hand: five holds of 5 s, or four exhales of 6; twice 25 s and 10, eight exhales and 12 s, twice
# 30 s, twice 18 s and 24; twice 30 s and 20, ten exhales and 20 s, twice 40 s, twice 28 s and 24.
@pytest.mark.parametrize(
    ("name", "doses"),
    [
        ("gentle", {24.0, 25.0}),
        ("standard", {60.0}),
        ("longer", {80.0}),
    ],
)
def test_the_shipped_routines_hold_their_dose_for_every_muscle_and_side(name, doses):
    made = routine(name)
    found: dict[tuple[str, str], float] = {}
    for phase in made.phases():
        if phase.stage in DOSE_STAGES:
            key = phase.stretch, phase.side
            found[key] = found.get(key, 0.0) + phase.dose_s
    assert set(found.values()) == doses
    assert [step.stretch.slug for step in made.steps] == SLUGS


def test_a_routine_is_never_changed_by_adding_to_it():
    short = Routine("Short").add("double_knee_hug")
    short.add("standing_hamstring")
    assert len(short) == 1


def test_an_empty_routine_has_an_empty_timeline_of_the_same_types():
    empty = Routine("Empty")
    assert empty.duration_s == 0
    assert list(empty.timeline().columns) == list(COLUMNS)
    full = routine("gentle").timeline()
    assert empty.timeline().dtypes.equals(full.dtypes)


def test_sides_may_be_chosen_and_ordered():
    frame = Routine("R").add("hip_flexor_pull", Hold(5), sides=["right", "left"]).timeline()
    assert frame["side"].unique().tolist() == ["right", "left"]
    only = Routine("R").add("hip_flexor_pull", Hold(5), sides="left").timeline()
    assert only["side"].unique().tolist() == ["left"]
    assert "switch" not in only["stage"].tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"sets": 0}, "sets=0 is not possible"),
        ({"sets": 1.5}, "sets=1.5 is not possible"),
        ({"sides": "middle"}, "no side 'middle'. Its sides are: right and left"),
        ({"sides": "both"}, "no side 'both'"),
        ({"sides": ["left", "left"]}, "Name each of right and left once"),
        ({"pace": Breath(3)}, "not done as a breath. Give a hold or pulse"),
        ({"pace": 20}, "pace=20 is not a pace"),
        ({"enhance": -1}, "enhance=-1 is not possible"),
        ({"rest_s": 0}, "rest_s=0 is not a rest; give more than 0 seconds, such as 5"),
    ],
)
def test_what_cannot_be_played_is_refused_by_name(arguments, said):
    with pytest.raises(RoutineError, match=said):
        Routine("R").add("hip_flexor_pull", **{"pace": "hold", **arguments})


def test_enhance_is_refused_where_the_stretch_has_none():
    with pytest.raises(RoutineError, match="no enhance stage of its own"):
        Routine("R").add("standing_hamstring", enhance=True)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Hold(0), "hold_s=0 is too small"),
        (lambda: Hold(-3), "hold_s=-3 is too small"),
        (lambda: Hold(float("nan")), "not a number"),
        (lambda: Hold("20"), "not a number"),  # type: ignore[arg-type]
        (lambda: Pulse(0), "count=0 is too small"),
        (lambda: Pulse(2.5), "not a whole number"),  # type: ignore[arg-type]
        (lambda: Pulse(3, period_s=-1), "period_s=-1 is too small"),
        (lambda: Breath(3, exhale_s=0), "exhale_s=0 is too small"),
    ],
)
def test_a_pace_without_time_is_refused(make, said):
    with pytest.raises(RoutineError, match=said):
        make()


def test_a_pace_may_last_a_whole_day_and_no_second_more():
    assert Hold(24 * 60 * 60).hold_s == 86_400
    with pytest.raises(RoutineError, match=r"hold_s=86401 is too much\. hold_s can be up to 86400"):
        Hold(24 * 60 * 60 + 1)


def test_an_unknown_stretch_routine_or_pace_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'standard'"):
        routine("standart")
    with pytest.raises(UnknownName, match="Did you mean 'double_knee_hug'"):
        Routine("R").add("double_knee_hugs")
    with pytest.raises(UnknownName, match="Did you mean 'hold'"):
        Routine("R").add("double_knee_hug", "hole")


def test_a_routine_shows_itself_as_a_table_with_its_length():
    page = routine("standard")._repr_html_()
    assert f"{clock(routine('standard').duration_s)} minutes" in page
    assert "under stretch a side" in page
    assert page.count("<tr>") == 5
    assert "<b>" not in Routine("<b>x</b>")._repr_html_().replace("<b>&lt;", "")


@given(routines())
def test_its_length_is_where_its_last_phase_ends(drawn):
    assert drawn.duration_s == ended_s(drawn.phases()[-1])


def test_its_length_compiles_nothing_and_its_timeline_is_compiled_once(monkeypatch):
    compiled = []

    def compile_once(steps):
        compiled.append(steps)
        return timeline.compiled(steps)

    monkeypatch.setattr(routines_module, "compiled", compile_once)
    routines_module._compiled.cache_clear()
    standard = routine("standard")
    assert standard.duration_s > 0
    assert "min" in repr(standard)
    assert standard.shorten(minutes=5).duration_s <= 300
    assert compiled == []
    assert standard.phases() is standard.phases()
    assert len(standard.timeline()) == len(standard.phases())
    assert replace(standard, title="Mine").phases() == standard.phases()
    assert compiled == [standard.steps]
