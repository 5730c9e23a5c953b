"""What a timeline is made of, as frozen values: sides, stages, paces with their beats, phases."""

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from stretchlib.errors import RoutineError, shown
from stretchlib.milliseconds import in_ms, whole_ms

Side = Literal["left", "right", "both"]
Stage = Literal["setup", "stretch", "enhance", "switch", "rest", "exit"]
SIDES: tuple[Side, ...] = ("left", "right", "both")
STAGES: tuple[Stage, ...] = ("setup", "stretch", "enhance", "switch", "rest", "exit")
DOSE_STAGES: tuple[Stage, ...] = ("stretch", "enhance")
"""The stages in which there is dose: seconds under stretch."""
UNDER_STRETCH: tuple[str, ...] = ("hold", "press", "exhale")
"""The beats under which a muscle is kept long; in a `release` or an `inhale` it is let go."""
OTHER_SIDE: dict[str, str] = {"left": "right", "right": "left", "both": "both"}


class Beat(NamedTuple):
    """One moment of a pace inside a phase."""

    at_s: float
    """Seconds after its phase began."""
    kind: str
    """`hold`, `press`, `release`, `inhale` or `exhale`."""


class TimedCue(NamedTuple):
    """One cue with its second, its words on the screen and its words for the ear."""

    at_s: float
    """Seconds after its phase began."""
    text: str
    spoken: str


LONGEST_PHASE_S, MOST_TIMES = 86_400, 10_000
"""Seconds of one pace, a day, and how often: with more, a timeline does not fit into a memory."""


def _positive(name: str, value: float, of: str) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e300:
        msg = f"{of}: {name}={shown(value)} is not a number. Give {name} in figures, such as 20."
        raise RoutineError(msg)
    if value <= 0:
        msg = f"{of}: {name}={value:g} is too small. {name} must be more than 0."
        raise RoutineError(msg)
    if not in_ms(value):
        msg = f"{of}: {name}={value:g} is too small. {name} can be down to 0.001."
        raise RoutineError(msg)
    if value > LONGEST_PHASE_S:
        msg = f"{of}: {name}={value:g} is too much. {name} can be up to {LONGEST_PHASE_S}."
        raise RoutineError(msg)


def _whole(name: str, value: int, of: str) -> None:
    _positive(name, value, of)
    if value != int(value):
        msg = f"{of}: {name}={value:g} is not a whole number. Try {name}={value:.0f}."
        raise RoutineError(msg)
    if value > MOST_TIMES:
        msg = f"{of}: {name}={value:g} is too much. {name} can be up to {MOST_TIMES}."
        raise RoutineError(msg)


@dataclass(frozen=True)
class Hold:
    """
    Stay still in the stretch.

    Examples
    --------
    >>> Hold(20).duration_s
    20.0
    """

    hold_s: float
    """Seconds to stay."""
    kind: ClassVar[str] = "hold"

    def __post_init__(self) -> None:
        _positive("hold_s", self.hold_s, "Hold")

    @property
    def duration_s(self) -> float:
        """Length of one set, in seconds."""
        return whole_ms(self.hold_s)

    @property
    def dose_s(self) -> float:
        """Seconds under stretch in one set: all of them."""
        return self.duration_s

    def beats(self) -> tuple[Beat, ...]:
        """One beat: the moment the hold begins."""
        return (Beat(0.0, "hold"),)

    def __str__(self) -> str:
        return f"hold {self.hold_s:g} s"


@dataclass(frozen=True)
class Pulse:
    """
    Press for half of each period, release for the other half.

    Examples
    --------
    >>> pulse = Pulse(count=10, period_s=6)
    >>> pulse.duration_s, pulse.dose_s
    (60.0, 30.0)
    >>> Pulse(count=1, period_s=6).beats()
    (Beat(at_s=0.0, kind='press'), Beat(at_s=3.0, kind='release'))
    """

    count: int
    """How many times to press."""
    period_s: float = 6.0
    """Seconds of one press and one release together."""
    kind: ClassVar[str] = "pulse"

    def __post_init__(self) -> None:
        _whole("count", self.count, "Pulse")
        _positive("period_s", self.period_s, "Pulse")

    @property
    def duration_s(self) -> float:
        """Length of one set, in seconds."""
        return whole_ms(self.count * self.period_s)

    @property
    def dose_s(self) -> float:
        """Seconds under stretch in one set: the presses, not the releases."""
        return whole_ms(self.count * self.period_s / 2)

    def beats(self) -> tuple[Beat, ...]:
        """A `press` and a `release` for each count."""
        return tuple(
            beat
            for i in range(int(self.count))
            for beat in (
                Beat(i * self.period_s * 1.0, "press"),
                Beat((i + 0.5) * self.period_s, "release"),
            )
        )

    def __str__(self) -> str:
        return f"{self.count} pulses of {self.period_s:g} s"


