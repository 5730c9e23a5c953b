"""Routines of one's own: saved, replaced, passed on."""

import stat
from pathlib import Path

import pandas as pd
import pytest

from stretchlib.errors import CatalogError, RoutineError, UnknownName
from stretchlib.phases import Breath, Hold, Pulse
from stretchlib.routines import Routine, routine
from stretchlib.user import check_catalog, read_routine, routine_toml, save_routine

MIXED = (
    Routine('Mixed "up" \\ $5$ {side}')
    .add("hip_flexor_pull", Pulse(7, 5.5), enhance=12.5, sides=["right", "left"])
    .add("seated_figure_four", Breath(3, 3.5, 5), sets=2, rest_s=8)
    .add("double_knee_hug", Hold(12), sets=3, enhance=True)
)


def mode(path):
    return stat.S_IMODE(Path(path).stat().st_mode)


@pytest.mark.parametrize("made", [MIXED, *map(routine, ["gentle", "standard", "longer"])], ids=repr)
def test_a_routine_is_the_same_after_saving(own, made):
    where = save_routine(made, "my_slug")
    assert where == str(own / "routines" / "my_slug.toml")
    assert routine("my_slug") == made
    assert read_routine(routine_toml(made, "my_slug")) == made
    assert mode(where) == 0o600


def test_a_routine_is_replaced_only_when_that_is_asked_for(own):
    save_routine(routine("gentle"), "mine")
    for replace in (False, None, pd.NA):
        with pytest.raises(CatalogError, match="is there already"):
            save_routine(routine("longer"), "mine", replace=replace)  # type: ignore[arg-type]
    assert routine("mine").title == "Gentle"
    save_routine(routine("longer"), "mine", replace=True)
    assert routine("mine").title == "Longer"
    assert mode(own / "routines" / "mine.toml") == 0o600


@pytest.mark.usefixtures("own")
def test_a_routine_of_ones_own_may_stand_in_the_place_of_a_shipped_one():
    save_routine(routine("gentle"), "standard")
    assert routine("standard").title == "Gentle"
    assert "Your routine standard replaces the shipped one." in repr(check_catalog())


@pytest.mark.usefixtures("own")
def test_an_empty_or_unspeakable_routine_is_not_saved():
    with pytest.raises(RoutineError, match="is empty"):
        save_routine(Routine("Nothing"), "mine")
    with pytest.raises(CatalogError, match="too long"):
        save_routine(Routine("T" * 401).add("double_knee_hug"), "mine")
    with pytest.raises(UnknownName):
        routine("mine")


@pytest.mark.parametrize(
    ("shared_text", "said"),
    [
        ("not toml", "not valid TOML"),
        ('slug = "x1"\ntitle = "X"\n', "steps: the key is missing"),
        (
            'slug = "x1"\ntitle = "X"\n[[steps]]\nstretch = "pigeon"\nhold = { hold_s = 9 }',
            "no such",
        ),
    ],
)
def test_a_routine_that_was_passed_on_says_what_is_wrong_with_it(shared_text, said):
    with pytest.raises(CatalogError, match=said):
        read_routine(shared_text)
