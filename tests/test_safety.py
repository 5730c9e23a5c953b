"""What today allows: every sign, every condition for every stretch, every pair, in any order."""

import re
from functools import reduce
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

import stretchlib as st
from stretchlib.catalog.reader import held, load
from stretchlib.errors import RoutineError, SafetyError, UnknownName
from stretchlib.model import fill
from stretchlib.phases import Hold
from stretchlib.routines import Routine, routine
from stretchlib.safety import Condition, allowed, conditions, matrix
from stretchlib.safety.facts import facts
from stretchlib.safety.session_dose import past_the_mark
from tests.safety_kit import STRETCHES, dose, routines

# Written out by hand from the evidence, in the order of STRETCHES, not read from the file: a for
# allowed, c for changed, r for replaced, x for left out.
TABLE = {
    "hip_replacement_back": "rxcr axrxx cx",
    "hip_replacement_front": "xxcc xxrcc xx",
    "knee_trouble": "crac rcacr aa",
    "osteoporosis": "cccr acccr ac",
    "pregnancy": "rccr crcrc rr",
    "glaucoma": "acca aacac aa",
    "poor_balance": "carc rcacc cc",
    "high_blood_pressure": "aaca aacaa aa",
    "leg_pain": "ccxr ccxcc cc",
    "leg_pain_eased_by_bending": "ccxc ccxcc xc",
    "hypermobility": "cccc ccccc cc",
    "spinal_stenosis": "caaa caaaa xc",
    "spondylolisthesis": "caaa caaaa xc",
    "spinal_fusion": "cccr acccr xx",
    "pelvic_girdle": "ccra rccaa ac",
    "axial_spondyloarthritis": "aaac aaaaa cc",
    "hip_impingement": "cccc acccc ac",
    "hip_flexor_tear": "xaaa xaaaa xa",
    "hamstring_tear": "aaxa aaxaa aa",
    "buttock_tear": "xxax axaxa ax",
    "calf_tear": "aaxa xaxaa aa",
    "groin_tear": "axaa xxaaa ax",
    "trunk_tear": "xxxx xxxxx xx",
    "anticoagulants": "aaaa aaaaa aa",
    "recent_surgery": "xxxx xxxxx xx",
    "recent_fracture": "xxxx xxxxx xx",
    "unstable_spine": "xxxx xxxxx xx",
    "blood_clot": "xxxx xxxxx xx",
}
LETTERS = {"a": "allowed", "c": "changed", "r": "replaced", "x": "left out"}
EFFECTS = list(LETTERS.values())
BY = {
    "hip_flexor_pull": "standing_hip_flexor",
    "standing_hip_flexor": "hip_flexor_pull",
    "seated_figure_four": "supine_figure_four",
    "supine_figure_four": "seated_figure_four",
    "standing_hamstring": "seated_hamstring",
    "seated_hamstring": "standing_hamstring",
}
LOWER_BACK_BY = {
    ("hip_replacement_back", "double_knee_hug"): ("prone_on_elbows",),
    ("osteoporosis", "double_knee_hug"): ("single_knee_hug",),
    ("osteoporosis", "all_fours_round"): ("single_knee_hug",),
    ("knee_trouble", "all_fours_round"): ("single_knee_hug",),
    ("pregnancy", "double_knee_hug"): ("all_fours_round",),
    ("pregnancy", "single_knee_hug"): ("all_fours_round",),
    ("pregnancy", "prone_on_elbows"): ("all_fours_round",),
    ("pregnancy", "lying_trunk_rotation"): ("all_fours_round",),
    ("leg_pain", "double_knee_hug"): ("prone_on_elbows", "lying_trunk_rotation"),
    ("spinal_fusion", "double_knee_hug"): ("single_knee_hug",),
    ("spinal_fusion", "all_fours_round"): ("single_knee_hug",),
}


def effect(condition, slug):
    return LETTERS[TABLE[condition].replace(" ", "")[STRETCHES.index(slug)]]


def substitutes(condition, slug):
    return (BY[slug],) if slug in BY else LOWER_BACK_BY[condition, slug]


def one_step(slug):
    return Routine("One").add(slug)


# --- one condition, one stretch ----------------------------------------------------------------


