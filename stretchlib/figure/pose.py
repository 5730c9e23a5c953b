"""What a `[figure]` table may say of one pose: angles of bones, points on the body."""

import string
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator


def _with_outward(angle: object) -> object:
    """One angle alone is not turned outward."""
    if isinstance(angle, int | float):
        return angle, 0.0
    if isinstance(angle, list | tuple) and len(angle) == 2:
        return tuple(angle)
    msg = "not an angle; write one number, or two: [angle, outward]"
    raise ValueError(msg)


Degrees = Annotated[float, Field(ge=-360, le=360)]
Outward = Annotated[float, Field(ge=-90, le=90)]
Angle = Annotated[
    tuple[Degrees, Outward],
    BeforeValidator(_with_outward, json_schema_input_type=Degrees | tuple[Degrees, Outward]),
]
Along = Annotated[float, Field(ge=-0.5, le=1.5)]
InFront = Annotated[float, Field(ge=-100, le=100)]
Bone = Literal[
    "ground",
    "pelvis",
    "chest",
    "side thigh",
    "side shin",
    "side foot",
    "other thigh",
    "other shin",
    "other foot",
]
LEGS = ("side", "other")
POSES = ("ready", "eased", "deep", "enhance", "enhance_back")
STRETCHING = ("deep", "enhance", "enhance_back")
"""The poses in which something stretches."""


class Table(BaseModel):
    """A table of a file: no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class BodyPoint(Table):
    """A point on the body: so far along a bone, so far in front of it."""

    on: Bone
    at: Along = 0.0
    """0 is the end nearer the hips (of a foot: the heel), 1 the other end; of the ground, 100."""
    front: InFront = 0.0
    """Towards the front of the body (of a foot: its top; of the ground: up); negative is behind."""
    out: InFront = 0.0
    """Towards the stretched side; negative is towards the other one."""


class FeltMark(Table):
    """The patch where the stretch is felt: along one bone, from one point to another."""

    on: Bone
    begin: Along
    end: Along
    front: InFront = 0.0
    out: InFront = 0.0


class Arrow(BodyPoint):
    """Which way a part of the body goes, from that part; its angle is measured as a bone's is."""

    angle: Angle
    length: Annotated[float, Field(ge=8, le=60)] = 22.0
    bend: Annotated[float, Field(ge=-0.6, le=0.6)] = 0.0
    """How far a curved arrow goes aside midway, in lengths; above 0 to the right of its way."""


class Leg(Table):
    """The angles of one leg: 0 points ahead, 90 up; a second number turns the bone outward."""

    thigh: Angle
    shin: Angle
    foot: Angle


class HandHold(BodyPoint):
    """What one palm lies on."""

    fingers: Literal["across", "along", "away"] = "across"
    """Round the bone towards the body's middle, along it towards its end, or as the arm goes."""
    elbow: Literal["back", "down", "ground"] = "back"
    """It points back and outward, hangs, or rests on the ground."""


class Hands(Table):
    """What each hand holds in every pose; `side` is the hand of the stretched side."""

    side: HandHold
    other: HandHold
    says: Annotated[str, Field(max_length=200)] = ""
    """What the hands do, said after the words of each pose: a template as those are."""

    @field_validator("says")
    @classmethod
    def _names_only_sides(cls, template: str) -> str:
        return only_sides(template)


class Pose(Table):
    """One pose: where the hips are, and at which angle each bone points."""

    says: Annotated[str, Field(min_length=1, max_length=300)]
    """What a sighted person sees: a template over `{side}` and `{other}`."""
    hips: tuple[float, float]
    """Ahead, and up from the floor."""
    pelvis: Degrees
    chest: Degrees
    head: Degrees
    roll: Degrees = 0.0
    """How far the hips are turned over, the stretched side forward; the shoulders stay."""
    side: Leg
    other: Leg
    arrows: tuple[Arrow, ...] = ()
    hands: Hands | None = None
    """What the hands hold in this pose alone, where that is something else."""

    @field_validator("says")
    @classmethod
    def _names_only_sides(cls, template: str) -> str:
        return only_sides(template)


def only_sides(template: str) -> str:
    """The same words, if their braces are `{side}` and `{other}` alone."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    if not names <= set(LEGS):
        msg = "a brace that means nothing; write {side} or {other}"
        raise ValueError(msg)
    return template
