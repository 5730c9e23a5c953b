"""A text in any language leaves neither boxes in a picture nor warnings on the screen."""

import json
import warnings

import pytest
from matplotlib.text import Text

import stretchlib as st
from stretchlib.charts import dose, timeline
from stretchlib.charts.letters import has_letters
from stretchlib.log import open_log
from tests.log_kit import MORNING
from tests.own_kit import hug, write

LETTERS = {
    "Chinese": "猫のポーズ",
    "Korean": "고양이",
    "Arabic": "تمدد القط",
    "Hindi": "बिल्ली",
    "emoji": "🧘\u200d♀\ufe0f 👨\u200d👩\u200d👧",
    "no letter": "\ue000\uffff",
    "control": "a\x07\x1bb",
    "NUL": "a\x00b",
}


def named(title):
    """A stretch of one's own that is called so, and stretches what is called so."""
    quoted = json.dumps(title, ensure_ascii=False)
    return hug(
        **{
            'title = "Double knee hug"': f"title = {quoted}",
            'target = "lower back"': f"target = {quoted}",
        }
    )


def words_of(picture):
    return [drawn.get_text() for drawn in picture.figure().findobj(Text)]


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param(letters, marks=() if name in ("Chinese", "NUL") else pytest.mark.more, id=name)
        for name, letters in LETTERS.items()
    ],
)
def test_no_language_leaves_boxes_or_warnings(own, letters):
    write(own, named(letters))
    routine = st.Routine("Mine").add("mine", st.Hold(20))
    log = open_log("sqlite://")
    log.add_session("Mine", routine.phases(), at=MORNING)
    log.rate("pain", 3, moment="any", area=letters.replace("\x00", ""), at=MORNING)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for picture in (timeline(routine), dose(log.phases())):
            assert "<img" in picture.html(table=True)
            assert all(map(has_letters, words_of(picture)))
            assert letters in "".join(picture.table.astype("str").to_numpy().ravel())
        assert st.report(log)._repr_html_()
        assert st.dashboard(log)._repr_mimebundle_()


def test_a_title_that_cannot_be_drawn_is_told_by_its_short_name(own):
    write(own, named("猫のポーズ"))
    assert "Mine" in words_of(timeline(st.Routine("Mine").add("mine", st.Hold(20))))
