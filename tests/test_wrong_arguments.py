"""What is given to a public function by mistake is answered in a sentence, and changes nothing."""

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest

import stretchlib as st
from stretchlib.errors import StretchError, UnknownName, check_one_of
from stretchlib.log import Log, open_log
from stretchlib.safety import Condition
from tests.exchange_kit import full_log, lines
from tests.log_kit import MORNING, PHASES

LOOP: list[object] = []
LOOP.append(LOOP)
TEST = "chest_to_thigh"


def mine() -> st.Routine:
    return st.Routine("Mine")


TAKES_A_LOG = {
    "dashboard": st.dashboard,
    "report": st.report,
    "Goal": st.Goal,
    "Measure": st.Measure,
    "Screening": st.Screening,
    "Practice": lambda log: st.Practice(st.routine("gentle"), log),
    "LogBrowser": st.LogBrowser,
}


@pytest.mark.parametrize("call", TAKES_A_LOG.values(), ids=TAKES_A_LOG)
@pytest.mark.parametrize("other", [None, st.open_log, "log.sqlite"], ids=["none", "call", "path"])
def test_whatever_takes_a_log_says_how_to_open_one(
    call: Callable[[object], object], other: object
) -> None:
    with pytest.raises(StretchError, match=r"is not a log\. .* st\.open_log\(\)"):
        call(other)


@pytest.mark.parametrize(
    ("names", "end"), [(30, r" 028, 029\.$"), (31, r" 028, 029 and 1 more\.$")], ids=str
)
def test_of_many_names_that_could_be_meant_thirty_are_told_and_the_rest_is_counted(
    names: int, end: str
) -> None:
    with pytest.raises(UnknownName, match=end):
        check_one_of("room", "kitchen", [f"{number:03}" for number in range(names)])


TAKES_A_ROUTINE = {
    "Practice": lambda routine: st.Practice(routine, open_log("sqlite://")),
    "allowed": st.safety.allowed,
    "timeline": st.charts.timeline,
}


@pytest.mark.parametrize("call", TAKES_A_ROUTINE.values(), ids=TAKES_A_ROUTINE)
@pytest.mark.parametrize("other", ["standard", None, "x" * 5000], ids=["name", "none", "long"])
def test_whatever_takes_a_routine_says_how_to_have_one(
    call: Callable[[object], object], other: object
) -> None:
    with pytest.raises(StretchError, match=r"is not a routine\. Give one") as error:
        call(other)
    assert len(str(error.value)) < 200


TAKES_A_PATH = {
    "export": lambda path: open_log("sqlite://").export(path),
    "export_fhir": lambda path: open_log("sqlite://").export_fhir(path),
    "preview_import": lambda path: open_log("sqlite://").preview_import(path),
    "import_exercises": st.import_exercises,
    "reminders": lambda path: st.write_reminders(path, days=["monday"], at="07:30"),
    "save": lambda path: st.report(open_log("sqlite://")).save(path),
    "open_log": st.open_log,
}


@pytest.mark.parametrize("call", TAKES_A_PATH.values(), ids=TAKES_A_PATH)
@pytest.mark.parametrize(
    "other",
    [5, b"log", ["a"], "a\0b", "\ud800", "~nobody_of_this_name/a", "x" * 100_000, "y/" * 3000],
    ids=["number", "bytes", "list", "nul", "half", "nobody", "long", "deep"],
)
def test_what_can_be_no_path_is_said_in_a_few_words(
    call: Callable[[object], object], other: object
) -> None:
    with pytest.raises(StretchError) as error:
        call(other)
    assert len(str(error.value)) < 900


