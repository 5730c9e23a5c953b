"""The command `stretchlib`: what it says, and what it hands on."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib import _install
from stretchlib.workbook.command import main
from stretchlib.workbook.environments import FRONT_ENDS, what_lacks

SERIES = ".".join(version("anywidget").split(".")[:2])
"""Of the anywidget that is here."""


def test_it_says_its_version_and_so_does_the_module(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said == f"stretchlib {st.__version__}\n"
    command = [sys.executable, "-m", "stretchlib", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == said


def test_its_help_names_every_command_and_says_how_to_pass_options_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for word in ("today", "app", "doctor", "clinic", "--folder", "--keep-outputs", "-- --port"):
        assert word in said


def test_a_command_that_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["docter"])
    assert ended.value.code == 2
    assert "invalid choice: 'docter'" in capsys.readouterr().err


def test_a_clinic_is_handed_on_with_all_that_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["clinic", "--help"])
    assert "add-person" in capsys.readouterr().out


def test_what_is_wrong_with_a_folder_is_one_sentence_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    assert main(["--folder", str(file), "--no-browser"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{file} cannot be the folder of your notebooks: ")
    assert said.count("\n") == 1


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the log is, which is not there yet."""
    file = tmp_path / "here" / "log.sqlite"
    monkeypatch.setenv("STRETCHLIB_LOG", str(file))
    return file


def test_the_doctor_names_every_place_and_begins_nothing(
    tmp_path: Path, log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "notebooks"
    main(["doctor", "--folder", str(folder)])
    said = capsys.readouterr().out
    for told in (f"{log_file}, not begun yet", f"{folder}, not made yet", sys.prefix, "free"):
        assert told in said
    assert not log_file.parent.exists()
    assert not folder.exists()


def test_the_doctor_says_of_a_log_how_much_is_in_it_and_of_a_broken_one_what_helps(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = st.open_log(log_file)
    log.rate("pain", 3, moment="before")
    main(["doctor"])
    assert f"{log_file}, 0 sessions, on this machine only" in capsys.readouterr().out
    log_file.write_text("no log at all")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "! log" in said
    assert "to mend, marked with !" in said


def front_end(prefix: Path, package: str, version: str) -> None:
    """Give an environment what a package brings for JupyterLab."""
    told = prefix / "share" / "jupyter" / "labextensions" / FRONT_ENDS[package] / "package.json"
    told.parent.mkdir(parents=True)
    told.write_text(json.dumps({"version": version}), "utf-8")


def test_an_environment_that_shows_no_widgets_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert what_lacks(tmp_path) == ["ipywidgets", "anywidget"]
    front_end(tmp_path, "ipywidgets", "5.0.17")
    assert what_lacks(tmp_path) == ["anywidget"]


@pytest.mark.parametrize(
    ("found", "lacking"), [(f"{SERIES}.77", []), ("0.1.5", [f"anywidget=={SERIES}.*"])]
)
def test_another_series_of_anywidget_does_not_do(
    tmp_path: Path, found: str, lacking: list[str]
) -> None:
    front_end(tmp_path, "ipywidgets", "5.0.17")
    front_end(tmp_path, "anywidget", found)
    assert what_lacks(tmp_path) == lacking


@pytest.mark.parametrize(
    ("kept", "command"),
    [
        ("tools/stretchlib/uv-receipt.toml", "uv tool upgrade stretchlib"),
        ("venvs/stretchlib/pipx_metadata.json", "pipx upgrade stretchlib"),
        ("archive-v0/a1b2/pyvenv.cfg", "uvx stretchlib@latest"),
    ],
)
def test_what_upgrades_is_the_program_that_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str, command: str
) -> None:
    monkeypatch.setattr(_install, "checkout", lambda: None)
    file = tmp_path / kept
    file.parent.mkdir(parents=True)
    file.touch()
    monkeypatch.setattr(sys, "prefix", str(file.parent))
    assert _install.upgrade_command() == command


def test_in_a_checkout_it_is_git_that_upgrades() -> None:
    assert _install.upgrade_command() == "git pull"
    assert shutil.which("git")