@dataclass(frozen=True)
class Breath:
    """
    Ease on the inhale, move on the exhale; the breath is never held.

    The default, 4 s in and 6 s out, is six breaths a minute.

    Examples
    --------
    >>> breath = Breath(6)
    >>> breath.duration_s, breath.dose_s
    (60.0, 36.0)
    >>> Breath(1).beats()
    (Beat(at_s=0.0, kind='inhale'), Beat(at_s=4.0, kind='exhale'))
    """

    breaths: int
    """How many times to breathe in and out."""
    inhale_s: float = 4.0
    exhale_s: float = 6.0
    kind: ClassVar[str] = "breath"

    def __post_init__(self) -> None:
        _whole("breaths", self.breaths, "Breath")
        _positive("inhale_s", self.inhale_s, "Breath")
        _positive("exhale_s", self.exhale_s, "Breath")

    @property
    def duration_s(self) -> float:
        """Length of one set, in seconds."""
        return whole_ms(self.breaths * (self.inhale_s + self.exhale_s))

    @property
    def dose_s(self) -> float:
        """Seconds under stretch in one set: the exhales, not the inhales."""
        return whole_ms(self.breaths * self.exhale_s)

    def beats(self) -> tuple[Beat, ...]:
        """An `inhale` and an `exhale` for each breath."""
        cycle = self.inhale_s + self.exhale_s
        return tuple(
            beat
            for i in range(int(self.breaths))
            for beat in (
                Beat(i * cycle * 1.0, "inhale"),
                Beat(i * cycle + self.inhale_s, "exhale"),
            )
        )

    def __str__(self) -> str:
        return f"{self.breaths} breaths of {self.inhale_s:g} s in, {self.exhale_s:g} s out"


Pace = Hold | Pulse | Breath
PACES: dict[str, type[Hold] | type[Pulse] | type[Breath]] = {
    "hold": Hold,
    "pulse": Pulse,
    "breath": Breath,
}


@dataclass(frozen=True)
class OtherPace:
    """How a phase is timed and cued where somebody chooses the other pace of its step."""

    pace: str | None
    duration_s: float
    cues: tuple[TimedCue, ...]
    beats: tuple[Beat, ...]


@dataclass(frozen=True)
class Phase:
    """
    One slice of a routine's timeline. Its fields are what the player and the log are given.

    Cues and beats count their seconds from the start of the phase, so that a pause, a skip
    or fifteen seconds more never move them away from the movement they belong to.
    """

    phase: int
    """Its index in the timeline, from 0."""
    step: int
    """Which step of the routine, from 1."""
    set: int
    """The set it belongs to or, for `setup`, `switch` and `rest`, leads to; from 1."""
    stretch: str
    """Slug."""
    title: str
    target: str
    side: Side
    stage: Stage
    pace: str | None
    """`hold`, `pulse`, `breath`, or None where nothing is paced."""
    start_s: float
    """Seconds after the routine began."""
    duration_s: float
    cues: tuple[TimedCue, ...]
    beats: tuple[Beat, ...]
    part: str = ""
    """What the side names: `hip`; empty where the stretch does not say it."""
    other: OtherPace | None = None
    """The other pace, of the same dose, that may be chosen as one gets there; None without one."""

    @property
    def dose_s(self) -> float:
        """
        Seconds under stretch; 0 outside `stretch` and `enhance`.

        A beat lasts until the next one, the last until the end. Without any beat all of it counts.

        Examples
        --------
        >>> ten = Pulse(10, 6)
        >>> Phase(0, 1, 1, "standing_hamstring", "Standing hamstring", "hamstrings", "left",
        ...       "stretch", "pulse", 0.0, ten.duration_s, (), ten.beats()).dose_s
        30.0
        """
        if self.stage not in DOSE_STAGES:
            return 0.0
        if not self.beats:
            return self.duration_s
        ends = (*(beat.at_s for beat in self.beats[1:]), self.duration_s)
        spent_s = (
            end - beat.at_s
            for beat, end in zip(self.beats, ends, strict=True)
            if beat.kind in UNDER_STRETCH
        )
        return whole_ms(sum(spent_s))
