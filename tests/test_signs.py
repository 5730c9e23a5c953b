"""Which signs are asked when, and what each answer leads to: the whole table of decisions."""

from datetime import timedelta
from itertools import combinations

import pandas as pd
import pytest
from sqlalchemy import insert
from ulid import ULID

import stretchlib as st
from stretchlib.log.tables import screenings
from stretchlib.safety import red_flags
from stretchlib.safety.facts import facts
from stretchlib.safety.triggers import asked_to_see, is_due, what_is_due
from stretchlib.ui.screening import Screening
from tests.log_kit import MORNING
from tests.screening_kit import go, kept, label, tick
from tests.widgets import every, part, shown

DAY = timedelta(days=1)
SIGNS = red_flags()
CAUDA_EQUINA = ["both_legs", "leg_weakness", "saddle_numbness", "bladder_or_bowel", "sexual_change"]
TIERS = ["emergency", "doctor", "ask"]
STANDS = {"emergency": "emergency department now", "doctor": "speak to a doctor first"}
ONE_OF_EACH = {"emergency": "chest_pain", "doctor": "fever", "ask": "six_weeks"}


@pytest.fixture
def gone_on():
    return []


def ticked(log, gone_on, *signs, asked="all"):
    """A screen on which these signs are ticked, and that is sent."""
    screen = Screening(log, lambda: gone_on.append(True), asked=asked)
    return send(screen, *signs)


def send(screen, *signs):
    table = SIGNS.loc[list(signs)]
    of = table["only"].fillna(table["tier"])
    if "pregnancy" in set(of):
        tick(screen, "conditions", "pregnancy")
    for group, mine in of.groupby(of):
        tick(screen, group, *mine.index)
    go(screen)
    return screen


def classes(widget):
    return {name for w in every(widget) for name in w._dom_classes}


def asked_by(screen):
    """Every sign that is asked and seen."""
    groups = [w for w in every(screen) if hasattr(w, "options")]
    seen = [w for w in groups if w.layout.display != "none"]
    return [kept for group in seen for _, kept in group.options if kept in SIGNS.index]


# --- what each sign leads to -----------------------------------------------------------------


@pytest.mark.parametrize("sign", SIGNS.index)
def test_every_sign_alone_leads_where_its_tier_says(log, gone_on, sign):
    screen = ticked(log, gone_on, sign)
    tier = SIGNS.loc[sign, "tier"]
    assert log.screenings()["outcome"].iloc[-1] == tier
    page = shown(screen)
    assert [name for name, words in STANDS.items() if words in page] == [tier] * (tier != "ask")
    assert gone_on == []
    assert SIGNS.loc[sign, "do"] in page.replace("&#x27;", "'")
    assert is_due(log.screenings(), pd.Timestamp.now("UTC")) == (tier != "ask")


@pytest.mark.parametrize("pair", [*combinations(TIERS, 2)])
@pytest.mark.parametrize("asked", ["all", "new", "back"])
def test_of_a_pair_of_tiers_the_graver_decides_however_it_came_to_be_asked(
    log, gone_on, pair, asked
):
    if asked == "back":
        part(ticked(log, [], "fever"), "stretch-screen-again").click()
    elif asked == "new":
        log.add_screening("go", {"flags": [], "asked": "all"})
    screen = Screening(log, lambda: gone_on.append(True))
    if asked == "back":
        part(screen, "stretch-screen-again").click()
    send(screen, *(ONE_OF_EACH[tier] for tier in pair))
    graver = min(pair, key=TIERS.index)
    assert log.screenings()["outcome"].iloc[-1] == graver
    assert STANDS[graver] in shown(screen)
    assert gone_on == []


@pytest.mark.parametrize("sign", CAUDA_EQUINA)
def test_a_sign_of_every_week_stands_in_the_way_in_the_weekly_form_too(log, gone_on, sign):
    log.add_screening("go", {"flags": [], "asked": "all"})
    screen = ticked(log, gone_on, sign, asked="weekly")
    assert STANDS["emergency"] in shown(screen)
    assert gone_on == []
    assert kept(log)[-1][1]["asked"] == "weekly"
    assert what_is_due(log.screenings(), pd.Timestamp.now("UTC")) == "all"


@pytest.mark.parametrize(
    ("sign", "tier", "words"),
    [
        ("unsteady_walk", "emergency", "unsteadiness in walking"),
        ("serious_fall", "emergency", "now or since this pain began"),
        ("both_legs", "emergency", "new or getting worse"),
        ("first_past_50", "ask", "over 50"),
        ("first_under_20", "doctor", "under 20"),
        ("saddle_numbness", "emergency", "when you wipe"),
        ("bladder_or_bowel", "emergency", "whether your bladder is full"),
        ("straining", "doctor", "cough, sneeze or strain"),
        ("between_shoulders", "doctor", "between the shoulder blades"),
        ("tearing_pain", "emergency", "sudden, severe or tearing pain in the back or belly"),
        ("swollen_calf", "doctor", "hot, swollen"),
        ("breathless", "emergency", "breathlessness"),
        ("six_weeks", "ask", "no better after six weeks"),
        ("inflammatory", "ask", "second half of the night"),
        ("pregnancy_bleeding", "emergency", "Bleeding"),
        ("pregnancy_waters", "emergency", "Waters"),
        ("pregnancy_tightenings", "emergency", "regularly"),
        ("pregnancy_urine", "doctor", "passing urine"),
    ],
)
def test_triage_is_as_the_sources_have_it(sign, tier, words):
    assert SIGNS.loc[sign, "tier"] == tier
    assert words in SIGNS.loc[sign, "says"]


