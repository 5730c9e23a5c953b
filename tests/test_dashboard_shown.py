"""What a notebook is given of the dashboard first, and what when all of it is drawn."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import stretchlib as st
from stretchlib.log import open_log
from stretchlib.reports.overview import Dashboard

SAMPLE = 'st.open_log("sqlite://").or_sample()'
CELL = f"""
import stretchlib as st
figure = st.charts.Picture.figure
def announced(picture):
    print("drawn", flush=True)
    return figure(picture)
st.charts.Picture.figure = announced
st.dashboard({SAMPLE})
"""
DISPLAYED = f"""
import stretchlib as st
from IPython.display import display
display(st.dashboard({SAMPLE}))
"""
STOPPED = f"""
import stretchlib as st
figure, left = st.charts.Picture.figure, [1, 1]
def stopped(picture):
    if not left:
        raise KeyboardInterrupt
    left.pop()
    return figure(picture)
st.charts.Picture.figure = stopped
st.dashboard({SAMPLE})
"""
AWAITED = 'class="stretch-picture-awaited"'


class Watched(NotebookClient):
    """Runs a cell, and keeps what each message said that showed or printed something."""

    def __init__(self, cell: str, **more: Any) -> None:
        self.seen: list[tuple[str, dict[str, Any]]] = []
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
        super().__init__(notebook, timeout=120, **more)
        self.execute()

    def process_message(self, msg, cell, cell_index):
        if {"data", "text"} & {*msg["content"]}:
            self.seen.append((msg["msg_type"], msg["content"]))
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def ran() -> Watched:
    """A notebook that shows the dashboard of the sample log, in a kernel of its own."""
    return Watched(CELL)


@pytest.fixture(scope="module")
def board() -> Dashboard:
    """The same dashboard here."""
    return st.dashboard(st.open_log("sqlite://").or_sample())


def images(html: str) -> int:
    return len(re.findall(r'<img [^>]*src="data:image/png', html))


def test_the_sentences_and_the_first_picture_are_seen_before_the_others_are_drawn(
    ran: Watched, board: Dashboard
) -> None:
    shown = [content for kind, content in ran.seen if kind != "stream"]
    kinds = [kind for kind, _ in ran.seen]
    assert [kind for kind in kinds if kind != "stream"] == ["display_data", "update_display_data"]
    before = [content for _, content in ran.seen[: kinds.index("display_data")]]
    assert "".join(each["text"] for each in before).count("drawn") == 1
    every = "".join(content.get("text", "") for _, content in ran.seen)
    assert every.count("drawn") == len(board.pictures), "and none twice"
    begun, whole = shown
    assert begun["transient"]["display_id"] == whole["transient"]["display_id"]
    html, last = begun["data"]["text/html"], whole["data"]["text/html"]
    assert (images(html), images(last)) == (1, len(board.pictures))
    assert html.count(AWAITED) == len(board.pictures) - 1
    assert AWAITED not in last
    assert html.index("stretch-in-short") < html.index("<img")
    pictures = '<div class="stretch-dashboard">'
    assert html.partition(pictures)[0] == last.partition(pictures)[0]


def test_what_is_kept_in_the_notebook_is_all_of_it(ran: Watched, board: Dashboard) -> None:
    (output,) = (each for each in ran.nb.cells[0].outputs if each.output_type != "stream")
    assert images(output.data["text/html"]) == len(board.pictures)
    assert output.data["text/plain"] == str(board)


def test_where_display_is_told_to_show_it_it_shows_all_at_once(board: Dashboard) -> None:
    ((kind, shown),) = Watched(DISPLAYED).seen
    assert kind == "display_data"
    assert images(shown["data"]["text/html"]) == len(board.pictures)


def test_what_was_drawn_before_it_was_stopped_stays_and_no_place_is_left_empty() -> None:
    ran = Watched(STOPPED, allow_errors=True)
    *_, last = (content for kind, content in ran.seen if kind == "update_display_data")
    assert AWAITED not in last["data"]["text/html"]
    assert images(last["data"]["text/html"]) == 2
    assert ran.nb.cells[0].outputs[-1].ename == "KeyboardInterrupt"


def test_the_place_of_a_picture_is_as_large_as_the_picture_and_says_what_it_will_say(
    board: Dashboard,
) -> None:
    for picture in board.pictures:
        width, height = picture.size_px
        assert picture.figure().bbox.size == pytest.approx((width, height), abs=0.5)
        awaited = picture.awaited_html()
        assert f"aspect-ratio: {width} / {height}" in awaited
        assert f'width="{width}" height="{height}"' in picture.html()
        assert picture.caption in unescape(awaited)
        assert picture.alt in unescape(awaited)


def test_a_terminal_is_told_once(tmp_path: Path) -> None:
    log = tmp_path / "log.sqlite"
    open_log(log)
    code = f"import stretchlib as st\nst.dashboard(st.open_log({str(log)!r}))"
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "-c", code],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.count("Nothing in the log yet") == 1
    assert "{" not in done.stdout
