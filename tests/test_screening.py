"""The screen: one click when all is well, calm and firm when it is not, and all of it kept."""

import re
from html import escape

import pandas as pd
import pytest

import stretchlib as st
from stretchlib.safety import red_flags
from stretchlib.safety.facts import facts
from stretchlib.ui.screening import changes_html, condition_advice
from tests.screening_kit import go, kept, label, tick
from tests.text_kit import match_in
from tests.widgets import every, part, shown

TIERS = ("emergency", "doctor", "ask")


@pytest.fixture
def gone_on():
    return []


@pytest.fixture
def screen(log, gone_on):
    return st.Screening(log, lambda: gone_on.append(True))


def test_one_click_says_that_all_is_well(screen, log, gone_on):
    assert label(screen) == "None of these"
    go(screen)
    assert kept(log) == [("go", {"flags": [], "asked": "all"})]
    assert gone_on == [True]


def test_every_warning_sign_is_asked_and_none_is_ticked_beforehand(screen):
    tick(screen, "conditions", "pregnancy")
    groups = [part(screen, f"stretch-screen-{name}") for name in (*TIERS, "pregnancy")]
    asked = [kept for group in groups for _, kept in group.options]
    assert sorted(asked) == sorted(red_flags().index)
    assert [group.value for group in groups] == [[]] * 4


def test_the_lead_that_leaves_out_what_is_known_belongs_to_the_signs_alone(screen):
    page = [w for w in every(screen) if isinstance(getattr(w, "value", None), str | list)]
    lead = next(i for i, w in enumerate(page) if "leave its box empty" in str(w.value))
    living = next(i for i, w in enumerate(page) if "even where you are allowed" in str(w.value))
    signs = page.index(part(screen, "stretch-screen-ask"))
    assert lead < signs < living < page.index(part(screen, "stretch-screen-conditions"))


def test_the_page_says_that_such_lists_are_imperfect(screen):
    assert "misses some problems" in shown(screen)
    tick(screen, "doctor", "fever")
    go(screen)
    assert "misses some problems" in shown(screen)


@pytest.mark.parametrize("flag", list(red_flags().query("tier != 'ask' and only.isna()").index))
def test_a_yes_stands_in_the_way_says_what_to_do_and_is_kept(screen, log, gone_on, flag):
    tier, says = red_flags().loc[flag, ["tier", "says"]]
    tick(screen, tier, flag)
    assert label(screen) == "See what to do"
    go(screen)
    assert gone_on == []
    assert kept(log) == [(tier, {"flags": [flag], "asked": "all", "said": {flag: says}})]
    page = shown(part(screen, "stretch-screen-blocked"))
    assert escape(says) in page
    assert ("emergency department now" if tier == "emergency" else "doctor first") in page
    assert re.search(r"Sources?: <a ", page)


def test_the_graver_of_two_signs_decides_what_is_said(screen):
    tick(screen, "doctor", "fever")
    tick(screen, "emergency", "chest_pain")
    go(screen)
    assert "emergency department now" in shown(screen)


def test_a_yes_is_still_there_when_it_is_opened_again_with_its_day(log):
    log.add_screening("doctor", {"flags": ["fever"]})
    page = shown(st.Screening(log))
    assert "doctor first" in page
    assert f"{log.screenings()['day'].iloc[0]:%B %Y}" in page


def test_whoever_has_been_seen_answers_anew(log, gone_on):
    log.add_screening("doctor", {"flags": ["fever"]})
    screen = st.Screening(log, lambda: gone_on.append(True))
    part(screen, "stretch-screen-again").click()
    assert part(screen, "stretch-screen-doctor").value == []
    go(screen)
    assert gone_on == [True]
    assert kept(log)[-1] == ("go", {"flags": [], "asked": "all"})


