"""Build a release and check all of it that can be checked here; it stops before uploading."""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from stretchlib import __version__
from tools.wheel import TOP, alone, build, clean_environment, missing_in, run, wrong_in

DIST = TOP / "dist"
FIRST_CELL = """\
import os, sys
from pathlib import Path
import nbformat
from nbclient import NotebookClient
from stretchlib.workbook.own_folder import prepare
from datetime import date

folder = prepare(Path(sys.argv[1]), date.today()).folder
book = nbformat.read(folder / "00_today.ipynb", as_version=4)
book.cells = book.cells[:1]
NotebookClient(book, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
shown = book.cells[0].outputs[-1]["data"]
assert "application/vnd.jupyter.widget-view+json" in shown, shown
print("The first cell shows", shown["text/plain"].partition(":")[0])
"""


def not_ready(changelog: str, version: str, today: date) -> Iterator[str]:
    """
    What of the words about a version is not ready for it.

    Parameters
    ----------
    changelog : str
        The whole of it.
    version : str
        What the code says that it is.
    today : date
        No release is of a later day.
    """
    parts = dict(re.findall(r"^## \[?([^\]\s]+)\]?(.*?)(?=^## |\Z)", changelog, re.M | re.S))
    if parts.get("Unreleased", "").strip():
        yield f"CHANGELOG.md has lines under [Unreleased]. Name them [{version}] and the day."
    if "Unreleased" not in parts:
        yield "CHANGELOG.md has no [Unreleased] for what comes next. Add it, empty, at the top."
    if version not in parts:
        yield f"CHANGELOG.md has no [{version}], which stretchlib/__init__.py says that it is."
        return
    dated = re.match(r" - (\d{4}-\d\d-\d\d)\n", parts[version])
    if not dated:
        yield f"CHANGELOG.md gives [{version}] no day. Write: ## [{version}] - {today.isoformat()}"
    elif dated[1] > today.isoformat():
        yield f"CHANGELOG.md says that [{version}] is of {dated[1]}, which is still to come."
    newest = next((name for name in parts if name != "Unreleased"), version)
    if newest != version:
        yield f"CHANGELOG.md has [{newest}] above [{version}]. One of them is not this version."


def not_tagged(version: str) -> Iterator[str]:
    """What in git is not ready for a version."""
    if _git("status", "--porcelain", "--untracked-files=no"):
        yield "There are changes that are not committed. Commit them, or take them back."
    tag = f"v{version}"
    if _git("tag", "--list", tag) and _git("rev-list", "-n1", tag) != _git("rev-parse", "HEAD"):
        yield f"{tag} is the tag of another commit. Choose a new version."


def main() -> int:
    """Check the words, build, check what was built; 0 when it may be uploaded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--unready", action="store_true", help="build and check also what is not ready to be named"
    )
    asked = parser.parse_args()
    changelog = (TOP / "CHANGELOG.md").read_text("utf-8")
    today = datetime.now(UTC).astimezone().date()
    found = [*not_ready(changelog, __version__, today), *not_tagged(__version__)]
    print(*found, sep="\n")
    if found and not asked.unready:
        print("\nNothing was built. ARGS=--unready builds and checks it all the same.")
        return 1
    with tempfile.TemporaryDirectory(prefix="stretchlib-release-") as name:
        wrong = _build_and_check(Path(name))
    print(*wrong, sep="\n")
    if wrong or found:
        return 1
    print(
        f"\nAll is well with {__version__}, and nothing was uploaded. What is left for a person to "
        f"say:\n  git tag v{__version__}\n  git push --tags\n  twine upload dist/*"
    )
    return 0


def _build_and_check(place: Path) -> list[str]:
    print("Building.", flush=True)
    built = archive, wheel = build(place)
    wrong = [*wrong_in(wheel), *missing_in(archive)]
    print("Checking what a package index would show.", flush=True)
    twine = clean_environment(place / "twine", "twine>=6.1,<8")
    run(twine, "-m", "twine", "check", "--strict", *built)
    print("Installing it into a clean environment, and running the first cell.", flush=True)
    home = place / "home"
    home.mkdir()
    python = clean_environment(place / "environment", wheel)
    own = {"cwd": home, "env": alone(home)}
    run(python, "-m", "stretchlib", "--version", **own)
    run(python, "-m", "stretchlib", "doctor", **own)
    run(python, "-c", FIRST_CELL, home / "Stretching workbook", **own)
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for file in built:
        shutil.copy(file, DIST)
        print(f"dist/{file.name}: {file.stat().st_size / 1e6:.2f} MB")
    return wrong


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=TOP, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
