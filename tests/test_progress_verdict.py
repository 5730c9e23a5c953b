"""One sentence about the truth, and what happens to frames that have none."""

import math

import numpy as np
import pandas as pd
import pytest

from stretchlib.errors import StretchError, UnknownName
from stretchlib.model import MEASURES
from stretchlib.progress import change, rating_verdict, verdict
from stretchlib.progress.evidence import REAL, Path
from stretchlib.progress.findings import LEANING, real_direction
from stretchlib.progress.meaningful_change import Change, of_rating
from stretchlib.progress.sentences import amount
from tests.chart_kit import trials
from tests.progress_kit import a_number, answers, readings

NEARER = [14, 14, 13, 13.5, 13, 12, 12.5, 12, 11, 11.5, 11, 10.5]
WAVERING = [12, 13, 12.5, 12, 13, 12.5, 12, 13, 12, 12.5, 13, 12]


def test_a_steady_approach_is_likely_real() -> None:
    found = verdict(readings(NEARER, every=7), "chest_to_thigh", "left")
    assert found.code == "likely_real_better"
    about, evidence = -a_number(found.finding.about), found.evidence
    assert 1.5 < about < 3.0
    assert 10 <= evidence < 20
    assert found.sentence == (
        f"Likely real: your left side came about {about:.1f} cm nearer since 26 January 2026, "
        f"evenly. The readings are {int(evidence)} times likelier with a change than without."
    )


def test_a_steady_retreat_is_likely_real_and_worse() -> None:
    found = verdict(readings(NEARER[::-1], every=7), "chest_to_thigh", "left")
    assert found.code == "likely_real_worse"
    assert "left side went about" in found.sentence
    assert a_number(found.finding.about) > 0


def test_what_goes_up_is_judged_as_what_goes_down() -> None:
    down, up = (verdict(readings(v), "chest_to_thigh") for v in (NEARER, [28 - v for v in NEARER]))
    assert up.evidence == pytest.approx(down.evidence)
    assert up.finding.about == pytest.approx(-a_number(down.finding.about))


def test_the_first_three_days_are_shown_and_not_counted() -> None:
    """Getting used to the measuring, worth 4 cm, is no change."""
    learnt = verdict(readings([16, 15, 13, *WAVERING]), "chest_to_thigh", "left")
    without = verdict(readings([12, 13, 12.5, *WAVERING]), "chest_to_thigh", "left")
    assert learnt.finding == without.finding
    assert (learnt.finding.run_in, learnt.finding.counted) == (3, 12)
    assert learnt.finding.since == pd.Timestamp("2026-01-14")
    assert learnt.change.first == 15


@pytest.mark.parametrize(("earlier", "run_in"), [(0, 3), (1, 2), (2, 1), (3, 0), (9, 0)])
def test_the_first_days_are_those_of_all_time_not_of_a_period(earlier: int, run_in: int) -> None:
    frame = readings([12.0] * earlier + NEARER)
    found = verdict(frame, "chest_to_thigh", "left", since=frame["day"][earlier]).finding
    assert (found.run_in, found.counted) == (run_in, 12 - run_in)
    assert found.since == frame["day"][earlier + run_in]


def test_too_early_names_the_first_days_that_are_still_to_come() -> None:
    frame = readings([12.0, 12.0, *NEARER[:3]])
    sentence = verdict(frame, "chest_to_thigh", "left", since=frame["day"][2]).sentence
    assert "readings on 6 days, of which the first is for getting used to it" in sentence
    sentence = verdict(frame, "chest_to_thigh", "left", since=frame["day"][4]).sentence
    assert "takes readings on 5 days, and there is 1 so far. 4 more will do." in sentence


def test_a_flare_is_not_yet_a_change_and_one_that_stays_is() -> None:
    """Eight weeks alike, then 4 cm further away: said once it has lasted beyond three weeks."""
    rng = np.random.default_rng(2)
    flat, flare = rng.normal(12, 1, 40), rng.normal(16, 1, 30)
    frame = readings([*flat, *flare], every=1.4)
    found = [verdict(frame[: 40 + n], "chest_to_thigh", "left") for n in range(1, 30)]
    assert not any(each.code.startswith("likely_real") for each in found[:15])
    assert found[-1].code == "likely_real_worse"
    waiting = [each for each in found[:15] if each.evidence >= REAL]
    assert waiting
    assert all("but a spell of the last three weeks would" in each.sentence for each in waiting)


