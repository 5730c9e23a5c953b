import json
from time import process_time

import pytest

from stretchlib.exchange import export, preview_import
from stretchlib.log import open_log
from tests.exchange_kit import brought_in, full_log, lines, why_left_out
from tests.log_kit import MORNING, practise


@pytest.fixture
def jsonl(tmp_path):
    return export(full_log(), tmp_path / "mine") / "log.jsonl"


def rewrite(jsonl, change):
    """Pass every row through `change`; a row it turns into None is taken out."""
    header, *rows = [json.loads(line) for line in jsonl.read_text().splitlines()]
    rows = [row for row in map(change, rows) if row is not None]
    header["rows"] = {"all": len(rows)}
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in [header, *rows]))


def test_a_preview_writes_nothing(jsonl):
    log = open_log("sqlite://")
    preview = preview_import(log, jsonl)
    assert preview.counts["new"].sum() == len(jsonl.read_text().splitlines()) - 1
    assert lines(log) == []


def test_it_counts_per_table(jsonl):
    counts = preview_import(open_log("sqlite://"), jsonl).counts
    assert counts["new"].to_dict() == {
        "timelines": 1,
        "sessions": 3,
        "events": 4,
        "ratings": 3,
        "measurements": 3,
        "screenings": 1,
    }


def test_a_second_time_there_is_nothing_new(jsonl):
    log = brought_in(jsonl)
    before = lines(log)
    preview = preview_import(log, jsonl)
    assert preview.counts[["new", "in conflict"]].sum().sum() == 0
    assert repr(preview.apply()) == "Nothing was new."
    assert lines(log) == before


def test_applying_a_preview_twice_writes_once(jsonl):
    log = open_log("sqlite://")
    preview = preview_import(log, jsonl)
    result = repr(preview.apply())
    before = lines(log)
    assert result == (
        "Written: 15 rows (screenings 1, timelines 1, sessions 3, events 4, measurements 3, "
        "ratings 3)."
    )
    assert "There is nothing to write" in repr(preview)
    preview.apply()
    assert lines(log) == before


def test_what_came_to_the_log_since_the_preview_is_not_doubled(jsonl):
    log = open_log("sqlite://")
    early = preview_import(log, jsonl)
    brought_in(jsonl, log)
    before = lines(log)
    early.apply()
    assert lines(log) == before


def test_what_the_log_has_besides_stays(jsonl):
    log = open_log("sqlite://")
    own = log.rate("pain", 9, moment="any", at=MORNING)
    brought_in(jsonl, log)
    assert own in log.ratings()["id"].tolist()
    assert len(log.ratings()) == 3


def test_a_conflict_never_overwrites(jsonl):
    log = brought_in(jsonl)
    before = lines(log)
    rewrite(jsonl, lambda row: row | {"area": "knee"} if row["table"] == "ratings" else row)
    preview = preview_import(log, jsonl)
    assert preview.counts.loc["ratings", "in conflict"] == 3
    assert set(preview.conflicts["why"]) == {"area: 'low_back' in the log, 'knee' in the file"}
    assert preview.conflicts["location"].str.startswith("log.jsonl, line ").all()
    assert repr(preview.apply()).endswith("In conflict and left out: 3.")
    assert lines(log) == before


def test_an_entry_edited_otherwise_on_two_machines_is_in_conflict(tmp_path):
    here = open_log("sqlite://")
    pain = here.rate("pain", 3, moment="any", at=MORNING)
    there = brought_in(export(here, tmp_path / "first"))
    there.correct(pain, score=5)
    here.correct(pain, score=7)
    preview = preview_import(here, export(there, tmp_path / "second"))
    assert preview.conflicts["why"].tolist() == ["this entry was edited otherwise in the log"]
    preview.apply()
    assert here.ratings()["score"].tolist() == [7]


def test_an_edit_made_elsewhere_comes_in(tmp_path):
    here = open_log("sqlite://")
    pain = here.rate("pain", 3, moment="any", at=MORNING)
    there = brought_in(export(here, tmp_path / "first"))
    there.correct(pain, score=5)
    brought_in(export(there, tmp_path / "second"), here)
    assert here.ratings()["score"].tolist() == [5]


def test_what_belongs_to_a_session_in_conflict_is_left_out_with_it(jsonl):
    log = open_log("sqlite://")
    practise(log, ("phase_done", 0, 10.0))
    shared = json.loads(next(line for line in lines(log) if '"routine"' in line))["id"]
    theirs = json.loads(
        next(line for line in jsonl.read_text().splitlines() if '"routine"' in line)
    )
    rewrite(jsonl, lambda row: json.loads(json.dumps(row).replace(theirs["id"], shared)))
    rewrite(jsonl, lambda row: row | {"routine": "mine"} if "routine" in row else row)
    before = lines(log)
    preview = preview_import(log, jsonl)
    conflicts = preview.conflicts
    assert set(conflicts["table"]) == {"sessions", "events", "ratings"}
    assert f"session_id {shared} is in conflict" in set(conflicts["why"])
    preview.apply()
    assert [line for line in before if line not in lines(log)] == []
    assert len(log.measurements()) == 1


