"""Look at a part of the page as a person would: is a word broken, cut off, outside, too small."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.lab import choose_theme
from tests.browser.webkit import WebKitPage

LOOK = Path(__file__).with_suffix(".js").read_text("utf-8")
SIZES = [(1280, 800, "100%"), (800, 800, "100%"), (420, 800, "100%"), (320, 568, "100%")]
LARGE_TEXT = (1280, 800, "200%")
FEW = [size for size in SIZES if size[0] != 800]
"""For the engines in which one walk has to do."""
TOUCH_PX = 420
"""From this width down fingers press, and need 44 px (WCAG 2.5.5); a pointer needs 24 (2.5.8)."""
PICTURES = os.environ.get("STRETCHLIB_PICTURES")
"""A folder for a picture of every screen that is looked at, for whoever wants to look, too."""


def faults(
    page: Page | WebKitPage,
    part: str,
    name: str,
    sizes: Sequence[tuple[int, int, str]] = (*SIZES, LARGE_TEXT),
) -> list[str]:
    """
    What is wrong with `part` of the page at each size.

    Parameters
    ----------
    page : Page or WebKitPage
        Of JupyterLab, in any engine.
    part : str
        A selector; each element that it finds and that can be seen is looked at.
    name : str
        What the screen is called in the list and, where pictures are wanted, in their names.
    sizes : sequence of tuple
        Width and height of the page in px, and how large its text is.
    """
    found = [fault for size in sizes for fault in _at(page, part, name, size)]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def _at(page: Page | WebKitPage, part: str, name: str, size: tuple[int, int, str]) -> Iterator[str]:
    width_px, height_px, text = size
    page.set_viewport_size({"width": width_px, "height": height_px})
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
    # JupyterLab lays its panels out a frame later.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    least_px = 44 if width_px <= TOUCH_PX else 24
    for at in page.locator(part).all():
        if at.is_visible():
            told = at.evaluate(f"(root, px) => ({LOOK})(root, px)", least_px)
            yield from (f"{name}, {width_px} px, text {text}: {fault}" for fault in told)
    if PICTURES:
        _picture(page, part, Path(PICTURES) / f"{name}-{width_px}-{text.strip('%')}")


def _picture(page: Page | WebKitPage, part: str, stem: Path) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    for theme in ("Dark", "Light"):
        choose_theme(page, theme)
        page.locator(part).filter(visible=True).first.screenshot(
            path=f"{stem}-{theme.lower()}.png", animations="disabled"
        )
