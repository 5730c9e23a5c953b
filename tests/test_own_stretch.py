"""The form of a stretch of one's own: it writes the file that a hand would, and loses nothing."""

import tomllib
from pathlib import Path

import pytest

from stretchlib._data import data_folder
from stretchlib.catalog.reader import catalog, get_stretch
from stretchlib.errors import CatalogError
from stretchlib.routines import Routine
from stretchlib.ui.routine_builder import RoutineBuilder, StretchBuilder
from stretchlib.ui.routine_builder.stretch_answers import is_showable
from stretchlib.user import check_catalog, import_exercises, new_stretch
from tests.own_kit import hold_s_of, modes, picture, write
from tests.widgets import every, part

ANSWERS = {
    "title": "Pigeon",
    "target": "buttocks",
    "posture": "all_fours",
    "position": "kneeling on a mat",
    "sides": "right",
    "part": "hip",
    "felt": "the {side} buttock",
    "setup": "Bring your {side} shin forward.\n\n  Look ahead.  ",
    "stretch": "Sink down, and stay.",
    "switch": "Change legs.",
    "cautions": "A sore knee: leave it out.",
}


def fill(form, **answers):
    for name, value in answers.items():
        asked(form, name).value = value


def asked(form, name):
    field = part(form, f"stretch-field-{name}")
    return field.widget


def press(form, name):
    part(form, f"stretch-own-{name}").click()


def message(form):
    # Where a path may break says nothing.
    return part(form, "stretch-own-message").value.replace("<wbr>", "")


def wrong(form, name):
    field = part(form, f"stretch-field-{name}")
    return field.children[-1].value


@pytest.fixture
def form(own):
    assert not own.exists()
    form = StretchBuilder()
    fill(form, **ANSWERS)
    return form


def test_what_is_answered_is_a_file_for_its_owner_alone_and_a_stretch_to_practise(form, own):
    press(form, "save")
    assert "Saved in" in message(form)
    assert part(form, "stretch-own-which").label == "Change pigeon"
    assert modes(own)["stretches/pigeon.toml"] == 0o600
    assert check_catalog().empty
    stretch = get_stretch("pigeon")
    assert stretch.sides == ("right", "left")
    assert (stretch.posture, stretch.part) == ("all_fours", "hip")
    assert [cue.text for cue in stretch.cues] == [
        "Bring your {side} shin forward.",
        "Look ahead.",
        "Sink down, and stay.",
        "Change legs.",
    ]
    assert hold_s_of("pigeon") == 20
    assert stretch.cautions == ("A sore knee: leave it out.",)
    assert Routine("Mine").add("pigeon").phases()
    assert "Sink down" in part(form, "stretch-own-card").value
    assert "Add Pigeon" in [getattr(w, "tooltip", "") for w in every(RoutineBuilder())]


