"""No decision hangs on the last bit of a float: seconds are compared in whole milliseconds."""

import ast
import builtins
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import stretchlib as st
from stretchlib.errors import StretchError
from stretchlib.model import MEASURES, Cue
from stretchlib.phases import Breath, Hold, Pulse
from stretchlib.progress import change, weekly_dose
from stretchlib.progress.meaningful_change import of_distance
from stretchlib.progress.outliers import far_off
from stretchlib.routines import Routine
from stretchlib.safety import allowed, conditions
from stretchlib.safety.session_dose import past_the_mark, within
from stretchlib.timeline import Step, compiled, length_s
from stretchlib.ui.measure import reading_cm

HOUSE = Path(__file__).parent.parent / "stretchlib"
ROUTINES = ("gentle", "standard", "longer")
CONDITIONS = tuple(conditions().index)
PEOPLE = [*((name,) for name in CONDITIONS), *combinations(CONDITIONS, 2)]
"""Everybody who lives with one condition or two."""


# Cues


def must_hear(step: Step, before: Step | None, after: Step | None) -> dict[str, set[Cue]]:
    """The cues of a step that are said on each side, by stage; how one gets down and up apart."""
    kind, stretch = step.pace.kind, step.stretch
    comes = before is not None and before.stretch.posture == stretch.posture
    stays = after is not None and after.stretch.posture == stretch.posture
    first, *others = stretch.cues_in("stretch", kind)
    return {
        "setup": {c for c in stretch.cues_in("setup", kind) if not (comes and c.key == "down")},
        "switch": set(stretch.cues_in("switch", kind)),
        "stretch": {first, *(cue for cue in others if cue.key == "felt")},
        "exit": {c for c in stretch.cues_in("exit") if not (stays and c.key == "leave")},
    }


def unsaid(routine: Routine) -> list[str]:
    """What a routine never says to a side that has to hear it."""
    steps: list[Step | None] = [None, *routine.steps, None]
    found = []
    for number, step in enumerate(routine.steps, 1):
        must = must_hear(step, steps[number - 1], steps[number + 1])
        for index, side in enumerate(step.sides):
            phases = [p for p in routine.phases() if (p.step, p.side) == (number, side)]
            spoken = {cue.spoken for phase in phases for cue in phase.cues}
            stages = ["switch" if index else "setup", "stretch"]
            stages += ["exit"] if side == step.sides[-1] else []
            wanted = {cue.on(side)[1] for stage in stages for cue in must[stage]}
            found += [f"{step.stretch.slug}, {side}: {words}" for words in wanted - spoken]
    return found


@pytest.mark.parametrize("names", PEOPLE, ids="+".join)
def test_every_cue_that_keeps_somebody_safe_is_said_whatever_they_live_with(names):
    found = {name: unsaid(allowed(st.routine(name), names).routine) for name in ROUTINES}
    assert found == {name: [] for name in ROUTINES}


# Sums


def naive(values: Iterable[Any], start: Any = 0) -> Any:
    """Add up as Python does before 3.12."""
    for value in values:
        start = start + value
    return start


def compensated(values: Iterable[Any], start: Any = 0) -> Any:
    """Add up as Python does from 3.12 on, where floats come."""
    listed = [start, *values]
    return math.fsum(listed) if any(isinstance(v, float) for v in listed) else naive(listed)


def backwards(values: Iterable[Any], start: Any = 0) -> Any:
    """Add up from the other end."""
    return naive(reversed([start, *values]))


SUMS = (naive, compensated, backwards)


def by_each_sum(make: Callable[[], Any]) -> list[Any]:
    """What comes of each way to add up."""
    made = []
    for way in SUMS:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(builtins, "sum", way)
            made.append(make())
    return made


def timed(steps: tuple[Step, ...]) -> object:
    return compiled(steps), length_s(steps)


@pytest.mark.parametrize("name", ROUTINES)
def test_phases_and_cues_are_the_same_however_python_adds_up(name):
    for names in PEOPLE[::4]:
        steps = allowed(st.routine(name), names).routine.steps
        first, *others = by_each_sum(partial(timed, steps))
        assert others == [first, first], names


seconds = some.floats(0.1, 120, allow_nan=False)
paces = some.one_of(
    some.builds(Hold, seconds),
    some.builds(Pulse, some.integers(1, 30), seconds),
    some.builds(Breath, some.integers(1, 30), seconds, seconds),
)


steps = some.tuples(some.sampled_from(sorted(st.catalog().index)), paces, some.integers(1, 4))


@given(some.lists(steps, max_size=4))
def test_any_timeline_is_the_same_however_python_adds_up(drawn):
    routine = Routine("Any")
    for slug, pace, sets in drawn:
        if pace.kind in st.stretch(slug).paces:
            routine = routine.add(slug, pace, sets=sets)
    first, *others = by_each_sum(lambda: (compiled(routine.steps), past_the_mark(routine)))
    assert others == [first, first]
    for phase in first[0]:
        lengths = [phase.start_s, phase.duration_s, phase.dose_s, *(c.at_s for c in phase.cues)]
        assert lengths == [round(length, 3) for length in lengths]


