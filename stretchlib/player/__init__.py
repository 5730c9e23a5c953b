"""The player: a widget that keeps time in the browser and hands back what happened."""

import logging
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from stretchlib.errors import RoutineError
from stretchlib.stretch import Phase

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

    Raises
    ------
    RoutineError
        When there is nothing to play.

    Examples
    --------
    >>> from stretchlib.stretch import Phase
    >>> hug = Phase(0, 1, 1, "double_knee_hug", "Double knee hug", "lower back", "both",
    ...             "stretch", "hold", 0.0, 90.0, (), ())
    >>> Player([hug], session="s1", routine="A quiet minute", save=lambda events: [])
    Player('A quiet minute', 1 phase, 90 s)
    """

    _esm = _HERE / "static" / "player.js"
    _css = _HERE / "static" / "player.css"

    timeline = traitlets.List(traitlets.Dict()).tag(sync=True)
    """One dict per phase, as `dataclasses.asdict` gives it."""
    settings = traitlets.Dict().tag(sync=True)
    """`session`, `routine`, `sound` (bool), `volume` (0 to 1), `ready_s` (before it moves)."""
    acked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of the events that are safe."""
    problem = traitlets.Unicode().tag(sync=True)
    """A sentence to show; empty when all is well."""
    outbox = traitlets.List(traitlets.Dict()).tag(sync=True, echo_update=False)
    """From the browser: the events that it does not know to be safe."""

    _open: ClassVar["weakref.ref[Player] | None"] = None

    def __init__(
        self,
        phases: Sequence[Phase],
        *,
        session: str,
        routine: str,
        save: Callable[[list[Event]], list[str]],
    ) -> None:
        if not phases:
            msg = f"{routine}: there is nothing to play. Add a stretch to the routine first."
            raise RoutineError(msg)
        # ipykernel 7 calls handlers on changing threads, and two of them at once.
        self._lock = threading.RLock()
        self._save = save
        self._ended = False
        self._on_end: list[Callable[[], None]] = []
        super().__init__(
            timeline=[asdict(phase) for phase in phases],
            settings={
                "session": session,
                "routine": routine,
                "sound": True,
                "volume": 0.6,
                "ready_s": 3,
            },
        )
        self.observe(self._receive, names=["outbox"])
        self._close_the_one_before()

    def on_end(self, callback: Callable[[], None]) -> None:
        """Call `callback` once, as soon as the end of the session is saved."""
        self._on_end.append(callback)

    def __repr__(self) -> str:
        count = len(self.timeline)
        seconds = sum(phase["duration_s"] for phase in self.timeline)
        phases = "1 phase" if count == 1 else f"{count} phases"
        return f"Player({self.settings['routine']!r}, {phases}, {seconds:g} s)"

    def _close_the_one_before(self) -> None:
        before, Player._open = Player._open, weakref.ref(self)
        player = before() if before else None
        if player is not None:
            player.close()

    def _receive(self, change: dict[str, Any]) -> None:
        """Save what came, and show what goes wrong: nobody sees the exception of an observer."""
        events = change["new"]
        if not events:
            return
        with self._lock:
            try:
                self.acked = self._save(events)
                self.problem = ""
                self._tell_the_end(events)
            except Exception as error:
                _logger.exception("Events of session %s failed", self.settings["session"])
                self.problem = str(error) or type(error).__name__
                # The browser offers the same list again, and an equal value would not be noticed.
                self.outbox = []

    def _tell_the_end(self, events: list[Event]) -> None:
        safe = set(self.acked)
        if self._ended or not any(e["kind"] in _ENDS and e["id"] in safe for e in events):
            return
        self._ended = True
        for callback in self._on_end:
            callback()
