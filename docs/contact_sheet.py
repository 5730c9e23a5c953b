"""Draw every stretch, pose and side, light and dark, on one page: `docs/figures.png`."""

from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from stretchlib.catalog.reader import load
from stretchlib.figure import Theme, drawing, svg
from stretchlib.model import Stretch
from tools.browser import find_browser

TOP = Path(__file__).parent.parent
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
STYLE = """
body { margin: 0; width: 1860px; font: 14px system-ui, sans-serif }
section { padding: 16px }
.light { background: #fff; color: #1b2733 }
.dark { background: #0b1016; color: #f2f6fa }
h2 { font-size: 16px; margin: 12px 0 6px }
.row { display: flex; gap: 8px }
figure { margin: 0 0 6px; width: 196px }
svg { display: block }
figcaption { font-size: 12px; margin: 2px 6px }
"""


def row(stretch: Stretch, theme: Theme) -> str:
    """One stretch: each side with each of its poses, and each other way for the hands."""
    figures = [
        f"<figure>{svg(drawn, pose, theme)}<figcaption>{pose}</figcaption></figure>"
        for drawn in (drawing(stretch.figure, side) for side in stretch.sides)
        for pose in drawn["alt"]
    ]
    if stretch.figure:
        figures += [
            f"<figure>{svg(drawn, 'deep', theme)}<figcaption>{name}</figcaption></figure>"
            for name in stretch.figure.get("variants", {})
            for drawn in [drawing(stretch.held(name).figure, stretch.sides[0])]
        ]
    return f'<h2>{escape(stretch.title)}</h2><div class="row">{"".join(figures)}</div>'


def page() -> str:
    """Every stretch that has a figure, in both themes."""
    drawn = [stretch for stretch in load().stretches.values() if stretch.figure]
    themes: tuple[Theme, ...] = ("light", "dark")
    sections = "".join(
        f'<section class="{theme}">{"".join(row(stretch, theme) for stretch in drawn)}</section>'
        for theme in themes
    )
    return f"<style>{STYLE}</style>{sections}"


def main() -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        sheet = browser.new_page(viewport={"width": 1860, "height": 600})
        sheet.set_content(page())
        sheet.screenshot(path=TOP / "docs" / "figures.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