def test_conditions_are_remembered_and_changed_and_block_nothing(log, gone_on):
    first = st.Screening(log, lambda: gone_on.append(True))
    tick(first, "conditions", "glaucoma", "pregnancy")
    assert label(first) == "Go on"
    go(first)
    second = st.Screening(log)
    assert part(second, "stretch-screen-conditions").value == ["glaucoma", "pregnancy"]
    tick(second, "conditions", "pregnancy")
    go(second)
    assert gone_on == [True]
    conditions = [answers for outcome, answers in kept(log) if outcome == "conditions"]
    assert conditions == [{"conditions": ["glaucoma", "pregnancy"]}, {"conditions": ["pregnancy"]}]


def test_conditions_that_stay_are_not_kept_twice(log):
    for _ in range(2):
        screen = st.Screening(log)
        tick(screen, "conditions", "glaucoma")
        go(screen)
    assert [outcome for outcome, _ in kept(log)] == ["conditions", "go", "go"]


def test_alone_in_a_cell_it_says_that_the_answer_is_kept(log):
    screen = st.Screening(log)
    go(screen)
    assert "Nothing stands in the way" in shown(screen)


def test_a_log_that_fails_is_seen_and_the_answers_wait(tmp_path):
    screen = st.Screening(st.open_log(tmp_path / "log.sqlite"))
    tick(screen, "doctor", "fever")
    (tmp_path / "log.sqlite").rename(tmp_path / "gone.sqlite")
    go(screen)
    assert 'role="alert"' in shown(screen)
    (tmp_path / "gone.sqlite").rename(tmp_path / "log.sqlite")
    go(screen)
    assert "doctor first" in shown(screen)


def test_what_was_changed_is_told_with_its_reason_and_whose_it_is():
    _, changes = st.safety.allowed(st.routine("standard"), ["osteoporosis", "recent_surgery"])
    page = changes_html(changes)
    assert page.count("Left out.") == 4
    assert "An operation within the last twelve weeks" in page
    _, changes = st.safety.allowed(st.routine("standard"), ["osteoporosis"])
    page = changes_html(changes)
    # Half of 60 s for each side leaves room for one hold of 18 s.
    assert "<b>Double knee hug:</b> In its place, Single knee hug, 18 s a side, instead" in page
    assert "{" not in page
    assert changes_html(changes.iloc[:0]) == ""


def test_each_stretch_is_told_once_with_every_change_and_reason_under_it():
    conditions = ["osteoporosis", "pregnancy", "hypermobility"]
    _, changes = st.safety.allowed(st.routine("standard"), conditions)
    items = re.findall(r"<li>(.*?)</li>", changes_html(changes))
    titles = [match_in(r"\A<b>(.*?):</b>", item)[1] for item in items]
    assert len(titles) == len(set(titles)) < len(changes)
    hamstring = items[titles.index("Standing hamstring")]
    what, *reasons = hamstring.split("<div>")
    variants = changes.query("becomes == 'standing_hamstring'")["variant"].unique()
    assert len(variants) > 1
    assert all(words in what for words in variants)
    assert len(reasons) == 3
    figure_four = items[titles.index("Seated figure four")]
    assert figure_four.count("that go further at the end") == 1
    hug = items[titles.index("Double knee hug")]
    assert hug.count("Left out. Nothing else here would suit you in its place.") == 1


def test_what_is_done_on_one_side_is_not_cut_from_its_side():
    row = {"step": 1, "stretch": "double_knee_hug", "effect": "changed", "condition": "glaucoma"}
    rest = {"becomes": "double_knee_hug", "reason": "So.", "sources": ()}
    changes = [{"what": f"On the {side} side: Lean less. Hold on."} for side in ("left", "right")]
    page = changes_html(pd.DataFrame([row | rest | one for one in changes]))
    assert "On the left side: Lean less. Hold on. On the right side: Lean less. Hold on." in page


def test_an_own_stretch_that_nobody_judged_is_not_said_to_be_changed():
    row = {"step": 1, "stretch": "double_knee_hug", "effect": "allowed", "condition": "glaucoma"}
    rest = {"becomes": "double_knee_hug", "what": "Stays.", "reason": "Nobody.", "sources": ()}
    page = changes_html(pd.DataFrame([row | rest]))
    assert "Nobody has judged some of your own stretches" in page
    assert "changed" not in page


