"""What data/safety.toml says: every warning sign in its tier, and nothing left unsaid."""

from dataclasses import asdict, replace
from itertools import combinations
from typing import Protocol

import pytest

from stretchlib._data import data_folder
from stretchlib.catalog.reader import get_stretch, load, sources
from stretchlib.errors import CatalogError, UnknownName
from stretchlib.model import SPOKEN_LIMIT_S, fill, spoken_s
from stretchlib.safety import matrix, outcome_of, red_flags
from stretchlib.safety.facts import _read, facts
from stretchlib.safety.facts_file import facts_from, unreached

EMERGENCIES = {
    "both_legs": ["both legs", "weakness", "numbness", "tingling", "new or getting worse"],
    "leg_weakness": ["very weak", "getting weaker"],
    "saddle_numbness": ["genitals", "bottom", "inner thighs", "when you wipe"],
    "bladder_or_bowel": [
        "starting, stopping or feeling your urine",
        "whether your bladder is full",
        "holding urine or stool",
    ],
    "sexual_change": ["trouble with sex", "genitals"],
    "unsteady_walk": ["walking"],
    "serious_fall": ["serious fall or accident", "now or since this pain began"],
    "small_fall": ["small knock", "osteoporosis", "elderly", "steroids"],
    "tearing_pain": ["sudden", "severe", "tearing", "back or belly"],
    "chest_pain": ["chest"],
    "breathless": ["breathlessness"],
    "pregnancy_bleeding": ["bleeding"],
    "pregnancy_waters": ["waters"],
    "pregnancy_tightenings": ["tightenings", "regularly"],
}
FOR_A_DOCTOR = {
    "fever": ["fever", "very unwell"],
    "infection": ["infection", "immune", "injected"],
    "weight_loss": ["weight"],
    "cancer": ["cancer", "past"],
    "restless_pain": ["no position eases", "at night"],
    "straining": ["cough", "sneeze", "strain"],
    "between_shoulders": ["between the shoulder blades"],
    "band_of_pain": ["band"],
    "new_shape": ["lump", "shape"],
    "swollen_calf": ["calf", "hot", "swollen"],
    "first_under_20": ["first", "under 20"],
    "pregnancy_urine": ["pain", "urine"],
}
TO_ASK_ABOUT = {
    "first_past_50": ["first", "over 50"],
    "six_weeks": ["no better after six weeks"],
    "inflammatory": [
        "before you were 45",
        "over three months",
        "second half of the night",
        "eases when you move",
        "psoriasis",
        "family",
    ],
}
SIGNS = EMERGENCIES | FOR_A_DOCTOR | TO_ASK_ABOUT


def test_every_warning_sign_of_the_evidence_is_asked_in_its_tier_and_no_other():
    tiers = red_flags()["tier"]
    assert set(tiers[tiers == "emergency"].index) == set(EMERGENCIES)
    assert set(tiers[tiers == "doctor"].index) == set(FOR_A_DOCTOR)
    assert set(tiers[tiers == "ask"].index) == set(TO_ASK_ABOUT)
    assert list(tiers) == sorted(tiers, key=["emergency", "doctor", "ask"].index)


@pytest.mark.parametrize(("flag", "words"), [*SIGNS.items()])
def test_a_warning_sign_says_what_it_means(flag, words):
    says = red_flags().loc[flag, "says"].lower()
    assert [word for word in words if word not in says] == []


def test_one_sign_is_enough_and_none_lets_go():
    assert outcome_of([]) == "go"
    assert {outcome_of([flag]) for flag in EMERGENCIES} == {"emergency"}
    assert {outcome_of([flag]) for flag in FOR_A_DOCTOR} == {"doctor"}
    assert {outcome_of([flag]) for flag in TO_ASK_ABOUT} == {"ask"}


@pytest.mark.parametrize(("first", "second"), [*combinations(SIGNS, 2)])
def test_of_two_signs_the_graver_decides(first, second):
    both = {first, second}
    graver = "emergency" if both & {*EMERGENCIES} else "doctor" if both & {*FOR_A_DOCTOR} else "ask"
    assert outcome_of([first, second]) == outcome_of([second, first]) == graver


def test_a_sign_that_is_not_asked_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'feever'. Did you mean 'fever'\?"):
        outcome_of(["feever"])


