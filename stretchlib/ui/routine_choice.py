"""Which routine today, and in how many minutes: what may be chosen, and what was chosen last."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from stretchlib.catalog.reader import load
from stretchlib.errors import RoutineError
from stretchlib.milliseconds import whole_ms
from stretchlib.routines import Routine, routine, routine_from
from stretchlib.safety import Condition
from stretchlib.safety.triggers import answers_of
from stretchlib.shortening import TITLE, shortened
from stretchlib.ui.screening import fitted

if TYPE_CHECKING:
    from stretchlib.log import Log

MINUTES = (5, 10, 15)
OUTCOME = "routine"
"""By this the log knows the answer to which routine, among the others given before practising."""
SHIPPED = ("gentle", "standard", "longer")


@dataclass(frozen=True)
class Chosen:
    """What somebody practises today."""

    routine: str = ""
    """Its name in the catalog; empty for the one that was proposed, as it is."""
    minutes: int | None = None
    """How long it may take; None for as long as it is."""


class Today(NamedTuple):
    """A routine as it is practised today."""

    routine: Routine
    """Without any step when nothing of it suits the person."""
    changes: list[dict[str, Any]]
    """What was changed for what the person lives with, as `st.safety.allowed` tells it."""
    title: str
    """What it is called on the card: the time stands beside it, and what was left out below."""
    minutes: int | None
    """The time it was made for; None where it stays as long as it is."""
    full_s: float
    """How long it takes in full, with nothing left out for the time."""
    time_note: str
    """What was left out for the time, or why it could not be met; else empty."""


class Choosing:
    """
    What may be chosen instead of a routine that was proposed.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> from stretchlib.routines import routine
    >>> choosing = Choosing(routine("standard"), open_log("sqlite://"))
    >>> choosing.today(Chosen("standard", 5)).time_note
    'Left out for 5 minutes: Hip flexor pull and Seated figure four.'
    """

    def __init__(self, proposed: Routine, log: "Log") -> None:
        self._proposed = proposed
        self._log = log
        self._proposed_name = _name_of(proposed)

    def last(self) -> Chosen:
        """
        What was chosen last instead of the same proposal; else the proposal.

        Another proposal is a choice, too, and a newer one. One that is not in the catalog is
        practised as it came.
        """
        choices = answers_of(self._log.known().screenings, OUTCOME)
        last: dict[str, Any] = choices[-1]["answers"] if choices else {"proposed": ""}
        is_same = bool(self._proposed_name) and last["proposed"] == self._proposed_name
        if is_same and last["routine"] in load().routines:
            return Chosen(last["routine"], last["minutes"])
        return Chosen(self._proposed_name)

    def keep(self, chosen: Chosen) -> None:
        """Keep in the log what is practised, where it is not what would be proposed again."""
        if self._proposed_name and chosen != self.last():
            self._log.add_screening(OUTCOME, {"proposed": self._proposed_name, **asdict(chosen)})

    def routines(self) -> list[dict[str, str]]:
        """`name` and `title` of each routine that may be chosen, the person's own last."""
        known = load().routines
        names = sorted(known, key=_sort_key)
        listed = [{"name": name, "title": known[name].title} for name in names]
        asis = [] if self._proposed_name else [{"name": "", "title": self._proposed.title}]
        return asis + listed

    def today(self, chosen: Chosen, also: Iterable[Condition] = ()) -> Today:
        """
        What is practised: the routine, made to fit the person, and then the time.

        Raises
        ------
        UnknownName
            When there is no such routine any more.
        """
        also = tuple(also)
        wanted = self._wanted(chosen.routine)
        suits, changes = fitted(wanted, self._log, also)
        if chosen.minutes is None or not suits.steps:
            return Today(suits, changes, suits.title, chosen.minutes, suits.duration_s, "")
        try:
            timed = shortened(suits, chosen.minutes)
        except RoutineError:
            note = _not_in(suits, chosen.minutes)
            return Today(suits, changes, suits.title, None, suits.duration_s, note)
        # More time must not give a stretch what somebody is to have less of.
        held = fitted(timed, self._log, also).routine
        own = _own_title(suits.title)
        title = timed.title if held.steps == timed.steps else own
        kept = {step.stretch.slug for step in held.steps}
        out = [step.stretch.title for step in suits.steps if step.stretch.slug not in kept]
        note = f"Left out for {chosen.minutes} minutes: {_listed(out)}." if out else ""
        new = replace(held, title=title)
        return Today(new, changes, own, chosen.minutes, suits.duration_s, note)

    def offer(self, today: Today, chosen: Chosen) -> dict[str, Any]:
        """What the player shows of it: all that may be chosen, and what is."""
        return {
            "routines": self.routines(),
            "minutes": list(MINUTES),
            "full_s": today.full_s,
            "chosen": {"routine": chosen.routine, "minutes": today.minutes},
            "time_note": today.time_note,
        }

    def _wanted(self, name: str) -> Routine:
        if name in ("", self._proposed_name):
            return self._proposed
        return routine(name)


def _name_of(proposed: Routine) -> str:
    """The name in the catalog of a routine that is there as it is; else empty."""
    names = (name for name, file in load().routines.items() if routine_from(file) == proposed)
    return next(names, "")


def _sort_key(name: str) -> tuple[bool, int, str]:
    is_shipped = name in SHIPPED
    return (not is_shipped, SHIPPED.index(name) if is_shipped else 0, name)


def _own_title(title: str) -> str:
    match = TITLE.fullmatch(title)
    assert match
    return match["own"]


def _not_in(routine: Routine, minutes: int) -> str:
    is_short = routine.duration_s < whole_ms(minutes * 60)
    why = "it has too little to fill them" if is_short else "not even one of its stretches fits"
    return f"{_own_title(routine.title)} in {minutes} minutes: {why}. It stays as it is."


def _listed(titles: list[str]) -> str:
    *others, last = titles
    return " and ".join(filter(None, [", ".join(others), last]))
