"""A practice in one go: what is answered and played is in the log, and what fails is shown."""

import threading

import pandas as pd
import pytest
from ulid import ULID

import stretchlib as st
from stretchlib.errors import RoutineError
from stretchlib.ui.saved_card import week_summary
from tests.practice_kit import check_in, events_of, forms_of, player_of, send
from tests.widgets import answer, every, part, shown


@pytest.fixture
def short():
    return st.Routine("Short").add("double_knee_hug", st.Hold(20))


@pytest.fixture
def practice(short, screened):
    return st.Practice(short, screened)


def test_what_is_no_event_at_all_holds_up_no_other(practice):
    player = player_of(practice)
    check_in(practice, 2, 3)
    begun = events_of(player, ("started", None, None))
    player.set_state({"outbox": [*begun, "a", None, 5]})
    assert player.problem == ""
    assert player.acked == [begun[0]["id"]]


WHOLE = [
    ("started", None, None),
    ("phase_done", 0, 30.0),
    ("phase_done", 1, 20.0),
    ("finished", None, None),
]


def test_no_answer_is_given_beforehand(practice):
    values = [w.value for w in every(practice) if hasattr(w, "options")]
    assert values == [None, None, None]


def test_the_answers_before_are_kept_with_their_session(practice, log):
    check_in(practice, pain=3, tightness=6)
    ratings = log.ratings().set_index("kind")
    assert ratings["score"].dropna().to_dict() == {"pain": 3, "tightness": 6}
    assert set(ratings["moment"]) == {"before"}
    assert set(ratings["session_id"]) == {player_of(practice).session}


def test_skipping_is_not_zero(practice, log):
    answer(practice, "stretch-checkin-pain", 4)
    part(practice, "stretch-checkin-skip").click()
    assert log.ratings()["score"].isna().tolist() == [True, True, True]


def test_an_answer_of_zero_is_zero(practice, log):
    check_in(practice, pain=0)
    scores = log.ratings().set_index("kind")["score"]
    assert scores["pain"] == 0
    assert pd.isna(scores["tightness"])


def test_a_check_in_alone_is_no_session_yet(practice, log):
    check_in(practice, pain=3)
    assert log.sessions().empty


def test_the_player_gets_the_whole_timeline(practice):
    check_in(practice)
    assert [p["stage"] for p in player_of(practice).timeline] == ["setup", "stretch", "exit"]
    assert player_of(practice).routine == "Short"


def test_each_event_is_in_the_log_before_it_is_acknowledged(practice, log):
    check_in(practice)
    player = player_of(practice)
    ids = send(player, *WHOLE[:2])
    assert log.sessions()["status"].tolist() == ["partial"]
    assert log.phases()["done_s"].tolist() == [30.0]
    assert player.acked == ids


def test_the_end_brings_the_questions_and_a_clear_word_of_what_was_saved(practice, log):
    check_in(practice, pain=3, tightness=6)
    send(player_of(practice), *WHOLE)
    answer(practice, "stretch-checkout-pain", 2)
    part(practice, "stretch-checkout-note").value = "Left is <b>tighter</b>."
    part(practice, "stretch-checkout-continue").click()

    page = shown(part(practice, "stretch-checkout-saved"))
    assert "50 seconds of 1 minute, finished" in page
    assert "3 before, 2 after" in page
    assert "6 before, not answered after" in page
    assert "Left is &lt;b&gt;tighter&lt;/b&gt;." in page
    assert log.where in page
    session = log.sessions().iloc[0]
    assert (session["status"], session["done_s"]) == ("finished", 50.0)
    assert session["note"] == "Left is <b>tighter</b>."


def test_a_note_is_kept_even_when_the_questions_are_skipped(practice, log):
    check_in(practice)
    send(player_of(practice), *WHOLE)
    part(practice, "stretch-checkout-note").value = "Fine."
    part(practice, "stretch-checkout-skip").click()
    assert log.sessions()["note"].tolist() == ["Fine."]
    after = log.ratings().query("moment == 'after'")
    assert after["score"].isna().tolist() == [True, True, True]


