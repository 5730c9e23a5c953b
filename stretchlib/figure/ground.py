"""What a person lies, sits or stands on, and may hold on to; it never moves."""

from collections.abc import Iterator

from stretchlib.figure.body import Bodies, Point
from stretchlib.figure.paper import HEIGHT, WIDTH, Camera, Part

Points = tuple[Point, ...]


def outline(on: str, bodies: Bodies) -> Points:
    """The corners of what lies under it: as long as what lies on it, or stands there."""
    points = [point for body in bodies.values() for point in body.points.values()]
    xs = [point.x for point in points if round(point.y, 6) < LOW]
    begin, end = min(xs), max(xs)
    if on == "mat":
        end = max(end, MAT_END)
    if on == "chair":
        begin = min(begin, -16)
    half = HALF_WIDE[on]
    if on == "mat":
        half = max(half, *(0.66 * abs(point.z) for point in points))
    return _rectangle(begin - 9, end + 9, 0, half)


def stands(on: str) -> Points:
    """What must be seen whole: a chair."""
    if on == "chair":
        return SEAT + BACKREST + tuple(Point(x, 0, z) for x, z in CHAIR_FEET)
    return BESIDE_BACK if on == "beside a chair" else ()


def ground(on: str, bodies: Bodies, camera: Camera) -> Iterator[Part]:
    """What is under a person, and the chair."""
    yield _still("prop" if on == "mat" else "shade", _cut(outline(on, bodies), camera))
    if on == "chair":
        legs = [(Point(x, 37, z), Point(x, 0, z)) for x, z in CHAIR_FEET]
        posts = [(Point(-16, 37, z), Point(-18, 82, z)) for z in (-16, 16)]
        yield _chair((*legs, *posts), SEAT, BACKREST, camera)
    if on == "beside a chair":
        legs = [(Point(x, 37, z), Point(x, 0, z)) for x in BESIDE_X for z in BESIDE_Z]
        posts = [(Point(x, 37, BESIDE_Z[1]), Point(x, 80, BESIDE_Z[1])) for x in BESIDE_X]
        yield _chair((*legs, *posts), BESIDE_SEAT, BESIDE_BACK, camera)


def _chair(lines: tuple[Points, ...], seat: Points, back: Points, camera: Camera) -> Part:
    drawn = "".join(_line(ends, camera) for ends in lines)
    return _still("chair", drawn + _area(seat, camera) + _area(back, camera))


def _still(kind: str, shape: str) -> Part:
    return {"kind": kind, "shape": shape, "poses": {}, "only": []}


def _rectangle(x0: float, x1: float, y: float, half: float) -> Points:
    return Point(x0, y, -half), Point(x1, y, -half), Point(x1, y, half), Point(x0, y, half)


EDGE = 5.0
"""So far from the edge of the paper the ground ends."""
EDGES = ((0, EDGE, 1), (0, WIDTH - EDGE, -1), (1, EDGE, 1), (1, HEIGHT - EDGE, -1))
LOW = 20.0
"""Below that a part of the body needs ground under it."""
MAT_END = 20.0
"""A mat goes on under raised legs."""
HALF_WIDE = {"mat": 24.0, "floor": 20.0, "chair": 26.0, "beside a chair": 22.0}
SEAT = _rectangle(-17, 19, 37, 17)
CHAIR_FEET = tuple((x, z) for x in (-16.0, 18.0) for z in (-16.0, 16.0))
BACKREST = (Point(-17, 64, -16), Point(-17, 64, 16), Point(-18, 82, 16), Point(-18, 82, -16))
BESIDE_X, BESIDE_Z = (-12.0, 18.0), (-58.0, -28.0)
BESIDE_SEAT = tuple(Point(x, 37, z) for x, z in ((-12, -58), (18, -58), (18, -28), (-12, -28)))
BESIDE_BACK = tuple(Point(x, y, -28) for x, y in ((-12, 62), (18, 62), (18, 80), (-12, 80)))


def _line(points: Points, camera: Camera) -> str:
    return "M" + "L".join("{:.1f} {:.1f}".format(*camera.see(point)) for point in points)


def _area(points: Points, camera: Camera) -> str:
    return _line(points, camera) + "Z"


def _cut(points: Points, camera: Camera) -> str:
    """An area, cut where it runs off the paper: one edge of the paper after the other."""
    left = [camera.see(point) for point in points]
    for axis, least, sign in EDGES:
        corners, left = left, []
        for one, other in zip(corners, corners[1:] + corners[:1], strict=True):
            inside, beyond = (sign * (p[axis] - least) for p in (one, other))
            if inside >= 0:
                left.append(one)
            if inside * beyond < 0:
                share = inside / (inside - beyond)
                x, y = (a + share * (b - a) for a, b in zip(one, other, strict=True))
                left.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in left) + "Z"
