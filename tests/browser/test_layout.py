"""Every screen is looked at, at every size: no green run hides a broken page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Error, Page

from tests.browser import walk
from tests.browser.lab import Lab, notebooks_in, running_app, running_lab
from tests.browser.layout import LARGE_TEXT, SIZES, Looker, Size
from tests.browser.tab import Tab

STAGE = "stage.ipynb"
CELL = """
from tests.browser.scenes import stage
stage()
"""
BESIDE = "\n\n".join(["Words that stand above and below, as in a real notebook."] * 12)


def write_stage(folder: Path) -> None:
    """Write a notebook with a stage between other things."""
    new = nbformat.v4
    cells = [new.new_markdown_cell(BESIDE), new.new_code_cell(CELL.strip())]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    notebook = new.new_notebook(
        cells=[*cells, new.new_markdown_cell(BESIDE)], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, folder / STAGE)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the stage as a page without code."""
    place = tmp_path_factory.mktemp("app")
    write_stage(notebooks_in(place))
    with running_app(place) as app:
        yield app.page_of(STAGE)


@pytest.fixture(scope="module")
def notebook_7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The plain Jupyter Notebook."""
    with running_lab(tmp_path_factory.mktemp("notebook"), "notebook") as lab:
        yield lab


@pytest.fixture
def stage(
    request: pytest.FixtureRequest,
    open_page: Callable[..., Page],
    host: str,
    size: Size,
) -> Page:
    """The stage in a host, at a size."""
    page = open_page(alone=True)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if host == "app":
        page.goto(request.getfixturevalue("app"), wait_until="commit")
    elif host == "notebook":
        lab: Lab = request.getfixturevalue("notebook_7").room(str(size[0]))
        write_stage(lab.notebooks)
        tab = Tab(lab, page, STAGE)
        tab.visit()
        tab.run_all()
    else:
        lab = request.getfixturevalue("lab")
        write_stage(lab.notebooks)
        request.getfixturevalue("run_all")(page, STAGE)
    page.locator(".stage").wait_for(state="attached", timeout=120_000)
    return page


SEEN_FIRST = [
    walk.through_the_screen,
    walk.through_a_leg,
    walk.through_a_practice,
    walk.through_what_hurts,
]
FORMS = [
    walk.through_bad_input,
    walk.through_measuring,
    walk.through_the_builder,
    walk.through_the_log,
]
WALKS = {
    "lab-1280": [*SEEN_FIRST, *FORMS, walk.through_bad_weather],
    "lab-800": [*SEEN_FIRST, *FORMS],
    "lab-420": SEEN_FIRST,
    "lab-320": [*SEEN_FIRST, *FORMS],
    "notebook-1280": SEEN_FIRST,
    "notebook-420": SEEN_FIRST,
    "notebook-320": SEEN_FIRST,
    "app-1280": SEEN_FIRST,
    "app-420": SEEN_FIRST,
    "app-320": SEEN_FIRST,
}
"""By host and width. A form that is broken at a width is so in any host; what is seen is not."""


@pytest.mark.parametrize(
    ("host", "size"),
    [
        pytest.param("lab", SIZES[0], id="lab-1280"),
        pytest.param("lab", SIZES[1], id="lab-800", marks=pytest.mark.long),
        pytest.param("lab", SIZES[2], id="lab-420", marks=pytest.mark.long),
        pytest.param("lab", SIZES[3], id="lab-320", marks=pytest.mark.long),
        pytest.param("notebook", SIZES[0], id="notebook-1280", marks=pytest.mark.long),
        pytest.param("notebook", SIZES[2], id="notebook-420", marks=pytest.mark.long),
        pytest.param("notebook", SIZES[3], id="notebook-320", marks=pytest.mark.long),
        pytest.param("app", SIZES[0], id="app-1280", marks=pytest.mark.long),
        pytest.param("app", SIZES[2], id="app-420"),
        pytest.param("app", SIZES[3], id="app-320", marks=pytest.mark.long),
    ],
)
def test_every_card_is_seen_from_its_beginning_and_nothing_on_it_is_broken(
    stage: Page, host: str, size: Size
) -> None:
    is_whole = host == "lab" and size == SIZES[0]
    also = [SIZES[2], LARGE_TEXT] if is_whole else []
    looker = Looker(stage, host, [size, *also], with_axe=is_whole)
    for through in WALKS[f"{host}-{size[0]}"]:
        try:
            through(walk.Walk(stage, looker))
        except Error as error:
            # What stood there instead of what was waited for.
            error.add_note(stage.locator(".stage").inner_text()[:2000])
            error.add_note("\n".join(looker.found))
            raise
    looker.finish()
