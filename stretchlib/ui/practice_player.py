"""The player of a practice, and its session: in the log before anything is called safe."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ulid import ULID

from stretchlib.errors import NotAllSaved
from stretchlib.phases import Phase
from stretchlib.player import Player
from stretchlib.routines import Routine
from stretchlib.ui.todays_routine import TodaysRoutine

if TYPE_CHECKING:
    from stretchlib.log import Log

WAITING_SESSIONS = 2
"""In the first of them the player waits for the person before each side, and says so."""


class PracticePlayer:
    """
    The player that a practice has now, and its session.

    Parameters
    ----------
    today : TodaysRoutine
        What the Start card may offer, and what of it is kept.
    log : Log
        Where it is kept.
    wire : callable
        Called with each new player.
    begin : callable
        Called when the browser says that a session has begun of which the log does not know;
        whether it may.
    """

    def __init__(
        self,
        today: TodaysRoutine,
        log: "Log",
        wire: Callable[[Player], None],
        begin: Callable[[], bool],
    ) -> None:
        self._today, self._log, self._wire, self._begin = today, log, wire, begin
        self._begun = ""
        self.routine = today.planned
        """What is played, or would be."""
        self.is_renewing = False
        """Whether a new player takes the place of its own."""
        self.renew()

    @property
    def session(self) -> str:
        """The session that is played."""
        return self.widget.session

    @property
    def has_begun(self) -> bool:
        """Whether the log knows of the session."""
        return self._begun == self.session

    def renew(self) -> None:
        """Have a new player, out of sight: what was left in the browser, it finds at once."""
        self.is_renewing = True
        self.widget = Player(
            self.routine.phases(),
            session=str(ULID()),
            save=self._save,
            waits=len(self._log.known().sessions) < WAITING_SESSIONS,
            **self._today.for_player(self.routine),
        )
        self.is_renewing = False
        self.widget.layout.display = "none"
        self.widget.on_order(self._follow_order)
        self._wire(self.widget)

    def make_ready(self, routine: Routine) -> None:
        """Have a player of this routine, the one that is there where it is open still."""
        self.routine = routine
        if self.widget.is_open:
            self.widget.play(routine.phases(), **self._today.for_player(routine))
        else:
            self.renew()

    def start_session(self) -> None:
        """Begin the session in the log, of what is in the player."""
        self._log.start_session(self.routine.title, self.widget.phases, session_id=self.session)
        self._begun = self.session
        self._today.keep_choice()

    def replan(self) -> None:
        """Keep in the log that another routine was chosen for the session, before it is played."""
        self._log.replan(self.session, self.widget.phases, routine=self.routine.title)
        self._today.keep_choice()

    def _follow_order(self, phases: Sequence[Phase]) -> None:
        """Keep the order that was chosen on the Start card, which comes after the answers."""
        if self.has_begun:
            self._log.replan(self.session, phases)

    def _save(self, events: list[dict[str, Any]]) -> list[str]:
        """Save what the log takes; what it can never take holds nothing up."""
        if self._is_beginning(events) and not self._begin():
            return []
        try:
            return self._log.append(events)
        except NotAllSaved as error:
            # What is in it may be anything at all, also an event without an id, or none.
            safe = set(error.saved)
            sent = [event.get("id") for event in events if isinstance(event, dict)]
            self.widget.refuse(
                [name for name in sent if isinstance(name, str) and name not in safe]
            )
            return error.saved

    def _is_beginning(self, events: list[dict[str, Any]]) -> bool:
        began = {"kind": "started", "session": self.session}
        return not self.has_begun and any(
            isinstance(event, dict) and began.items() <= event.items() for event in events
        )
