"""The whole log at once, on a screen and on paper."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib.log import Log
from tests.log_kit import MORNING, practise

SAMPLE = "Sample data, not yours"
TYPED = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


@pytest.fixture(scope="module")
def sample() -> Log:
    return st.open_log("sqlite://").or_sample()


@pytest.fixture(scope="module")
def page_of_the_sample(sample: Log) -> str:
    return st.report(sample).html


@pytest.fixture
def log() -> Log:
    return st.open_log("sqlite://")


class Seen(HTMLParser):
    """What a page shows: its words, its tags, its pictures' alternative texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags, self.alts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.alts += [value for name, value in attrs if name == "alt" and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def words_on(picture: st.charts.Picture) -> list[str]:
    return [text.get_text() for text in picture.figure().texts]


def dashboard_html(log: Log) -> str:
    return st.dashboard(log)._repr_mimebundle_()["text/html"]


def test_the_dashboard_says_its_sentences_before_any_picture(sample: Log) -> None:
    board, html = st.dashboard(sample), dashboard_html(sample)
    for sentence in board.sentences:
        lead, _, rest = sentence.partition(":")
        assert html.index(lead) < html.index("<img")
        assert rest in unescape(html)
    assert "<strong>Likely real:</strong>" in html


def test_the_dashboard_answers_for_each_side_and_each_feeling(sample: Log) -> None:
    said = " ".join(st.dashboard(sample).sentences)
    for subject in ("left side", "right side", "your pain", "your tightness", "You practised on"):
        assert subject in said


def test_the_dashboard_shows_each_picture_in_light_and_dark_with_its_words(sample: Log) -> None:
    seen = Seen(dashboard_html(sample))
    pictures = st.dashboard(sample).pictures
    assert seen.alts == [picture.alt for picture in pictures for _ in ("light", "dark")]
    assert "table" not in seen.tags


def test_elsewhere_the_dashboard_is_its_sentences(sample: Log) -> None:
    board = st.dashboard(sample)
    assert str(board).splitlines() == [SAMPLE, *board.sentences]


def test_the_dashboard_of_an_empty_log_is_an_invitation(log: Log) -> None:
    assert st.dashboard(log).sentences == ("Nothing in the log yet: practise or measure once.",)
    assert dashboard_html(log).count("appears here") == 8


@pytest.mark.parametrize("show", [dashboard_html, lambda log: st.report(log).html])
def test_a_sample_says_so_before_anything_else_and_on_each_picture(sample: Log, show) -> None:
    seen = Seen(show(sample))
    begin = seen.text.index(SAMPLE)
    assert begin < seen.text.index("You practised on")
    assert all(alt.startswith(SAMPLE) for alt in seen.alts)


@pytest.mark.parametrize("show", [dashboard_html, lambda log: st.report(log).html])
def test_nothing_of_the_sample_is_in_a_log_of_ones_own(log: Log, show) -> None:
    log.rate("pain", 3, moment="before")
    assert SAMPLE not in show(log.or_sample())


def test_the_report_asks_for_nothing_else_and_runs_nothing(page_of_the_sample: str) -> None:
    sources = re.findall(r'(?:src|href)="([^"]*)"', page_of_the_sample)
    assert sources
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not re.search(r"url\(|@import|<link|<script", page_of_the_sample)
    assert "default-src 'none'" in page_of_the_sample


def test_the_report_has_all_its_sections(page_of_the_sample: str) -> None:
    heads = re.findall(r"<h2>(.*?)</h2>", page_of_the_sample)
    assert heads == [
        "In short",
        "What was practised",
        "Pain and tightness",
        "Distance from chest to thigh",
        "When it hurt",
        "What these data cannot tell",
        "How to read this page",
        "Sources",
        "Pictures",
    ]


