"""The player: a widget that keeps time in the browser and hands back what happened."""

import logging
import os
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from stretchlib import text
from stretchlib.errors import RoutineError, shown
from stretchlib.milliseconds import total_s
from stretchlib.phases import Phase
from stretchlib.player.contract import DEFAULTS, sent

__all__ = ["Player"]

Event = dict[str, Any]

_HERE = Path(__file__).parent
_ENDS = ("finished", "stopped")
_logger = logging.getLogger(__name__)


class Player(anywidget.AnyWidget):
    """
    Plays a routine's timeline in the browser and hands every event to `save`.

    The complete timeline goes to the browser at once; from then on it keeps the time by itself,
    also while the kernel is busy. What happens comes back as events, all that are not yet
    acknowledged in one list, so that a message that overtakes another loses nothing. Only one
    player is open at a time: a new one closes the one before it, which would otherwise play on
    unseen.

    A session that stopped half-way, by a reload or with its kernel, waits in the browser. Its
    events come here as well, and `earlier` says when a person may go on with it.

    Parameters
    ----------
    phases : sequence of Phase
        The timeline; at least one phase.
    session : str
        Id of the session that the events belong to.
    routine : str
        Title of the routine, as shown.
    save : callable
        Given a list of events, keeps them and returns the ids of those that are safe now, also of
        those that were safe before. It may be called on any thread, by one at a time. What it
        raises is logged and shown in the player, and the events are offered again.
    drawings : mapping of str to dict, optional
        Figures by `"slug/side"`; where one is missing, none is shown.
    in_one_trip : sequence of Phase, optional
        The same in one trip to the floor, which a person may choose before the start; empty where
        that is not offered.
    waits : bool
        Whether to wait for the person before each side unless they choose otherwise, and say so.
    choices : mapping, optional
        Which routines and how many minutes may be chosen before the start, as the trait has it;
        `play` answers to what was chosen.

    Raises
    ------
    RoutineError
        When there is nothing to play.

    Examples
    --------
    >>> from stretchlib.phases import Phase
    >>> hug = Phase(0, 1, 1, "double_knee_hug", "Double knee hug", "lower back", "both",
    ...             "stretch", "hold", 0.0, 90.0, (), ())
    >>> Player([hug], session="s1", routine="A quiet minute", save=lambda events: [])
    Player('A quiet minute', 1 phase, 90 s)
    """

    _esm = _HERE / "static" / "player.js"
    _css = _HERE / "static" / "player.css"

    timeline: traitlets.List[Any] = traitlets.List(traitlets.Dict()).tag(sync=True)
    """One `contract.SentPhase` per phase, in the order that was chosen."""
    routine = traitlets.Unicode().tag(sync=True)
    """Its title, as shown."""
    drawings = traitlets.Dict().tag(sync=True)
    """Figures by `"slug/side"`."""
    owner = traitlets.Dict().tag(sync=True)
    """Who practises, and in which notebook: `contract.Owner`."""
    settings = traitlets.Dict().tag(sync=True)
    """What a person has not chosen otherwise: `contract.Settings`."""
    offers = traitlets.Dict().tag(sync=True)
    """Whether `one_trip` and `wait` are offered before the start: `contract.Offers`."""
    one_trip = traitlets.Bool().tag(sync=True)
    """From the browser: whether the person chose to go down to the floor once."""
    is_one_trip = traitlets.Bool().tag(sync=True)
    """Whether `timeline` is in that order; until it is as chosen, nobody can start."""
    choices = traitlets.Dict().tag(sync=True)
    """
    What may be chosen before the start: `routines`, each with `name` and `title`, and `minutes`,
    beside the `full_s` that it takes else; what is `chosen` of both, and `time_note`, which says
    what the minutes leave out, or why there is no such routine. Empty where nothing is offered.
    """
    chosen = traitlets.Dict().tag(sync=True)
    """
    From the browser: the name of a `routine`, and `minutes` or None for as long as it is. Until
    `choices` has it too, nobody can start.
    """
    session = traitlets.Unicode().tag(sync=True)
    """Id of the session that is played."""
    acked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of the events that are safe."""
    refused = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of the events that can never be saved; the browser keeps them, and goes on."""
    ended = traitlets.Unicode().tag(sync=True)
    """`finished` or `stopped`, once that is saved; empty before."""
    problem = traitlets.Unicode().tag(sync=True)
    """A sentence to show; empty when all is well."""
    outbox: traitlets.List[Any] = traitlets.List().tag(sync=True, echo_update=False)
    """From the browser: the events that it does not know to be safe; its storage had them."""
    may_go_on = traitlets.Bool().tag(sync=True)
    """From the browser: whether it was ended, and that can be taken back."""
    going_on = traitlets.Int().tag(sync=True)
    """How often the browser was asked to take the end back."""
    earlier = traitlets.Dict().tag(sync=True)
    """
    From the browser: a `session` that one can go on with.

    `answer` is empty, and then `figures` names by `"slug/side"` what it shows; or `answer` is
    `resume` or `forget`, and after that `next` is the session played here from now on, where it is
    another. Set it to `{}` to offer it no longer.
    """

    _open: ClassVar["weakref.ref[Player] | None"] = None

    def __init__(
        self,
        phases: Sequence[Phase],
        *,
        session: str,
        routine: str,
        save: Callable[[list[Event]], list[str]],
        drawings: Mapping[str, Any] | None = None,
        in_one_trip: Sequence[Phase] = (),
        waits: bool = False,
        choices: Mapping[str, Any] | None = None,
    ) -> None:
        _check(phases, routine)
        self.phases = phases
        """What is played: the order that was chosen."""
        # ipykernel 7 calls handlers on changing threads, and two of them at once.
        self.lock = threading.RLock()
        """Held while anything is done that the browser asked for."""
        self._orders = (phases, in_one_trip)
        self._save = save
        self._ends: dict[str, str] = {}
        self._ended_session = ""
        self._on_end: list[Callable[[], None]] = []
        self._on_earlier: list[Callable[[dict[str, Any]], None]] = []
        self._on_order: list[Callable[[Sequence[Phase]], None]] = []
        self._on_choice: list[Callable[[str, int | None], None]] = []
        self._on_going_on: list[Callable[[], None]] = []
        self._started: set[str] = set()
        super().__init__(
            timeline=[sent(phase) for phase in phases],
            session=session,
            choices=dict(choices or {}),
            routine=routine,
            drawings=dict(drawings or {}),
            owner={
                "user": os.environ.get("JUPYTERHUB_USER", ""),
                # Set by the Jupyter server for the kernel of each notebook.
                "notebook": os.environ.get("JPY_SESSION_NAME", ""),
            },
            settings={**DEFAULTS, "wait": waits},
            offers={"one_trip": bool(in_one_trip), "wait": waits},
        )
        self.observe(self._receive, names=["outbox"])
        self.observe(self._hear_of_earlier, names=["earlier"])
        self.observe(self._hear_of_order, names=["one_trip"])
        self.observe(self._hear_of_choice, names=["chosen"])
        self._close_the_one_before()

    def on_end(self, callback: Callable[[], None]) -> None:
        """Call `callback` as soon as the end of the session that is played is saved."""
        self._on_end.append(callback)

    def on_earlier(self, callback: Callable[[dict[str, Any]], None]) -> None:
        """Call `callback` with `earlier` when a session is on offer, and when it is answered."""
        self._on_earlier.append(callback)

    def on_order(self, callback: Callable[[Sequence[Phase]], None]) -> None:
        """Call `callback` with the phases in the order that was chosen, before they are played."""
        self._on_order.append(callback)

    def on_choice(self, callback: Callable[[str, int | None], None]) -> None:
        """Call `callback` with the routine and the minutes chosen before the start; it `play`s."""
        self._on_choice.append(callback)

    def on_going_on(self, callback: Callable[[], None]) -> None:
        """Call `callback` when the end of the session that is played was taken back."""
        self._on_going_on.append(callback)

    def play(
        self,
        phases: Sequence[Phase],
        *,
        routine: str,
        drawings: Mapping[str, Any] | None = None,
        in_one_trip: Sequence[Phase] = (),
        choices: Mapping[str, Any] | None = None,
    ) -> None:
        """
        Have another routine here, before the start; the arguments are those of a new player.

        Raises
        ------
        RoutineError
            When there is nothing to play.
        """
        _check(phases, routine)
        self._orders = (phases, in_one_trip)
        is_one_trip = bool(self.one_trip and in_one_trip)
        self.phases = self._orders[is_one_trip]
        with self.hold_sync():
            self.routine = routine
            self.drawings = {**self.drawings, **(drawings or {})}
            self.offers = {**self.offers, "one_trip": bool(in_one_trip)}
            self.timeline = [sent(phase) for phase in self.phases]
            self.is_one_trip = is_one_trip
            self.offer(choices or {})

    def go_on(self) -> None:
        """Take the end back, where `may_go_on`: it goes on where it was."""
        self.going_on += 1

    def offer(self, choices: Mapping[str, Any]) -> None:
        """Offer these choices before the start; none where it is empty."""
        self.choices = dict(choices)

    def draw(self, drawings: Mapping[str, Any]) -> None:
        """Have these figures too, by `"slug/side"`: those of a session that is gone on with."""
        if not drawings.keys() <= self.drawings.keys():
            self.drawings = {**self.drawings, **drawings}

    def refuse(self, ids: Sequence[str]) -> None:
        """Tell the browser that these events can never be saved, so that it waits no longer."""
        self.refused = list(dict.fromkeys([*self.refused, *ids]))

    @property
    def is_open(self) -> bool:
        """Whether no other player has closed it."""
        return self.comm is not None

    def __repr__(self) -> str:
        count = len(self.timeline)
        seconds = total_s(phase["duration_s"] for phase in self.timeline)
        phases = text.count(count, "phase")
        return f"Player({self.routine!r}, {phases}, {seconds:g} s)"

    def _close_the_one_before(self) -> None:
        before, Player._open = Player._open, weakref.ref(self)
        player = before() if before else None
        if player is not None:
            player.close()

    def _receive(self, change: dict[str, Any]) -> None:
        events = change["new"]
        if events:
            self._guarded(lambda: self._keep(events))

    def _keep(self, events: list[Event]) -> None:
        try:
            safe = self._save(events)
        finally:
            # The browser may offer the same list again, and an equal value would not be noticed.
            self.outbox = []
        if safe == self.acked:
            # It asks again: the answer was lost on its way.
            self.send_state("acked")
        self.acked = safe
        self.problem = ""
        kept = set(safe)
        saved = (e for e in events if _is_whole(e) and e["id"] in kept)
        for event in sorted(saved, key=_by_number):
            if event["kind"] in _ENDS:
                self._ends[event["session"]] = event["kind"]
            elif event["kind"] == "resumed" and self._ends.get(event["session"]) == "stopped":
                # The end was taken back.
                del self._ends[event["session"]]
            elif event["kind"] == "started":
                self._started.add(event["session"])
        self._tell_the_end()

    def _hear_of_earlier(self, change: dict[str, Any]) -> None:
        earlier = change["new"]
        if earlier:
            self._guarded(lambda: self._follow_earlier(earlier))

    def _hear_of_order(self, _change: dict[str, Any]) -> None:
        self._guarded(self._follow_order)

    def _follow_order(self) -> None:
        phases = self._orders[self.one_trip]
        if not phases or self.is_one_trip == self.one_trip:
            return
        for callback in self._on_order:
            callback(phases)
        self.phases = phases
        with self.hold_sync():
            self.timeline = [sent(phase) for phase in phases]
            self.is_one_trip = self.one_trip

    def _hear_of_choice(self, change: dict[str, Any]) -> None:
        chosen = change["new"]
        if chosen:
            self._guarded(lambda: self._follow_choice(chosen))

    def _follow_choice(self, chosen: dict[str, Any]) -> None:
        # Another tab may offer it still.
        is_open = bool(self.choices) and self.session not in self._started
        try:
            _check_sent(chosen, {"routine": str, "minutes": int | None})
            if is_open and chosen != self.choices["chosen"]:
                for callback in self._on_choice:
                    callback(chosen["routine"], chosen.get("minutes"))
        finally:
            # What could not be had is not waited for.
            self.chosen = {}

    def _follow_earlier(self, earlier: dict[str, Any]) -> None:
        _check_sent(earlier, {"session": str, "answer": str, "next": str})
        _check_sent({"figures": (), **earlier}, {"figures": list | tuple})
        for name in earlier.get("figures", ()):
            _check_sent({"figures": name}, {"figures": str})
        if earlier["answer"] == "resume":
            self.session = earlier["session"]
        elif earlier["next"]:
            self.session = earlier["next"]
        for callback in self._on_earlier:
            callback(earlier)
        self._tell_the_end()

    def _tell_the_end(self) -> None:
        end = self._ends.get(self.session, "")
        if end == self.ended:
            return
        before, self.ended = self.ended, end
        is_back = before == "stopped" and self.session == self._ended_session
        self._ended_session = self.session
        for callback in self._on_end if end else self._on_going_on if is_back else ():
            callback()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do it alone, and show what goes wrong: nobody sees the exception of an observer."""
        with self.lock:
            try:
                work()
            except Exception as error:
                _logger.exception("Session %s failed", self.session)
                self.problem = str(error) or type(error).__name__


def _is_whole(event: Any) -> bool:
    """
    Whether something is an event as we send it; another may have its id, and be anything at all.

    Examples
    --------
    >>> event = {"id": "a", "session": "s", "kind": "paused", "seq": 3}
    >>> _is_whole(event), _is_whole({**event, "seq": "3"}), _is_whole({"id": "a"}), _is_whole("a")
    (True, False, False, False)
    """
    words = ("id", "session", "kind")
    return (
        isinstance(event, dict)
        and all(isinstance(event.get(name), str) for name in words)
        and isinstance(event.get("seq", 0), int)
    )


def _by_number(event: Event) -> tuple[str, int]:
    return event["session"], event.get("seq", 0)


def _check_sent(sent: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    """Refuse what no page of ours sends."""
    for name, kind in kinds.items():
        value = sent.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            msg = (
                f"The page sent {name}={shown(value)}, which no player of ours does. "
                "Reload the page."
            )
            raise RoutineError(msg)


def _check(phases: Sequence[Phase], routine: str) -> None:
    if not phases:
        msg = f"{routine}: there is nothing to play. Add a stretch to the routine first."
        raise RoutineError(msg)
