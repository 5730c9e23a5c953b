"""A goal of one's own: typed, kept, and held beside where the chest is now."""

from typing import TYPE_CHECKING

import ipywidgets

from stretchlib.errors import LogError
from stretchlib.log import check_log
from stretchlib.model import MEASURES
from stretchlib.progress.meaningful_change import check_goal
from stretchlib.progress.verdicts import verdict
from stretchlib.safety.triggers import answers_of
from stretchlib.ui.kit import Form, Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.measure import reading_cm

if TYPE_CHECKING:
    from stretchlib.log import Log

OUTCOME = "goal"
"""By this the log knows the answer to which goal, among the others that were given."""
MEASURE = "chest_to_thigh"


def goal_of(log: "Log") -> float | None:
    """
    The goal that was kept last, in cm; None before that.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> goal_of(open_log("sqlite://")) is None
    True
    """
    goals = answers_of(log.screenings(), OUTCOME)
    return goals[-1]["answers"].get(MEASURE) if goals else None


class Goal(Form):
    """
    Set a goal: the distance from chest to thigh that you would like to reach.

    It is kept in the log, and `dashboard` and `report` speak of it too. Empty takes it away.

    Parameters
    ----------
    log : Log
        From `st.open_log()`; with the sample log it is not kept.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> goal = Goal(log)
    >>> goal.box.value = "9,5"
    >>> goal.keep()
    >>> goal_of(log)
    9.5
    """

    def __init__(self, log: "Log") -> None:
        self._log = check_log(log)
        known = goal_of(log)
        self.box = classed(
            ipywidgets.Text(
                "" if known is None else f"{known:g}",
                description="Your goal, in cm",
                continuous_update=False,
            ),
            "stretch-goal-cm",
        )
        self._message = Message("stretch-goal-message")
        self._verdicts = classed(ipywidgets.HTML(), "stretch-goal-told")
        keep = button("Keep it", shown_when_it_fails(self._message)(self.keep), "stretch-goal-keep")
        row = classed(ipywidgets.HBox([keep]), "stretch-buttons")
        head = prose("<h3>What would be worth having, for you?</h3>")
        super().__init__([head, self.box, row, self._message, self._verdicts], "stretch-goal")
        self._tell(known)

    def __repr__(self) -> str:
        return "Goal()"

    def keep(self) -> None:
        """Keep what was typed; an empty box takes the goal away."""
        measure = MEASURES[MEASURE]
        try:
            goal_cm = check_goal(measure, reading_cm(str(self.box.value), "cm", measure))
        except ValueError as error:
            self._message.warn(str(error))
            return
        self._tell(goal_cm)
        try:
            self._log.add_screening(OUTCOME, {MEASURE: goal_cm})
        except LogError:
            self._message.say("Shown here. It is kept once you have a log of your own.")
        else:
            self._message.say("Kept." if goal_cm is not None else "Taken away.")

    def _tell(self, goal_cm: float | None) -> None:
        measurements = self._log.measurements()
        sides = [
            verdict(measurements, MEASURE, s, goal_cm=goal_cm) for s in MEASURES[MEASURE].sides
        ]
        cards = [side._repr_mimebundle_()["text/html"] for side in sides if len(side.readings)]
        self._verdicts.value = "".join(cards) or "<p>Measure once, and this says where you are.</p>"
