"""One body for every figure: what a `[figure]` table may say, and where its joints then are."""

import math
import string
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator


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
InFront = Annotated[float, Field(ge=-40, le=40)]
Bone = Literal[
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

# Lengths for a body 150 high, from the fractions of Drillis and Contini (1966): thigh 0.245,
# shin 0.246, foot 0.152 with its rounded ends, hips to shoulders 0.288, upper arm 0.186,
# forearm and half a hand 0.200.
PELVIS, CHEST, NECK = 18.0, 25.0, 17.5
THIGH, SHIN, FOOT = 37.0, 37.0, 17.0
UPPER_ARM, FOREARM, TO_WRIST = 28.0, 30.0, 0.78
NEAREST, FARTHEST = 12.0, UPPER_ARM + FOREARM
HALF_HIPS, HALF_SHOULDERS = 8.0, 13.0
HEEL_BEHIND, HEEL_BELOW = 5.0, 2.5
CHIN_BELOW, CHIN_AHEAD = 4.6, 2.4


class Point(NamedTuple):
    """A place in the room: ahead of a standing person, up from the floor, towards the viewer."""

    x: float
    y: float
    z: float

    def moved(self, direction: "Point", by: float) -> "Point":
        """The place so far along a direction from here."""
        return Point(*(a + by * b for a, b in zip(self, direction, strict=True)))

    def minus(self, other: "Point") -> "Point":
        """The way from the other place to this one."""
        return self.moved(other, -1)

    def dot(self, other: "Point") -> float:
        """The scalar product."""
        return sum(a * b for a, b in zip(self, other, strict=True))

    def unit(self) -> "Point":
        """The direction alone, of length 1."""
        length = math.hypot(*self) or 1.0
        return Point(*(a / length for a in self))


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Place(_Table):
    """A place on the body: so far along a bone, so far in front of it."""

    on: Bone
    at: Along = 0.0
    """0 is the end nearer the hips (of a foot: the heel), 1 the other end."""
    front: InFront = 0.0
    """Towards the front of the body (of a foot: its top); negative is behind."""


class Mark(_Table):
    """The patch where the stretch is felt: along one bone, from one place to another."""

    on: Bone
    begin: Along
    end: Along
    front: InFront = 0.0


class Arrow(Place):
    """Which way a part of the body goes; its angle is measured as a bone's is."""

    angle: Degrees


class Leg(_Table):
    """The angles of one leg: 0 points ahead, 90 up; a second number turns the bone outward."""

    thigh: Angle
    shin: Angle
    foot: Angle


class Hands(_Table):
    """What each hand holds in every pose; `side` is the hand of the stretched side."""

    side: Place
    other: Place


class Pose(_Table):
    """One pose: where the hips are, and at which angle each bone points."""

    says: Annotated[str, Field(min_length=1, max_length=300)]
    """What a sighted person sees: a template over `{side}` and `{other}`."""
    hips: tuple[float, float]
    """Ahead, and up from the floor."""
    pelvis: Degrees
    chest: Degrees
    head: Degrees
    side: Leg
    other: Leg
    arrows: tuple[Arrow, ...] = ()

    @field_validator("says")
    @classmethod
    def _names_only_sides(cls, says: str) -> str:
        names = {name for _, name, _, _ in string.Formatter().parse(says) if name is not None}
        if not names <= set(LEGS):
            msg = "a brace that means nothing; write {side} or {other}"
            raise ValueError(msg)
        return says


class FigureTable(_Table):
    """
    The `[figure]` table of a stretch, drawn for a stretched side that is near the viewer.

    Its poses are `ready`, `eased` (the small end of the movement), `deep` (the stretch) and, where
    the stretch has an enhance stage, `enhance`; with `enhance_back` it goes to and fro.
    """

    on: Literal["mat", "chair", "floor"]
    turn: Annotated[float, Field(ge=-80, le=80)]
    """Degrees the viewer has walked from the stretched side towards the person's front or feet."""
    tilt: Annotated[float, Field(ge=0, le=60)]
    """Degrees by which the viewer looks down."""
    mark: Mark
    label: Place
    hands: Hands
    ready: Pose
    eased: Pose
    deep: Pose
    enhance: Pose | None = None
    enhance_back: Pose | None = None

    @property
    def poses(self) -> dict[str, Pose]:
        """The poses it has, by name."""
        return {name: pose for name in POSES if (pose := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _hands_reach(self) -> Self:
        for name, pose in self.poses.items():
            joints = Joints(pose, self.hands)
            for leg in LEGS:
                if not NEAREST <= (reach := joints.reach(leg)) <= FARTHEST:
                    msg = (
                        f"pose {name!r}: from the {leg} shoulder to what its hand holds it is "
                        f"{reach:.1f}; an arm reaches from {NEAREST:g} to {FARTHEST:g}"
                    )
                    raise ValueError(msg)
        return self


class Joints:
    """
    Where every joint of one pose is: bones of constant length, laid end to end from the hips.

    Examples
    --------
    >>> leg = Leg.model_validate({"thigh": -90, "shin": -90, "foot": 0})
    >>> on_thigh = Place(on="side thigh", at=0.2, front=6)
    >>> standing = Pose(
    ...     says="A person stands.", hips=(0, 80), pelvis=90, chest=90, head=90, side=leg, other=leg
    ... )
    >>> Joints(standing, Hands(side=on_thigh, other=on_thigh)).points["side ankle"].y
    6.0
    """

    def __init__(self, pose: Pose, hands: Hands) -> None:
        self._hands = hands
        self._angles = {"pelvis": pose.pelvis, "chest": pose.chest}
        self.points: dict[str, Point] = {"hips": Point(*pose.hips, 0.0)}
        self._lay_trunk(pose)
        self._lay_leg("side", pose.side)
        self._lay_leg("other", pose.other)
        self._lay_arm("side", hands.side)
        self._lay_arm("other", hands.other)

    def place(self, place: Place) -> Point:
        """A place on the body as a point in the room."""
        return self.along(place.on, place.at, place.front)

    def along(self, bone: Bone, at: float, front: float) -> Point:
        """The point so far along a bone, and so far in front of it."""
        begin, end = (self.points[joint] for joint in _ends(bone))
        ahead = direction(self._angles[bone] + (-90 if bone in ("pelvis", "chest") else 90))
        return begin.moved(end.minus(begin), at).moved(ahead, front)

    def reach(self, leg: str) -> float:
        """How far it is from a shoulder to what its hand holds."""
        return math.dist(self.points[f"{leg} shoulder"], self.place(getattr(self._hands, leg)))

    def _lay_trunk(self, pose: Pose) -> None:
        points = self.points
        points["waist"] = points["hips"].moved(direction(pose.pelvis), PELVIS)
        points["neck"] = points["waist"].moved(direction(pose.chest), CHEST)
        up, ahead = direction(pose.head), direction(pose.head - 90)
        points["head"] = points["neck"].moved(up, NECK)
        points["chin"] = points["head"].moved(up, -CHIN_BELOW).moved(ahead, CHIN_AHEAD)
        for leg in LEGS:
            points[f"{leg} hip"] = points["hips"].moved(_outward(leg), HALF_HIPS)
            points[f"{leg} waist"] = points["waist"].moved(_outward(leg), HALF_HIPS)
            points[f"{leg} shoulder"] = points["neck"].moved(_outward(leg), HALF_SHOULDERS)

    def _lay_leg(self, leg: str, angles: Leg) -> None:
        points = self.points
        bones = {"thigh": angles.thigh, "shin": angles.shin, "foot": angles.foot}
        thigh, shin, foot = (direction(*angle, leg) for angle in bones.values())
        points[f"{leg} knee"] = points[f"{leg} hip"].moved(thigh, THIGH)
        points[f"{leg} ankle"] = ankle = points[f"{leg} knee"].moved(shin, SHIN)
        points[f"{leg} heel"] = heel = ankle.moved(shin, HEEL_BELOW).moved(foot, -HEEL_BEHIND)
        points[f"{leg} toes"] = heel.moved(foot, FOOT)
        self._angles |= {f"{leg} {bone}": angle for bone, (angle, _) in bones.items()}

    def _lay_arm(self, leg: str, held: Place) -> None:
        """Two bones from the shoulder to what the hand holds; the elbow bends back and outward."""
        points = self.points
        shoulder = points[f"{leg} shoulder"]
        way = self.place(held).minus(shoulder)
        ahead, reach = way.unit(), min(max(NEAREST, math.hypot(*way)), FARTHEST)
        # The law of cosines: how far along the way the elbow is, and how far beside it.
        along = (reach**2 + UPPER_ARM**2 - FOREARM**2) / (2 * reach)
        beside = math.sqrt(max(0.0, UPPER_ARM**2 - along**2))
        back = self.along("chest", 0, -1).minus(points["waist"])
        bend = back.moved(_outward(leg), 1.4)
        aside = bend.moved(ahead, -bend.dot(ahead)).unit()
        points[f"{leg} elbow"] = elbow = shoulder.moved(ahead, along).moved(aside, beside)
        points[f"{leg} hand"] = hand = shoulder.moved(ahead, reach)
        points[f"{leg} wrist"] = elbow.moved(hand.minus(elbow), TO_WRIST)


def direction(angle: float, outward: float = 0.0, leg: str = "side") -> Point:
    """
    The direction of an angle in degrees, 0 ahead and 90 up, turned outward for a leg.

    Examples
    --------
    >>> direction(0)
    Point(x=1.0, y=0.0, z=0.0)
    >>> direction(0, 90, "other").z
    -1.0
    """
    a, b = math.radians(angle), math.radians(outward)
    across = math.sin(b) * _outward(leg).z
    return Point(math.cos(a) * math.cos(b), math.sin(a) * math.cos(b), across)


def _outward(leg: str) -> Point:
    return Point(0.0, 0.0, 1.0 if leg == "side" else -1.0)


def _ends(bone: Bone) -> tuple[str, str]:
    leg, _, name = bone.rpartition(" ")
    begin, end = {
        "pelvis": ("hips", "waist"),
        "chest": ("waist", "neck"),
        "thigh": ("hip", "knee"),
        "shin": ("knee", "ankle"),
        "foot": ("heel", "toes"),
    }[name]
    return f"{leg} {begin}".strip(), f"{leg} {end}".strip()
