"""The report on paper: what a clinician is handed."""

import re

import pytest
from playwright.sync_api import Page

import stretchlib as st
from tests.log_kit import practise

PAGE_PX = (703, 1054)
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
    assert 2 <= len(pages) <= 8


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
    """A note is shown for a session that hurt; it is read as it was typed."""
    note = '<img src="https://example.com/x.png" onerror="window.ran = true">'
    log = st.open_log("sqlite://")
    log.note(practise(log, ("hurt", 1, 8.0), last="stopped"), note)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(st.report(log).html, wait_until="networkidle")
    assert page.get_by_role("cell", name=note).is_visible()
    assert [url for url in asked if not url.startswith("data:")] == []
    assert page.evaluate("window.ran") is None


def test_a_long_word_in_a_note_is_broken_and_cuts_nothing_off(page: Page) -> None:
    log = st.open_log("sqlite://")
    log.note(practise(log, ("hurt", 1, 8.0), last="stopped"), "ouch" * 100)
    page.set_viewport_size({"width": PAGE_PX[0], "height": PAGE_PX[1]})
    page.emulate_media(media="print")
    page.set_content(st.report(log).html, wait_until="load")
    assert page.evaluate(WIDE, PAGE_PX[0]) == []


def test_the_words_in_a_printed_picture_are_at_least_eight_points_high(paper: Page) -> None:
    """Its smallest words are 14 px of its 560; there are 72 points in 96 px."""
    widths = paper.evaluate(
        "[...document.images].map((each) => each.getBoundingClientRect().width)"
    )
    assert min(widths) / 560 * 14 * 72 / 96 >= 8


def test_on_a_small_screen_only_a_table_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.set_content(st.report(st.open_log("sqlite://").or_sample()).html, wait_until="load")
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