@settings(max_examples=25)
@given(some.sampled_from(ROUTINES), some.integers(30, 300))
def test_a_routine_fits_into_its_time_the_same_however_python_adds_up(name, tenths):
    def fitted() -> object:
        try:
            return st.routine(name).shorten(tenths / 10).steps
        except StretchError as error:
            return str(error)

    first, *others = by_each_sum(fitted)
    assert others == [first, first]


# Limits that are reached to the point


def test_four_minutes_under_stretch_in_parts_are_not_past_four_minutes():
    parts = [Hold(70.2), Hold(70.4), Hold(99.4)]
    assert naive(part.hold_s for part in parts) > 240
    routine = Routine("Four minutes")
    for part in parts:
        routine = routine.add("standing_hamstring", part)
    assert past_the_mark(routine) == ()


def test_three_tenths_hold_three_times_a_tenth():
    (step,) = Routine("One").add("standing_hamstring", Hold(0.1), sets=9).steps
    shorter = within(step, 0.3)
    assert shorter
    assert shorter.sets == 3


def test_a_routine_is_as_long_as_the_minutes_that_it_takes():
    routine = st.routine("standard")
    whole = routine.shorten(routine.duration_s / 60)
    assert whole.steps == routine.steps


def test_a_goal_between_two_readings_is_reached():
    days = pd.date_range("2026-03-02", periods=6, freq="7D").repeat(2)
    trials = pd.DataFrame(
        {
            "day": days,
            "measure": "chest_to_thigh",
            "side": "left",
            "trial": [1, 2] * 6,
            "value_cm": [14.0, 14.0] * 3 + [10.3, 10.9] * 3,
        }
    )
    assert (10.3 + 10.9) / 2 > 10.6
    found = change(trials, "chest_to_thigh", "left")
    assert found.latest == 10.6
    assert of_distance(found, 10.6)[0] is True


def test_five_centimetres_from_the_days_around_is_no_slip_whatever_the_days_read():
    for usual in (12.0, 12.1, 12.3):
        cm = np.array([usual, usual, usual + 5, usual, usual])
        assert not far_off(cm, cm, np.arange(5)).any()


def test_five_minutes_a_week_in_parts_are_five_minutes():
    parts = [68.3, 86.6, 80.1, 65.0]
    assert naive(part / 60 for part in parts) < 5
    steps = pd.DataFrame(
        {
            "day": pd.Timestamp("2026-03-02"),
            "target": "hamstrings",
            "side": "left",
            "dose_s": parts,
        }
    )
    (week,) = weekly_dose(steps).itertuples()
    assert (week.minutes, week.mark) == (5.0, "5 to 10")


def test_the_furthest_reading_may_be_written_in_inches():
    furthest = MEASURES["chest_to_thigh"]
    assert reading_cm("39.370079", "in", furthest) == furthest.max_cm


# The kind

LENGTH = re.compile(r"_s$|^seconds$|^minutes$")
MADE_FIT = {"in_ms", "whole_ms", "total_s", "round"}


def named(node: ast.AST) -> str:
    """What a name, an attribute or a call is called."""
    if isinstance(node, ast.Call):
        return named(node.func)
    return getattr(node, "id", "") or getattr(node, "attr", "")


def has_lengths(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and named(node) in MADE_FIT:
        return False
    parts = map(has_lengths, ast.iter_child_nodes(node))
    return LENGTH.search(named(node)) is not None or any(parts)


def reckoned(node: ast.AST) -> Iterator[ast.AST]:
    """Arithmetic on seconds that was not made fit to be compared."""
    if isinstance(node, ast.Call) and named(node) in MADE_FIT:
        return
    if isinstance(node, ast.BinOp) and has_lengths(node):
        yield node
    for part in ast.iter_child_nodes(node):
        yield from reckoned(part)


def decided_by_a_bit(code: str) -> list[str]:
    """What compares, or cuts to a whole number, seconds that were reckoned."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare):
            parts: list[ast.expr] = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and named(node) in {"int", "ceil", "floor"}:
            parts = node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
            parts = [node]
        else:
            continue
        if any(True for part in parts for _ in reckoned(part)):
            found.append(ast.unparse(node))
    return found


def test_nowhere_are_reckoned_seconds_compared_before_they_are_whole_milliseconds():
    found = {
        str(file.relative_to(HOUSE)): lines
        for file in HOUSE.rglob("*.py")
        if (lines := decided_by_a_bit(file.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "begin_s + length_s <= room_s",
        "routine.duration_s < minutes * 60",
        "int(budget_s / hold_s)",
        "budget_s // pace.dose_s",
        "in_ms(end_s) <= room_s - 1",
    ],
)
def test_seconds_that_are_compared_as_floats_are_found(line):
    assert len(decided_by_a_bit(line)) == 1


@pytest.mark.parametrize(
    "line",
    ["in_ms(begin_s + length_s) <= in_ms(room_s)", "dose_s > step.dose_s", "begin_s + length_s"],
)
def test_seconds_that_are_compared_in_milliseconds_are_left_alone(line):
    assert decided_by_a_bit(line) == []
