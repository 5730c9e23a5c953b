"""The shapes of a figure: the joints of each pose in, the parts to paint out."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from stretchlib.figure.body import Bodies, Joints, Point, direction
from stretchlib.figure.ground import stands
from stretchlib.figure.paper import HEIGHT, WIDTH, Camera, Flat, Part
from stretchlib.figure.pose import STRETCHING, Arrow, Hands
from stretchlib.figure.table import FigureTable, Piece

MARGIN, MOST_SCALE = 5.0, 1.75
Chain = tuple[tuple[str, float], ...]
"""Joints in a row, each with half the thickness of the body there."""
Limb = list[tuple[Flat, float]]
"""A chain as it is seen."""


def framed(table: FigureTable, bodies: Bodies, mirror: int) -> Camera:
    """The camera that fills the paper with every pose and its arrows; a mat may run off it."""
    camera = Camera(table.turn, table.tilt, mirror)
    chains = [chain for _, chains in BODY.values() for chain in chains]
    halves = [
        (camera.see(body.points[joint]), half)
        for body in bodies.values()
        for chain in chains
        for joint, half in chain
    ]
    halves.extend((camera.see(point), 0.0) for point in stands(table.on))
    for name, pose in table.poses.items():
        halves.extend((camera.see(_tip(bodies[name], arrow)), 5.0) for arrow in pose.arrows)
    xs, ys = zip(*((x + d, y + d) for (x, y), half in halves for d in (-half, half)), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(MOST_SCALE, (WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left = WIDTH / 2 - scale * (min(xs) + max(xs)) / 2
    top = HEIGHT / 2 - scale * (min(ys) + max(ys)) / 2
    return replace(camera, left=left, top=top, scale=scale)


def _thigh(leg: str) -> tuple[Chain, ...]:
    return (((f"{leg} hip", 8.8), (f"{leg} knee", 6.2)),)


def _shin(leg: str) -> tuple[Chain, ...]:
    return (
        ((f"{leg} knee", 6.2), (f"{leg} calf", 5.9), (f"{leg} ankle", 4.1)),
        ((f"{leg} ankle", 4.1), (f"{leg} ball", 3.1)),
        ((f"{leg} heel", 3.9), (f"{leg} ball", 3.1), (f"{leg} toes", 2.6)),
    )


def _arm(leg: str) -> tuple[Chain, ...]:
    return (((f"{leg} shoulder", 5.8), (f"{leg} elbow", 4.7), (f"{leg} wrist", 3.6)),)


def _hand(leg: str) -> tuple[Chain, ...]:
    return (
        ((f"{leg} wrist", 3.4), (f"{leg} hand", 4.8), (f"{leg} fingers", 3.6)),
        ((f"{leg} hand", 2.8), (f"{leg} thumb", 2.2)),
    )


def _back(row: str, halves: tuple[float, ...]) -> Chain:
    return tuple((f"{row}back {i}", half) for i, half in enumerate(halves))


TRUNK: tuple[Chain, ...] = (
    _back("side ", (8.6, 7.6, 7.0, 7.6, 5.8)),
    _back("other ", (8.6, 7.6, 7.0, 7.6, 5.8)),
    _back("", (9.4, 8.4, 7.8, 8.4, 6.6)),
    (("neck", 5.6), ("head", 4.8)),
)
LUMBAR = 3
"""So many of the trunk's stations, from the hips up, are its lower part."""
HEAD_CHAINS: tuple[Chain, ...] = (
    (("head", 9.2), ("chin", 5.0)),
    (("head", 5.4), ("nose", 1.9)),
)
BODY: dict[Piece, tuple[str, tuple[Chain, ...]]] = {
    "other arm": ("arm", _arm("other")),
    "other hand": ("hand", _hand("other")),
    "other thigh": ("far", _thigh("other")),
    "other shin": ("far", _shin("other")),
    "trunk": ("trunk", TRUNK),
    "head": ("trunk", HEAD_CHAINS),
    "side thigh": ("near", _thigh("side")),
    "side shin": ("near", _shin("side")),
    "side arm": ("trunk", _arm("side")),
    "side hand": ("hand", _hand("side")),
}


