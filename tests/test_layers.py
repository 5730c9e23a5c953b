"""Imports flow one way: from the ground of the house to its roof."""

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "stretchlib"
FLOORS = (
    {"milliseconds"},
    {"_data", "_html", "_garbage", "text"},
    {"errors", "_install"},
    {"dates"},
    {"_paths"},
    {"places", "private_files"},
    {"phases"},
    {"figure"},
    {"_card"},
    {"model"},
    {"catalog"},
    {"timeline"},
    {"routines"},
    {"user", "shortening"},
    {"safety"},
    {"player", "log"},
    {"clinic"},
    {"progress"},
    {"charts"},
    {"exchange"},
    {"ui"},
    {"reports"},
    {"workbook"},
    {"__main__"},
)
# What a value offers of what is built above it, so that it is found at the dot: each is asked for
# inside its method, and nowhere else.
OFFERED = {
    "routines.py": {"stretchlib.shortening", "stretchlib.user.routine_files"},
    "log/store.py": {"stretchlib.exchange"},
}
# The player's, in the browser; what stands outside its rooms puts them together.
PLAYER = HOUSE / "player" / "src"
PLAYER_ROOMS = ("engine", "session", "outputs", "ui")
SCRIPTS = sorted([*PLAYER.rglob("*.mjs"), *HOUSE.rglob("ui/**/*.js")])
# The same subject in both languages.
TWINS = {"contract", "milliseconds", "player", "text", "timeline"}
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
    offered = tuple(OFFERED.get(file.relative_to(HOUSE).as_posix(), ()))
    found = wrong_ways(file.read_text("utf-8"), room_of(file), package)
    assert [name for name in found if not name.startswith(offered or ("?",))] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    modules = {name_of(file): file for file in sorted(HOUSE.rglob("*.py"))}
    graph = {
        name: {
            other
            for wanted in imported(without_types(file.read_text("utf-8")), package_of(file))
            if (other := nearest(wanted, modules)) not in ("", name)
            and not wanted.startswith(tuple(OFFERED.get(file.relative_to(HOUSE).as_posix(), "?")))
        }
        for name, file in modules.items()
        if name != "stretchlib"
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def name_of(file: Path) -> str:
    parts = file.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def package_of(file: Path) -> str:
    return ".".join(["stretchlib", *file.relative_to(HOUSE).parts[:-1]])


def nearest(wanted: str, modules: Iterable[str]) -> str:
    """The module of which a name is imported: a package's own file where it is a name in that."""
    while wanted not in modules:
        wanted = wanted.rpartition(".")[0]
    return "" if wanted == "stretchlib" else wanted


def without_types(code: str) -> str:
    """The code but for what only a type checker reads."""
    tree = ast.parse(code)

    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else node

    return ast.unparse(ast.fix_missing_locations(Drop().visit(tree)))


def test_no_two_modules_have_one_name() -> None:
    names = [file.stem for file in FILES if file.stem not in ("__init__", "__main__")]
    assert sorted(name for name in {*names} if names.count(name) > 1) == []


def scripts_of(file: Path, *, types: bool) -> list[Path]:
    """Every script that a script of the player imports; with those of which it only knows types."""
    code = re.sub(
        r"^\s*(//|\*).*$" if types else r"^\s*(//|/\*|\*).*$",
        "",
        file.read_text("utf-8"),
        flags=re.M,
    )
    return [(file.parent / name).resolve() for name in re.findall(r'"(\.[^"]+\.mjs)"', code)]


def player_floor(file: Path) -> int:
    if file.name == "contract.mjs":
        return -1
    room = file.relative_to(PLAYER).parts[0]
    return PLAYER_ROOMS.index(room) if room in PLAYER_ROOMS else len(PLAYER_ROOMS)


def test_the_rooms_of_the_player_are_those_of_the_design() -> None:
    assert {file.name for file in PLAYER.iterdir() if file.is_dir()} == {*PLAYER_ROOMS, "style"}


@pytest.mark.parametrize("file", sorted(PLAYER.rglob("*.mjs")), ids=lambda file: file.stem)
def test_a_room_of_the_player_imports_only_from_those_before_it(file: Path) -> None:
    found = scripts_of(file, types=True)
    assert all(other.is_file() for other in found)
    assert [str(other) for other in found if player_floor(other) > player_floor(file)] == []


def test_no_script_of_the_player_imports_itself_in_a_circle() -> None:
    graph = {file: scripts_of(file, types=False) for file in PLAYER.rglob("*.mjs")}
    assert graph[PLAYER / "player.mjs"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(file.stem for file in error.args[1]))


def test_no_two_scripts_have_one_name() -> None:
    """A form's own script stands beside it, and so has its name."""
    names = [file.stem for file in SCRIPTS]
    assert sorted(name for name in {*names} if names.count(name) > 1) == []
    others = {file.stem: file.parent for file in FILES} | {
        folder.name: folder for folder in HOUSE.rglob("*/") if folder.name != "ui"
    }
    twice = {file.stem for file in SCRIPTS if others.get(file.stem, file.parent) != file.parent}
    assert twice == TWINS


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
        ("from ..model import Phase", "log"),
        ("from stretchlib.log.tables import sessions", "log"),
    ],
)
def test_a_step_downward_is_free(code: str, room: str) -> None:
    assert wrong_ways(code, room, f"stretchlib.{room}") == []


def test_what_two_clocks_may_differ_by_is_said_in_one_place() -> None:
    names = [file.name for file in FILES if "\nSKEW" in file.read_text("utf-8")]
    assert names == ["dates.py"]


def test_files_for_their_owner_alone_are_made_in_one_place() -> None:
    making = re.compile(r"0o[67]00|mkstemp|O_CREAT")
    made = [file.name for file in FILES if making.search(file.read_text("utf-8"))]
    assert made == ["private_files.py"]


@pytest.mark.parametrize("file", sorted(HOUSE.glob("ui/**/*.py")), ids=lambda file: file.name)
def test_the_forms_ask_the_log_and_no_table(file: Path) -> None:
    code = file.read_text("utf-8")
    asked = {"sqlalchemy"} & {
        name.split(".")[0]
        for node in ast.walk(ast.parse(code))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    rows = ("tables", "database", "edits", "lookup", "reads", "writes", "corrections", "frames")
    own = {f"stretchlib.log.{room}" for room in rows}
    found = {name for name in imported(code, package_of(file)) if name.startswith(tuple(own))}
    assert asked | found == set()
