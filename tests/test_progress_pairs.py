"""After and before, left and right: differences with an interval."""

import math

import pandas as pd
import pytest

from stretchlib.errors import StretchError, UnknownName
from stretchlib.model import MEASURES
from stretchlib.progress import left_right, paired_difference, paired_scores
from stretchlib.progress.intervals import SHORTFALL
from stretchlib.progress.paired import BEFORE_AND_AFTER
from tests.chart_kit import RATINGS, ratings
from tests.progress_kit import a_number, readings


def visits(*pairs: tuple[int | None, int | None]) -> pd.DataFrame:
    rows = []
    for i, pair in enumerate(pairs):
        for moment, score in zip(("before", "after"), pair, strict=True):
            rows.append((f"S{i}", f"2026-01-{5 + i:02}", moment, score))
    return ratings(*rows)


def test_the_difference_is_after_minus_before_of_complete_sessions() -> None:
    """Of six sessions three have both answers: -2, 0 and +3."""
    found = paired_difference(RATINGS)
    assert found.pairs == 3
    assert found.difference == pytest.approx(1 / 3)
    assert (found.first, found.second) == pytest.approx((5, 16 / 3))


def test_below_six_pairs_there_is_no_interval() -> None:
    found = paired_difference(RATINGS)
    assert (found.low, found.high, found.is_clear) == (None, None, None)
    assert found.reason == "It needs 6 pairs; it has 3."


@pytest.mark.parametrize(
    ("pairs", "there"),
    [(0, "there are none yet"), (1, "there is 1 so far"), (2, "there are 2 so far")],
)
def test_too_few_pairs_are_counted_in_words(pairs: int, there: str) -> None:
    found = paired_difference(visits(*[(6, 4)] * pairs, (5, None)))
    assert found.sentence == (
        f"A first answer takes 6 sessions with tightness answered before and after, and {there}."
    )


def test_the_interval_agrees_with_one_worked_by_hand() -> None:
    """
    Differences -2, -1, -3, -2, -2, -2: mean -2, standard error sqrt(2 / 5 / 6) = 0.2582; t of 5
    degrees 2.5706; autocorrelation of 0, 1, -1, 0, 0, 0: -1 / 2, so exp(artanh(-0.5) + S x 0.5 / 6)
    = 0.57735 x exp(S / 12), S being the shortfall.
    """
    found = paired_difference(visits((6, 4), (5, 4), (7, 4), (6, 4), (5, 3), (6, 4)))
    half = 2.5706 * 0.2582 * 0.57735 * math.exp(SHORTFALL[1] / 12)
    assert (found.low, found.high) == pytest.approx((-2 - half, -2 + half), abs=5e-4)


def test_an_answer_that_is_missing_takes_none_away_that_was_given() -> None:
    frame = ratings(
        ("A", "2026-01-05", "before", 6),
        ("A", "2026-01-05", "before", None),
        ("A", "2026-01-05", "after", 4),
        ("A", "2026-01-05", "after", 3),
    )
    [(before, after)] = paired_scores(frame, "tightness")[["before", "after"]].to_numpy().tolist()
    assert (before, after) == (6, 3)


def test_each_area_and_side_has_a_row_and_so_has_none_at_all_the_last_of_its_visit() -> None:
    frame = ratings(
        *[("A", "2026-01-05", moment, n) for n in (1, 2, 3) for moment in BEFORE_AND_AFTER]
    )
    frame["area"] = pd.Series([None, None, "low_back", "low_back", "hip", "hip"], dtype="str")
    scores = paired_scores(frame, "tightness")
    assert scores["area"].tolist()[:2] == ["hip", "low_back"]
    assert scores["area"].isna().tolist() == [False, False, True]
    assert scores["before"].tolist() == scores["after"].tolist() == [3, 2, 1]
    assert paired_difference(frame).pairs == 1, "of one visit the mean counts"


def test_a_session_over_midnight_is_of_the_day_on_which_it_began() -> None:
    frame = ratings(("A", "2026-01-06", "after", 4), ("A", "2026-01-05", "before", 6))
    [row] = paired_scores(frame, "tightness").to_dict("records")
    assert (row["day"], row["before"], row["after"]) == (pd.Timestamp("2026-01-05"), 6, 4)


STEADY = [(6, 4), (5, 4), (7, 4), (6, 4), (5, 3), (6, 4), (6, 4), (7, 5), (6, 4)]


def test_a_steady_difference_is_clear() -> None:
    found = paired_difference(visits(*STEADY))
    assert a_number(found.low) < -2 < a_number(found.high) < 0
    assert found.is_clear
    assert found.reason == ""


def test_a_wavering_difference_is_not_clear() -> None:
    found = paired_difference(visits((6, 4), (5, 6), (4, 4), (6, 3), (3, 5), (5, 5)))
    assert not found.is_clear


def test_missing_is_missing_and_not_zero() -> None:
    found = paired_difference(visits((6, 4), (6, None), (None, 4)))
    assert (found.pairs, found.difference) == (1, -2)


def test_the_later_of_two_answers_counts() -> None:
    again = pd.concat([visits((6, 5)), visits((6, 3))])
    assert paired_difference(again).difference == -3


def test_answers_without_a_session_are_paired_within_their_day() -> None:
    loose = visits((6, 4), (5, 4)).assign(session_id=pd.Series(None, range(4), dtype="str"))
    assert paired_difference(loose).pairs == 2


