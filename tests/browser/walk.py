"""The way through every state of the forms and the player, each looked at as it is reached."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.layout import Looker
from tests.browser.scenes import LONG_TITLE, NOTE

PLAYER = ".stretch-player"
ZOOMED = (427, 267, "100%")
"""A page of 1280 x 800 px at 300 %."""
LONG_MS = 60_000
TITLE_SAYS = """(words) => [...document.querySelectorAll(".stretch-builder-title input")]
    .some((box) => box.checkVisibility() && box.value.includes(words))"""


@dataclass(frozen=True)
class Walk:
    """A page with a stage, and the hands and eyes of whoever walks through its scenes."""

    page: Page
    looker: Looker

    def scene(self, name: str, card: str) -> None:
        """Begin a scene; `card` is what it shows first."""
        self.page.evaluate(
            """(name) => {
                document.querySelector(".stage > *")?.setAttribute("data-was", "");
                document.querySelector(`.scene-${name}`).click();
            }""",
            name,
        )
        self.page.locator(".stage > [data-was]").wait_for(state="detached", timeout=LONG_MS)
        self.at(card).first.wait_for(timeout=LONG_MS)

    def at(self, css: str) -> Locator:
        return self.page.locator(f".stage {css}").filter(visible=True)

    def press(self, css: str) -> None:
        self.at(css).first.click(timeout=LONG_MS)

    def tick(self, words: str) -> None:
        self.at("label").filter(has_text=words).first.click()

    def shows(
        self, card: str, name: str, focus: str = "", *, is_new: bool = True, waits: str = ""
    ) -> None:
        """A card is there; where it is new it is seen from its beginning; and nothing is broken."""
        self.at(waits or card).first.wait_for(timeout=LONG_MS)
        if is_new:
            self.looker.begins_at_its_top(f".stage {card}", name, focus)
        self.looker.look(f".stage {card}", name)

    def is_playing(self, name: str, state: str = "", *, is_new: bool = True) -> None:
        """It plays: side, clock and "Stop, it hurts" in view; its large button has the focus."""
        expect(self.at(".stretch-player-hurts")).to_be_in_viewport(ratio=1)
        now = f'{PLAYER}[data-state="{state}"]' if state else PLAYER
        self.shows(now, f"player {name}", ".stretch-player-pause", is_new=is_new)


def through_the_screen(at: Walk) -> None:
    """From the first question through every answer to the Start of a routine that was changed."""
    at.scene("first", ".stretch-screen-go")
    at.shows(".stretch-screen", "screen first", is_new=False)
    at.tick("Pregnancy")
    at.tick("A hip replacement")
    at.tick("A painful, injured or replaced knee")
    at.tick("Pain in the chest")
    at.shows(".stretch-screen", "screen ticked", is_new=False, waits=".stretch-screen-pregnancy")
    at.press(".stretch-screen-go")
    at.shows(".stretch-screen", "screen emergency", waits=".stretch-screen-blocked")
    at.press(".stretch-screen-again")
    at.shows(".stretch-screen", "screen again", waits=".stretch-screen-go")
    at.tick("A fever")
    at.press(".stretch-screen-go")
    at.shows(".stretch-screen", "screen doctor", waits=".stretch-screen-blocked")
    at.press(".stretch-screen-again")
    at.at(".stretch-screen-go").wait_for()
    at.tick("no better after six weeks")
    at.press(".stretch-screen-go")
    at.shows(".stretch-screen", "screen advised", waits=".stretch-screen-advised")
    at.press(".stretch-screen-on")
    at.shows(".stretch-checkin", "checkin changed")
    at.press(".stretch-changes summary")
    at.shows(".stretch-checkin", "checkin changes-told", is_new=False)
    at.press(".stretch-checkin-new")
    at.shows(".stretch-screen", "screen something-is-new", waits=".stretch-screen-go")
    at.press(".stretch-screen-go")
    at.at(".stretch-checkin").wait_for()
    at.press(".stretch-checkin-pain label:nth-of-type(9)")
    at.press(".stretch-checkin-continue")
    at.shows(".stretch-sore", "checkin sore")
    at.press(".stretch-sore-practise")
    at.shows(PLAYER, "player start-gentle", ".stretch-player-start", waits=".stretch-player-start")

    at.scene("weekly", ".stretch-screen-more")
    at.shows(".stretch-screen", "screen weekly", is_new=False)
    at.press(".stretch-screen-more")
    at.shows(".stretch-screen", "screen more", waits=".stretch-screen-lead")
    at.scene("nothing", ".stretch-nothing")
    at.shows(".stretch-nothing", "checkin nothing-left", is_new=False)
    at.scene("worse", ".stretch-checkin-next_day")
    at.shows(".stretch-checkin", "checkin day-after", is_new=False)
    at.scene("screen", ".stretch-screen-go")
    at.press(".stretch-screen-go")
    at.shows(".stretch-screen", "screen kept", is_new=False, waits=".stretch-good")


def through_a_leg(at: Walk) -> None:
    """It goes below the knee, and that is new: before a practice, and then for today."""
    at.scene("leg", ".stretch-checkin")
    at.press(".stretch-checkin-extent label:nth-of-type(5)")
    at.press(".stretch-checkin-continue")
    at.shows(".stretch-leg", "checkin below-the-knee")
    at.press(".stretch-leg-signs")
    at.shows(".stretch-screen", "screen for-the-leg", waits=".stretch-screen-go")
    at.press(".stretch-screen-go")
    at.shows(".stretch-leg-minded", "checkin leg-in-mind")
    at.press(".stretch-leg-minded-rest")
    at.at(".stretch-rest").wait_for()
    at.looker.look(".stage .stretch-rest", "checkin rest")


def through_a_practice(at: Walk) -> None:
    """An ordinary day from the questions to what was saved, and each way on from there."""
    at.scene("well", ".stretch-checkin")
    at.shows(".stretch-practice", "checkin first", is_new=False)
    at.press(".stretch-checkin-pain label:nth-of-type(4)")
    at.press(".stretch-checkin-tightness label:nth-of-type(11)")
    at.press(".stretch-checkin-extent label:nth-of-type(1)")
    at.shows(".stretch-checkin", "checkin answered", is_new=False)
    at.press(".stretch-checkin-continue")
    at.shows(PLAYER, "player start", ".stretch-player-start", waits=".stretch-player-start")
    at.press(".stretch-player-summary")
    at.shows(PLAYER, "player settings", is_new=False, waits=".stretch-player-keys")
    at.press(".stretch-player-summary")
    at.press(".stretch-player-start")
    at.is_playing("get-ready")
    at.press(".stretch-player-pause")
    at.is_playing("paused", "paused", is_new=False)
    at.press(".stretch-player-pause")
    at.press(".stretch-player-there")
    at.is_playing("stretch", "running", is_new=False)
    at.looker.keeps_still(".stage .stretch-player", "player stretch")
    at.press(".stretch-player-why")
    at.is_playing("skip-why", is_new=False)
    at.press(".stretch-player-why")
    at.press(".stretch-player-more")
    at.press(".stretch-player-skip")
    at.is_playing("other-side", is_new=False)

    # The cell is run again: what was begun is on offer.
    at.scene("left_half_way", ".stretch-player-resume")
    at.shows(PLAYER, "player earlier", is_new=False, waits=".stretch-player-resume")
    at.press(".stretch-player-resume")
    at.shows(
        PLAYER,
        "player resumed",
        ".stretch-player, .stretch-player *",
        waits=".stretch-player-pause",
    )
    at.press(".stretch-player-fullscreen")
    at.page.wait_for_function("document.fullscreenElement !== null")
    at.looker.look(f".stage {PLAYER}", "player room")
    at.press(".stretch-player-fullscreen")
    at.page.wait_for_function("document.fullscreenElement === null")

    # By key: a mouse may miss what moves while the page gets its size back.
    at.at(".stretch-player-hurts").press("Enter")
    at.shows(PLAYER, "player hurt", waits=".stretch-player-hurt")
    at.press("[data-kind=back] button")
    at.shows(PLAYER, "player hurt-back", is_new=False, waits=".stretch-player-hurt")
    at.press(".stretch-player-end-today")
    at.shows(".stretch-checkout", "checkout first")
    at.looker.look(f".stage {PLAYER}", "player end")
    at.at(".stretch-checkout-note textarea").fill(NOTE)
    at.press(".stretch-checkout-pain label:nth-of-type(2)")
    at.press(".stretch-checkout-extent label:nth-of-type(1)")
    at.shows(".stretch-checkout", "checkout answered", is_new=False)
    at.press(".stretch-checkout-continue")
    at.shows(".stretch-saved", "saved first")
    at.press(".stretch-saved-week")
    at.shows(".stretch-saved-more", "saved week", waits=".stretch-week")
    at.press(".stretch-saved-note")
    at.shows(".stretch-saved-more", "saved note", "textarea", waits=".stretch-saved-keep")
    at.press(".stretch-saved-measure")
    at.shows(".stretch-measure", "measure after")
    at.press(".stretch-saved-again")
    at.shows(".stretch-checkin", "checkin again")


def through_what_hurts(at: Walk) -> None:
    """What is much worse, a leg, the saddle, and a day that ends worse than it began."""
    for kind in ("worse", "leg", "saddle"):
        at.scene("well", ".stretch-checkin")
        at.press(".stretch-checkin-skip")
        at.press(".stretch-player-start")
        # By key: a mouse may miss what moves while the player comes into view.
        at.at(".stretch-player-hurts").press("Enter")
        at.at(f"[data-kind={kind}] button").press("Enter")
        if kind == "worse":
            expect(at.at(".stretch-player-end-today")).to_be_in_viewport(ratio=1)
            at.shows(PLAYER, "player hurt-worse", is_new=False, waits=".stretch-player-hurt")
            at.press(".stretch-player-end-today")
        at.shows(".stretch-hurt-told", f"player hurt-{kind}-told")
        if kind != "saddle":
            at.looker.look(".stage .stretch-checkout", f"checkout after-{kind}")
    at.scene("leg", ".stretch-checkin")
    at.press(".stretch-checkin-pain label:nth-of-type(2)")
    at.press(".stretch-checkin-extent label:nth-of-type(1)")
    at.press(".stretch-checkin-continue")
    at.press(".stretch-player-start")
    at.press(".stretch-player-skip")
    at.press(".stretch-player-summary")
    at.press(".stretch-player-end")
    at.shows(".stretch-checkout", "checkout with-settings-open")
    at.press(".stretch-checkout-pain label:nth-of-type(8)")
    at.press(".stretch-checkout-extent label:nth-of-type(5)")
    at.press(".stretch-checkout-continue")
    at.shows(".stretch-saved", "saved worse")


def through_bad_input(at: Walk) -> None:
    """Titles of 200 letters, and a log that takes nothing any more."""
    for name in ("long_title", "long_word"):
        at.scene(name, ".stretch-checkin")
        at.shows(".stretch-checkin", f"checkin {name}", is_new=False)
        at.press(".stretch-checkin-skip")
        at.shows(PLAYER, f"player {name}", ".stretch-player *", waits=".stretch-player-start")
        at.press(".stretch-player-start")
        at.is_playing(f"{name}-plays", is_new=False)
        at.press(".stretch-player-end")
        at.press(".stretch-checkout-skip")
        at.shows(".stretch-saved", f"saved {name}")
    at.scene("refused", ".stretch-checkin")
    at.press(".stretch-checkin-skip")
    at.press(".stretch-player-start")
    at.shows(PLAYER, "player refused", is_new=False, waits=".stretch-player-problem")
    at.press(".stretch-player-end")


def through_bad_weather(at: Walk) -> None:
    """In the middle of a hold: zoomed to 300 %, a window resized, no fonts, high contrast."""
    usual = at.looker.sizes
    at.scene("well", ".stretch-checkin")
    at.press(".stretch-checkin-skip")
    at.press(".stretch-player-start")
    at.press(".stretch-player-skip")
    clock = at.at(".stretch-player-clock")
    before = clock.inner_text()
    at.looker.sizes = [ZOOMED]
    at.looker.look(f".stage {PLAYER}", "player zoomed-and-resized")
    at.page.wait_for_timeout(1_100)
    if clock.inner_text() == before:
        at.looker.found.append("the clock stands still once the window was resized")
    if not at.page.evaluate("document.activeElement.matches('.stretch-player-pause')"):
        at.looker.found.append("the keys are lost once the window was resized")
    at.scene("first", ".stretch-screen-go")
    at.looker.look(".stage .stretch-screen", "screen zoomed")
    at.looker.sizes = usual
    at.page.add_style_tag(content="* { font-family: 'No such font', serif !important }")
    at.looker.themes = ["Dark High Contrast"]
    at.looker.look(".stage .stretch-screen", "screen without-fonts")
    at.scene("well", ".stretch-checkin")
    at.looker.look(".stage .stretch-practice", "checkin without-fonts")


def through_measuring(at: Walk) -> None:
    """What the ruler said, wrong and right."""
    at.scene("measure", ".stretch-measure-save")
    at.shows(".stretch-measure", "measure first", is_new=False)
    at.at(".stretch-measure-left-1 input").fill("twelve and a half centimetres or so")
    at.at(".stretch-measure-right-2 input").fill("1250")
    at.press(".stretch-measure-save")
    at.shows(".stretch-measure", "measure wrong", is_new=False, waits=".stretch-wrong")
    at.at(".stretch-measure-left-1 input").fill("12,5")
    at.at(".stretch-measure-right-2 input").fill("11")
    at.press(".stretch-measure-save")
    at.shows(".stretch-measure", "measure saved", is_new=False, waits=".stretch-good")


def through_the_builder(at: Walk) -> None:
    """A routine with a long title is built, kept, and kept once more."""
    builder = ".stretch-builder"
    at.scene("builder", ".stretch-builder-save")
    at.shows(builder, "builder first", is_new=False)
    at.page.get_by_role("button", name="5 minutes", exact=True).click()
    at.press(".stretch-builder-add")
    # Else the title that goes with the minutes comes after this one, and takes its place.
    at.page.wait_for_function(TITLE_SAYS, arg="5 minutes")
    at.at(".stretch-builder-title input").fill(LONG_TITLE)
    at.press(".stretch-builder-save")
    at.shows(builder, "builder kept", is_new=False, waits=".stretch-builder-message .stretch-good")
    at.press(".stretch-builder-remove")
    at.press(".stretch-builder-save")
    at.shows(
        builder, "builder taken", is_new=False, waits=".stretch-builder-message .stretch-wrong"
    )


def through_the_log(at: Walk) -> None:
    """Every page of the log, each with something wrong, and its end."""
    log = ".stretch-log"

    def turn(words: str) -> None:
        at.at(".stretch-log-pages label").filter(has_text=words).first.click()

    at.scene("log", ".stretch-table-open")
    at.shows(log, "log sessions", is_new=False)
    at.press(".stretch-table-open")
    at.shows(".stretch-log-entry", "log session")
    at.press(".stretch-log-hide")
    at.shows(".stretch-log-entry", "log hidden", waits=".stretch-log-undo")
    at.press(".stretch-log-undo")
    at.at(".stretch-log-save").wait_for()
    at.press(".stretch-log-back")
    for kind in ("Ratings", "Measurements"):
        at.at(".stretch-log-kind label").filter(has_text=kind).click()
        at.at("caption").filter(has_text=kind).wait_for()
        at.looker.look(f".stage {log}", f"log {kind.lower()}")
        at.press(".stretch-table-open")
        at.shows(".stretch-log-entry", f"log {kind.lower()[:-1]}")
        at.press(".stretch-log-back")
    at.at(".stretch-log-text input").fill("nothing says this")
    at.page.keyboard.press("Tab")
    at.shows(log, "log nothing", is_new=False, waits=".stretch-log-nothing .stretch-note-told")

    turn("Add")
    for kind, field in {"Rating": "score", "Measurement": "trial-1", "Session": "routine"}.items():
        at.at(".stretch-log-add-kind label").filter(has_text=kind).click()
        # Else the press may come to the form that is about to be replaced.
        at.at(f".stretch-field-{field}").wait_for()
        at.press(".stretch-log-add-save")
        at.at(".stretch-wrong").first.wait_for()
        at.looker.look(f".stage {log}", f"log add-{kind.lower()}")
    turn("Out and in")
    at.press(".stretch-log-export")
    at.at(".stretch-log-exported .stretch-good").filter(has_text="Written").wait_for()
    box = at.at(".stretch-field-import input")
    # What can be brought in is told after what was written.
    at.page.locator(".stage .stretch-field-import option").first.wait_for(state="attached")
    (*_, name) = box.evaluate("(box) => [...box.list.options].map((one) => one.value)")
    box.fill(name)
    at.press(".stretch-log-look")
    at.shows(".stretch-log-preview", "log preview")
    at.looker.look(f".stage {log}", "log out-and-in")
    turn("Reminders")
    at.press(".stretch-log-remind")
    at.at(".stretch-wrong").first.wait_for()
    at.looker.look(f".stage {log}", "log remind-wrong")
    at.tick("Mon")
    at.press(".stretch-log-remind")
    at.shows(log, "log remind", is_new=False, waits=".stretch-good")
    turn("Backups")
    at.shows(log, "log backups", is_new=False, waits=".stretch-table")
    if at.at(".stretch-table-open").count():
        at.press(".stretch-table-open")
        at.looker.begins_at_its_top(".stage .stretch-heading", "log go-on")
        at.looker.look(f".stage {log}", "log go-on")
    turn("Delete everything")
    at.press(".stretch-log-delete")
    at.at(".stretch-log-delete-now").wait_for()
    at.press(".stretch-log-delete-now")
    at.shows(log, "log delete", is_new=False, waits=".stretch-wrong")
    at.at(".stretch-field-delete input").fill("delete")
    at.press(".stretch-log-delete-now")
    at.at("h4").filter(has_text="Everything is deleted").wait_for()
    at.looker.look(f".stage {log}", "log deleted")
