"""The moving figure in a real browser: it shows what the still pictures show."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from stretchlib.catalog.reader import get_stretch
from stretchlib.figure import Drawing, drawing, svg
from tests.figure_kit import figure_of

SOURCE = Path(__file__).parents[2] / "stretchlib" / "player" / "src" / "ui" / "moving_figure.mjs"
SHOWN = """() => [...document.querySelectorAll("svg path")]
    .filter((path) => path.style.display !== "none")
    .map((path) => path.getAttribute("d"))"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 500, "height": 450})
    yield page
    page.close()


def show(page: Page, drawn: Drawing) -> None:
    """Put a figure on an empty page and keep it as `figure`."""
    page.set_content("<div id='root'>before</div>")
    script = f"{SOURCE.read_text('utf-8')}\nglobalThis.createFigure = createFigure;"
    page.add_script_tag(content=script, type="module")
    page.wait_for_function("globalThis.createFigure !== undefined")
    page.evaluate("(d) => { figure = createFigure(document.querySelector('#root'), d) }", drawn)


def still(drawn: Drawing, pose: str) -> list[str | None]:
    """The paths of the still picture."""
    return [path.get("d") for path in ElementTree.fromstring(svg(drawn, pose)).findall("{*}path")]


@pytest.fixture
def hip_flexor_pull() -> Drawing:
    return drawing(figure_of(get_stretch("hip_flexor_pull")), "left")


def test_every_pose_is_the_still_picture(page: Page, hip_flexor_pull: Drawing) -> None:
    show(page, hip_flexor_pull)
    assert page.evaluate(SHOWN) == still(hip_flexor_pull, "ready")
    for pose in ("deep", "enhance", "eased"):
        page.evaluate("(pose) => figure.pose(pose, 0)", pose)
        assert page.evaluate(SHOWN) == still(hip_flexor_pull, pose)
        words = hip_flexor_pull["alt"][pose]
        assert page.get_by_role("img", name=words, exact=True).count() == 1


def test_it_moves_there_in_its_time_and_then_rests(page: Page, hip_flexor_pull: Drawing) -> None:
    show(page, hip_flexor_pull)
    page.evaluate(
        """() => {
          asked = 0;
          const ask = requestAnimationFrame;
          globalThis.requestAnimationFrame = (step) => { asked += 1; return ask(step) };
          figure.pose("deep", 400);
        }"""
    )
    page.wait_for_timeout(150)
    on_the_way = page.evaluate(SHOWN)
    assert on_the_way not in (still(hip_flexor_pull, "ready"), still(hip_flexor_pull, "deep"))
    page.wait_for_timeout(500)
    assert page.evaluate(SHOWN) == still(hip_flexor_pull, "deep")
    asked = page.evaluate("asked")
    page.wait_for_timeout(300)
    assert page.evaluate("asked") == asked


def test_a_movement_that_is_turned_round_goes_on_from_where_it_is(
    page: Page, hip_flexor_pull: Drawing
) -> None:
    show(page, hip_flexor_pull)
    page.evaluate("figure.pose('deep', 2000)")
    page.wait_for_timeout(600)
    before, after = page.evaluate(
        f"""() => {{
          const shown = {SHOWN};
          const before = shown();
          figure.pose("ready", 2000);
          return [before, shown()];
        }}"""
    )
    # The arrows of `deep` are gone at once; the body has not jumped.
    assert set(after) < set(before)


def test_someone_who_wishes_for_less_motion_sees_the_poses_without_any(
    page: Page, hip_flexor_pull: Drawing
) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page, hip_flexor_pull)
    page.evaluate("figure.pose('deep', 60000)")
    assert page.evaluate(SHOWN) == still(hip_flexor_pull, "deep")


def test_a_pose_that_the_drawing_lacks_leaves_it_as_it_is(page: Page) -> None:
    drawn = drawing(figure_of(get_stretch("standing_hamstring")), "right")
    show(page, drawn)
    page.evaluate("figure.pose('enhance', 0)")
    assert page.evaluate(SHOWN) == still(drawn, "ready")


def test_words_are_shown_as_words(page: Page) -> None:
    shipped = figure_of(get_stretch("hip_flexor_pull"))
    table = {**shipped, "ready": {**shipped["ready"], "says": "<b>bent</b>"}}
    show(page, drawing(table, "left"))
    assert (page.locator("title").last.text_content() or "").startswith("<b>bent</b>")
    assert page.locator("b").count() == 0