def test_the_matrix_has_every_condition_for_every_stretch_and_each_a_reason_and_a_source():
    table = matrix()
    pairs = set(zip(table["condition"], table["stretch"], strict=True))
    assert pairs == {(name, slug) for name in TABLE for slug in load().stretches}
    assert set(conditions().index) == set(TABLE)
    assert table["reason"].str.len().gt(10).all()
    assert table["sources"].str.len().gt(0).all()


def test_every_shipped_stretch_was_judged():
    assert set(facts().judged) == set(STRETCHES) == set(load().stretches)


@pytest.fixture(scope="module")
def judged():
    return matrix().set_index(["condition", "stretch"])


@pytest.mark.parametrize("slug", STRETCHES)
@pytest.mark.parametrize("condition", TABLE)
def test_a_condition_says_of_a_stretch_what_the_evidence_says(condition, slug, judged):
    row = judged.loc[(condition, slug)]
    assert row["effect"] == effect(condition, slug)
    if row["effect"] == "replaced":
        assert row["by"] == substitutes(condition, slug)
    else:
        assert row["by"] == ()
    assert bool(row["variant"]) == (row["effect"] == "changed")


@pytest.mark.parametrize("slug", STRETCHES)
@pytest.mark.parametrize("condition", TABLE)
def test_a_routine_of_one_stretch_follows_the_matrix(condition, slug):
    before = one_step(slug)
    after, changes = allowed(before, [condition])
    wanted = effect(condition, slug)
    if wanted == "allowed":
        assert after == before
        assert changes.empty
    elif wanted == "changed":
        assert [step.stretch.slug for step in after.steps] == [slug]
        assert changes["effect"].tolist() == ["changed"]
        for side in after.steps[0].sides:
            texts = [
                cue.text for phase in after.phases() for cue in phase.cues if phase.side == side
            ]
            assert fill(changes["variant"].iloc[0], side) in texts
    elif wanted == "replaced":
        assert [step.stretch.slug for step in after.steps] == [substitutes(condition, slug)[0]]
        assert changes["effect"].iloc[0] == "replaced"
    else:
        assert after.steps == ()
        assert changes["effect"].tolist() == ["left out"]


@pytest.mark.parametrize("names", [None, 3, [None], ["pregnancy", 3]])
def test_what_is_no_name_of_a_condition_allows_nothing(names):
    with pytest.raises(SafetyError, match=r'are not names of conditions\. Give such as \["preg'):
        allowed(routine("standard"), names)


def test_an_unknown_condition_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'osteoperosis'. Did you mean 'osteoporosis'\?"):
        allowed(routine("standard"), ["osteoperosis"])


def test_what_is_no_routine_is_refused_with_the_cure():
    with pytest.raises(RoutineError, match=r'st\.routine\("standard"\)'):
        allowed("standard", ["osteoporosis"])  # type: ignore[arg-type]


def test_one_condition_need_not_be_a_list():
    assert allowed(routine("standard"), "glaucoma").routine == (
        allowed(routine("standard"), ["glaucoma"]).routine
    )


def test_without_a_condition_nothing_changes_and_the_table_keeps_its_types():
    none = allowed(routine("standard"))
    some_changes = allowed(routine("standard"), ["osteoporosis"]).changes
    assert none.routine == routine("standard")
    assert none.changes.empty
    assert none.changes.dtypes.to_dict() == some_changes.dtypes.to_dict()


def test_safety_is_in_reach_of_a_notebook():
    assert st.safety.allowed is allowed


# --- pairs: the stricter wins ------------------------------------------------------------------


def expected_of_pair(first, second, slug):
    """The effect of two conditions on a stretch, and what takes its place, from TABLE alone."""
    effects = {name: effect(name, slug) for name in (first, second)}
    worst = max(effects.values(), key=EFFECTS.index)
    if worst != "replaced":
        return worst, None if worst == "left out" else slug
    asking = [name for name, outcome in effects.items() if outcome == "replaced"]
    asking = sorted(asking, key=list(TABLE).index)
    for other in (other for name in asking for other in substitutes(name, slug)):
        if {effect(first, other), effect(second, other)} <= {"allowed", "changed"}:
            return "replaced", other
    return "left out", None


