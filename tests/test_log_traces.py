"""What Jupyter keeps of a log in files of its own: named, and cleared where a person wishes it."""

import json
import sqlite3
import stat
import zipfile
from contextlib import closing

import nbformat
import pytest

import stretchlib as st
from stretchlib.log.exports import exports
from stretchlib.log.traces import clear, open_notebook, traces
from tests.widgets import every, part, shown
from tests.your_log_kit import fill, press, turn_to

SECRET = "Sore since the move"
TABLES = """
CREATE TABLE sessions (session integer primary key autoincrement, start timestamp, end timestamp,
    num_cmds integer, remark text);
CREATE TABLE history (session integer, line integer, source text, source_raw text,
    PRIMARY KEY (session, line));
CREATE TABLE output_history (session integer, line integer, output text,
    PRIMARY KEY (session, line));
"""
"""As IPython makes them."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of notebooks, and an IPython of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


@pytest.fixture
def notebook(folder):
    """A notebook that shows a note, for its owner alone, and Jupyter's copy of it."""
    new = nbformat.v4
    cell = new.new_code_cell("import stretchlib as st\nlog.note(one, 'warm')", execution_count=3)
    cell.outputs = [new.new_output("stream", text=f"{SECRET}\n")]
    document = new.new_notebook(cells=[new.new_markdown_cell("# Mine"), cell])
    document.metadata["widgets"] = {"state": {"1": {"value": SECRET}}}
    path = folder / "mine.ipynb"
    nbformat.write(document, path)
    path.chmod(0o600)
    copy = folder / ".ipynb_checkpoints" / "mine-checkpoint.ipynb"
    copy.parent.mkdir()
    nbformat.write(document, copy)
    return path


@pytest.fixture
def history(folder):
    """What IPython remembers as typed."""
    path = folder / "ipython" / "profile_default" / "history.sqlite"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(TABLES)
        connection.execute("INSERT INTO history VALUES (1, 1, ?, ?)", [SECRET, SECRET])
    return path


def test_what_a_notebook_shows_goes_and_what_is_written_in_it_stays(notebook):
    assert clear(traces()) == {}
    text = notebook.read_text("utf-8")
    assert SECRET not in text
    document = nbformat.reads(text, as_version=4)
    nbformat.validate(document)
    assert [cell.source for cell in document.cells] == [
        "# Mine",
        "import stretchlib as st\nlog.note(one, 'warm')",
    ]
    assert stat.S_IMODE(notebook.stat().st_mode) == 0o600
    assert list(notebook.parent.glob(".ipynb_checkpoints/*")) == []
    assert list(notebook.parent.glob(".*.part")) == []


def test_what_was_typed_is_gone_from_the_bytes_of_the_file_too(history):
    # IPython has it open all the while.
    with closing(sqlite3.connect(history)) as ipython:
        ipython.execute("SELECT count(*) FROM history").fetchone()
        assert clear([history]) == {}
        assert ipython.execute("SELECT count(*) FROM history").fetchone() == (0,)
        ipython.execute("INSERT INTO history VALUES (1, 2, 'later', 'later')")
        ipython.commit()
    assert SECRET.encode() not in history.read_bytes()


def test_a_history_that_is_none_or_is_held_is_named_and_left_as_it_was(
    folder, history, monkeypatch
):
    none = folder / "none.sqlite"
    none.write_bytes(b"no database at all, but long enough to look at" * 20)
    monkeypatch.setattr("stretchlib.log.traces.PATIENCE_S", 1)
    with closing(sqlite3.connect(history)) as other:
        other.execute("BEGIN EXCLUSIVE")
        failures = clear([none, history])
    assert list(failures) == [none, history]
    assert all("another program holds it" in why for why in failures.values())
    with closing(sqlite3.connect(history)) as connection:
        assert connection.execute("SELECT count(*) FROM history").fetchone() == (1,)


