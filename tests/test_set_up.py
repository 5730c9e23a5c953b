"""`make` in a folder with spaces, moved, without its Python, or without a connection."""

import os
import shutil
import subprocess
import venv
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
NOWHERE = "http://127.0.0.1:9/"
"""An index that nobody answers for, as it is without a connection."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with spaces in its name, in which the workbook was set up and has a new version."""
    made = tmp_path / "a folder" / "of mine"
    made.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(TOP / name, made / name)
    shutil.copytree(TOP / "locks", made / "locks")
    venv.create(made / ".venv", symlinks=True)
    (made / ".venv" / ".made").write_text(f"{made}\n", "utf-8")
    for name in (".made", ".workbook"):
        (made / ".venv" / name).touch()
        os.utime(made / ".venv" / name, (1_000_000_000, 1_000_000_000))
    os.utime(made / ".venv" / ".made", (999_999_999, 999_999_999))
    return made


def make(folder: Path, *words: str) -> tuple[int, str]:
    """Run it without uv; return how it ended and what it said."""
    plain = os.pathsep.join(["/usr/local/bin", "/usr/bin", "/bin"])
    done = subprocess.run(
        ["make", *words],
        cwd=folder,
        env=os.environ | {"PATH": plain, "PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_without_a_connection_what_was_installed_before_opens_with_a_warning(folder: Path) -> None:
    subprocess.run([folder / ".venv" / "bin" / "python", "-m", "ensurepip"], check=True)
    ended, output = make(folder, ".venv/.workbook")
    assert ended == 0, output
    assert "No matching distribution" in output
    assert "The workbook opens with" in output
    assert (folder / ".venv" / ".workbook").stat().st_mtime == 1_000_000_000, "tried again later"


def test_without_a_connection_and_nothing_installed_it_says_so_and_stops(folder: Path) -> None:
    (folder / ".venv" / ".workbook").unlink()
    ended, output = make(folder, ".venv/.workbook")
    assert ended != 0
    assert "Without a connection" in output


def test_a_folder_that_was_renamed_is_told_with_what_helps(folder: Path) -> None:
    moved = folder.rename(folder.with_name("of mine, renamed"))
    ended, output = make(moved, "lab")
    assert ended != 0
    assert f"it was set up as {folder}" in output
    assert "make clean, then make lab" in output


def test_an_environment_that_make_did_not_make_is_left_to_whoever_did(folder: Path) -> None:
    (folder / ".venv" / ".made").unlink()
    ended, output = make(folder, "lab")
    assert ended != 0
    assert "a folder .venv that was not set up to its end, or by something else" in output
    assert "make clean, which deletes it. Then: make lab" in output
    assert (folder / ".venv" / "bin").is_dir()


def test_a_python_that_is_gone_is_told_with_what_helps(folder: Path) -> None:
    for python in (folder / ".venv" / "bin").glob("python*"):
        python.unlink()
    ended, output = make(folder, "app")
    assert ended != 0
    assert "gone or does not start" in output
    assert "make clean, then make app" in output


def test_a_python_that_is_not_there_is_asked_for(folder: Path) -> None:
    shutil.rmtree(folder / ".venv")
    ended, output = make(folder, "lab", "PYTHON=python2.6")
    assert ended != 0
    assert "There is no python2.6 here" in output


def test_clean_helps_whatever_became_of_the_folder(folder: Path) -> None:
    moved = folder.rename(folder.with_name("of mine, renamed"))
    assert make(moved, "clean")[0] == 0
    assert not (moved / ".venv").exists()
