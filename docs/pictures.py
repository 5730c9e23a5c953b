"""The pictures of the README and of the website, taken from a real JupyterLab on the sample log."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from stretchlib.log import open_log
from stretchlib.log.store import sample_log
from tests.browser.conftest import FLAGS
from tests.browser.lab import Lab, do_not_wait, pass_the_screen, running_lab
from tools.browser import find_browser

DOCS = Path(__file__).parent
FORMS = {
    "02_your_routine": ("stretch-builder", "builder"),
    "03_measure": ("stretch-measure", "measure"),
    "05_your_log": ("stretch-log", "your_log"),
}
"""By its notebook: the class of a form, and the picture it is for."""
TALLEST_PX = 1400
"""Of a longer form only the beginning is shown."""
NAME_A_FOLDER = """() => {
    const where = document.querySelector(".stretch-log code");
    if (where) where.textContent = "~/.local/share/stretchlib/log.sqlite";
}"""
AS_FAR_AS_THE_CLOCK = """() => {
    const left = document.querySelector(".stretch-player-clock").innerText.match(/(\\d+):(\\d+)/);
    const left_ms = (60 * Number(left[1]) + Number(left[2])) * 1000;
    for (const one of document.getAnimations()) {
        one.pause();
        one.currentTime = one.effect.getComputedTiming().duration - left_ms;
    }
}"""


def open_and_run(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook by itself and run all its cells."""
    page.goto(lab.page_of(notebook))
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def take_progress(page: Page, lab: Lab) -> None:
    """Take the first picture of notebook 04, while the log is still empty."""
    open_and_run(page, lab, "04_progress.ipynb")
    picture = page.locator(".jp-OutputArea-output img:visible").first
    picture.wait_for(timeout=60_000)
    picture.screenshot(path=DOCS / "progress.png")


def take_player(page: Page, lab: Lab) -> None:
    """Take the player in the middle of the first stretch, the page's clock driven there."""
    open_and_run(page, lab, "01_start_here.ipynb")
    pass_the_screen(page)
    page.locator(".stretch-checkin-skip").click(timeout=60_000)
    do_not_wait(page)
    page.clock.install()
    page.locator(".stretch-player-start").click()
    page.clock.run_for(66_000)
    # What the page animates by itself knows nothing of that clock.
    page.evaluate(AS_FAR_AS_THE_CLOCK)
    page.locator(".stretch-player").screenshot(path=DOCS / "player.png")


def take_forms(page: Page, lab: Lab, place: Path) -> None:
    """Take what the website shows in the place of a form, on a log with weeks in it."""
    open_log(lab.log).preview_import(sample_log().export(place / "sample.zip")).apply()
    page.set_viewport_size({"width": 900, "height": 3200})
    for notebook, (form, name) in FORMS.items():
        open_and_run(page, lab, f"{notebook}.ipynb")
        shown = page.locator(f".{form}").first
        shown.wait_for(timeout=60_000)
        # Pictures in it come after it.
        page.wait_for_timeout(3_000)
        page.evaluate(NAME_A_FOLDER)
        picture = Image.open(BytesIO(shown.screenshot()))
        picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST_PX)))
        picture.convert("RGB").quantize(256).save(DOCS / f"{name}.png", optimize=True)


def main() -> None:
    """Take them all."""
    with (
        tempfile.TemporaryDirectory() as place,
        running_lab(Path(place)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 1100})
        take_progress(page, lab)
        take_player(page, lab)
        take_forms(page, lab, Path(place))
        browser.close()


if __name__ == "__main__":
    main()
