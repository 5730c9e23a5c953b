"""`make app` is for whoever started it: nobody else on this computer, and no page of the web."""

import html
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from tests.browser.lab import Lab, running_app

PAGES = [
    *("/", "/voila/", "/voila/render/00_today.ipynb", "/voila/docs/safety.md"),
    # As a notebook links to it that lies above `docs`, in a person's own folder.
    "/voila/render/docs/safety.md",
]
OURS = re.compile("Practise today|stretchlib|Stretching", re.IGNORECASE)
ELSEWHERE = "a-page-of-the-web.example"
"""What a page of the web names as the host, once it had its own name lead to this computer."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """What `make app` serves; where an empty token is asked for, there is a new one."""
    place = tmp_path_factory.mktemp("app")
    with running_app(place, "--token=") as app:
        output = (place / "home" / "server.out").read_text("utf-8")
        found = re.search(r"\?token=([0-9a-f]{32,})", output)
        assert found, output
        yield replace(app, token=found[1])


def asked(url: str, **headers: str) -> tuple[int, str]:
    """What a server answers: its status, and the page."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.mark.parametrize("page", PAGES)
def test_whoever_has_the_token_sees_the_page(app: Lab, page: str) -> None:
    status, shown = asked(app.with_token(app.url + page))
    assert status == 200
    assert OURS.search(shown)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("headers", [{}, {"Host": ELSEWHERE}], ids=["here", "from the web"])
@pytest.mark.parametrize("token", ["", "?token=", "?token=guessed"])
def test_whoever_has_no_token_sees_none_of_it(
    app: Lab, page: str, headers: dict[str, str], token: str
) -> None:
    _, shown = asked(app.url + page + token, **headers)
    assert not OURS.search(shown)


@pytest.mark.parametrize(
    "beside", ["docs/time_to_answer.png", "data/sources.toml", "docs/sources.toml"]
)
def test_what_a_page_of_the_docs_shows_is_there_in_both_places(app: Lab, beside: str) -> None:
    for place in ("/voila/", "/voila/render/"):
        with urllib.request.urlopen(app.with_token(f"{app.url}{place}{beside}")) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith(("image/png", "text/plain"))


def test_the_browser_that_opens_comes_in_and_nobody_else_reads_its_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new\nmv {opened}.new {opened}\n', "utf-8")
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    with running_app(tmp_path, opens=True):
        until = time.monotonic() + 60
        while not opened.exists() and time.monotonic() < until:
            time.sleep(0.1)
        file = Path(url2pathname(urlsplit(opened.read_text("utf-8").strip()).path))
        address = re.search(r'url=(http[^"]+)"', file.read_text("utf-8"))
        assert address
        assert OURS.search(asked(html.unescape(address[1]))[1])
    assert file.stat().st_mode & 0o077 == 0
