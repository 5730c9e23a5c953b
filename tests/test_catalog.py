"""The catalog: every fact is there, on the right side, and a broken file says how to mend it."""

import re
import shutil
import warnings

import pytest

from stretchlib.catalog.reader import (
    catalog,
    cues,
    gallery,
    get_stretch,
    held,
    load,
    sources,
)
from stretchlib.errors import CatalogError, CatalogWarning, UnknownName
from stretchlib.model import SPOKEN_LIMIT_S, spoken_s
from stretchlib.phases import OTHER_SIDE
from tests.own_kit import hug, write

SLUGS = ["hip_flexor_pull", "seated_figure_four", "standing_hamstring", "double_knee_hug"]

# What design.md's table says of each stretch, as words that must be heard on the {side}.
FACTS = {
    "hip_flexor_pull": {
        "setup": ["on your back", "legs long", "bend your {other} knee", "lace your fingers"],
        "stretch": ["{other} knee to your chest", "press your long {side} leg down"],
        "check": ["pelvis: both hip bones level", "neither is nearer to the ribs"],
        "felt": ["front of your {side} hip, where it bends", "straight"],
        "variant": ["behind the {other} thigh"],
        "enhance": ["reach away with your {side} foot", "toes pointed", "leg longer"],
    },
    "seated_figure_four": {
        "setup": [
            "firm chair without arms",
            "{other} foot flat on the floor",
            "{side} ankle over your {other} knee",
            "ankle bone clear of the thigh",
            "{side} knee fall open",
            "sit tall",
            "out of your hips",
        ],
        "stretch": ["ease as you breathe in", "breathe out, lean forward slowly", "back flat"],
        "felt": ["{side} buttock"],
        "enhance": ["as you breathe in, too", "a little flatter", "as far as you want it"],
    },
    "standing_hamstring": {
        "setup": [
            "feet shoulder-wide",
            "{side} foot a comfortable step ahead",
            "balance",
            "bend your {other} knee, the back one, a little",
            "{side} leg straight",
            "toes up",
            "press both palms gently on your {side} thigh, near the hip crease",
        ],
        "stretch": ["keep your back flat", "lean towards your {side} thigh", "weight come forward"],
        "check": ["both hip bones level", "always keep your back straight", "neck in line"],
        "felt": ["back of the {side} leg, the one in front"],
        "variant": ["slow pulse or a hold: you judge", "weight forward adds leverage"],
    },
    "double_knee_hug": {
        "setup": [
            "carpet or a mat",
            "back of your neck long",
            "chin a little tucked",
            "head slide gently away from your shoulders",
            "hold behind your thighs",
        ],
        "stretch": [
            "draw both knees in",
            "length below your waist, at the base of your spine",
        ],
        "variant": ["behind the thighs"],
        "enhance": ["your knees stay where they are", "slowly", "buttocks sink", "rise a little"],
    },
}


def heard(slug, side):
    """All that a person is told of a stretch on one side, in small letters."""
    stretch = get_stretch(slug)
    lines = [*(cue.text for cue in stretch.cues), stretch.felt, *stretch.variants, *stretch.checks]
    return " ".join(lines).format(side=side, other=OTHER_SIDE[side]).lower()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_fact_of_a_stretch_is_told_on_every_side(slug):
    for side in get_stretch(slug).sides:
        words = heard(slug, side)
        for facts in FACTS[slug].values():
            for fact in facts:
                assert fact.format(side=side, other=OTHER_SIDE[side]) in words


@pytest.mark.parametrize(
    ("slug", "side", "true", "false"),
    [
        ("hip_flexor_pull", "right", "bend your left knee", "bend your right knee"),
        ("hip_flexor_pull", "left", "bend your right knee", "bend your left knee"),
        ("hip_flexor_pull", "right", "your right leg stays long", "your left leg stays long"),
        ("seated_figure_four", "right", "right ankle over your left knee", "left ankle over"),
        ("seated_figure_four", "left", "left ankle over your right knee", "right ankle over"),
        ("standing_hamstring", "right", "right foot a comfortable step", "left foot a comfort"),
        ("standing_hamstring", "right", "bend your left knee, the back one", "bend your right"),
        ("standing_hamstring", "left", "palms gently on your left", "palms gently on your right"),
    ],
)
def test_the_anatomy_is_on_the_right_side(slug, side, true, false):
    words = heard(slug, side)
    assert true in words
    assert false not in words


def test_double_knee_hug_names_no_side_at_all():
    words = heard("double_knee_hug", "both")
    assert "left" not in words
    assert "right" not in words


def test_the_four_stretches_come_in_the_order_they_are_practised():
    assert list(catalog().index)[:4] == SLUGS


def test_the_catalog_has_the_promised_columns():
    wanted = ["title", "target", "position", "sides", "paces", "felt", "has_enhance", "sources"]
    assert list(catalog().columns) == [*wanted, "origin"]
    assert list(cues().columns) == ["slug", "stage", "order", "text"]


