"""The command `stretchlib`: what it says, and what it hands on."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, version
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote
from urllib.request import urlopen

import pytest

import stretchlib as st
from stretchlib import _install, places
from stretchlib.workbook import command as workbook_command
from stretchlib.workbook import environments, laid_record
from stretchlib.workbook.command import main
from stretchlib.workbook.environments import FRONT_ENDS, what_lacks
from stretchlib.workbook.voila_pages import APP_PAGES
from tests.browser.lab import free_port, serving
from tests.hardship_kit import read_only, shared_folder, without_privileges

SERIES = ".".join(version("anywidget").split(".")[:2])
"""Of the anywidget that is here."""


def test_it_says_its_version_and_so_does_the_module(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    output = capsys.readouterr().out
    assert output == f"stretchlib {st.__version__}\n"
    command = [sys.executable, "-m", "stretchlib", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == output


def test_its_help_names_every_command_and_says_how_to_pass_options_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    output = capsys.readouterr().out
    for word in ("today", "app", "doctor", "clinic", "--folder", "--keep-outputs", "-- --port"):
        assert word in output


def test_a_command_that_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["docter"])
    assert ended.value.code == 2
    assert "invalid choice: 'docter'" in capsys.readouterr().err


def test_a_clinic_is_handed_on_with_all_that_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["clinic", "--help"])
    assert "add-person" in capsys.readouterr().out


def test_a_clinic_without_what_it_needs_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook_command, "find_spec", lambda _: None)
    assert main(["clinic", "list"]) == 1
    assert capsys.readouterr().err.startswith("A clinic needs psycopg, which is not here. Run: ")


def test_before_clinic_nothing_can_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--folder", str(tmp_path), "clinic"]) == 1
    assert "Before clinic nothing can stand." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_pages_lead_to_the_workbooks_own_notebook_where_a_name_was_taken(
    tmp_path: Path,
) -> None:
    folder, port = tmp_path / "notebooks", free_port()
    folder.mkdir()
    (folder / "00_today.ipynb").write_text("mine", "utf-8")
    words = ["--folder", str(folder), "--no-browser", "app", "--", "--token=t", f"--port={port}"]
    environment = {**os.environ, "HOME": str(tmp_path), "STRETCHLIB_LOG": "log.sqlite"}
    home = f"http://127.0.0.1:{port}/voila/?token=t"
    command = [sys.executable, "-m", "stretchlib", *words]
    with serving(command, tmp_path, environment, home), urlopen(home) as answer:
        links = re.findall(r'href="(render/[^"]+)"', answer.read().decode())
    assert "render/00_today%20%28workbook%29.ipynb" in links
    assert all((folder / unquote(link.removeprefix("render/"))).is_file() for link in links)
    assert len(links) == len(APP_PAGES)


def test_what_is_wrong_with_a_folder_is_one_sentence_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    assert main(["--folder", str(file), "--no-browser"]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith(f"{file} cannot be the folder of your notebooks: ")
    assert errors.count("\n") == 1


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
    output = capsys.readouterr().out
    for words in (f"{log_file}, not begun yet", f"{folder}, not made yet", sys.prefix, "free"):
        assert words in output
    assert not log_file.parent.exists()
    assert not folder.exists()


def test_a_path_that_is_not_absolute_means_the_same_to_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRETCHLIB_FOLDER", "notes")
    monkeypatch.setenv("STRETCHLIB_LOG", "log.sqlite")
    opened: list[Path] = []
    monkeypatch.setattr(workbook_command, "serve", lambda root, *_: opened.append(root))
    assert main(["--no-browser"]) == 0
    assert opened == [tmp_path / "notes"]
    # As a kernel in any folder of it sees it.
    assert places.notebook_folder() == tmp_path / "notes"
    st.open_log().rate("pain", 3, moment="before")
    assert (tmp_path / "notes" / "log.sqlite").is_file()
    monkeypatch.chdir(tmp_path)
    main(["doctor"])
    assert f"{tmp_path / 'notes' / 'log.sqlite'}, 0 sessions" in capsys.readouterr().out


def test_a_folder_without_a_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--folder", ""]) == 1
    assert "--folder names no folder." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_says_where_it_could_not_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    with shared_folder() as place, read_only(place), without_privileges():
        assert main(["doctor", "--folder", str(place / "Stretching workbook")]) == 1
    assert f"you may not write to {place}. Give yourself permission" in capsys.readouterr().out


def test_the_doctor_says_so_where_a_folder_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / laid_record.FILE).mkdir()
    assert main(["doctor", "--folder", str(tmp_path)]) == 1
    assert re.search(rf"! notebooks +{tmp_path} cannot be read: ", capsys.readouterr().out)


@pytest.mark.parametrize("little", ["notebooks", "log"])
def test_the_doctor_looks_at_both_disks(
    little: str,
    tmp_path: Path,
    log_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places_of = {"notebooks": tmp_path / "notebooks", "log": log_file.parent}
    for folder in places_of.values():
        folder.mkdir()

    def usage(folder: Path) -> SimpleNamespace:
        return SimpleNamespace(free=1e6 if folder == places_of[little] else 1e12)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert main(["doctor", "--folder", str(places_of["notebooks"])]) == 1
    sentence = f"1.0 MB free at {places_of[little]}, which is little. Make room there."
    assert sentence in capsys.readouterr().out


def test_the_doctor_says_of_a_log_how_much_is_in_it_and_of_a_broken_one_what_helps(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = st.open_log(log_file)
    log.rate("pain", 3, moment="before")
    main(["doctor"])
    assert f"{log_file}, 0 sessions, on this machine only" in capsys.readouterr().out
    log_file.write_text("no log at all")
    assert main(["doctor"]) == 1
    output = capsys.readouterr().out
    assert "! log" in output
    assert "to mend, marked with !" in output


def front_end(prefix: Path, package: str, version: str) -> None:
    """Give an environment what a package brings for JupyterLab."""
    file = prefix / "share" / "jupyter" / "labextensions" / FRONT_ENDS[package] / "package.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"version": version}), "utf-8")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder of Jupyter, and nothing of the system's."""
    monkeypatch.setattr(environments, "SYSTEM_JUPYTER_PATH", [])
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "of mine" / "share" / "jupyter"))
    return tmp_path / "of mine"


