"""The website: made without a warning, whole, and asking nothing of any other place."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

import stretchlib as st
from stretchlib.charts.canvas import SAMPLE
from stretchlib.user import check_catalog
from tests.own_kit import write
from tools.website import FORMS, SITE, TOP, for_reading, main, still, with_files

NOTEBOOKS = sorted(file.stem for file in (TOP / "notebooks").glob("*.ipynb"))
MODULES = ("charts", "errors", "progress", "safety")

ASKING = {"src", "srcset", "poster", "data", "background", "formaction", "action", "ping"}
"""Attributes with which a page asks for something, without a click."""
LINKED = {"stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"}
LINKED |= {"icon", "shortcut", "apple-touch-icon", "manifest", "mask-icon"}
"""What a `link` asks for; that there is a next page, it only says."""
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"(?:url\(|@import\s+(?:url\()?)\s*[\"']?([^\"')\s;]+)", re.IGNORECASE)
IN_SCRIPTS = re.compile(
    r"(?:\b(?:fetch|import|importScripts|require|sendBeacon|open|Worker|WebSocket|EventSource"
    r"|Request|URL)\s*\(|\bfrom\b|\bimport\b|\.(?:src|href)\s*=)\s*[\"'`]((?:https?:|wss?:)?//[^\"'`]+)"
)


@dataclass
class Page(HTMLParser):
    """What a page asks for, where it leads, and what can be led to on it."""

    asks: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, html: str) -> "Page":
        page = cls()
        page.feed(html)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a":
            self.leads += [given["href"]] if "href" in given else []
        elif tag == "link" and LINKED & set(given.get("rel", "").split()):
            self.asks.append(given["href"])
        elif tag == "meta" and "url=" in given.get("content", "").lower():
            self.asks.append(given["content"].lower().partition("url=")[2])
        elif tag in ("image", "use"):
            self.asks += [given[name] for name in ("href", "xlink:href") if name in given]
        for name in ASKING & set(given):
            parts = given[name].split(", ") if name == "srcset" else [given[name]]
            self.asks += [part.split()[0] for part in parts if part.strip()]
        self.asks += IN_STYLES.findall(given.get("style", ""))
        if "srcdoc" in given:
            self.asks += Page.of(given["srcdoc"]).asks

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.asks += IN_STYLES.findall(data)
        elif self._inside == "script":
            self.asks += IN_SCRIPTS.findall(data)

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""


def asked(file: Path) -> list[str]:
    """What a file asks of another place."""
    text = file.read_text("utf-8")
    if file.suffix == ".html":
        wanted = Page.of(text).asks
    else:
        wanted = (IN_STYLES if file.suffix == ".css" else IN_SCRIPTS).findall(text)
    return [one for one in wanted if ELSEWHERE.match(one)]


def files_of(site: Path) -> Iterator[Path]:
    yield from (file for file in site.rglob("*") if file.suffix in (".html", ".css", ".js"))


def led_astray(site: Path) -> list[str]:
    """Each link within the website that leads to no file, or to no place in it."""
    pages = {file: Page.of(file.read_text("utf-8")) for file in site.rglob("*.html")}
    astray = []
    for file, page in pages.items():
        for link in {*page.leads, *page.asks}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            anchor = unquote(parts.fragment)
            is_there = target.is_file() and target.is_relative_to(site)
            if not is_there or (anchor and anchor not in pages[target].anchors):
                astray.append(f"{file.relative_to(site)}: {link}")
    return sorted(astray)


def made(folder: Path, *words: str) -> Path:
    """The website, made in a process of its own; any warning fails."""
    site = folder / "site"
    command = [sys.executable, "-m", "tools.website", "--to", str(site), *words]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    assert [*folder.iterdir()] == [site]
    return site.resolve()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The website with its notebooks as they are in the tree; that they run, others test."""
    return made(tmp_path_factory.mktemp("website"), "--unrun")


def test_no_page_asks_anything_of_another_place(site: Path) -> None:
    found = {str(file.relative_to(site)): asked(file) for file in files_of(site)}
    assert len(found) > 30
    assert {file: asks for file, asks in found.items() if asks} == {}


def test_every_link_within_leads_somewhere(site: Path) -> None:
    assert led_astray(site) == []


def test_every_public_name_has_an_entry(site: Path) -> None:
    pages = [Page.of(file.read_text("utf-8")) for file in (site / "api").glob("*.html")]
    found = [anchor for page in pages for anchor in page.anchors]
    names = [f"{'module-' if name in MODULES else ''}stretchlib.{name}" for name in st.__all__]
    assert {name: found.count(name) for name in names} == dict.fromkeys(names, 1)
    within = {
        f"stretchlib.{module}.{name}"
        for module in ("charts", "progress", "safety")
        for name in getattr(st, module).__all__
    }
    assert within - set(found) == set()


def test_every_page_of_words_is_on_it_and_every_notebook(site: Path) -> None:
    words = {f"docs/{file.stem}.html" for file in (TOP / "docs").glob("*.md")}
    books = {f"notebooks/{name}.html" for name in NOTEBOOKS}
    found = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    assert {"index.html", "CONTRIBUTING.html", "CHANGELOG.html"} | words | books <= found
    front = Page.of((site / "index.html").read_text("utf-8"))
    assert words | books <= set(front.leads)


