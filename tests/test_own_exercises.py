"""A list of exercises that a person brings: its stretches become drafts, and nothing is guessed."""

import json
from pathlib import Path

import pytest

from benchmarks.exercises import STRETCHES, exercises
from stretchlib.catalog.reader import catalog
from stretchlib.errors import CatalogError, ExchangeError
from stretchlib.user import check_catalog, import_exercises

PIGEON = {
    "id": "Pigeon",
    "name": "Pigeon, on a mat",
    "force": "static",
    "level": "beginner",
    "mechanic": None,
    "equipment": "body only",
    "primaryMuscles": ["glutes"],
    "secondaryMuscles": ["lower back"],
    "instructions": ["Kneel on a mat. Bring one shin forward.", "Sink down {slowly}."],
    "category": "stretching",
}


def listed(tmp_path, entries):
    file = tmp_path / "exercises.json"
    file.write_text(entries if isinstance(entries, str) else json.dumps(entries), encoding="utf-8")
    return file


def test_a_stretch_becomes_a_draft_that_asks_for_what_the_list_lacks(own, tmp_path, recwarn):
    imported = import_exercises(listed(tmp_path, [PIGEON]))
    assert list(imported["became"]) == ["the draft pigeon_on_a_mat.toml"]
    draft = (own / "stretches" / "pigeon_on_a_mat.toml").read_text(encoding="utf-8")
    for known in ('title = "Pigeon, on a mat"', 'target = "glutes"', '# equipment: "body only"'):
        assert known in draft
    for sentence in ("Kneel on a mat.", "Bring one shin forward.", "Sink down {{slowly}}."):
        assert f'text = "{sentence}"' in draft
    asked = set(check_catalog()["key"])
    assert {"sides", "paces.hold.hold_s", "cautions[1]", "position", "felt", "setup_s"} <= asked
    assert {"cues[1].stage", "cues[2].stage", "cues[3].stage"} <= asked
    assert "pigeon_on_a_mat" not in catalog().index
    assert len(recwarn) == 0


@pytest.mark.usefixtures("own")
def test_what_is_no_stretch_is_counted_and_left_alone(tmp_path):
    imported = import_exercises(listed(tmp_path, [PIGEON, {**PIGEON, "category": "strength"}]))
    assert len(imported) == 1
    assert "1 drafts of 2 entries, 1 of which are not stretches" in repr(imported)


@pytest.mark.parametrize(
    ("broken", "name", "why"),
    [
        ({**PIGEON, "name": 7}, "7 (entry 2)", "name: "),
        ({"id": "Nameless", "category": "stretching"}, "Nameless (entry 2)", "name: "),
        ({**PIGEON, "name": "Cow", "instructions": "Kneel."}, "Cow (entry 2)", "instructions: "),
        ({"name": "Cat"}, "Cat (entry 2)", "category: "),
        ("Cat", "entry 2", "should be an object"),
        (None, "entry 2", "should be an object"),
    ],
)
@pytest.mark.usefixtures("own")
def test_a_broken_entry_is_named_and_the_rest_imported(tmp_path, broken, name, why):
    imported = import_exercises(listed(tmp_path, [PIGEON, broken, {**PIGEON, "name": "Other"}]))
    became = dict(zip(imported["entry"], imported["became"], strict=True))
    assert became == {
        name: "nothing",
        "Pigeon, on a mat": "the draft pigeon_on_a_mat.toml",
        "Other": "the draft other.toml",
    }
    assert why in imported.set_index("entry").loc[name, "why"]


@pytest.mark.parametrize(
    "name", ["../../out", "a/b\\c", "..", "日本", "x" * 300, "a\x00b", "\x7f¡"]
)
def test_whatever_it_is_called_a_draft_stays_in_the_persons_folder(own, tmp_path, name):
    imported = import_exercises(listed(tmp_path, [{**PIGEON, "name": name}]))
    written = {path for path in tmp_path.rglob("*.toml") if path.is_file()}
    assert all(path.parent == own / "stretches" for path in written)
    assert len(imported) == 1
    assert (imported["became"] == "nothing").all() == (not written)