def test_the_questions_after_come_once_however_often_the_end_is_sent(practice):
    check_in(practice)
    player = player_of(practice)
    send(player, *WHOLE)
    send(player, *WHOLE[3:])
    assert len([w for w in every(practice) if "stretch-checkout" in w._dom_classes]) == 1


def test_a_practice_can_be_finished_from_another_thread(practice, log):
    check_in(practice, pain=1)
    threads = [
        threading.Thread(target=send, args=(player_of(practice), *WHOLE)),
        threading.Thread(target=lambda: part(practice, "stretch-checkout-continue").click()),
    ]
    for thread in threads:
        thread.start()
        thread.join()
    assert log.sessions()["status"].tolist() == ["finished"]
    assert len(log.ratings()) == 6


def test_a_log_that_fails_is_seen_and_the_answers_wait_in_the_form(practice, log, tmp_path):
    answer(practice, "stretch-checkin-pain", 5)
    (tmp_path / "log.sqlite").rename(tmp_path / "gone.sqlite")
    (tmp_path / "log.sqlite").mkdir()
    part(practice, "stretch-checkin-continue").click()
    assert 'role="alert"' in shown(practice)

    (tmp_path / "log.sqlite").rmdir()
    (tmp_path / "gone.sqlite").rename(tmp_path / "log.sqlite")
    part(practice, "stretch-checkin-continue").click()
    assert player_of(practice)
    assert log.ratings()["score"].tolist()[0] == 5
    assert len(log.ratings()) == 3


def test_a_new_practice_closes_the_player_of_the_one_before(short, screened):
    first = st.Practice(short, screened)
    old = player_of(first)
    second = st.Practice(short, screened)
    assert old.comm is None
    assert player_of(second).comm is not None
    # The first says where it went, and has it back where that is wanted.
    assert "open in another place" in shown(first)
    part(first, "stretch-moved-here").click()
    check_in(first)
    assert player_of(first).comm is not None
    assert "open in another place" in shown(second)


def test_the_questions_after_stay_where_another_practice_was_opened(practice, short, log):
    check_in(practice)
    send(player_of(practice), *WHOLE)
    st.Practice(short, log)
    answer(practice, "stretch-checkout-pain", 1)
    part(practice, "stretch-checkout-continue").click()
    assert "not answered before, 1 after" in shown(practice)


def test_a_cell_that_ran_again_leaves_nothing_that_a_reloaded_page_stumbles_over(short, screened):
    practices = [st.Practice(short, screened)]
    check_in(practices[0])
    practices.append(st.Practice(short, screened))
    check_in(practices[1])
    practices.append(st.Practice(short, screened))
    # A page that is loaded anew asks every widget of the kernel, and gets all or none.
    for practice in practices:
        assert "children" in practice.get_state()
    assert [len(list(every(practice))) > 1 for practice in practices] == [True] * 3


def is_beside(practice):
    """Whether Start stands beside the questions."""
    is_shown = player_of(practice).layout.display is None
    return is_shown and "stretch-practice-beside" in practice._dom_classes


def test_start_stands_beside_the_questions_and_alone_once_they_are_kept(practice):
    assert is_beside(practice)
    check_in(practice)
    assert player_of(practice).layout.display is None
    assert not is_beside(practice)


def test_start_beside_the_questions_keeps_what_was_answered(practice, log):
    answer(practice, "stretch-checkin-pain", 4)
    player = player_of(practice)
    ids = send(player, *WHOLE[:2])
    assert player.acked == ids
    assert log.ratings()[["kind", "score", "session_id"]].head(1).values.tolist() == [
        ["pain", 4, player.session]
    ]
    assert len(log.ratings()) == 3
    assert forms_of(practice) == []
    assert not is_beside(practice)


