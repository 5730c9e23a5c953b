"""Logs for the tests of exchange: of any content, and with one entry of each kind."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from stretchlib.exchange import import_
from stretchlib.log import Log, open_log
from stretchlib.log.sample import dump
from stretchlib.stretch import MOMENTS, RATING_KINDS, SIDES
from tests.log_kit import MORNING, PHASES, event, practise

BERLIN = ZoneInfo("Europe/Berlin")
EDGES = (
    datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN),
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=ZoneInfo("Pacific/Kiritimati")),
    datetime(1969, 7, 20, 20, 17, tzinfo=UTC),
)
"""The hour that is skipped, the hour that comes twice, the end of a year, before Unix time."""
TRICKY = (
    *("=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n", " =1", "'=1", "''+", "'tis", "\uff1d1"),
    *('a"b', "a,b", "a;b", "a\r\nb", "a\rb", "\ufeffa", "a\u2028b", "\x0b\x85", "<b>&amp;", "́ñ𝔘"),
)
"""Texts that a spreadsheet, a CSV reader or a page might take for something else."""

texts = st.sampled_from(TRICKY) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=30
)
names = texts.filter(str.strip)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FIRST, LAST = (date(year, 1, 2) for year in (1900, 9998))
moments = st.sampled_from(EDGES) | st.builds(
    datetime.combine, st.dates(FIRST, LAST), st.times(), offsets
)


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A log with anything in it: sessions, edited notes, ratings, measurements, or nothing."""
    log = open_log("sqlite://")
    sessions = [_session(draw, log) for _ in range(draw(st.integers(0, 2)))]
    belongs = st.sampled_from([None, *sessions])
    for _ in range(draw(st.integers(0, 3))):
        log.rate(
            draw(st.sampled_from(RATING_KINDS)),
            draw(st.none() | st.integers(0, 10)),
            moment=draw(st.sampled_from(MOMENTS)),
            area=draw(names),
            side=draw(st.sampled_from(SIDES)),
            session_id=draw(belongs),
            at=draw(moments),
        )
    for _ in range(draw(st.integers(0, 2))):
        log.measure(
            "chest_to_thigh",
            side=draw(st.sampled_from(["left", "right"])),
            trials_cm=draw(st.lists(st.floats(0, 100), min_size=1, max_size=3)),
            note=draw(texts),
            session_id=draw(belongs),
            at=draw(moments),
        )
    return log


def _session(draw: st.DrawFn, log: Log) -> str:
    session = log.start_session(draw(names), PHASES, at=draw(moments))
    log.append([event(session, 0, "started"), event(session, 1, "hurt", 0, draw(st.floats(0, 9)))])
    for _ in range(draw(st.integers(0, 2))):
        log.note(session, draw(texts))
    return session


def full_log() -> Log:
    """A log with each kind of entry, one of each edited and one hidden."""
    log = open_log("sqlite://")
    session = practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0))
    log.note(session, "=SUM(A1)")
    log.note(session, "a <b>stiff</b> morning")
    pain = log.rate("pain", 3, moment="before", session_id=session, at=MORNING)
    log.rate("tightness", None, moment="after", session_id=session, at=MORNING)
    trials = [12.0, 11.5]
    ids = log.measure("chest_to_thigh", side="left", trials_cm=trials, at=MORNING, note="-2 today")
    log.correct(pain, score=4)
    log.void(ids[1])
    return log


def lines(log: Log) -> list[str]:
    """Every row of a log."""
    return list(dump(log))


def brought_in(path: Path, log: Log | None = None) -> Log:
    """The log, a new one by default, after a file was brought in."""
    log = log or open_log("sqlite://")
    import_(log, path).apply()
    return log
