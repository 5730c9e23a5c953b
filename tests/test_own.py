"""A person's own folder: begun, checked to the line, and never written outside of."""

import os
import shutil
import tempfile
import tomllib
from pathlib import Path

import jsonschema
import pytest

from stretchlib._data import data_folder
from stretchlib.catalog.reader import catalog, get_stretch, load
from stretchlib.errors import CatalogError, CatalogWarning
from stretchlib.routines import Routine, routine
from stretchlib.user import check_catalog, new_stretch, save_routine
from stretchlib.user.json_schema import schema
from stretchlib.user.line_numbers import line_of
from tests.hardship_kit import full, small_disk, without_privileges
from tests.own_kit import FILLED, OF_THE_LAST_VERSION, hug, modes, write

# A stretch as the last version had it: no posture, no part, no way out, no keys.
NEW = {
    "switch_s = 10": 'switch_s = 10\nposture = "all_fours"\npart = "buttock"\nexit_s = 8',
    'text = "Sink down, and stay."': (
        'text = "Sink down, and stay."\n\n'
        '[[cues]]\nstage = "stretch"\nkey = "felt"\ntext = "Feel it in your {side} buttock."\n\n'
        '[[cues]]\nstage = "exit"\ntext = "Come up, one leg at a time."'
    ),
}

# --- begun ----------------------------------------------------------------------------------


def test_a_new_stretch_is_a_draft_for_its_owner_alone(own):
    draft = new_stretch("pigeon")
    assert str(own / "stretches" / "pigeon.toml") in str(draft)
    assert modes(own) == {
        ".": 0o700,
        "stretches": 0o700,
        "stretches/pigeon.toml": 0o600,
        "stretches/schema.json": 0o600,
    }


@pytest.mark.usefixtures("own")
def test_a_draft_is_neither_offered_nor_warned_of_but_says_what_it_lacks(recwarn):
    new_stretch("pigeon")
    assert "pigeon" not in catalog().index
    assert len(recwarn) == 0
    with pytest.raises(CatalogError, match=r"pigeon\.toml: \d+ problems"):
        get_stretch("pigeon")
    missing = check_catalog()
    wanted = {"target", "position", "felt", "sides", "setup_s", "cautions[1]", "paces.hold.hold_s"}
    assert wanted | {"cues[1].text", "cues[2].text"} == set(missing["key"])


def test_a_draft_that_is_filled_in_asks_only_to_be_one_no_longer(own):
    new_stretch("pigeon")
    path = own / "stretches" / "pigeon.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in FILLED.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    (left,) = check_catalog().to_dict("records")
    assert (left["key"], left["problem"]) == ("draft", "nothing is missing.")
    lines = text.splitlines()
    assert lines[left["line"] - 1].startswith("draft = true")
    del lines[left["line"] - 1]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert check_catalog().empty
    assert get_stretch("pigeon").paces["hold"].duration_s == 20
    assert Routine("Mine").add("pigeon").phases()


def test_a_file_that_is_there_is_never_overwritten(own):
    path = write(own, "precious", "pigeon.toml")
    with pytest.raises(CatalogError, match="is there already, and is left as it is"):
        new_stretch("pigeon")
    assert path.read_text(encoding="utf-8") == "precious"


@pytest.mark.usefixtures("own")
def test_a_shipped_slug_begins_as_a_copy_that_takes_its_place():
    draft = new_stretch("double_knee_hug")
    assert "which replaces it from now on" in str(draft)
    found = check_catalog()
    assert found.empty
    assert "Your stretch double_knee_hug replaces the shipped one." in repr(found)
    assert "Your stretch double_knee_hug replaces" in found._repr_html_()


@pytest.mark.parametrize(
    "slug",
    ["../pigeon", "a/b", "/etc/x", "..", "", "Pigeon", "pi geon", "ü", "x\n", "a" * 61, "a\0"],
)
def test_what_is_not_a_slug_is_refused_and_nothing_is_written(own, tmp_path, slug):
    for begin in (new_stretch, lambda slug: save_routine(routine("gentle"), slug)):
        with pytest.raises(CatalogError, match="is not a slug"):
            begin(slug)
    assert list(tmp_path.iterdir()) == []
    assert not own.exists()


# --- checked --------------------------------------------------------------------------------


def test_without_a_folder_all_is_well(own):
    found = check_catalog()
    assert found.empty
    assert list(found.columns) == ["file", "line", "key", "value", "problem", "cure"]
    assert found["line"].dtype == "int64"
    assert 'st.new_stretch("pigeon") begins' in repr(found)
    assert "begins a stretch there" in found._repr_html_()
    assert not own.exists(), "looking writes nothing"


