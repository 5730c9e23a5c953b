"""What a person writes wrong in a file of their own is answered with the line to write."""

import tomllib

import pytest
from PIL import Image

from stretchlib._data import data_folder
from stretchlib.catalog.reader import (
    catalog,
    check_files,
    gallery,
    get_stretch,
    load,
)
from stretchlib.errors import CatalogError, CatalogWarning
from stretchlib.routines import Routine
from stretchlib.ui.player_drawings import drawings
from stretchlib.user import check_catalog, new_stretch
from stretchlib.user.photos import SIDE_PX, keep_photo
from tests.own_kit import FILLED, hug, modes, picture, write

PACE = "hold = { hold_s = 25 }"
FIRST_CUE = 'text = "Lie on your back, on carpet or a mat."'
TITLE = 'title = "Double knee hug"'


def cures(own, changes):
    write(own, hug(**changes))
    return list(check_catalog()["cure"])


def cures_of_all(own, changes):
    """The cures of each of many files, in the order of their changes."""
    for number, change in enumerate(changes):
        write(own, hug(**change), f"file_{number:02}.toml")
    found = check_catalog()
    return [
        list(found.loc[found["file"] == f"stretches/file_{number:02}.toml", "cure"])
        for number in range(len(changes))
    ]


PACES = {
    "hold = 30": "hold = { hold_s = 30 }",
    "hold = 7.5": "hold = { hold_s = 7.5 }",
    'hold = "30 s"': "hold = { hold_s = 30 }",
    "hold = [30]": "hold = { hold_s = 30 }",
    "hold = 0": "hold = { hold_s = 20 }",
    "hold = true": "hold = { hold_s = 20 }",
    "hold_s = 30": "hold = { hold_s = 30 }",
    "hold = { seconds = 30 }": "hold = { hold_s = 20 }",
    "pulse = 12": "pulse = { count = 12, period_s = 6 }",
    "count = 12": "pulse = { count = 12, period_s = 6 }",
    "breath = 4": "breath = { breaths = 4, inhale_s = 4, exhale_s = 6 }",
    "breath = 0.5": "breath = { breaths = 6, inhale_s = 4, exhale_s = 6 }",
    "pulse = { count = 12 }": "pulse = { count = 10, period_s = 6 }",
}


def test_a_pace_written_as_a_number_is_answered_with_its_line(own):
    for line, answers in zip(
        PACES.values(), cures_of_all(own, [{PACE: written} for written in PACES]), strict=True
    ):
        assert any(f" {line}." in cure for cure in answers), answers


def test_the_line_that_is_given_is_right(own):
    right = [{PACE: line, '"mine"': f'"mine_{i}"'} for i, line in enumerate(set(PACES.values()))]
    assert cures_of_all(own, right) == [[]] * len(right)


def test_a_pace_above_its_table_is_led_into_it(own):
    (cure,) = cures(own, {"setup_s = 30": "setup_s = 30\nhold = 40"})
    assert cure == "Write it under [paces]: hold = { hold_s = 40 }."


FIGURES = [
    ("[figure]\n", "[figure]\nzoom = 2\n", "Choose one of: deep, eased, enhance"),
    ("tilt =", "tild =", "Did you mean 'tilt'?"),
    ("[figure.deep]\n", "[figure.deep]\narow = 1\n", "Did you mean 'arrows'?"),
    ("[figure.deep]\n", "[figure.deep]\nx = 1\n", "Choose one of: arrows, chest, hands"),
    ("\nside = { thigh", "\nside = { knee = 1, thigh", "Choose one of: foot, shin, thigh."),
    ("[figure.variants.behind_thigh]\n", "[figure.variants.behind_thigh]\nsay = 1\n", "Did you"),
]


def test_a_key_of_a_figure_is_answered_with_the_keys_of_its_own_table(own):
    found = cures_of_all(own, [{old: new} for old, new, _ in FIGURES])
    for (_, _, cure), answers in zip(FIGURES, found, strict=True):
        assert any(one.startswith(cure) for one in answers), answers
        assert not any("setup_s" in one for one in answers)


