"""Run the part of the tests without a browser on other Pythons, or with the lowest bounds."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from tools.locks import find_uv
from tools.wheel import python_of

TOP = Path(__file__).resolve().parent.parent
PLACE = TOP / ".venv" / "pythons"
"""Each has an environment of its own there; `make clean` takes them along."""
LEFT_OUT = {
    "tests/browser": "a real JupyterLab is driven on one Python",
    "notebooks/*": "and so are the notebooks",
    "tests/test_app.py": "pages that a browser asks for",
    "tests/test_docs_site.py": "the website is made on one Python",
    "tests/test_javascript.py": "Node runs it, not Python",
    "tests/test_environment.py": "it looks at the environment of `make test`",
    "tests/test_hygiene.py": "the same text on any Python",
    "tests/test_set_up.py": "make runs it",
    "tests/test_layers.py": "the same text on any Python",
    "tests/test_charts_pictures.py": "to the pixel, for the matplotlib of the lock",
    "tests/test_log_damage.py": "five minutes, most of them SQLite's",
    "tests/test_your_log.py": "three minutes of forms, of which its pages hold the same",
    "tests/test_dates.py": "a minute of dates, drawn at random",
    "tests/test_clinic_[bhprs]*.py": "PostgreSQL answers; who is in a clinic, and its week, stay",
}
"""What is left out there, and why; `make test` runs all of it."""
SEEN = (
    "builder", "charts*", "dashboard_shown", "first_second", "front_door", "measure",
    "own_exercises", "own_sharing", "own_stretch", "practice", "progress_page", "screening",
    "scripts", "summary", "your_log*",
)  # fmt: skip
"""Forms, pictures, whole kernels: left out as well without `--whole`."""
SLOW = ("clinic_m*", "log_leftovers", "log_place", "log_restore", "log_threads")
"""PostgreSQL, and what the system answers: left out as well without `--whole`."""
ONLY_WITH_NEWER = {"notebook"}
"""What asks for a newer JupyterLab than the lowest, among the tests' tools."""


def find_python(version: str) -> str:
    """
    Path of a Python of a version, such as `3.12`; brought by uv or Debian where there is none.

    Raises
    ------
    SystemExit
        When this machine has none, and none could be brought; it says what helps.
    """
    for candidate in candidates(version):
        if candidate and says(candidate) == version:
            return candidate
    msg = (
        f"Python {version} is not on this machine and could not be brought. "
        f"Install it, so that python{version} is on the PATH, or leave it out: "
        'make pythons VERSIONS="..."'
    )
    raise SystemExit(msg)


def candidates(version: str) -> Iterator[str]:
    """Yield where it may be, from the cheapest to the dearest to have."""
    name = f"python{version}"
    yield shutil.which(name) or ""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/{name}")))
    yield found_by_uv(version)
    quietly(find_uv(), "python", "install", version)
    yield found_by_uv(version)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quietly("apt-get", "install", "--yes", "--no-install-recommends", name)
        yield shutil.which(name) or ""


def found_by_uv(version: str) -> str:
    """The one that uv brought before; empty where there is none."""
    return quietly(find_uv(), "python", "find", "--managed-python", version)


def says(python: str) -> str:
    """The version that a Python says of itself; empty where it does not start."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return quietly(python, "-c", code)


def quietly(*words: str) -> str:
    """What a command says; empty where it fails."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout.strip()


def environment(python: str, name: str) -> Path:
    """Make an environment; return its Python."""
    folder = PLACE / name
    run(find_uv(), "venv", "--quiet", "--clear", "--python", python, str(folder))
    return python_of(folder)


def locked(python: Path) -> None:
    """Install what the lock names."""
    install(python, "--require-hashes", "--requirement", "locks/everything.txt")
    install(python, "--no-deps", "--editable", ".")


def lowest(python: Path) -> None:
    """Install the lowest version of each requirement of the workbook, and then the tests' tools."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["clinic"]]
    bounds = PLACE / "lowest.in"
    bounds.write_text("\n".join(needed), encoding="utf-8")
    install(python, "--resolution", "lowest-direct", "--requirement", str(bounds))
    frozen = quietly(find_uv(), "pip", "freeze", "--python", str(python))
    bounds.write_text(frozen, encoding="utf-8")
    lowered = {Requirement(need).name for need in needed}
    wanted = [need for need in extras["test"] if name_of(need) not in ONLY_WITH_NEWER | lowered]
    install(python, "--constraint", str(bounds), *wanted)
    install(python, "--no-deps", "--editable", ".")
    named = [line for line in frozen.splitlines() if name_of(line) in lowered]
    print("Lowest:", ", ".join(named), flush=True)


def name_of(need: str) -> str:
    """The name in a requirement or a pin."""
    return re.split(r"[^\w.-]", need, maxsplit=1)[0]


def install(python: Path, *words: str) -> None:
    """Install into an environment."""
    run(find_uv(), "pip", "install", "--quiet", "--python", str(python), *words)


def tests(python: Path, more: list[str], *, whole: bool) -> None:
    """Run them, in two processes."""
    more_out = [] if whole else [f"tests/test_{name}.py" for name in (*SEEN, *SLOW)]
    # What stands in `testpaths`, as notebooks do, is left out by a pattern alone.
    left_out = [f"--ignore-glob={TOP / path}" for path in (*LEFT_OUT, *more_out)]
    shared_out = ["--numprocesses=2", "--dist=loadfile"]
    run(str(python), "-m", "pytest", "--quiet", *shared_out, *left_out, *more)


def run(*words: str) -> None:
    """Run a command, and stop where it fails."""
    done = subprocess.run(words, cwd=TOP, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m tools.pythons", description=__doc__)
    words.add_argument("versions", nargs="*", help="such as 3.12 3.13")
    words.add_argument("--lowest", action="store_true", help="the lowest bounds, on this Python")
    words.add_argument("--whole", action="store_true", help="with forms, pictures and what is slow")
    chosen, more = words.parse_known_args()
    found = {version: find_python(version) for version in chosen.versions}
    for version, python in found.items():
        print(f"Python {version}: {python}", flush=True)
        made = environment(python, version)
        locked(made)
        tests(made, more, whole=chosen.whole)
    if chosen.lowest:
        made = environment(sys.executable, "lowest")
        lowest(made)
        tests(made, more, whole=chosen.whole)
