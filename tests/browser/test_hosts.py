"""One whole practice wherever a notebook may be shown: Notebook 7, behind a prefix, as a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.lab import Lab, running_app, running_lab
from tests.browser.tab import Tab, write

pytestmark = pytest.mark.long

NOTEBOOK = "practice.ipynb"
CELLS = [
    "import stretchlib as st",
    """
routine = st.Routine("Short").add("double_knee_hug", st.Hold(90)).add("double_knee_hug", st.Hold(1))
st.Practice(routine, st.open_log())
""",
]
WIDE, NARROW = (1280, 800), (420, 800)


def practise(tab: Tab) -> None:
    """Answer, stretch, say that it hurts, go on to the end; each card is seen from its top."""
    tab.shows_from_its_top("stretch-screen")
    assert isinstance(tab.page, Page)
    # What is short takes the place of what is long, and what is long its place again.
    tab.page.get_by_label("Pain in the chest").check()
    tab.press("screen-go")
    tab.is_where_one_goes_on("stretch-screen-blocked")
    tab.press("screen-again")
    tab.is_where_one_goes_on("stretch-screen")
    tab.press("screen-go")
    tab.is_where_one_goes_on("stretch-checkin")
    tab.press("checkin-pain label:nth-of-type(4)")
    tab.press("checkin-continue")
    tab.is_where_one_goes_on("stretch-player")
    tab.press("player-wait input")
    tab.press("player-start")
    tab.is_where_one_goes_on("stretch-player")
    tab.press("player-there")
    tab.press("player-hurts")
    tab.is_where_one_goes_on("stretch-player-hurt")
    tab.press("player-way[data-kind=back] button")
    tab.press("player-go-on")
    tab.is_where_one_goes_on("stretch-player")
    tab.press("player-there")
    tab.says(".stretch-player-stage", "Come out gently")
    tab.press("player-skip")
    tab.says(".stretch-player-saved", "✓ Saved")
    tab.is_where_one_goes_on("stretch-checkout")
    tab.press("checkout-pain label:nth-of-type(3)")
    tab.press("checkout-continue")
    tab.says(".stretch-checkout-saved", "3 before, 2 after")
    tab.is_where_one_goes_on("stretch-checkout-saved")


def is_kept(tab: Tab) -> None:
    """It is in the log from its beginning to its end, in one session, with both answers."""
    events = tab.rows("select kind, reason from events order by seq")
    kinds = [kind for kind, _ in events]
    assert (kinds[0], kinds[-1]) == ("started", "finished")
    assert [reason for kind, reason in events if kind == "hurt"] == [None, "back"]
    asked = "select moment, score from ratings where kind = 'pain' order by id"
    assert tab.rows(asked) == [("before", 3), ("after", 2)]
    assert tab.rows("select count(distinct session_id) from events") == [(1,)]


@pytest.fixture(scope="module")
def notebook_7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The same notebooks in the plain Jupyter Notebook."""
    with running_lab(tmp_path_factory.mktemp("notebook"), "notebook") as lab:
        yield lab


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_practice_in_notebook_7_shows_each_card_from_its_top(
    page: Page, notebook_7: Lab, size: tuple[int, int]
) -> None:
    lab = notebook_7.room(str(size[0]))
    write(lab.notebooks / NOTEBOOK, CELLS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    tab = Tab(lab, page, NOTEBOOK)
    tab.visit()
    tab.run_all()
    practise(tab)
    is_kept(tab)


def test_a_practice_in_jupyterlab_behind_a_prefix(page: Page, tmp_path: Path) -> None:
    with running_lab(tmp_path, prefix="/u/anna") as lab:
        write(lab.notebooks / NOTEBOOK, CELLS)
        tab = Tab(lab, page, NOTEBOOK)
        tab.visit()
        tab.run_all()
        practise(tab)
        is_kept(tab)


def test_a_practice_on_a_page_without_code(page: Page, tmp_path: Path) -> None:
    with running_app(tmp_path) as app:
        write(app.notebooks / NOTEBOOK, CELLS)
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        tab = Tab(app, page, NOTEBOOK)
        page.goto(app.page_of(NOTEBOOK), wait_until="commit")
        practise(tab)
        is_kept(tab)