def test_every_cue_can_be_said_within_eight_seconds():
    for slug in SLUGS:
        for cue in get_stretch(slug).cues:
            assert spoken_s(cue.on("right")[1]) <= SPOKEN_LIMIT_S


def test_everything_that_is_shipped_names_a_source():
    found = load()
    for stretch in found.stretches.values():
        assert stretch.sources, stretch.slug
    for routine in found.routines.values():
        assert routine.sources, routine.slug
        assert routine.summary
        assert routine.dose


def test_every_source_that_is_cited_is_in_the_bibliography():
    found = load()
    cited = {key for stretch in found.stretches.values() for key in stretch.sources}
    cited |= {key for routine in found.routines.values() for key in routine.sources}
    assert cited <= set(sources().index)


def test_a_stretch_shows_itself_with_its_side_filled_in():
    page = get_stretch("hip_flexor_pull")._repr_html_()
    assert "Bend your left knee" in page
    assert "{side}" not in page
    assert "{other}" not in page


def test_a_stretch_shows_its_figure_for_both_sides_with_words_for_it():
    page = get_stretch("hip_flexor_pull")._repr_html_()
    # The start, each side, and the hands behind the thigh: each light and dark.
    assert page.count("<img") == 8
    assert "Another way: behind thigh" in page
    assert "bent left knee is drawn towards the chest; the straight right leg" in page
    assert "bent right knee is drawn towards the chest; the straight left leg" in page


def test_a_stretch_says_first_who_should_take_care_and_which_picture_is_which():
    page = get_stretch("seated_figure_four")._repr_html_()
    heads = re.findall(r"<h4>([^<]*)</h4>", page)
    assert heads[:2] == ["Take care", "Position"]
    assert "Check" in heads
    captions = re.findall(r"<figcaption><b>([^<]*)</b>", page)
    assert captions == ["Start", "Stretch, left", "Stretch, right"]
    assert "For the buttocks. Written for the left side; do the same on the right." in page
    both = get_stretch("double_knee_hug")._repr_html_()
    assert re.findall(r"<figcaption><b>([^<]*)</b>", both)[:2] == ["Start", "Stretch"]
    assert "For the lower back. Both sides at once." in both


def test_the_gallery_shows_every_stretch_with_its_slug():
    page = gallery().html
    for slug in SLUGS:
        assert f"<code>{slug}</code>" in page


def test_the_gallery_says_once_whose_idea_some_stretches_are_and_which(own):
    credit = "credit = "
    write(own, hug(**{"Double knee hug": "My hug", credit: f'{credit}"After me." # '}))
    lines = re.findall(r"<p><small>([^<]*)</small></p>", gallery().html)
    assert lines[0].startswith(
        "Hip flexor pull, Seated figure four, Standing hamstring, Double knee hug: After Linda "
    )
    assert lines[1:] == ["My hug: After me."]


def test_an_unknown_stretch_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match=r"'hip_flexer_pull'. Did you mean 'hip_flexor_pull'\?"):
        get_stretch("hip_flexer_pull")


# --- files that are wrong -------------------------------------------------------------------


@pytest.fixture
def with_mine(own):
    """An own folder with one stretch of its own, `mine`, that is right."""
    write(own, hug())
    (own / "routines").mkdir()
    return own


def change(folder, old, new, name="mine.toml"):
    path = folder / "stretches" / name
    text = path.read_text(encoding="utf-8")
    assert old in text, "the test changes nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.usefixtures("with_mine")
def test_a_stretch_of_ones_own_is_listed_beside_the_shipped_ones():
    listed = catalog()
    assert {*SLUGS, "mine"} <= set(listed.index)
    assert listed.loc["mine", "origin"] == "own"
    assert listed.loc["double_knee_hug", "origin"] == "shipped"


def test_a_stretch_of_ones_own_may_overlay_a_shipped_one(with_mine):
    change(with_mine, 'slug = "mine"', 'slug = "double_knee_hug"')
    change(with_mine, 'title = "Double knee hug"', 'title = "My hug"')
    assert get_stretch("double_knee_hug").title == "My hug"
    assert catalog().loc["double_knee_hug", "origin"] == "own, instead of the shipped one"
    assert "Your own, instead of the shipped one." in gallery().html