class Cites(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...


def test_every_source_of_the_file_is_in_the_bibliography():
    known = facts()
    cited = {*known.imperfect.sources, *known.changed_since.sources}
    tables: tuple[Cites, ...] = (
        *known.hurts.values(),
        *known.advice.values(),
        *known.scales.values(),
        *known.tiers.values(),
        *known.flags.values(),
        *known.conditions.values(),
    )
    for table in tables:
        cited |= set(table.sources)
    for condition in known.conditions.values():
        changes = [*condition.changes.values(), *filter(None, [condition.everything])]
        cited |= {key for change in changes for key in change.sources}
    assert cited <= set(sources().index)


def test_every_stretch_that_the_file_names_is_in_the_catalog():
    for condition in facts().conditions.values():
        named = {*condition.changes} | {s for c in condition.changes.values() for s in c.by}
        assert named <= set(load().stretches)


def test_every_variant_can_be_said_within_eight_seconds_and_names_only_sides_there_are():
    for row in matrix().query("effect == 'changed'").to_dict("records"):
        stretch = get_stretch(row["stretch"])
        assert spoken_s(row["variant"]) <= SPOKEN_LIMIT_S
        if stretch.sides == ("both",):
            assert "{" not in row["variant"]
        assert "{" not in fill(row["variant"], stretch.sides[0])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("flags", "fever", "tier"), "soon"),
        (("flags", "fever", "only"), "glaucoma"),
        (("asked_of", "green_ears"), "Are your ears green?"),
        (("conditions", "glaucoma", "changes", "standing_hamstring", "variant"), ""),
        (("conditions", "pregnancy", "changes", "hip_flexor_pull", "by"), ()),
        (("scales", "pain", "sources"), ()),
        (("changed_since", "asks"), "Has anything changed?"),
        (("changed_since", "sources"), ()),
        (("conditions", "glaucoma", "otherwise"), ""),
        (("conditions", "glaucoma", "sources"), ()),
    ],
)
def test_a_file_that_leaves_something_unsaid_is_refused(key, value):
    raw = asdict(facts())
    table = raw
    for name in key[:-1]:
        table = table[name]
    table[key[-1]] = value
    with pytest.raises(CatalogError, match=r"safety\.toml"):
        facts_from("safety.toml", raw)


# --- rules that reach no cue --------------------------------------------------------------------


def knee(**changes):
    """The facts, with the rule of a sore knee on the double knee hug changed."""
    known = facts()
    condition = known.conditions["knee_trouble"]
    rule = replace(condition.changes["double_knee_hug"], **changes)
    spoilt = replace(condition, changes={**condition.changes, "double_knee_hug": rule})
    return replace(known, conditions={**known.conditions, "knee_trouble": spoilt})


def test_every_rule_that_is_shipped_reaches_a_cue():
    assert [*unreached(facts())] == []


def test_a_rule_that_drops_a_cue_that_is_not_there_is_named_with_the_nearest_key():
    [problem] = unreached(knee(drops=("hans",)))
    assert problem.key == "conditions.knee_trouble.changes.double_knee_hug.drops"
    assert problem.value == "'hans'"
    assert problem.what == "this rule reaches no cue of double_knee_hug."
    assert problem.cure == ("Did you mean 'hands'? Or give the cue key = 'hans' in its file.")


def test_a_rule_of_a_stretch_that_is_not_there_is_named_with_the_nearest_slug():
    known = facts()
    condition = known.conditions["knee_trouble"]
    changes = {"double_knee_hugg": condition.changes["double_knee_hug"]}
    spoilt = replace(condition, changes=changes)
    [problem] = unreached(replace(known, conditions={**known.conditions, "knee_trouble": spoilt}))
    assert problem.key == "conditions.knee_trouble.changes.double_knee_hugg"
    assert "there is no such stretch" in problem.what
    assert problem.cure == "Did you mean 'double_knee_hug'?"


def test_a_rule_for_everything_is_held_to_the_keys_of_all_stretches():
    known = facts()
    condition = known.conditions["leg_pain_eased_by_bending"]
    assert condition.everything is not None
    rule = replace(condition.everything, drops=("mots",))
    spoilt = replace(condition, everything=rule)
    name = "leg_pain_eased_by_bending"
    [problem] = unreached(replace(known, conditions={**known.conditions, name: spoilt}))
    assert problem.key == f"conditions.{name}.everything.drops"
    assert "any stretch" in problem.what
    assert "'most'" in problem.cure


def test_a_rule_of_the_other_leg_is_held_to_it_too():
    rule = facts().conditions["knee_trouble"].changes["double_knee_hug"]
    other = replace(rule, drops=("nothing_of_the_kind",), hands="")
    [problem] = unreached(knee(leg="stretched", other_leg=other))
    assert problem.value == "'nothing_of_the_kind'"


def test_a_file_with_such_a_rule_is_refused_whole_and_says_where(tmp_path):
    text = (data_folder() / "safety.toml").read_text("utf-8")
    assert 'drops = ["most"]' in text
    spoilt = tmp_path / "safety.toml"
    spoilt.write_text(text.replace('drops = ["most"]', 'drops = ["mots"]', 1), "utf-8")
    with pytest.raises(CatalogError, match=r"safety\.toml: .*'mots': this rule reaches no cue"):
        _read(spoilt)