@pytest.mark.parametrize(("question", "score"), [("pain", 8), ("extent", 4)])
def test_an_answer_that_asks_for_something_else_takes_start_away(practice, log, question, score):
    log.rate("extent", "back", moment="after")
    answer(practice, f"stretch-checkin-{question}", score)
    assert not is_beside(practice)
    answer(practice, f"stretch-checkin-{question}", 1)
    assert is_beside(practice)


def test_start_pressed_before_it_could_be_taken_away_begins_nothing(practice, log):
    player = player_of(practice)
    answer(practice, "stretch-checkin-pain", 8)
    send(player, *WHOLE[:2])
    assert player.comm is None
    assert part(practice, "stretch-sore")
    assert log.phases().empty
    part(practice, "stretch-sore-practise").click()
    send(player_of(practice), *WHOLE[:1])
    assert log.sessions()["id"].tolist() == [player_of(practice).session]


def test_start_on_a_page_left_open_asks_first_what_has_become_due(practice, log):
    player = player_of(practice)
    log.add_screening("leg", {"leg": True})
    send(player, *WHOLE[:2])
    assert part(practice, "stretch-screen-go")
    assert log.sessions().empty


def test_the_player_gets_a_figure_for_each_stretch_and_side(practice):
    assert list(player_of(practice).drawings) == ["double_knee_hug/both"]


@pytest.fixture
def left_half_way(short, screened):
    """Leave a session half-way in the log, as a kernel that died leaves it; return its id."""
    session = screened.start_session("Short", short.phases())
    other = st.Practice(short, screened)
    send(player_of(other), *WHOLE[:2], session=session)
    return session


def say_of(session, player, answer="", following=""):
    """Say of an earlier session what the browser says."""
    player.set_state({"earlier": {"session": session, "answer": answer, "next": following}})


def test_a_session_left_half_way_is_offered_above_the_check_in(left_half_way, practice):
    say_of(left_half_way, player_of(practice))
    _, first, second = practice.children
    assert (first, first.layout.display) == (player_of(practice), None)
    assert [second] == forms_of(practice)


def test_a_session_of_another_routine_is_offered_with_its_figures(left_half_way, practice):
    player = player_of(practice)
    figures = ["hip_flexor_pull/left", "no_such_stretch/left", "hip_flexor_pull/middle"]
    offer = {"session": left_half_way, "answer": "", "next": "", "figures": figures}
    player.set_state({"earlier": offer})
    assert list(player.drawings) == ["double_knee_hug/both", "hip_flexor_pull/left"]
    assert player.problem == ""


def test_whoever_goes_on_with_it_is_not_asked_again_and_its_end_asks_how_they_are(
    left_half_way, practice, log
):
    player = player_of(practice)
    say_of(left_half_way, player)
    say_of(left_half_way, player, "resume")
    assert forms_of(practice) == []
    send(player, ("resumed", 1, None), *WHOLE[2:])
    answer(practice, "stretch-checkout-pain", 2)
    part(practice, "stretch-checkout-continue").click()
    assert "50 seconds of 1 minute, finished" in shown(part(practice, "stretch-checkout-saved"))
    assert log.sessions()["id"].tolist() == [left_half_way]
    assert set(log.ratings()["session_id"]) == {left_half_way}


def test_an_end_that_comes_before_the_word_that_it_was_taken_up_is_not_missed(
    left_half_way, practice
):
    player = player_of(practice)
    send(player, *WHOLE[2:], session=left_half_way)
    assert len(forms_of(practice)) == 1
    say_of(left_half_way, player, "resume")
    assert part(practice, "stretch-checkout-continue")


def test_whoever_gives_it_up_goes_on_to_the_check_in(left_half_way, practice, log):
    player = player_of(practice)
    say_of(left_half_way, player)
    say_of(left_half_way, player, "forget")
    send(player, ("phase_skipped", 1, 2.0), ("stopped", None, None), session=left_half_way)
    assert player.layout.display == "none"
    check_in(practice, pain=3)
    send(player, *WHOLE)
    assert log.sessions()["status"].tolist() == ["stopped", "finished"]
    assert log.ratings()["session_id"].tolist() == [player.session] * 3


