"""A clinic on a real hub: two practise, a clinician reads, one is let go, a new version comes."""

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZE, only_this_machine
from tests.browser.lab import Lab, pass_the_screen
from tests.browser.tab import LONG_MS, Tab, write
from tests.hub_kit import SHARED, USERS, Hub, house, running_hub
from tests.page_kit import SCALING, blocks

pytestmark = pytest.mark.hub

NOTEBOOK = "practice.ipynb"
NEW = "Of the next version: "
PRACTICE = [
    "import stretchlib as st",
    """
routine = st.Routine("Short").add("double_knee_hug", st.Hold(90))
st.Practice(routine, st.open_log())
""",
]
WEEK = [
    "import stretchlib as st",
    "from datetime import date",
    "from stretchlib.clinic import weekly_summary",
    "week = weekly_summary(date.today())[['person', 'sessions']]",
    "print(*week.itertuples(index=False, name=None))",
    "import os",
    "log = st.open_log(os.environ['STRETCHLIB_LOG'] + '&person=p0042')",
    "print('read', log.sessions()['routine'].tolist())",
]
HELD = [
    "import os, psycopg, stretchlib as st",
    """
from sqlalchemy import make_url
url = make_url(os.environ["STRETCHLIB_LOG"])
held = psycopg.connect(host=url.host, dbname=url.database, user=url.username, **url.query)
print("held", held.execute("SELECT count(*) FROM sessions").fetchone())
""",
]
GONE = """
try:
    held.execute("SELECT 1")
except psycopg.OperationalError as error:
    print("cut off:", error)
try:
    st.open_log()
except st.StretchError as error:
    print("told:", error)
"""


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """The hub of the clinic."""
    with house() as place, running_hub(place) as hub:
        yield hub