def test_a_source_that_nobody_knows_is_to_be_written_down_or_left_out(own):
    (cure,) = cures(own, {'"arc_ho13",': '"grandmother",'})
    assert cure == "Write it into your own sources.toml, one folder up, or leave sources = []."
    (cure,) = cures(own, {'"arc_ho13",': '"arc_h013",'})
    assert cure.startswith("Did you mean 'arc_ho13'? Else write it into your own sources.toml")


SLIPS = [
    (TITLE, "title = “Hug”", 'Write straight quotes, as in title = "Hug".'),
    (TITLE, "title = Hug me", 'Put what it says in quotes: title = "Hug me".'),
    (TITLE, "title =", "Write what it is after the =, or take the line out: title = …"),
    (TITLE, f"{TITLE}\n{TITLE}", "It is there twice: keep one."),
    ("setup_s = 30", "setup_s = 7,5", "Write a point: 7.5."),
    ("setup_s = 30", "draft = True", "Write it small: draft = true."),
    ("setup_s = 30\n", "", "Add a line such as setup_s = 30, above any [table]."),
    ("[[cues]]", "[cues]", "Write [[cues]] each time, in two brackets."),
    ("[paces]", "[[paces]]", "Write [paces] on a line, and below it hold = { hold_s = 20 }."),
    (FIRST_CUE, "", 'Add to cues[1] a line such as text = "Sink down, and stay.".'),
    ('sides = ["both"]', 'sides = "both"', 'Put it in square brackets: sides = ["both"].'),
    ('sides = ["both"]', 'sides = ["Both"]', "Choose 'left', 'right' or 'both'."),
]


def test_a_slip_of_the_pen_has_one_cure_that_says_what_to_write(own):
    found = cures_of_all(own, [{old: new} for old, new, _ in SLIPS])
    assert found == [[cure] for _, _, cure in SLIPS]


@pytest.mark.usefixtures("own")
def test_a_draft_shows_every_key_that_has_to_be_there_and_mentions_figures(own):
    new_stretch("pigeon")
    text = (own / "stretches" / "pigeon.toml").read_text(encoding="utf-8")
    required = {"slug", "title", "target", "position", "sides", "felt", "cues", "paces", "setup_s"}
    assert required <= tomllib.loads(text).keys()
    assert '# figure = "seated_figure_four"' in text
    assert '# photo = "pigeon.jpg"' in text


# --- how it looks ---------------------------------------------------------------------------


def two_sided(own, *lines):
    new_stretch("pigeon")
    path = own / "stretches" / "pigeon.toml"
    text = path.read_text(encoding="utf-8").replace("draft = true", "\n".join(lines))
    for old, new in FILLED.items():
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def test_a_stretch_may_look_as_a_shipped_one_does(own):
    two_sided(own, 'figure = "seated_figure_four"')
    assert check_catalog().empty
    shown = get_stretch("pigeon")
    assert shown.figure == get_stretch("seated_figure_four").figure
    assert "ankle" in drawings(Routine("One").add("pigeon"))["pigeon/left"]["alt"]["deep"]


def test_a_figure_is_named_by_what_was_probably_meant(own):
    two_sided(own, 'figure = "seated_figure_for"')
    (row,) = check_catalog().itertuples()
    assert (row.key, row.cure) == ("figure", "Did you mean 'seated_figure_four'?")


def test_a_figure_of_one_side_is_none_for_both_at_once(own):
    text = hug(**{"setup_s = 30": 'setup_s = 30\nfigure = "seated_figure_four"'})
    write(own, text[: text.index("[figure]")])
    (row,) = check_catalog().to_dict("records")
    assert row["key"] == "figure"
    assert row["cure"].startswith("Name one of these: all_fours_round, double_knee_hug")


