"""Series that once were told something that is not so, and what each must and must not be told."""

import pytest

from stretchlib.progress import measurement_error, rating_verdict, verdict
from tests.progress_kit import answers, readings

TEST = "chest_to_thigh"
STEADY = [12.0] * 16
SLIP = [*[12.0] * 8, 60.0, *[12.0] * 7]
TOUCHED = [3.0, 2.0, 1.0, *[0.0] * 13]
RESTLESS = [15, 10, 16, 9, 12, 14, 8, 15, 11, 14, 9, 16, 10, 13, 12, 9]
NEARER = [20.0 - 0.8 * i for i in range(16)]
UP_AND_DOWN = [8, 1, 9, 2, 7, 1, 8, 2, 9, 1, 5, 2, 3, 1, 2, 0]
DOWN = [8, 8, 7, 8, 7, 7, 6, 6, 5, 6, 5, 5, 4, 4, 4, 3, 4, 3, 3, 4, 3, 3, 2, 3]


@pytest.mark.parametrize(
    ("cm", "expected", "never"),
    [
        (STEADY, "at 12.0 cm every day", "may have"),
        # Every day is every day: what was left out is one, too.
        (SLIP, "on every day that is counted. One reading, 60.0 cm", "cm every day"),
        (TOUCHED, "your chest touched; nothing is nearer", "nearer or"),
        # 12 cm can come nearer by 12 cm at most.
        (RESTLESS, "Cannot tell yet", "13"),
        (NEARER, "Likely real", "if it is"),
    ],
    ids=["steady", "a slip", "touched", "restless", "nearer"],
)
def test_a_distance_is_told_what_is_so(cm: list[float], expected: str, never: str) -> None:
    found = verdict(readings(cm), TEST, "left")
    assert expected in str(found)
    assert never not in found.sentence


@pytest.mark.parametrize(
    ("scores", "expected", "never", "worth"),
    [
        ([5] * 16, "at 5 every day", "may have", False),
        ([0] * 16, "at 0 every day", "worthwhile", None),
        # It fell by 7 points, and from one day to the next it differs by as many.
        (
            UP_AND_DOWN,
            "but differs as much from one day to the next",
            "yours is as large",
            None,
        ),
        (DOWN, "yours is as large.", "if it is", True),
        # One point down, and steady: more than rounding, and not yet likely.
        ([3] * 4 + [2] * 8, "yours is as large, if it is real.", "differs as much", True),
    ],
    ids=["steady", "none", "up and down", "down", "a point"],
)
def test_a_feeling_is_told_what_is_so(
    scores: list[int | None], expected: str, never: str, worth: bool | None
) -> None:
    found = rating_verdict(answers(scores), "pain")
    assert expected in str(found)
    assert never not in str(found)
    assert found.worth_having is worth


def test_a_scale_that_ends_at_10_is_never_told_of_11_points() -> None:
    found = rating_verdict(answers(UP_AND_DOWN), "pain").finding
    assert found.level is not None
    assert found.low is not None
    assert found.high is not None
    assert found.level + found.low >= 0
    assert found.level + found.high <= 10


LOW = [1, 1, 1, 4, 2, 4, 1, 5, 2, 4, 3, 5, 1, 4]
TOUCHING = [0, 0, 0, 0, 0, 0, 2, 3, 0, 4, 1, 0, 3, 0, 5, 1]


def test_nobody_is_told_of_less_than_the_end_of_the_scale() -> None:
    """From 1 it goes down by 1 at most, wherever a course through all days would begin."""
    found = rating_verdict(answers(LOW), "pain")
    assert found.finding.low is not None
    assert found.finding.low < -1.5
    assert "stayed the same (from 1 point lower to " in found.sentence
    assert str(found).count("find a drop of 1 point worthwhile; yours went up.") == 1


def test_whoever_touched_on_the_first_days_cannot_come_nearer() -> None:
    found = verdict(readings(TOUCHING), TEST, "left")
    assert found.code == "cannot_tell"
    assert "your left side may have gone further away or stayed the same (" in found.sentence
    assert "nearer" not in found.sentence.partition(" at most)")[0]


def test_a_card_says_whose_it_is_and_nothing_twice() -> None:
    found = verdict(readings(RESTLESS), TEST, "left")
    card = found._repr_mimebundle_()["text/html"]
    assert ">Left side: cannot tell yet</h4>" in card
    assert ">Since 14 January 2026, your left side may have" in card
    assert "Cannot tell yet" not in card
    assert found.sentence.startswith("Cannot tell yet: since 14 January 2026, ")
    felt = rating_verdict(answers(DOWN), "pain")._repr_mimebundle_()["text/html"]
    assert ">Pain before practice: likely real, lower</h4>" in felt
    both = verdict(readings(RESTLESS[:3]), TEST)._repr_mimebundle_()["text/html"]
    assert ">The first days</h4>" in both


def test_constant_readings_have_the_error_of_the_ruler() -> None:
    """Half a centimetre: 1.96 x sqrt(2) x 0.5 / sqrt(12) = 0.40 cm, by hand."""
    error = measurement_error(readings(STEADY), TEST, "left")
    assert error.day_sem == 0
    assert error.mdc == pytest.approx(0.4001, abs=1e-4)
    assert "0.4 cm" in error.sentence


def test_whoever_is_at_the_goal_is_not_told_of_a_change_as_large_as_the_way_back_from_it() -> None:
    """It was 10 cm from 0 to the goal, so that 4.4 cm seemed small beside it."""
    cm = [1, 0, 0.5, 0, 1, 0, 0, 0.5, 0, 1, 0, 0, 0.5, 0, 0, 0]
    found = verdict(readings(cm), TEST, "left", goal_cm=10)
    assert found.worth_sentence == "You are at your goal of 10 cm."
    assert found.code == "cannot_tell"
    assert found.finding == verdict(readings(cm), TEST, "left").finding
