"""What stands in a notebook without being asked: cards, pictures, tables, the summaries."""

from collections.abc import Callable

import nbformat
from playwright.sync_api import Page

from tests.browser.lab import Lab
from tests.browser.layout import Looker

NOTEBOOK = "pages.ipynb"
LOG = "from tests.browser.scenes import a_full_log\nlog = a_full_log('pages', 45)"
SHOWN = {
    "gallery": "st.gallery()",
    "card": "st.stretch('seated_figure_four')",
    "routine": "st.routine('standard')",
    "sources": "st.sources()",
    "catalog": "st.catalog()[['title', 'target', 'paces', 'origin']]",
    "check": "st.check_catalog()",
    "sessions": "log.sessions()[['day', 'routine', 'status', 'done_s', 'note']].tail()",
    "measurements": "log.measurements()[['day', 'side', 'trial', 'value_cm', 'note']].tail(12)",
    "backups": "log.backups()",
    "dashboard": "st.dashboard(log)",
    "report": "st.report(log)",
    "chart-measurement": "st.charts.measurement(log.measurements(), 'chest_to_thigh')",
    "chart-sides": "st.charts.sides(log.measurements(), 'chest_to_thigh')",
    "chart-tightness": "st.charts.tightness(log.ratings())",
    "chart-pain": "st.charts.pain(log.ratings())",
    "chart-extent": "st.charts.extent(log.ratings())",
    "chart-dose": "st.charts.dose(log.phases())",
    "chart-calendar": "st.charts.calendar(log.sessions())",
    "error": "st.progress.measurement_error(log.measurements(), 'chest_to_thigh', 'left')",
    "verdict": "st.progress.verdict(log.measurements(), 'chest_to_thigh', 'left', goal_cm=9)",
    "verdict-pain": "st.progress.rating_verdict(log.ratings(), 'pain')",
}
OUTPUT = ".jp-Cell:nth-child({}) .jp-OutputArea-output"


def test_what_a_notebook_shows_is_whole_at_every_size(
    open_page: Callable[..., Page], lab: Lab, run_all: Callable[[Page, str], None]
) -> None:
    new = nbformat.v4.new_code_cell
    first = new(f"import stretchlib as st\n{LOG}")
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    cells = [first, *(new(source) for source in SHOWN.values())]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.notebooks / NOTEBOOK)
    page = open_page(alone=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    run_all(page, NOTEBOOK)
    page.locator(OUTPUT.format(len(SHOWN) + 1)).wait_for(state="attached", timeout=120_000)
    looker = Looker(page, "lab", with_axe=True)
    shown = enumerate(SHOWN, start=2)
    looker.look_at_all([(OUTPUT.format(i), f"page {name}") for i, name in shown])
    looker.finish()
