import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from ulid import ULID

from stretchlib.errors import LogError, NotAllSaved, UnknownName
from stretchlib.log import open_log
from tests.log_kit import MORNING, PHASES, TEXTS, event, phase, practise


def rows(log, table):
    with sqlite3.connect(log.where) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
    connection.close()
    return found


# Sessions


def test_a_routine_practised_many_times_is_kept_once(log):
    for _ in range(3):
        practise(log)
    assert len(rows(log, "sessions")) == 3
    assert len(rows(log, "timelines")) == 1


def test_a_session_keeps_its_timeline_as_it_was(log):
    practise(log, ("phase_done", 1, 30.0))
    (timeline,) = rows(log, "timelines")
    kept = json.loads(timeline["phases"])
    assert [one["duration_s"] for one in kept] == [10.0, 30.0, 5.0, 30.0]
    assert kept[1]["cues"] == [[0.0, "Stand tall.", "Stand tall."]]
    assert kept[1]["beats"] == [[0.0, "hold"]]
    assert timeline["phase_count"] == 4


def test_beginning_the_same_session_again_changes_nothing(log):
    session = log.start_session("standard", PHASES, at=MORNING)
    assert log.start_session("standard", PHASES, session_id=session) == session
    (row,) = rows(log, "sessions")
    assert row["started_utc"] == "2026-03-02T06:30:00.000000+00:00"


@pytest.mark.parametrize(
    ("routine", "phases"), [("gentle", PHASES), ("standard", PHASES[:2])], ids=["title", "timeline"]
)
def test_an_id_that_another_session_has_is_refused(log, routine, phases):
    session = log.start_session("standard", PHASES)
    with pytest.raises(LogError, match="belongs to another session"):
        log.start_session(routine, phases, session_id=session)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"routine": "  "}, "says nothing"),
        ({"routine": 7}, "routine=7 is not a text"),
        ({"phases": ()}, "has no phase"),
        ({"session_id": "7"}, "session_id='7' is not a ULID"),
        ({"at": datetime(2026, 3, 2, 7)}, "has no zone"),  # noqa: DTZ001
        ({"at": "yesterday"}, "is not a moment"),
        ({"at": pd.NaT}, "is not a moment"),
    ],
    ids=str,
)
def test_a_session_that_cannot_be_is_refused(log, arguments, message):
    with pytest.raises(LogError, match=message):
        log.start_session(**{"routine": "standard", "phases": PHASES} | arguments)
    assert rows(log, "sessions") == []


# Events


def test_append_returns_the_ids_that_are_safe(log):
    session = log.start_session("standard", PHASES)
    sent = [event(session, 0, "started"), event(session, 1, "phase_done", 0, 10)]
    assert log.append(sent) == [one["id"] for one in sent]
    assert [row["id"] for row in rows(log, "events")] == [one["id"] for one in sent]


def test_events_sent_again_are_saved_once_and_acknowledged_again(log):
    session = log.start_session("standard", PHASES)
    first, second = event(session, 0, "started"), event(session, 1, "phase_done", 0, 10)
    log.append([first])
    assert log.append([first, second, second]) == [first["id"], second["id"], second["id"]]
    assert len(rows(log, "events")) == 2


def test_an_event_once_saved_never_changes(log):
    session = log.start_session("standard", PHASES)
    first = event(session, 1, "phase_done", 0, 10)
    log.append([first])
    log.append([{**first, "done_s": 3.0}])
    assert rows(log, "events")[0]["done_s"] == 10.0


def test_nothing_sent_is_nothing_saved(log):
    assert log.append([]) == []


