"""What Python and the browser both know: what the traits hold, the events, and the constants.

`python -m tools.contract` writes it as JavaScript, in `src/contract.mjs`.
"""

from typing import Any, Final, Literal, NotRequired, TypedDict, cast

from stretchlib.model import EVENT_KINDS, HURT_KINDS, SPOKEN_LIMIT_S, WORDS_PER_SECOND
from stretchlib.phases import DOSE_STAGES, SIDES, STAGES, UNDER_STRETCH, Phase, Side, Stage

REASONS: Final = ("too_hard", "sore", "no_time", "other")
"""Why a stretch is skipped, as the log keeps it."""
LIMITS: Final = {
    "volume": {"least": 0.0, "most": 1.0},
    # A slower voice would leave instructions out.
    "voice_rate": {"least": 0.9, "most": 2.0},
    "ready_s": {"least": 0.0, "most": 30.0},
    # How slowly and how quickly anybody is asked to breathe.
    "breaths_per_min": {"least": 4.0, "most": 12.0},
}
"""Between what a person may set what is no switch."""


class SentCue(TypedDict):
    """One cue with its second of the phase, its words on the screen and those for the ear."""

    at_s: float
    text: str
    spoken: str


class SentBeat(TypedDict):
    """One moment of a pace, by its second of the phase."""

    at_s: float
    kind: Literal["hold", "press", "release", "inhale", "exhale"]


class SentOtherPace(TypedDict):
    """What a phase is where somebody chooses the other pace of its step."""

    pace: str | None
    duration_s: float
    cues: list[SentCue]
    beats: list[SentBeat]


class SentPhase(SentOtherPace):
    """One slice of a routine, as Python compiled it; `phases.Phase` says what each field is."""

    phase: int
    step: int
    set: int
    stretch: str
    title: str
    target: str
    side: Side
    stage: Stage
    start_s: float
    part: NotRequired[str]
    other: NotRequired[SentOtherPace | None]


class Settings(TypedDict):
    """What a person may choose about the player; the browser remembers it."""

    sound: bool
    volume: float
    voice: bool
    voice_rate: float
    ready_s: float
    wait: bool
    breaths_per_min: float | None
    motion: bool
    one_trip: bool


class Owner(TypedDict):
    """Who practises, and in which notebook."""

    user: str
    notebook: str


class Offers(TypedDict):
    """Which boxes stand on the Start card."""

    one_trip: bool
    wait: bool


class RoutineTitle(TypedDict):
    """A routine that may be chosen."""

    name: str
    title: str


class RoutineChoice(TypedDict):
    """Which routine, and in how many minutes; None for as long as it is."""

    routine: str
    minutes: int | None


class RoutineChoices(TypedDict):
    """What may be chosen before the start, what is, and a sentence on what that leaves out."""

    routines: list[RoutineTitle]
    minutes: list[int]
    full_s: float
    chosen: RoutineChoice
    time_note: str


class Earlier(TypedDict):
    """
    A session that one can go on with.

    While it is on offer, `answer` is empty and `figures` names by `"slug/side"` what it shows.
    After that, `next` is the session played here from now on, where it is another.
    """

    session: str
    answer: Literal["", "resume", "forget"]
    next: str
    figures: NotRequired[list[str]]


class LogEvent(TypedDict):
    """
    One thing that happened, with a ULID.

    `done_s` are the seconds of its phase that were done. `reason` is why it was skipped, what hurt,
    the pace that was chosen, or in how many breaths the phase is played.
    """

    id: str
    session: str
    seq: int
    kind: str
    at_ms: float
    offset_min: int
    phase: int | None
    done_s: float | None
    reason: str | None


DEFAULTS: Final[Settings] = {
    "sound": True,
    "volume": 0.6,
    "voice": True,
    "voice_rate": 1.0,
    "ready_s": 3,
    "wait": False,
    "breaths_per_min": None,
    "motion": True,
    "one_trip": False,
}
"""What the player does until a person chooses otherwise."""

LITERALS: Final = {
    "Side": SIDES,
    "Stage": STAGES,
    "EventKind": EVENT_KINDS,
    "HurtKind": HURT_KINDS,
    "Reason": REASONS,
}
"""Types of which each value is one of some words."""
TYPES: Final = (
    SentCue,
    SentBeat,
    SentOtherPace,
    SentPhase,
    Settings,
    Owner,
    Offers,
    RoutineTitle,
    RoutineChoice,
    RoutineChoices,
    Earlier,
    LogEvent,
)
CONSTANTS: Final[dict[str, Any]] = {
    "DOSE_STAGES": DOSE_STAGES,
    "UNDER_STRETCH": UNDER_STRETCH,
    "WORDS_PER_SECOND": WORDS_PER_SECOND,
    "SPOKEN_LIMIT_S": SPOKEN_LIMIT_S,
    "LIMITS": LIMITS,
}


def sent(phase: Phase) -> SentPhase:
    """
    Name every field of a phase for the browser, those of its cues and beats too.

    Examples
    --------
    >>> from stretchlib.phases import Hold, TimedCue
    >>> hug = Phase(0, 1, 1, "double_knee_hug", "Double knee hug", "lower back", "both", "stretch",
    ...             "hold", 0.0, 30.0, (TimedCue(0.0, "Draw in.", ""),), Hold(30).beats())
    >>> sent(hug)["cues"], sent(hug)["beats"]
    ([{'at_s': 0.0, 'text': 'Draw in.', 'spoken': ''}], [{'at_s': 0.0, 'kind': 'hold'}])
    """
    other = phase.other
    kept: dict[str, Any] = {**vars(phase), **_timed(phase), "other": None}
    if other:
        kept["other"] = {"pace": other.pace, "duration_s": other.duration_s, **_timed(other)}
    return cast("SentPhase", kept)


def _timed(timing: Any) -> dict[str, list[dict[str, Any]]]:
    return {
        "cues": [cue._asdict() for cue in timing.cues],
        "beats": [beat._asdict() for beat in timing.beats],
    }
