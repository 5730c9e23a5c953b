"""The table of a practice: each of its rows leads where it says, and nothing else is followed."""

from html import unescape

import pytest
from ulid import ULID

import stretchlib as st
from stretchlib.errors import RoutineError
from stretchlib.ui.practice_states import TRANSITIONS, Signal, State, leads
from tests.practice_kit import check_in, events_of, player_of, send
from tests.widgets import answer, part, shown

HUG = st.Routine("Hug").add("double_knee_hug", st.Hold(20))
STARTED = ("started", None, None)
FINISHED = ("finished", None, None)
STOPPED = ("stopped", None, None)
SADDLE = ("hurt", 1, 4.0, "saddle")


class Stand:
    """A practice that stands somewhere, with its log and the player it has there."""

    def __init__(self, routine=HUG, asks=False, conditions=()):
        self.log = st.open_log("sqlite://")
        if not asks:
            self.log.add_screening("go", {"flags": []})
        if conditions:
            self.log.add_screening("conditions", {"conditions": list(conditions)})
        self.open(routine)

    def open(self, routine):
        self.practice = st.Practice(routine, self.log)
        self.player = player_of(self.practice)

    def press(self, name):
        part(self.practice, f"stretch-{name}").click()
        return self

    def answer(self, question, score):
        answer(self.practice, f"stretch-{question}", score)
        return self

    def check_in(self, **scores):
        check_in(self.practice, **scores)
        # Where something else came first, it is another player.
        self.player = player_of(self.practice)
        return self

    def send(self, *events):
        send(self.player, *events)
        return self

    def say(self, word, session=None, following=""):
        """Say of a session what the browser says of one that was left half-way."""
        session = session or self.player.session
        self.player.set_state({"earlier": {"session": session, "answer": word, "next": following}})

    def earlier(self):
        session = self.log.start_session("Hug", HUG.phases())
        self.log.append(events_of(self.player, STARTED, session=session))
        return session

    def live_with(self, *conditions):
        self.log.add_screening("conditions", {"conditions": list(conditions)})
        return self

    def tick(self, condition):
        part(self.practice, "stretch-screen-conditions").value = [condition]
        return self

    def forgive(self):
        self.log.hide(self.player.session)
        return self

    def due(self):
        self.log.add_screening("leg", {"leg": True})
        return self

    def resting(self):
        """Let the hug have hurt in two sessions, and begin anew."""
        for _ in range(2):
            session = self.earlier()
            hurt = events_of(self.player, STARTED, ("hurt", 1, 4.0), STOPPED, session=session)
            self.log.append(hurt[1:])
        return self


ALL = "recent_surgery"
"""With it no stretch of the workbook is right."""


def screening():
    return Stand(asks=True)


def nothing():
    left_out = ("hip_replacement_front", "leg_pain")
    return Stand(st.routine("standard"), conditions=left_out)


def resting(routine):
    stand = Stand().resting()
    stand.open(routine)
    return stand


def leg():
    return Stand().answer("checkin-extent", 4).check_in()


def leg_signs():
    return leg().press("leg-signs")


def leg_minded(**scores):
    stand = Stand(HUG.add("standing_hamstring")).answer("checkin-extent", 4)
    return stand.check_in(**scores).press("leg-signs").press("screen-go")


def sore():
    return Stand().check_in(pain=8)


def rest():
    return sore().press("sore-rest")


def play():
    return Stand().check_in(pain=2)


def check_out():
    return play().send(STARTED, STOPPED)


def leg_hurt():
    return play().send(STARTED, ("hurt", 1, 4.0, "leg"), STOPPED)


def emergency():
    return play().send(STARTED, SADDLE, STOPPED)


def saved():
    return check_out().press("checkout-continue")


def moved():
    stand = play()
    st.Practice(HUG, stand.log)
    return stand


AT = {
    State.SCREENING: screening,
    State.NOTHING: nothing,
    State.CHECK_IN: Stand,
    State.LEG: leg,
    State.LEG_SIGNS: leg_signs,
    State.LEG_MINDED: leg_minded,
    State.SORE: sore,
    State.REST: rest,
    State.PLAY: play,
    State.CHECK_OUT: check_out,
    State.EMERGENCY: emergency,
    State.SAVED: saved,
    State.MOVED: moved,
}
"""How a practice comes to stand there."""


def choose(stand):
    stand.player.set_state({"chosen": {"routine": "gentle", "minutes": None}})