def test_giving_up_its_own_session_begins_another(practice, log):
    check_in(practice)
    player = player_of(practice)
    own, following = player.session, str(ULID())
    send(player, *WHOLE[:2])
    # One message may bring both, the end first.
    send(player, ("phase_skipped", 1, 2.0), ("stopped", None, None), session=own)
    say_of(own, player, "forget", following)
    assert forms_of(practice) == []
    send(player, *WHOLE)
    assert log.sessions().set_index("id")["status"].to_dict() == {
        own: "stopped",
        following: "finished",
    }
    assert len(forms_of(practice)) == 1


def test_a_session_of_another_log_is_not_offered(practice):
    player = player_of(practice)
    say_of(str(ULID()), player)
    assert player.earlier == {}
    assert is_beside(practice)


def test_events_that_the_log_can_never_take_do_not_hold_up_the_others(practice, log):
    check_in(practice)
    player = player_of(practice)
    strange = send(player, *WHOLE[:1], session=str(ULID()))
    assert (player.refused, player.acked, player.problem) == (strange, [], "")
    ids = send(player, *WHOLE[:2])
    assert player.acked == ids
    assert len(log.phases()) == 1


def test_garbage_from_the_browser_is_refused_by_name_and_the_end_is_not_missed(practice, log):
    check_in(practice)
    player = player_of(practice)
    garbage = {"id": str(ULID()), "session": player.session}
    player.set_state({"outbox": [garbage, *events_of(player, *WHOLE)]})
    assert (player.refused, player.problem) == ([garbage["id"]], "")
    assert log.sessions()["status"].tolist() == ["finished"]
    assert part(practice, "stretch-checkout-continue")


@pytest.mark.parametrize("nameless", [{}, {"id": None, "kind": "stopped"}, {"id": [], "kind": []}])
def test_an_event_without_an_id_keeps_no_good_one_from_being_saved(practice, log, nameless):
    check_in(practice)
    player = player_of(practice)
    good = events_of(player, *WHOLE)
    player.set_state({"outbox": [nameless, *good]})
    assert (player.refused, player.problem) == ([], "")
    assert player.acked == [event["id"] for event in good]
    assert log.sessions()["status"].tolist() == ["finished"]


def test_a_log_that_fails_refuses_nothing(practice, tmp_path):
    check_in(practice)
    player = player_of(practice)
    (tmp_path / "log.sqlite").rename(tmp_path / "gone.sqlite")
    send(player, *WHOLE[:1])
    assert (player.refused, player.acked) == ([], [])
    assert "Check that the file and its folder are still there" in player.problem


@pytest.mark.parametrize("wrong", ["standard", None])
def test_what_is_no_routine_is_refused_with_the_cure(wrong, screened):
    with pytest.raises(RoutineError, match=r'st\.routine\("standard"\)'):
        st.Practice(wrong, screened)


def test_an_empty_routine_is_refused_with_the_cure(screened):
    with pytest.raises(RoutineError, match=r"'Mine' is empty. Add a stretch"):
        st.Practice(st.Routine("Mine"), screened)


def slugs_of(player):
    return list(dict.fromkeys(phase["stretch"] for phase in player.timeline))


ONE_TRIP = ["seated_figure_four", "standing_hamstring", "hip_flexor_pull", "double_knee_hug"]


@pytest.mark.parametrize("chosen", ["before the answers", "on the Start card"])
def test_up_and_down_once_is_what_is_played_and_what_the_log_has(screened, chosen):
    practice = st.Practice(st.routine("standard"), screened)
    player = player_of(practice)
    if chosen == "before the answers":
        player.set_state({"one_trip": True})
    check_in(practice, pain=3)
    player.set_state({"one_trip": True})
    assert slugs_of(player) == ONE_TRIP
    send(player, ("started", None, None), ("phase_done", 1, 80.0))
    assert screened.phases()["stretch"].tolist() == ["seated_figure_four"]
    assert set(screened.ratings()["session_id"]) == {player.session}


