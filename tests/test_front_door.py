"""What opens the workbook: the right page, its own settings, cells that run by themselves."""

import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from stretchlib.log import open_log
from stretchlib.log.place import is_there
from tools import lab

NOTEBOOKS = sorted((lab.TOP / "notebooks").glob("*.ipynb"))
FORMS = re.compile(r"st\.(Practice|Measure|Builder|YourLog)\(")


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the log is, which is not there yet."""
    file = tmp_path / "here" / "log.sqlite"
    monkeypatch.setenv("STRETCHLIB_LOG", str(file))
    return file


def cells_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


FORM_CELLS = [
    pytest.param(cell, id=f"{notebook.stem}: {FORMS.findall(cell)[0]}")
    for notebook in NOTEBOOKS
    for cell in cells_of(notebook)
    if FORMS.search(cell)
]


def test_a_new_person_meets_the_first_page_and_no_log_is_begun(log_file: Path) -> None:
    assert lab.page() == "01_start_here"
    assert not log_file.parent.exists()


def test_a_log_with_nothing_in_it_leads_to_the_first_page(log_file: Path) -> None:
    open_log(log_file)
    assert lab.page() == "01_start_here"


def test_from_the_first_entry_on_it_is_the_page_of_today(log_file: Path) -> None:
    open_log(log_file).rate("pain", 3, moment="before")
    assert lab.page() == "00_today"


def test_a_log_that_is_broken_leads_to_the_page_of_today_which_says_so(log_file: Path) -> None:
    log_file.parent.mkdir()
    log_file.write_text("no log at all")
    assert lab.page() == "00_today"


def test_a_log_whose_file_is_gone_and_whose_copies_are_there_is_a_log(log_file: Path) -> None:
    log = open_log(log_file)
    log.rate("pain", 3, moment="before")
    open_log(log_file)
    assert len(log.backups())
    log_file.unlink()
    assert is_there()


@pytest.mark.parametrize(
    ("where", "there"),
    [("sqlite://", False), ("postgresql+psycopg://name@host/clinic", True)],
)
def test_a_server_is_taken_to_have_a_log_and_memory_to_have_none(where: str, there: bool) -> None:
    assert is_there(where) is there


def test_both_pages_are_there() -> None:
    assert {lab.FIRST, lab.TODAY} <= {notebook.stem for notebook in NOTEBOOKS}


def test_the_settings_come_before_those_that_a_person_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    ours, theirs = lab.settings()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert Path(ours, "labconfig", "default_setting_overrides.json").is_file()
    assert theirs == "theirs"


def test_the_page_of_today_begins_with_the_one_cell_it_needs() -> None:
    notebook = json.loads((lab.TOP / "notebooks" / "00_today.ipynb").read_text("utf-8"))
    assert notebook["cells"][0]["cell_type"] == "code"
    assert len(cells_of(lab.TOP / "notebooks" / "00_today.ipynb")) == 1


@pytest.mark.parametrize("cell", FORM_CELLS)
def test_a_cell_that_shows_a_form_runs_alone_in_a_new_kernel(cell: str, log_file: Path) -> None:
    assert str(log_file)
    names: dict[str, Any] = {}
    exec(cell, names)
    assert names["st"]


def test_every_page_with_a_form_was_looked_at() -> None:
    shown = {name for cell in FORM_CELLS for name in FORMS.findall(str(cell.values[0]))}
    assert shown == {"Practice", "Measure", "Builder", "YourLog"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.name)
def test_to_save_a_notebook_does_not_change_it(notebook: Path) -> None:
    text = notebook.read_text("utf-8")
    assert nbformat.writes(nbformat.reads(text, as_version=4)) + "\n" == text


def links_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return [link for link in re.findall(r"\]\(([^)\s#]+)", text) if "://" not in link]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.name)
def test_what_a_notebook_links_to_is_there(notebook: Path) -> None:
    gone = [link for link in links_of(notebook) if not (notebook.parent / link).is_file()]
    assert gone == []