CALLS = {
    "a stretch that is a list": lambda: st.stretch(["double_knee_hug"]),  # type: ignore[arg-type]
    "a routine that is a list": lambda: st.routine(["gentle"]),  # type: ignore[arg-type]
    "a side that is a number": lambda: mine().add("seated_figure_four", sides=5),  # type: ignore[arg-type]
    "sides that are lists": lambda: mine().add("seated_figure_four", sides=[["left"]]),  # type: ignore[list-item]
    "an enhance that is a word": lambda: mine().add("seated_figure_four", enhance="more"),  # type: ignore[arg-type]
    "an enhance of 400 figures": lambda: mine().add("seated_figure_four", enhance=10**400),
    "a title that is a number": lambda: st.Routine(5),  # type: ignore[arg-type]
    "steps that are words": lambda: st.Routine("Mine", ("double_knee_hug",)),  # type: ignore[arg-type]
    "a weekday that is a number": lambda: st.write_reminders("a.ics", days=5, at="07:30"),  # type: ignore[arg-type]
    "a start that is a text": lambda: st.write_reminders(
        "a.ics", days=["monday"], at="07:30", start="soon"
    ),
    "a start that is no day": lambda: st.write_reminders(
        "a.ics",
        days=["monday"],
        at="07:30",
        start=pd.NaT,  # type: ignore[arg-type]
    ),
    "a start after all calendars": lambda: st.write_reminders(
        "a.ics", days=["monday"], at="07:30", start=date.max
    ),
    "a slug of 5000 figures": lambda: st.new_stretch(10**5000),  # type: ignore[arg-type]
    "a name that is none": lambda: st.report(open_log("sqlite://"), name=pd.NaT),  # type: ignore[arg-type]
    "an area that is a list": lambda: st.progress.paired_difference(
        full_log().ratings(),
        area=["low_back"],  # type: ignore[arg-type]
    ),
    "a sign that is a number": lambda: st.safety.outcome_of(5),  # type: ignore[arg-type]
    "an end that is a text": lambda: st.safety.allowed(
        st.routine("gentle"),
        Condition("hip_replacement_back", until="soon"),  # type: ignore[arg-type]
    ),
    "an end with an hour": lambda: st.safety.allowed(
        st.routine("gentle"),
        Condition("hip_replacement_back", until=datetime.now()),  # noqa: DTZ005
    ),
    "a stretch at rest that is a number": lambda: st.safety.allowed(
        st.routine("gentle"),
        resting=5,  # type: ignore[arg-type]
    ),
    "conditions of 5000 figures": lambda: st.safety.allowed(st.routine("gentle"), [10**5000]),  # type: ignore[list-item]
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_wrong_value_is_answered_in_a_sentence(call: Callable[[], object]) -> None:
    with pytest.raises(StretchError, match=r"\.|\?") as error:
        call()
    assert len(str(error.value)) < 900


WRITES = {
    "no events": lambda log: log.append(None),
    "a number of events": lambda log: log.append(5),
    "a routine for its phases": lambda log: log.start_session("Mine", st.routine("gentle")),
    "words for phases": lambda log: log.add_session("Mine", ["double_knee_hug"], at=MORNING),
    "a long title without phases": lambda log: log.start_session("x" * 5000, ()),
    "other phases that are none": lambda log: log.replan(log.sessions()["id"][0], [{"phase": 0}]),
    "an id that is a list": lambda log: log.start_session("Mine", PHASES, session_id=["a"]),
    "trials that are none": lambda log: log.measure(TEST, side="left", trials_cm=None),
    "a dict of trials": lambda log: log.measure(TEST, side="left", trials_cm={12.0: 1}),
    "half a character": lambda log: log.add_screening("go", {"flags": [], "said": "\ud800"}),
    "a number of 400 figures": lambda log: log.add_screening("go", {"flags": [], "said": 10**400}),
    "a list in itself": lambda log: log.add_screening("go", {"flags": [], "said": LOOP}),
    "a session that is a list": lambda log: log.belonging(["a"]),
    "a session of 400 figures": lambda log: log.belonging(10**400),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_cannot_be_written_is_refused_in_a_sentence_and_changes_nothing(
    write: Callable[[Log], object],
) -> None:
    log = full_log()
    before = lines(log)
    with pytest.raises(StretchError) as error:
        write(log)
    assert "damaged" not in str(error.value)
    assert len(str(error.value)) < 900
    assert lines(log) == before


def test_a_reminder_begins_on_a_day_that_is_written_as_text(tmp_path) -> None:
    calendar = tmp_path / "a.ics"
    st.write_reminders(calendar, days=["monday"], at="07:30", start="2026-03-04")
    typed = calendar.read_text()
    assert "DTSTART:20260309T073000" in typed


def test_a_condition_ends_on_a_day() -> None:
    fitted = st.safety.allowed(
        st.routine("gentle"), Condition("hip_replacement_back", until=date(2026, 3, 2))
    )
    assert len(fitted.changes)