def test_the_moment_of_an_event_is_kept_to_the_microsecond(log):
    session = log.start_session("standard", PHASES)
    log.append([event(session, 0, "started", at_ms=1_772_433_000_123.456)])
    assert rows(log, "events")[0]["at_utc"] == "2026-03-02T06:30:00.123456+00:00"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, "id=None is not a ULID"),
        ({"id": "x' OR 1=1 --"}, "is not a ULID"),
        ({"session": None}, "session=None is not in this log"),
        ({"session": ["a"]}, "is not in this log"),
        ({"session": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "is not in this log. Start it first"),
        ({"seq": -1}, "seq=-1 is not possible"),
        ({"seq": True}, "seq=True is not possible"),
        ({"seq": 2**40}, "is not possible"),
        ({"kind": "jumped"}, "kind='jumped' is unknown. Choose one of: started"),
        ({"at_ms": float("nan")}, "at_ms=nan is not possible"),
        ({"at_ms": "now"}, "at_ms='now' is not possible"),
        ({"at_ms": 1e300}, "is not possible"),
        ({"offset_min": 1440}, "offset_min=1440 is not possible"),
        ({"phase": None}, "phase of phase_done is missing. Give it a value."),
        ({"phase": 4}, "phase=4 is not possible. Give a whole number from 0 to 3."),
        ({"done_s": None}, "done_s of phase_done is missing"),
        ({"done_s": -0.5}, "done_s=-0.5 is not possible"),
        ({"done_s": float("inf")}, "done_s=inf is not possible"),
        ({"reason": "a\x00b"}, "NUL character at position 1"),
    ],
    ids=str,
)
def test_a_malformed_event_is_named_and_the_others_are_saved(log, changes, message):
    session = log.start_session("standard", PHASES)
    good = [event(session, 0, "started"), event(session, 2, "finished")]
    bad = event(session, 1, "phase_done", 0, 10.0) | changes
    with pytest.raises(LogError, match="1 of 3 events not saved") as error:
        log.append([good[0], bad, good[1]])
    assert message in str(error.value)
    assert [row["id"] for row in rows(log, "events")] == [one["id"] for one in good]


def test_what_is_no_event_at_all_is_refused(log):
    with pytest.raises(LogError, match="'started' is not an event"):
        log.append(["started"])


def test_many_events_at_once_are_kept_and_those_of_another_session_are_named(log):
    session, other = (log.start_session("standard", PHASES) for _ in range(2))
    sent = [event(session, seq, "paused") for seq in range(5_500)]
    log.append([{**sent[-1], "session": other}])
    with pytest.raises(LogError, match=f"1 of 5500 events not saved. id='{sent[-1]['id']}'"):
        log.append(sent)
    assert len(rows(log, "events")) == 5_500


def test_a_refusal_of_many_events_is_not_endless(log):
    with pytest.raises(LogError, match=r"And \d\d more\.") as error:
        log.append([{"id": "x" * 100_000, "kind": 10**5000}] * 100)
    assert len(str(error.value)) < 1200


def test_what_a_later_player_adds_to_an_event_does_not_stop_it(log):
    session = log.start_session("standard", PHASES)
    assert len(log.append([event(session, 0, "started", volume=0.5)])) == 1


# Ratings


def test_not_answered_is_null_and_none_at_all_is_zero(log):
    log.rate("pain", None, moment="before", at=MORNING)
    log.rate("pain", 0, moment="after", at=MORNING)
    assert [row["score"] for row in rows(log, "ratings")] == [None, 0]


def test_a_score_may_be_any_whole_number_type(log):
    log.rate("pain", np.int64(10), moment="any")
    assert rows(log, "ratings")[0]["score"] == 10


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"score": 11}, LogError, "score=11 is not on the scale"),
        ({"score": -1}, LogError, "score=-1 is not on the scale"),
        ({"score": 4.5}, LogError, "score=4.5 is not on the scale"),
        ({"score": "4"}, LogError, "score='4' is not on the scale"),
        ({"score": True}, LogError, "score=True is not on the scale"),
        ({"score": float("nan")}, LogError, "score=nan is not on the scale"),
        ({"kind": "tighness"}, UnknownName, "Did you mean 'tightness'"),
        ({"moment": "befor"}, UnknownName, "Did you mean 'before'"),
        ({"side": "rigth"}, UnknownName, "Did you mean 'right'"),
        ({"area": ""}, LogError, "area='' says nothing"),
        ({"at": datetime(2026, 3, 2, 7)}, LogError, "has no zone"),  # noqa: DTZ001
        ({"session_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, LogError, "is not in this log"),
    ],
    ids=str,
)
def test_a_rating_that_cannot_be_is_refused(log, arguments, error, message):
    with pytest.raises(error, match=message):
        log.rate(**{"kind": "tightness", "score": 4, "moment": "before"} | arguments)
    assert rows(log, "ratings") == []