def test_ten_years_of_a_plain_change_are_told_with_a_number() -> None:
    found = verdict(readings(list(np.linspace(40, 10, 3650)), every=1), "chest_to_thigh", "left")
    assert found.code == "likely_real_better"
    assert math.isfinite(found.evidence)


def test_of_answers_every_day_counts() -> None:
    assert rating_verdict(answers([6, 5] * 6), "pain").finding.counted == 12


def test_evidence_too_small_for_a_claim_is_called_leaning() -> None:
    found = verdict(readings(NEARER[:10], every=7), "chest_to_thigh", "left")
    assert LEANING <= found.evidence < REAL
    assert (found.code, found.short) == ("leaning_better", "leaning, nearer")
    assert found.sentence.startswith("Leaning: your left side came about ")
    assert "it takes 10 times to call it so" in found.sentence


def test_once_said_it_is_said_until_the_evidence_falls_below_the_lower_line() -> None:
    paths = {
        "above it": [1, 1, 1, 1, 12, 4, 3],
        "below it": [1, 1, 1, 1, 12, 2, 3],
        "never said": [1, 1, 1, 1, 9, 9, 9],
        "before five days": [1, 1, 50, 50, 5, 5, 5],
    }
    directions = {
        name: real_direction(Path(np.log(e), np.full(7, -1.0), np.full(7, -np.inf), np.zeros(4)))
        for name, e in paths.items()
    }
    assert directions == {"above it": -1, "below it": 0, "never said": 0, "before five days": 0}


def test_a_change_that_turned_round_is_said_no_more() -> None:
    log_e = np.log([1, 1, 1, 1, 12, 4, 3])
    change = np.array([0, 0, 0, 0, -1, -1, 1.0])
    assert real_direction(Path(log_e, change, np.full(7, -np.inf), np.zeros(4))) == 0


def test_what_went_the_other_way_at_first_and_then_came_nearer_for_weeks_is_real() -> None:
    away, nearer = [12.0, 12, 12, 12, 13, 14, 15, 16], [15.5 - day / 2 for day in range(24)]
    assert a_number(verdict(readings(away), "chest_to_thigh").finding.about) > 0
    assert verdict(readings(away + nearer), "chest_to_thigh").code == "likely_real_better"


def test_nothing_larger_is_said_when_the_interval_says_so() -> None:
    found = verdict(readings(WAVERING * 4), "chest_to_thigh", "left")
    most = max(-a_number(found.finding.low), a_number(found.finding.high))
    assert found.code == "nothing_larger"
    assert found.short == f"no change larger than {most:.1f} cm"
    assert found.sentence == (
        f"No clear change: most likely, your left side has not moved by more than {most:.1f} cm "
        "since 14 January 2026."
    )


def test_what_cannot_be_told_is_said_with_what_it_may_be_and_the_days_left() -> None:
    scattered = [12, 15, 11, 14, 12.5, 15, 11, 14, 13, 12, 15, 11.5, 14, 12, 15, 13, 11]
    found = verdict(readings(scattered, every=2), "chest_to_thigh", "left", goal_cm=4)
    assert (found.code, found.short) == ("cannot_tell", "cannot tell yet")
    low, high = -a_number(found.finding.low), found.finding.high
    assert f"(from {low:.1f} cm nearer to {high:.1f} cm further away)" in found.sentence
    assert found.finding.size == pytest.approx(9, abs=1.5)
    assert f"a change of {found.finding.size:.1f} cm" in found.sentence


def test_a_large_step_at_the_very_end_is_not_yet_a_change() -> None:
    found = verdict(readings([*WAVERING * 2, 8, 8, 8]), "chest_to_thigh")
    assert found.change.is_beyond_error
    assert found.code == "cannot_tell"