def test_a_form_takes_what_its_docstring_says(site: Path) -> None:
    page = (site / "api" / "practising.html").read_text("utf-8")
    assert "args" not in page
    assert page.count('<em class="sig-param">') >= 8


def test_a_form_becomes_a_line_and_all_else_stays(tmp_path: Path) -> None:
    line = "Goal: run this cell, and it is here again. What you did is in your log."
    form = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": line}
    shown, kept = (
        still(nbformat.from_dict({"output_type": "display_data", "data": data}), tmp_path).data
        for data in (form, {"text/html": "<p>All is well</p>"})
    )
    assert shown == {
        "text/html": '<p class="website-form"><b>Goal</b> stands here when you run this cell in '
        "your workbook.</p>"
    }
    assert kept == {"text/html": "<p>All is well</p>"}


def test_a_colon_in_what_an_attribute_says_makes_no_type_of_it(site: Path) -> None:
    pages = {file.stem: file.read_text("utf-8") for file in (site / "api").glob("*.html")}
    assert [name for name, page in pages.items() if ">Type<" in page] == []
    assert "Who can read it, in words that end a sentence: on a server" in pages["log"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_begins_with_its_title_and_that_it_is_a_sample(name: str, tmp_path: Path) -> None:
    book = nbformat.read(TOP / "notebooks" / f"{name}.ipynb", as_version=4)
    first, second, *rest = for_reading(book, tmp_path).cells
    assert first.source.startswith("# ")
    assert "sample data" in second.source
    assert not any(cell.source.startswith("# ") for cell in rest if cell.cell_type == "markdown")


def test_a_picture_is_a_file_that_a_page_fetches_when_it_is_come_to(tmp_path: Path) -> None:
    shown = with_files('<img src="data:image/png;base64,cGljdHVyZQ==">' * 2, tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == b"picture"
    assert shown == f'<img loading="lazy" src="../_pictures/{file.name}">' * 2


@pytest.mark.more
def test_every_notebook_is_shown_with_what_its_cells_give(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    site = made(tmp_path_factory.mktemp("website_run"))
    assert [file for file in files_of(site) if asked(file)] == []
    assert led_astray(site) == []
    pages = {name: (site / "notebooks" / f"{name}.html").read_text("utf-8") for name in NOTEBOOKS}
    assert [name for name, page in pages.items() if "cell_output" not in page] == []
    assert "widget-view" not in "".join(pages.values())
    for name, form in {
        "00_today": "Practice",
        "01_start_here": "Practice",
        "02_your_routine": "RoutineBuilder",
        "03_measure": "Measure",
        "04_progress": "Goal",
        "05_your_log": "LogBrowser",
    }.items():
        assert f"<b>{form}</b> stands here when you run this cell in your workbook." in pages[name]
        assert form not in FORMS or f"_images/{FORMS[form][0]}.png" in pages[name]
    assert pages["04_progress"].count(SAMPLE) > 10
    assert SAMPLE in pages["03_measure"]
    assert pages["01_start_here"].count("stretch-card") == 4


ASKED = [
    '<script src="https://cdn.example/require.js"></script>',
    '<link rel="stylesheet" href="//fonts.example/one.css">',
    '<link rel="preload icon" href="https://cdn.example/one.png">',
    '<img srcset="one.png 1x, https://cdn.example/two.png 2x">',
    '<p style="background: url(https://cdn.example/one.png)">',
    '<style>@import "https://fonts.example/one.css";</style>',
    "<script>fetch('https://count.example/')</script>",
    "<script>import('//cdn.example/one.js')</script>",
    '<script type="module">import one from "https://cdn.example/one.js"</script>',
    '<iframe srcdoc="&lt;img src=&quot;https://cdn.example/one.png&quot;&gt;"></iframe>',
    '<svg><image href="https://cdn.example/one.png"/></svg>',
    '<meta http-equiv="refresh" content="0; url=https://example.org/">',
]


@pytest.mark.parametrize("html", ASKED)
def test_what_is_asked_of_another_place_is_found(html: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html)
    assert len(asked(page)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.org/">a click</a>',
        '<link rel="next" href="https://example.org/">',
        '<img src="data:image/png;base64,AAAA//AA"><script src="_static/one.js"></script>',
        '<svg xmlns="https://example.org/2000/svg"></svg>',
    ],
)
def test_what_waits_for_a_click_is_none_of_it(html: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html)
    assert asked(page) == []


@pytest.mark.parametrize("link", ["two.html", "#there", "two.html#there", "../outside.html"])
def test_a_link_that_leads_nowhere_is_found(link: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("")
    (site / "one.html").write_text(f'<a href="{link}">there</a>')
    assert led_astray(site) == [f"one.html: {link}"]


def test_the_website_is_never_written_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit):
        main(["--to", str(tmp_path)])
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (
        subprocess.run(["git", "check-ignore", "-q", SITE / "index.html"], cwd=TOP).returncode == 0
    )


def test_the_example_of_a_stretch_of_ones_own_is_complete(own: Path) -> None:
    page = (TOP / "docs" / "add_a_stretch.md").read_text("utf-8")
    example = page.partition("<!-- example -->\n```toml\n")[2].partition("```")[0]
    assert tomllib.loads(example)["slug"] == "pigeon"
    write(own, example, "pigeon.toml")
    assert check_catalog().empty
    assert len(st.Routine("Mine").add("pigeon", st.Hold(30), sets=2)) == 1