def test_up_and_down_once_can_be_taken_back(screened):
    practice = st.Practice(st.routine("standard"), screened)
    check_in(practice)
    player = player_of(practice)
    for is_on in (True, False):
        player.set_state({"one_trip": is_on})
    send(player, ("started", None, None), ("phase_done", 1, 25.0))
    assert screened.phases()["stretch"].tolist() == ["hip_flexor_pull"]


def test_up_and_down_once_is_not_offered_where_it_changes_nothing(practice, log):
    assert not player_of(practice).offers["one_trip"]
    usual = st.Practice(st.routine("standard"), log)
    assert player_of(usual).offers["one_trip"]


def test_the_player_waits_by_itself_in_the_first_two_sessions(short, screened):
    waits = []
    for _ in range(3):
        practice = st.Practice(short, screened)
        player = player_of(practice)
        waits.append((player.settings["wait"], player.offers["wait"]))
        check_in(practice)
        send(player_of(practice), *WHOLE[:2])
    assert waits == [(True, True), (True, True), (False, False)]


def test_whoever_only_answered_has_not_had_a_session(short, screened):
    for _ in range(3):
        practice = st.Practice(short, screened)
        check_in(practice)
    assert player_of(st.Practice(short, screened)).settings["wait"]


def test_a_session_that_is_gone_on_with_shows_the_hands_of_the_person(screened, short):
    screened.add_screening("conditions", {"conditions": ["knee_trouble"]})
    session = screened.start_session("Standard", st.routine("standard").phases())
    practice = st.Practice(short, screened)
    send(player_of(practice), *WHOLE[:2], session=session)
    offer = {"session": session, "answer": "", "next": "", "figures": ["hip_flexor_pull/left"]}
    player_of(practice).set_state({"earlier": offer})
    drawn = str(player_of(practice).drawings["hip_flexor_pull/left"])
    assert "Both hands hold behind the right thigh" in drawn


def finished(practice, pain, after):
    check_in(practice, pain=pain)
    send(player_of(practice), *WHOLE)
    answer(practice, "stretch-checkout-pain", after)
    part(practice, "stretch-checkout-continue").click()


def test_after_saved_there_is_a_kind_word_and_each_way_to_go_on_works(practice, log):
    finished(practice, 3, 2)
    assert "Your first practice is done. Well begun." in shown(practice)
    part(practice, "stretch-saved-week").click()
    assert "Your week: 1 day" in shown(practice)
    part(practice, "stretch-saved-note").click()
    (note,) = [w for w in every(practice) if "stretch-saved-words" in w._dom_classes]
    note.value = "The <left> is tighter"
    part(practice, "stretch-saved-keep").click()
    assert log.sessions()["note"].tolist() == ["The <left> is tighter"]
    assert "The &lt;left&gt; is tighter" in shown(practice)
    part(practice, "stretch-saved-measure").click()
    assert part(practice, "stretch-measure-save")
    part(practice, "stretch-saved-again").click()
    check_in(practice)
    send(player_of(practice), *WHOLE)
    assert log.sessions()["status"].tolist() == ["finished", "finished"]


def week_of(*done_s):
    """What is told of the days until Wednesday, from Monday on."""
    days = pd.to_datetime(["2026-03-02", "2026-03-03", "2026-03-04"])[: len(done_s)]
    return week_summary(pd.DataFrame({"day": days, "done_s": done_s}))


def test_the_week_is_told_in_words_until_today_and_no_further():
    week = week_of(0.0, 14.0)
    assert "Your week: 1 day, under a minute" in week
    assert "<dt>Tuesday</dt><dd>under a minute</dd>" in week
    assert "Wednesday" not in week
    assert "Your week: 1 day, 1 minute<" in week_of(60.0)
    assert "A day off is just a day off" in week


