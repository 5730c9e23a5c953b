"""The whole log at once, on a screen and on paper."""

import re
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from sqlalchemy import update

import stretchlib as st
from stretchlib.charts.theme import THEMES
from stretchlib.log import Log, tables
from stretchlib.model import Moment
from stretchlib.phases import Side
from stretchlib.reports.printed import Report
from stretchlib.text import signed
from tests.log_kit import MORNING, PHASES, event, practise
from tests.progress_kit import a_number
from tests.text_kit import match_in

SAMPLE = "Sample data, not yours"
STILL_TO_COME = (
    "One entry is dated 3 Mar 2062, which is still to come. It is left out: correct it in notebook "
    "05."
)
TYPED = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


@pytest.fixture(scope="module")
def sample() -> Log:
    return st.open_log("sqlite://").or_sample()


@pytest.fixture(scope="module")
def page_of_the_sample(sample: Log) -> str:
    return st.report(sample).html


class Seen(HTMLParser):
    """What a page shows: its words, its tags, its pictures' alternative texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.alts: list[str] = []
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


def test_the_dashboard_shows_each_picture_with_its_words(sample: Log) -> None:
    seen = Seen(dashboard_html(sample))
    pictures = st.dashboard(sample).pictures
    assert seen.alts == [picture.alt for picture in pictures]
    assert "table" not in seen.tags


def test_elsewhere_the_dashboard_is_its_sentences(sample: Log) -> None:
    board = st.dashboard(sample)
    assert str(board).splitlines() == [SAMPLE, *board.sentences]


def test_the_dashboard_of_an_empty_log_is_an_invitation(log: Log) -> None:
    assert st.dashboard(log).sentences == ("Nothing in the log yet: practise or measure once.",)
    assert dashboard_html(log).count("appears here") == 4


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
        "When it hurt",
        "Which stretches",
        "What these data cannot tell",
        "What was practised",
        "Pain and tightness",
        "Distance from chest to thigh",
        "More pictures",
        "How to read this page",
        "Sources",
    ]


def test_the_report_has_the_numbers_of_the_log(sample: Log, page_of_the_sample: str) -> None:
    text = Seen(page_of_the_sample).text
    found = st.progress.verdict(sample.measurements(), "chest_to_thigh", "left")
    assert found.sentence in text
    change, trend, finding = found.change, found.trend, found.finding
    slope, lowest, highest = map(a_number, (trend.per_week, trend.low, trend.high))
    about, low, high = map(a_number, (finding.about, finding.low, finding.high))
    assert (
        f"Chest to thigh left {change.days} {change.first:.1f} {change.latest:.1f} "
        f"{signed(a_number(change.change), 1)} {change.mdc:.1f} {signed(slope)} "
        f"({signed(lowest)} to {signed(highest)}) about {signed(about, 1)} "
        f"({signed(low, 1)} to {signed(high, 1)}) likely real, nearer"
    ) in text
    dose = st.progress.weekly_dose(sample.phases())
    means = dose[dose["target"] == "hamstrings"].groupby("side")["minutes"].mean()
    assert f"hamstrings left {means['left']:.1f}, right {means['right']:.1f}" in text
    answers = sample.ratings().query("kind == 'tightness' and moment == 'before'")["score"]
    felt = st.progress.rating_verdict(sample.ratings(), "tightness")
    assert (
        f"tightness, before {answers.notna().sum()} of {len(answers)} {felt.change.first:g} "
        f"{felt.change.latest:g} {felt.change.mdc:.1f} {felt.short}"
    ) in text
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


def test_a_report_of_the_latest_days_leaves_none_of_them_out(sample: Log) -> None:
    """The days for getting used to it lie before: they are the first of all, not of the period."""
    days = sample.measurements()["day"].drop_duplicates()
    for first in (days.iloc[3], days.iloc[8]):
        text = Seen(st.report(sample, since=str(first.date())).html).text
        assert f"since {first.day} {first:%B %Y}" in text


@pytest.mark.parametrize("since", ["last spring", "2026-13-01", "", 5])
def test_what_is_not_a_day_is_named(log: Log, since: object) -> None:
    with pytest.raises(st.StretchError, match=r"is not a day\. Write it as"):
        st.report(log, since=since)  # type: ignore[arg-type]


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
    assert TYPED in Seen(unescape(match_in(r'srcdoc="([^"]*)"', report._repr_html_())[1])).text


def test_the_report_of_some_months_is_small_enough_for_its_link(sample: Log) -> None:
    shown = st.report(sample)._repr_html_()
    assert 'download="report.html"' in shown
    assert "type in a cell" not in shown


def test_a_report_too_large_for_a_link_says_the_whole_line_that_keeps_it() -> None:
    large = Report(html=900_001 * "x", title="Practice record")
    assert '<p>To keep it, type in a cell: st.report(log).save("report.html")</p>' in (
        large._repr_html_()
    )


def test_in_a_notebook_the_report_stands_in_a_frame_that_runs_nothing(log: Log) -> None:
    html = st.report(log)._repr_html_()
    assert html.startswith('<iframe title="Practice record" sandbox=""')
    assert unescape(match_in(r'srcdoc="([^"]*)"', html)[1]) == st.report(log).html


def test_the_report_is_saved_for_its_owner_only_and_never_over_another(
    log: Log, tmp_path: Path
) -> None:
    report, where = st.report(log), tmp_path / "mine.html"
    assert report.save(where) == where
    assert where.read_text("utf-8") == report.html
    assert where.stat().st_mode & 0o777 == 0o600
    with pytest.raises(st.errors.ExchangeError, match="is there already"):
        report.save(where)
    with pytest.raises(st.errors.ExchangeError, match=r"is a folder\. Name a file in it"):
        report.save(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(st.errors.ExchangeError, match=r"is a folder\. Name a file in it"):
        report.save(tmp_path / "empty")
    with pytest.raises(st.errors.ExchangeError, match="There is no folder"):
        report.save(tmp_path / "nowhere" / "mine.html")


def test_one_day_and_ten_thousand_days_are_told_alike(log: Log) -> None:
    practise(log, ("phase_done", 1, 30.0))
    practise(log, ("phase_done", 1, 30.0), at=MORNING - timedelta(days=10_000))
    board = st.dashboard(log, until=MORNING)
    assert board.sentences[0].startswith("You practised on 2 days in 1430 weeks")
    assert "2 days since 15 Oct 1998" in " ".join(words_on(board.pictures[1]))


def test_weeks_count_to_today_and_not_to_the_last_session(log: Log) -> None:
    """Four weeks of practice on Mondays, then five of none."""
    for week in range(4):
        practise(log, ("phase_done", 1, 30.0), at=MORNING + timedelta(weeks=week))
    assert "in the latest 4, on 1.0 days" in st.dashboard(log, until="2026-03-29").sentences[0]
    later = "2026-04-27"
    assert (
        "4 days in 9 weeks; in the latest 4, on 0.0 days"
        in (st.dashboard(log, until=later).sentences[0])
    )
    assert st.dashboard(log, until=later).pictures[1].title == "Practised on 4 days in 9 weeks"
    assert "0.0 minutes a week" in st.dashboard(log, until=later).pictures[3].alt
    assert "on 0.0 days a week" in Seen(st.report(log, until=later).html).text
    today = datetime.now().astimezone()
    assert st.dashboard(log).sentences == st.dashboard(log, until=today.date()).sentences


def test_the_dashboard_draws_the_minutes_that_the_whole_log_has(log: Log) -> None:
    """A year of Sundays, and then half a year of getting into position alone."""
    today = datetime.now().astimezone().replace(hour=12)
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    stretched = next(i for i, phase in enumerate(PHASES) if phase.stage == "stretch")
    for week in range(30, 82):
        practise(log, ("phase_done", stretched, 30.0), at=sunday - timedelta(weeks=week))
    for shown in (sunday, sunday + timedelta(days=1)):
        until = shown.date()
        drawn = st.dashboard(log, until=until).pictures[3]
        assert drawn.alt == st.charts.dose(log.phases(), pd.Timestamp(until)).alt
        assert "minutes a week" in drawn.title
    for week in range(28):
        practise(log, ("phase_done", 0, 5.0), at=sunday - timedelta(weeks=week))
    drawn = st.dashboard(log).pictures[3]
    assert drawn.alt == st.charts.dose(log.phases(), pd.Timestamp(today.date())).alt
    assert drawn.table["target"].nunique() == 1


def test_a_picture_keeps_its_plain_colours_exactly(sample: Log) -> None:
    html = st.charts.tightness(sample.ratings()).html()
    png = Image.open(BytesIO(b64decode(re.findall(r"base64,([^\"]+)", html)[0])))
    assert png.mode == "P"
    assert png.convert("RGB").getpixel((0, 0)) == tuple(
        round(255 * part) for part in to_rgb(THEMES["light"].paper)
    )


def test_the_sample_is_told_to_its_own_end(sample: Log) -> None:
    last = sample.sessions()["day"].max().date()
    assert st.dashboard(sample).sentences == st.dashboard(sample, until=last).sentences


def test_a_day_that_is_still_to_come_is_named_and_hides_nothing(log: Log) -> None:
    practise(log, ("phase_done", 1, 30.0))
    log.rate("pain", 3, moment="before", at=MORNING)
    before = st.dashboard(log)
    slip = log.rate("pain", 9, moment="before", at=MORNING)
    later = {"rated_utc": datetime(2062, 3, 3, 8, tzinfo=UTC)}
    with log.writing() as connection:
        connection.execute(update(tables.ratings).where(tables.ratings.c.id == slip).values(later))
    board, text = st.dashboard(log), Seen(st.report(log).html).text
    assert board.sentences == (*before.sentences, STILL_TO_COME)
    assert [each.alt for each in board.pictures] == [each.alt for each in before.pictures]
    assert STILL_TO_COME in text
    assert "2 Mar 2026" in text


def test_a_goal_is_spoken_of_when_somebody_set_one(log: Log) -> None:
    for day in range(12):
        at = MORNING + timedelta(days=day)
        log.measure("chest_to_thigh", side="left", trials_cm=[12.0 + day % 2], at=at)
    for text in (str(st.dashboard(log)), Seen(st.report(log).html).text):
        assert "Your goal" not in text
    for text in (str(st.dashboard(log, goal_cm=9)), Seen(st.report(log, goal_cm=9).html).text):
        assert "your goal of 9 cm is 4.0 cm away." in text
    assert "The goal is 9 cm." in st.dashboard(log, goal_cm=9).pictures[0].alt
    with pytest.raises(st.StretchError, match="goal_cm='9 cm'"):
        st.dashboard(log, goal_cm="9 cm")  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["any", "next_day", "after"])
def test_an_answer_at_any_moment_is_told_of(log: Log, moment: Moment) -> None:
    log.rate("pain", 3, moment=moment, at=MORNING)
    text = " ".join(st.dashboard(log).sentences)
    assert "A first answer for your pain" in text or "Known already: pain 3 after." in text
    assert f"pain, {moment.replace('_', ' ')} 1 of 1" in Seen(st.report(log).html).text


def test_a_session_that_never_began_is_no_session(log: Log) -> None:
    log.start_session("standard", st.routine("standard").phases())
    assert st.dashboard(log).sentences == ("Nothing in the log yet: practise or measure once.",)
    assert "No session." in Seen(st.report(log).html).text


def test_every_formula_behind_a_printed_number_is_among_the_sources(
    page_of_the_sample: str,
) -> None:
    listed = page_of_the_sample[page_of_the_sample.index("<h2>Sources") :]
    for name in ("Shrout and Fleiss", "Von Neumann", "Marriott and Pope", "Weir", "Sen 1968"):
        assert name in listed


def test_a_sentence_is_only_said_of_what_was_asked(log: Log) -> None:
    log.rate("pain", None, moment="before")
    assert st.dashboard(log).sentences == ("Nothing in the log yet: practise or measure once.",)


def test_in_the_first_weeks_it_is_said_once_that_it_is_early_and_what_is_known(log: Log) -> None:
    for days in (0, 2):
        at = MORNING + timedelta(days=days)
        session = log.add_session("Standard", PHASES, at=at)
        readings: tuple[tuple[Side, float], ...] = (("left", 12.0), ("right", 10.5))
        for side, cm in readings:
            log.measure("chest_to_thigh", side=side, trials_cm=[cm - 0.5, cm, cm], at=at)
        for kind, before, after in (("pain", 4, 3), ("tightness", 6, 4)):
            log.rate(kind, before, moment="before", session_id=session, at=at)
            log.rate(kind, after, moment="after", session_id=session, at=at)
    practised, early = st.dashboard(log, until="2026-03-05").sentences
    assert practised == "You have practised on 2 days."
    assert early == (
        "It is too early to say what changes: a first answer takes 6 more days of "
        "measuring and 4 more days with the questions answered before and after practice. Known "
        "already: left 12.0 cm, right 10.5 cm, pain 4 before and 3 after, tightness 6 before and "
        "4 after."
    )


# --- how far down a leg, and what hurt ------------------------------------------------------------


def test_how_far_down_is_drawn_once_anything_but_nowhere_was_answered(log: Log) -> None:
    log.rate("extent", "nowhere", moment="any", at=MORNING)
    before = st.dashboard(log)
    assert len(before.pictures) == 4
    assert not any("numbness" in sentence for sentence in before.sentences)
    log.rate("extent", "below the knee", moment="any", at=MORNING + timedelta(days=1))
    board = st.dashboard(log)
    assert board.pictures[-1].title == "It went below the knee on 1 of 2 days"
    assert board.sentences[-1] == (
        "Pain, numbness or tingling went below the knee on 1 of 2 days, last on 3 March 2026."
    )


def test_the_report_says_how_far_down_it_went_and_draws_it(log: Log) -> None:
    for day, far in enumerate(["back", "thigh", "below the knee", "back"]):
        log.rate("extent", far, moment="before", at=MORNING + timedelta(days=day))
    log.rate("extent", "buttock", moment="after", at=MORNING)
    seen = Seen(st.report(log).html)
    assert "went below the knee on 1 of 4 days, last on 4 March 2026." in seen.text
    assert (
        "in days, each by its furthest answer: none 0, back 1, buttock 1, thigh 1, "
        "below the knee 1."
    ) in seen.text
    assert any(alt.startswith("It went below the knee") for alt in seen.alts)
    assert "Answers, medians" not in seen.text, "a table without a row"


def test_a_report_of_a_log_that_was_never_asked_is_silent_on_it(log: Log) -> None:
    log.rate("pain", 3, moment="any", at=MORNING)
    assert "furthest" not in Seen(st.report(log).html).text


def test_what_hurt_is_told_in_words_and_counted_by_its_four_kinds(log: Log) -> None:
    for day, reason in enumerate(["leg", "back", "leg", None]):
        session = practise(log, ("phase_done", 1, 30.0), at=MORNING + timedelta(days=day))
        log.append([event(session, 90, "hurt", 3, 4.0, reason=reason)])
    text = Seen(st.report(log).html).text
    assert "pain, tingling, numbness or weakness in a leg" in text
    assert (
        "What hurt. More pain in the back: 1; pain, tingling, numbness or weakness in a leg: 2; "
        "not said: 1."
    ) in text


def test_the_latest_five_times_it_hurt_stand_first_and_all_of_them_further_below(log: Log) -> None:
    for day in range(6):
        session = practise(log, ("phase_done", 1, 30.0), at=MORNING + timedelta(days=day))
        log.append([event(session, 90, "hurt", 3, 4.0 + day, reason="back")])
    front, rest = Seen(st.report(log).html).text.split("All the rest")
    assert "pressed 6 times. The latest 5; all stand further below" in front
    assert "after 4 seconds" not in front
    assert "after 9 seconds" in front
    assert "after 4 seconds" in rest


def test_where_it_hurt_five_times_all_stand_first_and_nothing_twice(log: Log) -> None:
    for day in range(5):
        session = practise(log, ("phase_done", 1, 30.0), at=MORNING + timedelta(days=day))
        log.append([event(session, 90, "hurt", 3, 4.0 + day, reason="back")])
    text = Seen(st.report(log).html).text
    assert [text.count(f"after {seconds} seconds") for seconds in range(4, 9)] == [1] * 5


def test_the_report_says_of_each_stretch_how_often_how_long_and_when_it_hurt(log: Log) -> None:
    session = practise(log, ("phase_done", 1, 30.0), at=MORNING)
    log.append([event(session, 90, "hurt", 3, 4.0, reason="back")])
    [table] = re.findall(r"<h2>Which stretches</h2>.*?</table>", st.report(log).html, re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", table)
    assert cells == ["Standing hamstring", "1", "2 Mar 2026", "left 0.5, right 0.1", "0", "1"]
