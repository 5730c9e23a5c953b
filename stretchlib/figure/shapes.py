"""The shapes of a figure: the joints of each pose in, the parts to paint out."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypedDict

from stretchlib.figure.body import FigureTable, Joints, Point, direction

WIDTH, HEIGHT = 200, 172
ARROW_LENGTH = 16.0

Flat = tuple[float, float]
"""A point on the paper: to the right, and down."""
Chain = tuple[tuple[str, float], ...]
"""Joints in a row, each with half the thickness of the body there."""
Limb = list[tuple[Flat, float]]
"""A chain as it is seen."""
Bodies = dict[str, Joints]
"""The joints of every pose, by its name."""


class Part(TypedDict):
    """One shape of a drawing."""

    kind: str
    """What it is, and so its colours: `near`, `far`, `mark`, ..."""
    shape: str
    """An SVG path, with a `#` for each number that moves."""
    poses: dict[str, list[float]]
    """Those numbers by pose; it is hidden in a pose without any."""


@dataclass(frozen=True)
class Camera:
    """From where a figure is seen, and where on the paper it is put."""

    turn: float
    tilt: float
    mirror: int
    """1 as the table has it, -1 for its mirror image."""
    left: float = 0.0
    top: float = 0.0

    def see(self, point: Point) -> Flat:
        """Where a point of the room is on the paper."""
        turn, tilt = math.radians(self.turn), math.radians(self.tilt)
        across = point.x * math.cos(turn) - point.z * math.sin(turn)
        nearer = point.x * math.sin(turn) + point.z * math.cos(turn)
        down = nearer * math.sin(tilt) - point.y * math.cos(tilt)
        return self.left + self.mirror * across, self.top + down


def framed(table: FigureTable, bodies: Bodies, mirror: int) -> Camera:
    """The camera that has every pose and its arrows in the middle of the paper."""
    camera = Camera(table.turn, table.tilt, mirror)
    points = [*GROUND[table.on], *(p for body in bodies.values() for p in body.points.values())]
    for name, pose in table.poses.items():
        for arrow in pose.arrows:
            points.append(bodies[name].place(arrow).moved(direction(arrow.angle), ARROW_LENGTH))
    xs, ys = zip(*(camera.see(point) for point in points), strict=True)
    left, top = WIDTH / 2 - (min(xs) + max(xs)) / 2, HEIGHT / 2 - (min(ys) + max(ys)) / 2
    return replace(camera, left=left, top=top)


def _leg(leg: str) -> tuple[Chain, ...]:
    return (
        ((f"{leg} hip", 7.8), (f"{leg} knee", 5.7), (f"{leg} ankle", 3.9)),
        ((f"{leg} heel", 3.5), (f"{leg} toes", 2.5)),
    )


def _hand(leg: str) -> tuple[Chain, ...]:
    return (((f"{leg} wrist", 3.5), (f"{leg} hand", 4.2)),)


def _arm(leg: str) -> tuple[Chain, ...]:
    arm = ((f"{leg} shoulder", 5.0), (f"{leg} elbow", 4.1), (f"{leg} wrist", 3.3))
    return (arm, *_hand(leg))


TRUNK: tuple[Chain, ...] = (
    (("side shoulder", 6.0), ("side waist", 5.6), ("side hip", 7.6)),
    (("other shoulder", 6.0), ("other waist", 5.6), ("other hip", 7.6)),
    (("neck", 8.4), ("waist", 7.8), ("hips", 8.8)),
    (("neck", 5.0), ("head", 4.0)),
)
HEAD: tuple[Chain, ...] = ((("head", 8.8), ("chin", 6.2)),)


def limbs(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """The body from far to near; a hand lies over the leg it holds, and an arm behind the other."""
    over_near = table.hands.other.on.startswith("side")
    through = table.hands.side.on.startswith("other")
    far_hand = [("far", _hand("other"))]
    near_arm = [("near", _arm("side"))]
    painted = [
        ("far", _arm("other")),
        ("far", _leg("other")),
        *(far_hand if not over_near else []),
        ("trunk", TRUNK),
        ("trunk", HEAD),
        *(near_arm if through else []),
        ("near", _leg("side")),
        *(far_hand if over_near else []),
        *(near_arm if not through else []),
    ]
    for kind, chains in painted:
        yield _moving(kind, {name: _seen(chains, body, camera) for name, body in bodies.items()})


def _seen(chains: tuple[Chain, ...], body: Joints, camera: Camera) -> list[Limb]:
    return [[(camera.see(body.points[joint]), half) for joint, half in chain] for chain in chains]


def marks(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """A patch within a ring, so that the place is told by more than its colour."""
    mark = table.mark
    for kind, half in (("ring", 5.6), ("mark", 3.0)):
        ends = {
            name: [camera.see(body.along(mark.on, at, mark.front)) for at in (mark.begin, mark.end)]
            for name, body in bodies.items()
        }
        yield _moving(kind, {name: [[(p, half), (q, half)]] for name, (p, q) in ends.items()})


def _moving(kind: str, poses: Mapping[str, list[Limb]]) -> Part:
    """Limbs that have a place in every pose, as one part."""
    limbs = next(iter(poses.values()))
    return {
        "kind": kind,
        "shape": "".join(_capsule(a, b) for (_, a), (_, b) in _pairs(limbs)),
        "poses": {
            name: [number for (p, a), (q, b) in _pairs(limbs) for number in _corners(p, a, q, b)]
            for name, limbs in poses.items()
        },
    }


def _pairs(limbs: list[Limb]) -> Iterator[tuple[tuple[Flat, float], tuple[Flat, float]]]:
    return (pair for limb in limbs for pair in pairwise(limb))


def _capsule(a: float, b: float) -> str:
    """The outline of two circles and what lies between them; each corner is `# #`."""
    return f"M# #L# #A{b:g} {b:g} 0 {int(b > a)} 1 # #L# #A{a:g} {a:g} 0 {int(a > b)} 1 # #Z"


def _corners(p: Flat, a: float, q: Flat, b: float) -> list[float]:
    """The numbers of a capsule: where its straight sides touch the circles round `p` and `q`."""
    length = math.dist(p, q)
    x, y = ((q[0] - p[0]) / length, (q[1] - p[1]) / length) if length else (1.0, 0.0)
    # Short of 1, where one circle holds the other and no line touches both.
    lean = max(-0.98, min(0.98, (a - b) / length)) if length else 0.0
    up = math.sqrt(1 - lean**2)
    one = (x * lean + y * up, y * lean - x * up)
    two = (x * lean - y * up, y * lean + x * up)
    touched = ((p, a, one), (q, b, one), (q, b, two), (p, a, two), (p, a, one))
    return _rounded((c[0] + r * n[0], c[1] + r * n[1]) for c, r, n in touched)


def _rounded(points: Iterable[Flat]) -> list[float]:
    return [round(number, 1) for point in points for number in point]


def arrows(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """Which way to go: each arrow in its own pose only."""
    for name, pose in table.poses.items():
        for arrow in pose.arrows:
            tail = bodies[name].place(arrow)
            tip = tail.moved(direction(arrow.angle), ARROW_LENGTH)
            numbers = _arrow(camera.see(tail), camera.see(tip))
            yield {"kind": "arrow", "shape": "M# #" + "L# #" * 6 + "Z", "poses": {name: numbers}}


def _arrow(tail: Flat, tip: Flat) -> list[float]:
    length = math.dist(tail, tip)
    x, y = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
    neck = length - 7
    outline = ((0, 1.5), (neck, 1.5), (neck, 5), (length, 0), (neck, -5), (neck, -1.5), (0, -1.5))
    return _rounded((tail[0] + u * x - v * y, tail[1] + u * y + v * x) for u, v in outline)


def ground(on: str, camera: Camera) -> Iterator[Part]:
    """What the person lies, sits or stands on; it never moves."""
    yield {
        "kind": "prop" if on == "mat" else "shade",
        "shape": _area(GROUND[on], camera),
        "poses": {},
    }
    if on == "chair":
        legs = [(Point(x, 37, z), Point(x, 0, z)) for x in (-16, 18) for z in (-16, 16)]
        posts = [(Point(-16, 37, z), Point(-18, 82, z)) for z in (-16, 16)]
        lines = "".join(_line(ends, camera) for ends in (*legs, *posts))
        yield {
            "kind": "prop",
            "shape": lines + _area(SEAT, camera) + _area(BACKREST, camera),
            "poses": {},
        }


def _rectangle(x0: float, x1: float, y: float, half: float) -> tuple[Point, ...]:
    return Point(x0, y, -half), Point(x1, y, -half), Point(x1, y, half), Point(x0, y, half)


GROUND = {
    "mat": _rectangle(-78, 78, 0, 24),
    "floor": _rectangle(-34, 54, 0, 20),
    "chair": _rectangle(-24, 48, 0, 26),
}
SEAT = _rectangle(-17, 19, 37, 17)
BACKREST = (Point(-17, 64, -16), Point(-17, 64, 16), Point(-18, 82, 16), Point(-18, 82, -16))


def _line(points: tuple[Point, ...], camera: Camera) -> str:
    return "M" + "L".join("{:.1f} {:.1f}".format(*camera.see(point)) for point in points)


def _area(points: tuple[Point, ...], camera: Camera) -> str:
    return _line(points, camera) + "Z"