def test_the_card_says_how_long_and_how_far_down_in_words_and_folds_the_path_away(practice, log):
    answer(practice, "stretch-checkin-extent", 0)
    check_in(practice)
    ended = ("started", None, None), ("phase_skipped", 0, 14.0), ("stopped", None, None)
    send(player_of(practice), *ended)
    answer(practice, "stretch-checkout-extent", 0)
    part(practice, "stretch-checkout-continue").click()
    page = part(practice, "stretch-checkout-saved").value
    assert "14 seconds of 1 minute, stopped" in page
    assert "<dt>How far down</dt><dd>none before, none after</dd>" in page
    folded = page[page.index("<details") :]
    assert "<summary>Kept on this machine only</summary>" in folded
    assert "sqlite" not in page[: page.index("<details")]
    assert log.ratings()["extent"].dropna().unique().tolist() == ["nowhere"]


def test_a_very_long_note_is_kept_whole_and_leaves_what_comes_next_in_reach(practice, log):
    finished(practice, 3, 2)
    part(practice, "stretch-saved-note").click()
    (note,) = [w for w in every(practice) if "stretch-saved-words" in w._dom_classes]
    note.value = "Stiff." * 2000
    part(practice, "stretch-saved-keep").click()
    assert log.sessions()["note"].tolist() == ["Stiff." * 2000]
    card = part(practice, "stretch-checkout-saved").value
    # 299 letters and "…": 49 times "Stiff." and five letters of the fiftieth.
    assert card.count("Stiff.") == 49
    assert "Stiff…" in card


def test_after_a_practice_that_ended_worse_nothing_more_is_offered_that_stretches(practice):
    finished(practice, 3, 5)
    assert "Your back is sorer than before" in shown(practice)
    assert "Well" not in shown(practice)
    parts = {name for w in every(practice) for name in getattr(w, "_dom_classes", ())}
    assert {"stretch-saved-week", "stretch-saved-note"} <= parts
    assert not {"stretch-saved-measure", "stretch-saved-again"} & parts


def test_an_end_that_was_taken_back_is_none_and_no_second_counts_twice(practice, log):
    check_in(practice)
    player = player_of(practice)
    ended = [("started", None, None), ("phase_done", 0, 30.0), ("phase_skipped", 1, 8.0)]
    send(player, *ended, ("stopped", None, None))
    answer(practice, "stretch-checkout-pain", 4)
    assert log.sessions()["status"].tolist() == ["stopped"]
    going_on = events_of(player, *ended, ("stopped", None, None), ("resumed", 1, None))
    player.outbox = going_on[-1:]
    assert (player.ended, player.layout.display) == ("", None)
    assert not forms_of(practice)
    assert log.sessions()["status"].tolist() == ["partial"]
    rest = events_of(player, *ended, *ended, ("phase_done", 1, 12.0), ("finished", None, None))
    player.outbox = rest[-2:]
    (session,) = log.sessions().to_dict("records")
    assert (session["status"], session["done_s"]) == ("finished", 50.0)
    assert log.phases()["dose_s"].tolist() == [0.0, 20.0]
    # What was answered before it was taken back is there still.
    assert scale_of(practice, "stretch-checkout-pain").value == 4


def scale_of(practice, css_class):
    (scale,) = [w for w in every(part(practice, css_class)) if hasattr(w, "options")]
    return scale


def choose(player, routine, minutes=None):
    """Press on the Start card, as the browser tells it."""
    player.set_state({"chosen": {"routine": routine, "minutes": minutes}})


@pytest.fixture
def standard(screened):
    return st.Practice(st.routine("standard"), screened)


def test_the_start_card_offers_the_three_routines_and_the_person_s_own(
    screened, tmp_path, monkeypatch
):
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path / "mine"))
    st.Routine("My mornings").add("double_knee_hug").save("mornings")
    choices = player_of(st.Practice(st.routine("standard"), screened)).choices
    names = [one["name"] for one in choices["routines"]]
    assert names == ["gentle", "standard", "longer", "mornings"]
    assert choices["minutes"] == [5, 10, 15]
    assert choices["chosen"] == {"routine": "standard", "minutes": None}