@pytest.mark.usefixtures("own")
def test_any_text_in_it_is_text_in_the_draft(tmp_path):
    nasty = '<script>alert("1")</script>\n"""\x7f\u202e \\ # x = [1'
    imported = import_exercises(
        listed(tmp_path, [{**PIGEON, "name": f"Odd {nasty}", "level": nasty}])
    )
    assert "<script>" not in imported._repr_html_()
    assert "not valid TOML" not in " ".join(check_catalog()["problem"])


def test_spaces_around_a_word_of_it_are_none_of_the_draft(own, tmp_path):
    import_exercises(listed(tmp_path, [{**PIGEON, "name": "  Pigeon ", "category": "stretching "}]))
    assert 'title = "Pigeon"\n' in (own / "stretches" / "pigeon.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("own")
def test_ten_thousand_entries_are_read_and_not_one_more(tmp_path):
    assert len(import_exercises(listed(tmp_path, ["Cat"] * 10_000))) == 10_000
    with pytest.raises(ExchangeError, match="10,001 entries; 10,000 is the most"):
        import_exercises(listed(tmp_path, ["Cat"] * 10_001))


def test_a_second_import_leaves_every_file_as_it_is(own, tmp_path):
    file = listed(tmp_path, [PIGEON])
    import_exercises(file)
    draft = own / "stretches" / "pigeon_on_a_mat.toml"
    draft.write_text("mine now", encoding="utf-8")
    imported = import_exercises(file)
    assert "is there already" in imported["why"].iloc[0]
    assert draft.read_text(encoding="utf-8") == "mine now"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not a list of exercises in JSON"),
        ("name,category\n", "not a list of exercises in JSON"),
        ('{"name": "one"}', "not a list of exercises in JSON"),
        ('[{"name": "x", ', "not a list of exercises in JSON"),
        ("[" * 100_000, "not a list of exercises in JSON"),
        ("[" + ",".join(["1"] * 100_000) + "]", "100,000 entries; 10,000 is the most"),
        (json.dumps([{"name": "x", "category": "y"}] * 100_000), "100,000 entries; 10,000"),
    ],
)
def test_what_is_no_such_list_is_refused_and_nothing_is_written(own, tmp_path, content, said):
    with pytest.raises(ExchangeError, match=said):
        import_exercises(listed(tmp_path, content))
    assert not own.exists()


def test_a_huge_or_missing_file_is_refused(own, tmp_path):
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(ExchangeError, match="30 MB; 20 MB is the most"):
        import_exercises(huge)
    with pytest.raises(ExchangeError, match="No such file"):
        import_exercises(tmp_path / "nowhere.json")
    assert not own.exists()


def test_a_folder_that_cannot_be_written_to_stops_the_import(tmp_path, monkeypatch):
    (tmp_path / "own").write_text("a file in the way", encoding="utf-8")
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path / "own"))
    with pytest.raises(CatalogError, match="cannot be written"):
        import_exercises(listed(tmp_path, [PIGEON]))


def test_a_list_of_full_size_becomes_drafts_of_all_its_stretches(own, tmp_path):
    imported = import_exercises(listed(tmp_path, exercises()))
    assert (imported["became"] != "nothing").sum() == STRETCHES
    files = list(Path(own).rglob("*.toml"))
    assert len(files) == STRETCHES
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_list_with_the_mark_that_some_editors_begin_with_is_read(own, tmp_path):
    file = listed(tmp_path, [PIGEON])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert list(import_exercises(file)["became"]) == ["the draft pigeon_on_a_mat.toml"]
    assert (own / "stretches" / "pigeon_on_a_mat.toml").is_file()
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"\xef\xbb\xbf" + json.dumps([{}, {**PIGEON, "name": "Crow"}]).encode())
    assert list(import_exercises(broken)["became"]) == ["nothing", "the draft crow.toml"]
