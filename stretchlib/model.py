"""The words of the house as frozen values: no files, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final, Literal, NamedTuple

from stretchlib import _card
from stretchlib.errors import RoutineError, shown
from stretchlib.milliseconds import in_ms, whole_ms

Side = Literal["left", "right", "both"]
Stage = Literal["setup", "stretch", "enhance", "switch", "rest", "exit"]
Posture = Literal["lying", "prone", "sitting", "standing", "all_fours"]
Moment = Literal["before", "after", "next_day", "any"]

SIDES: tuple[Side, ...] = ("left", "right", "both")
STAGES: tuple[Stage, ...] = ("setup", "stretch", "enhance", "switch", "rest", "exit")
POSTURES: tuple[Posture, ...] = ("lying", "prone", "sitting", "standing", "all_fours")
DOSE_STAGES: tuple[Stage, ...] = ("stretch", "enhance")
"""The stages in which there is dose: seconds under stretch."""
UNDER_STRETCH: tuple[str, ...] = ("hold", "press", "exhale")
"""The beats under which a muscle is kept long; in a `release` or an `inhale` it is let go."""
MOMENTS: tuple[Moment, ...] = ("before", "after", "next_day", "any")
SCALES: tuple[str, ...] = ("pain", "tightness")
"""The kinds of rating that are told from 0 to 10."""
RATING_KINDS: tuple[str, ...] = (*SCALES, "extent")
EXTENTS: tuple[str, ...] = ("nowhere", "back", "buttock", "thigh", "below the knee")
"""How far down it goes, numbness and tingling too: the place in this row is kept as a score."""
EXTENTS_SHOWN: tuple[str, ...] = ("none", *EXTENTS[1:])
"""The same, as a person is asked how far down they feel pain, numbness or tingling."""
HURT_WORDS: dict[str, str] = {
    "back": "more pain in the back",
    "worse": "pain that was new or much worse",
    "leg": "pain, tingling, numbness or weakness in a leg",
    "saddle": "numbness between the legs, bladder, bowel or both legs",
}
"""What hurt, from the mildest to the gravest, in the words of the buttons."""
HURT_KINDS: tuple[str, ...] = tuple(HURT_WORDS)
"""What hurt, as an event `hurt` may say it."""
EVENT_KINDS: tuple[str, ...] = (
    "started",
    "phase_done",
    "phase_skipped",
    "phase_repeated",
    "pace_chosen",
    "breaths_chosen",
    "paused",
    "resumed",
    "extended",
    "hurt",
    "finished",
    "stopped",
)
OTHER_SIDE: dict[str, str] = {"left": "right", "right": "left", "both": "both"}

WORDS_PER_SECOND = 2.5
"""How fast a calm voice reads a cue aloud: 150 words a minute."""
SPOKEN_LIMIT_S = 8.0
"""No cue may take longer than this to say."""


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


MOST_S, MOST_TIMES = 86_400, 10_000
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
    if value > MOST_S:
        msg = f"{of}: {name}={value:g} is too much. {name} can be up to {MOST_S}."
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
class Cue:
    """One short instruction of a stretch; a template over `{side}` and `{other}`."""

    stage: Stage
    text: str
    say: str = ""
    """Shorter words for the ear; the text itself when empty."""
    pace: str | None = None
    """The only pace it belongs to, or None when it fits them all."""
    key: str | None = None
    """
    What it asks for, where `data/safety.toml` may take it back: `far`, `most`, `hands`, `ways`. Or
    what it is for: `felt` says where the stretch is felt, `down` how one gets down to it and
    `leave` up from it.
    """

    def on(self, side: Side) -> tuple[str, str]:
        """
        Words for the screen and for the ear, with the sides filled in.

        Examples
        --------
        >>> Cue("setup", "Bend your {other} knee.").on("right")
        ('Bend your left knee.', 'Bend your left knee.')
        """
        return fill(self.text, side), fill(self.say or self.text, side)


def fill(template: str, side: Side) -> str:
    """
    Words with the sides filled in.

    Examples
    --------
    >>> fill("The {side} leg is straight, the {other} knee is bent.", "left")
    'The left leg is straight, the right knee is bent.'
    """
    return template.format(side=side, other=OTHER_SIDE[side])


def spoken_s(words: str) -> float:
    """
    Seconds a calm voice needs for `words`, at 150 words a minute.

    Examples
    --------
    >>> spoken_s("Let your shoulders rest on the floor.")
    2.8
    >>> spoken_s("")
    0.0
    """
    return len(words.split()) / WORDS_PER_SECOND


@dataclass(frozen=True, repr=False)
class Stretch:
    """One entry of the catalog, checked, with everything a person needs to do it."""

    slug: str
    title: str
    target: str
    """The muscles it is for: `hip flexors`."""
    position: str
    """Where and how the body starts: `lying on the back`."""
    sides: tuple[Side, ...]
    """In the order to do them: `("left", "right")`, or `("both",)`."""
    felt: str
    """Where it is felt; a template over `{side}` and `{other}`."""
    cues: tuple[Cue, ...]
    paces: dict[str, Pace] = field(hash=False)
    """The paces it may be done in, each with its usual dose; the first is the usual one."""
    setup_s: float
    """Seconds to get into position before the first side."""
    switch_s: float
    """Seconds to change sides."""
    enhance_s: float
    """Usual seconds of `enhance`; 0 when the stretch has none of its own."""
    posture: Posture | None = None
    """How the body starts, in one word; None in a file that does not say it."""
    part: str = ""
    """What a side names: `hip`, `buttock`, `leg`; empty in a file that does not say it."""
    exit_s: float = 0.0
    """Seconds to get out of it and up, where another posture comes next."""
    order: int = 100
    """Its place where all stretches are listed; smaller comes first."""
    variants: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Keys of `data/sources.toml`."""
    credit: str = ""
    """Whose idea it is, as told on its card; empty where nobody is to be named."""
    figure: Mapping[str, Any] | None = field(default=None, hash=False, compare=False)
    """Its `[figure]` table, checked, to draw it from; None when nobody has drawn it yet."""
    photo: str = field(default="", hash=False, compare=False, repr=False)
    """A picture of a person's own, as a data address, in the place of a figure; or nothing."""

    @property
    def has_enhance(self) -> bool:
        """Whether it has an `enhance` stage of its own."""
        return self.enhance_s > 0

    def held(self, hands: str) -> "Stretch":
        """The same, drawn with the hands as in a variant; as it is, where it has none such."""
        figure = self.figure or {}
        ways = figure.get("variants", {})
        return replace(self, figure={**figure, "hands": ways[hands]}) if hands in ways else self

    def cues_in(self, stage: Stage, pace: str | None = None) -> tuple[Cue, ...]:
        """Its cues of one stage that fit `pace`, in order; empty when the stage has none."""
        return tuple(c for c in self.cues if c.stage == stage and c.pace in (None, pace))

    def __repr__(self) -> str:
        return f"<Stretch {self.slug!r}: {self.target}, {' and '.join(self.sides)}>"

    def _repr_html_(self) -> str:
        """Show it as a card, told for its first side."""
        side = self.sides[0]
        usual = next(iter(self.paces))
        told = {
            "Take care": self.cautions,
            "Position": (self.position,),
            "Setting up": [cue.text for cue in self.cues_in("setup")],
            "Stretching": [cue.text for cue in self.cues_in("stretch", usual)],
            "A little further": [cue.text for cue in self.cues_in("enhance")],
            "Coming out": [cue.text for cue in self.cues_in("exit")],
            "Felt in": (self.felt,),
            "Check": self.checks,
            "Another way": self.variants,
            "Whose idea": (self.credit,) if self.credit else (),
        }
        filled = {head: [fill(words, side) for words in lines] for head, lines in told.items()}
        both = "Both sides at once."
        one = f"Written for the {side} side; do the same on the {OTHER_SIDE[side]}."
        lead = f"For the {self.target}. {both if side == 'both' else one}"
        return _card.card(self.title, lead, filled, self.figure, self.sides, self.photo)