def test_the_areas_of_a_session_are_one_pair() -> None:
    back = visits((6, 4))
    hip = visits((8, 4)).assign(area=pd.Series("hip", back.index, dtype="str"))
    both = pd.concat([back, hip])
    assert (paired_difference(both).pairs, paired_difference(both).difference) == (1, -3)
    assert paired_difference(both, area="hip").difference == -4


def test_pain_and_tightness_are_kept_apart() -> None:
    assert paired_difference(RATINGS, "pain").pairs == 0


def test_nothing_to_compare_is_a_result_without_numbers() -> None:
    found = paired_difference(visits())
    assert (found.difference, found.low, found.pairs) == (None, None, 0)
    assert found.evidence == 1, "as likely with a difference as without"


def test_left_and_right_are_compared_day_by_day() -> None:
    both = pd.concat([readings([12.0] * 8, "left"), readings([10.0] * 7, "right")])
    found = left_right(both, "chest_to_thigh")
    assert (found.difference, found.low, found.high) == (2, 2, 2)
    assert (found.pairs, found.first, found.second) == (7, 10, 12)


def test_sides_that_are_alike_are_no_evidence_of_a_difference() -> None:
    """On ten days 1 cm nearer three times, further away twice, else as near: 0.1 cm nearer."""
    left = [12.0, 13.0] * 5
    right = [13.0, 13.0, 12.0, 12.0] * 2 + [13.0, 13.0]
    found = left_right(
        pd.concat([readings(left, "left"), readings(right, "right")]), "chest_to_thigh"
    )
    assert found.evidence < 1


def test_left_and_right_are_compared_as_they_are_now() -> None:
    """Ten days alike, after ten on which the left was 5 cm further away."""
    left = readings([15.0] * 10 + [10.0] * 10, "left")
    found = left_right(pd.concat([left, readings([10.0] * 20, "right")]), "chest_to_thigh")
    assert (found.difference, found.pairs, found.is_clear) == (0, 10, False)


def test_a_slip_is_named_and_left_out_of_left_and_right() -> None:
    left = readings([10.0, 11.0] * 5, "left")
    left.loc[7, "value_cm"] = 71.0
    found = left_right(pd.concat([left, readings([10.0, 11.0] * 5, "right")]), "chest_to_thigh")
    assert (found.pairs, found.difference) == (9, 0)
    assert " One reading, 71.0 cm on 26 January 2026, is far from" in found.sentence


def test_one_side_has_nothing_to_be_compared_with() -> None:
    found = left_right(readings([12.0] * 8, "left"), "chest_to_thigh")
    assert (found.difference, found.pairs) == (None, 0)


def test_a_test_without_two_sides_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    known = MEASURES["chest_to_thigh"]
    whole = type(known)(**{**vars(known), "slug": "finger_to_floor", "sides": ("both",)})
    monkeypatch.setitem(MEASURES, "finger_to_floor", whole)
    with pytest.raises(StretchError, match="there is no left and right to compare"):
        left_right(readings([]), "finger_to_floor")


def test_the_wrong_frame_is_named() -> None:
    with pytest.raises(UnknownName, match=r"log\.ratings\(\)"):
        paired_difference(readings([12.0]))
    with pytest.raises(UnknownName, match=r"log\.measurements\(\)"):
        left_right(RATINGS, "chest_to_thigh")


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        (
            STEADY,
            "After practice your tightness was 2.0 points lower than before, on average of 9 "
            "sessions (95 % interval: ",
        ),
        (
            STEADY[:6],
            "Not clear yet: after practice your tightness was 2.0 points lower than before, on "
            "average of 6 sessions (95 % interval: ",
        ),
        (
            [(6, 4), (5, 6), (4, 4), (6, 3), (3, 5), (5, 5)],
            "No clear difference: after practice your tightness was 0.3 points lower than before, "
            "on average of 6 sessions (95 % interval: ",
        ),
        (
            [(5, 5)] * 6,
            "No clear difference: after practice your tightness was the same as before, on average "
            "of 6 sessions (95 % interval: 0.0 lower to 0.0 points higher).",
        ),
        (
            [(5, 5)] * 2 + [(5, None)] * 4,
            "A first answer takes 6 sessions with tightness answered before and after, and "
            "there are 2 so far.",
        ),
    ],
    ids=["clear", "few", "wavering", "the same", "too early"],
)
def test_a_comparison_is_said_in_a_sentence(
    scores: list[tuple[int, int | None]], sentence: str
) -> None:
    assert str(paired_difference(visits(*scores))).startswith(sentence)


def test_missing_answers_stay_missing_in_the_pairs() -> None:
    pairs = paired_scores(visits((6, 4), (6, None), (None, None)), "tightness")
    assert pairs["before"].isna().tolist() == [False, False, True]
    assert pairs["after"].isna().tolist() == [False, True, True]


def test_the_types_of_the_pairs_are_the_same_when_there_are_none() -> None:
    full, none = visits((6, 4)), pd.DataFrame(columns=RATINGS.columns)
    kinds = paired_scores(full, "tightness").dtypes.to_dict()
    assert paired_scores(none, "tightness").dtypes.to_dict() == kinds
    assert paired_scores(full, "pain").dtypes.to_dict() == kinds
