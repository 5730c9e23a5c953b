"""What opens the workbook: the right page, its own settings, cells that run by themselves."""

import html
import json
import os
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import stretchlib as st
from stretchlib.log import Log, open_log
from stretchlib.log.locate import is_there
from stretchlib.routines import routine
from stretchlib.workbook.jupyter_server import FIRST, TODAY, right_page, settings
from tests.text_kit import links_in
from tools.lab import TOP

NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))
FORMS = re.compile(r"st\.(Practice|Measure|RoutineBuilder|LogBrowser|Goal)\(")


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
    assert right_page() == "01_start_here"
    assert not log_file.parent.exists()


def test_a_log_with_nothing_in_it_leads_to_the_first_page(log_file: Path) -> None:
    open_log(log_file)
    assert right_page() == "01_start_here"


def test_from_the_first_entry_on_it_is_the_page_of_today(log_file: Path) -> None:
    open_log(log_file).rate("pain", 3, moment="before")
    assert right_page() == "00_today"


def test_a_log_that_is_broken_leads_to_the_page_of_today_which_says_so(log_file: Path) -> None:
    log_file.parent.mkdir()
    log_file.write_text("no log at all")
    assert right_page() == "00_today"


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
    assert {FIRST, TODAY} <= {notebook.stem for notebook in NOTEBOOKS}


def test_the_settings_come_before_those_that_a_person_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    ours, theirs = settings()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert Path(ours, "labconfig", "default_setting_overrides.json").is_file()
    assert theirs == "theirs"


def test_the_page_of_today_begins_with_the_one_cell_it_needs() -> None:
    notebook = json.loads((TOP / "notebooks" / "00_today.ipynb").read_text("utf-8"))
    assert notebook["cells"][0]["cell_type"] == "code"
    assert len(cells_of(TOP / "notebooks" / "00_today.ipynb")) == 1


@pytest.mark.parametrize("cell", FORM_CELLS)
def test_a_cell_that_shows_a_form_runs_alone_in_a_new_kernel(cell: str, log_file: Path) -> None:
    assert str(log_file)
    names: dict[str, Any] = {}
    exec(cell, names)
    assert names["st"]


@pytest.mark.parametrize("cell", [one for one in FORM_CELLS if "Practice" in str(one.id)])
def test_a_practice_runs_alone_in_a_kernel_that_has_just_begun(cell: str, log_file: Path) -> None:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    folder = str(TOP / "notebooks")
    NotebookClient(nb, timeout=120, resources={"metadata": {"path": folder}}).execute()
    (shown,) = nb.cells[0].outputs
    assert log_file.exists()
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    # What a page says that was saved with it, where nothing of it is there any more.
    line = "Practice: run this cell, and it is here again. What you did is in your log."
    assert shown.data["text/plain"].startswith(line)
    assert shown.data["text/html"].startswith(f"<p>{line}</p>")
    # And where it is JupyterLab that can show no widget.
    series = ".".join(version("anywidget").split(".")[:2])
    for page_text in (shown.data["text/plain"], html.unescape(shown.data["text/html"])):
        assert "the environment that JupyterLab itself runs in" in page_text
        assert f'pip install ipywidgets "anywidget=={series}.*"' in page_text


def test_every_page_with_a_form_was_looked_at() -> None:
    shown = {name for cell in FORM_CELLS for name in FORMS.findall(str(cell.values[0]))}
    assert shown == {"Practice", "Measure", "RoutineBuilder", "LogBrowser", "Goal"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.name)
def test_to_save_a_notebook_does_not_change_it(notebook: Path) -> None:
    text = notebook.read_text("utf-8")
    assert nbformat.writes(nbformat.reads(text, as_version=4)) + "\n" == text


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.name)
def test_what_a_notebook_links_to_is_there(notebook: Path) -> None:
    gone = [link for link in links_in(notebook) if not (notebook.parent / link).is_file()]
    assert gone == []


@pytest.fixture(scope="module")
def first_week(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The log of somebody who measured and practised on two days."""
    log = open_log(tmp_path_factory.mktemp("early") / "log.sqlite")
    for day in (2, 3):
        when = datetime(2026, 3, day, 7, tzinfo=UTC)
        done = log.add_session("Gentle", routine("gentle").phases(), at=when)
        for moment in ("before", "after"):
            for kind in ("pain", "tightness"):
                log.rate(kind, 4, moment=moment, session_id=done, at=when)
        for side in ("left", "right"):
            log.measure("chest_to_thigh", side=side, trials_cm=[12.0, 11.5, 12.5], at=when)
    return log


def text_in(page: list[Any]) -> str:
    """All that some answers show, as text."""
    shown = [str(one._repr_mimebundle_()["text/html"]) for one in page]
    return re.sub(r"<[^>]+>", " ", " ".join(shown))


def test_in_the_first_weeks_that_it_is_early_is_said_once_and_what_is_known_already(
    first_week: Log,
) -> None:
    measured, rated = first_week.measurements(), first_week.ratings()
    # What notebook 04 shows, in its order.
    shown = [
        st.dashboard(first_week, until="2026-03-04"),
        st.charts.measurement(measured, "chest_to_thigh"),
        *(st.progress.measurement_error(measured, "chest_to_thigh", s) for s in ("left", "right")),
        *(st.progress.verdict(measured, "chest_to_thigh", s) for s in ("left", "right")),
        st.charts.sides(measured, "chest_to_thigh"),
        st.charts.tightness(rated),
        st.charts.pain(rated),
        *(st.progress.rating_verdict(rated, kind) for kind in ("pain", "tightness")),
    ]
    report = st.report(first_week, until="2026-03-04").html
    for page_text in (text_in(shown), re.sub(r"<[^>]+>", " ", report)):
        assert len(re.findall(r"\b(it is|too) early\b", page_text, re.IGNORECASE)) == 1
        assert "6 more days of measuring" in page_text
        assert "Known already: left 12.0 cm, right 12.0 cm" in page_text


ONLY_IN_A_NOTEBOOK = re.compile(r"Shift|\bcells?\b|\b[Rr]un (it|this) again\b")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.name)
def test_a_page_without_code_asks_for_nothing_that_only_a_notebook_can_do(notebook: Path) -> None:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    shown = [
        part
        for cell in cells
        if cell["cell_type"] == "markdown" and "lab" not in cell["metadata"].get("tags", [])
        for part in re.split(r"\n\n|\n(?=- )", "".join(cell["source"]))
        # A paragraph with code in it is left out there: the template's style sheet sees to it.
        if "`" not in part
    ]
    assert [part for part in shown if ONLY_IN_A_NOTEBOOK.search(part)] == []
