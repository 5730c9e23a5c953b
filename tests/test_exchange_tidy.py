import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchlib.errors import ExchangeError
from stretchlib.exchange import cells, export, preview_import
from stretchlib.exchange.cells import defuse, restore
from stretchlib.exchange.tidy_frames import FILES
from stretchlib.log import open_log
from tests.exchange_kit import TRICKY, brought_in, full_log, lines, logs, texts, why_left_out
from tests.log_kit import MORNING

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
RATING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
HEADER = "id,rated_utc,rated_offset_min,day,session_id,moment,kind,area,side,score"
TYPED = "{id},2026-03-02T06:30:00+00:00,60,,,any,pain,low_back,both,{score}"


def typed(folder: Path, *rows: str, header: str = HEADER) -> Path:
    file = folder / "ratings.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return file


@given(texts)
def test_a_text_comes_back_exactly(text):
    assert restore(defuse(text)) == text


@given(texts | st.sampled_from(TRICKY))
def test_no_cell_begins_like_a_formula(text):
    assert not defuse(text).lstrip(" ").startswith(DANGEROUS)


@pytest.mark.parametrize("text", ["a quiet day", "'tis fine", "1-2", "", "3 = 3"])
def test_a_harmless_text_is_left_as_it_is(text):
    assert defuse(text) == text


def read_back(file: Path) -> pd.DataFrame:
    """A tidy file as somebody else would read it: with pandas, and the README's one rule."""
    described = FILES[file.stem]
    kinds = {"text": "str", "day": "str", "moment": "str", "number": "float64"}
    types = {column.name: kinds.get(column.type, "Int64") for column in described}
    with file.open(encoding="utf-8-sig", newline="") as text:
        header, *rows = csv.reader(text)
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    for column in described:
        cells = frame[column.name]
        if column.type == "text":
            frame[column.name] = cells.map(restore)
        else:
            frame[column.name] = cells.where(cells != "", None)
    return frame.astype(types)


@settings(max_examples=25, deadline=None)
@given(logs())
def test_the_tidy_files_say_what_the_frames_say(log):
    frames = {
        "sessions": log.sessions(),
        "phases": log.phases(),
        "ratings": log.ratings(),
        "measurements": log.measurements(),
    }
    with tempfile.TemporaryDirectory() as place:
        folder = export(log, Path(place) / "mine")
        for name, frame in frames.items():
            back = read_back(folder / f"{name}.csv")
            for column in frame:
                kept, read = frame[column], back[column]
                if column == "day":
                    kept = kept.map(lambda day: day.date().isoformat()).astype("str")
                elif column.endswith("_utc"):
                    read = pd.to_datetime(read, utc=True, format="ISO8601").astype(kept.dtype)
                elif kept.dtype == "str":
                    kept = kept.fillna("")
                pd.testing.assert_series_equal(kept, read, check_exact=True)


def test_every_column_is_in_the_dictionary_with_what_empty_means(tmp_path):
    folder = export(full_log(), tmp_path / "mine")
    with (folder / "columns.csv").open(encoding="utf-8-sig", newline="") as text:
        columns = [
            (row["file"], row["column"]) for row in csv.DictReader(text) if row["empty_means"]
        ]
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as text:
            header = next(csv.reader(text))
        assert header == [column for file, column in columns if file == f"{name}.csv"]


def test_a_column_that_is_never_empty_never_is(tmp_path):
    folder = export(full_log(), tmp_path / "mine")
    for name, described in FILES.items():
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
        assert rows
        for column in described:
            if column.empty == "never empty":
                assert all(row[column.name] for row in rows), (name, column.name)


@pytest.mark.parametrize("name", ["ratings.csv", "measurements.csv"])
def test_an_exported_file_has_nothing_new_for_its_own_log(tmp_path, name):
    log = full_log()
    preview = preview_import(log, export(log, tmp_path / "mine") / name)
    assert preview.counts["new"].sum() == 0
    assert preview.conflicts.empty
    assert preview.counts["same"].sum() > 0