@dataclass(frozen=True)
class RoutineEntry:
    """One routine of the catalog, checked."""

    slug: str
    title: str
    steps: "tuple[StepEntry, ...]"
    summary: str = ""
    dose: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepEntry:
    """One step of it: a stretch, by its slug, with its pace."""

    stretch: str
    pace: Pace
    sets: int
    rest_s: float
    enhance_s: float
    sides: tuple[Side, ...] | None


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography."""

    title: str
    says: str
    read: Literal["page", "abstract", "secondary source"]
    url: str | None = None
    no_link: str | None = None
    """Why there is no `url`, told to the reader."""
    was: tuple[str, ...] = ()
    """Keys under which files of an earlier version cite it, or one that it replaces."""


@dataclass(frozen=True)
class OtherPace:
    """How a phase is timed and told where somebody chooses the other pace of its step."""

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
    """Its place on the timeline, from 0."""
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


@dataclass(frozen=True)
class BodyMeasure:
    """Something a person can measure on themself, and what counts as a possible reading."""

    slug: str
    title: str
    stretch: str
    """The stretch in whose position it is read."""
    sides: tuple[Side, ...]
    min_cm: float
    max_cm: float
    trials: int


RUN_IN: Final = 3
"""The first measured days are shown, not counted: one gets better at measuring."""
MEASURES: dict[str, BodyMeasure] = {
    "chest_to_thigh": BodyMeasure(
        slug="chest_to_thigh",
        title="Chest to thigh",
        stretch="seated_figure_four",
        sides=("left", "right"),
        min_cm=0.0,
        max_cm=100.0,
        trials=3,
    ),
}
"""Every measure the workbook knows, by slug."""
