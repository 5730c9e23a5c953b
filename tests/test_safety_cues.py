"""What a condition takes back is said no more: each change to the word, alone and in pairs."""

import re
from dataclasses import replace
from itertools import combinations, product

import pytest

from stretchlib.catalog.reader import get_stretch, load
from stretchlib.figure import drawing
from stretchlib.model import SPOKEN_LIMIT_S, fill, spoken_s
from stretchlib.phases import OTHER_SIDE
from stretchlib.routines import Routine
from stretchlib.safety import allowed, conditions, matrix
from stretchlib.safety.facts import facts
from stretchlib.safety.facts_file import unreached
from stretchlib.safety.rulings import ruling
from tests.figure_kit import figure_of

# Written out by hand from the evidence: which cues it drops, the only pace, whether it may go
# further at the end, and what is said instead.
CHANGES = {
    ("hip_replacement_back", "standing_hamstring"): (
        *("far most", None, True),
        "A small lean, short of a right angle.",
    ),
    ("hip_replacement_front", "standing_hamstring"): (
        *("step far most", None, True),
        "Lean only a little, back flat.",
    ),
    ("hip_replacement_front", "double_knee_hug"): (
        *("far", None, False),
        "Draw your knees to a right angle only.",
    ),
    ("hip_replacement_front", "single_knee_hug"): (
        *("far", None, True),
        "Your {side} knee to a right angle only.",
    ),
    ("hip_replacement_front", "all_fours_round"): (
        *("", None, True),
        "Keep your hips above your knees; never sit back.",
    ),
    ("knee_trouble", "hip_flexor_pull"): (
        *("hands", None, True),
        "Bend your {other} knee and hold behind that thigh. Your {side} leg lies straight.",
    ),
    ("knee_trouble", "supine_figure_four"): (
        *("", None, True),
        "Let your {side} knee stay where it is easy. If the knee hurts, skip this one.",
    ),
    ("knee_trouble", "double_knee_hug"): (
        *("hands", None, True),
        "Bring your knees up, one at a time. Hold behind your thighs, not on your knees.",
    ),
    ("knee_trouble", "single_knee_hug"): (
        *("hands", None, True),
        "Hold behind your {side} thigh. Your {other} foot stays down.",
    ),
    ("osteoporosis", "hip_flexor_pull"): (
        *("far most", "hold", True),
        "Draw your {other} knee in, lower back flat.",
    ),
    ("osteoporosis", "seated_figure_four"): (
        *("far", None, False),
        "Lean a little, from the hips, and never let your back round.",
    ),
    ("osteoporosis", "supine_figure_four"): (
        *("far", "hold", True),
        "Draw your {other} thigh in, lower back flat.",
    ),
    ("osteoporosis", "standing_hamstring"): (
        *("far most", "hold", True),
        "Lean a little from the hips, back flat.",
    ),
    ("osteoporosis", "seated_hamstring"): (
        *("far", "hold", True),
        "Lean a little from the hips, back flat.",
    ),
    ("osteoporosis", "single_knee_hug"): (
        *("far", None, True),
        "Draw your {side} knee in, lower back flat.",
    ),
    ("pregnancy", "seated_figure_four"): (
        *("far", None, False),
        "Sit tall, and lean only as far as there is room and comfort.",
    ),
    ("pregnancy", "all_fours_round"): (
        *("", "pulse", True),
        "Come back to flat each time, and never let your back hollow.",
    ),
    ("glaucoma", "standing_hamstring"): (
        *("far most", None, True),
        "Lean a little: chest stays above your hips.",
    ),
    ("glaucoma", "seated_figure_four"): (
        *("far", None, False),
        "Lean only a little: your chest stays high above your thighs.",
    ),
    ("glaucoma", "seated_hamstring"): (
        *("far", None, True),
        "Lean a little: chest high above your thighs.",
    ),
    ("glaucoma", "all_fours_round"): (
        *("", None, True),
        "Keep your head level with your back: do not let it hang.",
    ),
    **{
        ("high_blood_pressure", slug): (
            *("", None, True),
            "Keep breathing, out and in: never hold your breath.",
        )
        for slug in ("standing_hamstring", "seated_hamstring")
    },
    ("pregnancy", "standing_hip_flexor"): (
        *("step far", None, True),
        "Hips forward a little, easily.",
    ),
    ("pregnancy", "standing_hamstring"): (
        *("far most", None, True),
        "Lean a little from the hips, no more.",
    ),
    ("pregnancy", "seated_hamstring"): (
        *("far", None, True),
        "Lean a little from the hips, no more.",
    ),
    **{
        (name, slug): (
            *("most", None, False),
            "Come out as soon as pain or tingling travels down a leg.",
        )
        for name in ("leg_pain", "leg_pain_eased_by_bending")
        for slug in load().stretches
        if "hamstring" not in slug
        and (name, slug) != ("leg_pain", "double_knee_hug")
        and (name, slug) != ("leg_pain_eased_by_bending", "prone_on_elbows")
    },
    ("hypermobility", "hip_flexor_pull"): (
        *("far most ways", None, False),
        "Draw your {other} knee in a little.",
    ),
    ("hypermobility", "seated_figure_four"): (
        *("far", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("hypermobility", "standing_hamstring"): (
        *("far most ways", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("hypermobility", "double_knee_hug"): (
        *("far", None, False),
        "Draw both knees in a little.",
    ),
    ("hypermobility", "standing_hip_flexor"): (
        *("step far ways", None, False),
        "Hips forward a little, easily.",
    ),
    ("hypermobility", "supine_figure_four"): (
        *("far", None, False),
        "Draw your {other} thigh in a little.",
    ),
    ("hypermobility", "seated_hamstring"): (
        *("far ways", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("hypermobility", "single_knee_hug"): (
        *("far", None, False),
        "Draw your {side} knee in a little.",
    ),
    ("hypermobility", "all_fours_round"): (
        *("far", None, False),
        "Round your back a little, easily.",
    ),
    ("hip_replacement_back", "prone_on_elbows"): (
        *("leave", None, True),
        "Keep your legs a little apart, toes straight back. A firm bed will do as well.",
    ),
    ("osteoporosis", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll only a little to the {other}, slowly.",
    ),
    ("hypermobility", "prone_on_elbows"): (
        *("far", None, False),
        "Prop up a little, easily.",
    ),
    ("hypermobility", "lying_trunk_rotation"): (
        *("far", None, False),
        "Roll only a little to the {other}, slowly.",
    ),
    ("spinal_stenosis", "hip_flexor_pull"): (
        *("far most ways", None, False),
        "Knee in, gently; the long leg just rests.",
    ),
    ("spinal_stenosis", "standing_hip_flexor"): (
        *("far ways", None, False),
        "Hips forward a little, easily.",
    ),
    ("spondylolisthesis", "hip_flexor_pull"): (
        *("far most ways", None, False),
        "Knee in, gently; the long leg just rests.",
    ),
    ("spondylolisthesis", "standing_hip_flexor"): (
        *("far ways", None, False),
        "Hips forward a little, easily.",
    ),
    ("spinal_stenosis", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll only a little to the {other}, slowly.",
    ),
    ("spondylolisthesis", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll only a little to the {other}, slowly.",
    ),
    ("spinal_fusion", "hip_flexor_pull"): (
        *("far most", None, True),
        "Draw your {other} knee in, lower back flat.",
    ),
    ("spinal_fusion", "seated_figure_four"): (
        *("far", None, False),
        "Lean a little, from the hips, and never let your back round.",
    ),
    ("spinal_fusion", "supine_figure_four"): (
        *("far", None, True),
        "Draw your {other} thigh in, lower back flat.",
    ),
    ("spinal_fusion", "standing_hamstring"): (
        *("far most", None, True),
        "Lean a little from the hips, back flat.",
    ),
    ("spinal_fusion", "seated_hamstring"): (
        *("far", None, True),
        "Lean a little from the hips, back flat.",
    ),
    ("spinal_fusion", "single_knee_hug"): (
        *("far", None, True),
        "Draw your {side} knee in, lower back flat.",
    ),
    ("pelvic_girdle", "hip_flexor_pull"): (
        *("far most ways", None, False),
        "Draw your {other} knee in a little.",
    ),
    ("pelvic_girdle", "seated_figure_four"): (
        *("far", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("pelvic_girdle", "supine_figure_four"): (
        *("far", None, False),
        "Draw your {other} thigh in a little.",
    ),
    ("pelvic_girdle", "seated_hamstring"): (
        *("far ways", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("pelvic_girdle", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll only a little to the {other}, slowly.",
    ),
    ("axial_spondyloarthritis", "double_knee_hug"): (
        *("far", None, False),
        "Both knees in gently, never with force.",
    ),
    ("axial_spondyloarthritis", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll gently to the {other}, never with force.",
    ),
    ("axial_spondyloarthritis", "prone_on_elbows"): (
        *("far", None, True),
        "Prop up gently, never with force.",
    ),
    ("hip_impingement", "hip_flexor_pull"): (
        *("far most ways", None, True),
        "Draw your {other} knee in a little.",
    ),
    ("hip_impingement", "seated_figure_four"): (
        *("far", None, False),
        "Lean a little, easily, back flat.",
    ),
    ("hip_impingement", "supine_figure_four"): (
        *("far", None, True),
        "Draw your {other} thigh in a little.",
    ),
    ("hip_impingement", "single_knee_hug"): (
        *("far", None, True),
        "Draw your {side} knee in a little.",
    ),
    ("hip_impingement", "double_knee_hug"): (
        *("far", None, False),
        "Draw both knees in a little.",
    ),
    ("hip_impingement", "standing_hamstring"): (
        *("far most", None, True),
        "Lean a little from the hips, no more.",
    ),
    ("hip_impingement", "seated_hamstring"): (
        *("far", None, True),
        "Lean a little from the hips, no more.",
    ),
    ("hip_impingement", "all_fours_round"): (
        *("", None, True),
        "Keep your hips above your knees; never sit back.",
    ),
    ("hip_impingement", "lying_trunk_rotation"): (
        *("far", None, True),
        "Roll only a little to the {other}, slowly.",
    ),
}
ON_THE_FLOOR = (
    "hip_flexor_pull",
    "double_knee_hug",
    "supine_figure_four",
    "single_knee_hug",
    "prone_on_elbows",
    "lying_trunk_rotation",
)
CHANGES |= {
    ("poor_balance", slug): ("down leave", None, True, "The chair stays within reach.")
    for slug in ON_THE_FLOOR
}
CHANGES["poor_balance", "all_fours_round"] = ("down", None, True, "The chair stays within reach.")
# What is said in the place of a cue where that is not what the rest is changed to.
BACK_STEP = "Your {side} foot a short step behind you, both feet pointing ahead."
DOWN = "Hold on to a firm chair to get down. Then lie on your back."
UP = "Roll onto your side, then up by way of the chair, with a pause before you stand."
INSTEAD = {
    ("pregnancy", "standing_hip_flexor"): {"step": BACK_STEP},
    ("hypermobility", "standing_hip_flexor"): {"step": BACK_STEP},
    ("hip_replacement_front", "standing_hamstring"): {
        "step": "Your {side} foot a short step ahead, both feet straight. Find your balance."
    },
    ("hip_replacement_back", "prone_on_elbows"): {
        "leave": "Turn over with your legs apart, push yourself up, and sit for a breath."
    },
    **{("poor_balance", slug): {"down": DOWN, "leave": UP} for slug in ON_THE_FLOOR},
    ("poor_balance", "prone_on_elbows"): {
        "down": "Hold on to a firm chair to get down. Then lie on your front, legs long.",
        "leave": UP,
    },
    ("poor_balance", "all_fours_round"): {
        "down": "Hold on to a firm chair to get down. Knees under your hips, hands under your "
        "shoulders."
    },
}
KEYS = {"far", "most", "hands", "step", "ways", "down", "leave"}
# What would lead into the very thing that is to be kept away from, by the words of the stretches.
NEVER_HEARD = [
    ("hip_replacement_front", "double_knee_hug", "towards your chest"),
    ("hip_replacement_front", "single_knee_hug", "towards your chest"),
    ("hip_replacement_front", "standing_hamstring", "comfortable step"),
    ("hip_replacement_back", "standing_hamstring", "weight come forward"),
    ("hip_replacement_back", "standing_hamstring", "towards your"),
    ("glaucoma", "standing_hamstring", "weight come forward"),
    ("osteoporosis", "standing_hamstring", "weight come forward"),
    ("osteoporosis", "hip_flexor_pull", "to your chest"),
    ("osteoporosis", "hip_flexor_pull", "as far as still"),
    ("hypermobility", "hip_flexor_pull", "as far as still"),
    ("hypermobility", "standing_hamstring", "weight come forward"),
    ("hypermobility", "hip_flexor_pull", "ress "),
    ("hypermobility", "double_knee_hug", "towards your chest"),
    ("knee_trouble", "hip_flexor_pull", "round"),
    ("knee_trouble", "double_knee_hug", "Hold them"),
    ("knee_trouble", "single_knee_hug", "round your"),
]


def heard(of):
    """Every cue of a routine, also of a pace that may be chosen, with its stage and side."""
    return [
        (phase.stage, phase.side, cue.text)
        for phase in of.phases()
        for cue in (*phase.cues, *(phase.other.cues if phase.other else ()))
    ]


def every_way(slug):
    """A routine of this stretch in each of its paces, long enough for every cue."""
    for kind in get_stretch(slug).paces:
        yield Routine("One").add(slug, kind, sets=3, enhance=get_stretch(slug).has_enhance)


def changing(names, slug):
    """The rulings that change a stretch; none where a condition replaces it or leaves it out."""
    rulings = [ruling(name, get_stretch(slug)) for name in names]
    if any(one.effect in ("replaced", "left out") for one in rulings):
        return []
    return [one for one in rulings if one.effect == "changed"]


def test_every_change_is_decided_here():
    table = matrix().query("effect == 'changed'")
    assert set(zip(table["condition"], table["stretch"], strict=True)) == set(CHANGES)


@pytest.mark.parametrize(("condition", "slug"), list(CHANGES))
def test_a_change_is_to_the_word_what_was_decided(condition, slug):
    decision = ruling(condition, get_stretch(slug))
    changes = (" ".join(decision.drops), decision.pace, decision.enhance, decision.variant)
    assert changes == CHANGES[condition, slug]
    assert dict(decision.says) == INSTEAD.get((condition, slug), {})


@pytest.mark.parametrize(("condition", "slug", "words"), NEVER_HEARD)
def test_what_leads_into_harm_is_in_the_stretch_and_is_not_heard(condition, slug, words):
    ways = [*every_way(slug)]
    assert any(words in text for way in ways for _, _, text in heard(way))
    for way in ways:
        after = allowed(way, condition).routine
        assert [text for _, _, text in heard(after) if words in text] == []


ALONE = [(name,) for name in conditions().index]
PAIRS = list(combinations(conditions().index, 2))
PEOPLE = [
    *(pytest.param(names, id="+".join(names)) for names in ALONE),
    *(pytest.param(names, id="+".join(names), marks=pytest.mark.more) for names in PAIRS),
]


@pytest.mark.parametrize("names", PEOPLE)
def test_what_any_change_drops_is_not_heard_and_each_is_heard_on_each_side(names):
    for slug in load().stretches:
        stretch, rulings = get_stretch(slug), changing(names, slug)
        dropped = {
            fill(cue.text, side)
            for one, cue, side in product(rulings, stretch.cues, stretch.sides)
            if cue.key in one.drops
        }
        for way in every_way(slug) if rulings else ():
            cues = heard(allowed(way, names).routine)
            assert not dropped & {text for _, _, text in cues}
            for one, side in product(rulings, stretch.sides):
                variant = fill(one.variant, side)
                stages = {stage for stage, whose, text in cues if (whose, text) == (side, variant)}
                assert stages & {"setup", "switch"}, (one.condition, slug, side)


@pytest.mark.parametrize(("condition", "slug"), list(CHANGES))
def test_where_the_movement_itself_is_taken_back_each_set_opens_with_what_to_do_instead(
    condition, slug
):
    decision = ruling(condition, get_stretch(slug))
    for way in every_way(slug) if "far" in decision.drops else ():
        after = allowed(way, condition).routine
        for phase in after.phases():
            if phase.stage == "stretch":
                for cues in (phase.cues, phase.other.cues if phase.other else phase.cues):
                    assert cues[0].text.startswith(fill(decision.variant, phase.side))


LETS_GO = {"pulse": "let go|let both go|ease|back to flat", "breath": "as you breathe in"}


@pytest.mark.parametrize("condition", ["", *conditions().index])
def test_a_pace_that_lets_go_says_so_on_each_side(condition):
    for slug in load().stretches:
        for way in every_way(slug):
            phases = allowed(way, condition).routine.phases() if condition else way.phases()
            for phase in (each for each in phases if each.stage == "stretch"):
                ways = [(phase.pace, phase.cues)]
                ways += [(phase.other.pace, phase.other.cues)] if phase.other else []
                for pace, cues in ways:
                    heard_here = " ".join(cue.spoken for cue in cues).lower()
                    assert re.search(LETS_GO.get(pace or "", ""), heard_here), (slug, pace)


@pytest.mark.parametrize("condition", ["", *conditions().index])
def test_each_set_of_a_knee_roll_says_to_which_side_the_knees_go(condition):
    way = Routine("Roll").add("lying_trunk_rotation")
    for phase in allowed(way, condition).routine.phases() if condition else way.phases():
        if (phase.stretch, phase.stage) == ("lying_trunk_rotation", "stretch"):
            assert f"to the {OTHER_SIDE[phase.side]}" in phase.cues[0].spoken


def stages_of(cues):
    return {cue.stage for cue in cues}


def test_what_takes_no_other_cue_s_place_is_said_once_before_each_side_and_not_while_it_lasts():
    words = "Let your {side} knee stay where it is easy. If the knee hurts, skip this one."
    (step,) = allowed(Routine("One").add("supine_figure_four"), "knee_trouble").routine.steps
    stages = [cue.stage for cue in step.stretch.cues if cue.text == words]
    assert stages == ["setup", "switch"]
    assert stages_of(step.stretch.cues) > {"setup", "switch"}


@pytest.mark.parametrize("condition", conditions().index)
def test_no_change_speaks_in_a_stage_that_said_nothing(condition):
    for slug in {slug for name, slug in CHANGES if name == condition}:
        for step in allowed(Routine("One").add(slug), condition).routine.steps:
            assert stages_of(step.stretch.cues) <= stages_of(get_stretch(step.stretch.slug).cues)


def test_whoever_lies_already_is_not_told_to_lie_down():
    both = Routine("Both").add("hip_flexor_pull").add("double_knee_hug")
    said = [[cue.text for cue in phase.cues] for phase in both.phases() if phase.stage == "setup"]
    assert "Lie on your back" in said[0][0]
    assert not any("Lie on your back" in words for words in said[1])
    first = allowed(both, "poor_balance").routine.phases()
    downs = [cue.text for phase in first for cue in phase.cues if "to get down" in cue.text]
    ups = [cue.text for phase in first for cue in phase.cues if "by way of the chair" in cue.text]
    assert (downs, ups) == ([DOWN], [UP])


@pytest.mark.parametrize(("condition", "slug"), list(CHANGES))
def test_the_shortest_hold_has_time_for_what_tells_how_to_move(condition, slug):
    decision, stretch = ruling(condition, get_stretch(slug)), get_stretch(slug)
    assert spoken_s(decision.variant) <= SPOKEN_LIMIT_S
    if "far" in decision.drops and "hold" in stretch.paces:
        # A hold of `gentle` lasts 5 s, and 1.5 s of silence follow each cue.
        assert spoken_s(decision.variant) <= 3.5


def test_every_cue_that_may_be_dropped_is_there_and_every_key_is_used():
    for (condition, slug), (drops, *_) in CHANGES.items():
        if not condition.startswith("leg_pain"):
            assert set(drops.split()) <= {cue.key for cue in get_stretch(slug).cues}
    used = {key for drops, *_ in CHANGES.values() for key in drops.split()}
    keys = {cue.key for stretch in load().stretches.values() for cue in stretch.cues}
    # What is felt is never taken back; a hold takes back "ways".
    assert used == KEYS == keys - {None, "felt"}


@pytest.mark.parametrize(
    ("slug", "side"),
    [("hip_flexor_pull", "left"), ("double_knee_hug", "both"), ("single_knee_hug", "left")],
)
def test_where_the_hands_go_behind_the_thigh_the_figure_shows_them_there(slug, side):
    usual = Routine("One").add(slug, "hold")
    for step in allowed(usual, ["knee_trouble"]).routine.steps:
        assert "behind" in drawing(figure_of(step.stretch), side)["alt"]["deep"]
    assert "behind" not in drawing(figure_of(usual.steps[0].stretch), side)["alt"]["deep"]


def test_hands_that_no_figure_shows_are_refused_with_the_nearest():
    known = facts()
    knee = known.conditions["knee_trouble"]
    slip = replace(knee.changes["double_knee_hug"], hands="behind_thihg")
    changed = replace(knee, changes={**knee.changes, "double_knee_hug": slip})
    [problem] = unreached(replace(known, conditions={**known.conditions, "knee_trouble": changed}))
    assert "double_knee_hug" in problem.what
    assert "behind_thigh" in problem.cure
