"""The form of the log in a real browser: with keys alone, for everyone, and deleted for good."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import stretchlib as st
from stretchlib.log import Log
from tests.browser.lab import Lab
from tests.log_kit import practise

NOTEBOOK = "05_your_log.ipynb"
FORM = ".stretch-log"
JOURNAL = '["stretchlib.journal","/","","a notebook","a session"]'
OF_SOMEBODY_ELSE = '["stretchlib.journal","/user/else/","else","a notebook","a session"]'


@pytest.fixture
def weeks(lab: Lab) -> Log:
    """Three weeks of practice, one of the notes with markup in it."""
    log = st.open_log(lab.log)
    for day in range(20):
        at = datetime(2026, 3, 1, 6, 30, tzinfo=UTC) + timedelta(days=day)
        session = practise(log, ("phase_done", 0, 10.0), at=at)
        log.rate("pain", day % 7, moment="before", session_id=session, at=at)
    log.note(session, "<img src=x> stiff")
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5, 12.5], at=at)
    return log


@pytest.fixture
def form(page: Page, weeks: Log, run_all: Callable[[Page, str], None]) -> Locator:
    """The form of the notebook, with that log."""
    assert not weeks.is_empty()
    run_all(page, NOTEBOOK)
    rows(page).first.wait_for(timeout=60_000)
    return page.locator(FORM)


def rows(page: Page) -> Locator:
    return page.locator(".stretch-table-open")


def control(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-log-{name}")


def field(page: Page, name: str) -> Locator:
    return page.locator(f".stretch-field-{name}").locator("input, textarea, select")


def turn_to(page: Page, words: str) -> None:
    control(page, "pages").locator("label", has_text=words).click()


def test_an_entry_is_found_corrected_hidden_and_brought_back_with_keys_alone(
    page: Page, form: Locator, weeks: Log
) -> None:
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()

    # From the list by keys, the second row; the focus follows.
    page.get_by_label("With the words").fill("stiff")
    page.keyboard.press("Tab")
    expect(rows(page)).to_have_count(1)
    rows(page).first.focus()
    page.keyboard.press("Enter")
    heading = page.locator(".stretch-heading")
    expect(heading).to_have_text("Session of Friday 20 March 2026, 06:30")
    expect(heading).to_be_focused()

    # To the first field and on to the button, and no key is the notebook's.
    page.keyboard.press("Tab")
    expect(field(page, "at")).to_be_focused()
    field(page, "note").press("End")
    page.keyboard.type(", but better")
    page.keyboard.press("Tab")
    expect(control(page, "save")).to_be_focused()
    for key in ["d", "d", "x", "b", "0", "0"]:
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(form).to_contain_text("Corrected.")
    assert weeks.sessions()["note"].iloc[-1] == "<img src=x> stiff, but better"
    expect(form).to_contain_text("in place of 1. It said: Fri 20 Mar 2026, 06:30, standard")

    # Hidden, and back; then to the row that was open.
    control(page, "hide").press("Space")
    expect(form).to_contain_text("You can bring it back")
    assert len(weeks.sessions()) == 19
    control(page, "undo").press("Space")
    expect(control(page, "save")).to_be_visible()
    assert len(weeks.sessions()) == 20
    control(page, "back").press("Enter")
    expect(rows(page).first).to_be_focused()
    assert cells.count() == before
    assert page.locator(f"{FORM} img").count() == 0


@pytest.mark.long
def test_pages_turn_and_every_control_shows_the_focus_that_it_keeps(
    page: Page, form: Locator
) -> None:
    older = page.get_by_role("button", name="Older", exact=True)
    shown = form.locator(".stretch-table-shown")
    expect(shown).to_have_text("1 to 12 of 20")
    older.press("Enter")
    expect(shown).to_have_text("13 to 20 of 20")
    expect(older).to_be_focused()
    older.press("Enter")
    expect(shown).to_have_text("13 to 20 of 20")

    turn_to(page, "Add")
    form.locator(".stretch-log-add-save").wait_for()
    control(page, "pages").locator("input:checked").focus()
    names = []
    for _ in range(40):
        name, outline_px = page.evaluate(
            """() => {
                const node = document.activeElement;
                const seen = node.closest("label") ?? node;
                return [
                    node.closest(".stretch-log") && (node.className || node.type),
                    parseFloat(getComputedStyle(seen).outlineWidth),
                ];
            }"""
        )
        if name is None:
            break
        assert outline_px >= 2, f"{name} does not show that it has the focus"
        names.append(name)
        page.keyboard.press("Tab")
    # What to do, what is missing, day and time, routine, note, and the button.
    assert len(set(names)) >= 5
    assert "stretch-log-add-save" in " ".join(names)


def test_everything_is_deleted_from_the_disk_and_from_the_browser(
    page: Page, form: Locator, lab: Lab
) -> None:
    for key in (JOURNAL, OF_SOMEBODY_ELSE, "stretchlib.settings", "jupyterlab"):
        page.evaluate("(key) => localStorage.setItem(key, '{}')", key)
    turn_to(page, "Delete everything")
    control(page, "delete").click()
    field(page, "delete").fill("delete")
    control(page, "delete-now").click()
    expect(form).to_contain_text("Everything is deleted")
    expect(form).to_contain_text("left in this browser is deleted, too")
    left: list[str] = page.evaluate("() => Object.keys(localStorage)")
    assert {JOURNAL, "stretchlib.settings"} & set(left) == set()
    assert {OF_SOMEBODY_ELSE, "jupyterlab"} <= set(left)
    assert files_of(lab.log) == []


def files_of(log: Path) -> list[Path]:
    return [*log.parent.glob("log.sqlite*"), *log.parent.glob("backups/*")]
