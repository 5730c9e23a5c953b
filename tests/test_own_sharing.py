"""A routine is passed on as one file, with the stretches of one's own; opening it asks first."""

import tomllib
from pathlib import Path

import pytest

from stretchlib.catalog.reader import catalog, get_stretch
from stretchlib.errors import CatalogError
from stretchlib.routines import Routine, routine
from stretchlib.ui.routine_builder import RoutineBuilder
from stretchlib.user import routine_toml
from stretchlib.user.photos import keep_photo
from stretchlib.user.sharing import read_shared, shared_toml
from tests.own_kit import OF_THE_LAST_VERSION, hold_s_of, modes, picture, write
from tests.widgets import every, part

PIGEON = OF_THE_LAST_VERSION + '\n# It\'s "mine"\n'


@pytest.fixture
def shared(own):
    """The file of a routine with a stretch of somebody's own, who is not here."""
    write(own, PIGEON, "pigeon.toml")
    made = Routine("Mine").add("pigeon").add("double_knee_hug")
    written = shared_toml(made, "mine")
    (own / "stretches" / "pigeon.toml").unlink()
    return written.encode()


@pytest.fixture
def builder():
    return RoutineBuilder(routine=routine("gentle"))


def choose(builder, content, name="theirs.toml"):
    box = part(builder, "stretch-file-widget")
    box.name, box.content = name, content
    box.chosen += 1


def press(builder, name):
    part(builder, f"stretch-builder-{name}").click()


def message(builder):
    # Where a path may break says nothing.
    return part(builder, "stretch-builder-message").value.replace("<wbr>", "")


def test_the_file_is_read_by_people_too(shared):
    assert b"[stretches]\npigeon = '''\n" in shared
    assert tomllib.loads(shared.decode())["stretches"]["pigeon"] == PIGEON


@pytest.mark.usefixtures("own")
def test_without_stretches_of_ones_own_it_is_the_file_that_is_kept():
    assert shared_toml(routine("gentle"), "gentle") == routine_toml(routine("gentle"), "gentle")


def test_what_comes_along_is_offered_and_kept_only_when_that_is_meant(builder, shared, own):
    choose(builder, shared)
    offer = part(builder, "stretch-builder-offer")
    assert "New here: Pigeon." in " ".join(getattr(w, "value", "") or "" for w in every(offer))
    assert builder.routine == routine("gentle"), "nothing is opened before it is said"
    assert not (own / "stretches" / "pigeon.toml").exists()
    press(builder, "bring")
    assert modes(own)["stretches/pigeon.toml"] == 0o600
    assert PIGEON in (own / "stretches" / "pigeon.toml").read_text("utf-8")
    assert builder.routine.title == "Mine"
    assert "Added Pigeon. Opened theirs.toml." in message(builder)
    assert "Add Pigeon" in [getattr(w, "tooltip", "") for w in every(builder)], "in the gallery"
    assert part(builder, "stretch-builder-offer").children == ()


def test_it_may_be_left(builder, shared, own):
    choose(builder, shared)
    press(builder, "leave")
    assert "Nothing was kept" in message(builder)
    assert not (own / "stretches" / "pigeon.toml").exists()
    assert builder.routine == routine("gentle")


def test_what_is_here_already_stays_as_it_is_and_that_is_told(builder, shared, own):
    write(own, PIGEON.replace("hold_s = 20", "hold_s = 45"), "pigeon.toml")
    choose(builder, shared)
    assert hold_s_of("pigeon") == 45
    assert builder.routine.title == "Mine"
    assert "You have pigeon already, and yours stays as it is." in message(builder)


def test_the_same_again_is_opened_without_a_question(builder, shared, own):
    write(own, PIGEON, "pigeon.toml")
    choose(builder, shared)
    assert builder.routine.title == "Mine"
    assert "already" not in message(builder)


def test_a_stretch_alone_is_offered_too(builder, own):
    choose(builder, PIGEON.encode(), "pigeon.toml")
    press(builder, "bring")
    assert "Added Pigeon." in message(builder)
    assert catalog().loc["pigeon", "origin"] == "own"
    assert own.is_dir()
    choose(builder, PIGEON.encode(), "pigeon.toml")
    assert "You have all of it already." in message(builder)


def test_a_photo_goes_along(builder, own):
    write(own, PIGEON.replace("sides =", 'photo = "my pigeon.jpg"\nsides ='), "pigeon.toml")
    keep_photo(picture(), "pigeon")
    (own / "photos" / "pigeon.jpg").rename(own / "photos" / "my pigeon.jpg")
    content = shared_toml(Routine("Mine").add("pigeon"), "mine").encode()
    (own / "stretches" / "pigeon.toml").unlink()
    (own / "photos" / "my pigeon.jpg").unlink()
    choose(builder, content)
    press(builder, "bring")
    assert get_stretch("pigeon").photo.startswith("data:image/jpeg")
    assert modes(own)["photos/pigeon.jpg"] == 0o600


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'[stretches]\n"../x" = "a"\n', "is not a slug"),
        (b"stretches = 3\n", "not the files of stretches"),
        (b'[stretches]\npigeon = "title = 3"\n', "theirs.toml, pigeon: "),
        (b'[photos]\n"a.jpg" = "not base64!"\n', "not pictures"),
        (b"paces = 3\ncues = 3\n", "theirs.toml: "),
        (b"#" * 6_000_000, "is too large to be a routine. "),
        (b"#" * 6_000_001, "is too large to be a routine or a stretch. "),
    ],
)
@pytest.mark.usefixtures("own")
def test_what_is_not_right_is_said_and_nothing_is_kept(builder, content, expected):
    choose(builder, content)
    assert expected in message(builder)
    assert builder.routine == routine("gentle")
    assert not list(Path().glob("stretches"))


@pytest.mark.usefixtures("own")
def test_a_stretch_that_is_nowhere_is_named_when_its_routine_is_read():
    with pytest.raises(CatalogError, match=r"steps\[1\]\.stretch"):
        read_shared(
            b'slug = "mine"\ntitle = "x"\n[[steps]]\nstretch = "pigeon"\nhold = { hold_s = 20 }\n',
            "x.toml",
        ).routine()


def test_what_is_saved_can_be_passed_on_with_what_it_needs(builder, own):
    write(own, PIGEON, "pigeon.toml")
    builder.show(Routine("Mine").add("pigeon"))
    press(builder, "save")
    page_text = " ".join(str(getattr(w, "value", "")) for w in every(builder))
    assert 'download="mine.toml"' in page_text
    assert "Your own are in it: Pigeon" in page_text