@pytest.mark.parametrize(
    ("days", "so_far"),
    [
        (0, "there are none yet. 8 more will do."),
        (1, "there is 1 so far. 7 more will do."),
        (7, "there are 7 so far. 1 more will do."),
    ],
)
def test_below_five_counted_days_it_is_too_early(days: int, so_far: str) -> None:
    found = verdict(readings(NEARER[:days]), "chest_to_thigh", "left")
    assert found.code == "too_early"
    begins = "A first answer for your left side takes readings on 8 days, of which the first 3"
    assert found.sentence == f"{begins} are for getting used to it, and {so_far}"
    assert (found.worth_having, found.worth_sentence) == (None, "")


def test_many_trials_on_few_days_are_still_too_early() -> None:
    rows = [(f"2026-01-{5 + i:02}", "left", 14.0 - i) for i in range(7) for _ in range(3)]
    assert verdict(trials(*rows), "chest_to_thigh").code == "too_early"


def test_equal_readings_are_no_change() -> None:
    found = verdict(readings([12.0] * 12), "chest_to_thigh", "left")
    assert (found.code, found.short) == ("nothing_larger", "no change larger than 0.5 cm")
    assert found.sentence == "No change: your left side was at 12.0 cm every day."


def test_another_time_of_day_is_named_beside_the_verdict() -> None:
    frame = readings(NEARER)
    frame.loc[6:, "taken_utc"] += pd.Timedelta(hours=3)
    assert "about 3 hours later in the day" in str(verdict(frame, "chest_to_thigh", "left"))
    frame.loc[6:, "taken_utc"] -= pd.Timedelta(hours=2)
    assert verdict(frame, "chest_to_thigh", "left").notice == ""


@pytest.mark.parametrize("number", [5, 5.5, 10**20])
@pytest.mark.parametrize("kind", ["object", None])
def test_numbers_in_the_place_of_instants_tell_no_hour(number: float, kind: str | None) -> None:
    frame = readings(NEARER)
    instants = pd.Series([number] * len(frame), frame.index, dtype=kind)
    assert verdict(frame.assign(taken_utc=instants), "chest_to_thigh", "left").notice == ""


def test_who_has_come_to_touch_is_told_so_without_a_line() -> None:
    arriving = [6, 6, 5.5, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1, 0.5, *[0] * 8]
    found = verdict(readings(arriving), "chest_to_thigh")
    assert found.code == "likely_real_better"
    assert found.sentence.endswith(
        "On 8 of 21 days your chest touched; nothing is nearer, so no trend is given."
    )
    assert found.trend.per_week is None


def test_of_ratings_at_zero_no_line_is_spoken_of() -> None:
    found = rating_verdict(answers([3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0]), "pain")
    assert found.sentence.endswith(" On 6 of 12 days it was 0.")


def test_a_goal_that_nobody_set_is_not_spoken_of() -> None:
    found = verdict(readings(NEARER), "chest_to_thigh")
    assert (found.worth_having, found.worth_sentence) == (None, "")
    touched = verdict(readings(NEARER), "chest_to_thigh", goal_cm=0)
    assert touched.worth_sentence.endswith("your goal of 0 cm is 11.0 cm away.")


@pytest.mark.parametrize("goal", [float("nan"), -1, 101, "10", True, float("inf")], ids=str)
def test_a_goal_that_is_no_distance_is_named(goal: object) -> None:
    with pytest.raises(StretchError, match=r"goal_cm=.* Give 0 to 100, in cm"):
        verdict(readings(NEARER), "chest_to_thigh", goal_cm=goal)  # type: ignore[arg-type]


@pytest.mark.parametrize("index", [0, 1, 5, 10, 11])
@pytest.mark.parametrize("wrong", [60.0, 0.0, 31.0])
def test_one_slip_is_named_and_does_not_silence_the_verdict(index: int, wrong: float) -> None:
    frame = readings(NEARER, every=7)
    frame.loc[index, "value_cm"] = wrong
    found = verdict(frame, "chest_to_thigh", "left")
    day = frame["day"][index]
    assert found.code in ("likely_real_better", "leaning_better")
    assert found.change.days == 11
    assert found.sentence.endswith(
        f" One reading, {wrong:.1f} cm on {day.day} {day.month_name()} 2026, is far from those "
        "around it and left out: if it is a slip, correct it in notebook 05."
    )


