"""Write the locks: exact versions with their hashes, for every system and Python at once."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FOLDER = TOP / "locks"
OLDEST = "3.11"
LOCKS = {
    "everything": ("app", "clinic", "test", "docs", "lint"),
    "workbook": (),
    "app": ("app",),
}
"""Each lock with the extras it holds; the first has all, and the others its versions."""
BETTER = (
    # Its newer ones have no wheel for a Mac with an Intel processor.
    "argon2-cffi-bindings<26; sys_platform == 'darwin' and platform_machine == 'x86_64'",
    # The last for Python 3.11 has no wheel for 3.15.
    "numpy>=2.5; python_version >= '3.12'",
)
"""Where one version does not suit every system, what suits it."""
HEAD = """\
# Exact versions with their hashes, for Linux, macOS and Windows and every Python from {oldest} on.
# Made from the bounds in pyproject.toml by `make locks`; no address stands here, so that whoever
# installs asks the index that their own machine is set to.
"""
SYSTEMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-unknown-linux-musl",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
)
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


def find_uv() -> str:
    """The program that resolves: the one beside this Python, which the tests' tools bring."""
    try:
        from uv import find_uv_bin
    except ModuleNotFoundError:
        msg = "uv is not in this environment. Run: make locks, or pip install uv"
        raise SystemExit(msg) from None
    found: str = find_uv_bin()
    return found


def compiled(name: str, *, upgrade: bool) -> None:
    """
    Write one lock.

    Parameters
    ----------
    name : str
        One of `LOCKS`.
    upgrade : bool
        Whether to take newer versions; else what is locked stays where the bounds still allow it.
    """
    file = FOLDER / f"{name}.txt"
    extras = [word for extra in LOCKS[name] for word in ("--extra", extra)]
    first = next(iter(LOCKS))
    bounds = FOLDER / f"{first}.txt" if name != first else FOLDER / "better.in"
    if name == first:
        bounds.write_text("\n".join(BETTER) + "\n", encoding="utf-8")
    try:
        run(
            *("pip", "compile", "pyproject.toml", *extras, "--constraint", str(bounds)),
            *("--universal", "--python-version", OLDEST, "--generate-hashes"),
            *("--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"),
            *(["--upgrade"] if upgrade else []),
            *("--output-file", str(file)),
        )
    finally:
        if name == first:
            bounds.unlink()
    body = re.sub(r"\A(#.*\n)+", "", file.read_text("utf-8"))
    file.write_text(HEAD.format(oldest=OLDEST) + body, encoding="utf-8")


def run(*words: str) -> None:
    """Run uv; show what it said where it failed, and stop."""
    done = subprocess.run([find_uv(), *words], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)


def table() -> None:
    """Print where each lock has a wheel for all that it names, by system and Python."""
    for name in LOCKS:
        print(f"\n| {name} | {' | '.join(PYTHONS)} |\n|---|{'---|' * len(PYTHONS)}")
        for system in SYSTEMS:
            print(f"| {system} | {' | '.join(lacks(name, system, each) for each in PYTHONS)} |")


def lacks(name: str, system: str, python: str) -> str:
    """Name the first package without a wheel there; `yes` where there is none."""
    lock = str(FOLDER / f"{name}.txt")
    done = subprocess.run(
        [
            *(find_uv(), "pip", "compile", lock, "--quiet", "--no-header"),
            *("--python-platform", system, "--python-version", python, "--only-binary", ":all:"),
        ],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"Because ([\w.-]+)==", done.stderr)
    return "yes" if not done.returncode else found[1] if found else "?"


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m tools.locks", description=__doc__)
    words.add_argument("--upgrade", action="store_true", help="take the newest versions")
    words.add_argument("--table", action="store_true", help="print what each suits; minutes")
    chosen = words.parse_args()
    if chosen.table:
        table()
        sys.exit()
    FOLDER.mkdir(exist_ok=True)
    for each in LOCKS:
        compiled(each, upgrade=chosen.upgrade)