def forget_own(stand):
    stand.say("forget", following=str(ULID()))


BEFORE = list(AT)[: list(AT).index(State.REST) + 1]
AFTER = [State.CHECK_OUT, State.EMERGENCY, State.SAVED]
OPEN = [state for state in AT if state is not State.MOVED]


def at(state):
    return lambda: AT[state]()


S, G = State, Signal
# Where it stands, what is told there, where that leads; how to stand there, and what to do.
ROWS = [
    *((s, G.OFFERED, s, at(s), lambda it: it.say("", it.earlier())) for s in OPEN),
    *((s, G.RESUMED, S.PLAY, at(s), lambda it: it.say("resume", it.earlier())) for s in OPEN),
    *((s, G.FORGOTTEN, s, at(s), lambda it: it.say("forget", it.earlier())) for s in BEFORE),
    *(
        (s, G.FORGOTTEN, S.PLAY, at(s), lambda it: it.say("forget", it.earlier()))
        for s in (S.PLAY, *AFTER)
    ),
    *(
        (s, G.FORGOTTEN, S.SCREENING, at(s), lambda it: forget_own(it.due()))
        for s in (S.PLAY, *AFTER)
    ),
    *(
        (s, G.CLOSED, s if s in AFTER else S.MOVED, at(s), lambda it: st.Practice(HUG, it.log))
        for s in OPEN
    ),
    (S.OPENED, G.OPEN, S.SCREENING, screening, None),
    (S.OPENED, G.OPEN, S.CHECK_IN, Stand, None),
    (S.OPENED, G.OPEN, S.NOTHING, nothing, None),
    # The forms before.
    (S.SCREENING, G.SIGNS_ANSWERED, S.CHECK_IN, screening, lambda it: it.press("screen-go")),
    (
        S.SCREENING,
        G.SIGNS_ANSWERED,
        S.NOTHING,
        screening,
        lambda it: it.tick(ALL).press("screen-go"),
    ),
    (S.NOTHING, G.INSTEAD, S.CHECK_IN, nothing, lambda it: it.press("nothing-instead")),
    (
        S.NOTHING,
        G.INSTEAD,
        S.NOTHING,
        nothing,
        lambda it: it.live_with(ALL).press("nothing-instead"),
    ),
    (S.NOTHING, G.NEWS, S.SCREENING, nothing, lambda it: it.press("nothing-new")),
    (
        S.NOTHING,
        G.BRING_BACK,
        S.CHECK_IN,
        lambda: resting(HUG),
        lambda it: it.press("nothing-back-double_knee_hug"),
    ),
    (
        S.NOTHING,
        G.BRING_BACK,
        S.NOTHING,
        lambda: resting(HUG),
        lambda it: it.live_with(ALL).press("nothing-back-double_knee_hug"),
    ),
    (S.CHECK_IN, G.NEWS, S.SCREENING, Stand, lambda it: it.press("checkin-new")),
    (
        S.CHECK_IN,
        G.BRING_BACK,
        S.CHECK_IN,
        lambda: resting(HUG.add("standing_hamstring")),
        lambda it: it.press("checkin-back-double_knee_hug"),
    ),
    (
        S.CHECK_IN,
        G.BRING_BACK,
        S.NOTHING,
        lambda: resting(HUG.add("standing_hamstring")),
        lambda it: it.live_with(ALL).press("checkin-back-double_knee_hug"),
    ),
    (S.CHECK_IN, G.CHOSEN, S.CHECK_IN, Stand, choose),
    (S.CHECK_IN, G.CHOSEN, S.NOTHING, Stand, lambda it: choose(it.live_with(ALL))),
    *(
        (S.CHECK_IN, signal, to, Stand, lambda it, do=do, ready=ready: do(ready(it)))
        for signal, do in (
            (G.CHECKED_IN, lambda it: it.press("checkin-continue")),
            (G.STARTED, lambda it: it.send(STARTED)),
        )
        for to, ready in (
            (S.PLAY, lambda it: it),
            (S.SCREENING, Stand.due),
            (S.CHECK_IN, lambda it: it.live_with("osteoporosis")),
            (S.NOTHING, lambda it: it.live_with(ALL)),
            (S.LEG, lambda it: it.answer("checkin-extent", 4)),
            (S.SORE, lambda it: it.answer("checkin-pain", 8)),
        )
    ),
    (S.LEG, G.LEG_SIGNS, S.LEG_SIGNS, leg, lambda it: it.press("leg-signs")),
    (S.LEG, G.REST, S.REST, leg, lambda it: it.press("leg-rest")),
    (
        S.LEG_SIGNS,
        G.LEG_SIGNS_ANSWERED,
        S.LEG_MINDED,
        leg_signs,
        lambda it: it.press("screen-go"),
    ),
    (S.LEG_MINDED, G.REST, S.REST, leg_minded, lambda it: it.press("leg-minded-rest")),
    (
        S.LEG_MINDED,
        G.WITH_LEG_IN_MIND,
        S.PLAY,
        leg_minded,
        lambda it: it.press("leg-minded-go"),
    ),
    (
        S.LEG_MINDED,
        G.WITH_LEG_IN_MIND,
        S.SORE,
        lambda: leg_minded(pain=8),
        lambda it: it.press("leg-minded-go"),
    ),
    (S.SORE, G.LESS, S.PLAY, sore, lambda it: it.press("sore-practise")),
    (S.SORE, G.REST, S.REST, sore, lambda it: it.press("sore-rest")),
    # The player, and the forms after.
    (S.PLAY, G.CHOSEN, S.PLAY, play, choose),
    (S.PLAY, G.CHOSEN, S.NOTHING, play, lambda it: choose(it.live_with(ALL))),
    *(
        (s, G.ENDED, S.CHECK_OUT, at(s), lambda it: it.send(STARTED, STOPPED))
        for s in (S.SORE, S.REST, S.PLAY)
    ),
    *(
        (s, G.ENDED, S.EMERGENCY, at(s), lambda it: it.send(STARTED, SADDLE, STOPPED))
        for s in (S.SORE, S.REST, S.PLAY)
    ),
    *(
        (s, G.ENDED, S.CHECK_OUT, at(s), lambda it: it.send(FINISHED))
        for s in (S.CHECK_OUT, S.SAVED)
    ),
    *((s, G.ENDED, S.EMERGENCY, at(s), lambda it: it.send(SADDLE, FINISHED)) for s in AFTER),
    # What hurt was taken out of the log meanwhile.
    (S.EMERGENCY, G.ENDED, S.CHECK_OUT, emergency, lambda it: it.forgive().send(FINISHED)),
    (S.CHECK_OUT, G.TAKEN_BACK, S.PLAY, check_out, lambda it: it.send(("resumed", 1, None))),
    *(
        (s, G.TAKEN_BACK, s, at(s), lambda it: it.send(("resumed", 1, None)))
        for s in (S.EMERGENCY, S.SAVED)
    ),
    (S.CHECK_OUT, G.CHECKED_OUT, S.SAVED, check_out, lambda it: it.press("checkout-continue")),
    (S.CHECK_OUT, G.SIGNS_AFTER, S.SCREENING, leg_hurt, lambda it: it.press("hurt-told-signs")),
    (S.EMERGENCY, G.READ, S.SAVED, emergency, lambda it: it.press("hurt-told-read")),
    (S.SAVED, G.MEASURE, S.SAVED, saved, lambda it: it.press("saved-measure")),
    (S.SAVED, G.AGAIN, S.CHECK_IN, saved, lambda it: it.press("saved-again")),
    (S.SAVED, G.AGAIN, S.SCREENING, saved, lambda it: it.due().press("saved-again")),
    (S.SAVED, G.AGAIN, S.NOTHING, saved, lambda it: it.live_with(ALL).press("saved-again")),
    (S.MOVED, G.AGAIN, S.CHECK_IN, moved, lambda it: it.press("moved-here")),
    (S.MOVED, G.AGAIN, S.SCREENING, moved, lambda it: it.due().press("moved-here")),
    (S.MOVED, G.AGAIN, S.NOTHING, moved, lambda it: it.live_with(ALL).press("moved-here")),
]


