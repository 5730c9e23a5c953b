"""The pictures of the README, taken from a real JupyterLab on the sample log."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.lab import Lab, do_not_wait, pass_the_screen, running_lab
from tools.browser import find_browser

DOCS = Path(__file__).parent
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
        browser.close()


if __name__ == "__main__":
    main()
