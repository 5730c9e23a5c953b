"""What the tests of the figures share: their tables, their joints, and how those lie."""

import math
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from stretchlib._data import data_folder
from stretchlib.figure import FigureTable
from stretchlib.figure.body import Point
from stretchlib.model import Stretch

FILES = sorted((data_folder() / "stretches").glob("*.toml"))
STRETCHES = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in FILES}
TABLES: dict[str, dict[str, Any]] = {slug: raw["figure"] for slug, raw in STRETCHES.items()}
DRAWN = [(slug, side) for slug, raw in STRETCHES.items() for side in raw["sides"]]
POSES = [
    pytest.param(slug, pose, id=f"{slug}-{pose}")
    for slug, table in TABLES.items()
    for pose in FigureTable.model_validate(table).poses
]

every_pose = pytest.mark.parametrize(("slug", "pose"), POSES)
every_drawing = pytest.mark.parametrize(("slug", "side"), DRAWN)
every_stretch = pytest.mark.parametrize("slug", TABLES)


def figure_of(stretch: Stretch) -> Mapping[str, Any]:
    assert stretch.figure is not None
    return stretch.figure


def joints(slug: str, pose: str) -> dict[str, Point]:
    table = FigureTable.model_validate(TABLES[slug])
    return table.joints(pose).points


def angle_at(points: dict[str, Point], begin: str, joint: str, end: str) -> float:
    """The inner angle of a joint in degrees: 180 is straight."""
    one = points[begin].minus(points[joint]).unit()
    two = points[end].minus(points[joint]).unit()
    return math.degrees(math.acos(max(-1.0, min(1.0, one.dot(two)))))


def knee(points: dict[str, Point], leg: str) -> float:
    return angle_at(points, f"{leg} hip", f"{leg} knee", f"{leg} ankle")


def apart(points: dict[str, Point], one: str, other: str) -> float:
    return math.dist(points[one], points[other])