def limbs(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """The body from far to near, each piece in every pose."""
    for piece in table.order or _usual_order(table.hands):
        kind, chains = BODY[piece]
        yield _moving(kind, {name: _seen(chains, body, camera) for name, body in bodies.items()})


def ghosts(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """Where it goes to and fro: the lower body at the other end of the way, faint behind it."""
    to_and_fro = ("enhance", "enhance_back")
    if not set(to_and_fro) <= set(table.poses):
        return
    chains = (TRUNK[0][:LUMBAR], *_thigh("side"))
    for pose, other in zip(to_and_fro, reversed(to_and_fro), strict=True):
        yield _moving("ghost", {pose: _seen(chains, bodies[other], camera)})


def _usual_order(hands: Hands) -> tuple[Piece, ...]:
    """From far to near, the hands last; an arm lies behind the near leg if it holds the far."""
    near_arm: tuple[Piece, ...] = ("side arm",)
    through = hands.side.on.startswith("other")
    return (
        "other arm",
        "other thigh",
        "other shin",
        "trunk",
        "head",
        *(near_arm if through else ()),
        "side thigh",
        "side shin",
        *(() if through else near_arm),
        "other hand",
        "side hand",
    )


def _seen(chains: tuple[Chain, ...], body: Joints, camera: Camera) -> list[Limb]:
    return [
        [(camera.see(body.points[joint]), half * camera.scale) for joint, half in chain]
        for chain in chains
    ]


def marks(table: FigureTable, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """A patch within a ring where it pulls, so that more than its colour shows it."""
    mark = table.mark
    only = [name for name in bodies if name in STRETCHING]
    fractions = [mark.begin + (mark.end - mark.begin) * share for share in (0, 0.5, 1)]
    patches = {
        name: [body.along(mark.on, at, mark.front, mark.out) for at in fractions]
        for name, body in bodies.items()
    }
    for kind, half in (("ring", 5.6), ("mark", 1.9)):
        poses = {
            name: [[(camera.see(point), half * camera.scale) for point in patch]]
            for name, patch in patches.items()
        }
        yield _moving(kind, poses) | {"only": only}


def _moving(kind: str, poses: Mapping[str, list[Limb]]) -> Part:
    """Limbs that have a position in every pose, as one part."""
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
            tail = camera.see(bodies[name].room_point(arrow))
            tip = camera.see(_tip(bodies[name], arrow))
            numbers = _arrow(tail, tip, arrow.bend * camera.mirror)
            yield {
                "kind": "arrow",
                "shape": ARROW,
                "poses": {name: numbers},
                "only": [],
            }


def _tip(body: Joints, arrow: Arrow) -> Point:
    return body.room_point(arrow).moved(direction(*arrow.angle), arrow.length)


ARROW = "M# #Q# # # #" + "L# #" * 4 + "Q# # # #Z"
SHAFT, BARB, POINT = 3.4, 9.0, 13.0


def _arrow(tail: Flat, tip: Flat, bend: float) -> list[float]:
    """Round the head and back; `bend` is how far a curved one leaves the straight way midway."""
    length = math.dist(tail, tip)
    x, y = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
    corner = (length / 2, 2 * bend * length)
    # At its end, the curve comes from the corner of its frame.
    ahead, across = length - corner[0], -corner[1]
    ahead, across = ahead / math.hypot(ahead, across), across / math.hypot(ahead, across)
    neck = (length - POINT * ahead, -POINT * across)

    def beside(point: Flat, by: float, way: Flat) -> Flat:
        return point[0] - by * way[1], point[1] + by * way[0]

    end = ahead, across
    begin = ahead, -across
    outline = (
        beside((0, 0), SHAFT, begin),
        beside(corner, SHAFT, (1, 0)),
        beside(neck, SHAFT, end),
        beside(neck, BARB, end),
        (length, 0.0),
        beside(neck, -BARB, end),
        beside(neck, -SHAFT, end),
        beside(corner, -SHAFT, (1, 0)),
        beside((0, 0), -SHAFT, begin),
    )
    return _rounded((tail[0] + u * x - v * y, tail[1] + u * y + v * x) for u, v in outline)
