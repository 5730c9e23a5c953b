"""A routine is the score; its timeline is every phase of the playing, compiled beforehand."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from stretchlib import _html
from stretchlib.catalog import get_stretch, load
from stretchlib.errors import RoutineError, check_one_of
from stretchlib.stretch import (
    PACES,
    Beat,
    Cue,
    Pace,
    Phase,
    Side,
    Stage,
    Stretch,
    TimedCue,
    spoken_s,
)

if TYPE_CHECKING:
    from stretchlib._files import RoutineFile

REST_CUE = Cue("rest", "Ease off, and breathe.", "Ease off.")
BREATHING_SPACE_S = 1.5
"""Silence left after each spoken cue, so that two never run together."""

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
class Step:
    """One stretch with its pace and sets, as a routine writes it."""

    stretch: Stretch
    pace: Pace
    sets: int = 1
    enhance_s: float = 0.0
    """Seconds of `enhance` after the last set of each side."""
    rest_s: float = 5.0
    """Seconds between two sets of a side."""
    sides: tuple[Side, ...] = ()

    @property
    def dose_s(self) -> float:
        """Seconds of `stretch` and `enhance` that each side gets."""
        return self.sets * self.pace.duration_s + self.enhance_s


@dataclass(frozen=True)
class Routine:
    """
    An ordered, titled, immutable list of steps: the score.

    Each `add` answers a new routine, so one can be built in a sentence and shared in safety.

    Examples
    --------
    >>> from stretchlib.stretch import Hold
    >>> short = Routine("Short").add("double_knee_hug", Hold(20), sets=2)
    >>> len(short), short.duration_s
    (1, 75.0)
    """

    title: str
    steps: tuple[Step, ...] = ()

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
        return sum(phase.duration_s for phase in self.phases())

    def phases(self) -> tuple[Phase, ...]:
        """Every phase in order, as the player plays them; empty without steps."""
        starts = itertools.accumulate((p.duration_s for p in _all(self.steps)), initial=0.0)
        return tuple(
            replace(phase, phase=number, start_s=start)
            for number, (phase, start) in enumerate(zip(_all(self.steps), starts, strict=False))
        )

    def timeline(self) -> pd.DataFrame:
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
        0    setup      0.0        30.0
        1  stretch     30.0        25.0
        """
        rows = [{name: getattr(phase, name) for name in COLUMNS} for phase in self.phases()]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        steps = "1 step" if len(self) == 1 else f"{len(self)} steps"
        return f"<Routine {self.title!r}: {steps}, {_html.clock(self.duration_s)} min>"

    def _repr_html_(self) -> str:
        heads = ["", "stretch", "sides", "sets", "pace", "enhance", "a side"]
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
        total = f"<b>{escape(self.title)}</b>, {_html.clock(self.duration_s)} minutes in all"
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
    >>> routine("standard")
    <Routine 'Standard': 4 steps, 10:00 min>
    """
    found = load()
    if name not in found.routines:
        found.refuse_broken("routines", name)
    return routine_from(found.routines[check_one_of("routine", name, found.routines)])


def routine_from(file: "RoutineFile") -> Routine:
    """A routine from its checked file."""
    made = Routine(file.title)
    for step in file.steps:
        (pace,) = step.paces().values()
        made = made.add(
            step.stretch,
            pace,
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
        msg = f"{stretch.title}: pace={pace!r} is not a pace. Give st.Hold(20), or a name: 'hold'."
        raise RoutineError(msg)
    if pace.kind not in stretch.paces:
        has = " or ".join(stretch.paces)
        msg = f"{stretch.title}: it is not done as a {pace.kind}. Give a {has}."
        raise RoutineError(msg)
    return pace


def _checked_sets(stretch: Stretch, sets: int) -> int:
    if isinstance(sets, bool) or not isinstance(sets, int) or sets < 1:
        msg = f"{stretch.title}: sets={sets!r} cannot be done. Give a whole number from 1."
        raise RoutineError(msg)
    return sets


def _checked_rest(stretch: Stretch, rest_s: float) -> float:
    if isinstance(rest_s, bool) or not isinstance(rest_s, int | float) or not 0 < rest_s < 3600:
        msg = f"{stretch.title}: rest_s={rest_s!r} is no rest. Give more than 0 seconds, such as 5."
        raise RoutineError(msg)
    return float(rest_s)


def _enhance_for(stretch: Stretch, enhance: bool | float) -> float:
    seconds = stretch.enhance_s if enhance is True else float(enhance)
    if not 0 <= seconds < 3600:
        msg = f"{stretch.title}: enhance={enhance!r} cannot be done. Give seconds, such as 10."
        raise RoutineError(msg)
    if enhance and not stretch.has_enhance:
        msg = f"{stretch.title}: it has no enhance stage of its own. Leave enhance out."
        raise RoutineError(msg)
    return seconds


def _sides_for(stretch: Stretch, sides: Sequence[str] | str | None) -> tuple[Side, ...]:
    if sides is None:
        return stretch.sides
    wanted = (sides,) if isinstance(sides, str) else tuple(sides)
    has = " and ".join(stretch.sides)
    for side in wanted:
        if side not in stretch.sides:
            msg = f"{stretch.title}: it has no side {side!r}. Its sides are: {has}."
            raise RoutineError(msg)
    if not wanted or len(set(wanted)) < len(wanted):
        msg = f"{stretch.title}: sides={list(wanted)!r} cannot be done. Name each of {has} once."
        raise RoutineError(msg)
    return tuple(side for side in wanted if side in stretch.sides)


def _all(steps: Sequence[Step]) -> Iterator[Phase]:
    for number, step in enumerate(steps, 1):
        yield from _step_phases(number, step)


def _step_phases(number: int, step: Step) -> Iterator[Phase]:
    for place, side in enumerate(step.sides):
        first: Stage = "switch" if place else "setup"
        least = step.stretch.switch_s if place else step.stretch.setup_s
        leading = step.stretch.cues_in(first)
        yield _phase(number, step, 1, side, first, max(least, _time_to_say(leading, side)), leading)
        for set_ in range(1, step.sets + 1):
            if set_ > 1:
                yield _phase(number, step, set_, side, "rest", step.rest_s, (REST_CUE,))
            yield _stretching(number, step, set_, side)
        if step.enhance_s:
            said = step.stretch.cues_in("enhance")
            yield _phase(number, step, step.sets, side, "enhance", step.enhance_s, said, "hold")


def _stretching(number: int, step: Step, set_: int, side: Side) -> Phase:
    kind = step.pace.kind
    first, *others = step.stretch.cues_in("stretch", kind)
    # Each set opens with what to do, then goes on where the last one stopped, so that a short
    # hold still hears every cue in its turn.
    turn = (set_ - 1) % len(others) if others else 0
    said = (first, *others[turn:], *others[:turn])
    beats = step.pace.beats()
    return _phase(number, step, set_, side, "stretch", step.pace.duration_s, said, kind, beats)


def _phase(
    number: int,
    step: Step,
    set_: int,
    side: Side,
    stage: Stage,
    duration_s: float,
    said: tuple[Cue, ...],
    pace: str | None = None,
    beats: tuple[Beat, ...] = (),
) -> Phase:
    return Phase(
        phase=0,
        step=number,
        set=set_,
        stretch=step.stretch.slug,
        title=step.stretch.title,
        target=step.stretch.target,
        side=side,
        stage=stage,
        pace=pace,
        start_s=0.0,
        duration_s=float(duration_s),
        cues=_placed(said, side, duration_s),
        beats=beats,
    )


def _time_to_say(said: tuple[Cue, ...], side: Side) -> float:
    return sum(spoken_s(cue.on(side)[1]) + BREATHING_SPACE_S for cue in said)


def _placed(said: tuple[Cue, ...], side: Side, duration_s: float) -> tuple[TimedCue, ...]:
    """As many cues as can be said, spread evenly; the first is always shown, if not spoken."""
    lines = [cue.on(side) for cue in said]
    lengths = [spoken_s(spoken) + BREATHING_SPACE_S for _, spoken in lines]
    fitting = sum(1 for end in itertools.accumulate(lengths) if end <= duration_s)
    if not fitting:
        return tuple(TimedCue(0.0, text, "") for text, _ in lines[:1])
    slack = (duration_s - sum(lengths[:fitting])) / fitting
    starts = itertools.accumulate((length + slack for length in lengths), initial=0.0)
    return tuple(
        TimedCue(round(start, 1), text, spoken)
        for start, (text, spoken) in zip(starts, lines[:fitting], strict=False)
    )
