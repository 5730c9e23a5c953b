"""Look at a part of the page as a person would: is a word broken, cut off, outside, too small."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser.contact import Picture, sheets
from tests.browser.webkit import WebKitPage

Size = tuple[int, int, str]
"""Width and height of the page in px, and how large its text is."""

LOOK = Path(__file__).with_suffix(".js").read_text("utf-8")
SIZES: list[Size] = [
    (1280, 800, "100%"),
    (800, 800, "100%"),
    (420, 800, "100%"),
    (320, 568, "100%"),
]
LARGE_TEXT: Size = (1280, 800, "200%")
FEW = [size for size in SIZES if size[0] != 800]
"""For the engines in which one walk has to do."""
TOUCH_PX = 420
"""From this width down fingers press, and need 44 px (WCAG 2.5.5); a pointer needs 24 (2.5.8)."""
PICTURES = os.environ.get("STRETCHLIB_PICTURES")
"""A folder for a picture of every screen that is looked at, for whoever wants to look, too."""
THEMES = {"Light": "light", "Dark": "dark", "Dark High Contrast": "dark-high-contrast"}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PANEL = "document.querySelector('.jp-WindowedPanel-outer')"
"""What scrolls in a notebook; the app has none, and scrolls as a page."""
# What is seen of the page around a part, and where the focus and the heading of the part stand.
SEEN = """([css, focus]) => {
    const all = [...document.querySelectorAll(css)].filter((node) => node.checkVisibility());
    const card = all[0];
    if (!card) return `there is no ${css}`;
    const heads = [...card.querySelectorAll("h2, h3, h4, legend")];
    const head = heads.find((node) => node.checkVisibility()) ?? card;
    let top = 0, bottom = innerHeight;
    for (let at = card.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowY === "visible") continue;
        const around = at.getBoundingClientRect();
        top = Math.max(top, around.top);
        bottom = Math.min(bottom, around.bottom);
    }
    const box = head.getBoundingClientRect();
    const above = Math.round(top - Math.min(box.top, card.getBoundingClientRect().top));
    const below = Math.round(box.bottom - bottom);
    if (above > 2) return `its top is ${above} px out of sight`;
    if (below > 2 && box.height < bottom - top) return `its heading is ${below} px too low`;
    const at = document.activeElement;
    const name = (at?.className || at?.tagName || "nothing").toString().slice(0, 60);
    const has = focus ? at?.matches(focus) : at && at !== document.body && head.contains(at);
    return has ? "" : `the focus is on ${name}`;
}"""

# The cue says more and more, in one go before the page is painted; where everything else stands.
STILL = """(css) => {
    const root = [...document.querySelectorAll(css)].find((node) => node.checkVisibility());
    const cue = root.querySelector(".stretch-player-cue");
    const parts = ["side", "stage", "clock", "figure", "progress", "pause", "hurts", "skip", "end"];
    const says = cue.textContent;
    const line_px = parseFloat(getComputedStyle(cue).lineHeight);
    const where = () => parts.map((part) => [
        part,
        Math.round(root.querySelector(`.stretch-player-${part}`)?.getBoundingClientRect().top ?? 0),
    ]);
    const found = [];
    let before = null;
    let words = "Let";
    for (let lines = 1; lines <= 3; lines += 1) {
        for (;;) {
            cue.textContent = words;
            const range = document.createRange();
            range.selectNodeContents(cue);
            if (range.getBoundingClientRect().height > (lines - 0.5) * line_px) break;
            words += " it down";
        }
        const now = where();
        if (before)
            now.forEach(([part, top], i) => {
                const by = top - before[i][1];
                if (Math.abs(by) > 1)
                    found.push(`${part} moves by ${by} px where the cue has ${lines} lines`);
            });
        before = now;
    }
    cue.textContent = says;
    return found;
}"""


@dataclass
class Looker:
    """
    Looks at one screen after the other, and keeps what is wrong with them.

    Parameters
    ----------
    page : Page or WebKitPage
        In any engine.
    host : str
        Where: `lab` or `app`.
    sizes : sequence of Size
        A screen is looked at in each of them; with one alone nothing is ever resized.
    with_axe : bool
        Whether axe and the contrast of the themes are asked for, once for each screen.
    """

    page: Page | WebKitPage
    host: str
    sizes: Sequence[Size] = (*SIZES, LARGE_TEXT)
    with_axe: bool = False
    themes: Sequence[str] = ("Light", "Dark")
    found: list[str] = field(default_factory=list)
    screens: set[str] = field(default_factory=set)
    looks: int = 0
    pictures: list[Picture] = field(default_factory=list)
    _now: Size | None = None

    def look(self, part: str, name: str) -> None:
        """Look at a part of the page, a selector, called `name`."""
        self.look_at_all([(part, name)])

    def look_at_all(self, parts: Sequence[tuple[str, str]]) -> None:
        """Look at several parts of the page in one go, each a selector and its name."""
        self.screens.update(name for _, name in parts)
        for size in self.sizes:
            self._resize(size)
            for css, name_ in parts:
                self._is_there(css)
                findings = self._at(css, f"{self.host} {name_}", size)
                self.found.extend(findings)
                self.looks += 1
                if PICTURES:
                    self._picture(css, name_, size)
        if len(self.sizes) > 1:
            self._resize(self.sizes[0])
        if self.with_axe:
            for css, name_ in parts:
                self._is_there(css)
                self._ask_axe(css, name_)

    def begins_at_its_top(
        self, part: str, name: str, focus: str = "", *, patience: int = 40
    ) -> None:
        """The heading of a part, or what is named, has the focus, and its top is in view."""
        problem = "not asked"
        # It is seen within the second that the page may need to settle, and stays.
        for _ in range(patience):
            problem = self.page.evaluate(SEEN, [part, focus])
            if not problem:
                break
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(150)
        problem = problem or self.page.evaluate(SEEN, [part, focus])
        if problem:
            width_px, height_px, _ = self.sizes[0]
            self.found.append(f"{self.host} {name}, {width_px} x {height_px} px: {problem}")

    def keeps_still(self, part: str, name: str) -> None:
        """Nothing moves when a cue takes one line more, up to three."""
        for size in self.sizes:
            self._resize(size)
            for fault in self.page.evaluate(STILL, part):
                self.found.append(f"{self.host} {name}, {size[0]} px, text {size[2]}: {fault}")
        if len(self.sizes) > 1:
            self._resize(self.sizes[0])

    def counts(self) -> str:
        """Say what was looked at."""
        sizes = ", ".join(f"{width} px{'' if text == '100%' else ' text ' + text}"
                          for width, _, text in self.sizes)  # fmt: skip
        return f"{self.host}: {len(self.screens)} screens, {self.looks} looks at {sizes}"

    def finish(self) -> None:
        """Say what was looked at, make the contact sheets, and fail for what was found."""
        print(f"\n{self.counts()}, {len(self.found)} findings")
        if PICTURES:
            sheets(self.pictures, Path(PICTURES))
        assert not self.found, "\n".join(self.found)

    def _resize(self, size: Size) -> None:
        if size == self._now:
            return
        self._now = size
        width_px, height_px, text = size
        self.page.set_viewport_size({"width": width_px, "height": height_px})
        self.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
        # JupyterLab lays its panels out a frame later.
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))"
        )

    def _is_there(self, part: str) -> None:
        """Wait for it: a look at nothing finds nothing."""
        # JupyterLab hides a cell for a moment while it lays out a window of another size.
        self.page.locator(part).filter(visible=True).first.wait_for(timeout=10_000)

    def _at(self, part: str, name: str, size: Size) -> Iterator[str]:
        width_px, _, text = size
        least_px = 44 if width_px <= TOUCH_PX else 24
        for at in self.page.locator(part).all():
            if at.is_visible():
                findings = at.evaluate(f"(root, px) => ({LOOK})(root, px)", least_px)
                yield from (f"{name}, {width_px} px, text {text}: {fault}" for fault in findings)

    def _ask_axe(self, part: str, name: str) -> None:
        for theme in self.themes:
            choose_look(self.page, theme)
            findings = _axe(self.page, part, only_contrast=theme != "Light")
            self.found.extend(f"{self.host} {name}, {theme}: {fault}" for fault in findings)
        choose_look(self.page, "Light")

    def _picture(self, part: str, name: str, size: Size) -> None:
        # All of it, and not what a window shows of it; WebKit's cannot be higher than its screen.
        scrolled = self.page.evaluate(f"{PANEL}?.scrollTop ?? 0")
        at = self.page.locator(part).filter(visible=True).first
        needs_px = at.evaluate("(part) => Math.ceil(part.getBoundingClientRect().height)")
        height_px = size[1] if isinstance(self.page, WebKitPage) else max(2_400, needs_px + 400)
        self.page.set_viewport_size({"width": size[0], "height": height_px})
        at.evaluate("(part) => part.scrollIntoView({ block: 'nearest' })")
        if at.evaluate("(part) => part.querySelector('iframe') !== null"):
            # A page within the page is painted by itself, and later.
            self.page.wait_for_timeout(500)
        for theme in ("Light", "Dark"):
            choose_look(self.page, theme)
            shot = at.screenshot(animations="disabled")
            self.pictures.append(Picture(self.host, name, f"{size[0]}-{size[2][:-1]}", theme, shot))
        choose_look(self.page, "Light")
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        # The next look finds the page where a person had it.
        self.page.evaluate(f"{PANEL}?.scrollTo(0, {scrolled})")


def faults(
    page: Page | WebKitPage,
    part: str,
    name: str,
    sizes: Sequence[Size] = (*SIZES, LARGE_TEXT),
) -> list[str]:
    """What is wrong with `part`, a selector, called `name`, at each size of the page."""
    looker = Looker(page, "lab", sizes)
    looker.look(part, name)
    return looker.found


def choose_look(page: Page | WebKitPage, theme: str) -> None:
    """Put a theme of JupyterLab over the one that is shown, at once and in any host."""
    is_light = "true" if theme == "Light" else "false"
    page.evaluate(
        """([css, isLight, name]) => {
            let sheet = document.querySelector("style#looked-at");
            if (!sheet) {
                sheet = document.createElement("style");
                sheet.id = "looked-at";
            }
            document.body.append(sheet);
            sheet.textContent = css;
            document.body.dataset.jpThemeLight = isLight;
            document.body.dataset.jpThemeName = name;
        }""",
        [_css_of(theme), is_light, f"JupyterLab {theme}"],
    )


@cache
def _css_of(theme: str) -> str:
    themes = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"
    return (themes / f"theme-{THEMES[theme]}-extension" / "index.css").read_text("utf-8")


def _axe(page: Any, part: str, *, only_contrast: bool) -> list[str]:
    """What axe has to say against a part of the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only_contrast:
        options["runOnly"] = ["color-contrast"]
    found = page.evaluate(
        """async ([css, options]) => {
            const all = [...document.querySelectorAll(css)];
            const include = all.filter((one) => one.checkVisibility());
            // Without a part to look at, axe looks at the whole page.
            if (!include.length) return [`there is no ${css} to be seen`];
            const result = await axe.run({ include }, options);
            return result.violations.flatMap(({ id, nodes }) =>
                nodes.map((at) => `${id}: ${at.html.slice(0, 160)} ${at.any[0]?.message ?? ""}`));
        }""",
        [part, options],
    )
    # The corner of a frame is pandas' own.
    return [fault for fault in found if "empty-table-header: <th></th>" not in fault]
