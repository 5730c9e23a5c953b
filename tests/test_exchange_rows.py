import json
import os
import re
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from stretchlib.errors import ExchangeError
from stretchlib.exchange import export, export_fhir, preview_import
from stretchlib.log import Log, open_log
from tests.exchange_kit import brought_in, full_log, lines, logs, why_left_out
from tests.log_kit import MORNING

FILES = ["README.txt", "columns.csv", "log.jsonl", "measurements.csv", "phases.csv"]
FILES += ["ratings.csv", "sessions.csv"]


@pytest.fixture(scope="module")
def edited() -> Log:
    return full_log()


@pytest.fixture
def jsonl(edited, tmp_path) -> Path:
    return export(edited, tmp_path / "mine") / "log.jsonl"


@settings(max_examples=25, deadline=None)
@given(logs())
def test_a_log_comes_back_exactly_as_it_was(log):
    with tempfile.TemporaryDirectory() as folder:
        other = brought_in(export(log, Path(folder) / "mine"))
    assert lines(other) == lines(log)


@pytest.mark.parametrize("name", ["mine", "mine.zip", "mine.ZIP"])
def test_replaced_and_hidden_rows_come_back_too(edited, tmp_path, name):
    file = export(edited, tmp_path / name)
    assert lines(brought_in(file)) == lines(edited)
    assert sum('"void": true' in line for line in lines(edited)) == 1


def test_an_empty_log_has_the_same_files_and_comes_back_empty(tmp_path):
    folder = export(open_log("sqlite://"), tmp_path / "mine")
    assert sorted(file.name for file in folder.iterdir()) == FILES
    assert brought_in(folder).is_empty()


def test_a_zip_has_the_files_of_a_folder(edited, tmp_path):
    folder, zip_ = export(edited, tmp_path / "mine"), export(edited, tmp_path / "mine.zip")
    with zipfile.ZipFile(zip_) as archive:
        assert sorted(archive.namelist()) == [f"mine/{name}" for name in FILES]
        for name in FILES:
            assert archive.read(f"mine/{name}") == (folder / name).read_bytes()


def test_the_same_log_makes_the_same_zip(edited, tmp_path):
    (tmp_path / "again").mkdir()
    first, second = export(edited, tmp_path / "a.zip"), export(edited, tmp_path / "again" / "a.zip")
    assert first.read_bytes() == second.read_bytes()


def test_only_its_owner_can_read_an_export(edited, tmp_path):
    folder, zip_ = export(edited, tmp_path / "mine"), export(edited, tmp_path / "mine.zip")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(f.stat().st_mode) for f in [*folder.iterdir(), zip_]} == {0o600}
    with zipfile.ZipFile(zip_) as archive:
        modes = {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
    assert modes == {0o600}


@pytest.mark.parametrize("name", ["mine", "mine.zip"])
def test_what_is_there_already_is_left_as_it_is(edited, tmp_path, name):
    export(edited, tmp_path / name)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ExchangeError, match=f"{name} is there already, and is left as it is"):
        export(edited, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_to_nowhere_is_something_that_is_there(edited, tmp_path):
    (tmp_path / "mine").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ExchangeError, match="is there already"):
        export(edited, tmp_path / "mine")


def test_an_empty_folder_is_a_new_place(edited, tmp_path):
    (tmp_path / "mine").mkdir()
    assert sorted(f.name for f in export(edited, tmp_path / "mine").iterdir()) == FILES


def test_a_missing_folder_is_named(edited, tmp_path):
    with pytest.raises(ExchangeError, match=r"There is no folder .*nowhere\. Make it first"):
        export(edited, tmp_path / "nowhere" / "mine")


@pytest.mark.parametrize(
    ("where", "helps"),
    [
        ("//server/share/mine.zip", "on a server, as Windows writes it. Let this computer connect"),
        (
            r"\\server\share\mine.zip",
            "on a server, as Windows writes it. Let this computer connect",
        ),
        ("mine\0.zip", r"Take out the \x00."),
        ("loop/mine.zip", "loop leads in a circle of links. Unlink one of them"),
    ],
)
def test_a_path_that_cannot_be_has_the_sentence_that_helps(edited, tmp_path, where, helps):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    place = f"{tmp_path}/{where}" if where.startswith("loop") else where
    for way in (export, export_fhir):
        with pytest.raises(ExchangeError, match=re.escape(helps)):
            way(edited, place)