@pytest.fixture
def enter(hub: Hub, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Log somebody in, in a window of their own, and wait until their server has begun."""
    windows, asked = [], []

    def enter(user: str) -> Page:
        window = browser.new_context(viewport=SIZE)
        windows.append(window)
        page = window.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(hub.url)
        page.locator("#username_input").fill(user)
        page.locator("#password_input").fill(SHARED)
        page.locator("#login_submit").click()
        return page

    yield enter
    for window in windows:
        window.close()
    only_this_machine(asked)


def has_begun(page: Page) -> None:
    page.wait_for_url("**/user/*/lab/**", timeout=LONG_MS)
    # Of the notebooks that were open before, one is in front.
    cells = page.locator(".jp-Notebook .jp-CodeCell").filter(visible=True)
    cells.first.wait_for(timeout=LONG_MS)


def tab_of(hub: Hub, page: Page, user: str, cells: list[str]) -> Tab:
    """Open a notebook of somebody's, with these cells, by itself."""
    folder = hub.workbook_of(user)
    write(folder / NOTEBOOK, cells)
    lab = Lab(f"{hub.url}/user/{user}", folder, f"{folder.name}/")
    tab = Tab(lab, page, NOTEBOOK)
    tab.visit()
    tab.run_all()
    return tab


def practise(tab: Tab) -> None:
    """From the questions to "Saved"."""
    assert isinstance(tab.page, Page)
    pass_the_screen(tab.page)
    tab.press("checkin-pain label:nth-of-type(4)")
    tab.press("checkin-continue")
    tab.start()
    tab.press("player-skip")
    tab.says(".stretch-player-saved", "✓ Saved")


def says(page: Page, *words: str) -> None:
    """What the cells of a notebook print."""
    for word in words:
        expect(page.locator(".jp-OutputArea-output").filter(has_text=word).first).to_be_visible(
            timeout=LONG_MS
        )


def runs_one_more(tab: Tab, code: str) -> None:
    """Add a cell at the end and run it."""
    assert isinstance(tab.page, Page)
    tab.command("notebook:move-cursor-down")
    tab.page.evaluate(
        """async (code) => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const printed = [];
            const future = kernel.requestExecute({ code });
            future.onIOPub = ({ content }) => { if (content.text) printed.push(content.text); };
            await future.done;
            globalThis.printed = printed.join("");
        }""",
        code,
    )


def sessions(hub: Hub) -> dict[str, int]:
    return dict(hub.house.ask("SELECT person, count(*) FROM sessions GROUP BY person"))


def test_two_practise_and_a_clinician_reads_their_week(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    pages = {user: enter(user) for user in USERS}
    for page in pages.values():
        has_begun(page)
    for user in ("anna", "ben"):
        practise(tab_of(hub, pages[user], user, PRACTICE))
    assert sessions(hub) == {"p0042": 1, "p0043": 1}
    tab_of(hub, pages["lee"], "lee", WEEK)
    says(pages["lee"], "('p0042', 1) ('p0043', 1)", "read ['Short']")


def test_whoever_is_no_one_of_the_clinic_does_not_come_in(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    page = enter("stranger")
    expect(page.locator("body")).to_contain_text("You have no log here yet", timeout=LONG_MS)
    assert not hub.home_of("stranger").exists()


def environment_of(hub: Hub, user: str) -> dict[str, str]:
    """What the server of somebody was told, as any kernel of theirs can read it."""
    environment: dict[str, Any] = json.loads((hub.home_of(user) / "told.json").read_text("utf-8"))
    return environment


def test_a_person_is_told_their_own_password_and_nothing_of_the_hub(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    page = enter("anna")
    has_begun(page)
    tab = tab_of(
        hub,
        page,
        "anna",
        [
            "import json, os, pathlib",
            "pathlib.Path.home().joinpath('told.json').write_text(json.dumps(dict(os.environ)))",
            "print('wrote')",
        ],
    )
    says(tab.page, "wrote")  # type: ignore[arg-type]
    environment = environment_of(hub, "anna")
    lines = (hub.house.folder / "passwords").read_text("utf-8").splitlines()
    of = {line.split(":")[3]: line.split(":")[4] for line in lines}
    assert environment["PGPASSWORD"] == of["p0042"]
    assert "sslmode=verify-full" in environment["STRETCHLIB_LOG"]
    others = {password for name, password in of.items() if name != "p0042"}
    assert others.isdisjoint(environment.values())
    assert of["p0042"] not in environment["STRETCHLIB_LOG"]
    assert not [name for name in environment if name.startswith(("CLINIC_", "HUB_", "CONFIGPROXY"))]


def test_one_is_let_go_with_a_connection_open_and_comes_back(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    page = enter("ben")
    has_begun(page)
    tab = tab_of(hub, page, "ben", HELD)
    says(page, "held (")
    before = hub.house.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'p0043'")
    later = blocks(SCALING, "later")
    come_back = [line for line in later if " return " in line]
    hub.house.clinic(*[line for line in later if line not in come_back])
    assert hub.house.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'p0043'") == [(0,)]
    assert before == [(1,)]
    runs_one_more(tab, GONE)
    printed = page.evaluate("printed")
    assert "cut off: terminating connection" in printed
    assert "told: The log" in printed
    assert "password authentication failed" in printed

    hub.house.clinic(*come_back)
    begin_anew(hub, page, "ben")
    practise(tab_of(hub, page, "ben", PRACTICE))
    assert sessions(hub)["p0043"] >= 1


def begin_anew(hub: Hub, page: Page, user: str) -> None:
    """Stop one's server and start it again, on the hub's own page."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=LONG_MS)
    page.goto(f"{hub.url}/hub/home")
    with page.expect_response(lambda answer: answer.request.method == "DELETE", timeout=LONG_MS):
        page.locator("#stop").click()
    deadline = time.monotonic() + LONG_MS / 1000
    while page.locator("#stop").count() and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.goto(f"{hub.url}/hub/home")
    page.locator("#start").click()
    has_begun(page)
    assert user in page.url


def test_a_new_version_of_the_notebooks_comes_and_what_was_changed_stays(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    page = enter("anna")
    has_begun(page)
    workbook = hub.workbook_of("anna")
    if os.name == "posix":
        assert workbook.stat().st_mode & 0o077 == 0
        laid = [path for path in workbook.iterdir() if path.name != NOTEBOOK]
        assert [path for path in laid if path.stat().st_mode & 0o077] == []
    changed = workbook / "03_measure.ipynb"
    write(changed, ["'my own'"])
    mine = changed.read_bytes()
    for name in ("03_measure", "04_progress"):
        new = hub.tree / "notebooks" / f"{name}.ipynb"
        new.write_text(new.read_text("utf-8").replace('"# ', f'"# {NEW}', 1), encoding="utf-8")
    begin_anew(hub, page, "anna")
    assert changed.read_bytes() == mine
    (beside,) = workbook.glob("03_measure (*).ipynb")
    assert f"# {NEW}" in beside.read_text("utf-8")
    assert f"# {NEW}" in (workbook / "04_progress.ipynb").read_text("utf-8")
    begin_anew(hub, page, "anna")
    assert len(list(workbook.glob("03_measure*"))) == 2


def test_what_is_saved_on_a_hub_has_no_note_in_it_and_leads_to_the_docs(
    hub: Hub, enter: Callable[[str], Page]
) -> None:
    page = enter("anna")
    has_begun(page)
    own = hub.workbook_of("anna") / "04_progress.ipynb"
    page.goto(f"{hub.url}/user/anna/lab/tree/{own.parent.name}/{own.name}")
    page.get_by_role("link", name="docs/progress.md").filter(visible=True).wait_for(timeout=LONG_MS)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=LONG_MS)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    shown = page.locator(".jp-OutputArea-output").filter(visible=True)
    shown.first.wait_for(timeout=LONG_MS)
    before = own.stat().st_mtime_ns
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    deadline = time.monotonic() + LONG_MS / 1000
    while own.stat().st_mtime_ns == before and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    saved = json.loads(own.read_text("utf-8"))
    code = [cell for cell in saved["cells"] if cell["cell_type"] == "code"]
    assert own.stat().st_mtime_ns > before
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    page.get_by_role("link", name="docs/progress.md").filter(visible=True).click()
    expect(page.locator(".jp-MarkdownViewer h1").first).to_contain_text("Is it working?")
