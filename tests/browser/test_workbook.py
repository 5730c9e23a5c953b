"""The whole of it, as a new user meets it: notebook 01 to its end, then the pictures."""

import sqlite3

import pytest
from playwright.sync_api import Page, expect

from stretchlib.routines import routine
from stretchlib.shortening import shortened
from tests.browser.lab import do_not_wait


def press(page: Page, question: str, score: int) -> None:
    page.locator(f".{question} label", has_text=str(score)).nth(0).click()


def rows(path, query):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.more
def test_from_the_first_cell_to_a_chart_of_what_was_done(open_page, lab, run_all):
    page = open_page(alone=True)
    phases = shortened(routine("standard"), minutes=5).phases()
    run_all(page, "01_start_here.ipynb")

    # The screen: one click, because all is well.
    page.locator(".stretch-screen-go").click(timeout=60_000)

    # Check-in: one answer given, one not; and five minutes are enough today.
    page.locator(".stretch-checkin-pain").wait_for(timeout=60_000)
    press(page, "stretch-checkin-pain", 3)
    page.get_by_role("radio", name="5 min", exact=True).check()
    expect(page.locator(".stretch-player-length")).to_contain_text("5 minutes")
    page.locator(".stretch-checkin-continue").click()

    # The player, played to its end with the page's own clock driven forward.
    do_not_wait(page)
    page.clock.install()
    page.locator(".stretch-player-start").click()
    expect(page.locator(".stretch-player-stretch")).to_have_text(phases[0].title)
    page.clock.run_for(3_500)
    for phase in phases:
        expect(page.locator(".stretch-player-stretch")).to_have_text(phase.title)
        page.clock.run_for(int(phase.duration_s * 1000))
    expect(page.locator(".stretch-player-saved")).to_contain_text("Saved")

    # Check-out.
    page.locator(".stretch-checkout-pain").wait_for(timeout=30_000)
    press(page, "stretch-checkout-pain", 2)
    press(page, "stretch-checkout-tightness", 4)
    page.locator(".stretch-checkout-note textarea").fill("Left is <b>tighter</b>.")
    page.locator(".stretch-checkout-continue").click()
    saved = page.locator(".stretch-checkout-saved")
    expect(saved).to_contain_text("finished")
    expect(saved).to_contain_text("3 before, 2 after")
    expect(saved).to_contain_text("Left is <b>tighter</b>.")

    # A measurement; one reading is mistyped first, one has a comma.
    for trial, typed in enumerate(["12", "11;5", "12.5"], 1):
        page.locator(f".stretch-measure-left-{trial} input").fill(typed)
    page.locator(".stretch-measure-save").click()
    expect(page.locator(".stretch-measure-wrong", has_text="not a number")).to_be_visible()
    page.locator(".stretch-measure-left-2 input").fill("11,5")
    page.locator(".stretch-measure-save").click()
    expect(page.locator(".stretch-measure-saved")).to_contain_text("Saved: left 12, 11.5, 12.5 cm")

    # The file holds exactly what was done.
    assert rows(lab.log, "select count(*) from sessions where replaces is null") == [(1,)]
    events = rows(lab.log, "select kind, phase, done_s from events order by seq")
    assert events[0] == ("started", None, None)
    assert events[-1][0] == "finished"
    assert [(kind, phase) for kind, phase, _ in events[1:-1]] == [
        ("phase_done", phase.phase) for phase in phases
    ]
    assert [done_s for _, _, done_s in events[1:-1]] == [phase.duration_s for phase in phases]
    assert rows(lab.log, "select moment, kind, score from ratings order by id") == [
        ("before", "pain", 3),
        ("before", "tightness", None),
        ("before", "extent", None),
        ("after", "pain", 2),
        ("after", "tightness", 4),
        ("after", "extent", None),
    ]
    measured = rows(lab.log, "select test, side, trial, value_cm from measurements order by trial")
    assert measured == [
        ("chest_to_thigh", "left", trial, value_cm)
        for trial, value_cm in enumerate([12.0, 11.5, 12.5], 1)
    ]

    # And the pictures are of it, not of the sample.
    # On a page of its own: with a clock that was driven, JupyterLab draws no cell below the screen.
    page = open_page()
    run_all(page, "04_progress.ipynb")
    pictures = page.locator(".jp-OutputArea-output img:visible")
    expect(pictures).to_have_count(11, timeout=60_000)
    for picture in pictures.all():
        alt = picture.get_attribute("alt") or ""
        assert len(alt) > 40
        assert "sample" not in alt.lower()
    assert "12" in (pictures.first.get_attribute("alt") or "")