def test_a_file_of_before_names_the_measure_as_it_did_then_and_comes_in(tmp_path):
    log = full_log()
    file = export(log, tmp_path / "mine") / "measurements.csv"
    former = file.read_text("utf-8-sig").replace('"measure"', '"test"', 1)
    assert former != file.read_text("utf-8-sig")
    file.write_text(former, encoding="utf-8")
    preview = preview_import(log, file)
    assert (preview.counts["same"].sum(), preview.counts["new"].sum()) == (
        len(log.measurements()),
        0,
    )
    preview_import(other := open_log("sqlite://"), file).apply()
    assert set(other.measurements()["measure"]) == {"chest_to_thigh"}


def test_a_row_typed_without_an_id_comes_in_once(tmp_path):
    file = typed(tmp_path, TYPED.format(id="", score=3), TYPED.format(id="", score=""))
    log = brought_in(file)
    assert log.ratings()["score"].dropna().tolist() == [3]
    assert log.ratings()["score"].isna().sum() == 1
    assert str(log.ratings()["day"][0].date()) == "2026-03-02"
    before = lines(log)
    assert lines(brought_in(file, log)) == before


def test_an_entry_changed_in_the_file_is_in_conflict(tmp_path):
    file = typed(tmp_path, TYPED.format(id=RATING, score=3))
    log = brought_in(file)
    typed(tmp_path, TYPED.format(id=RATING, score=4))
    preview = preview_import(log, file)
    assert preview.conflicts["why"].tolist() == ["score: 3 in the log, 4 in the file"]
    assert "Nothing was new" in repr(preview.apply())
    assert log.ratings()["score"].tolist() == [3]


def test_the_hidden_entry_of_a_log_does_not_come_back(tmp_path):
    log = full_log()
    folder = export(log, tmp_path / "mine")
    cells = next(csv.reader(io.StringIO((folder / "measurements.csv").read_text("utf-8-sig"))))
    hidden = next(line for line in lines(log) if '"void": true' in line)
    id_ = hidden.split('"replaces": "')[1][:26]
    row = f"{id_},2026-03-02T06:30:00+00:00,0,,chest_to_thigh,left,2,11.5,,-2 today"
    file = tmp_path / "measurements.csv"
    file.write_text("\n".join([",".join(cells), row, ""]))
    preview = preview_import(log, file)
    assert preview.conflicts["why"].tolist() == ["void: True in the log, False in the file"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (TYPED + ",1", "It has 11 cells, and the first line 10"),
        (TYPED.replace(",both", ""), "It has 9 cells, and the first line 10"),
        (TYPED.replace("pain", "pian"), "No kind named 'pian'. Did you mean 'pain'"),
        (TYPED.replace("{score}", "3,5"), "It has 11 cells"),
        (TYPED.replace("{score}", "3.5"), "score='3.5' is not a whole number"),
        (TYPED.replace("{score}", "three"), "score='three' is not a whole number"),
        (TYPED.replace("{score}", "11"), "score=11 is not on the scale"),
        (TYPED.replace("{score}", "9" * 400), "score='99999"),
        (TYPED.replace("60", ""), "rated_offset_min of ratings is missing"),
        (TYPED.replace("2026-03-02T06:30:00+00:00", "2/3/26"), "rated_utc='2/3/26' is not"),
        (TYPED.replace("2026-03-02T06:30", "9999-12-31T23:30"), "is not a moment"),
        (TYPED.replace("2026-03-02", "0026-03-02"), "is before the year 1990. Look at the year"),
        (TYPED.replace("2026-03-02", "2099-03-02"), "is still to come. Give a moment in the past"),
        (TYPED.replace("{id}", "7"), "id='7' is not a ULID"),
        (TYPED.replace(",any", RATING + ",any"), "is neither in this file nor in the log"),
        ('"' + TYPED, "This is not CSV"),
        (TYPED.replace("low_back", '"low"back'), "This is not CSV"),
        (TYPED.replace("low_back", "low\0back"), "NUL character at position 3"),
        (TYPED.replace("low_back", "a" * 5_000_000), "This is not CSV"),
        (TYPED.replace("low_back", "a" * 100_000), "has 100000 characters. Keep it within"),
    ],
)
def test_a_row_with_a_wrong_cell_is_left_out_and_named_and_the_rest_comes_in(
    tmp_path, row, problem
):
    file = typed(tmp_path, TYPED.format(id="", score=1), row.format(id="", score=3))
    with file.open("a", encoding="utf-8") as text:
        text.write(TYPED.format(id="", score=2) + "\n")
    log = open_log("sqlite://")
    preview = preview_import(log, file)
    (location, why), *_ = why_left_out(preview).items()
    assert location == "ratings.csv, line 3"
    assert problem in why
    preview.apply()
    assert sorted(log.ratings()["score"]) == [1, 2]


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (HEADER.replace("score", "scor"), "line 1: No column named 'scor'. Did you mean 's"),
        (HEADER.replace(",area", ""), "line 1: column area is missing. Its columns are: id"),
        (HEADER + ",score", "line 1: a column is there twice"),
        ("date,pain", "line 1: these are not the columns"),
        ("", "line 1: these are not the columns"),
        ("date,pain," + "long" * 50_000, "line 1: these are not the columns"),
    ],
)
def test_a_file_of_other_columns_is_refused(tmp_path, header, problem):
    file = typed(tmp_path, header=header)
    with pytest.raises(ExchangeError, match=r"ratings\.csv, line 1") as caught:
        preview_import(open_log("sqlite://"), file)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_measurement_with_a_comma_says_how_to_write_it(tmp_path):
    file = tmp_path / "measurements.csv"
    file.write_text(
        ",".join(column.name for column in FILES["measurements"])
        + '\n,2026-03-02T06:30:00+00:00,60,,chest_to_thigh,left,1,"12,5",,\n'
    )
    (why,) = why_left_out(preview_import(open_log("sqlite://"), file)).values()
    assert why == "value_cm='12,5' is not a number. Write it with a point, such as 12.5."


