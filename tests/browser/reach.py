"""What keeps people out of a form: what axe finds, and what lies outside it or is cut off."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.lab import choose_theme

INSIDE = """(root) => {
    const edge = root.getBoundingClientRect();
    return [...root.querySelectorAll("*")]
        .filter((node) => node.getClientRects().length > 0 && !node.parentElement.closest("svg"))
        .filter((node) => !node.closest("[aria-hidden]"))
        .filter((node) => {
            const box = node.getBoundingClientRect();
            const isOut = box.right > edge.right + 1 || box.left < edge.left - 1;
            const isCut = node.matches("button, p, h2") && node.scrollWidth > node.clientWidth + 1;
            const isPast = node.matches("svg") && box.width > node.parentElement.clientWidth + 1;
            return isOut || isCut || isPast;
        })
        .map((node) => node.className + ": " + node.textContent.slice(0, 40));
}"""


def complaints(page: Page, context: str) -> list[str]:
    """What axe has to say against a part of the page, in short: in the dark and in the light."""
    faults = []
    for theme in ("Dark", "Light"):
        choose_theme(page, theme)
        found = Axe().run(page, context=context).response["violations"]
        faults += [
            f"{theme}: {one['id']}: {at['html'][:200]}" for one in found for at in one["nodes"]
        ]
    return faults


OUTSIDE = """(root) => {
    const edge = root.getBoundingClientRect();
    return [...root.querySelectorAll("button, input, select, p, h3, h4, img")]
        .filter((node) => node.checkVisibility() && !node.closest("details, svg"))
        // A picture scrolls by itself: `layout.js` looks at its box.
        .filter((node) => !node.closest(".stretch-picture-drawing"))
        .filter((node) => {
            const box = node.getBoundingClientRect();
            const isOut = box.right > edge.right + 1 || box.left < edge.left - 1;
            return isOut || (node.matches("button") && node.scrollWidth > node.clientWidth + 1);
        })
        .map((node) => node.className + ": " + node.textContent.slice(0, 40));
}"""