def test_two_slips_are_counted_and_the_latest_is_named() -> None:
    slipped = [*WAVERING * 2]
    slipped[3], slipped[9] = 60.0, 1.0
    found = verdict(readings(slipped), "chest_to_thigh")
    assert " 2 readings, the latest 1.0 cm on 1 February 2026, are far from" in found.sentence


def test_a_bad_spell_is_no_slip() -> None:
    """Three days 8 cm further away, and ratings, which jump."""
    spell = [*WAVERING, 20.0, 21.0, 20.0, *WAVERING]
    assert verdict(readings(spell), "chest_to_thigh").change.days == len(spell)
    assert rating_verdict(answers([1] * 6 + [9] + [1] * 6), "pain").change.days == 13


def test_the_goal_is_another_question() -> None:
    frame = readings(NEARER, every=7)
    far, near = (verdict(frame, "chest_to_thigh", goal_cm=cm) for cm in (5, 11))
    assert far.code == near.code == "likely_real_better"
    assert far.worth_having is False
    assert far.worth_sentence == (
        "Your latest three days are at 11.0 cm; your goal of 5 cm is 6.0 cm away."
    )
    assert (near.worth_having, near.worth_sentence) == (True, "You are at your goal of 11 cm.")
    assert str(far) == f"{far.sentence} {far.worth_sentence}"


def test_one_side_is_not_judged_by_the_other() -> None:
    both = pd.concat([readings(NEARER, "left"), readings(WAVERING, "right")])
    assert verdict(both, "chest_to_thigh", "left").code == "leaning_better"
    assert verdict(both, "chest_to_thigh", "right").code == "cannot_tell"


def test_both_sides_together_are_the_days_that_have_both() -> None:
    both = pd.concat([readings([14.0] * 12, "left"), readings([10.0] * 11, "right")])
    found = verdict(both, "chest_to_thigh")
    assert found.change.days == 11
    assert found.change.first == found.change.latest == 12.0


def test_a_side_that_was_never_measured_is_not_missed() -> None:
    assert verdict(readings(NEARER, "right"), "chest_to_thigh").change.days == 12


def test_the_change_is_between_medians_of_three_days() -> None:
    found = change(readings([14, 17, 13, 12, 12, 10, 11, 15]), "chest_to_thigh")
    assert (found.first, found.latest, found.change) == (14, 11, -3)
    assert found.mdc is None
    assert found.is_beyond_error is None


def test_fewer_than_six_days_have_no_change() -> None:
    found = change(readings([14.0] * 5), "chest_to_thigh")
    assert (found.first, found.latest, found.change) == (None, None, None)


@pytest.mark.parametrize(
    ("scores", "worth"),
    [
        ([1] * 4 + [0] * 8, True),
        ([3] * 4 + [2] * 4 + [2] * 4, True),
        ([6] * 4 + [5] * 4 + [5] * 4, False),
        ([6] * 4 + [5] * 4 + [4] * 4, True),
        ([9] * 4 + [8] * 4 + [7] * 4, False),
        ([9] * 4 + [7] * 4 + [6] * 4, True),
        ([4] * 4 + [5] * 4 + [6] * 4, False),
        ([4] * 4 + [5] * 8, False),
        ([4] * 12, False),
    ],
)
def test_what_is_worth_having_depends_on_where_pain_began(scores: list[int], worth: bool) -> None:
    """1 point from 1 to 4, 2 from 5 to 7, 3 from 8 to 10 (doi 10.1055/a-1304-3677)."""
    found = rating_verdict(answers(scores), "pain")
    assert found.worth_having is worth
    assert ("yours is as large" in found.worth_sentence) is worth
    assert ("went up" in found.worth_sentence) is (scores[-1] > scores[0])