def test_the_file_is_as_a_hand_would_write_it(form, own):
    press(form, "save")
    text = (own / "stretches" / "pigeon.toml").read_text(encoding="utf-8")
    assert text.startswith('#:schema ./schema.json\nslug = "pigeon"\ntitle = "Pigeon"\n')
    assert "\n[paces]\nhold = { hold_s = 20 }\n" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", "  ", "It is empty"),
        ("felt", "", "Such as: the front"),
        ("hold_s", "9000", "9000 is too much. It is from 1 to 600."),
        ("hold_s", "half", "half is not a number"),
        ("setup_s", "0", "0 is too little"),
        ("stretch", " \n ", "at least one short sentence"),
        ("switch", "", "at least one short sentence"),
        ("setup", "Mind the {foot}.", "{foot} means nothing here"),
        ("stretch", "Sink " * 30, "takes 12 s to say"),
        ("cautions", "{", "a brace has no partner"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_all_is_kept(form, own, name, typed, said):
    fill(form, **{name: typed})
    press(form, "save")
    assert said.lower() in wrong(form, name).lower()
    assert asked(form, name).value == typed
    assert asked(form, "target").value == "buttocks"
    assert "Not saved yet" in message(form)
    assert not (own / "stretches" / "pigeon.toml").exists()
    fill(form, **{name: ANSWERS.get(name, "20")})
    press(form, "save")
    assert "Saved in" in message(form)


def test_a_sentence_may_take_the_whole_of_eight_seconds(form):
    """Twenty words, at 150 a minute."""
    fill(form, stretch="Sink " * 20)
    press(form, "save")
    assert "Saved in" in message(form)


def test_seconds_may_be_written_with_a_comma(form):
    fill(form, hold_s="7,5")
    press(form, "save")
    assert hold_s_of("pigeon") == 7.5


def test_only_what_matters_is_asked(form):
    fill(form, sides="both", pace="breath", setup="Kneel.", felt="both buttocks")
    seen = {w.layout.display: w for w in every(part(form, "stretch-fields")) if hasattr(w, "read")}
    assert set(seen) == {None, "none"}
    for name in ("part", "switch", "switch_s", "hold_s", "count"):
        assert part(form, f"stretch-field-{name}").layout.display == "none"
    fill(form, switch="", hold_s="nonsense")
    press(form, "save")
    stretch = get_stretch("pigeon")
    assert stretch.sides == ("both",)
    assert str(stretch.paces["breath"]) == "6 breaths of 4 s in, 6 s out"


def test_a_name_that_is_taken_is_asked_about_once(form, own):
    path = write(own, "precious", "pigeon.toml")
    press(form, "save")
    assert "already, and it is unchanged" in message(form)
    assert path.read_text(encoding="utf-8") == "precious"
    fill(form, felt="the hip")
    press(form, "save")
    assert path.read_text(encoding="utf-8") == "precious", "asked of what was on the screen then"
    press(form, "save")
    assert get_stretch("pigeon").felt == "the hip"


def test_the_place_of_a_shipped_one_is_taken_only_when_that_is_meant(form):
    fill(form, title="Prone on elbows")
    press(form, "save")
    assert "comes with the workbook" in message(form)
    assert catalog().loc["prone_on_elbows", "origin"] == "shipped"
    press(form, "save")
    assert catalog().loc["prone_on_elbows", "origin"] == "own, instead of the shipped one"


def test_a_routine_that_its_change_breaks_is_named_at_once(form):
    fill(form, title="Double knee hug")
    press(form, "save")
    press(form, "save")
    assert "left out since then: longer.toml: steps[4].enhance_s" in message(form)


def test_a_figure_is_seen_before_it_is_saved(form):
    fill(form, figure="seated_figure_four")
    assert "<img" in part(form, "stretch-own-looks").value
    press(form, "save")
    assert get_stretch("pigeon").figure == get_stretch("seated_figure_four").figure
    assert "<img" in part(form, "stretch-own-card").value


def choose(form, name, content):
    chooser = part(form, "stretch-file-widget")
    chooser.name, chooser.content = name, content
    chooser.chosen += 1


def test_a_photo_that_was_never_chosen_is_asked_for(form, own):
    fill(form, figure="photo")
    press(form, "save")
    assert "There is no photo yet" in wrong(form, "figure")
    assert not own.exists()


def test_a_photo_is_kept_with_the_words(form, own):
    fill(form, figure="photo")
    choose(form, "IMG_0001.jpg", picture())
    assert not (own / "photos").exists(), "not before it is saved"
    press(form, "save")
    assert modes(own)["photos/pigeon.jpg"] == 0o600
    assert get_stretch("pigeon").photo.startswith("data:image/jpeg")
    again = StretchBuilder("pigeon")
    assert asked(again, "figure").value == "photo"
    fill(again, felt="the hip")
    press(again, "save")
    assert get_stretch("pigeon").photo


def test_what_is_no_photo_is_said_and_nothing_is_saved(form, own):
    fill(form, figure="photo")
    choose(form, "<img>.jpg", b"<svg>")
    press(form, "save")
    assert "&lt;img&gt;.jpg is not a picture" in message(form)
    assert not (own / "stretches").exists()


def test_one_of_ones_own_is_changed_and_comes_out_as_it_went_in(form, own):
    press(form, "save")
    path = own / "stretches" / "pigeon.toml"
    before = path.read_text(encoding="utf-8")
    again = StretchBuilder("pigeon")
    press(again, "save")
    assert path.read_text(encoding="utf-8") == before
    fill(again, pace="pulse", count="12")
    press(again, "save")
    assert str(get_stretch("pigeon").paces["pulse"]) == "12 pulses of 6 s"


def test_a_draft_is_filled_in_as_a_form(own, tmp_path):
    new_stretch("pigeon")
    form = StretchBuilder("pigeon")
    assert asked(form, "title").value == "Pigeon"
    fill(form, **ANSWERS)
    press(form, "save")
    assert "draft" not in tomllib.loads((own / "stretches" / "pigeon.toml").read_text("utf-8"))
    assert check_catalog().empty
    listed = tmp_path / "list.json"
    entry = '"category": "stretching", "instructions": ["Kneel. Sink down."]'
    listed.write_text(f'[{{"name": "Frog", {entry}}}]', encoding="utf-8")
    import_exercises(listed)
    assert asked(StretchBuilder("frog"), "setup").value == "Kneel.\nSink down."


@pytest.mark.parametrize("path", sorted((data_folder() / "stretches").glob("*.toml")), ids=str)
def test_what_a_form_cannot_show_is_shown_as_its_text_and_loses_nothing(own, path: Path):
    text = path.read_text(encoding="utf-8")
    write(own, text, path.name)
    form = StretchBuilder(path.stem)
    box = part(form, "stretch-own-text")
    assert box.value == text
    press(form, "save-text")
    assert tomllib.loads((own / "stretches" / path.name).read_text("utf-8")) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("raw", "is_shown_as_a_form"),
    [
        ({}, True),
        ({"sides": ["right", "left"], "paces": {"hold": {"hold_s": 20}}}, True),
        ({"sides": ["left"]}, False),
        ({"sides": ["both"], "paces": {"hold": {"hold_s": 20}, "breath": {"breaths": 6}}}, False),
        ({"sides": ["both"], "paces": {"hold": {"hold_s": 20, "rest_s": 5}}}, False),
    ],
    ids=["nothing", "all", "one leg alone", "two paces", "more of a pace"],
)
def test_a_file_is_a_form_where_its_sides_and_its_pace_can_both_be_shown(raw, is_shown_as_a_form):
    assert is_showable(raw) is is_shown_as_a_form