def resumed_after_the_end():
    stand = check_out()
    stand.say("resume")
    return stand


ROWS.append(
    (S.PLAY, G.TAKEN_BACK, S.PLAY, resumed_after_the_end, lambda it: it.send(("resumed", 1, None)))
)


def row_id(row):
    return " - ".join(word.value for word in row[:3])


def each_signal_once():
    """All rows; those of a signal that an earlier one has tried already follow `make test`."""
    first = {row[1]: row for row in reversed(ROWS)}
    return [
        pytest.param(row, id=row_id(row), marks=[] if row is first[row[1]] else pytest.mark.more)
        for row in ROWS
    ]


@pytest.mark.parametrize("row", each_signal_once())
def test_each_row_of_the_table_leads_where_it_says(row):
    state, signal, to, stand_there, do = row
    assert to in leads(state, signal)
    stand = stand_there()
    if do:
        assert stand.practice.state is state
        heard = []
        turn = stand.practice._flow._follow

        def overhear(one):
            heard.append(one)
            return turn(one)

        stand.practice._flow._follow = overhear
        do(stand)
        assert signal in heard
    assert stand.practice.state is to
    assert stand.player.problem == ""


def test_the_table_has_no_row_that_never_happens():
    table = {
        (s, g, to)
        for s, signals in TRANSITIONS.items()
        for g, ways in signals.items()
        for to in ways
    }
    assert table == {row[:3] for row in ROWS}


