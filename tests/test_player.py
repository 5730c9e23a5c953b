"""The player's Python half: what goes to the browser, and what is done with what comes back."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stretchlib.errors import LogError, RoutineError
from stretchlib.phases import Beat, Phase, TimedCue
from stretchlib.player import Player

Event = dict[str, Any]
Save = Callable[[list[Event]], list[str]]


def phase(number: int, **changes: Any) -> Phase:
    values: dict[str, Any] = {
        "phase": number,
        "step": 1,
        "set": 1,
        "stretch": "double_knee_hug",
        "title": "Double knee hug",
        "target": "lower back",
        "side": "both",
        "stage": "stretch",
        "pace": "hold",
        "start_s": 30.0 * number,
        "duration_s": 30.0,
        "cues": (TimedCue(0.0, "Draw both knees in.", "Knees in."),),
        "beats": (Beat(0.0, "hold"),),
    }
    return Phase(**values | changes)


def event(name: str, kind: str = "phase_done") -> Event:
    return {
        "id": name,
        "session": "s1",
        "seq": 1,
        "kind": kind,
        "at_ms": 1_700_000_000_000,
        "offset_min": 60,
        "phase": 0,
        "done_s": 30.0,
        "reason": None,
    }


def divide(*_args: object) -> None:
    """Fail, whatever it is given."""
    _ = 1 / 0


def keep_all(events: list[Event]) -> list[str]:
    return [e["id"] for e in events]


def from_browser(player: Player, *events: Event) -> None:
    """Deliver an outbox by the way that a browser's message takes."""
    player.set_state({"outbox": list(events)})


@pytest.fixture(autouse=True)
def close_the_last() -> Iterator[None]:
    yield
    Player([phase(0)], session="s0", routine="Last", save=keep_all).close()


def make(save: Save = keep_all, count: int = 2) -> Player:
    phases = [phase(n) for n in range(count)]
    return Player(phases, session="s1", routine="Standard", save=save)


def test_the_browser_gets_the_whole_timeline_as_plain_json():
    player = make()
    first = json.loads(json.dumps(player.timeline))[0]
    assert first["cues"] == [{"at_s": 0.0, "text": "Draw both knees in.", "spoken": "Knees in."}]
    assert first["beats"] == [{"at_s": 0.0, "kind": "hold"}]
    assert (first["side"], first["stage"], first["duration_s"]) == ("both", "stretch", 30.0)
    assert player.session == "s1"
    assert player.routine == "Standard"


def test_events_are_saved_and_acknowledged():
    saved = []

    def save(events: list[Event]) -> list[str]:
        saved.extend(events)
        return keep_all(events)

    player = make(save)
    from_browser(player, event("a", "started"), event("b"))
    assert [e["id"] for e in saved] == ["a", "b"]
    assert player.acked == ["a", "b"]
    assert player.problem == ""


def test_only_what_is_safe_is_acknowledged():
    player = make(lambda _events: ["a"])
    from_browser(player, event("a"), event("b"))
    assert player.acked == ["a"]


def test_a_failure_is_shown_and_logged_and_the_same_events_may_come_again(caplog):
    answers: list[Exception | None] = [LogError("The log is full. Free some space."), None]

    def save(events: list[Event]) -> list[str]:
        if error := answers.pop(0):
            raise error
        return keep_all(events)

    player = make(save)
    with caplog.at_level(logging.ERROR, logger="stretchlib.player"):
        from_browser(player, event("a"))
    assert player.problem == "The log is full. Free some space."
    assert player.acked == []
    assert "The log is full" in caplog.text
    from_browser(player, event("a"))
    assert player.acked == ["a"]
    assert player.problem == ""


def test_a_failure_without_words_is_still_named():
    def save(_events: list[Event]) -> list[str]:
        raise KeyError

    player = make(save)
    from_browser(player, event("a"))
    assert player.problem == "KeyError"


@pytest.mark.parametrize("kind", ["finished", "stopped"])
def test_the_end_is_told_once_and_only_when_it_is_saved(kind):
    safe: list[str] = []
    ends = []
    player = make(lambda _events: list(safe))
    player.on_end(lambda: ends.append(kind))
    from_browser(player, event("z", kind))
    assert ends == []
    safe.append("z")
    from_browser(player, event("y"), event("z", kind))
    from_browser(player, event("z", kind))
    assert ends == [kind]


def test_what_fails_after_the_end_is_shown():
    player = make()
    player.on_end(divide)
    from_browser(player, event("z", "finished"))
    assert player.acked == ["z"]
    assert player.problem == "division by zero"