def test_a_side_that_a_test_does_not_have_is_refused(tmp_path):
    file = tmp_path / "measurements.csv"
    file.write_text(
        ",".join(column.name for column in FILES["measurements"])
        + "\n,2026-03-02T06:30:00+00:00,60,,chest_to_thigh,both,1,12.5,,\n"
    )
    (why,) = why_left_out(preview_import(open_log("sqlite://"), file)).values()
    assert "No side named 'both'" in why


def test_a_row_typed_without_an_id_does_not_say_when_it_was_written(tmp_path):
    log = brought_in(typed(tmp_path, TYPED.format(id="", score=3)))
    (rating,) = log.ratings()["id"]
    log.correct(rating, score=4)
    history = log.history(rating)
    assert history["change"].tolist() == ["brought in", "corrected"]
    assert history["written_utc"].isna().tolist() == [True, False]


def test_a_row_in_another_encoding_is_left_out_and_named(tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_bytes(f"{HEADER}\n{TYPED.replace('low_back', 'Rücken')}\n".encode("latin-1"))
    assert why_left_out(preview_import(open_log("sqlite://"), file)) == {
        "ratings.csv, line 2": "This is not UTF-8. Save the file as CSV in UTF-8."
    }


class Counted(list[str]):
    """Lines that count how often one of them is read."""

    read = 0

    def __getitem__(self, at):
        self.read += 1
        return super().__getitem__(at)


def test_quotes_left_open_on_every_line_are_followed_to_the_end_once(tmp_path):
    # Each of these lines goes on in quotes to the end of the file, wherever one begins to read.
    texts = Counted(['a",x,"\n'] * 900)
    assert len([*cells._lines(texts, 0, ",")]) == 900
    assert texts.read <= 2 * 900
    file = typed(tmp_path, TYPED.format(id="", score=3), *['a",x,"'] * 900)
    preview = preview_import(open_log("sqlite://"), file)
    assert len(preview.left_out) == 900
    assert preview.counts.loc["ratings", "new"] == 1


def test_what_was_read_after_a_quote_left_open_is_read_as_before(tmp_path):
    good = TYPED.format(id="", score=3)
    two_lines = good.replace("low_back", '"low\nback"')
    file = typed(tmp_path, 'a",x,"', good, 'b",x,"c"d', two_lines, 'a",x,"')
    assert list(why_left_out(preview_import(open_log("sqlite://"), file))) == [
        f"ratings.csv, line {number}" for number in (2, 4, 7)
    ]
    assert brought_in(file).ratings()["area"].tolist() == ["low\nback", "low_back"]


def saved_by_a_spreadsheet(table: str) -> dict[str, bytes]:
    """The same table, as programs save it: by what it is to hold them up."""
    header, *rows = table.splitlines()
    parted = [line.split(",") for line in table.splitlines()]
    american = [[*cells[:3], "3/2/2026", *cells[4:]] for cells in parted[1:]]
    return {
        "semicolons": "\r\n".join(";".join(cells) for cells in parted).encode(),
        "sep": f"sep=;\n{table}".replace(",", ";").encode("utf-8-sig"),
        "sep comma": f'"sep=,"\n{table}'.encode(),
        "tabs": table.replace(",", "\t").encode(),
        "utf-16": table.replace(",", "\t").encode("utf-16"),
        "empty rows": f"{table}{',' * 9}\r\n{',' * 9}\r\n\r\n".encode(),
        "empty columns": "".join(f"{line},,,\n" for line in table.splitlines()).encode(),
        "american days": "\n".join([header, *map(",".join, american)]).encode(),
        "no days": "\n".join(",".join([*cells[:3], *cells[4:]]) for cells in parted).encode(),
        "pandas": f",{header}\n".encode()
        + "".join(f"{number},{row}.0\n" for number, row in enumerate(rows)).encode(),
        "another zone": table.replace("T06:30:00+00:00", "T07:30:00+01:00").encode(),
        "zulu": table.replace("+00:00", "Z").encode(),
        "spaced": table.replace("T06", " 06").encode(),
    }


TABLE = "\n".join([HEADER, *(TYPED.format(id="", score=score) for score in (1, 2)), ""])


@pytest.mark.parametrize(("how", "data"), saved_by_a_spreadsheet(TABLE).items())
def test_however_a_spreadsheet_saves_it_it_is_the_same(tmp_path, how, data):
    log = brought_in(typed(tmp_path, *TABLE.splitlines()[1:]))
    before = lines(log)
    file = tmp_path / f"saved {how}.txt"
    file.write_bytes(data)
    preview = preview_import(log, file)
    assert preview.left_out.empty
    assert list(preview.counts.loc["ratings"]) == [0, 2, 0]
    preview.apply()
    assert lines(log) == before


@pytest.mark.parametrize("separator", [";", "\t"])
def test_where_commas_part_no_cells_they_part_a_fraction(tmp_path, separator):
    file = tmp_path / "measurements.csv"
    row = ["", "2026-03-02T06:30:00Z", "60", "", "chest_to_thigh", "left", "1,0", "12,5", "", ""]
    header = [column.name for column in FILES["measurements"]]
    file.write_text("\n".join(separator.join(cells) for cells in (header, row)))
    assert brought_in(file).measurements()["value_cm"].tolist() == [12.5]


def test_a_word_stands_for_the_score_of_an_extent_and_never_against_it(tmp_path):
    extent = TYPED.replace("pain", "extent")
    rows = [
        extent.format(id="", score=score) + f",{word}"
        for score, word in [("", "thigh"), (1, "thigh")]
    ]
    log = brought_in(typed(tmp_path, *rows, header=f"{HEADER},extent"))
    assert sorted(log.ratings()["score"]) == [1, 3]


def test_a_formula_is_defused_wherever_a_program_parts_the_text(tmp_path):
    log = open_log("sqlite://")
    bad = "=cmd|' /C calc'!A0"
    note = f"stiff;{bad}\t{bad}\n{bad};  {bad}"
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], note=note, at=MORNING)
    folder = export(log, tmp_path / "mine")
    content = (folder / "measurements.csv").read_text("utf-8-sig")
    for parts in (content.split(separator) for separator in ";\t\n"):
        assert not any(part.lstrip(" ").startswith("=") for part in parts)
    (row,) = read_back(folder / "measurements.csv")["note"]
    assert row == note


def test_every_text_is_quoted_and_no_number_is(tmp_path):
    content = (export(full_log(), tmp_path / "mine") / "ratings.csv").read_text("utf-8-sig")
    assert ",0,2026-03-02," in content
    assert '"before","pain","low_back","both",4,\n' in content


@pytest.mark.parametrize("name", ["sessions.csv", "phases.csv"])
def test_what_is_worked_out_cannot_come_in_alone_and_the_cure_works(tmp_path, name):
    log, other = full_log(), open_log("sqlite://")
    folder = export(log, tmp_path / "mine")
    with pytest.raises(ExchangeError, match=rf"{name} cannot come in alone: .* its log.jsonl"):
        preview_import(other, folder / name)
    assert lines(other) == []
    preview_import(other, folder).apply()
    assert lines(other) == lines(log)
