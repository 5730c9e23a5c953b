"""The notebooks as pages without code: they work, and ask no other machine for anything."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.daily import end_and_save, go_on_from_saved, start_by_key
from tests.browser.lab import Lab, running_app, skip_the_questions


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Lab]:
    """What `make app` serves, with a log of its own."""
    with running_app(tmp_path) as app:
        yield app


@pytest.fixture
def app(served: Lab, page: Page) -> str:
    """The address of that, in a browser that has been there."""
    page.goto(served.home)
    return served.url


@pytest.mark.more
def test_a_routine_is_built_saved_and_played_on_a_page_without_code(
    page: Page, app: str, served: Lab
) -> None:
    # The fixture `page` fails the test for any request to another machine.
    page.goto(app)
    titles = page.locator("li b")
    # Before there is a log, the page of the first time comes first; no file is named.
    expect(titles.first).to_have_text("Start here, the first time")
    expect(titles).to_have_count(6)
    assert ".ipynb" not in page.locator("body").inner_text()
    # The page is complete only when every cell has run.
    page.get_by_role("link", name="Your routine").click(no_wait_after=True)
    page.locator(".stretch-builder-save").wait_for(timeout=120_000)
    code = page.locator(
        ".jp-CodeMirrorEditor, .cm-content, .highlight pre, .jp-RenderedMarkdown code"
    )
    assert code.filter(visible=True).count() == 0

    page.get_by_role("button", name="5 minutes", exact=True).click()
    expect(page.locator(".stretch-builder-total")).to_contain_text("4:53 minutes")
    title = page.locator(".stretch-builder-title input")
    expect(title).to_have_value(re.compile("5 minutes"))
    title.fill("Mornings")
    page.locator(".stretch-builder-save").click()
    expect(page.locator(".stretch-builder-message")).to_contain_text("Saved in")
    assert 'title = "Mornings"' in (served.catalog / "routines/mornings.toml").read_text("utf-8")

    page.locator(".stretch-builder-go").click()
    skip_the_questions(page)
    page.locator(".stretch-player-start").click()
    # In five minutes there is room for two of the four.
    expect(page.locator(".stretch-player-stretch")).to_have_text("Standing hamstring")
    expect(page.locator(".stretch-player-stage")).to_have_text("Get into position", timeout=15_000)


@pytest.mark.long
def test_each_way_on_from_saved_leads_somewhere(page: Page, app: str) -> None:
    page.goto(f"{app}/voila/render/00_today.ipynb", wait_until="commit")
    page.locator(".stretch-screen-go").click(timeout=120_000)
    assert page.get_by_text("Shift + Enter").filter(visible=True).count() == 0
    # What is chosen here is chosen on the screen, and known the next time.
    page.get_by_role("radio", name="Gentle").check(timeout=60_000)
    expect(page.locator(".stretch-player-routine")).to_have_text("Gentle")
    start_by_key(page)
    end_and_save(page)
    go_on_from_saved(page)
    expect(page.locator(".stretch-player-name")).to_have_text("Gentle")
    page.get_by_role("link", name="All pages").click()
    expect(page.locator("li b").first).to_have_text("Practise today")


@pytest.mark.long
def test_a_link_to_the_docs_leads_there_and_from_there_on(page: Page, app: str) -> None:
    page.goto(f"{app}/voila/render/04_progress.ipynb", wait_until="commit")
    page.get_by_role("link", name="docs/progress.md").click(timeout=120_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is it working?")
    assert page.locator("main img").evaluate_all("(all) => all.every((it) => it.naturalWidth)")
    for link in page.locator("main a:not([href^=http], .anchor-link)").all():
        answer = page.request.get(urljoin(page.url, link.get_attribute("href")))
        assert answer.ok, answer.url
    assert not page.request.get(f"{app}/voila/docs/nothing.md").ok
    assert not page.request.get(f"{app}/voila/data/%2e%2e/pyproject.toml").ok