@pytest.mark.parametrize("text", ["stretchlib", '["stretchlib"]', '{"cells": ["stretchlib"]}'])
def test_what_is_no_notebook_is_named_and_left_as_it_was(folder, text):
    odd = folder / "odd.ipynb"
    odd.write_text(text, "utf-8")
    assert list(clear([odd, folder / "none.ipynb"])) == [odd, folder / "none.ipynb"]
    assert odd.read_text("utf-8") == text


def test_the_page_offers_it_once_everything_is_deleted(notebook, history, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook.with_name("open.ipynb")))
    is_open = notebook.with_name("open.ipynb")
    is_open.write_bytes(notebook.read_bytes())
    assert open_notebook() == is_open
    form = deleted(st.open_log("log.sqlite"))
    press(form, "clear-shown")
    assert "Cleared: mine-checkpoint.ipynb, mine.ipynb." in shown(form)
    assert SECRET not in notebook.read_text("utf-8")
    assert json.loads(is_open.read_text("utf-8"))["cells"][1]["outputs"], "it saves itself again"
    press(form, "forget-typed")
    assert SECRET.encode() not in history.read_bytes()


def test_where_there_is_nothing_of_the_kind_nothing_is_offered():
    form = deleted(st.open_log("log.sqlite"))
    names = {name for widget in every(form) for name in getattr(widget, "_dom_classes", ())}
    assert not names & {"stretch-log-clear-shown", "stretch-log-forget-typed"}


def test_what_could_not_be_cleared_is_named_beside_the_button(notebook):
    form = deleted(st.open_log("log.sqlite"))
    notebook.write_text("stretchlib, no longer a notebook", "utf-8")
    press(form, "clear-shown")
    message = part(form, "stretch-log-deleted").value.replace("<wbr>", "")
    assert f"Could not be cleared: {notebook}: it is not a notebook that Jupyter wrote." in message


def deleted(log):
    """The form of a log of which everything was deleted."""
    form = st.LogBrowser(log)
    turn_to(form, "delete")
    press(form, "delete")
    fill(form, delete="delete")
    press(form, "delete-now")
    return form


def test_exports_and_reports_beside_the_notebooks_are_named_and_deleted_where_one_wishes(
    folder, monkeypatch
):
    own = folder / "workbook"
    own.mkdir()
    monkeypatch.setenv("STRETCHLIB_FOLDER", str(own))
    log = st.open_log(folder / "log.sqlite")
    log.rate("pain", 3, moment="before")
    log.export(own / "mine.zip")
    log.export(own / "tables")
    log.export_fhir(folder / "clinic.fhir.json")
    st.report(log).save(folder / "for my physio.html")
    for name in ("letter.html", "other.json", "other.zip", "other.jsonl"):
        (folder / name).write_text("by somebody else", "utf-8")
    form = deleted(log)
    named = shown(form).replace("<wbr>", "")
    for name in ("mine.zip", "tables", "clinic.fhir.json", "for my physio.html"):
        assert f"{name}</code>" in named
    assert "letter.html" not in named
    press(form, "exports")
    assert "Deleted: clinic.fhir.json, for my physio.html, mine.zip." in shown(form)
    left = {path.name for path in (*own.iterdir(), *folder.iterdir()) if path != own}
    assert {"tables", "letter.html", "other.json", "other.zip", "other.jsonl"} <= left
    assert not left & {"mine.zip", "clinic.fhir.json", "for my physio.html"}


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_zip_beside_an_export_hides_it_from_nobody(folder, packed):
    with zipfile.ZipFile(folder / "a broken one.zip", "w", packed) as archive:
        archive.writestr("other/log.jsonl", "no log " * 5000)
    whole = bytearray((folder / "a broken one.zip").read_bytes())
    whole[46:56] = bytes(10)
    (folder / "a broken one.zip").write_bytes(whole)
    log = st.open_log(folder / "log.sqlite")
    log.export(folder / "mine.zip")
    assert [path.name for path in exports()] == ["mine.zip"]