def test_a_stretch_of_the_last_version_loads_plays_and_hears_kindly_what_is_new(own, recwarn):
    write(own, OF_THE_LAST_VERSION, "pigeon.toml")
    phases = Routine("Mine").add("pigeon").phases()
    assert {phase.stage for phase in phases} >= {"setup", "stretch", "switch"}
    found = check_catalog()
    assert found.empty
    assert [str(warning.message) for warning in recwarn] == []
    printed = repr(found)
    assert "all is well." in printed
    assert "pigeon.toml is read as it is. If you like, it may also say: posture, one of" in printed
    for key in ("posture", "part = ", "exit_s = ", 'stage "exit"', 'key = "felt"'):
        assert key in printed
    assert "If you like" in found._repr_html_()
    assert "wrong" not in printed


def test_what_it_says_by_now_is_not_offered_again(own):
    text = OF_THE_LAST_VERSION
    for old, new in NEW.items():
        text = text.replace(old, new)
    write(own, text, "pigeon.toml")
    assert "If you like" not in repr(check_catalog())
    half = text.replace('posture = "all_fours"\n', "")
    write(own, half, "pigeon.toml")
    assert repr(check_catalog()).endswith(
        "say: posture, one of lying, prone, sitting, standing, all_fours, "
        "and there is time to get there."
    )


def test_a_stretch_of_both_sides_at_once_is_not_asked_what_a_side_names(own):
    write(own, hug())
    assert "If you like" not in repr(check_catalog())


@pytest.mark.parametrize(
    ("changes", "key", "begins"),
    [
        ({"hold_s = 25": "hold_s = -1"}, "paces.hold.hold_s", "hold = {"),
        ({"setup_s = 30": "setup_s = true_"}, "", "setup_s ="),
        ({"setup_s = 30": "setups_s = 30"}, "setups_s", "setups_s"),
        ({"Lie on your back,": "Lie on your {back},"}, "cues[1].text", "text ="),
        ({'stage = "enhance"': 'stage = "hop"'}, "cues[9].stage", 'stage = "hop"'),
        ({"hips = [0, 9]": 'hips = "low"'}, "figure.ready.hips", "hips ="),
        ({'"arc_ho13"': '"arc_h013"'}, "sources", "sources = ["),
    ],
)
def test_each_problem_stands_with_its_line(own, changes, key, begins):
    path = write(own, hug(**changes))
    found = check_catalog()
    row = found[found["key"] == key].iloc[0]
    assert path.read_text(encoding="utf-8").splitlines()[row["line"] - 1].startswith(begins)
    assert row["file"] == "stretches/mine.toml"
    assert row["cure"]


def test_every_problem_of_every_file_is_listed_at_once(own):
    write(own, hug(**{"hold_s = 25": "hold_s = 0", "setup_s = 30": "setup_s = -3"}))
    write(own, "a = [", "broken.toml")
    write(own, 'slug = "odd"\ntitle = "Odd"\nsteps = []\n', "odd.toml", "routines")
    write(own, '[mine]\ntitle = "Mine"\nsays = "x"\nread = "no"\n', "../sources.toml")
    found = check_catalog()
    assert list(found["file"]) == [
        "routines/odd.toml",
        "sources.toml",
        "stretches/broken.toml",
        "stretches/mine.toml",
        "stretches/mine.toml",
    ]
    assert list(found["line"]) == [3, 4, 1, 10, 36], "counted in the files above"
    assert list(found.index) == [0, 1, 2, 3, 4]
    assert "4 to be put right" in repr(found)


def test_what_is_wrong_in_one_part_hides_nothing_that_is_wrong_in_another(own):
    changes = {
        'title = "Double knee hug"': "title = 7",
        '"arc_ho13",': '"arc_ho31",',
        'text = "Lie on your back, on carpet or a mat."': 'text = "Lie on your {side} side."',
        'felt = "length below the waist, at the sacrum"': 'felt = "your {leg}"',
    }
    write(own, hug(**changes))
    assert set(check_catalog()["key"]) == {"title", "sources", "cues[1].text", "felt"}


def test_a_source_that_is_no_table_is_named(own):
    own.mkdir()
    (own / "sources.toml").write_text("lost = 7\n", encoding="utf-8")
    (row,) = check_catalog().itertuples()
    assert (row.file, row.key, row.problem) == ("sources.toml", "lost", "not a table.")


def test_a_routine_tells_of_its_steps_and_its_sources_at_once(own):
    step = '[[steps]]\nstretch = "double_knee_hub"\nhold = { hold_s = 20 }\n'
    head = 'slug = "mine"\ntitle = ""\nsources = ["arc_ho31"]\n'
    write(own, head + step, kind="routines")
    assert set(check_catalog()["key"]) == {"title", "steps[1].stretch", "sources"}


