"""Logs for the tests of exchange: of any content, and with one entry of each kind."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from stretchlib.errors import LogError
from stretchlib.exchange import preview_import
from stretchlib.exchange.preview import Preview
from stretchlib.log import Log, open_log
from stretchlib.log.events import NEEDED
from stretchlib.log.sample import dump
from stretchlib.model import EVENT_KINDS, MOMENTS, SCALES
from stretchlib.phases import PACES, SIDES
from stretchlib.safety.triggers import SCREEN
from tests.log_kit import MORNING, PHASES, event, practise

BERLIN = ZoneInfo("Europe/Berlin")
EDGES = (
    datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN),
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=ZoneInfo("Pacific/Kiritimati")),
    datetime(2000, 7, 20, 20, 17, tzinfo=UTC),
)
"""The hour that is skipped, the hour that comes twice, the end of a year, an early one."""
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
FIRST, LAST = date(1990, 1, 3), date(2026, 12, 28)
"""A moment of them is one that the log keeps, wherever it is."""
moments = st.sampled_from(EDGES) | st.builds(
    datetime.combine, st.dates(FIRST, LAST), st.times(), offsets
)
past = moments.map(lambda at: at if at.year < 2026 else at.replace(year=2024))
"""What is measured has been; 2024 has every day."""
answers = st.fixed_dictionaries(
    {"flags": st.lists(names, max_size=3)},
    optional={"asked": st.sampled_from(["weekly", "all"]), "said": st.dictionaries(texts, texts)},
)
"""Answers to warning signs, as plain JSON."""


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A log with anything in it, edited in any way, or with nothing."""
    log = open_log("sqlite://")
    for _ in range(draw(st.integers(0, 2))):
        log.add_screening(draw(st.sampled_from(SCREEN)), draw(answers), at=draw(moments))
    sessions = [_session(draw, log) for _ in range(draw(st.integers(0, 2)))]
    belongs = st.sampled_from([None, *sessions])
    for _ in range(draw(st.integers(0, 3))):
        rating = log.rate(
            draw(st.sampled_from(SCALES)),
            draw(st.none() | st.integers(0, 10)),
            moment=draw(st.sampled_from(MOMENTS)),
            area=draw(names),
            side=draw(st.sampled_from(SIDES)),
            session_id=draw(belongs),
            at=draw(moments),
        )
        _edit(draw, log, rating, score=draw(st.none() | st.integers(0, 10)), at=draw(moments))
    for _ in range(draw(st.integers(0, 2))):
        trials = log.measure(
            "chest_to_thigh",
            side=draw(st.sampled_from(["left", "right"])),
            trials_cm=draw(st.lists(st.floats(0, 100), min_size=1, max_size=3)),
            note=draw(texts),
            session_id=draw(belongs),
            at=draw(past),
        )
        _edit(draw, log, draw(st.sampled_from(trials)), value_cm=draw(st.floats(0, 100)))
    for session in sessions:
        _edit(draw, log, session, routine=draw(names), at=draw(moments))
    return log


def _edit(draw: st.DrawFn, log: Log, entry: str, **changes) -> None:
    """Correct an entry, hide it, take that back; in any order, as far as it can be."""
    edits = {
        "correct": lambda: log.correct(entry, **changes),
        "void": lambda: log.hide(entry),
        "undo": lambda: log.undo(entry),
    }
    for edit in draw(st.lists(st.sampled_from(list(edits)), max_size=3)):
        with suppress(LogError):
            edits[edit]()


def _session(draw: st.DrawFn, log: Log) -> str:
    session = log.start_session(draw(names), PHASES, at=draw(moments))
    kinds = draw(st.lists(st.sampled_from(EVENT_KINDS), max_size=4))
    values = {
        "phase": st.integers(0, len(PHASES) - 1),
        "done_s": st.floats(0, 9),
        "reason": st.sampled_from(list(PACES)),
    }
    log.append(
        event(session, seq, kind)
        | {"reason": draw(st.none() | texts), "offset_min": draw(st.integers(-840, 840))}
        | {name: draw(values[name]) for name in NEEDED.get(kind, ())}
        for seq, kind in enumerate(["started", *kinds])
    )
    for _ in range(draw(st.integers(0, 2))):
        log.note(session, draw(texts))
    return session


def full_log() -> Log:
    """A log with each kind of entry, one of each edited and one hidden."""
    log = open_log("sqlite://")
    log.add_screening("conditions", {"conditions": ["glaucoma"]}, at=MORNING)
    session = practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0))
    log.note(session, "=SUM(A1)")
    log.note(session, "a <b>stiff</b> morning")
    pain = log.rate("pain", 3, moment="before", session_id=session, at=MORNING)
    log.rate("tightness", None, moment="after", session_id=session, at=MORNING)
    trials = [12.0, 11.5]
    ids = log.measure("chest_to_thigh", side="left", trials_cm=trials, at=MORNING, note="-2 today")
    log.correct(pain, score=4)
    log.hide(ids[1])
    return log


def lines(log: Log) -> list[str]:
    """Every row of a log."""
    return list(dump(log))


def why_left_out(preview: Preview) -> dict[str, str]:
    """Why each row of a file is left out, by its place; none of the reasons is endless."""
    left_out = preview.left_out
    assert left_out["why"].str.len().max() < 400
    return dict(zip(left_out["location"], left_out["why"], strict=True))


def brought_in(path: Path, log: Log | None = None) -> Log:
    """The log, a new one by default, after a file was brought in."""
    log = log or open_log("sqlite://")
    preview_import(log, path).apply()
    return log
