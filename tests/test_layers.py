"""Imports flow one way: from the ground of the house to its roof."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "stretchlib"
FLOORS = (
    {"_data", "_html"},
    {"errors", "dates"},
    {"_paths"},
    {"figure"},
    {"_card"},
    {"stretch"},
    {"_cures"},
    {"_files"},
    {"_sources"},
    {"_rules"},
    {"catalog"},
    {"timeline"},
    {"routine"},
    {"own", "fit"},
    {"safety"},
    {"player", "log"},
    {"forms"},
    {"fields", "files"},
    {"signs", "living_with"},
    {"screening"},
    {"questions", "drawings", "choosing"},
    {"saved", "measure"},
    {"practice"},
    {"progress"},
    {"charts", "goal"},
    {"exchange", "builder"},
    {"summary"},
    {"your_log"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The contents page names every room; it stands outside the stairs.
FILES = sorted(set(HOUSE.rglob("*.py")) - {HOUSE / "__init__.py"})


def room_of(file: Path) -> str:
    return file.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(code: str, package: str) -> Iterator[str]:
    """Every module of stretchlib that `code`, a module of `package`, imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "stretchlib")


def wrong_ways(code: str, room: str, package: str = "stretchlib") -> list[str]:
    """The imports of `code` that lead anywhere but to its own room or a floor below."""
    roof = len(FLOORS)
    return [
        name
        for name in imported(code, package)
        if (other := name.partition(".")[2].partition(".")[0]) != room
        and FLOOR_OF.get(other, roof) >= FLOOR_OF[room]
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_a_room_imports_only_from_the_floors_below(file: Path) -> None:
    assert room_of(file) in FLOOR_OF, f"Give {room_of(file)} a floor in FLOORS, and in the design."
    package = ".".join(["stretchlib", *file.relative_to(HOUSE).parts[:-1]])
    assert wrong_ways(file.read_text("utf-8"), room_of(file), package) == []


@pytest.mark.parametrize(
    ("code", "room"),
    [
        ("import stretchlib.charts", "log"),
        ("from stretchlib.charts import calendar", "log"),
        ("from stretchlib import charts", "log"),
        ("from ..charts import calendar", "log"),
        ("def later():\n    from stretchlib.exchange import csv", "charts"),
        ("from stretchlib.log.store import Log", "player"),
        ("from stretchlib.player import Player", "log"),
        ("from stretchlib import Routine", "log"),
        ("import stretchlib", "log"),
        ("from stretchlib.attic import dust", "log"),
    ],
)
def test_a_step_upward_is_seen(code: str, room: str) -> None:
    assert wrong_ways(code, room, f"stretchlib.{room}") != []


@pytest.mark.parametrize(
    ("code", "room"),
    [
        ("import math", "errors"),
        ("from stretchlib.errors import LogError", "log"),
        ("from stretchlib import errors", "log"),
        ("from .tables import sessions", "log"),
        ("from ..stretch import Phase", "log"),
        ("from stretchlib.log.tables import sessions", "log"),
    ],
)
def test_a_step_downward_is_free(code: str, room: str) -> None:
    assert wrong_ways(code, room, f"stretchlib.{room}") == []


def test_what_two_clocks_may_differ_by_is_said_in_one_place() -> None:
    said = [file.name for file in FILES if "\nSKEW" in file.read_text("utf-8")]
    assert said == ["dates.py"]
