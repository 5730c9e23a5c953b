"""Build the package, and make a clean environment with nothing in it but what it brings."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from stretchlib.workbook.shipped_pages import DOC_PAGES

TOP = Path(__file__).resolve().parent.parent
AS_THEY_ARE = ("app", "data", "notebooks")
"""Folders of the tree that are in the package whole."""


def tracked() -> list[str]:
    """Every file that git keeps. What was not added may be anything, a hub's passwords too."""
    command = ["git", "ls-files", "-z", "--cached"]
    output = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in set(output.split("\0")) if (TOP / name).is_file())


def build(place: Path) -> tuple[Path, Path]:
    """
    Build the source archive and, from it, the wheel; return both.

    What is not git's is in neither: the tree is copied first.
    """
    tree, made = place / "tree", place / "dist"
    for name in tracked():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, tree / name)
    if uv := shutil.which("uv"):
        run(uv, "build", "--quiet", "--out-dir", made, tree)
    else:
        builder = place / "builder"
        run(sys.executable, "-m", "venv", builder)
        run(python_of(builder), "-m", "pip", "install", "--quiet", "build>=1.6,<2")
        run(python_of(builder), "-m", "build", "--outdir", made, tree)
    return next(made.glob("*.tar.gz")), next(made.glob("*.whl"))


def clean_environment(place: Path, *packages: str | Path) -> Path:
    """Make an environment with these packages and what they bring; return its Python."""
    if uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--python", sys.executable, place)
        run(uv, "pip", "install", "--quiet", "--python", python_of(place), *packages)
    else:
        run(sys.executable, "-m", "venv", place)
        run(python_of(place), "-m", "pip", "install", "--quiet", *packages)
    return python_of(place)


def python_of(environment: Path) -> Path:
    """The Python of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def alone(home: Path) -> dict[str, str]:
    """The environment variables of somebody to whom this checkout and its Python are unknown."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "STRETCHLIB_", "JUPYTER", "IPYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "XDG_DATA_HOME": ""}


def expected() -> set[str]:
    """What has to be in the wheel, but for what describes it."""
    return {
        name if name.startswith("stretchlib/") else f"stretchlib/{name}"
        for name in tracked()
        if name.split("/")[0] in ("stretchlib", *AS_THEY_ARE) or name in _pages()
    }


def wrong_in(wheel: Path) -> list[str]:
    """What is missing in a wheel, and what is in it that does not belong there."""
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    return [
        *(f"{wheel.name} lacks {name}" for name in sorted(expected() - found)),
        *(f"{wheel.name} has {name}, too" for name in sorted(found - expected())),
    ]


def missing_in(archive: Path) -> list[str]:
    """What git keeps and a source archive lacks."""
    with tarfile.open(archive) as opened:
        found = {name.partition("/")[2] for name in opened.getnames()}
    return [f"{archive.name} lacks {name}" for name in tracked() if name not in found]


def run(*command: str | Path, **options: object) -> None:
    """Run a command; what it says is seen, and where it fails all stops."""
    words: Sequence[str] = [str(word) for word in command]
    subprocess.run(words, check=True, **options)  # type: ignore[call-overload]


def _pages() -> set[str]:
    return {f"docs/{name}" for name in DOC_PAGES}
