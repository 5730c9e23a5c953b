"""What is in the tree reads well on any machine."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

import stretchlib

TOP = Path(__file__).parent.parent


def files() -> Iterator[Path]:
    """Every file that is tracked by git, or would be if it were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
    for name in sorted(set(names.split("\0")) - {""}):
        if (TOP / name).is_file():
            yield TOP / name


def text_of(file: Path) -> str:
    """Its text; empty when it is a picture or another file that is not for reading."""
    data = file.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


CHANGED_AS_THEY_GO = {"Handle", "_Court"}
"""A connection to a log, and what decides row by row; all other dataclasses are values."""


def test_a_value_is_never_changed_where_it_stands() -> None:
    changed = set()
    for module in pkgutil.walk_packages(stretchlib.__path__, "stretchlib."):
        if ".migrations" in module.name or module.name.endswith("__main__"):
            continue
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.name:
                params: Any = kind.__dataclass_params__  # type: ignore[attr-defined]
                if not params.frozen:
                    changed.add(kind.__name__)
    assert changed == CHANGED_AS_THEY_GO


# Written so that no pattern finds itself here.
UNWELCOME = {
    "a path of one machine": r"(?<![\w.-])/(?:work|tmp|root|home|Users)/\w|[A-Z]:\\Users\\",
    "a package index": r"\b(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com)\b",
    "work left over": r"\b(?:TO[D]O|FIX[M]E|XX[X])\b",
}


def findings(text: str) -> list[str]:
    return [
        f"line {number}: {what}: {found.group()!r}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in UNWELCOME.items()
        for found in re.finditer(pattern, line)
    ]


def test_no_file_is_tied_to_one_machine_or_left_unfinished() -> None:
    found = {
        str(file.relative_to(TOP)): lines for file in files() if (lines := findings(text_of(file)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "open('{}home/someone/log.sqlite')".format("/"),
        "sqlite:///{}tmp/log.sqlite".format("/"),
        "sys.path.append({}work/main)".format("/"),
        "https://pypi{}org/simple".format("."),
        "# TO{}: later".format("DO"),
    ],
)
def test_an_unwelcome_line_is_found(line: str) -> None:
    assert len(findings(line)) == 1


@pytest.mark.parametrize(
    "line", ["#!/usr/bin/env bash", "https://example.org/home/page", "day/work"]
)
def test_a_welcome_line_is_left_alone(line: str) -> None:
    assert findings(line) == []


# Tests: each file by itself, all that it needs there


TESTS = sorted((TOP / "tests").rglob("*.py"))


def leans_on(code: str) -> list[str]:
    """What a test must not do: import from another test, or let one be left out for want of it."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            names = [name] if name == "importorskip" else []
        else:
            continue
        found += [name for name in names if re.search(r"(^|\.)test_|^importorskip$", name)]
    return found


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_no_test_leans_on_another(file: Path) -> None:
    assert leans_on(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        "from tests.test_own import write",
        "from tests.browser import test_app",
        "from .test_own import write",
        "import tests.test_own",
        "def test_it():\n    from tests.test_own import write",
        "xml = pytest.importorskip('lxml')",
    ],
)
def test_a_test_that_leans_on_another_is_found(code: str) -> None:
    assert len(leans_on(code)) == 1


def test_there_is_one_fixture_of_a_name_that_all_know() -> None:
    """`log` means the same empty log everywhere; another one has another name."""
    made = [
        file.name
        for file in TESTS
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name in ("log", "own", "screened")
        and any("fixture" in ast.unparse(each) for each in node.decorator_list)
    ]
    assert made == ["conftest.py"] * 3


NOTEBOOKS = [file for file in files() if file.suffix == ".ipynb"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda file: file.name)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    book: nbformat.NotebookNode = nbformat.from_dict(json.loads(request.param.read_text("utf-8")))
    return book


def test_a_notebook_is_valid(notebook: nbformat.NotebookNode) -> None:
    nbformat.validate(notebook)


def test_the_cells_of_a_notebook_have_names_of_their_own(notebook: nbformat.NotebookNode) -> None:
    ids = [cell["id"] for cell in notebook.cells]
    assert len(ids) == len(set(ids))


def test_a_notebook_runs_on_any_python_3(notebook: nbformat.NotebookNode) -> None:
    assert notebook.metadata.kernelspec.name == "python3"


def test_a_notebook_is_kept_without_outputs(notebook: nbformat.NotebookNode) -> None:
    kept = [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and "keep_output" not in cell.metadata.get("tags", [])
        and (cell.outputs or cell.execution_count is not None)
    ]
    assert kept == []


def test_a_cell_that_is_compared_has_something_to_compare(
    notebook: nbformat.NotebookNode,
) -> None:
    """Nbval passes a marked cell that was never run, whatever it prints."""
    hollow = [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and "NBVAL_CHECK_OUTPUT" in cell.source
        and cell.execution_count is None
    ]
    assert hollow == []


def named_files(markdown: str) -> set[str]:
    """Files of this tree that a page links to, shows, or names with a slash in backticks."""
    links = re.findall(r"\]\(([^)\s#]+)[^)]*\)|(?:src|href)=\"([^\"#]+)\"", markdown)
    targets = {name for pair in links for name in pair if name and not re.match(r"\w+:", name)}
    return targets | set(re.findall(r"`(\w[\w.-]*/[\w./-]*)`", markdown))


def test_the_readme_names_only_files_that_exist() -> None:
    names = named_files((TOP / "README.md").read_text("utf-8"))
    assert names
    assert [name for name in sorted(names) if not (TOP / name).exists()] == []


def test_a_named_file_is_noticed_however_it_is_named() -> None:
    page = (
        '[a](docs/a.md#top) ![b](docs/b.png "B") <img src="c/c.png"> `data/d/` [e](https://e.org)'
    )
    assert named_files(page) == {"docs/a.md", "docs/b.png", "c/c.png", "data/d/"}


STRANGE = re.compile(
    r"(?<!what )\bcannot be\. |\bcannot be done\. |\b(?:is|are|it is) no (?:rest|distance|file"
    r"|place for|number|whole number|extent|notebook|condition of|single value)\b"
    r"|\bmoment that has been\b|\bleave to write\b|\bsays? of which\b|\bno such day\b"
    r"|\byourself leave\b|\bLoad the page anew\b"
)


def sentences(code: str) -> Iterator[str]:
    """The texts in a module, without its docstrings; what is filled into one is an ellipsis."""
    tree = ast.parse(code)
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in docs | inside:
            yield str(node.value)


def test_no_sentence_is_said_as_nobody_speaks() -> None:
    found = {
        str(file.relative_to(TOP)): said
        for file in files()
        if file.suffix == ".py" and file.is_relative_to(TOP / "stretchlib")
        if (said := [one for one in sentences(text_of(file)) if STRANGE.search(one)])
    }
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        'msg = f"{cm} cm cannot be. Give 0 to 100 cm."',
        'msg = f"rest_s={value} is no rest; give seconds."',
        'msg = "goal_cm=3 is no distance of this test."',
        'msg = "Give yourself leave to write there."',
    ],
)
def test_a_sentence_that_nobody_speaks_is_found(code: str) -> None:
    assert STRANGE.search("".join(sentences(code)))