def test_what_somebody_typed_is_shown_as_text(own):
    write(own, hug(**{'stage = "setup"': 'stage = "<script>alert(1)</script>"'}))
    page = check_catalog()._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_line_is_found_in_any_way_of_writing():
    text = (
        "# about\n\ntitle = '''two\nlines'''\ncautions = [\n  'one',\n  'two',\n]\n\n"
        "paces.hold = { hold_s = 3 }\n[[cues]]\ntext = 'a'\n\n[[cues]]\n\n# a comment\ntext = 'b'\n"
    )
    found = {
        key: line_of(text, key)
        for key in ("title", "cautions[2]", "paces.hold.hold_s", "cues[2]", "cues[2].text", "felt")
    }
    assert found == {
        "title": 3,
        "cautions[2]": 5,
        "paces.hold.hold_s": 10,
        "cues[2]": 14,
        "cues[2].text": 17,
        "felt": 1,
    }


# --- bad folders and files ------------------------------------------------------------------


def test_a_file_of_ten_megabytes_is_not_read(own):
    path = write(own, "# x\n" * 2_500_000, "large.toml")
    with pytest.warns(CatalogWarning, match=r"large\.toml: 10\.0 MB is too large"):
        assert "double_knee_hug" in catalog().index
    path.unlink()


def test_what_is_no_file_is_named_and_never_waited_for(own):
    (own / "stretches" / "folder.toml").mkdir(parents=True)
    os.mkfifo(own / "stretches" / "pipe.toml")
    (own / "stretches" / "gone.toml").symlink_to(own / "nowhere.toml")
    with pytest.warns(CatalogWarning) as caught:
        load()
    named = {str(one.message).partition(":")[0] for one in caught}
    assert named == {"folder.toml", "pipe.toml", "gone.toml"}


def test_a_file_with_the_mark_that_some_editors_begin_with_is_read(own):
    write(own, "\ufeff" + hug())
    assert check_catalog().empty


@pytest.fixture
def shared(monkeypatch):
    """An own folder that whoever runs the test may be kept out of."""
    folder = Path(tempfile.mkdtemp(prefix="stretchlib-own-"))
    folder.chmod(0o755)
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(folder))
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_permission_is_named_and_the_rest_loads(shared):
    write(shared, hug())
    (shared / "stretches").chmod(0o000)
    try:
        with without_privileges(), pytest.warns(CatalogWarning, match="stretches: not a file that"):
            assert "double_knee_hug" in catalog().index
        with without_privileges():
            (row,) = check_catalog().to_dict("records")
        assert "chmod" in row["cure"]
    finally:
        (shared / "stretches").chmod(0o755)


def test_a_folder_that_may_not_be_written_to_is_said(shared):
    shared.chmod(0o555)
    with without_privileges(), pytest.raises(CatalogError, match=r"cannot be written: Permission"):
        new_stretch("pigeon")
    with without_privileges(), pytest.raises(CatalogError, match=r"cannot be written: Permission"):
        save_routine(routine("gentle"), "mine", replace=True)


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A disk that can be filled, with the own folder on it."""
    with small_disk(tmp_path) as folder:
        monkeypatch.setenv("STRETCHLIB_CATALOG", str(folder))
        yield folder


def test_a_full_disk_leaves_no_half_a_file_and_what_was_there_as_it_was(disk):
    long = Routine("Long")
    for _ in range(60):
        long = long.add("double_knee_hug")
    save_routine(long, "there")
    (disk / "stretches").mkdir()
    with full(disk):
        for refused in (
            lambda: save_routine(long.add("single_knee_hug"), "there", replace=True),
            lambda: save_routine(long, "another"),
            lambda: new_stretch("pigeon"),
        ):
            with pytest.raises(CatalogError, match="cannot be written"):
                refused()
    assert {path.name for path in disk.rglob("*.toml")} == {"there.toml"}
    assert list(disk.rglob("*.part")) == []
    assert routine("there") == long


# --- editors --------------------------------------------------------------------------------


def test_a_file_says_where_an_editor_finds_its_rules(own):
    new_stretch("pigeon")
    first = (own / "stretches" / "pigeon.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "#:schema ./schema.json"


def test_the_rules_know_every_key_and_refuse_the_others():
    for kind in ("stretches", "routines"):
        rules = schema(kind)
        assert rules["additionalProperties"] is False
    assert {"slug", "title", "sides", "paces", "cues", "setup_s"} <= set(
        schema("stretches")["required"]
    )
    assert schema("routines")["required"] == ["slug", "title", "steps"]


@pytest.mark.parametrize("kind", ["stretches", "routines"])
def test_whatever_is_shipped_keeps_the_rules_an_editor_is_given(kind):
    for path in (data_folder() / kind).glob("*.toml"):
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema(kind))


def test_a_stretch_of_each_side_in_turn_is_asked_how_long_it_takes_to_change(own):
    write(own, OF_THE_LAST_VERSION.replace("switch_s = 10\n", ""), "pigeon.toml")
    (found,) = check_catalog().to_dict("records")
    assert (found["key"], found["problem"]) == ("switch_s", "changing sides takes time.")
