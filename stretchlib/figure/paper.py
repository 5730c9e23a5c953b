"""The paper of a figure: from where it is seen, and what a shape on it is."""

import math
from dataclasses import dataclass
from typing import TypedDict

from stretchlib.figure.body import Point

WIDTH, HEIGHT = 200, 172

Flat = tuple[float, float]
"""A point on the paper: to the right, and down."""


class Part(TypedDict):
    """One shape of a drawing."""

    kind: str
    """What it is, and so its colours: `near`, `far`, `mark`, ..."""
    shape: str
    """An SVG path, with a `#` for each number that moves."""
    poses: dict[str, list[float]]
    """Those numbers by pose; it is hidden in a pose without any."""
    only: list[str]
    """The poses in which it is seen; empty for all that have numbers."""


@dataclass(frozen=True)
class Camera:
    """From where a figure is seen, and where on the paper it is put."""

    turn: float
    tilt: float
    mirror: int
    """1 as the table has it, -1 for its mirror image."""
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    def see(self, point: Point) -> Flat:
        """Where a point of the room is on the paper."""
        turn, tilt = math.radians(self.turn), math.radians(self.tilt)
        across = point.x * math.cos(turn) - point.z * math.sin(turn)
        nearer = point.x * math.sin(turn) + point.z * math.cos(turn)
        down = nearer * math.sin(tilt) - point.y * math.cos(tilt)
        return self.left + self.scale * self.mirror * across, self.top + self.scale * down
