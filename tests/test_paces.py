"""Hold or pulse, chosen at the stretch: as long under stretch, kept as it was played."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as some

import stretchlib as st
from stretchlib.log.snapshots import in_breaths, in_pace, snapshot
from stretchlib.model import spoken_s
from stretchlib.phases import Phase
from stretchlib.safety import allowed
from stretchlib.timeline import other_pace
from tests.log_kit import event

ONE_SIDE = st.Routine("One").add("standing_hamstring", st.Hold(30), sides="left")
ROUTINES = ("gentle", "standard", "longer")


def offered(routine: st.Routine) -> list[Phase]:
    return [p for p in routine.phases() if p.other and p.stage == "stretch"]


@pytest.mark.parametrize("name", ROUTINES)
def test_both_ways_are_offered_where_a_stretch_has_both(name):
    slugs = [phase.stretch for phase in offered(st.routine(name))]
    assert list(dict.fromkeys(slugs)) == ["hip_flexor_pull", "standing_hamstring"]


@given(some.sampled_from(["hip_flexor_pull", "standing_hamstring"]), some.integers(20, 900))
def test_the_other_pace_is_as_long_under_stretch(slug, tenths):
    for phase in offered(st.Routine("One").add(slug, st.Hold(tenths / 10))):
        there = dataclasses.replace(phase, **{f: getattr(phase.other, f) for f in _OTHER})
        assert there.dose_s == pytest.approx(phase.dose_s, abs=0.002)


_OTHER = ("pace", "duration_s", "cues", "beats")


@pytest.mark.parametrize("name", ROUTINES)
def test_each_set_of_the_other_pace_says_what_to_do(name):
    for phase in offered(st.routine(name)):
        other = phase.other
        assert other is not None
        first = other.cues[0]
        assert first.spoken, f"{phase.stretch} {other.pace}, set {phase.set}"
        assert spoken_s(first.spoken) <= other.duration_s


@pytest.mark.parametrize("condition", ["osteoporosis", "hypermobility"])
def test_a_condition_that_asks_for_one_pace_or_takes_the_question_back_leaves_no_choice(condition):
    fitted = allowed(st.routine("standard"), [condition]).routine
    assert len(fitted)
    assert offered(fitted) == []


def test_a_set_too_short_for_two_presses_has_no_other_pace():
    (step,) = st.Routine("One").add("standing_hamstring", st.Hold(3)).steps
    assert other_pace(step) is None


@pytest.fixture
def session(tmp_path):
    log = st.open_log(tmp_path / "log.sqlite")
    return log, log.start_session("One", ONE_SIDE.phases())


WAYS_S = sum(p.duration_s for p in ONE_SIDE.phases() if p.stage != "stretch")


def played(session, choices, done_s):
    """Events of a session in which somebody chose these paces, one after the other."""
    kinds = [("started", {}), *(("pace_chosen", {"phase": 0, "reason": pace}) for pace in choices)]
    kinds += [("phase_done", {"phase": 1, "done_s": done_s}), ("finished", {})]
    return [event(session, seq, kind, **fields) for seq, (kind, fields) in enumerate(kinds)]


@pytest.mark.parametrize(
    ("choices", "done_s", "pace"),
    [([], 30.0, "hold"), (["pulse"], 60.0, "pulse"), (["pulse", "hold"], 30.0, "hold")],
)
def test_the_log_has_the_pace_that_was_played_with_its_dose(session, choices, done_s, pace):
    log, name = session
    log.append(played(name, choices, done_s))
    (row,) = log.phases().to_dict("records")
    assert (row["pace"], row["done_s"], row["dose_s"]) == (pace, done_s, 30.0)
    (kept,) = log.sessions().to_dict("records")
    assert (kept["id"], kept["status"]) == (name, "finished")
    assert kept["planned_s"] == pytest.approx(WAYS_S + done_s)


def test_events_that_are_sent_again_choose_once(session):
    log, name = session
    events = played(name, ["pulse"], 60.0)
    log.append(events)
    log.append(events)
    log.append(events[:2])
    assert log.phases()["pace"].tolist() == ["pulse"]
    assert len(log.history(name)) == 2


def test_a_pace_that_is_not_offered_changes_nothing(session):
    log, name = session
    log.append(played(name, ["breath"], 30.0))
    assert log.phases()["pace"].tolist() == ["hold"]


def test_a_session_that_is_hidden_while_it_plays_loses_nothing(session):
    log, name = session
    first, *others = played(name, ["pulse"], 60.0)
    log.append([first])
    log.hide(name)
    assert log.append(others) == [one["id"] for one in others]
    assert log.sessions().empty


def test_what_comes_later_begins_as_much_later():
    phases = snapshot(st.routine("standard").phases())["phases"]
    pressed = in_pace(phases, 0, "pulse")
    longer_s = sum(p["duration_s"] for p in pressed) - sum(p["duration_s"] for p in phases)
    assert longer_s == pytest.approx(4 * 25)
    assert pressed[-1]["start_s"] - phases[-1]["start_s"] == pytest.approx(longer_s)


def test_another_order_is_kept_in_place_of_the_usual_one(tmp_path):
    log, usual = st.open_log(tmp_path / "log.sqlite"), st.routine("standard")
    name = log.start_session("Standard", usual.phases())
    trip = usual.one_trip().phases()
    log.replan(name, trip)
    log.append([event(name, 0, "started"), event(name, 1, "phase_done", 1, trip[1].duration_s)])
    assert log.phases()["stretch"].tolist() == ["seated_figure_four"]


def test_a_plan_of_another_number_of_phases_is_refused_with_the_cure(session):
    log, name = session
    log.append([event(name, 0, "started")])
    with pytest.raises(st.errors.LogError, match=r"cannot replace 3\. Begin a new session"):
        log.replan(name, st.routine("standard").phases())


def test_before_it_has_begun_a_session_may_become_another_routine():
    log = st.open_log("sqlite://")
    name = log.start_session("Standard", st.routine("standard").phases())
    log.correct(name, note="Stiff.")
    gentle = st.routine("gentle").phases()
    log.replan(name, gentle, routine="Gentle")
    last = gentle[-1]
    log.append(
        [event(name, 0, "started"), event(name, 1, "phase_done", last.phase, last.duration_s)]
    )
    (session,) = log.sessions().to_dict("records")
    assert (session["routine"], session["note"]) == ("Gentle", "Stiff.")
    assert log.phases()["stretch"].tolist() == [last.stretch]
    log.undo(name)
    (session,) = log.sessions().to_dict("records")
    assert (session["routine"], session["note"]) == ("Gentle", "")


def test_an_undo_takes_back_what_was_said_and_not_the_order_that_was_played():
    log, usual = st.open_log("sqlite://"), st.routine("standard")
    name = log.start_session("Standard", usual.phases())
    log.correct(name, note="Stiff.")
    log.replan(name, usual.one_trip().phases())
    log.append([event(name, 0, "started"), event(name, 1, "phase_done", 1, 20)])
    log.undo(name)
    assert log.sessions()["note"].tolist() == [""]
    assert log.phases()["stretch"].tolist() == ["seated_figure_four"]


def test_an_order_that_was_chosen_is_no_change_to_be_undone():
    log, usual = st.open_log("sqlite://"), st.routine("standard")
    name = log.start_session("Standard", usual.phases())
    log.replan(name, usual.one_trip().phases())
    with pytest.raises(st.errors.LogError, match="was never changed"):
        log.undo(name)


BREATHED = st.Routine("One").add("seated_figure_four", st.Breath(6), sides="left")


@pytest.mark.parametrize(("breaths", "dose_s"), [("4", 18.0), ("12", 21.0), (None, 19.0)])
def test_a_phase_that_was_broken_off_has_the_dose_of_the_breaths_that_were_played(
    tmp_path, breaths, dose_s
):
    """35 s of 60: with 4 breaths of 6 s in and 9 out; with 12 of 2 and 3; or of 4 and 6."""
    log = st.open_log(tmp_path / "log.sqlite")
    name = log.start_session("One", BREATHED.phases())
    chosen = [("breaths_chosen", {"phase": 1, "reason": breaths})] if breaths else []
    kinds = [("started", {}), *chosen, ("phase_skipped", {"phase": 1, "done_s": 35.0})]
    log.append([event(name, seq, kind, **fields) for seq, (kind, fields) in enumerate(kinds)])
    (row,) = log.phases().to_dict("records")
    assert row["done_s"] == 35.0
    assert row["dose_s"] == pytest.approx(dose_s)
    assert len(log.history(name)) == (2 if breaths else 1)


@pytest.mark.parametrize("breaths", ["0", "-1", "seven", "99999", "00012345", "\u0667", ""])
def test_breaths_that_nobody_can_mean_change_nothing(breaths):
    phases = snapshot(BREATHED.phases())["phases"]
    assert in_breaths(phases, 1, breaths) == [dict(phase) for phase in phases]


def test_breaths_are_counted_only_where_somebody_breathes():
    phases = snapshot(ONE_SIDE.phases())["phases"]
    assert in_breaths(phases, 1, "7") == [dict(phase) for phase in phases]


def test_the_browser_and_the_log_mean_the_same_beats():
    phases = snapshot(BREATHED.phases())["phases"]
    (beats,) = (phase["beats"] for phase in in_breaths(phases, 1, "7") if phase["beats"])
    assert [kind for _, kind in beats] == ["inhale", "exhale"] * 7
    assert beats[3][0] == pytest.approx((1 + 4 / 10) * 60 / 7)