def test_a_text_that_is_not_right_is_told_and_kept_on_the_screen_alone(own):
    new_stretch("double_knee_hug")
    path = own / "stretches" / "double_knee_hug.toml"
    before = path.read_text(encoding="utf-8")
    form = StretchBuilder("double_knee_hug")
    box = part(form, "stretch-own-text")
    box.value = before.replace("hold = { hold_s = 25 }", "hold = 30 # <b>")
    press(form, "save-text")
    assert "Write hold = { hold_s = 30 }." in message(form)
    assert path.read_text(encoding="utf-8") == before
    assert "# <b>" in box.value


def test_a_file_that_is_no_toml_can_be_mended_as_text(own):
    write(own, "title = Pigeon", "pigeon.toml")
    form = StretchBuilder("pigeon")
    assert part(form, "stretch-own-text").value == "title = Pigeon"


@pytest.mark.usefixtures("own")
def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(CatalogError, match="is not a slug"):
        StretchBuilder("../log")
    with pytest.raises(CatalogError, match=r"There is no pigeon\.toml in your own folder"):
        StretchBuilder("pigeon")


def test_what_somebody_typed_is_shown_as_text(form):
    fill(form, title="<b>Pigeon</b>", stretch="Sink <i>down</i>.")
    press(form, "save")
    card = part(form, "stretch-own-card").value
    assert "<i>down" not in card
    assert "<b>Pigeon" not in card
    assert "&lt;i&gt;down" in card
