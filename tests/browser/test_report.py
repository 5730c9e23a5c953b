"""The report on paper: what a clinician is handed."""

import re

import pytest
from playwright.sync_api import Page

import stretchlib as st

PAGE_PX = (680, 1009)
"""A4 within its margins: 180 mm by 267 mm, at 96 px an inch."""
WIDE = """(width) => [...document.body.querySelectorAll("*")]
    .filter((node) => !node.closest("[aria-hidden]"))
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .map((node) => `${node.tagName}: ${node.textContent.slice(0, 40)}`)"""
CANNOT_BE_SPLIT = """() => [...document.querySelectorAll("figure, table, li")].map(
    (node) => [node.getBoundingClientRect().height, getComputedStyle(node).breakInside])"""


@pytest.fixture
def paper(page: Page) -> Page:
    """The report of the sample log as a printer sees it, for somebody whose screen is dark."""
    page.set_viewport_size({"width": PAGE_PX[0], "height": PAGE_PX[1]})
    page.emulate_media(media="print", color_scheme="dark")
    page.set_content(st.report(st.open_log("sqlite://").or_sample()).html, wait_until="load")
    return page


def test_a_printed_report_is_a_few_pages_that_cut_nothing_off(paper: Page) -> None:
    assert paper.evaluate(WIDE, PAGE_PX[0]) == []
    for height, inside in paper.evaluate(CANNOT_BE_SPLIT):
        assert inside == "avoid"
        assert height < PAGE_PX[1], "it is higher than a page"
    pages = re.findall(rb"/Type /Page\b", paper.pdf(format="A4"))
    assert 2 <= len(pages) <= 6


def test_a_printed_report_is_dark_on_white_and_its_pictures_are_drawn(paper: Page) -> None:
    colours = paper.evaluate(
        "() => [getComputedStyle(document.documentElement).backgroundColor,"
        " getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(27, 31, 39)"]
    drawn = paper.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert len(drawn) >= 5
    assert min(drawn) > 300


def test_a_report_fetches_nothing_and_runs_nothing_whatever_a_note_says(page: Page) -> None:
    log = st.open_log("sqlite://")
    session = log.start_session("standard", st.routine("standard").phases())
    log.note(session, '<img src="https://example.com/x.png" onerror="window.ran = true">')
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(st.report(log).html, wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == []
    assert page.evaluate("window.ran") is None