def test_of_two_rows_with_one_id_the_first_comes_in(jsonl):
    rewrite(jsonl, lambda row: row | {"id": "0" * 26} if row["table"] == "measurements" else row)
    preview = preview_import(open_log("sqlite://"), jsonl)
    reasons = preview.left_out["why"]
    assert (
        reasons.str.fullmatch("id 0{26} is that of log.jsonl, line [0-9]+, too. Give .*").sum() == 2
    )
    assert preview.counts["new"].sum() > 5
    assert "Left out: " in repr(preview)
    assert "Left out: " in preview._repr_html_()


def test_of_two_rows_that_replace_the_same_one_the_first_comes_in(jsonl):
    first = next(row for row in map(json.loads, jsonl.read_text().splitlines()) if "score" in row)

    def fork(row):
        is_other = row["table"] == "ratings" and row["id"] != first["id"]
        return row | {"replaces": first["id"]} if is_other else row

    rewrite(jsonl, fork)
    why = why_left_out(preview_import(open_log("sqlite://"), jsonl))
    assert f"replaces {first['id']}, too. Take one of them out." in next(iter(why.values()))


def test_what_edits_a_row_that_is_left_out_is_left_out_with_it(tmp_path):
    log = open_log("sqlite://")
    pain = log.rate("pain", 3, moment="any", at=MORNING)
    log.correct(pain, score=4)
    log.correct(pain, score=5)
    jsonl = export(log, tmp_path / "mine") / "log.jsonl"
    rewrite(jsonl, lambda row: row | {"side": "up"} if row["score"] == 4 else row)
    other = open_log("sqlite://")
    preview = preview_import(other, jsonl)
    assert [text[:9] for text in why_left_out(preview).values()] == ["No side n", "replaces "]
    preview.apply()
    assert other.ratings()["score"].tolist() == [3]


def test_rows_that_replace_each_other_in_a_circle_are_left_out(jsonl):
    def round_and_round(row):
        return row | {"replaces": row["id"]} if row["table"] == "measurements" else row

    rewrite(jsonl, round_and_round)
    why = why_left_out(preview_import(open_log("sqlite://"), jsonl))
    assert sum("lead round in a circle. Take it out." in text for text in why.values()) == 3


def test_a_large_circle_is_found_at_once(tmp_path):
    log = open_log("sqlite://")
    log.rate("pain", 3, moment="any", at=MORNING)
    jsonl = export(log, tmp_path / "mine") / "log.jsonl"
    row = json.loads(jsonl.read_text().splitlines()[1])
    ids = [f"{number:026}" for number in range(9_000)]
    circle = [row | {"id": id_, "replaces": ids[number - 1]} for number, id_ in enumerate(ids)]
    header = {"format": "stretchlib log", "version": "0001", "rows": {"ratings": len(circle)}}
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in [header, *circle]))
    begun = process_time()
    assert len(preview_import(open_log("sqlite://"), jsonl).left_out) == len(circle)
    assert process_time() - begun < 5


def test_a_timeline_that_no_session_comes_in_with_is_not_written(jsonl):
    rewrite(jsonl, lambda row: row | {"routine": ""} if row["table"] == "sessions" else row)
    log = brought_in(jsonl)
    assert {json.loads(line)["table"] for line in lines(log)} == {"screenings", "measurements"}


def test_the_table_shows_what_people_typed_as_text(jsonl):
    log = brought_in(jsonl)
    bad = "<script>alert(1)</script>"
    rewrite(jsonl, lambda row: row | {"area": bad} if row["table"] == "ratings" else row)
    shown = preview_import(log, jsonl)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_the_name_of_the_file_is_shown_as_text(jsonl):
    named = jsonl.rename(jsonl.with_name("<b>mine<b>.jsonl"))
    assert "&lt;b&gt;mine" in preview_import(open_log("sqlite://"), named)._repr_html_()


def test_a_long_list_of_conflicts_is_cut_short_where_it_is_shown(tmp_path):
    log = open_log("sqlite://")
    for _ in range(30):
        log.rate("pain", 1, moment="any", at=MORNING)
    jsonl = export(log, tmp_path / "mine") / "log.jsonl"
    rewrite(jsonl, lambda row: row | {"area": "a" * 9000})
    preview = preview_import(log, jsonl)
    assert len(preview.conflicts) == 30
    assert "And 10 more" in preview._repr_html_()
    assert len(preview._repr_html_()) < 20_000


@pytest.mark.parametrize(
    ("characters", "ending"), [(200, "a.jsonl, line 2"), (201, "a.jsonl, line ...")]
)
def test_of_where_a_conflict_is_two_hundred_characters_are_shown(tmp_path, characters, ending):
    log = open_log("sqlite://")
    log.rate("pain", 1, moment="any", at=MORNING)
    jsonl = export(log, tmp_path / "mine") / "log.jsonl"
    rewrite(jsonl, lambda row: row | {"area": "knee"})
    name = "a" * (characters - len(".jsonl, line 2")) + ".jsonl"
    preview = preview_import(log, jsonl.rename(jsonl.with_name(name)))
    assert preview.conflicts["location"].str.len().tolist() == [characters]
    assert f"{ending}<" in preview._repr_html_()


def test_an_empty_export_says_there_is_nothing(tmp_path):
    preview = preview_import(
        open_log("sqlite://"), export(open_log("sqlite://"), tmp_path / "mine")
    )
    assert preview.counts.empty
    assert "There is nothing to write" in preview._repr_html_()
