"""What one practice is of today, and what the answers before it ask for instead."""

from collections.abc import Mapping
from datetime import datetime, time
from html import escape
from typing import TYPE_CHECKING, Any

from stretchlib.phases import Phase
from stretchlib.routines import Routine, phases_in_one_trip
from stretchlib.safety import Condition
from stretchlib.safety.session_dose import past_the_mark
from stretchlib.safety.tailoring import HURT_TWICE
from stretchlib.safety.triggers import (
    HIGH_PAIN,
    LEG_PAIN,
    Worse,
    chosen,
    ended_worse,
    new_below_knee,
)
from stretchlib.ui.check_in import NEXT_DAY, past_mark_advice
from stretchlib.ui.player_drawings import drawings
from stretchlib.ui.routine_choice import Choosing, Chosen, Today
from stretchlib.ui.screening import (
    changes_html,
    condition_advice,
    conditions_today,
    last_logged_extent,
)

if TYPE_CHECKING:
    from stretchlib.log import Log

Scores = Mapping[str, int | None]


class TodaysRoutine:
    """The routine that was proposed or chosen, made to fit the person as the log knows them."""

    def __init__(self, proposed: Routine, log: "Log") -> None:
        self._log = log
        self._minded: tuple[Condition, ...] = ()
        self._today: Today | None = None
        self.planned = proposed
        """What the questions are asked for."""
        self.worse: Worse | None = None
        """The last session, where it ended worse and nobody was asked about the day after."""
        self.propose(proposed)

    def propose(self, routine: Routine) -> None:
        """Have another one as the proposal."""
        self._choosing = Choosing(routine, self._log)
        self._chosen = self._choosing.last()

    def fit(self) -> Today:
        """What was chosen, made to fit the person as the log knows them today."""
        self._today = self._choosing.today(self._chosen, self._minded)
        return self._today

    def fit_anew(self) -> Today:
        """The same, with nothing in mind that was answered for today alone."""
        self._minded = ()
        return self.fit()

    def plan(self, today: Today) -> None:
        """Plan this."""
        self.planned = today.routine

    def find_worse(self) -> None:
        """Look in the log for a session after which the day after is asked about."""
        known = self._log.known()
        last = [known.last_session] if known.last_session else []
        day = datetime.combine(datetime.now().astimezone().date(), time())
        self.worse = ended_worse(last, known.last_pain, day)

    def has_changed(self) -> bool:
        """Whether another routine would fit by now than the one that is planned."""
        return self.fit().routine != self.planned

    def choose(self, routine: str, minutes: int | None) -> Today:
        """Fit another routine, or another time; what was chosen before stays where that fails."""
        before, self._chosen = self._chosen, Chosen(routine, minutes)
        try:
            return self.fit()
        except Exception:
            self._chosen = before
            raise

    def settle(self, today: Today) -> None:
        """Plan what was chosen, in the minutes that it can have."""
        self._chosen = Chosen(self._chosen.routine, today.minutes)
        self.plan(today)

    def keep_choice(self) -> None:
        """Keep in the log what was chosen."""
        self._choosing.keep(self._chosen)

    def mind_the_leg(self) -> Today:
        """Fit and plan it with pain down a leg in mind, whether or not that was ticked."""
        known = {one.name for one in conditions_today(self._log)}
        self._minded = () if known & {*LEG_PAIN} else (Condition(LEG_PAIN[0]),)
        today = self.fit()
        self.plan(today)
        return today

    def is_sore(self, scores: Scores) -> bool:
        """Whether they hurt much, or did so on the day after a session that made it worse."""
        if self.worse and (scores[NEXT_DAY] or 0) > self.worse.before:
            return True
        return (scores["pain"] or 0) >= HIGH_PAIN

    def is_new_below_knee(self, scores: Scores) -> bool:
        """Whether it goes below the knee, and did not when they last answered."""
        return new_below_knee(last_logged_extent(self._log), scores["extent"])

    def asks_for_more(self, scores: Scores) -> bool:
        """Whether the answers ask for something else than this routine."""
        return self.is_sore(scores) or self.is_new_below_knee(scores)

    def head(self, today: Today, lead: str = "") -> str:
        """What stands above the questions: which routine, and what was changed in it."""
        much = past_mark_advice(past_the_mark(today.routine))
        count = "four" if self.worse else "three"
        ask = f"<p>Before you begin, {count} questions.</p>"
        return f"<h3>{escape(today.title)}</h3>{lead}{changes_html(today.changes)}{much}{ask}"

    def condition_advice(self) -> str:
        """Whom to ask and what to do before all else, as HTML."""
        return condition_advice(chosen(self._log.known().screenings))

    def for_player(self, routine: Routine) -> dict[str, Any]:
        """What a player shows of a routine, by the names of its arguments."""
        today = self._today
        is_today = today is not None and today.routine == routine
        one_trip: tuple[Phase, ...] | list[Phase] = phases_in_one_trip(routine)
        return {
            "routine": today.title if today and is_today else routine.title,
            "drawings": drawings(routine),
            "in_one_trip": one_trip,
            "choices": self._choosing.offer(today, self._chosen) if today and is_today else {},
        }


def resting(today: Today) -> list[str]:
    """The slugs of what rests because it hurt twice."""
    resting = (row for row in today.changes if row["condition"] == HURT_TWICE)
    return list(dict.fromkeys(row["stretch"] for row in resting))