# Measurements


def test_every_trial_is_kept_in_its_order(log):
    ids = log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11, np.float64(12.5)])
    kept = rows(log, "measurements")
    assert [(row["id"], row["trial"], row["value_cm"]) for row in kept] == [
        (ids[0], 1, 12.0),
        (ids[1], 2, 11.0),
        (ids[2], 3, 12.5),
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"trials_cm": [12.0, -3]}, LogError, "trial 2: -3 cm is not possible. Give 0 to 100 cm."),
        ({"trials_cm": [12.0, 400]}, LogError, "trial 2: 400 cm is not possible"),
        ({"trials_cm": [12.0, "12,5"]}, LogError, "trial 2: '12,5' is not a number"),
        ({"trials_cm": [12.0, None]}, LogError, "trial 2: None is not a number"),
        ({"trials_cm": [12.0, float("nan")]}, LogError, "trial 2: nan is not a number"),
        ({"trials_cm": [12.0, True]}, LogError, "trial 2: True is not a number"),
        ({"trials_cm": []}, LogError, "has no trial"),
        ({"trials_cm": "12"}, LogError, "trials_cm='12' is not a list"),
        ({"trials_cm": 12.0}, LogError, "trials_cm=12.0 is not a list"),
        ({"measure": "chest_to_thig"}, UnknownName, "Did you mean 'chest_to_thigh'"),
        ({"side": "both"}, UnknownName, "Choose one of: left, right"),
        ({"note": "a\x00"}, LogError, "NUL"),
        ({"session_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, LogError, "is not in this log"),
    ],
    ids=str,
)
def test_a_measurement_that_cannot_be_is_refused_whole(log, arguments, error, message):
    sensible = {"measure": "chest_to_thigh", "side": "left", "trials_cm": [12.0]}
    with pytest.raises(error, match=message):
        log.measure(**sensible | arguments)
    assert rows(log, "measurements") == []


def test_ratings_and_measurements_may_belong_to_a_session(log):
    session = practise(log)
    log.note(session, "after which the session has a second row")
    log.rate("pain", 2, moment="after", session_id=session)
    log.measure("chest_to_thigh", side="left", trials_cm=[9.0], session_id=session)
    assert log.ratings()["session_id"].tolist() == [session]
    assert log.measurements()["session_id"].tolist() == [session]


# Notes


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_note_is_kept_exactly_as_typed(log, text):
    session = practise(log)
    log.note(session, text)
    assert log.sessions()["note"].tolist() == [text]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\x00b", "NUL character at position 1. Take it out."),
        ("\ud83e", "half a character at position 0"),
        ("x" * 5_000_000, "has 5000000 characters. Keep it within 20000."),
        (None, "note=None is not a text"),
    ],
    ids=["nul", "surrogate", "5 MB", "none"],
)
def test_a_note_that_cannot_be_kept_exactly_is_refused(log, text, message):
    session = practise(log)
    log.note(session, "before")
    with pytest.raises(LogError, match=message):
        log.note(session, text)
    assert log.sessions()["note"].tolist() == ["before"]


def test_earlier_notes_stay_in_a_chain_that_begins_with_the_session(log):
    session = practise(log)
    log.note(session, "first")
    log.note(session, "second")
    by_id = {row["id"]: row for row in rows(log, "sessions")}
    (last,) = (row for row in by_id.values() if row["note"] == "second")
    middle = by_id[last["replaces"]]
    assert (middle["note"], middle["replaces"]) == ("first", session)
    assert by_id[session]["note"] == ""


