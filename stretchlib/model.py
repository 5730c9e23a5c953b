"""The words of the house as frozen values: what the catalog says, and what a person answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from stretchlib import _card
from stretchlib.phases import OTHER_SIDE, Pace, Side, Stage

Posture = Literal["lying", "prone", "sitting", "standing", "all_fours"]
Moment = Literal["before", "after", "next_day", "any"]
POSTURES: tuple[Posture, ...] = ("lying", "prone", "sitting", "standing", "all_fours")
MOMENTS: tuple[Moment, ...] = ("before", "after", "next_day", "any")
SCALES: tuple[str, ...] = ("pain", "tightness")
"""The kinds of rating that are given from 0 to 10."""
RATING_KINDS: tuple[str, ...] = (*SCALES, "extent")
EXTENTS: tuple[str, ...] = ("nowhere", "back", "buttock", "thigh", "below the knee")
"""How far down it goes, numbness and tingling too: the position in this row is kept as a score."""
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
WORDS_PER_SECOND = 2.5
"""How fast a calm voice reads a cue aloud: 150 words a minute."""
SPOKEN_LIMIT_S = 8.0
"""No cue may take longer than this to say."""


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
    """Its position where all stretches are listed; smaller comes first."""
    variants: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Keys of `data/sources.toml`."""
    credit: str = ""
    """Whose idea it is, as its card says it; empty where nobody is to be named."""
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
        """Show it as a card, written for its first side."""
        side = self.sides[0]
        usual = next(iter(self.paces))
        sections = {
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
        filled = {head: [fill(words, side) for words in lines] for head, lines in sections.items()}
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
    """Why there is no `url`, for the reader."""
    was: tuple[str, ...] = ()
    """Keys under which files of an earlier version cite it, or one that it replaces."""


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