def test_an_environment_that_shows_no_widgets_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert what_lacks(tmp_path) == ["ipywidgets", f"anywidget=={SERIES}.*"]
    front_end(tmp_path, "ipywidgets", "5.0.17")
    assert what_lacks(tmp_path) == [f"anywidget=={SERIES}.*"]


def test_what_a_person_installed_for_themself_counts(tmp_path: Path, data_folder: Path) -> None:
    front_end(data_folder, "ipywidgets", "5.0.17")
    assert what_lacks(tmp_path / "elsewhere") == [f"anywidget=={SERIES}.*"]


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
    monkeypatch.setattr(_install, "source_here", lambda: None)
    file = tmp_path / kept
    file.parent.mkdir(parents=True)
    file.touch()
    monkeypatch.setattr(sys, "prefix", str(file.parent))
    assert _install.upgrade_command() == command


@pytest.mark.parametrize(
    ("source", "upgrade", "install"),
    [
        (
            "a folder",
            'git -C "PLACE/a folder" pull, then: pip install "PLACE/a folder"',
            'pip install "PLACE/a folder[app]"',
        ),
        (
            "stretchlib-0.1.0-py3-none-any.whl",
            'pip install "PATH TO THE NEWER VERSION"',
            'pip install "PLACE/stretchlib-0.1.0-py3-none-any.whl[app]"',
        ),
    ],
)
def test_what_was_installed_from_this_machine_is_upgraded_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, upgrade: str, install: str
) -> None:
    (tmp_path / "a folder" / ".git").mkdir(parents=True)
    made = tmp_path / "stretchlib-0.1.0.dist-info"
    made.mkdir()
    document = {"url": (tmp_path / source).as_uri(), "dir_info": {}}
    (made / "direct_url.json").write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr(_install, "distribution", lambda _: Distribution.at(made))
    monkeypatch.setattr(_install, "checkout", lambda: None)
    monkeypatch.setattr(_install, "way_here", lambda: "pip")
    assert _install.upgrade_command() == upgrade.replace("PLACE", str(tmp_path))
    assert _install.install_command("app") == install.replace("PLACE", str(tmp_path))


def test_in_a_checkout_it_is_git_that_upgrades() -> None:
    assert _install.upgrade_command() == "git pull"
    assert shutil.which("git")