def test_a_photo_is_kept_small_for_its_owner_alone_and_forgets_where_it_was_taken(own):
    exif = Image.Exif()
    exif[0x0112] = 6  # it lies on its side
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 0.0)
    kept = keep_photo(picture(exif=exif), "pigeon")
    assert modes(own)[f"photos/{kept}"] == 0o600
    with Image.open(own / "photos" / kept) as found:
        assert found.size == (SIDE_PX * 2 // 3, SIDE_PX), "upright"
        assert not found.getexif()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff", picture()[:500], b"<svg/>"])
def test_what_is_no_picture_is_not_kept(own, content):
    with pytest.raises(CatalogError, match="Save it as JPEG or PNG"):
        keep_photo(content, "pigeon", "holiday.gif")
    assert not (own / "photos").exists()


def test_a_photo_is_shown_wherever_a_figure_would_be(own):
    two_sided(own, 'photo = "pigeon.jpg"')
    keep_photo(picture(), "pigeon")
    assert check_catalog().empty
    here = "data:image/jpeg;base64,"
    assert here in get_stretch("pigeon")._repr_html_()
    assert 'alt="Photo of Pigeon"' in gallery()._repr_mimebundle_()["text/html"]
    drawn = drawings(Routine("One").add("pigeon"))["pigeon/right"]
    assert drawn["photo"].startswith(here)
    assert drawn["alt"]["deep"] == "Photo of Pigeon"


def test_a_photo_that_is_changed_is_seen_at_once(own):
    two_sided(own, 'photo = "pigeon.jpg"')
    keep_photo(picture(), "pigeon")
    before = get_stretch("pigeon").photo
    keep_photo(picture(size=(300, 300)), "pigeon")
    assert get_stretch("pigeon").photo != before


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("pigeon.jpg", None, "not in the folder photos, one up."),
        ("pigeon.jpg", b"<svg onload=alert(1)>", "not a JPEG or PNG"),
        ("pigeon.jpg", b"\xff\xd8\xff" + b"0" * 2_000_000, "not a JPEG or PNG of at most 2 MB"),
        ("../log.sqlite", None, "not the name of a picture."),
        ("pigeon.svg", b"<svg/>", "not the name of a picture."),
    ],
)
def test_a_photo_that_cannot_be_shown_is_said_and_the_rest_loads(own, name, content, problem):
    two_sided(own, f'photo = "{name}"')
    if content is not None:
        (own / "photos").mkdir()
        (own / "photos" / name).write_bytes(content)
    (row,) = check_catalog().to_dict("records")
    assert row["key"] == "photo"
    assert row["problem"].startswith(problem)
    with pytest.warns(CatalogWarning):
        assert "double_knee_hug" in catalog().index


def test_a_figure_and_a_photo_are_one_too_many(own):
    two_sided(own, 'figure = "seated_figure_four"', 'photo = "pigeon.jpg"')
    keep_photo(picture(), "pigeon")
    (row,) = check_catalog().itertuples()
    assert row.problem == "there is a figure, too."


@pytest.mark.usefixtures("own")
def test_every_shipped_figure_can_be_named():
    assert set(load().figures) == {
        path.stem for path in (data_folder() / "stretches").glob("*.toml")
    }


def test_what_somebody_wrote_at_any_length_is_told_in_a_few_words(own):
    long = "9" * 5000
    many = "\n".join(f"more_{number} = 1" for number in range(200))
    for written in (f"hold = {{ h{long}", f'"{long}" = 1', f'slug = "{long}"', many):
        write(own, written)
        with pytest.raises(CatalogError) as error:
            check_files()[0].refuse_broken("stretches", "mine")
        assert len(str(error.value)) < 1200
        assert check_catalog()[["key", "value", "problem", "cure"]].map(len).to_numpy().max() < 300
    assert len(check_catalog()) >= 200, "all of them are listed"


@pytest.mark.parametrize("key", ["hold", "slug", "target"])
def test_a_number_that_python_would_not_write_is_told_in_words(own, key):
    # TOML has it by sixteens, in which no number is too long to be read.
    write(own, f"{key} = 0x{'f' * 5000}")
    problems = check_catalog()
    assert "a number of more than 4000 digits" in problems["value"].tolist()
