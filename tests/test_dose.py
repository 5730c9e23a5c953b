"""Dose is time under stretch: presses and exhales count, releases and inhales do not."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stretchlib.catalog.reader import get_stretch
from stretchlib.log import open_log
from stretchlib.log.snapshots import dose_s, phases_frame
from stretchlib.phases import Breath, Hold, Phase, Pulse
from stretchlib.routines import Routine, routine
from stretchlib.safety import allowed, conditions
from stretchlib.safety.gentler import gentler
from tests.log_kit import MORNING, event
from tests.safety_kit import routines

TENTH_S = 0.1
seconds = some.integers(5, 200).map(lambda tenths: tenths / 10)
even = some.integers(5, 100).map(lambda tenths: tenths / 5)
paces = some.one_of(
    some.builds(Hold, seconds),
    some.builds(Pulse, some.integers(1, 12), even),
    some.builds(Breath, some.integers(1, 12), seconds, seconds),
)


def under_stretch_s(pace, up_to_s):
    """The oracle: walk through the time, a tenth of a second a step, and ask what is done in it."""
    counted = 0
    for tenth in range(round(up_to_s / TENTH_S)):
        if isinstance(pace, Hold):
            counted += 1
        elif isinstance(pace, Pulse):
            counted += tenth % round(pace.period_s / TENTH_S) < round(pace.period_s / 2 / TENTH_S)
        else:
            inhale, exhale = round(pace.inhale_s / TENTH_S), round(pace.exhale_s / TENTH_S)
            counted += tenth % (inhale + exhale) >= inhale
    return counted * TENTH_S


def phase_of(pace, stage="stretch"):
    return Phase(
        phase=0,
        step=1,
        set=1,
        stretch="hip_flexor_pull",
        title="Hip flexor pull",
        target="hip flexors",
        side="left",
        stage=stage,
        pace=pace.kind,
        start_s=0.0,
        duration_s=pace.duration_s,
        cues=(),
        beats=pace.beats(),
    )


# One set


@given(paces)
def test_a_set_counts_what_a_walk_through_its_time_counts(pace):
    counted = under_stretch_s(pace, pace.duration_s)
    assert pace.dose_s == pytest.approx(counted)
    assert phase_of(pace).dose_s == pytest.approx(counted)


@pytest.mark.parametrize(
    ("pace", "dose"),
    # By hand: half of ten presses of 6 s; six exhales of 6 s.
    [(Hold(20), 20.0), (Pulse(10, 6), 30.0), (Breath(6), 36.0)],
)
def test_ten_presses_are_half_a_minute_and_six_breaths_are_their_exhales(pace, dose):
    assert pace.dose_s == phase_of(pace).dose_s == dose


def test_the_way_there_and_a_rest_are_no_dose_and_a_stage_without_beats_is_all_of_it():
    assert phase_of(Hold(20), "setup").dose_s == phase_of(Hold(20), "rest").dose_s == 0
    assert replace(phase_of(Hold(10), "enhance"), beats=()).dose_s == 10


@given(routines())
def test_a_step_has_the_dose_of_its_phases_on_each_side(drawn):
    for number, step in enumerate(drawn.steps, 1):
        for side in step.sides:
            played = [p for p in drawn.phases() if (p.step, p.side) == (number, side)]
            assert sum(phase.dose_s for phase in played) == pytest.approx(step.dose_s)


# The shipped routines


@pytest.mark.parametrize(("name", "least", "most"), [("standard", 60, 60), ("longer", 80, 80)])
def test_a_minute_is_a_minute_for_each_muscle_and_side(name, least, most):
    assert {step.dose_s for step in routine(name).steps} == {least, most}


def test_standard_holds_the_hamstrings_twice_and_the_pulse_is_the_other_way():
    step = routine("standard").steps[2]
    assert (step.stretch.slug, step.pace, step.sets) == ("standing_hamstring", Hold(30), 2)
    for slug in ("standing_hamstring", "seated_hamstring"):
        assert list(get_stretch(slug).paces) == ["hold", "pulse"]


def spent(of):
    """Seconds of clock and of dose in the stages of a stretch, by muscle and side."""
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for phase in of.phases():
        if phase.stage in ("stretch", "enhance"):
            clock, dose = found.get((phase.target, phase.side), (0.0, 0.0))
            found[phase.target, phase.side] = clock + phase.duration_s, dose + phase.dose_s
    return found


def test_gentle_is_never_more_than_standard_in_dose_or_minutes():
    standard = spent(routine("standard"))
    for part, (clock, dose) in spent(routine("gentle")).items():
        assert clock <= standard[part][0]
        assert dose <= standard[part][1]
    assert routine("gentle").duration_s < routine("standard").duration_s


@pytest.mark.more
@given(routines(), some.lists(some.sampled_from(list(conditions().index)), max_size=2))
def test_neither_a_condition_nor_a_sore_day_adds_a_second_under_stretch(planned, chosen):
    after = allowed(planned, chosen).routine
    had = _by_muscle(planned)
    for less in (after, gentler(after)):
        assert all(dose <= had[part] + 1e-9 for part, dose in _by_muscle(less).items())


def _by_muscle(of):
    found: dict[tuple[str, str], float] = {}
    for phase in of.phases():
        for side in ("left", "right") if phase.side == "both" else (phase.side,):
            part = phase.target, side
            found[part] = found.get(part, 0.0) + phase.dose_s
    return found


# The log


def steps_of(pace, *ends):
    """`log.phases()` of one phase with these ends: (kind, seconds), in order."""
    log = open_log("sqlite://")
    session = log.start_session("standard", [phase_of(pace)], at=MORNING)
    log.append([event(session, seq, kind, 0, done_s) for seq, (kind, done_s) in enumerate(ends)])
    return log.phases()


@given(paces, some.integers(0, 1000))
def test_the_log_counts_a_phase_up_to_where_it_was_left(pace, permille):
    done_s = round(pace.duration_s * permille / 1000, 1)
    frame = phases_frame({"a": [asdict(phase_of(pace))]}).assign(done_s=done_s)
    assert dose_s(frame)[0] == pytest.approx(under_stretch_s(pace, done_s))


@pytest.mark.parametrize(
    ("pace", "ends", "dose"),
    [
        (Pulse(10, 6), [("phase_done", 60.0)], 30.0),
        # Five presses and releases, and 2 s of the sixth press.
        (Pulse(10, 6), [("phase_skipped", 32.0)], 17.0),
        (Pulse(10, 6), [("phase_skipped", 34.0)], 18.0),
        # Fifteen seconds more: two and a half rounds, the half one a press.
        (Pulse(10, 6), [("extended", None), ("phase_done", 75.0)], 39.0),
        (Pulse(10, 6), [("phase_done", 60.0), ("phase_repeated", None), ("phase_done", 60.0)], 60),
        (Breath(5), [("phase_done", 50.0)], 30.0),
        # One breath, and 2 s into the next inhale; or 2 s into the next exhale.
        (Breath(5), [("phase_skipped", 12.0)], 6.0),
        (Breath(5), [("hurt", 16.0), ("phase_skipped", 16.0)], 8.0),
        (Hold(30), [("phase_done", 45.0)], 45.0),
    ],
)
def test_a_phase_counts_by_its_beats_however_it_went(pace, ends, dose):
    assert steps_of(pace, *ends)["dose_s"].tolist() == pytest.approx([dose])


def test_a_session_of_standard_has_a_minute_for_each_muscle_and_side():
    log = open_log("sqlite://")
    log.add_session("Standard", routine("standard").phases(), at=MORNING)
    steps = log.phases()
    assert set(steps.groupby(["target", "side"])["dose_s"].sum().round(6)) == {60.0}
    assert steps.loc[~steps["stage"].isin(["stretch", "enhance"]), "dose_s"].eq(0).all()


def test_an_old_log_reads_truly_without_being_rewritten():
    # `standard` as it was kept before: ten presses of 6 s, five breaths of 10 s and 10 s further.
    was = (
        Routine("Standard")
        .add("seated_figure_four", Breath(5), enhance=10)
        .add("standing_hamstring", Pulse(10, 6))
    )
    log = open_log("sqlite://")
    log.add_session("Standard", was.phases(), at=MORNING)
    before = _rows(log)
    dose = log.phases().groupby(["stretch", "side"])["dose_s"].sum()
    assert dose["seated_figure_four"].tolist() == [40, 40]
    assert dose["standing_hamstring"].tolist() == [30, 30]
    assert _rows(log) == before


def _rows(log):
    with log.reading() as connection:
        return connection.exec_driver_sql("SELECT id, phases FROM timelines").all()


@pytest.mark.parametrize("beats", [None, []])
def test_a_snapshot_without_beats_counts_as_it_lasted(beats):
    phase = json.loads(json.dumps(asdict(phase_of(Hold(30))))) | {"beats": beats}
    if beats is None:
        del phase["beats"]
    frame = phases_frame({"a": [phase]}).assign(done_s=12.5)
    assert dose_s(frame).tolist() == [12.5]


def test_a_phase_of_no_length_and_beats_of_no_rhythm_are_no_error():
    phase = asdict(phase_of(Hold(30))) | {"duration_s": 0.0, "beats": [[0.0, "press"]] * 2}
    frame = phases_frame({"a": [phase, phase | {"beats": [[0.0, "release"]]}]}).assign(done_s=0.0)
    assert dose_s(frame).tolist() == [0.0, 0.0]