def test_a_fall_of_pain_is_likely_real() -> None:
    scores = [8, 8, 7, 8, 7, 7, 6, 6, 5, 6, 5, 5, 4, 4, 4, 3, 4, 3, 3, 4, 3, 3, 2, 3]
    found = rating_verdict(answers(scores), "pain")
    assert found.code == "likely_real_better"
    less = amount(-a_number(found.finding.about), "points")
    assert found.sentence.startswith(
        f"Likely real: your pain before practice went about {less} "
        "lower since 5 January 2026, most of it early."
    )


def test_how_much_tightness_is_worth_having_nobody_says() -> None:
    found = rating_verdict(answers([6, 5] * 6, kind="tightness"), "tightness")
    assert found.worth_having is None
    assert "you decide" in found.worth_sentence


@pytest.mark.parametrize(("first", "latest"), [(6.0, None), (None, 3.0), (None, None)])
@pytest.mark.parametrize("kind", ["pain", "tightness"])
def test_a_change_that_is_not_known_is_not_judged(
    first: float | None, latest: float | None, kind: str
) -> None:
    unknown = Change(first, latest, mdc=2.0, days=5, weeks=1.0, unit="points")
    assert of_rating(unknown, kind, is_real=True) == (None, "")


def test_without_pain_there_is_none_worth_losing() -> None:
    found = rating_verdict(answers([0] * 12), "pain")
    assert found.sentence == "No change: your pain before practice was at 0 every day."
    assert (found.worth_having, found.worth_sentence) == (None, "")


def test_a_question_that_was_not_answered_is_no_zero() -> None:
    found = rating_verdict(answers([6, None] * 11), "pain")
    assert found.change.days == 11
    assert found.change.first == found.change.latest == 6


def test_only_the_moment_that_was_asked_about_counts() -> None:
    mixed = pd.concat([answers([6] * 12), answers([1] * 12, moment="after")])
    assert rating_verdict(mixed, "pain").change.latest == 6
    assert rating_verdict(mixed, "pain", moment="after").change.latest == 1


def test_only_the_area_that_was_asked_about_counts() -> None:
    back = answers([6] * 12)
    hip = answers([1] * 12).assign(area=pd.Series("hip", back.index, dtype="str"))
    assert rating_verdict(pd.concat([back, hip]), "pain", area="hip").change.latest == 1


BAD = {
    "empty": readings([]),
    "empty, without types": pd.DataFrame(columns=readings([]).columns),
    "one row": readings([12.0]),
    "all missing": readings(NEARER).assign(value_cm=float("nan")),
    "None and NaN mixed": readings([12.0, 13.0]).assign(
        value_cm=pd.Series([None, float("nan")], dtype="object")
    ),
    "infinite": readings(NEARER).assign(value_cm=float("inf")),
    "without days": readings(NEARER).assign(day=pd.Series(pd.NaT, range(len(NEARER)))),
}


STRANGE = {
    "constant": (readings([12.0] * 30), "nothing_larger"),
    "two values in turn": (readings([12.0, 12.5] * 20), "nothing_larger"),
    "all at the floor": (readings([0.0] * 30), "nothing_larger"),
    "one day": (readings([12.0]), "too_early"),
    "one day, many trials": (trials(*[("2026-01-05", "left", 12.0)] * 30), "too_early"),
    "one huge value": (readings([*WAVERING * 2, 99.0, *WAVERING]), "nothing_larger"),
    "some missing": (readings([*WAVERING, float("nan")] * 3), "nothing_larger"),
    "unsorted": (readings(WAVERING * 3).sample(frac=1, random_state=1), "nothing_larger"),
    "doubled ids": (pd.concat([readings(WAVERING * 3)] * 2), "nothing_larger"),
    "in the future": (
        readings(WAVERING * 3).assign(day=lambda f: f["day"] + pd.Timedelta(days=36500)),
        "nothing_larger",
    ),
    "a gap of a year": (
        readings(WAVERING * 3).assign(
            day=lambda f: f["day"] + pd.to_timedelta((f.index >= 18) * 365, unit="D")
        ),
        "nothing_larger",
    ),
    "mixed numbers of trials": (
        trials(
            *(
                (str((pd.Timestamp("2026-01-05") + pd.Timedelta(days=2 * i)).date()), "left", cm)
                for i, cm in enumerate(WAVERING * 3)
                for _ in range(1 + i % 4)
            )
        ),
        "nothing_larger",
    ),
}