WRONG = [
    ("hold_s = 25", "hold_s = 0", [r"paces.hold.hold_s = 0", "Give more than 0"]),
    ("hold_s = 25", "hold_s = -3", [r"paces.hold.hold_s = -3", "Give more than 0"]),
    ("hold_s = 25", 'hold_s = "long"', ["paces.hold.hold_s = 'long'", "Write it in figures"]),
    ("hold_s = 25", "holds = 25", ["paces.hold.holds", "Did you mean 'hold_s'?"]),
    ("setup_s = 30", "setups_s = 30", ["setups_s", "Did you mean 'setup_s'?"]),
    ("setup_s = 30\n", "", ["setup_s", "the key is missing", "Add a line such as setup_s = 30"]),
    ('sides = ["both"]', 'sides = ["middle"]', ["sides[1] = 'middle'", "'left', 'right'"]),
    ('sides = ["both"]', 'sides = ["left"]', ["sides = ['left']", 'sides = ["both"]']),
    ('stage = "enhance"', 'stage = "rest"', ["no cue for the stage 'enhance'", "[[cues]]"]),
    ('stage = "setup"', 'stage = "set up"', ["cues[1].stage = 'set up'", "'setup'"]),
    ("on carpet or a mat.", "on your {side}.", ["cues[1].text", "{side}", "leave it out"]),
    ("Lie on your back,", "Lie on your {back},", ["cues[1].text", "{back} means nothing here"]),
    ("Lie on your back,", "Lie on your {back,", ["cues[1].text", "a brace has no partner"]),
    ('position = "lying', 'position = "{on} lying', ["position", "{on} means nothing here"]),
    ('sides = ["both"]', "sides = []", ["sides = []", 'sides = ["both"]']),
    ("hold = { hold_s = 25 }", "", ["paces", "no pace is given"]),
    ("hold_s = 25", "hold_s = nan", ["paces.hold.hold_s = nan", "Give 600 or less"]),
    (
        "hold_s = 25",
        "hold_s = " + "9" * 5000,
        ["a number of more than 4,000", "can be meant"],
    ),
    ("order = 4", "order = " + "[" * 3000 + "]" * 3000, ["not valid TOML", "brackets"]),
    ('"arc_ho13"', '"arc_h013"', ["sources = 'arc_h013'", "Did you mean 'arc_ho13'?"]),
    ('slug = "mine"', 'slug = "../mine"', ["slug = '../mine'", "small letters"]),
    ('slug = "mine"', 'slug = "mine', ["not valid TOML", "line 1"]),
    (
        "Lie on your back, on carpet or a mat.",
        "Lie " + "very " * 20 + "still.",
        ["cues[1].text", "to say", "Shorten it to 20 words"],
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[new[:28] for _, new, _ in WRONG])
def test_a_wrong_file_is_named_with_key_value_and_cure_and_the_rest_loads(
    with_mine, old, new, said
):
    change(with_mine, old, new)
    with pytest.warns(CatalogWarning, match=r"mine\.toml") as caught:
        listed = catalog()
    assert set(SLUGS) <= set(listed.index)
    assert "mine" not in listed.index
    for words in said:
        assert words in str(caught[0].message)
    with pytest.warns(CatalogWarning), pytest.raises(CatalogError, match=r"mine\.toml"):
        get_stretch("mine")


def test_a_slug_that_stands_in_two_files_is_refused_by_name(with_mine):
    shutil.copy(with_mine / "stretches" / "mine.toml", with_mine / "stretches" / "other.toml")
    with pytest.warns(CatalogWarning, match=r"other\.toml: slug = 'mine'.*mine\.toml"):
        assert "mine" in catalog().index


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('stretch = "min"\nhold = { hold_s = 9 }', "Did you mean 'mine'"),
        ('stretch = "mine"', "exactly one pace"),
        ('stretch = "mine"\nhold = { hold_s = 9 }\nsets = 0', r"steps\[1\].sets = 0"),
        ('stretch = "mine"\nhold = { hold_s = 9 }\nset = 2', "Did you mean 'sets'"),
        ('stretch = "mine"\npulse = { count = 9, period_s = 6 }', "not done as a pulse"),
        ('stretch = "mine"\nhold = { hold_s = 9 }\nsides = ["left"]', "not sides of mine"),
        (
            'stretch = "standing_hamstring"\nhold = { hold_s = 9 }\nenhance_s = 5',
            "Leave enhance_s out",
        ),
    ],
)
def test_a_wrong_routine_is_named_with_its_step(with_mine, step, said):
    head = 'slug = "odd"\ntitle = "Odd"\n'
    (with_mine / "routines" / "odd.toml").write_text(f"{head}[[steps]]\n{step}\n", encoding="utf-8")
    with pytest.warns(CatalogWarning, match=said):
        load()


def test_a_mended_file_is_read_again_without_a_restart(with_mine):
    change(with_mine, "hold_s = 25", "hold_s = -25")
    with pytest.warns(CatalogWarning):
        load()
    change(with_mine, "hold_s = -25", "hold_s = 12")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert get_stretch("mine").paces["hold"].duration_s == 12


def test_whoever_asks_many_times_at_once_is_told_of_one_state_of_the_files(with_mine):
    before = get_stretch("mine").title
    with held():
        change(with_mine, f'title = "{before}"', 'title = "Another title"')
        assert get_stretch("mine").title == before
    assert get_stretch("mine").title == "Another title"


def test_words_with_html_are_shown_as_text(with_mine):
    change(with_mine, 'title = "Double knee hug"', 'title = "<script>alert(1)</script>"')
    page = get_stretch("mine")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_no_cue_asks_to_hold_the_breath():
    for stretch in load().stretches.values():
        for cue in stretch.cues:
            assert not re.search(r"hold (your )?breath|breath held", cue.text, re.IGNORECASE)
