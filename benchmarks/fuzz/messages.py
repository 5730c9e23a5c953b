"""What a browser sends: lists of events to a log and to a player, and what somebody chose."""

import copy
from pathlib import Path
from random import Random
from typing import Any

import stretchlib as st
from benchmarks.fuzz import mutants
from benchmarks.fuzz.counting import Watch, in_words
from benchmarks.fuzz.logs import (
    MORNING,
    PHASES,
    become,
    fill,
    ids,
    memory,
    new_id,
    practised,
    rows,
)
from stretchlib.errors import NotAllSaved
from stretchlib.log import Log
from stretchlib.model import EVENT_KINDS
from stretchlib.player import Player

WORDS = (*EVENT_KINDS, "hold", "pulse", "breath", "back", "leg", "resume", "forget", "standard")


class Messages:
    """Lists of events, and the traits of a player, with anything in them."""

    name = "messages"

    def __init__(self, folder: Path) -> None:
        del folder
        whole = fill(memory())
        whole.add_screening("go", {"flags": []})
        self._session = whole.start_session("Standard", PHASES, session_id=new_id(), at=MORNING)
        self._other = whole.sessions()["id"].iloc[0]
        self._events = practised(self._session)
        self._known = practised(self._session)[:3]
        whole.append(self._known)
        self._whole, self._log, self._practice = whole, memory(), memory()
        become(self._practice, whole)
        self._open: st.Practice | None = None

    def try_one(self, chance: Random, watch: Watch) -> None:
        """Send one list, or one message."""
        if chance.random() < 0.5:
            self._append(chance, watch)
        elif chance.random() < 0.93:
            self._play(chance, watch)
        else:
            self._practise(chance, watch)

    def _sent(self, chance: Random, session: str) -> list[Any]:
        """Events of a practice, some of them spoilt, in any order and as often as may be."""
        sent: list[Any] = [
            {**copy.deepcopy(one), "session": session}
            for one in chance.sample([*self._events, *self._known], chance.randrange(1, 10))
        ]
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            # Whatever spoils a list may have emptied it.
            one = chance.choice(sent or [{}])
            what = chance.random()
            if what < 0.15:
                sent.append(odd(chance))
            elif what < 0.3:
                sent.append(copy.deepcopy(one))
            elif what < 0.4 and isinstance(one, dict):
                other = copy.deepcopy(one)
                sent.append({"id": other.get("id"), **odd_table(chance)})
            elif what < 0.5 and isinstance(one, dict):
                one["session"] = chance.choice((self._other, self._session, new_id(), None))
            else:
                mutants.spoilt(chance, sent, odd)
        return sent

    def _append(self, chance: Random, watch: Watch) -> None:
        log = self._log
        become(log, self._whole)
        sent = self._sent(chance, self._session)
        watch.case = in_words(sent)
        before = rows(log)
        saved: list[str] = []

        def append() -> None:
            try:
                saved.extend(log.append(sent))
            except NotAllSaved as error:
                saved.extend(error.saved)
                raise

        watch.call(append, "append")
        self._compare(watch, log, before, saved)
        for name in ("sessions", "phases", "hurts"):
            watch.call(getattr(log, name), name)

    def _compare(self, watch: Watch, log: Log, before: list[str], saved: list[str]) -> None:
        """What was called saved is there; nothing else has come, and nothing has gone."""
        after = rows(log)
        was, now = ids(before), ids(after)
        events = {name for table, name in now if table == "events"}
        watch.lost += len(set(before) - set(after)) + len(set(saved) - events)
        came = {name for table, name in now - was if table == "events"}
        watch.changed += len(came - set(saved))
        if not saved:
            watch.changed += after != before

    def _play(self, chance: Random, watch: Watch) -> None:
        """A player by itself, whose events go into the log."""
        log = self._log
        become(log, self._whole)

        def save(events: list[dict[str, Any]]) -> list[str]:
            try:
                return log.append(events)
            except NotAllSaved as error:
                return error.saved

        player = Player(PHASES, session=self._session, routine="Standard", save=save)
        before = rows(log)
        messages = self._messages(chance, self._session)
        watch.case = in_words(messages)
        for message in messages:
            _send(watch, player, message)
        self._compare(watch, log, before, self._acked(player, log))

    def _acked(self, player: Player, log: Log) -> list[str]:
        """All that may have been called saved: each answer takes the place of the one before."""
        here = {name for table, name in ids(rows(log)) if table == "events"}
        return [*player.acked, *here]

    def _practise(self, chance: Random, watch: Watch) -> None:
        """A whole practice with its forms; a new one every now and then."""
        log = self._practice
        become(log, self._whole)
        watch.call(lambda: self._have_practice(chance, log), "Practice")
        if self._open is None:
            return
        (player,) = [one for one in self._open.children if isinstance(one, Player)] or [None]
        if player is None:
            self._open = None
            return
        before = rows(log)
        messages = self._messages(chance, chance.choice((player.session, self._session)))
        watch.case = in_words(messages)
        for message in messages:
            _send(watch, player, message)
        after = rows(log)
        watch.lost += len(set(before) - set(after))
        events = {name for table, name in ids(after) if table == "events"}
        watch.lost += len(set(player.acked) - events)
        self._open = None

    def _have_practice(self, chance: Random, log: Log) -> None:
        name = chance.choice(("standard", "gentle"))
        self._open = st.Practice(st.routine(name), log)

    def _messages(self, chance: Random, session: str) -> list[dict[str, Any]]:
        return [
            _MESSAGES[chance.randrange(len(_MESSAGES))](self, chance, session)
            for _ in range(chance.choice((1, 1, 2, 3)))
        ]

    def _outbox(self, chance: Random, session: str) -> dict[str, Any]:
        return {"outbox": self._sent(chance, session)}

    def _earlier(self, chance: Random, session: str) -> dict[str, Any]:
        earlier: dict[str, Any] = {
            "session": chance.choice((session, self._other, new_id())),
            "answer": chance.choice(("", "resume", "forget")),
            "next": chance.choice((new_id(), "", session)),
            "figures": ["double_knee_hug/both", "standing_hamstring/left"],
        }
        return {"earlier": _perhaps_spoilt(chance, earlier)}

    def _chosen(self, chance: Random, session: str) -> dict[str, Any]:
        del session
        names = ("standard", "gentle", "longer", "mine")
        minutes = chance.choice((None, 5, 10, 15, 7, 0, -1, 10**6))
        return {
            "chosen": _perhaps_spoilt(chance, {"routine": chance.choice(names), "minutes": minutes})
        }

    def _trip(self, chance: Random, session: str) -> dict[str, Any]:
        del session
        return {
            "one_trip": chance.choice((True, False, True)),
            "may_go_on": chance.choice((True, False)),
        }


_MESSAGES = (
    *(Messages._outbox, Messages._outbox, Messages._outbox, Messages._earlier),
    *(Messages._earlier, Messages._chosen, Messages._trip),
)


def _perhaps_spoilt(chance: Random, value: dict[str, Any]) -> Any:
    if chance.random() < 0.6:
        mutants.spoilt(chance, value, odd)
    return value


def _send(watch: Watch, player: Player, message: dict[str, Any]) -> None:
    """As ipywidgets takes a message of the browser in."""
    watch.call(lambda: player.set_state(message), f"message {next(iter(message))}")
    if len(player.problem) >= 1200:
        watch.find("problem: 1200 characters or more", player.problem[:300])


def odd(chance: Random) -> Any:
    """Any JSON, or a word that means something here."""
    return chance.choice(WORDS) if chance.random() < 0.3 else mutants.odd_json(chance)


def odd_table(chance: Random) -> dict[str, Any]:
    """Some keys of an event, with anything in them."""
    keys = ("session", "seq", "kind", "at_ms", "offset_min", "phase", "done_s", "reason")
    return {key: odd(chance) for key in chance.sample(keys, chance.randrange(len(keys)))}
