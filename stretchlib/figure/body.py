"""One body for every figure: where its joints are in one pose."""

import math
from typing import NamedTuple

from stretchlib.figure.pose import LEGS, BodyPoint, Bone, HandHold, Hands, Leg, Pose

# Lengths for a body 150 high, from the fractions of Drillis and Contini (1966): thigh 0.245,
# shin 0.246, foot 0.152 with its rounded ends, hips to shoulders 0.288, upper arm 0.186,
# forearm 0.146, hand 0.108.
PELVIS, CHEST, NECK = 18.0, 25.0, 19.0
THIGH, SHIN, FOOT = 37.0, 37.0, 16.0
UPPER_ARM, FOREARM, PALM, FINGERS = 28.0, 24.0, 5.0, 6.5
NEAREST, FARTHEST = 12.0, 58.0
HALF_HIPS, HALF_SHOULDERS, HALF_ELBOW = 8.0, 13.0, 4.7
HEEL_BEHIND, HEEL_BELOW, TOES_BELOW = 2.2, 2.5, 1.3
CHIN_BELOW, CHIN_AHEAD, NOSE_BELOW, NOSE_AHEAD = 6.4, 3.4, 1.4, 8.6
STATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
HALF_BACK = (7.5, 6.6, 6.4, 8.0, 10.5)
WAIST = 0.44
"""Where the waist is on the way from the hips to the neck."""


class Point(NamedTuple):
    """A point in the room: ahead of a standing person, up from the floor, towards the viewer."""

    x: float
    y: float
    z: float

    def moved(self, direction: "Point", by: float) -> "Point":
        """The point so far along a direction from here."""
        return Point(*(a + by * b for a, b in zip(self, direction, strict=True)))

    def minus(self, other: "Point") -> "Point":
        """The way from the other point to this one."""
        return self.moved(other, -1)

    def dot(self, other: "Point") -> float:
        """The scalar product."""
        return sum(a * b for a, b in zip(self, other, strict=True))

    def unit(self) -> "Point":
        """The direction alone, of length 1."""
        length = math.hypot(*self) or 1.0
        return Point(*(a / length for a in self))