def test_what_is_chosen_is_compiled_anew_and_said_truly(standard, screened):
    player = player_of(standard)
    answer(standard, "stretch-checkin-pain", 2)
    choose(player, "longer", 5)
    assert player.chosen == {}
    assert player.choices["chosen"] == {"routine": "longer", "minutes": 5}
    assert player.choices["time_note"].startswith("Left out for 5 minutes: Hip flexor pull and")
    seconds = sum(phase["duration_s"] for phase in player.timeline)
    assert 270 < seconds <= 300
    assert player.routine == "Longer"
    assert "<h3>Longer</h3>" in part(standard, "stretch-checkin").children[4].value
    send(player, ("started", None, None), ("phase_done", 0, 42.5))
    (session,) = screened.sessions().to_dict("records")
    assert session["routine"].startswith("Longer, 5 minutes, without")
    assert session["planned_s"] == pytest.approx(seconds)
    assert screened.ratings()["score"].tolist()[0] == 2


def test_what_was_chosen_is_proposed_the_next_time_and_the_log_knows_it(standard, screened):
    choose(player_of(standard), "gentle", 10)
    assert "routine" not in screened.screenings()["outcome"].tolist()
    send(player_of(standard), ("started", None, None))
    again = player_of(st.Practice(st.routine("standard"), screened))
    assert again.choices["chosen"] == {"routine": "gentle", "minutes": 10}
    # Whoever writes another routine into the cell has chosen that.
    other = player_of(st.Practice(st.routine("longer"), screened))
    assert other.choices["chosen"] == {"routine": "longer", "minutes": None}
    # One that is in no file is practised as it came.
    own = player_of(st.Practice(st.Routine("Mine").add("double_knee_hug"), screened))
    assert own.choices["routines"][0] == {"name": "", "title": "Mine"}
    assert own.choices["chosen"] == {"routine": "", "minutes": None}


def test_after_the_questions_another_routine_may_still_be_chosen(standard, screened):
    check_in(standard, pain=1)
    player = player_of(standard)
    choose(player, "gentle")
    send(player, ("started", None, None), ("phase_done", 0, 30.0))
    (session,) = screened.sessions().to_dict("records")
    assert (session["routine"], session["id"]) == ("Gentle", player.session)
    assert screened.ratings()["session_id"].tolist() == [player.session] * 3


def test_a_session_that_has_begun_keeps_its_routine(standard, screened):
    player = player_of(standard)
    send(player, ("started", None, None))
    before = player.timeline
    choose(player, "gentle", 5)
    assert (player.timeline, player.chosen) == (before, {})
    assert screened.sessions()["routine"].tolist() == ["Standard"]


def test_a_choice_is_made_to_fit_what_somebody_lives_with(screened):
    screened.add_screening("conditions", {"conditions": ["osteoporosis"]})
    practice = st.Practice(st.routine("standard"), screened)
    choose(player_of(practice), "longer", 10)
    slugs = {phase["stretch"] for phase in player_of(practice).timeline}
    assert "double_knee_hug" not in slugs
    assert "Made to fit you" in shown(practice)


def test_on_a_sore_day_nothing_else_is_to_be_chosen(standard):
    choose(player_of(standard), "longer", 15)
    check_in(standard, pain=8)
    player = player_of(standard)
    assert player.choices == {}
    assert sum(phase["duration_s"] for phase in player.timeline) < 700


def test_minutes_that_a_routine_cannot_fill_are_said_and_it_stays_as_it_is(screened):
    practice = st.Practice(st.Routine("Mine").add("double_knee_hug", st.Hold(20)), screened)
    player = player_of(practice)
    choose(player, "", 15)
    assert player.choices["chosen"]["minutes"] is None
    assert player.choices["time_note"].startswith("Mine in 15 minutes: it has too little")
