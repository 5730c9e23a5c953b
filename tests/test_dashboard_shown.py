"""What a notebook is given of the dashboard first, and what when all of it is drawn."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import stretchlib as st
from stretchlib.log import open_log

CELL = "import stretchlib as st\nst.dashboard(st.open_log('sqlite://').or_sample())"
AWAITED = "stretch-picture-awaited"


class Watched(NotebookClient):
    """Runs a notebook, and keeps what each message said that showed something."""

    def process_message(self, msg, cell, cell_index):
        if "data" in msg["content"]:
            self.seen = [*getattr(self, "seen", []), (msg["msg_type"], msg["content"])]
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def ran() -> Watched:
    """A notebook that shows the dashboard of the sample log, in a kernel of its own."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    client = Watched(notebook, timeout=120)
    client.execute()
    return client


def images(html: str) -> int:
    return len(re.findall(r'<img [^>]*src="data:image/png', html))


def test_the_sentences_and_the_first_picture_are_seen_before_the_others_are_drawn(ran) -> None:
    (first, begun), (then, whole) = ran.seen
    assert (first, then) == ("display_data", "update_display_data")
    assert begun["transient"]["display_id"] == whole["transient"]["display_id"]
    board = st.dashboard(st.open_log("sqlite://").or_sample())
    html, last = begun["data"]["text/html"], whole["data"]["text/html"]
    assert (images(html), images(last)) == (1, len(board.pictures))
    assert html.count(f'class="{AWAITED}"') == len(board.pictures) - 1
    assert f'class="{AWAITED}"' not in last
    assert html.index("stretch-in-short") < html.index("<img")
    pictures = '<div class="stretch-dashboard">'
    assert html.partition(pictures)[0] == last.partition(pictures)[0]


def test_what_is_kept_in_the_notebook_is_all_of_it(ran) -> None:
    (output,) = ran.nb.cells[0].outputs
    board = st.dashboard(st.open_log("sqlite://").or_sample())
    assert images(output.data["text/html"]) == len(board.pictures)
    assert output.data["text/plain"] == str(board)


def test_the_place_of_a_picture_is_as_large_as_the_picture_and_says_what_it_will_say() -> None:
    for picture in st.dashboard(st.open_log("sqlite://").or_sample()).pictures:
        drawn = picture.figure()
        assert picture.size_px == pytest.approx(drawn.bbox.size)
        width, height = (f"{px:g}" for px in picture.size_px)
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
