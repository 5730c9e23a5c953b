"""The shapes of a figure: the joints of each pose in, the parts to paint out."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from stretchlib.figure.body import Bodies, Joints, Point, direction
from stretchlib.figure.ground import outline
from stretchlib.figure.paper import HEIGHT, WIDTH, Camera, Flat, Part
from stretchlib.figure.pose import STRETCHING, Arrow, Hands
from stretchlib.figure.table import FigureTable, Piece

MARGIN, MOST_SCALE = 6.0, 1.75
ROUND = ((-8.6, 0.0), (8.6, 0.0), (0.0, -8.6), (0.0, 8.6))
"""From the middle of the thickest part of a body to its rim."""
Chain = tuple[tuple[str, float], ...]
"""Joints in a row, each with half the thickness of the body there."""
Limb = list[tuple[Flat, float]]
"""A chain as it is seen."""


def framed(table: FigureTable, bodies: Bodies, mirror: int) -> Camera:
    """The camera that has every pose and its arrows in the middle of the paper."""
    camera = Camera(table.turn, table.tilt, mirror)
    solid = [camera.see(p) for body in bodies.values() for p in body.points.values()]
    flat = [camera.see(point) for point in outline(table.on, bodies)]
    for name, pose in table.poses.items():
        flat.extend(camera.see(_tip(bodies[name], arrow)) for arrow in pose.arrows)
    round_about = [(x + dx, y + dy) for x, y in solid for dx, dy in ROUND]
    xs, ys = zip(*flat, *round_about, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(MOST_SCALE, (WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left = WIDTH / 2 - scale * (min(xs) + max(xs)) / 2
    top = HEIGHT / 2 - scale * (min(ys) + max(ys)) / 2
    return replace(camera, left=left, top=top, scale=scale)


def _thigh(leg: str) -> tuple[Chain, ...]:
    return (((f"{leg} hip", 8.0), (f"{leg} knee", 5.5)),)


def _shin(leg: str) -> tuple[Chain, ...]:
    return (
        ((f"{leg} knee", 5.5), (f"{leg} calf", 5.2), (f"{leg} ankle", 3.3)),
        ((f"{leg} ankle", 3.3), (f"{leg} ball", 2.7)),
        ((f"{leg} heel", 3.4), (f"{leg} ball", 2.7), (f"{leg} toes", 2.1)),
    )


def _arm(leg: str) -> tuple[Chain, ...]:
    return (((f"{leg} shoulder", 5.3), (f"{leg} elbow", 3.9), (f"{leg} wrist", 2.8)),)


def _hand(leg: str) -> tuple[Chain, ...]:
    return (
        ((f"{leg} wrist", 2.8), (f"{leg} hand", 3.3), (f"{leg} fingers", 1.9)),
        ((f"{leg} hand", 2.0), (f"{leg} thumb", 1.4)),
    )


def _back(row: str, halves: tuple[float, ...]) -> Chain:
    return tuple((f"{row}back {i}", half) for i, half in enumerate(halves))


TRUNK: tuple[Chain, ...] = (
    _back("side ", (8.0, 7.0, 6.4, 7.2, 5.4)),
    _back("other ", (8.0, 7.0, 6.4, 7.2, 5.4)),
    _back("", (8.8, 8.0, 7.4, 8.2, 6.4)),
    (("neck", 5.2), ("head", 4.2)),
)
HEAD: tuple[Chain, ...] = (
    (("head", 8.6), ("chin", 4.6)),
    (("head", 5.0), ("nose", 1.5)),
)
BODY: dict[Piece, tuple[str, tuple[Chain, ...]]] = {
    "other arm": ("far", _arm("other")),
    "other hand": ("far", _hand("other")),
    "other thigh": ("far", _thigh("other")),
    "other shin": ("far", _shin("other")),
    "trunk": ("trunk", TRUNK),
    "head": ("trunk", HEAD),
    "side thigh": ("near", _thigh("side")),
    "side shin": ("near", _shin("side")),
    "side arm": ("trunk", _arm("side")),
    "side hand": ("trunk", _hand("side")),
}


def limbs(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """The body from far to near, each piece in every pose."""
    for piece in table.order or _usual_order(table.hands):
        kind, chains = BODY[piece]
        yield _moving(kind, {name: _seen(chains, body, camera) for name, body in bodies.items()})


def _usual_order(hands: Hands) -> tuple[Piece, ...]:
    """From far to near; a hand lies over the leg it holds, and an arm behind the other."""
    over_near = hands.other.on.startswith("side")
    through = hands.side.on.startswith("other")
    far_hand: tuple[Piece, ...] = ("other hand",)
    near_arm: tuple[Piece, ...] = ("side arm", "side hand")
    return (
        "other arm",
        "other thigh",
        "other shin",
        *(() if over_near else far_hand),
        "trunk",
        "head",
        *(near_arm if through else ()),
        "side thigh",
        "side shin",
        *(far_hand if over_near else ()),
        *(() if through else near_arm),
    )


def _seen(chains: tuple[Chain, ...], body: Joints, camera: Camera) -> list[Limb]:
    return [
        [(camera.see(body.points[joint]), half * camera.scale) for joint, half in chain]
        for chain in chains
    ]


def marks(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """A patch within a ring, so that the place is told by more than its colour, where it pulls."""
    mark = table.mark
    only = [name for name in bodies if name in STRETCHING]
    places = [mark.begin + (mark.end - mark.begin) * share for share in (0, 0.5, 1)]
    patches = {
        name: [body.along(mark.on, at, mark.front, mark.out) for at in places]
        for name, body in bodies.items()
    }
    for kind, half in (("ring", 6.2), ("mark", 2.2)):
        poses = {
            name: [[(camera.see(point), half * camera.scale) for point in patch]]
            for name, patch in patches.items()
        }
        yield _moving(kind, poses) | {"only": only}


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
        "only": [],
    }


def _pairs(limbs: list[Limb]) -> Iterator[tuple[tuple[Flat, float], tuple[Flat, float]]]:
    return (pair for limb in limbs for pair in pairwise(limb))


def _capsule(a: float, b: float) -> str:
    """The outline of two circles and what lies between them; each corner is `# #`."""
    one, two = f"{a:.1f} {a:.1f} 0", f"{b:.1f} {b:.1f} 0"
    return f"M# #A{one} {int(a > b)} 1 # #L# #A{two} {int(b > a)} 1 # #Z"


def _corners(p: Flat, a: float, q: Flat, b: float) -> list[float]:
    """The numbers of a capsule: where its straight sides touch the circles round `p` and `q`."""
    length = math.dist(p, q)
    x, y = ((q[0] - p[0]) / length, (q[1] - p[1]) / length) if length else (1.0, 0.0)
    # Short of 1, where one circle holds the other and no line touches both.
    lean = max(-0.98, min(0.98, (a - b) / length)) if length else 0.0
    up = math.sqrt(1 - lean**2)
    one = (x * lean + y * up, y * lean - x * up)
    two = (x * lean - y * up, y * lean + x * up)
    touched = ((p, a, two), (p, a, one), (q, b, one), (q, b, two))
    return _rounded((c[0] + r * n[0], c[1] + r * n[1]) for c, r, n in touched)


def _rounded(points: Iterable[Flat]) -> list[float]:
    return [round(number, 1) for point in points for number in point]


def arrows(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """Which way to go: each arrow in its own pose only, from the edge of the part that moves."""
    for name, pose in table.poses.items():
        for arrow in pose.arrows:
            tail = camera.see(bodies[name].place(arrow))
            numbers = _arrow(tail, camera.see(_tip(bodies[name], arrow)))
            yield {
                "kind": "arrow",
                "shape": ARROW,
                "poses": {name: numbers},
                "only": [],
            }


def _tip(body: Joints, arrow: Arrow) -> Point:
    return body.place(arrow).moved(direction(*arrow.angle), arrow.length)


ARROW = "M# #" + "L# #" * 6 + "Z"
SHAFT, BARB, POINT = 2.6, 7.2, 11.0


def _arrow(tail: Flat, tip: Flat) -> list[float]:
    length = math.dist(tail, tip)
    x, y = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
    neck = length - POINT
    half = ((0, SHAFT), (neck, SHAFT), (neck, BARB))
    ends = (*half, (length, 0), *((u, -v) for u, v in reversed(half)))
    return _rounded((tail[0] + u * x - v * y, tail[1] + u * y + v * x) for u, v in ends)