def test_every_state_is_reached_and_every_signal_is_known_somewhere():
    reached, new = set(), {State.OPENED}
    while new:
        reached |= new
        new = {to for state in new for ways in TRANSITIONS[state].values() for to in ways} - reached
    assert reached == set(State) == set(TRANSITIONS)
    assert {signal for signals in TRANSITIONS.values() for signal in signals} == set(Signal)


@pytest.mark.parametrize("state", State)
def test_what_a_state_does_not_know_is_refused_by_name(state):
    for signal in set(Signal) - set(TRANSITIONS[state]):
        with pytest.raises(RoutineError, match=rf"no longer does anything \({signal.value}\)"):
            leads(state, signal)


@pytest.mark.usefixtures("own")
def test_a_choice_that_the_leg_leaves_nothing_of_keeps_the_leg_in_mind():
    st.Routine("Hamstrings").add("standing_hamstring").save("hamstrings")
    stand = leg_minded().press("leg-minded-go")
    stand.player = player_of(stand.practice)
    former = stand.player.session
    stand.player.set_state({"chosen": {"routine": "hamstrings", "minutes": None}})
    assert stand.practice.state is State.NOTHING
    assert "Standing hamstring" not in [p.title for p in player_of(stand.practice).phases]
    assert player_of(stand.practice).session != former
    assert "AssertionError" not in shown(stand.practice)


def test_a_button_that_was_pressed_twice_says_so_and_does_nothing_more():
    stand = Stand().answer("checkin-pain", 2)
    form = part(stand.practice, "stretch-checkin")
    press = part(stand.practice, "stretch-checkin-continue").click
    for _ in range(2):
        press()
    assert stand.practice.state is State.PLAY
    assert "That button no longer does anything (checked in)." in unescape(shown(form))
    assert len(stand.log.ratings()) == 3


def test_what_the_player_tells_where_it_cannot_be_followed_is_shown_in_it():
    stand = screening()
    stand.player.choices = {"chosen": {"routine": "", "minutes": None}}
    choose(stand)
    assert stand.practice.state is State.SCREENING
    assert "no longer does anything (routine or minutes chosen)" in stand.player.problem


def test_a_practice_that_failed_to_follow_stands_where_it_stood(monkeypatch):
    stand = Stand()

    def fail(*_, **__):
        msg = "no room"
        raise RuntimeError(msg)

    with monkeypatch.context() as broken:
        broken.setattr(stand.log, "start_session", fail)
        stand.press("checkin-continue")
    assert stand.practice.state is State.CHECK_IN
    assert "no room" in shown(stand.practice)
    assert stand.press("checkin-continue").practice.state is State.PLAY


def test_after_the_signs_that_follow_what_hurt_another_session_begins():
    stand = leg_hurt()
    ended = stand.player.session
    stand.press("hurt-told-signs").press("screen-go").check_in(pain=2)
    stand.send(STARTED, ("phase_done", 0, 30.0))
    assert stand.player.session != ended
    assert stand.log.sessions()["status"].tolist() == ["stopped", "partial"]
    assert stand.log.ratings().groupby("session_id").size().tolist() == [3, 3]


@pytest.mark.parametrize("state", [State.EMERGENCY, State.SAVED])
def test_what_stands_at_the_end_stays_where_another_practice_was_opened(state):
    stand = AT[state]()
    before = shown(stand.practice)
    st.Practice(HUG, stand.log)
    assert shown(stand.practice) == before
