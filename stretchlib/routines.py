"""A routine is the score; its timeline is every phase of the playing, compiled beforehand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING

from stretchlib import _html, text
from stretchlib.catalog.reader import get_stretch, load
from stretchlib.errors import RoutineError, check_one_of, shown
from stretchlib.model import RoutineEntry, Stretch
from stretchlib.phases import PACES, Pace, Phase, Side
from stretchlib.timeline import Step, compiled, length_s

if TYPE_CHECKING:
    import pandas as pd


__all__ = ["COLUMNS", "Routine", "Step", "routine", "routine_from"]

MOST_SETS = 100
"""As many as a file may say."""
COLUMNS = {
    "phase": "int64",
    "step": "int64",
    "set": "int64",
    "stretch": "str",
    "side": "str",
    "stage": "str",
    "pace": "str",
    "start_s": "float64",
    "duration_s": "float64",
    "cues": "object",
    "beats": "object",
}


@dataclass(frozen=True)
class Routine:
    """
    An ordered, titled, immutable list of steps: the score.

    Each `add` answers a new routine, so one can be built in a sentence and shared in safety.

    Examples
    --------
    >>> from stretchlib.phases import Hold
    >>> short = Routine("Short").add("double_knee_hug", Hold(20), sets=2)
    >>> len(short), short.duration_s
    (1, 113.0)
    """

    title: str
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.title, str):
            msg = f'title={shown(self.title)} is not a text. Put it in quotes: Routine("Mine").'
            raise RoutineError(msg)
        is_list = isinstance(self.steps, tuple)
        if not is_list or not all(isinstance(step, Step) for step in self.steps):
            cure = 'Add them one by one: Routine("Mine").add("double_knee_hug").'
            msg = f"steps={shown(self.steps)} are not steps of a routine. {cure}"
            raise RoutineError(msg)

    def add(
        self,
        slug: str,
        pace: Pace | str | None = None,
        *,
        sets: int = 1,
        enhance: bool | float = False,
        rest_s: float = 5.0,
        sides: Sequence[str] | str | None = None,
    ) -> "Routine":
        """
        A new routine with one step more.

        Parameters
        ----------
        slug : str
            A stretch of the catalog.
        pace : Hold, Pulse, Breath, or the name of one of the stretch's own paces
            The stretch's usual pace when left out.
        sets : int
            How often the pace is done on each side.
        enhance : bool or float
            Seconds of `enhance` after the last set of each side; True for the stretch's usual.
        rest_s : float
            Seconds between two sets.
        sides : str or sequence of str
            One of the stretch's own sides, or several in the order to do them; all when left out.

        Raises
        ------
        UnknownName
            No such stretch or pace.
        RoutineError
            Sets below 1, a pace or side that the stretch lacks, seconds of 0 or less.

        Examples
        --------
        >>> both = Routine("Mine").add("standing_hamstring", "hold").add("double_knee_hug")
        >>> [str(step.pace) for step in both.steps]
        ['hold 30 s', 'hold 25 s']
        """
        stretch = get_stretch(slug)
        step = Step(
            stretch,
            _pace_for(stretch, pace),
            _checked_sets(stretch, sets),
            _enhance_for(stretch, enhance),
            _checked_rest(stretch, rest_s),
            _sides_for(stretch, sides),
        )
        return replace(self, steps=(*self.steps, step))

    @property
    def duration_s(self) -> float:
        """Seconds from the first setup to the end; 0 for a routine without steps."""
        return length_s(self.steps)

    def one_trip(self) -> "Routine":
        """
        The same steps in one trip to the floor: on the chair, standing, then on the floor.

        Nobody has to get down and up more than once. The lower back stays last, as in the order of
        the source; those in one position keep their order.

        Examples
        --------
        >>> [step.stretch.slug for step in routine("standard").one_trip().steps]
        ['seated_figure_four', 'standing_hamstring', 'hip_flexor_pull', 'double_knee_hug']
        """
        return replace(self, steps=tuple(sorted(self.steps, key=_order_in_one_trip)))

    def shorten(self, minutes: float) -> "Routine":
        """
        Make a version of a routine that takes at most so many minutes, and nearly all of them.

        All stretches get less or more in the same proportion, the same for each side. Before a side
        would be under stretch for less than 20 seconds, a stretch is left out, and the title says
        which: a second one for the same muscle first, else the one that takes most time. Where all
        stay, none grows beyond twice what it had, nor beyond 80 seconds a side, as in `longer`;
        time beyond that goes into longer rests.

        Parameters
        ----------
        minutes : float
            How long it may take.

        Returns
        -------
        Routine
            At most the time; and nine tenths of it, or all but a minute, or as near as the
            routine's own sets and pulses come.

        Raises
        ------
        RoutineError
            When it cannot be that short or that long; the message says how short or long it can be.

        Examples
        --------
        >>> routine("standard").shorten(minutes=5).title
        'Standard, 5 minutes, without ... seated figure four'
        """
        from stretchlib.shortening import shortened

        return shortened(self, minutes)

    def save(self, slug: str, *, replace: bool = False) -> str:
        """
        Keep a routine in your own folder; `st.routine(slug)` gives it back.

        Parameters
        ----------
        slug : str
            Its name in code: small letters, figures and underscores, such as `"my_mornings"`. That
            of a shipped routine puts yours in its place.
        replace : bool
            Whether a file that is there already may be replaced.

        Returns
        -------
        str
            Path of the file, which you may pass on as it is.

        Raises
        ------
        CatalogError
            When it is not a slug, the file is there already, or the folder cannot be written to.
        RoutineError
            When the routine has no steps.

        Examples
        --------
        >>> Routine("Mine").save("mine")
        Traceback (most recent call last):
        ...
        stretchlib.errors.RoutineError: 'Mine' is empty. Add a stretch: .add("double_knee_hug").
        """
        from stretchlib.user.routine_files import save_routine

        return save_routine(self, slug, replace=replace)

    def phases(self) -> tuple[Phase, ...]:
        """Every phase in order, as the player plays them; empty without steps."""
        return self._phases

    @cached_property
    def _phases(self) -> tuple[Phase, ...]:
        return _compiled(self.steps)

    def timeline(self) -> "pd.DataFrame":
        """
        Every phase in order, as a table.

        Returns
        -------
        DataFrame, one row per phase
            `phase` (from 0), `step` and `set` (from 1), `stretch` (slug), `side`, `stage`, `pace`
            (missing where nothing is paced), `start_s` (seconds after the routine began),
            `duration_s`, `cues` (tuple of `(at_s, text, spoken)`), `beats` (tuple of
            `(at_s, kind)`). `at_s` counts from the start of the phase. Empty, with the same
            columns and types, for a routine without steps.

        Examples
        --------
        >>> Routine("One").add("double_knee_hug").timeline()[["stage", "start_s", "duration_s"]]
             stage  start_s  duration_s
        0    setup      0.0        50.0
        1  stretch     50.0        25.0
        2     exit     75.0        18.0
        """
        import pandas as pd

        rows = [{name: getattr(phase, name) for name in COLUMNS} for phase in self.phases()]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        steps = text.count(len(self), "step")
        return f"<Routine {self.title!r}: {steps}, {text.clock(self.duration_s)} min>"

    def _repr_html_(self) -> str:
        heads = ["step", "stretch", "sides", "sets", "pace", "enhance", "under stretch a side"]
        rows = [
            (
                number,
                step.stretch.title,
                ", then ".join(step.sides),
                step.sets,
                step.pace,
                f"{step.enhance_s:g} s" if step.enhance_s else None,
                f"{step.dose_s:g} s",
            )
            for number, step in enumerate(self.steps, 1)
        ]
        total = f"<b>{escape(self.title)}</b>, {text.clock(self.duration_s)} minutes in all"
        return f"<p>{total}</p>{_html.table(heads, rows)}"


def routine(name: str) -> Routine:
    """
    A routine of the catalog: `gentle`, `standard`, `longer`, or one of the person's own.

    Raises
    ------
    UnknownName
        No such routine; the message says which one was probably meant.

    Examples
    --------
    >>> len(routine("standard"))
    4
    """
    found = load()
    if isinstance(name, str) and name not in found.routines:
        found.refuse_broken("routines", name)
    return routine_from(found.routines[check_one_of("routine", name, found.routines)])


def check_routine(value: object) -> Routine:
    """
    Return a routine; the error for anything else says how to have one.

    Examples
    --------
    >>> check_routine("standard")
    Traceback (most recent call last):
    ...
    stretchlib.errors.RoutineError: 'standard' is not a routine. Give one, such as
    st.routine("standard").
    """
    if isinstance(value, Routine):
        return value
    msg = f'{shown(value)} is not a routine. Give one, such as st.routine("standard").'
    raise RoutineError(msg)


def routine_from(file: RoutineEntry) -> Routine:
    """A routine from its entry in the catalog."""
    made = Routine(file.title)
    for step in file.steps:
        made = made.add(
            step.stretch,
            step.pace,
            sets=step.sets,
            enhance=step.enhance_s,
            rest_s=step.rest_s,
            sides=step.sides,
        )
    return made


def _pace_for(stretch: Stretch, pace: Pace | str | None) -> Pace:
    if pace is None:
        return next(iter(stretch.paces.values()))
    if isinstance(pace, str):
        return stretch.paces[check_one_of(f"pace of {stretch.slug}", pace, stretch.paces)]
    if not isinstance(pace, tuple(PACES.values())):
        cure = "Give st.Hold(20), or a name: 'hold'."
        msg = f"{stretch.title}: pace={shown(pace)} is not a pace. {cure}"
        raise RoutineError(msg)
    if pace.kind not in stretch.paces:
        has = " or ".join(stretch.paces)
        msg = f"{stretch.title}: it is not done as a {pace.kind}. Give a {has}."
        raise RoutineError(msg)
    return pace


def _checked_sets(stretch: Stretch, sets: int) -> int:
    if isinstance(sets, bool) or not isinstance(sets, int) or not 0 < sets <= MOST_SETS:
        cure = f"Give a whole number from 1 to {MOST_SETS}."
        msg = f"{stretch.title}: sets={shown(sets)} is not possible. {cure}"
        raise RoutineError(msg)
    return sets


def _checked_rest(stretch: Stretch, rest_s: float) -> float:
    if isinstance(rest_s, bool) or not isinstance(rest_s, int | float) or not 0 < rest_s < 3600:
        cure = "give more than 0 seconds, such as 5."
        msg = f"{stretch.title}: rest_s={shown(rest_s)} is not a rest; {cure}"
        raise RoutineError(msg)
    return float(rest_s)


def _enhance_for(stretch: Stretch, enhance: bool | float) -> float:
    is_number = isinstance(enhance, int | float) and 0 <= enhance < 3600
    if not is_number:
        cure = "Give seconds, such as 10."
        msg = f"{stretch.title}: enhance={shown(enhance)} is not possible. {cure}"
        raise RoutineError(msg)
    seconds = stretch.enhance_s if enhance is True else float(enhance)
    if enhance and not stretch.has_enhance:
        msg = f"{stretch.title}: it has no enhance stage of its own. Leave enhance out."
        raise RoutineError(msg)
    return seconds


def _sides_for(stretch: Stretch, sides: Sequence[str] | str | None) -> tuple[Side, ...]:
    if sides is None:
        return stretch.sides
    is_one = isinstance(sides, str) or not isinstance(sides, Iterable)
    wanted: tuple[object, ...] = (sides,) if is_one else tuple(sides)
    has = " and ".join(stretch.sides)
    for side in wanted:
        if not isinstance(side, str) or side not in stretch.sides:
            msg = f"{stretch.title}: it has no side {shown(side)}. Its sides are: {has}."
            raise RoutineError(msg)
    if not wanted or len(set(wanted)) < len(wanted):
        msg = (
            f"{stretch.title}: sides={shown(list(wanted))} is not possible. "
            f"Name each of {has} once."
        )
        raise RoutineError(msg)
    return tuple(side for one in wanted for side in stretch.sides if side == one)


# A practice asks for one timeline several times: as proposed, as fitted, and of one trip.
@lru_cache(maxsize=16)
def _compiled(steps: tuple[Step, ...]) -> tuple[Phase, ...]:
    return compiled(steps)


_ONE_TRIP = {"sitting": 0, "standing": 1, None: 2, "all_fours": 3, "lying": 3, "prone": 3}


def _order_in_one_trip(step: Step) -> tuple[bool, int]:
    stretch = step.stretch
    return stretch.target == "lower back", _ONE_TRIP[stretch.posture]


def phases_in_one_trip(routine: Routine) -> tuple[Phase, ...]:
    """The phases in one trip to the floor; none where that would change nothing."""
    trip = routine.one_trip()
    usual, phases = routine.phases(), trip.phases()
    # The log knows the phases of a session by their number.
    return phases if trip != routine and len(phases) == len(usual) else ()