def test_the_same_note_again_adds_nothing(log):
    session = practise(log)
    log.note(session, "once")
    log.note(session, "once")
    assert len(rows(log, "sessions")) == 2


def test_a_note_for_an_unknown_session_is_refused(log):
    with pytest.raises(LogError, match="is not in this log"):
        log.note(str(ULID()), "hello")


# The log itself


def test_a_log_is_empty_until_something_was_begun_felt_or_measured(tmp_path):
    writers = {
        "session": practise,
        "rating": lambda log: log.rate("pain", None, moment="any"),
        "measurement": lambda log: log.measure("chest_to_thigh", side="left", trials_cm=[9.0]),
    }
    for name, write in writers.items():
        log = open_log(tmp_path / name)
        log.start_session("standard", PHASES)
        assert log.is_empty()
        write(log)
        assert not log.is_empty()


def test_a_log_is_called_by_its_file_name(log):
    assert repr(log) == "Log('log.sqlite')"


def test_two_different_timelines_are_two(log):
    log.start_session("standard", PHASES)
    log.start_session("standard", [phase(0, "both", "stretch", 20.0, 0.0)])
    assert len(rows(log, "timelines")) == 2


IMPOSSIBLE = {
    "0001-01-01T07:00+14:00": "is before the year 1990. Look at the year",
    "0026-03-02T07:00+01:00": "is before the year 1990. Look at the year",
    "0202-03-02T07:00+01:00": "is before the year 1990. Look at the year",
    "1970-01-01T00:00+00:00": "is before the year 1990. Look at the year",
    "2099-03-02T07:00+01:00": "is still to come. Give a moment in the past",
    "9999-12-31T23:30-01:00": "is still to come. Give a moment in the past",
}
"""Years that were typed short, or come of a clock that began anew, and why they cannot be."""


@pytest.mark.parametrize(("at", "problem"), IMPOSSIBLE.items())
def test_an_impossible_year_is_refused_with_its_cure(log, at, problem):
    when = datetime.fromisoformat(at)
    session = log.start_session("standard", PHASES)
    for write in (
        lambda: log.rate("pain", 1, moment="any", at=when),
        lambda: log.measure("chest_to_thigh", side="left", trials_cm=[12.0], at=when),
        lambda: log.add_screening("go", {"flags": []}, at=when),
        lambda: log.start_session("standard", PHASES, at=when),
        lambda: log.add_session("standard", PHASES, at=when),
        lambda: log.correct(session, at=when),
    ):
        with pytest.raises(LogError, match=f"^at={re.escape(str(when))} {problem}"):
            write()
    assert log.is_empty()


def test_a_file_is_written_so_that_a_power_cut_undoes_nothing_that_was_saved(log):
    """3 is EXTRA, in which the folder is synced too: "Pragma statements supported by SQLite"."""
    with log.writing() as connection:
        kept = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "fullfsync")
        }
    assert kept == {"journal_mode": "delete", "synchronous": 3, "fullfsync": 1}


def test_a_measurement_of_tomorrow_is_refused_with_the_cure(log):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(LogError, match=r"is still to come. Give a moment in the past"):
        log.measure("chest_to_thigh", side="left", trials_cm=[12.0], at=tomorrow)
    assert log.is_empty()


def test_of_two_events_with_one_id_the_one_that_is_kept_is_called_so():
    log = open_log("sqlite://")
    first = log.start_session("standard", PHASES, at=MORNING)
    other = log.start_session("standard", PHASES, at=MORNING)
    mine = event(first, 0, "started")
    with pytest.raises(NotAllSaved, match="belongs to another event") as error:
        log.append([mine, {**event(other, 0, "started"), "id": mine["id"]}])
    assert error.value.saved == [mine["id"]]
    assert log.sessions()["id"].tolist() == [first]