@pytest.mark.more
@pytest.mark.parametrize(("first", "second"), [*combinations(TABLE, 2)])
@held()
def test_of_two_conditions_the_stricter_wins_for_every_stretch(first, second):
    for slug in STRETCHES:
        wanted, becomes = expected_of_pair(first, second, slug)
        after, changes = allowed(one_step(slug), [first, second])
        assert [step.stretch.slug for step in after.steps] == ([becomes] if becomes else [])
        effects = set(changes["effect"])
        assert wanted in effects or (wanted == "allowed" and not effects)


@pytest.mark.more
@pytest.mark.parametrize(("first", "second"), [*combinations(TABLE, 2)])
def test_which_of_two_conditions_comes_first_makes_no_difference(first, second):
    # A few at a time: what takes the place of one must not be in the routine yet.
    for few in (STRETCHES[:4], STRETCHES[4:8], STRETCHES[8:]):
        some_of_them = reduce(Routine.add, few, Routine("Some"))
        one_way = allowed(some_of_them, [first, second])
        other_way = allowed(some_of_them, [second, first])
        assert one_way.routine == other_way.routine
        assert one_way.changes.equals(other_way.changes)


def test_a_condition_of_both_sides_rules_as_one_whose_side_nobody_knows():
    routine = st.routine("longer")
    sided = [name for name, table in facts().conditions.items() if table.sided]
    assert sided
    for name in sided:
        unknown, of_unknown = allowed(routine, [Condition(name)])
        both, of_both = allowed(routine, [Condition(name, side="both")])
        assert both == unknown
        assert of_both.equals(of_unknown)


def test_two_conditions_that_change_one_stretch_are_both_heard():
    after, _ = allowed(one_step("standing_hamstring"), ["glaucoma", "osteoporosis"])
    (setup, *_) = after.phases()
    texts = [cue.text for cue in setup.cues]
    assert texts[-2:] == [
        "Lean a little from the hips, back flat.",
        "Lean a little: chest stays above your hips.",
    ]


def test_a_stretch_that_the_routine_has_already_does_not_come_twice():
    both = Routine("Both").add("standing_hamstring").add("seated_hamstring")
    after, changes = allowed(both, ["poor_balance"])
    assert [step.stretch.slug for step in after.steps] == ["seated_hamstring"]
    assert changes["effect"].tolist() == ["left out"]
    assert "Nothing else here would suit you" in changes["what"].iloc[0]


# --- the dose ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
@pytest.mark.parametrize("condition", TABLE)
def test_a_condition_never_raises_the_dose(name, condition):
    before, after = dose(routine(name)), dose(allowed(routine(name), condition).routine)
    assert all(seconds <= before[key] for key, seconds in after.items())


@pytest.mark.parametrize("names", [*combinations(TABLE, 2)], ids="+".join)
def test_no_condition_makes_a_routine_go_further_than_it_was_meant_to(names):
    before = routine("standard")
    furthest = {step.stretch.slug: step.enhance_s for step in before.steps}
    for step in allowed(before, names).routine.steps:
        assert step.enhance_s <= furthest.get(step.stretch.slug, 0.0)
        assert step.pace.dose_s <= max(one.pace.dose_s for one in before.steps)
        assert step.rest_s >= min(one.rest_s for one in before.steps)


def test_a_hold_takes_the_place_of_presses_in_the_same_seconds():
    after, _ = allowed(routine("standard"), ["osteoporosis"])
    step = after.steps[2]
    assert (step.pace, step.sets, step.dose_s) == (Hold(30), 2, 60.0)


def test_steps_are_counted_from_one_as_on_the_screen():
    changes = allowed(routine("standard"), "osteoporosis").changes
    assert set(changes.loc[changes["stretch"] == "double_knee_hug", "step"]) == {4}


def test_one_knee_after_the_other_gets_half_of_what_both_together_had():
    after, _ = allowed(Routine("Hug").add("double_knee_hug", Hold(20), sets=2), "osteoporosis")
    (step,) = after.steps
    assert (step.sides, step.pace, step.sets) == (("left", "right"), Hold(20), 1)