def test_a_place_that_cannot_be_written_to_is_left_as_it_was(edited, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("stretchlib.exchange.csv_tables.write_dictionary", full)
    with pytest.raises(ExchangeError, match=r"No space left on device. Choose another place"):
        export(edited, tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_after_the_largest_rank_of_a_file_comes_back_too(tmp_path):
    log = open_log("sqlite://")
    log.add_screening("go", {"flags": []}, at=MORNING)
    mine = export(log, tmp_path / "mine") / "log.jsonl"
    changed(mine, 2, rank=2**53)
    other = brought_in(mine)
    other.add_screening("doctor", {"flags": ["fever"]})
    assert other.screenings()["outcome"].tolist() == ["go", "doctor"]
    preview = preview_import(open_log("sqlite://"), export(other, tmp_path / "again"))
    assert preview.left_out.empty
    assert preview.counts.loc["screenings", "new"] == 2


def changed(jsonl: Path, number: int, **changes) -> None:
    """Change the values of one line; `...` takes a key out."""
    rows = jsonl.read_text().splitlines()
    row = json.loads(rows[number - 1]) | changes
    rows[number - 1] = json.dumps({key: value for key, value in row.items() if value is not ...})
    jsonl.write_text("\n".join(rows) + "\n")


def line_of(jsonl: Path, table: str) -> int:
    rows = [json.loads(line) for line in jsonl.read_text().splitlines()]
    return next(n for n, row in enumerate(rows, 1) if row.get("table") == table)


@pytest.mark.parametrize(
    ("table", "changes", "problem"),
    [
        ("ratings", {"score": 11}, "score=11 is not on the scale"),
        ("ratings", {"scores": 3}, "No column of ratings named 'scores'. Did you mean 'score'"),
        ("ratings", {"kind": "pian"}, "No kind named 'pian'. Did you mean 'pain'"),
        ("ratings", {"moment": "then"}, "No moment named 'then'"),
        ("ratings", {"id": "7"}, "id='7' is not a ULID"),
        ("ratings", {"area": " "}, "says nothing"),
        ("ratings", {"kind": ...}, "kind of ratings is missing"),
        ("ratings", {"rated_utc": "yesterday"}, "rated_utc='yesterday' is not a moment"),
        ("ratings", {"rated_utc": "2026-03-02T06:30:00"}, "is not a moment"),
        ("ratings", {"rated_utc": "0001-01-01T00:00:00+14:00"}, "is not a moment"),
        ("ratings", {"rated_utc": "9999-12-31T23:30:00+00:00"}, "is not a moment"),
        ("ratings", {"rated_utc": "0026-03-02T06:30:00+00:00"}, "is before the year 1990. Look at"),
        ("ratings", {"rated_utc": "1970-01-01T00:00:00+00:00"}, "is before the year 1990. Look at"),
        ("sessions", {"started_utc": "0202-03-02T06:30:00+00:00"}, "is before the year 1990."),
        ("measurements", {"taken_utc": "2099-03-02T06:30:00+00:00"}, "is still to come. Give"),
        ("screenings", {"answered_utc": "2099-03-02T06:30:00+00:00"}, "is still to come. Give"),
        ("screenings", {"rank": 2**60}, "rank=1152921504606846976 is not possible"),
        ("ratings", {"rated_offset_min": 1440}, "whole number from -1439 to 1439"),
        ("ratings", {"void": 1}, "void=1 is not possible. Give true or false"),
        ("ratings", {"session_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "neither in this file nor"),
        ("ratings", {"replaces": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "neither in this file nor"),
        ("ratings", {"table": "rating"}, "No table named 'rating'. Did you mean 'ratings'"),
        ("ratings", {"table": None}, "No table named None"),
        ("measurements", {"value_cm": 400}, "400 cm is not possible"),
        ("measurements", {"value_cm": True}, "value_cm=True is not possible"),
        ("measurements", {"value_cm": "12,5"}, "value_cm='12,5' is not possible"),
        ("measurements", {"side": "both"}, "No side named 'both'"),
        ("measurements", {"trial": 0}, "Give a whole number from 1"),
        ("measurements", {"test": "toe_touch"}, "No test named 'toe_touch'"),
        ("measurements", {"note": "a\0b"}, "NUL character at position 1"),
        ("measurements", {"note": "a" * 5_000_000}, "is longer than 4000000 bytes"),
        ("measurements", {"note": "a" * 9_000_000}, "is longer than 4000000 bytes"),
        ("measurements", {"value_cm": 10**400}, "value_cm=1000000000"),
        ("measurements", {"trial": 10**400}, "trial=1000000000"),
        ("ratings", {"score": 10**400}, "score=1000000000"),
        ("ratings", {"kind": "p" * 90_000}, "Choose one of: pain"),
        ("ratings", {"p" * 90_000: 1}, "No column of ratings named 'ppp"),
        ("screenings", {"outcome": "gone"}, "No outcome named 'gone'"),
        ("screenings", {"outcome": "leg"}, "leg=None is not possible. Give True or False"),
        ("screenings", {"outcome": "bring_back"}, "stretch=None is not a text"),
        ("screenings", {"outcome": "go", "answers": {"flags": "fever"}}, "is not a list of names"),
        ("screenings", {"outcome": "go", "answers": {"flags": [[]]}}, "is not a text"),
        ("screenings", {"answers": []}, "answers=[] cannot be kept"),
        ("screenings", {"answers": {}}, "conditions=None is not a list of names"),
        ("screenings", {"answers": {"conditions": ["glaukoma"]}}, "No condition named 'glaukoma'"),
        (
            "screenings",
            {"answers": {"conditions": [], "details": {"a": {"until": "2026-13-01"}}}},
            "until='2026-13-01' is not a day",
        ),
        ("screenings", {"answers": {"conditions": [], "a": [10**400]}}, "answers holds 10000"),
        ("screenings", {"answers": {"conditions": [], "details": {"a": 1}}}, "a dict of dicts"),
        ("events", {"done_s": 10**400}, "done_s=1000000000"),
        ("events", {"done_s": 1e308}, "done_s=1e+308 is not possible"),
        ("measurements", {"note": "a" * 3_000_000}, "The note has 3000000 characters"),
        ("measurements", {"note": "\ud800"}, "half a character"),
        ("sessions", {"timeline_id": "0" * 64}, "neither in this file nor in the log"),
        ("sessions", {"timeline_id": "7"}, "timeline_id='7' is not a SHA-256"),
        ("events", {"kind": "danced"}, "No kind named 'danced'"),
        ("events", {"done_s": -1}, "done_s=-1 is not possible"),
        ("events", {"phase": 4}, "phase=4 is not on the timeline of its session"),
        ("events", {"kind": "phase_done", "phase": None}, "phase of phase_done is missing"),
        ("events", {"kind": "hurt", "phase": 0, "done_s": None}, "done_s of hurt is missing"),
        ("events", {"kind": "phase_repeated", "phase": None}, "phase of phase_repeated is missing"),
        ("events", {"kind": "phase_skipped", "phase": 0, "done_s": ...}, "done_s of phase_skipped"),
        ("events", {"seq": 2**40}, "seq=1099511627776 is not possible"),
        ("timelines", {"phases": [{"phase": 0}]}, "is not a timeline"),
        ("timelines", {"phases": {}}, "is not a timeline"),
        ("timelines", {"phase_count": 5}, "phase_count=5 is not how many"),
        ("timelines", {"planned_s": 1.0}, "planned_s=1.0 is not the sum"),
        ("timelines", {"id": "0" * 64}, "The timeline 00000000... was changed"),
    ],
)
def test_a_wrong_value_is_left_out_and_named_with_its_line_and_the_rest_comes_in(
    edited, jsonl, table, changes, problem
):
    number = line_of(jsonl, table)
    changed(jsonl, number, **changes)
    other = open_log("sqlite://")
    preview = preview_import(other, jsonl)
    why = why_left_out(preview)
    assert problem in why[f"log.jsonl, line {number}"]
    result = preview.apply()
    assert f"Left out: {len(why)}" in repr(result)
    assert set(lines(other)) < set(lines(edited))
    # A timeline that no session comes in with is nothing by itself.
    assert len(lines(edited)) - len(lines(other)) - len(why) in (0, 1)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"not json", "This is not JSON: 'not json"),
        (b"[1]", "[1] is not a row"),
        (b'{"table": NaN}', "This is not JSON"),
        (b'{"table": ' + b"9" * 5000 + b"}", "This is not JSON"),
        (b"[" * 100_000, "This is not JSON"),
        (b'{"table": "screenings", "answers": ' + b"[" * 900 + b"]" * 900 + b"}", "is missing"),
        (b'{"\xff": 1}', "Byte 2 is not UTF-8"),
    ],
)
def test_a_line_that_is_no_row_is_left_out_and_named(jsonl, line, problem):
    rows = jsonl.read_bytes().split(b"\n")
    jsonl.write_bytes(b"\n".join([*rows[:2], line, *rows[3:]]))
    why = why_left_out(preview_import(open_log("sqlite://"), jsonl))
    assert problem in why["log.jsonl, line 3"]


@pytest.mark.parametrize(
    "saved",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"\n\n",
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\n \n", 3),
        lambda data: data.rstrip(b"\n"),
    ],
    ids=["mark", "blank end", "windows", "blank lines", "no end"],
)
def test_a_log_that_went_through_an_editor_comes_back_whole(edited, jsonl, saved):
    jsonl.write_bytes(saved(jsonl.read_bytes()))
    assert lines(brought_in(jsonl)) == lines(edited)


def test_what_belongs_to_a_row_that_is_left_out_is_left_out_with_it(jsonl):
    number = line_of(jsonl, "sessions")
    changed(jsonl, number, routine=" ")
    why = why_left_out(preview_import(open_log("sqlite://"), jsonl))
    assert why.pop(f"log.jsonl, line {number}") == "routine=' ' says nothing. Give it a name."
    assert len(why) > 5
    assert all("is left out, too: log.jsonl, line " in reason for reason in why.values())


def test_a_file_of_nothing_but_broken_lines_is_refused_as_a_whole(tmp_path):
    file = tmp_path / "log.jsonl"
    head = {"format": "stretchlib log", "version": "0001", "rows": {"ratings": 12_000}}
    file.write_text(json.dumps(head) + "\nbroken" * 12_000)
    with pytest.raises(
        ExchangeError, match=r"more than 10,000 .* the first of them log.jsonl, line 2"
    ):
        preview_import(open_log("sqlite://"), file)


@pytest.mark.parametrize("lost", [1, 3])
def test_half_a_file_is_known_to_be_half(jsonl, lost):
    rows = jsonl.read_text().splitlines(keepends=True)
    jsonl.write_text("".join(rows[:-lost]))
    expected = f"has {len(rows) - 1 - lost} rows; its first line says {len(rows) - 1}"
    with pytest.raises(ExchangeError, match=expected):
        preview_import(open_log("sqlite://"), jsonl)


@pytest.mark.parametrize(
    "first", ["", "{}\n", '{"format": "stretchlib log", "version": "0001", "rows": 3}\n', "[]\n"]
)
def test_a_file_that_is_no_export_is_refused(tmp_path, first):
    file = tmp_path / "log.jsonl"
    file.write_text(first)
    with pytest.raises(ExchangeError):
        preview_import(open_log("sqlite://"), file)


def test_a_file_from_a_newer_version_is_refused(jsonl):
    changed(jsonl, 1, version="9999")
    with pytest.raises(ExchangeError, match=r"newer stretchlib .*9999.* up to date: git pull"):
        preview_import(open_log("sqlite://"), jsonl)


def test_the_sample_takes_nothing_in(jsonl):
    sample = open_log("sqlite://").or_sample()
    with pytest.raises(RuntimeError, match="The sample log keeps nothing of yours"):
        preview_import(sample, jsonl).apply()
