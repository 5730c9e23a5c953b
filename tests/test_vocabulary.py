"""One meaning a word: what the names of the library may not do."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from stretchlib import model, phases

HOUSE = Path(__file__).parent.parent / "stretchlib"
MIGRATIONS = HOUSE / "log" / "migrations" / "versions"
FILES = [file for file in sorted(HOUSE.rglob("*.py")) if file.parent != MIGRATIONS]
DIALECT = {"told", "said"}
"""Each once stood for a text, a row, a query, a warning and a widget."""
OF_THE_CATALOG = {name for name in (*vars(model), *vars(phases)) if name.isupper()}


def names_made_in(code: str) -> Iterator[str]:
    """Every name that a module gives: of a class, function, parameter or variable."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def in_dialect(code: str) -> list[str]:
    return sorted(name for name in names_made_in(code) if DIALECT & {*name.strip("_").split("_")})


def made_at_the_top(code: str) -> Iterator[tuple[str, bool]]:
    """Each class and constant of a module, and whether it is a class."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.ClassDef):
            yield node.name, True
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((each.id, False) for each in targets if isinstance(each, ast.Name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HOUSE)))
def test_a_name_says_what_it_holds_and_not_that_it_was_said(file: Path) -> None:
    assert in_dialect(file.read_text("utf-8")) == []


def test_no_two_classes_or_types_have_one_name() -> None:
    where = defaultdict(list)
    for file in FILES:
        for name, is_class in made_at_the_top(file.read_text("utf-8")):
            # A type is named as a class is, and a variable of a type in small letters.
            if is_class or (name[0].isupper() and not name.isupper()):
                where[name].append(file.name)
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def test_what_the_catalog_knows_stands_under_its_name_alone() -> None:
    own = {"model.py", "phases.py"}
    again = [
        f"{file.name}: {name}"
        for file in FILES
        for name, _ in made_at_the_top(file.read_text("utf-8"))
        if name in OF_THE_CATALOG and file.name not in own
    ]
    assert again == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("told = 1", ["told"]),
        ("def _week_told(said): ...", ["_week_told", "said"]),
        ("for told in []: pass", ["told"]),
        ("self.told = 1", ["told"]),
        ("bold = retold = untold = 1", []),
        ("answers.get('said')", []),
    ],
)
def test_the_dialect_is_seen_where_it_is_made(code: str, found: list[str]) -> None:
    assert in_dialect(code) == found
