"""The picture of a routine: every phase in its place, told in words too."""

import pytest
from matplotlib.patches import Rectangle

from stretchlib.charts import timeline
from stretchlib.errors import RoutineError
from stretchlib.phases import Hold
from stretchlib.routines import Routine, routine
from stretchlib.text import clock

SHORT = Routine("Short").add("hip_flexor_pull", Hold(20)).add("double_knee_hug", Hold(25), sets=2)


def blocks(made, theme="light"):
    axes = timeline(made).figure(theme).axes[0]
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def test_every_phase_but_a_rest_is_a_block_where_it_happens():
    wanted = [(p.start_s, p.duration_s) for p in SHORT.phases() if p.stage != "rest"]
    assert [(block.get_x(), block.get_width()) for block in blocks(SHORT)] == wanted


def test_each_stretch_has_a_lane_of_its_own():
    lanes = {block.get_y() + block.get_height() / 2 for block in blocks(SHORT)}
    assert len(lanes) == len(SHORT)


def test_sides_differ_in_letter_as_well_as_in_colour():
    axes = timeline(SHORT).figure().axes[0]
    letters = [text.get_text() for text in axes.texts if text.get_text() in "LRB"]
    assert letters == ["R", "L", "B", "B"]
    colours = {patch.get_facecolor() for patch in blocks(SHORT) if patch.get_label() == "stretch"}
    assert len(colours) == 3


def test_each_letter_stands_in_the_middle_of_its_block():
    axes = timeline(SHORT).figure().axes[0]
    letters = [text.get_position() for text in axes.texts if text.get_text() in "LRB"]
    stretched = [block for block in blocks(SHORT) if block.get_label() == "stretch"]
    assert len(letters) == len(stretched) == 4
    for letter, block in zip(letters, stretched, strict=True):
        assert letter == pytest.approx(block.get_center())


def test_the_words_have_the_numbers():
    # By hand: 20 s a side; twice 25 s with both.
    picture = timeline(SHORT)
    second = next(clock(phase.start_s) for phase in SHORT.phases() if phase.step == 2)
    whole = clock(SHORT.duration_s)
    assert picture.title == f"{whole} minutes, 2 stretches"
    assert picture.subtitle == "1:30 minutes of it under stretch"
    sentence = f"Hip flexor pull from 0:00 to {second}: right 20 s and left 20 s under stretch."
    assert sentence in picture.alt
    assert f"Double knee hug from {second} to {whole}: both 50 s under stretch." in picture.alt
    assert list(picture.table["seconds"]) == [p.duration_s for p in SHORT.phases()]


def test_without_a_step_the_picture_says_so_and_the_table_keeps_its_types():
    picture = timeline(Routine("Nothing"))
    assert "There is no stretch in it yet." in picture.alt
    assert dict(picture.table.dtypes) == dict(timeline(SHORT).table.dtypes)
    assert "<img" in picture._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
def test_no_word_leaves_the_picture(name):
    figure = timeline(routine(name)).figure()
    width_px, height_px = figure.bbox.width, figure.bbox.height
    for text in [*figure.texts, *figure.axes[0].texts]:
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= width_px
        assert box.y0 >= 0
        assert box.y1 <= height_px


def test_dollar_signs_and_html_in_a_title_of_ones_own_are_only_text(tmp_path, monkeypatch):
    folder = tmp_path / "own" / "stretches"
    folder.mkdir(parents=True)
    from stretchlib._data import data_folder

    text = (data_folder() / "stretches" / "double_knee_hug.toml").read_text(encoding="utf-8")
    text = text.replace("double_knee_hug", "mine", 1)
    text = text.replace('"Double knee hug"', '"$\\\\frac{$ <script>"', 1)
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("STRETCHLIB_CATALOG", str(tmp_path / "own"))
    page = timeline(Routine("Mine").add("mine"))._repr_mimebundle_()["text/html"]
    assert "<script>" not in page


@pytest.mark.parametrize("wrong", ["standard", None, routine("gentle").timeline()])
def test_what_is_no_routine_is_refused(wrong):
    with pytest.raises(RoutineError, match="is not a routine"):
        timeline(wrong)