def test_threads_save_one_at_a_time():
    inside = []
    most = []

    def save(events: list[Event]) -> list[str]:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.01)
        inside.pop()
        return keep_all(events)

    player = make(save)
    threads = [
        threading.Thread(target=setattr, args=(player, "outbox", [event(str(n))])) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_a_new_player_closes_the_one_before():
    first = make()
    second = make()
    assert first.comm is None
    assert second.comm is not None


def test_nothing_to_play_is_refused_before_the_open_player_is_closed():
    player = make()
    with pytest.raises(RoutineError, match="Standard: there is nothing to play"):
        make(count=0)
    assert player.comm is not None


def test_it_reads_the_same_each_time():
    assert repr(make()) == "Player('Standard', 2 phases, 60 s)"


def test_the_same_events_may_come_twice_and_are_answered_twice():
    saves = []

    def save(events: list[Event]) -> list[str]:
        saves.append(keep_all(events))
        return keep_all(events)

    player = make(save)
    answers = []
    player.send_state = lambda key=None: answers.append(key)
    from_browser(player, event("a"))
    from_browser(player, event("a"))
    assert saves == [["a"], ["a"]]
    assert answers.count("acked") == 2


def test_the_notebook_and_its_user_keep_journals_apart(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/01_start_here.ipynb")
    owner = make().owner
    assert owner["user"] == "ada"
    assert owner["notebook"] == "notebooks/01_start_here.ipynb"


def say_of(player: Player, session: str, answer: str = "", following: str = "") -> None:
    player.set_state({"earlier": {"session": session, "answer": answer, "next": following}})


def test_a_session_that_is_taken_up_is_the_one_that_is_played():
    player = make()
    heard, ends = [], []
    player.on_earlier(lambda earlier: heard.append(earlier["answer"]))
    player.on_end(lambda: ends.append(player.session))
    say_of(player, "s0")
    assert player.session == "s1"
    say_of(player, "s0", "resume")
    assert player.session == "s0"
    assert heard == ["", "resume"]
    from_browser(player, event("z", "finished") | {"session": "s0"})
    assert (ends, player.ended) == (["s0"], "finished")


def test_the_end_of_another_session_is_not_the_end_of_this_one():
    player = make()
    from_browser(player, event("z", "stopped") | {"session": "s0"})
    assert player.ended == ""
    say_of(player, "s0", "forget")
    assert (player.session, player.ended) == ("s1", "")


def test_after_its_own_session_is_given_up_another_is_played():
    player = make()
    from_browser(player, event("z", "stopped"))
    assert player.ended == "stopped"
    say_of(player, "s1", "forget", "s2")
    assert (player.session, player.ended) == ("s2", "")


def test_what_fails_about_an_earlier_session_is_shown():
    player = make()
    player.on_earlier(divide)
    say_of(player, "s0")
    assert player.problem == "division by zero"


BORROWED = [
    {"id": "a"},
    {"id": "a", "session": "s1"},
    {"id": "a", "session": "s1", "kind": "stopped", "seq": "last"},
    {"id": "a", "session": ["s1"], "kind": "stopped", "seq": 9},
    {"id": ["a"], "session": "s1", "kind": "stopped", "seq": 9},
    "a",
    None,
]


@pytest.mark.parametrize("other", BORROWED, ids=str)
def test_what_has_the_id_of_an_event_and_is_none_is_not_taken_for_one(other):
    player = make(lambda _events: ["a"])
    from_browser(player, event("a"), other)
    assert (player.problem, player.acked, player.ended) == ("", ["a"], "")


SENT = [
    {"earlier": {"session": 5, "answer": "resume", "next": ""}},
    {"earlier": {"session": "s0", "answer": None, "next": ""}},
    {"earlier": {"session": "s0", "answer": "forget", "next": ["s2"]}},
    {"earlier": {"session": "s0", "answer": "", "next": "", "figures": [5]}},
    {"earlier": {"session": "s0", "answer": "", "next": "", "figures": 5}},
    {"earlier": {"answer": "resume" * 5000}},
    {"chosen": {"routine": ["gentle"], "minutes": 5}},
    {"chosen": {"routine": "gentle", "minutes": "5"}},
    {"chosen": {"routine": "gentle", "minutes": True}},
    {"chosen": {"minutes": 5}},
]


@pytest.mark.parametrize("sent", SENT, ids=str)
def test_what_no_page_of_ours_sends_is_told_in_a_sentence_and_changes_nothing(sent):
    player = make()
    player.set_state(sent)
    assert player.problem.startswith("The page sent ")
    assert player.problem.endswith("Reload the page.")
    assert len(player.problem) < 200
    assert player.session == "s1"


def test_what_is_no_event_at_all_holds_up_neither_the_others_nor_the_end():
    player = make(lambda events: [e["id"] for e in events if "kind" in e])
    ends = []
    player.on_end(lambda: ends.append(player.session))
    garbage = {"id": "x", "session": "s1"}
    from_browser(player, garbage, event("z", "finished"))
    assert (player.acked, player.problem, ends) == (["z"], "", ["s1"])


def test_figures_of_an_earlier_session_are_added_to_those_that_are_there():
    player = make()
    sent = []
    player.observe(lambda _change: sent.append(1), names=["drawings"])
    player.draw({"double_knee_hug/both": {"side": "both"}})
    player.draw({"double_knee_hug/both": {"side": "both"}})
    assert player.drawings == {"double_knee_hug/both": {"side": "both"}}
    assert player.routine == "Standard"
    assert len(sent) == 1


def test_refused_events_are_named_once():
    player = make()
    player.refuse(["a", "b"])
    player.refuse(["b", "c"])
    assert player.refused == ["a", "b", "c"]


def make_with_orders() -> Player:
    trip = [phase(0, title="Seated figure four"), phase(1)]
    return Player(
        [phase(0), phase(1)], session="s1", routine="Standard", save=keep_all, in_one_trip=trip
    )


def test_the_order_that_is_chosen_is_kept_before_it_is_played():
    player = make_with_orders()
    seen = []
    player.on_order(lambda phases: seen.append((phases[0].title, player.is_one_trip)))
    player.set_state({"one_trip": True})
    assert seen == [("Seated figure four", False)]
    assert player.is_one_trip
    assert player.timeline[0]["title"] == player.phases[0].title == "Seated figure four"
    player.set_state({"one_trip": False})
    assert player.timeline[0]["title"] == "Double knee hug"


def test_an_order_that_cannot_be_kept_is_not_played_and_that_is_shown():
    player = make_with_orders()
    player.on_order(divide)
    player.set_state({"one_trip": True})
    assert (player.is_one_trip, player.problem) == (False, "division by zero")
    assert player.timeline[0]["title"] == "Double knee hug"


def test_another_order_is_offered_only_where_there_is_one():
    assert make_with_orders().offers["one_trip"]
    player = make()
    player.set_state({"one_trip": True})
    assert not player.offers["one_trip"]
    assert not player.is_one_trip
