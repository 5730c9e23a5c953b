"""Whoever looks at the screens sees what is broken: each kind of fault is planted and named."""

import pytest
from playwright.sync_api import Page

from tests.browser.layout import LARGE_TEXT, SIZES, Looker

FAULTS = {
    "a word is broken": '<p style="width: 5em; overflow-wrap: anywhere">Nevertheless-unbreakable '
    "stretching-exercises internationally</p>",
    "text is cut off": '<div style="height: 10px; overflow: hidden">Stop, it hurts<br>Go on</div>',
    "text stands outside its card": '<p style="margin-left: 95%; white-space: nowrap">'
    "Go to an emergency department</p>",
    "text stands on text": "<div style='position: relative'><p style='margin: 0'>Left knee</p>"
    "<p style='margin: 0; position: absolute; top: 2px; left: 3px'>Right knee</p></div>",
    "too small": '<button style="width: 20px; height: 20px; padding: 0">x</button>',
    "a control stands outside its card": '<button style="margin-left: 98%; width: 9em">X</button>',
    "a control stands on a control": '<button style="height: 50px">Go on</button>'
    '<button style="height: 50px; margin-left: -40px">Stop</button>',
    "a box is too narrow for its words": '<select style="width: 60px; height: 50px">'
    "<option>With the breath, as it is written</option></select>",
    "one score stands alone": '<div class="stretch-scale"><div class="stretch-answers" '
    'style="display: grid; grid-template-columns: 1fr 1fr"><b>8</b><b>9</b><b>10</b></div></div>',
    "scrolls sideways": '<div style="overflow: auto; width: 200px"><div style="width: 300px">Wide'
    "</div></div>",
    "the card is wider than the page": '<div style="width: 3000px">Wide</div>',
    "color-contrast": '<p style="color: #999; background: #aaa">Come out slowly</p>',
    "label": '<input style="width: 60px; height: 50px">',
}
SOUND = """
<h3>Before you practise</h3><p>Nothing is wrong with this.</p>
<label>Reading <input style="width: 90px; height: 50px"></label>
<button style="width: 90px; height: 50px">Save</button>
<div style="overflow-x: auto"><table><tr><td>In a table</td><td>that</td></tr></table></div>
"""
CARD = '<main lang="en"><div class="card" style="width: {}">{}</div></main>'


def looked_at(page: Page, html: str, width: str = "280px") -> list[str]:
    """What is found on a page with one card."""
    page.set_content(CARD.format(width, html))
    looker = Looker(page, "page", [SIZES[2]], with_axe=True)
    looker.look(".card", "card")
    return looker.found


@pytest.mark.parametrize("fault", FAULTS)
def test_each_kind_of_fault_is_seen_and_named(page: Page, fault: str) -> None:
    width = "fit-content" if "wider" in fault else "280px"
    assert any(fault in finding for finding in looked_at(page, FAULTS[fault], width))


def test_a_sound_card_is_left_in_peace(page: Page) -> None:
    assert looked_at(page, SOUND) == []


@pytest.mark.parametrize(
    ("head", "scroll", "focus", "expected"),
    [
        ("", 0, "", ""),
        ("", 300, "", "out of sight"),
        ("margin-top: 2000px", 0, "", "too low"),
        ("", 0, "button", "the focus is on"),
    ],
)
def test_a_card_that_is_not_seen_from_its_beginning_is_told_of(
    page: Page, head: str, scroll: int, focus: str, expected: str
) -> None:
    page.set_content(
        f'<div class="card"><h3 tabindex="-1" style="{head}">Saved</h3>'
        '<button>Go on</button><p style="height: 3000px"></p></div>'
    )
    page.locator(focus or "h3").evaluate("(node) => node.focus({ preventScroll: true })")
    page.evaluate("(px) => window.scrollTo(0, px)", scroll)
    looker = Looker(page, "page", [SIZES[0]])
    looker.begins_at_its_top(".card", "card", patience=1)
    assert (expected in looker.found[0]) if expected else not looker.found


def test_what_moves_when_a_cue_gets_longer_is_told_of(page: Page) -> None:
    page.set_content(
        '<div class="card" style="width: 200px"><p class="stretch-player-cue" '
        'style="line-height: 20px">Let it down</p><button class="stretch-player-pause">Pause'
        "</button></div>"
    )
    looker = Looker(page, "page", [SIZES[0]])
    looker.keeps_still(".card", "card")
    assert any("pause moves by 20 px" in finding for finding in looker.found)


def test_the_text_is_as_large_as_was_asked_for_and_as_it_was_afterwards(page: Page) -> None:
    page.set_content('<div class="card">Words</div>')
    Looker(page, "page", [SIZES[0], LARGE_TEXT]).look(".card", "card")
    assert page.evaluate("document.documentElement.style.fontSize") == "100%"