def test_one_side_alone_is_not_replaced_by_both():
    left = Routine("Left").add("single_knee_hug", sides="left")
    assert allowed(left, "pregnancy").routine.steps == ()


def test_what_goes_further_is_left_out_where_a_condition_says_so():
    after, _ = allowed(routine("standard"), "hypermobility")
    assert [step.enhance_s for step in after.steps] == [0, 0, 0, 0]


def test_going_further_is_told_as_left_out_only_where_there_was_some_and_it_is_left_out():
    def further(name, condition):
        rows = allowed(routine(name), condition).changes.to_dict("records")
        return {row["stretch"]: re.findall(r"Without the (\d+) s", row["what"]) for row in rows}

    assert further("standard", "osteoporosis") == {
        "hip_flexor_pull": [],
        "seated_figure_four": ["12"],
        "standing_hamstring": [],
        "double_knee_hug": [],
    }
    assert not any(further("gentle", "osteoporosis").values())


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("hip_replacement_back", "In its place, Propped on your forearms, 25 s."),
        ("pregnancy", "In its place, Rounding on all fours, 24 s, instead of 25 s."),
    ],
)
def test_what_takes_anothers_place_says_its_seconds_and_those_of_before_where_it_has_fewer(
    condition, what
):
    changes = allowed(Routine("Hug").add("double_knee_hug", Hold(25)), condition).changes
    assert what in changes["what"].tolist()


def test_nothing_that_takes_anothers_place_passes_the_mark_of_a_session():
    long = Routine("Long").add("standing_hamstring", Hold(300), sets=2)
    after, _ = allowed(long, "poor_balance")
    # 4 minutes a session: Ingram and others 2024.
    assert after.steps[0].dose_s == 240


def test_what_passes_the_mark_of_a_session_is_named_by_its_muscle():
    assert past_the_mark(routine("longer")) == ()
    long = Routine("Long").add("single_knee_hug", Hold(200)).add("double_knee_hug", Hold(41))
    assert past_the_mark(long) == ("lower back",)
    assert past_the_mark(long.add("standing_hamstring", Hold(240))) == ("lower back",)


# --- what hurt twice ---------------------------------------------------------------------------


def test_a_stretch_that_rests_is_left_out_and_takes_nobodys_place():
    after, changes = allowed(routine("standard"), resting=["double_knee_hug"])
    assert "double_knee_hug" not in [step.stretch.slug for step in after.steps]
    assert changes["condition"].tolist() == ["hurt_twice"]
    after, _ = allowed(one_step("hip_flexor_pull"), "pregnancy", resting=["standing_hip_flexor"])
    assert after.steps == ()


def test_a_substitute_that_rests_is_named_so_that_it_can_be_brought_back():
    after, changes = allowed(
        one_step("double_knee_hug"), "osteoporosis", resting=["single_knee_hug"]
    )
    assert after.steps == ()
    rows = changes[["stretch", "effect", "condition"]].values.tolist()
    assert rows == [
        ["double_knee_hug", "left out", "osteoporosis"],
        ["single_knee_hug", "left out", "hurt_twice"],
    ]


def test_what_rests_and_would_take_nobodys_place_is_not_named():
    _, changes = allowed(one_step("hip_flexor_pull"), "osteoporosis", resting=["single_knee_hug"])
    assert changes["condition"].tolist() == ["osteoporosis"]


# --- whatever the routine, whatever the order --------------------------------------------------


@given(routines(), some.permutations(list(TABLE)), some.integers(0, 5), some.data())
def test_no_routine_holds_what_a_condition_leaves_out_and_no_dose_rises(before, order, count, data):
    chosen = order[:count]
    after, changes = allowed(before, chosen)
    for step in after.steps:
        assert {effect(name, step.stretch.slug) for name in chosen} <= {"allowed", "changed"}
    assert allowed(before, data.draw(some.permutations(chosen))).routine == after
    assert set(changes["condition"]) <= set(chosen)
    had = dose(before)
    assert all(seconds <= had[key] + 1e-9 for key, seconds in dose(after).items())
    # What came out suits already: asking again changes no stretch.
    again, _ = allowed(after, chosen)
    assert [step.stretch.slug for step in again.steps] == [s.stretch.slug for s in after.steps]