def test_known_leg_pain_on_both_sides_or_an_old_fall_is_told_apart_from_a_new_one():
    assert "new or getting worse" in SIGNS["says"]["both_legs"]
    assert "It began" not in SIGNS["says"]["serious_fall"]


# --- what is asked when ----------------------------------------------------------------------


def test_the_first_time_all_is_asked_in_one_click(log, gone_on):
    screen = Screening(log, lambda: gone_on.append(True), asked="weekly")
    assert set(asked_by(screen)) == set(SIGNS[SIGNS["only"].isna()].index)
    go(screen)
    assert gone_on == [True]


def test_every_week_the_five_that_cannot_wait_are_asked_in_one_click(log, gone_on):
    log.add_screening("go", {"flags": [], "asked": "all"})
    screen = Screening(log, lambda: gone_on.append(True), asked="weekly")
    assert asked_by(screen) == CAUDA_EQUINA
    assert label(screen) == "None of these, nothing new"
    assert "stretch-screen-conditions" not in classes(screen)
    go(screen)
    assert gone_on == [True]
    assert kept(log)[-1] == ("go", {"flags": [], "asked": "weekly"})


def test_something_that_has_changed_opens_the_rest_and_keeps_what_was_ticked(log, gone_on):
    log.add_screening("go", {"flags": [], "asked": "all"})
    screen = Screening(log, lambda: gone_on.append(True), asked="weekly")
    assert "Has anything changed since" in shown(screen)
    assert facts().changed_since.says in shown(screen)
    tick(screen, "emergency", "leg_weakness")
    part(screen, "stretch-screen-more").click()
    assert set(asked_by(screen)) == set(SIGNS[SIGNS["only"].isna()].index)
    assert part(screen, "stretch-screen-emergency").value == ["leg_weakness"]
    assert "stretch-screen-conditions" in classes(screen)
    tick(screen, "emergency")
    go(screen)
    assert kept(log)[-1][1]["asked"] == "all"


def test_all_in_the_first_then_the_five_and_in_the_fourth_week_all_again(log):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=MORNING)
    for week in (1, 2, 3):
        at = MORNING + week * 7 * DAY
        assert what_is_due(log.screenings(), at - DAY) is None
        assert what_is_due(log.screenings(), at) == "weekly"
        log.add_screening("go", {"flags": [], "asked": "weekly"}, at=at)
    assert what_is_due(log.screenings(), MORNING + 28 * DAY) == "all"


def test_who_was_away_for_long_is_asked_all(log):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=MORNING)
    assert what_is_due(log.screenings(), MORNING + 90 * DAY) == "all"


@pytest.mark.parametrize("asked", ["weekly", "all"])
def test_after_a_yes_all_is_asked(log, asked):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=MORNING - DAY)
    log.add_screening("doctor", {"flags": ["fever"], "asked": asked}, at=MORNING)
    assert what_is_due(log.screenings(), MORNING + DAY) == "all"
    screen = Screening(log, asked="weekly")
    part(screen, "stretch-screen-again").click()
    assert set(asked_by(screen)) == set(SIGNS[SIGNS["only"].isna()].index)


def test_pain_that_went_down_a_leg_brings_all_of_it(log):
    log.add_screening("go", {"flags": [], "asked": "all"}, at=MORNING)
    log.add_screening("leg", {"leg": True}, at=MORNING + DAY)
    assert what_is_due(log.screenings(), MORNING + DAY) == "all"


def test_in_a_practice_the_weekly_form_comes_and_something_new_opens_all(log):
    now = pd.Timestamp.now("UTC").to_pydatetime()
    log.add_screening("go", {"flags": [], "asked": "all"}, at=now - 8 * DAY)
    practice = st.Practice(st.Routine("Hug").add("double_knee_hug"), log)
    assert asked_by(practice) == CAUDA_EQUINA
    go(practice)
    part(practice, "stretch-checkin-new").click()
    assert set(asked_by(practice)) == set(SIGNS[SIGNS["only"].isna()].index)


# --- the gentle tier -------------------------------------------------------------------------


