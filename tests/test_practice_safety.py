"""A practice that takes care: who is asked what, what is offered, and what is never done."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import stretchlib as st
from stretchlib.safety.triggers import is_due
from stretchlib.ui.check_in import advice
from tests.log_kit import event
from tests.practice_kit import check_in, forms_of, player_of, send
from tests.widgets import answer, every, part, shown

HUG = st.Routine("Hug").add("double_knee_hug", st.Hold(20))


def classes(practice):
    return {name for widget in every(practice) for name in widget._dom_classes}


def slugs(practice):
    return list(dict.fromkeys(phase["stretch"] for phase in player_of(practice).timeline))


def practised(log, *, before=3, after=3, hurt=False, days_ago=1, of=HUG):
    """Keep a practice, of the hug when left out, some days ago."""
    at = pd.Timestamp.now(tz="UTC").to_pydatetime() - pd.Timedelta(days=days_ago)
    session = log.add_session("Hug", of.phases(), at=at)
    if hurt:
        fields = {"session": session, "seq": 9, "kind": "hurt", "phase": 1, "done_s": 5.0}
        moment = {"at_ms": int(at.timestamp() * 1000), "offset_min": 0}
        log.append([{"id": f"01KJPNHFC0000000000000000{days_ago}", **fields, **moment}])
    for when, score in (("before", before), ("after", after)):
        log.rate("pain", score, moment=when, session_id=session, at=at)
    return session


# --- the questions ----------------------------------------------------------------------------


def small_print(practice):
    return [w.value for w in every(practice) if "stretch-scale-told" in w._dom_classes]


def test_what_number_is_accepted_stands_small_under_the_scale_with_its_sources(screened):
    practice = st.Practice(HUG, screened)
    checkin = part(practice, "stretch-checkin").children
    under = checkin.index(part(practice, "stretch-checkin-pain")) + 1
    assert "stretch-scale-told" in checkin[under]._dom_classes
    pain, tightness = small_print(practice)
    assert "Feeling tight and being stiff are two different things." in tightness
    assert tightness.count('<a href="https://') == 1
    assert (
        "accept up to 3 while you stretch; 4 or 5 too, if it settles within a day. From 6 on, do"
        in pain
    )
    assert "if it moves down a leg, stop." in pain
    assert pain.count('<a href="https://') == 3
    assert 'class="stretch-sources"' in pain


def test_the_same_stands_under_the_questions_after(screened):
    practice = st.Practice(HUG, screened)
    before = small_print(practice)
    check_in(practice, pain=2)
    assert small_print(practice) == []
    send(player_of(practice), ("started", None, None), ("finished", None, None))
    assert small_print(practice) == before


def test_the_day_after_has_a_line_of_its_own(screened):
    practised(screened, before=2, after=5)
    printed = " ".join(small_print(st.Practice(HUG, screened)))
    assert "The morning after it should be no worse than before." in printed


# --- the screen ------------------------------------------------------------------------------


def test_before_the_first_practice_stands_the_screen_and_one_click_leads_on(log):
    practice = st.Practice(HUG, log)
    assert "stretch-screen" in classes(practice)
    assert "stretch-checkin" not in classes(practice)
    part(practice, "stretch-screen-go").click()
    assert "stretch-screen" not in classes(practice)
    check_in(practice, pain=2)
    assert player_of(practice).layout.display is None


def test_whoever_was_asked_this_week_is_not_asked_again(screened):
    assert "stretch-screen" not in classes(st.Practice(HUG, screened))


def test_a_yes_leads_nowhere_near_the_player(log):
    practice = st.Practice(HUG, log)
    part(practice, "stretch-screen-doctor").value = ["fever"]
    part(practice, "stretch-screen-go").click()
    assert player_of(practice).layout.display == "none"
    again = st.Practice(HUG, log)
    assert "doctor first" in shown(again)
    assert "stretch-checkin" not in classes(again)
    part(again, "stretch-screen-again").click()
    part(again, "stretch-screen-go").click()
    assert "stretch-checkin" in classes(again)


def test_a_session_on_offer_waits_behind_the_screen(log):
    session = log.start_session("Hug", HUG.phases())
    other = {"session": session, "seq": 0, "kind": "started", "at_ms": 0, "offset_min": 0}
    log.append([{"id": "01KJPNHFC00000000000000001", **other}])
    practice = st.Practice(HUG, log)
    player_of(practice).set_state({"earlier": {"session": session, "answer": "", "next": ""}})
    assert player_of(practice).layout.display == "none"
    part(practice, "stretch-screen-go").click()
    assert player_of(practice).layout.display is None
    assert "stretch-checkin" in classes(practice)


def test_a_session_from_before_a_condition_changed_is_not_on_offer(log):
    session = log.start_session("Hug", HUG.phases())
    other = {"session": session, "seq": 0, "kind": "started", "at_ms": 0, "offset_min": 0}
    log.append([{"id": "01KJPNHFC00000000000000001", **other}])
    practice = st.Practice(HUG, log)
    player_of(practice).set_state({"earlier": {"session": session, "answer": "", "next": ""}})
    part(practice, "stretch-screen-conditions").value = ["osteoporosis"]
    part(practice, "stretch-screen-go").click()
    assert player_of(practice).earlier == {}


def test_something_new_can_be_told_at_every_check_in(screened):
    practice = st.Practice(HUG, screened)
    part(practice, "stretch-checkin-new").click()
    assert "stretch-screen" in classes(practice)
    part(practice, "stretch-screen-emergency").value = ["chest_pain"]
    part(practice, "stretch-screen-go").click()
    assert "emergency department now" in shown(practice)
    assert screened.screenings()["outcome"].tolist() == ["go", "emergency"]


# --- conditions --------------------------------------------------------------------------------


def test_the_routine_is_made_to_fit_and_says_why(log):
    practice = st.Practice(HUG, log)
    part(practice, "stretch-screen-conditions").value = ["osteoporosis"]
    part(practice, "stretch-screen-go").click()
    assert "<b>Double knee hug:</b> In its place, Single knee hug" in shown(practice)
    check_in(practice)
    assert slugs(practice) == ["single_knee_hug"]
    send(player_of(practice), ("started", None, None), ("phase_done", 1, 20.0))
    assert log.phases()["stretch"].tolist() == ["single_knee_hug"]


def test_where_nothing_is_left_no_player_is_shown_and_something_new_can_be_told(screened):
    screened.add_screening("conditions", {"conditions": ["recent_surgery"]})
    practice = st.Practice(HUG, screened)
    assert "Hug: nothing for now" in shown(practice)
    assert player_of(practice).layout.display == "none"
    part(practice, "stretch-nothing-new").click()
    part(practice, "stretch-screen-conditions").value = []
    part(practice, "stretch-screen-go").click()
    check_in(practice)
    assert slugs(practice) == ["double_knee_hug"]


def test_where_nothing_of_a_routine_is_left_what_suits_is_named_and_one_press_away(screened):
    names = ["hip_replacement_front", "leg_pain"]
    screened.add_screening("conditions", {"conditions": names})
    practice = st.Practice(st.routine("standard"), screened)
    assert "These would be: Single knee hug, Rounding on all fours." in shown(practice)
    part(practice, "stretch-nothing-instead").click()
    check_in(practice)
    assert slugs(practice) == ["single_knee_hug", "all_fours_round"]


def test_where_nothing_that_the_workbook_knows_is_left_it_says_that_this_needs_a_person(screened):
    screened.add_screening(
        "conditions",
        {"conditions": ["hip_replacement_back", "hip_replacement_front", "poor_balance"]},
    )
    practice = st.Practice(st.routine("standard"), screened)
    assert "This needs a person" in shown(practice)
    assert "stretch-nothing-instead" not in classes(practice)


# --- a sore day ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("pain", "is_sore"), [(5, False), (6, True), (10, True)])
def test_high_pain_offers_something_gentle_or_rest(screened, pain, is_sore):
    practice = st.Practice(st.routine("longer"), screened)
    check_in(practice, pain=pain)
    assert ("stretch-sore" in classes(practice)) == is_sore
    assert (player_of(practice).layout.display == "none") == is_sore


def test_on_a_sore_day_what_is_played_is_gentle_and_is_what_the_log_has(screened):
    practice = st.Practice(st.routine("longer"), screened)
    check_in(practice, pain=8)
    part(practice, "stretch-sore-practise").click()
    assert player_of(practice).layout.display is None
    send(player_of(practice), ("started", None, None))
    session = screened.sessions().iloc[0]
    assert (session["routine"], session["planned_s"]) == ("Gentle", st.routine("gentle").duration_s)
    assert screened.ratings()["session_id"].unique().tolist() == [session["id"]]


def test_a_sore_day_offers_no_other_stretch_than_was_planned(screened):
    practice = st.Practice(HUG, screened)
    check_in(practice, pain=8)
    part(practice, "stretch-sore-practise").click()
    assert slugs(practice) == ["double_knee_hug"]
    assert sum(phase["duration_s"] for phase in player_of(practice).timeline) <= HUG.duration_s


def test_a_sore_day_without_anything_small_enough_offers_rest_alone(screened):
    slow = st.Routine("Slow").add("standing_hip_flexor", st.Pulse(1, 100))
    practice = st.Practice(slow, screened)
    check_in(practice, pain=8)
    page = shown(part(practice, "stretch-sore"))
    assert "Slow" not in page
    assert "so rest" in page
    assert "stretch-sore-practise" not in classes(practice)
    part(practice, "stretch-sore-rest").click()
    assert "Rest, then" in shown(practice)


def test_what_is_offered_on_a_sore_day_fits_the_person(screened):
    screened.add_screening("conditions", {"conditions": ["pregnancy"]})
    practice = st.Practice(st.routine("longer"), screened)
    check_in(practice, pain=8)
    assert "double_knee_hug" not in slugs(practice)


def test_whoever_rests_has_said_how_they_are_and_no_session_is_counted(screened):
    practice = st.Practice(st.routine("standard"), screened)
    check_in(practice, pain=9)
    part(practice, "stretch-sore-rest").click()
    assert "Rest, then" in shown(practice)
    assert player_of(practice).layout.display == "none"
    assert screened.sessions().empty
    assert screened.ratings().set_index("kind")["score"]["pain"] == 9


# --- after it, and the day after ----------------------------------------------------------------


def finish(practice, pain, extent=None):
    send(player_of(practice), ("started", None, None), ("finished", None, None))
    answer(practice, "stretch-checkout-pain", pain)
    answer(practice, "stretch-checkout-extent", extent)
    part(practice, "stretch-checkout-continue").click()


@pytest.mark.parametrize(("before", "after"), [(3, 3), (5, 2), (None, 6)])
def test_pain_that_did_not_rise_asks_nothing_more(screened, before, after):
    practice = st.Practice(HUG, screened)
    check_in(practice, pain=before)
    finish(practice, after)
    assert "stretch-leg" not in classes(practice)
    assert part(practice, "stretch-checkout-saved")


@pytest.mark.parametrize(("before", "after"), [(1, 2), (0, 3), (3, 4), (2, 4)])
def test_what_goes_further_down_stops_for_today_though_the_back_is_no_sorer(
    screened, before, after
):
    practice = st.Practice(HUG, screened)
    answer(practice, "stretch-checkin-extent", before)
    check_in(practice, pain=3)
    finish(practice, 3, extent=after)
    assert "Leave it there for today" in shown(practice)
    assert "emergency department" in shown(practice)
    assert "3 before, 3 after" in shown(part(practice, "stretch-checkout-saved"))
    assert screened.screenings()["answers"].iloc[-1]["leg"] is True
    assert "stretch-screen" in classes(st.Practice(HUG, screened))


@pytest.mark.parametrize(("before", "after"), [(0, 1), (4, 4), (4, 1), (3, None)])
def test_what_goes_no_further_down_than_the_back_or_than_before_goes_on(screened, before, after):
    screened.rate("extent", "below the knee", moment="any")
    practice = st.Practice(HUG, screened)
    answer(practice, "stretch-checkin-extent", before)
    check_in(practice, pain=3)
    finish(practice, 3, extent=after)
    assert "Leave it there for today" not in shown(practice)
    assert "stretch-screen" not in classes(st.Practice(HUG, screened))


def test_below_the_knee_at_the_end_stops_where_nobody_said_how_far_it_went_before(screened):
    practice = st.Practice(HUG, screened)
    check_in(practice, pain=3)
    finish(practice, 3, extent=4)
    assert "Leave it there for today" in shown(practice)
    assert "stretch-screen" in classes(st.Practice(HUG, screened))


@pytest.mark.parametrize("last", [None, "thigh"])
def test_below_the_knee_for_the_first_time_is_left_for_today_and_the_rule_is_said(screened, last):
    if last:
        screened.rate("extent", last, moment="after")
    practice = st.Practice(HUG, screened)
    answer(practice, "stretch-checkin-extent", 4)
    check_in(practice, pain=3)
    assert "moving down the leg is a reason to stop" in shown(practice)
    assert "stretch-main" in classes(part(practice, "stretch-leg-rest"))
    part(practice, "stretch-leg-rest").click()
    assert "Rest, then" in shown(practice)
    assert "stretch-screen" in classes(st.Practice(HUG, screened))


def test_who_goes_on_after_the_signs_has_the_leg_in_mind_and_is_asked_nothing_twice(screened):
    screened.rate("extent", "thigh", moment="after")
    both = HUG.add("standing_hamstring")
    practice = st.Practice(both, screened)
    answer(practice, "stretch-checkin-extent", 4)
    check_in(practice, pain=3)
    part(practice, "stretch-leg-signs").click()
    part(practice, "stretch-screen-go").click()
    assert "with your leg in mind" in shown(practice)
    part(practice, "stretch-leg-minded-go").click()
    assert player_of(practice).layout.display is None
    assert {phase.stretch for phase in player_of(practice).phases} == {"prone_on_elbows"}
    before = screened.ratings().query("moment == 'before'").set_index("kind")["score"]
    assert before.dropna().to_dict() == {"pain": 3, "extent": 4}
    assert screened.screenings().query("outcome == 'conditions'").empty


def test_where_pain_down_a_leg_is_known_below_the_knee_is_not_new(screened):
    screened.add_screening("conditions", {"conditions": ["leg_pain_eased_by_bending"]})
    practice = st.Practice(HUG, screened)
    answer(practice, "stretch-checkin-extent", 4)
    check_in(practice, pain=3)
    assert player_of(practice).layout.display is None


@pytest.mark.parametrize("kind", ["leg", "saddle", "back"])
def test_a_leg_that_hurt_asks_for_the_signs_also_where_the_end_was_never_reached(screened, kind):
    """As when the kernel died, and the page sent what it held to another one."""
    session = screened.start_session("Hug", HUG.phases())
    screened.append(
        [
            event(session, 0, "started"),
            event(session, 1, "hurt", 1, 4.0, reason=kind),
            event(session, 2, "stopped"),
        ]
    )
    asks = "stretch-screen" in classes(st.Practice(HUG, screened))
    assert asks == (kind != "back")
    screened.add_screening("go", {"flags": [], "asked": "all"})
    assert "stretch-screen" not in classes(st.Practice(HUG, screened))


def test_a_back_that_is_sorer_alone_is_told_so_and_the_next_practice_goes_on(screened):
    practice = st.Practice(HUG, screened)
    check_in(practice, pain=3)
    finish(practice, 5)
    assert "Your back is sorer than before" in shown(practice)
    assert "stretch-screen" not in classes(st.Practice(HUG, screened))


def test_the_day_after_is_asked_when_the_last_session_ended_sorer_and_only_once(screened):
    session = practised(screened, before=3, after=5)
    practice = st.Practice(HUG, screened)
    answer(practice, "stretch-checkin-next_day", 2)
    check_in(practice, pain=3)
    day_after = screened.ratings().query("moment == 'next_day'")
    assert day_after[["session_id", "kind", "score"]].values.tolist() == [[session, "pain", 2]]
    assert "stretch-checkin-next_day" not in classes(st.Practice(HUG, screened))


def test_a_day_after_that_was_not_answered_is_kept_as_such_and_not_asked_again(screened):
    practised(screened, before=3, after=5)
    check_in(st.Practice(HUG, screened), pain=3)
    day_after = screened.ratings().query("moment == 'next_day'")
    assert day_after["score"].isna().tolist() == [True]
    assert "stretch-checkin-next_day" not in classes(st.Practice(HUG, screened))


def test_a_day_after_that_was_sorer_than_the_start_offers_less(screened):
    practised(screened, before=3, after=5)
    practice = st.Practice(st.routine("standard"), screened)
    answer(practice, "stretch-checkin-next_day", 4)
    check_in(practice, pain=3)
    assert "stretch-sore" in classes(practice)


def test_a_session_that_ended_well_asks_nothing_of_the_day_after(screened):
    practised(screened, before=5, after=3)
    assert "stretch-checkin-next_day" not in classes(st.Practice(HUG, screened))


# --- what has changed meanwhile ------------------------------------------------------------------


def test_a_yes_in_another_cell_stands_in_the_way_of_a_practice_that_is_open(screened):
    practice = st.Practice(HUG, screened)
    screened.add_screening("emergency", {"flags": ["chest_pain"]})
    check_in(practice, pain=2)
    assert "emergency department now" in shown(practice)
    assert player_of(practice).layout.display == "none"
    assert screened.ratings().empty


def test_a_condition_chosen_in_another_cell_makes_the_routine_fit_anew(screened):
    practice = st.Practice(HUG, screened)
    screened.add_screening("conditions", {"conditions": ["osteoporosis"]})
    check_in(practice, pain=2)
    assert "has changed meanwhile" in shown(practice)
    check_in(practice, pain=2)
    assert slugs(practice) == ["single_knee_hug"]
    assert player_of(practice).layout.display is None


@pytest.mark.parametrize("outcome", ["doctor", "emergency"])
def test_a_session_from_before_a_yes_is_not_on_offer(log, outcome):
    session = log.start_session("Hug", HUG.phases())
    other = {"session": session, "seq": 0, "kind": "started", "at_ms": 0, "offset_min": 0}
    log.append([{"id": "01KJPNHFC00000000000000001", **other}])
    log.add_screening(outcome, {"flags": ["fever"]})
    log.add_screening("go", {"flags": []})
    practice = st.Practice(HUG, log)
    player_of(practice).set_state({"earlier": {"session": session, "answer": "", "next": ""}})
    assert player_of(practice).earlier == {}


def test_whoever_is_to_ask_somebody_first_is_told_at_every_check_in(screened):
    screened.add_screening("conditions", {"conditions": ["pregnancy"]})
    calm = st.Routine("Calm").add("standing_hamstring")
    assert "your midwife or doctor first" in shown(st.Practice(calm, screened))
    assert "midwife" not in shown(st.Practice(calm, st.open_log("sqlite://")))


# --- what hurt twice -----------------------------------------------------------------------------


def test_what_hurt_twice_rests_until_somebody_brings_it_back(screened):
    both = HUG.add("standing_hamstring")
    practised(screened, hurt=True, days_ago=3)
    practised(screened, hurt=True, days_ago=2)
    practice = st.Practice(both, screened)
    assert "It hurt twice" in shown(practice)
    check_in(practice)
    assert slugs(practice) == ["standing_hamstring"]

    again = st.Practice(both, screened)
    part(again, "stretch-checkin-back-double_knee_hug").click()
    check_in(again)
    assert slugs(again) == ["double_knee_hug", "standing_hamstring"]
    assert forms_of(again) == []


def test_a_substitute_that_hurt_twice_is_brought_back_by_a_button_of_its_own(screened):
    screened.add_screening("conditions", {"conditions": ["osteoporosis"]})
    one_knee = st.Routine("Hug").add("single_knee_hug", st.Hold(20))
    for days_ago in (3, 2):
        practised(screened, hurt=True, days_ago=days_ago, of=one_knee)
    practice = st.Practice(HUG, screened)
    assert "Hug: nothing for now" in shown(practice)
    part(practice, "stretch-nothing-back-single_knee_hug").click()
    check_in(practice)
    assert slugs(practice) == ["single_knee_hug"]


def hurting(log, kind):
    """A practice that was ended for what hurt."""
    practice = st.Practice(HUG, log)
    check_in(practice, pain=3)
    send(
        player_of(practice),
        ("started", None, None),
        ("hurt", 1, 4.0),
        ("hurt", 1, 4.0, kind),
        ("phase_skipped", 1, 4.0),
        ("stopped", None, None),
    )
    return practice


def test_what_hurts_in_a_leg_ends_it_says_what_to_do_and_brings_the_signs_back(screened):
    practice = hurting(screened, "leg")
    assert screened.phases()["hurt"].tolist() == ["leg"]
    assert "Leave it there" in shown(practice)
    assert is_due(screened.screenings(), datetime.now(UTC))
    signs = part(practice, "stretch-hurt-told-signs")
    assert "stretch-main" not in signs._dom_classes
    signs.click()
    assert part(practice, "stretch-screen-go")


def test_whoever_is_sent_to_an_emergency_department_is_asked_nothing_more(screened):
    practice = hurting(screened, "saddle")
    assert "Go to an emergency department now" in shown(practice)
    assert "stretch-checkout" not in classes(practice)
    assert "stretch-hurt-told-signs" not in classes(practice)
    read = part(practice, "stretch-hurt-told-read")
    assert read.description == "I have read this"
    assert "stretch-main" not in read._dom_classes
    read.click()
    assert "Go to an emergency department now" in shown(practice)
    assert "Saved" in shown(practice)
    assert not {"stretch-saved-again", "stretch-saved-measure"} & classes(practice)
    # All the warning signs are asked before the next practice.
    asked = st.Practice(HUG, screened)
    assert part(asked, "stretch-screen-emergency")
    assert part(asked, "stretch-screen-conditions")


WORSE = "Stop for today. If it is no better in about two weeks, ask a doctor or physiotherapist."


def test_what_is_new_or_much_worse_keeps_its_advice_and_is_not_praised(screened):
    practice = hurting(screened, "worse")
    assert WORSE in shown(practice)
    assert "stretch-hurt-told-signs" not in classes(practice)
    part(practice, "stretch-checkout-continue").click()
    page = shown(practice)
    assert WORSE in page
    assert "Source: " in page
    assert "What you did counts" not in page
    assert not {"stretch-saved-again", "stretch-saved-measure"} & classes(practice)
    # It was no leg: the signs are asked when they are due.
    assert not is_due(screened.screenings(), datetime.now(UTC))


def test_the_player_and_the_card_after_it_say_the_same_of_what_is_much_worse():
    words = (Path(st.__file__).parent / "player" / "src" / "contract.mjs").read_text("utf-8")
    assert f'"{WORSE}"' in words
    assert WORSE in advice("worse")


def test_what_hurts_in_the_back_alone_asks_only_how_they_are(screened):
    practice = st.Practice(HUG, screened)
    check_in(practice)
    send(
        player_of(practice),
        ("started", None, None),
        ("hurt", 1, 4.0, "back"),
        ("phase_skipped", 1, 4.0),
        ("stopped", None, None),
    )
    assert screened.phases()["hurt"].tolist() == ["back"]
    assert "Leave it there for today" not in shown(practice)


@pytest.mark.parametrize("kind", ["leg", "worse"])
def test_what_hurt_in_a_leg_or_much_worse_is_never_called_common_at_the_end(screened, kind):
    practice = hurting(screened, kind)
    answer(practice, "stretch-checkout-pain", 8)
    part(practice, "stretch-checkout-continue").click()
    page = shown(practice)
    assert "Saved" in page
    assert "common" not in page
    assert {"leg": "Leave it there", "worse": WORSE}[kind] in page


def test_of_two_new_cards_the_first_is_brought_into_view(screened):
    practice = st.Practice(HUG, screened)
    check_in(practice)
    send(
        player_of(practice),
        ("started", None, None),
        ("hurt", 1, 4.0, "leg"),
        ("stopped", None, None),
    )
    advice, checkout = forms_of(practice)[-2:]
    assert "stretch-hurt-told" in advice._dom_classes
    assert advice._into_view.times == 1
    assert checkout._into_view.times == 0