class Joints:
    """
    Where every joint of one pose is: bones of constant length, laid end to end from the hips.

    Examples
    --------
    >>> leg = Leg.model_validate({"thigh": -90, "shin": -90, "foot": 0})
    >>> on_thigh = HandHold(on="side thigh", at=0.2, front=6)
    >>> standing = Pose(
    ...     says="A person stands.", hips=(0, 80), pelvis=90, chest=90, head=90, side=leg, other=leg
    ... )
    >>> Joints(standing, Hands(side=on_thigh, other=on_thigh)).points["side ankle"].y
    6.0
    """

    def __init__(self, pose: Pose, hands: Hands) -> None:
        self._hands = hands
        self._angles = {"pelvis": pose.pelvis, "chest": pose.chest}
        self._roll = pose.roll
        self.points: dict[str, Point] = {"hips": Point(*pose.hips, 0.0)}
        self._lay_trunk(pose)
        self._lay_leg("side", pose.side)
        self._lay_leg("other", pose.other)
        self._lay_arm("side", hands.side)
        self._lay_arm("other", hands.other)

    def room_point(self, on_body: BodyPoint) -> Point:
        """A point on the body as a point in the room."""
        return self.along(on_body.on, on_body.at, on_body.front, on_body.out)

    def along(self, bone: Bone, at: float, front: float, out: float = 0.0) -> Point:
        """The point so far along a bone, in front of it, and towards the stretched side."""
        if bone == "ground":
            return Point(100 * at, front, out)
        aside = _outward("side")
        if bone in ("pelvis", "chest"):
            t = WAIST * at if bone == "pelvis" else WAIST + (1 - WAIST) * at
            point, way = self._back(t)
            ahead, aside = self._rolled(t, way)
        else:
            begin, end = (self.points[joint] for joint in _ends(bone))
            point = begin.moved(end.minus(begin), at)
            ahead = direction(self._angles[bone] + 90)
        return point.moved(ahead, front).moved(aside, out)

    def reach(self, leg: str) -> float:
        """How far it is from a shoulder to what its hand holds."""
        return math.dist(self.points[f"{leg} shoulder"], self.room_point(getattr(self._hands, leg)))

    def _back(self, t: float) -> tuple[Point, Point]:
        """A point of the curve from hips (0) to neck (1), and the way the curve goes there."""
        hips, neck = self.points["hips"], self.points["neck"]
        low = hips.moved(direction(self._angles["pelvis"]), 0.75 * PELVIS)
        high = neck.moved(direction(self._angles["chest"]), -0.75 * CHEST)
        u, within = 1 - t, min(1.0, max(0.0, t))
        v = 1 - within
        a, b, c = low.minus(hips), high.minus(low), neck.minus(high)
        way = Point(0, 0, 0).moved(a, v * v).moved(b, 2 * within * v).moved(c, within**2).unit()
        if t != within:
            beyond = (t - within) * (PELVIS + CHEST)
            return (hips if t < 0 else neck).moved(way, beyond), way
        origin = Point(0, 0, 0)
        at = origin.moved(hips, u**3).moved(low, 3 * t * u * u)
        return at.moved(high, 3 * t * t * u).moved(neck, t**3), way

    def _rolled(self, t: float, way: Point) -> tuple[Point, Point]:
        """Ahead, and towards the stretched side: rolled at the hips (0), not at the neck (1)."""
        roll = math.radians(self._roll) * (1 - min(1.0, max(0.0, t)))
        ahead, aside, none = Point(way.y, -way.x, 0.0), _outward("side"), Point(0, 0, 0)
        return (
            none.moved(ahead, math.cos(roll)).moved(aside, -math.sin(roll)),
            none.moved(aside, math.cos(roll)).moved(ahead, math.sin(roll)),
        )

    def _lay_trunk(self, pose: Pose) -> None:
        points = self.points
        points["waist"] = points["hips"].moved(direction(pose.pelvis), PELVIS)
        points["neck"] = points["waist"].moved(direction(pose.chest), CHEST)
        up, ahead = direction(pose.head), direction(pose.head - 90)
        points["head"] = head = points["neck"].moved(up, NECK)
        points["chin"] = head.moved(up, -CHIN_BELOW).moved(ahead, CHIN_AHEAD)
        points["nose"] = head.moved(up, -NOSE_BELOW).moved(ahead, NOSE_AHEAD)
        for i, (t, half) in enumerate(zip(STATIONS, HALF_BACK, strict=True)):
            points[f"back {i}"], way = self._back(t)
            _, aside = self._rolled(t, way)
            points[f"side back {i}"] = points[f"back {i}"].moved(aside, half)
            points[f"other back {i}"] = points[f"back {i}"].moved(aside, -half)
        _, aside = self._rolled(0, direction(pose.pelvis))
        points["side hip"] = points["hips"].moved(aside, HALF_HIPS)
        points["other hip"] = points["hips"].moved(aside, -HALF_HIPS)
        for leg in LEGS:
            points[f"{leg} shoulder"] = points["neck"].moved(_outward(leg), HALF_SHOULDERS)

    def _lay_leg(self, leg: str, angles: Leg) -> None:
        points = self.points
        bones = {"thigh": angles.thigh, "shin": angles.shin, "foot": angles.foot}
        thigh, shin, foot = (direction(*angle, leg) for angle in bones.values())
        top, front = direction(angles.foot[0] + 90), direction(angles.shin[0] + 90)
        points[f"{leg} knee"] = knee = points[f"{leg} hip"].moved(thigh, THIGH)
        points[f"{leg} calf"] = knee.moved(shin, 0.3 * SHIN).moved(front, -0.9)
        points[f"{leg} ankle"] = ankle = knee.moved(shin, SHIN)
        points[f"{leg} heel"] = heel = ankle.moved(top, -HEEL_BELOW).moved(foot, -HEEL_BEHIND)
        points[f"{leg} ball"] = heel.moved(foot, 0.66 * FOOT).moved(top, -0.6 * TOES_BELOW)
        points[f"{leg} toes"] = heel.moved(foot, FOOT).moved(top, -TOES_BELOW)
        self._angles |= {f"{leg} {bone}": angle for bone, (angle, _) in bones.items()}

    def _lay_arm(self, leg: str, held: HandHold) -> None:
        """Two bones from the shoulder to the wrist; the elbow bends as `held` says."""
        points = self.points
        shoulder, palm = points[f"{leg} shoulder"], self.room_point(held)
        axis = self.along(held.on, 1, 0).minus(self.along(held.on, 0, 0)).unit()
        inward = _outward(leg).moved(axis, -_outward(leg).dot(axis)).unit()
        inward = Point(-inward.x, -inward.y, -inward.z)
        fingers, thumb = (inward, axis) if held.fingers == "across" else (axis, inward)
        if held.fingers == "away":
            fingers = palm.minus(shoulder).unit()
        if held.fingers == "across":
            thumb = Point(-axis.x, -axis.y, -axis.z)
        flat = 8.0 if held.fingers == "along" else 0.8
        bent = palm.minus(shoulder).unit().moved(fingers, flat).unit()
        way = palm.moved(bent, -PALM).minus(shoulder)
        ahead, reach = way.unit(), min(max(NEAREST, math.hypot(*way)), UPPER_ARM + FOREARM)
        # The law of cosines: how far along the way the elbow is, and how far beside it.
        along = (reach**2 + UPPER_ARM**2 - FOREARM**2) / (2 * reach)
        beside = math.sqrt(max(0.0, UPPER_ARM**2 - along**2))
        middle = shoulder.moved(ahead, along)
        bend = self.along("chest", 0.5, -1).minus(self.along("chest", 0.5, 0))
        if held.elbow == "down":
            bend = Point(0.0, -2.0, 0.0)
        bend = bend.moved(_outward(leg), 1.4)
        aside = bend.moved(ahead, -bend.dot(ahead)).unit()
        if held.elbow == "ground":
            aside = _lowered(ahead, (HALF_ELBOW - middle.y) / (beside or 1.0), _outward(leg))
        points[f"{leg} elbow"] = middle.moved(aside, beside)
        points[f"{leg} wrist"] = wrist = shoulder.moved(ahead, reach)
        points[f"{leg} hand"] = hand = wrist.moved(bent, PALM)
        points[f"{leg} fingers"] = hand.moved(fingers, FINGERS)
        points[f"{leg} thumb"] = hand.moved(thumb, 4.2).moved(fingers, 1.5)


Bodies = dict[str, Joints]
"""The joints of every pose, by its name."""


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


def _lowered(ahead: Point, rise: float, outward: Point) -> Point:
    """The direction across `ahead` that rises so far, and for the rest goes outward."""
    up = Point(0.0, 1.0, 0.0).moved(ahead, -ahead.y)
    level = Point(-ahead.z, 0.0, ahead.x).unit()
    steep = max(-1.0, min(1.0, rise / (math.hypot(*up) or 1.0)))
    outward_by = math.copysign(math.sqrt(1 - steep**2), level.dot(outward))
    return Point(0, 0, 0).moved(up.unit(), steep).moved(level, outward_by)


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