def test_a_gentle_sign_says_whom_to_ask_goes_on_and_is_not_asked_again(log, gone_on):
    screen = ticked(log, gone_on, "six_weeks", "inflammatory")
    page = shown(part(screen, "stretch-screen-advised"))
    assert "You may go on" in page
    assert "a physiotherapist or your doctor" in page
    assert "whether your spine may be inflamed" in page
    part(screen, "stretch-screen-on").click()
    assert gone_on == [True]
    assert not is_due(log.screenings(), pd.Timestamp.now("UTC"))

    weekly = Screening(log, lambda: gone_on.append(True), asked="weekly")
    assert asked_by(weekly) == CAUDA_EQUINA
    go(weekly)
    monthly = Screening(log, lambda: gone_on.append(True))
    assert part(monthly, "stretch-screen-ask").value == ["six_weeks", "inflammatory"]
    assert label(monthly) == "Go on"
    go(monthly)
    assert gone_on == [True] * 3


def test_only_a_gentle_sign_that_is_new_is_spoken_of(log, gone_on):
    part(ticked(log, gone_on, "six_weeks"), "stretch-screen-on").click()
    screen = Screening(log)
    tick(screen, "ask", "six_weeks", "first_past_50")
    assert label(screen) == "See what to do"
    go(screen)
    page = shown(part(screen, "stretch-screen-advised"))
    assert "over 50" in page
    assert "six weeks" not in page


def test_a_gentle_sign_that_is_so_no_longer_is_forgotten(log, gone_on):
    part(ticked(log, gone_on, "six_weeks"), "stretch-screen-on").click()
    screen = Screening(log)
    tick(screen, "ask")
    go(screen)
    assert asked_to_see(log.screenings()) == ()
    assert kept(log)[-1][0] == "go"


# --- in pregnancy ----------------------------------------------------------------------------


def test_the_alarm_signs_of_pregnancy_are_asked_of_those_who_tick_it_and_of_nobody_else(log):
    mine = list(SIGNS[SIGNS["only"] == "pregnancy"].index)
    assert len(mine) == 4
    screen = Screening(log)
    assert not set(mine) & set(asked_by(screen))
    tick(screen, "conditions", "pregnancy")
    assert set(mine) <= set(asked_by(screen))
    tick(screen, "pregnancy", "pregnancy_bleeding")
    tick(screen, "conditions")
    go(screen)
    assert kept(log) == [("go", {"flags": [], "asked": "all"})]


def test_they_are_asked_every_week_and_name_the_maternity_unit(log):
    log.add_screening("conditions", {"conditions": ["pregnancy"]})
    log.add_screening("go", {"flags": [], "asked": "all"})
    screen = Screening(log, asked="weekly")
    assert len(asked_by(screen)) == 9
    tick(screen, "pregnancy", "pregnancy_waters")
    go(screen)
    assert "your maternity unit is the place to call, now" in shown(screen)


# --- answers of earlier versions -------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "outcome", "then"),
    [
        ("first_time", "doctor", "first back pain of your life, and you are under 20 or over 50"),
        ("serious_fall", "emergency", "It began with a serious fall or accident"),
        ("both_legs", "emergency", "tingling in both legs<"),
        ("unsteady_walk", "doctor", "New unsteadiness in walking<"),
        ("fever", "doctor", "A fever, or feeling very unwell"),
        ("green_ears", "doctor", "green_ears (a sign that this version does not know)"),
    ],
)
def test_an_answer_of_the_first_version_stands_in_the_words_of_that_day(log, sign, outcome, then):
    log.add_screening(outcome, {"flags": [sign]})
    assert then in shown(st.Screening(log))


def test_an_answer_keeps_the_words_that_were_ticked_whatever_becomes_of_them(log):
    log.add_screening(
        "doctor", {"flags": ["fever"], "asked": "all", "said": {"fever": "A <hot> head"}}
    )
    assert "A &lt;hot&gt; head" in shown(st.Screening(log))


def test_a_sign_that_is_graver_now_than_then_asks_for_more(log):
    log.add_screening("doctor", {"flags": ["unsteady_walk"]})
    assert STANDS["emergency"] in shown(st.Screening(log))
    log.add_screening("emergency", {"flags": ["fever"]})
    assert STANDS["emergency"] in shown(st.Screening(log))


def test_whoever_said_that_all_is_well_to_the_first_version_is_asked_all_when_it_is_due(log):
    log.add_screening("go", {"flags": []}, at=MORNING)
    assert what_is_due(log.screenings(), MORNING + 6 * DAY) is None
    assert what_is_due(log.screenings(), MORNING + 7 * DAY) == "all"


@pytest.mark.parametrize(
    "answers", [{}, {"flags": ["fever"], "said": "hot"}, {"flags": [7], "said": {"7": ["<b>"]}}]
)
def test_an_answer_that_an_older_version_took_as_it_was_still_stands_in_the_way(log, answers):
    row = {
        "id": str(ULID()),
        "answered_utc": MORNING,
        "answered_offset_min": 0,
        "answers": answers,
        "outcome": "doctor",
    }
    with log.writing() as connection:
        connection.execute(insert(screenings), row)
    page = shown(st.Screening(log))
    assert STANDS["doctor"] in page
    assert "<b>'" not in page