@pytest.mark.parametrize(("frame", "code"), STRANGE.values(), ids=STRANGE.keys())
def test_no_strange_frame_makes_a_change_that_is_none(frame: pd.DataFrame, code: str) -> None:
    found = verdict(frame, "chest_to_thigh", "left")
    assert found.code == code
    assert math.isfinite(found.evidence)
    assert "nan" not in str(found)


@pytest.mark.parametrize("frame", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("side", ["left", "right", None])
def test_a_frame_with_nothing_to_say_says_nothing(frame: pd.DataFrame, side: str | None) -> None:
    found = verdict(frame, "chest_to_thigh", side)
    assert found.code == "too_early"
    assert found.trend.band.empty


def test_missing_values_leave_the_others_alone() -> None:
    gappy = readings(NEARER + [float("nan")] * 3)
    assert verdict(gappy, "chest_to_thigh") == verdict(readings(NEARER), "chest_to_thigh")


def test_duplicate_instants_are_one_day() -> None:
    twice = pd.concat([readings(NEARER), readings(NEARER)])
    assert verdict(twice, "chest_to_thigh").change.days == len(NEARER)


def test_the_order_of_rows_does_not_matter() -> None:
    frame = readings(NEARER)
    assert verdict(frame[::-1], "chest_to_thigh").sentence == (
        verdict(frame, "chest_to_thigh").sentence
    )


def test_a_day_in_the_future_is_a_day() -> None:
    frame = readings(NEARER, every=7)
    frame["day"] += pd.Timedelta(days=36500)
    assert verdict(frame, "chest_to_thigh").code == "likely_real_better"


def test_the_frame_is_left_as_it_was() -> None:
    frame = readings(NEARER)
    before = frame.copy()
    verdict(frame, "chest_to_thigh")
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("frame", "test", "side", "words"),
    [
        (readings(NEARER), "chest_to_thig", None, "Did you mean 'chest_to_thigh'?"),
        (readings(NEARER), "chest_to_thigh", "lefft", "Did you mean 'left'?"),
        (readings(NEARER).drop(columns="value_cm"), "chest_to_thigh", None, "no column value_cm"),
        (readings(NEARER).rename(columns={"value_cm": "value_in"}), "chest_to_thigh", None, "cm"),
        (answers([5] * 12), "chest_to_thigh", None, "Give the frame of log.measurements()"),
    ],
)
def test_what_is_not_there_is_named(
    frame: pd.DataFrame, test: str, side: str | None, words: str
) -> None:
    with pytest.raises(UnknownName) as raised:
        verdict(frame, test, side)
    assert words in str(raised.value)


def test_a_value_that_is_no_number_is_named() -> None:
    frame = readings([12.0, 13.0]).assign(value_cm=pd.Series(["12.0", "12,5"], dtype="object"))
    with pytest.raises(StretchError, match=r"value_cm: '12,5' is not a number"):
        verdict(frame, "chest_to_thigh")


def test_a_day_that_is_no_day_is_named() -> None:
    frame = readings([12.0]).assign(day="5 January")
    with pytest.raises(StretchError, match="day: '5 January' is not a local day"):
        verdict(frame, "chest_to_thigh")


def test_an_instant_is_no_local_day() -> None:
    frame = readings([12.0])
    with pytest.raises(StretchError, match="Give midnights without a zone"):
        verdict(frame.assign(day=frame["taken_utc"]), "chest_to_thigh")


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("payn", {}, "Did you mean 'pain'?"),
        ("pain", {"moment": "befor"}, "Did you mean 'before'?"),
        ("pain", {"side": "botth"}, "Did you mean 'both'?"),
    ],
)
def test_a_rating_that_is_not_there_is_named(
    kind: str, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(UnknownName) as raised:
        rating_verdict(answers([5] * 12), kind, **changes)
    assert words in str(raised.value)


def test_every_test_of_the_workbook_can_be_judged() -> None:
    for test in MEASURES:
        assert verdict(readings([]), test).code == "too_early"