# --- what was changed, all of it in words --------------------------------------------------------


def changes_in(routine, *names):
    """What is changed in the only step of a routine, in words."""
    return st.safety.allowed(routine, names).changes["what"].tolist()


def one(slug, pace=None, **more):
    return st.Routine("One").add(slug, pace, **more)


def test_a_variant_is_told_for_every_side_that_is_done():
    thigh = "Hold behind your {} thigh. Your {} foot stays down."
    left, right = thigh.format("left", "right"), thigh.format("right", "left")
    assert changes_in(one("single_knee_hug"), "knee_trouble") == [
        f"{left} On the other side: {right}"
    ]
    assert changes_in(one("single_knee_hug", sides="right"), "knee_trouble") == [right]
    assert changes_in(one("double_knee_hug"), "knee_trouble") == [
        "Bring your knees up, one at a time. Hold behind your thighs, not on your knees."
    ]


def test_presses_that_become_a_hold_are_told_with_their_seconds():
    assert changes_in(one("standing_hamstring", st.Pulse(10, 6)), "osteoporosis") == [
        "Lean a little from the hips, back flat. Held for 30 s, in the place of 10 pulses of 6 s."
    ]
    assert changes_in(one("standing_hamstring", st.Hold(20)), "osteoporosis") == [
        "Lean a little from the hips, back flat."
    ]


def test_what_no_longer_goes_further_is_told_where_it_would_have():
    further = "Without the 24 s that go further at the end."
    assert changes_in(one("double_knee_hug", enhance=True), "hypermobility")[0].endswith(further)
    assert further not in changes_in(one("double_knee_hug"), "hypermobility")[0]


def test_a_stretch_in_the_place_of_another_is_told_with_its_seconds():
    assert changes_in(one("double_knee_hug", st.Hold(20), sets=2), "osteoporosis")[0] == (
        "In its place, Single knee hug, 20 s a side, instead of 40 s."
    )
    assert changes_in(one("standing_hamstring", st.Hold(30)), "poor_balance") == [
        "In its place, Seated hamstring, 30 s a side."
    ]
    assert changes_in(one("single_knee_hug", st.Hold(20)), "pregnancy")[0] == (
        "In its place, Rounding on all fours, 18 s, instead of 20 s."
    )


def test_whose_advice_to_seek_stands_beside_each_change():
    page = changes_html(st.safety.allowed(one("double_knee_hug"), ["knee_trouble"]).changes)
    assert "(A painful, injured or replaced knee; ask your physiotherapist)" in page


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("hip_replacement_back", "your surgeon"),
        ("hip_replacement_front", "your surgeon"),
        ("pregnancy", "your midwife or doctor first"),
    ],
)
def test_whoever_is_to_ask_somebody_first_is_told_so(name, whom):
    assert whom in condition_advice([name])
    assert "ask before you practise" in condition_advice([name])
    assert re.search(r"Sources?: <a ", condition_advice([name]))


def test_it_is_said_once_and_to_nobody_else():
    both = ["hip_replacement_back", "hip_replacement_front"]
    assert condition_advice(both).count("your surgeon") == 1
    known = st.safety.conditions()
    others = known[(known["first"] == "") & (known["do"] == "")].index
    assert condition_advice(others) == condition_advice([]) == ""


def test_what_to_do_in_every_stretch_is_said_at_every_check_in():
    assert "by way of a chair" in condition_advice(["poor_balance"])
    assert "never hold your breath" in condition_advice(["high_blood_pressure"])


def test_advice_that_changes_nothing_by_itself_is_nowhere_but_where_it_is_shown():
    """An `otherwise` is the reason of a stretch that stays, which no page shows."""
    advice = [table.otherwise for table in facts().conditions.values()]
    orders = ("Get ", "Go ", "Keep ", "Use ", "Hold ", "Stop ", "Never ")
    sentences = [part for words in advice for part in words.split(". ")]
    assert [sentence for sentence in sentences if sentence.startswith(orders)] == []
