"""What a telephone shows is large enough, and each word beside what it is of."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page

import stretchlib as st
from stretchlib import ui
from stretchlib.charts.picture import STYLE
from stretchlib.player import __file__ as player

UI = Path(ui.__file__).parent
PLAYER_CSS = Path(player).parent / "static" / "player.css"
SCALE = {
    "question": "How sore is your lower back now?",
    "options": [[str(score), score] for score in range(11)],
    "ends": ["not at all", "as sore as can be"],
    "value": None,
    "many": False,
}
ASK = """async ([code, says]) => {
    const kit = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const el = document.querySelector(".stretch-scale");
    kit.default.render({ model: { get: (name) => says[name], on() {}, off() {} }, el });
}"""
WHERE = """() => {
    const tops = (css) => [...document.querySelectorAll(css)].map((at) => {
        const { top, bottom } = at.getBoundingClientRect();
        return [top, bottom];
    });
    return { answers: tops(".stretch-answer"), ends: tops(".stretch-ends > span") };
}"""
RING = """<div class="stretch-player" style="width: 700px">
<div class="stretch-player-pacer" data-motion="fill" style="--stretch-ring: 145.3px">
<div class="stretch-player-ring">
{halves}
</div></div></div>"""
HALF = (
    '<span class="stretch-player-half stretch-player-half-{}">'
    '<span class="stretch-player-arc"></span></span>'
)


def test_a_picture_keeps_its_letters_and_scrolls_by_itself(page: Page) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    log = st.open_log("sqlite://").or_sample()
    page.set_content(f"<body>{STYLE}{st.charts.pain(log.ratings()).html(table=True)}</body>")
    box = page.get_by_role("region", name="Pain: lower after")
    assert box.evaluate("(at) => [at.scrollWidth, at.clientWidth < 421]") == [560, True]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(at) => at.scrollLeft > 0", arg=box.element_handle())


@pytest.mark.parametrize("width", [700, 360, 250])
def test_the_words_of_an_end_stand_at_its_number(page: Page, width: int) -> None:
    """In one row both beneath; in several those of 0 above, and those of 10 below."""
    sheet = (UI / "kit.css").read_text("utf-8")
    page.set_content(f'<style>{sheet}</style><div class="stretch-scale" style="width: {width}px">')
    page.evaluate(ASK, [(UI / "kit.js").read_text("utf-8"), SCALE])
    where = page.evaluate(WHERE)
    (first, last), (none, most) = (where["answers"][0], where["answers"][-1]), where["ends"]
    is_one_row = first == last
    assert is_one_row == (width == 700)
    assert most[0] >= last[1]
    assert none[0] >= first[1] if is_one_row else none[1] <= first[0]


def test_a_ring_that_is_full_has_no_gap_where_its_halves_meet(page: Page) -> None:
    halves = "".join(map(HALF.format, ("first", "second")))
    page.set_content(f"<style>{PLAYER_CSS.read_text('utf-8')}</style>{RING.format(halves=halves)}")
    pixels = page.evaluate(
        """async (png) => {
            const image = new Image();
            image.src = `data:image/png;base64,${png}`;
            await image.decode();
            const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
            pen.drawImage(image, 0, 0);
            const [middle, bottom] = [Math.floor(image.width / 2), image.height - 4];
            const row = (y) => [...pen.getImageData(middle - 4, y, 8, 1).data];
            return [row(3), row(bottom)].map((data) => data.filter((_, i) => i % 4 === 0));
        }""",
        _png(page),
    )
    for row in pixels:
        assert max(row) - min(row) < 40, json.dumps(pixels)


def _png(page: Page) -> str:
    return b64encode(page.locator(".stretch-player-ring").screenshot()).decode()