def test_the_report_has_the_numbers_of_the_log(sample: Log, page_of_the_sample: str) -> None:
    text = Seen(page_of_the_sample).text
    found = st.progress.verdict(sample.measurements(), "chest_to_thigh", "left")
    assert found.sentence in text
    assert f"left {found.change.days} {found.change.first:.1f} {found.change.latest:.1f}" in text
    sessions, missing = sample.sessions(), sample.ratings()["score"].isna().sum()
    january = sessions[sessions["day"] < "2026-02-01"]
    assert f"Jan 2026 {january['day'].nunique()} " in text
    assert f"{missing} were left unanswered" in text
    assert "The longest time without any entry is 10 days." in text
    assert "“It hurt” was pressed once" in text
    assert "2026-03-11 Double knee hug both after 3 seconds of stretching" in text


def test_the_report_tells_of_the_days_since_one(sample: Log) -> None:
    some = st.report(sample, since="2026-03-01")
    assert some.title == "Practice record, 1 to 29 Mar 2026"
    assert "Feb 2026" not in Seen(some.html).text
    for day in (date(2026, 3, 1), datetime(2026, 3, 1, 9, tzinfo=UTC)):
        assert st.report(sample, since=day).title == some.title


@pytest.mark.parametrize("since", ["last spring", "2026-13-01", "", 5])
def test_what_is_not_a_day_is_named(log: Log, since: object) -> None:
    with pytest.raises(st.StretchError, match=r"is not a day\. Write it as"):
        st.report(log, since=since)


def test_the_report_of_an_empty_log_says_so(log: Log) -> None:
    text = Seen(st.report(log, since="2026-03-01").html).text
    assert "Practice record, since 1 Mar 2026" in text
    for words in ("Nothing was kept", "No session", "Not asked", "Not measured", "Nothing to draw"):
        assert words in text


def test_the_report_names_nobody_unless_a_name_is_typed(log: Log) -> None:
    assert st.report(log).title == "Practice record"
    assert st.report(log, name=" Robin ").title == "Practice record, Robin"


def test_what_people_typed_is_shown_as_text(log: Log) -> None:
    session = practise(log, ("hurt", 1, 8.0), last="stopped")
    log.note(session, TYPED)
    log.rate("pain", 3, moment="before", area=TYPED, session_id=session)
    log.rate("pain", 4, moment="after", area=TYPED, session_id=session)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], note=TYPED)
    report = st.report(log, name=TYPED)
    for html in (report.html, dashboard_html(log)):
        seen = Seen(html)
        assert "script" not in seen.tags
        assert seen.tags.count("img") == len(seen.alts), "no picture but our own"
        assert TYPED not in html
    assert TYPED in Seen(report.html).text
    assert TYPED in Seen(unescape(re.search(r'srcdoc="([^"]*)"', report._repr_html_())[1])).text


def test_in_a_notebook_the_report_stands_in_a_frame_that_runs_nothing(log: Log) -> None:
    html = st.report(log)._repr_html_()
    assert html.startswith('<iframe title="Practice record" sandbox=""')
    assert unescape(re.search(r'srcdoc="([^"]*)"', html)[1]) == st.report(log).html


def test_the_report_is_saved_for_its_owner_only_and_never_over_another(
    log: Log, tmp_path: Path
) -> None:
    report, where = st.report(log), tmp_path / "mine.html"
    assert report.save(where) == where
    assert where.read_text("utf-8") == report.html
    assert where.stat().st_mode & 0o777 == 0o600
    with pytest.raises(st.ExchangeError, match="is there already"):
        report.save(where)
    with pytest.raises(st.ExchangeError, match="There is no folder"):
        report.save(tmp_path / "nowhere" / "mine.html")


def test_one_day_and_ten_thousand_days_are_told_alike(log: Log) -> None:
    practise(log, ("phase_done", 1, 30.0))
    practise(log, ("phase_done", 1, 30.0), at=MORNING + timedelta(days=10_000))
    assert st.dashboard(log).sentences[0].startswith("You practised on 2 days in 1429 weeks")
    assert "2 days since 2 Mar 2026" in " ".join(words_on(st.dashboard(log).pictures[1]))


def test_a_sentence_is_only_said_of_what_was_asked(log: Log) -> None:
    log.rate("pain", None, moment="before")
    assert st.dashboard(log).sentences == ("Nothing in the log yet: practise or measure once.",)
