"""Where a practice may stand, and what leads from there to where."""

from collections.abc import Mapping
from enum import StrEnum

from stretchlib.errors import RoutineError


class State(StrEnum):
    """Where a practice stands, and so what it shows."""

    OPENED = "opened"
    SCREENING = "screening"
    """The warning signs, before anything else."""
    NOTHING = "nothing"
    """Nothing of the routine suits the person; what would, or whom it needs."""
    CHECK_IN = "check-in"
    """The questions before; Start stands beside them, where they ask for nothing else."""
    LEG = "leg"
    """It goes below the knee, and that is new."""
    LEG_SIGNS = "leg signs"
    """The warning signs that come of it."""
    LEG_MINDED = "leg minded"
    """No sign applies: the routine minds the leg."""
    SORE = "sore"
    """Something gentle is offered, or rest."""
    REST = "rest"
    PLAY = "play"
    """The player alone: its Start, then the routine, then its end."""
    CHECK_OUT = "check-out"
    """The questions after, and above them what to do where something hurt."""
    EMERGENCY = "emergency"
    """What hurt is to be seen at once: nothing is asked."""
    SAVED = "saved"
    MOVED = "moved"
    """Another practice has closed the player of this one."""


class Signal(StrEnum):
    """What a form, the player or another practice tells a practice."""

    OPEN = "open"
    CLOSED = "closed"
    """Another practice has closed the player."""

    NEWS = "something is new"
    BRING_BACK = "bring back"
    """What rests because it hurt twice."""
    INSTEAD = "practise these instead"
    SIGNS_ANSWERED = "signs answered"
    CHECKED_IN = "checked in"
    LEG_SIGNS = "signs for the leg"
    LEG_SIGNS_ANSWERED = "signs for the leg answered"
    WITH_LEG_IN_MIND = "go on with the leg in mind"
    LESS = "practise less"
    REST = "rest"
    SIGNS_AFTER = "signs after it hurt"
    READ = "advice read"
    CHECKED_OUT = "checked out"
    MEASURE = "measure"
    AGAIN = "practise again"

    OFFERED = "earlier session offered"
    RESUMED = "earlier session resumed"
    FORGOTTEN = "earlier session given up"
    CHOSEN = "routine or minutes chosen"
    STARTED = "started"
    """Start was pressed beside the questions."""
    ENDED = "ended"
    TAKEN_BACK = "end taken back"


BEFORE = (
    State.SCREENING,
    State.NOTHING,
    State.CHECK_IN,
    State.LEG,
    State.LEG_SIGNS,
    State.LEG_MINDED,
    State.SORE,
)
"""A form stands before the player, which keeps its place and may be hidden."""
AFTER = (State.CHECK_OUT, State.EMERGENCY, State.SAVED)
"""It is over: another practice may have the player, and this one stays as it is."""

Leads = Mapping[Signal, tuple[State, ...]]
_AT_THE_DOOR = (State.SCREENING, State.CHECK_IN, State.NOTHING)
_FITTED = (State.CHECK_IN, State.NOTHING)
_BEGUN = (State.PLAY, State.SORE)
_ENDED = (State.CHECK_OUT, State.EMERGENCY)


def _before(state: State, leads: Leads) -> Leads:
    player: Leads = {
        Signal.OFFERED: (state,),
        Signal.RESUMED: (State.PLAY,),
        Signal.FORGOTTEN: (state,),
        Signal.CLOSED: (State.MOVED,),
    }
    return {**player, **leads}


def _after(state: State, leads: Leads) -> Leads:
    player: Leads = {
        Signal.OFFERED: (state,),
        Signal.RESUMED: (State.PLAY,),
        Signal.FORGOTTEN: (State.PLAY, State.SCREENING),
        Signal.CLOSED: (state,),
        Signal.ENDED: _ENDED,
        Signal.TAKEN_BACK: (state,),
    }
    return {**player, **leads}


TRANSITIONS: Mapping[State, Leads] = {
    State.OPENED: {Signal.OPEN: _AT_THE_DOOR},
    State.SCREENING: _before(State.SCREENING, {Signal.SIGNS_ANSWERED: _FITTED}),
    State.NOTHING: _before(
        State.NOTHING,
        {
            Signal.INSTEAD: _FITTED,
            Signal.NEWS: (State.SCREENING,),
            Signal.BRING_BACK: _FITTED,
        },
    ),
    State.CHECK_IN: _before(
        State.CHECK_IN,
        {
            Signal.CHECKED_IN: (*_AT_THE_DOOR, State.LEG, *_BEGUN),
            Signal.STARTED: (*_AT_THE_DOOR, State.LEG, *_BEGUN),
            Signal.CHOSEN: _FITTED,
            Signal.NEWS: (State.SCREENING,),
            Signal.BRING_BACK: _FITTED,
        },
    ),
    State.LEG: _before(
        State.LEG, {Signal.LEG_SIGNS: (State.LEG_SIGNS,), Signal.REST: (State.REST,)}
    ),
    State.LEG_SIGNS: _before(State.LEG_SIGNS, {Signal.LEG_SIGNS_ANSWERED: (State.LEG_MINDED,)}),
    State.LEG_MINDED: _before(
        State.LEG_MINDED, {Signal.WITH_LEG_IN_MIND: _BEGUN, Signal.REST: (State.REST,)}
    ),
    State.SORE: _before(
        State.SORE,
        {Signal.LESS: (State.PLAY,), Signal.REST: (State.REST,), Signal.ENDED: _ENDED},
    ),
    State.REST: _before(State.REST, {Signal.ENDED: _ENDED}),
    State.PLAY: {
        Signal.OFFERED: (State.PLAY,),
        Signal.RESUMED: (State.PLAY,),
        Signal.FORGOTTEN: (State.PLAY, State.SCREENING),
        Signal.CHOSEN: (State.PLAY, State.NOTHING),
        Signal.ENDED: _ENDED,
        Signal.TAKEN_BACK: (State.PLAY,),
        Signal.CLOSED: (State.MOVED,),
    },
    State.CHECK_OUT: _after(
        State.CHECK_OUT,
        {
            Signal.CHECKED_OUT: (State.SAVED,),
            Signal.SIGNS_AFTER: (State.SCREENING,),
            Signal.TAKEN_BACK: (State.PLAY,),
        },
    ),
    State.EMERGENCY: _after(State.EMERGENCY, {Signal.READ: (State.SAVED,)}),
    State.SAVED: _after(State.SAVED, {Signal.MEASURE: (State.SAVED,), Signal.AGAIN: _AT_THE_DOOR}),
    State.MOVED: {Signal.AGAIN: _AT_THE_DOOR},
}
"""From each state, the signals that may come there, and where each may lead."""


def leads(state: State, signal: Signal) -> tuple[State, ...]:
    """
    Where a signal may lead from a state.

    Raises
    ------
    RoutineError
        When it is none of that state, as when a button is pressed twice.

    Examples
    --------
    >>> [each.value for each in leads(State.SORE, Signal.REST)]
    ['rest']
    """
    if signal not in TRANSITIONS[state]:
        msg = f"That button no longer does anything ({signal.value}). Go on with what is shown now."
        raise RoutineError(msg)
    return TRANSITIONS[state][signal]
