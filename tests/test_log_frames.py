import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from ulid import ULID

from stretchlib.errors import StretchError
from stretchlib.log.seeded import seeded_log
from stretchlib.log.store import sample_log
from tests.log_kit import MORNING, PHASES, event, practise

COLUMNS = {
    "sessions": "id started_utc day routine status planned_s done_s note",
    "phases": (
        "session_id day step set stretch target side stage pace planned_s done_s outcome "
        "hurt dose_s"
    ),
    "hurts": "session_id started_utc day stretch side hurt",
    "ratings": "id rated_utc day session_id moment kind area side score extent",
    "measurements": "id taken_utc day measure side trial value_cm session_id note",
}
TYPES = {
    "started_utc": "datetime64[us, UTC]",
    "rated_utc": "datetime64[us, UTC]",
    "taken_utc": "datetime64[us, UTC]",
    "day": "datetime64[us]",
    "planned_s": "float64",
    "done_s": "float64",
    "dose_s": "float64",
    "value_cm": "float64",
    "step": "Int64",
    "set": "Int64",
    "trial": "Int64",
    "score": "Int64",
}


def fill(log):
    session = practise(log, ("phase_done", 0, 10.0), ("hurt", 1, 8.0), ("phase_skipped", 1, 12.0))
    log.rate("pain", None, moment="before", session_id=session, at=MORNING)
    log.rate("tightness", 4, moment="any", at=MORNING)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5], at=MORNING)
    return session


# Shape


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_a_frame_has_its_columns_and_types_empty_or_full(log, name, full):
    if full:
        fill(log)
    frame = getattr(log, name)()
    assert frame.empty is not full
    assert " ".join(frame.columns) == COLUMNS[name]
    assert frame.dtypes.astype(str).to_dict() == {
        column: TYPES.get(column, "str") for column in frame
    }
    assert frame.index.equals(pd.RangeIndex(len(frame)))


@pytest.mark.parametrize("name", COLUMNS)
def test_empty_and_full_frames_can_be_joined_without_changing(log, name):
    empty = getattr(log, name)()
    fill(log)
    full = getattr(log, name)()
    assert_frame_equal(pd.concat([empty, full], ignore_index=True), full)


def test_a_column_that_is_wholly_missing_keeps_its_type(log):
    log.rate("pain", None, moment="before")
    assert log.ratings()[["session_id", "score"]].isna().all(axis=None)
    assert log.ratings().dtypes.astype(str)[["session_id", "score"]].tolist() == ["str", "Int64"]


# Days


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-02T23:59:59.999999+00:00", "2026-03-02"),
        ("2026-03-03T00:00:00+00:00", "2026-03-03"),
        ("2026-03-02T23:30:00-08:00", "2026-03-02"),
        ("2026-03-03T00:30:00+09:00", "2026-03-03"),
        ("2026-03-03T00:30:00+14:00", "2026-03-03"),
        ("2026-03-02T23:30:00-12:00", "2026-03-02"),
        ("2026-03-03T00:10:00+05:45", "2026-03-03"),
        ("2025-12-31T23:59:00-05:00", "2025-12-31"),
        ("2024-02-29T23:59:00+01:00", "2024-02-29"),
        ("2000-01-01T23:59:00-05:00", "2000-01-01"),
    ],
)
def test_a_day_is_the_one_on_the_persons_own_clock(log, at, day):
    log.rate("pain", 1, moment="any", at=datetime.fromisoformat(at))
    assert log.ratings()["day"].tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize(
    ("clock", "fold", "utc", "day"),
    [
        # Berlin, 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
        ("2026-03-29 00:30", 0, "2026-03-28 23:30", "2026-03-29"),
        ("2026-03-29 23:30", 0, "2026-03-29 21:30", "2026-03-29"),
        ("2026-10-25 00:30", 0, "2026-10-24 22:30", "2026-10-25"),
        ("2026-10-25 02:30", 0, "2026-10-25 00:30", "2026-10-25"),
        ("2026-10-25 02:30", 1, "2026-10-25 01:30", "2026-10-25"),
        ("2026-10-25 23:30", 0, "2026-10-25 22:30", "2026-10-25"),
    ],
)
def test_daylight_saving_moves_neither_the_moment_nor_the_day(log, clock, fold, utc, day):
    local = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
    practise(log, at=local)
    assert log.sessions()["started_utc"].tolist() == [pd.Timestamp(utc, tz="UTC")]
    assert log.sessions()["day"].tolist() == [pd.Timestamp(day)]


def test_rows_are_ordered_by_time_then_id(log):
    later, earlier = MORNING + timedelta(hours=1), MORNING
    # The same moments, written in other zones.
    for at in (later, earlier.astimezone(timezone(timedelta(hours=9))), later, earlier):
        log.rate("pain", 1, moment="any", at=at)
    frame = log.ratings()
    assert_frame_equal(
        frame, frame.sort_values(["rated_utc", "id"], ignore_index=True, kind="stable")
    )
    assert frame["rated_utc"].tolist() == [earlier, earlier, later, later]


# Sessions


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["started"], "partial"),
        (["started", "paused"], "partial"),
        (["started", "stopped"], "stopped"),
        (["started", "finished"], "finished"),
        (["started", "stopped", "resumed", "finished"], "finished"),
    ],
    ids=str,
)
def test_a_session_is_finished_stopped_or_partial(log, kinds, status):
    session = log.start_session("standard", PHASES)
    log.append([event(session, seq, kind) for seq, kind in enumerate(kinds)])
    assert log.sessions()["status"].tolist() == [status]


def test_a_check_in_that_no_practice_followed_is_not_a_session(log):
    log.start_session("standard", PHASES)
    practised = practise(log)
    assert log.sessions()["id"].tolist() == [practised]


def test_planned_and_done_seconds_are_those_of_the_timeline_and_of_the_phases(log):
    practise(log, ("phase_done", 0, 10.0), ("phase_skipped", 1, 12.5))
    practise(log, last=None)
    frame = log.sessions()
    assert frame["planned_s"].tolist() == [75.0, 75.0]
    assert frame["done_s"].tolist() == [22.5, 0.0]


def test_what_was_done_is_told_to_the_millisecond(log):
    """Added as floats, 10.1 and 20.2 and 0.003 are 30.302999999999997."""
    practise(log, ("phase_done", 0, 10.1), ("phase_done", 1, 20.2), ("phase_skipped", 2, 0.003))
    assert log.sessions()["done_s"].tolist() == [30.303]


def test_a_session_keeps_its_id_however_often_it_is_edited(log):
    session = practise(log, ("phase_done", 1, 30.0))
    for text in ("one", "two", "three"):
        log.note(session, text)
    frame = log.sessions()
    assert frame["id"].tolist() == [session]
    assert frame["note"].tolist() == ["three"]
    assert frame["done_s"].tolist() == [30.0]
    assert log.phases()["session_id"].tolist() == [session]


def hide(log, table, entry):
    """Add the row that hides an entry, as an edit does."""
    with sqlite3.connect(log.where) as connection:
        cursor = connection.execute(f"SELECT * FROM {table} WHERE id = ?", [entry])
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        row |= {"id": str(ULID()), "replaces": entry, "void": True}
        places = ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", row)
    connection.close()


def test_what_was_hidden_is_in_no_frame(log):
    session = practise(log, ("phase_done", 0, 10.0))
    rating = log.rate("pain", 1, moment="any")
    (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[9.0])
    for table, entry in [("sessions", session), ("ratings", rating), ("measurements", trial)]:
        hide(log, table, entry)
    assert all(getattr(log, name)().empty for name in COLUMNS)
    assert log.is_empty()


# Steps


def steps(log):
    frame = log.phases()
    return list(zip(frame["side"], frame["stage"], frame["done_s"], frame["outcome"], strict=True))


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([("phase_done", 1, 30.0)], [("left", "stretch", 30.0, "done")]),
        ([("phase_skipped", 1, 0.0)], [("left", "stretch", 0.0, "skipped")]),
        # Back to the start of the phase after 12 s, then all of it.
        (
            [("phase_skipped", 1, 12.0), ("phase_repeated", 1), ("phase_done", 1, 30.0)],
            [("left", "stretch", 42.0, "done")],
        ),
        # Done, gone back to, and left half-way.
        (
            [("phase_done", 1, 30.0), ("phase_repeated", 1), ("phase_skipped", 1, 5.0)],
            [("left", "stretch", 35.0, "skipped")],
        ),
        # It hurt at 8 s: the 8 s that were then skipped from are the same 8 s.
        (
            [("hurt", 1, 8.0), ("phase_skipped", 1, 8.0)],
            [("left", "stretch", 8.0, "hurt")],
        ),
        ([("hurt", 1, 8.0)], [("left", "stretch", 8.0, "hurt")]),
        # It hurt, and later, more gently, it did not: it hurt.
        (
            [
                ("hurt", 1, 8.0),
                ("phase_skipped", 1, 8.0),
                ("phase_repeated", 1),
                ("phase_done", 1, 30.0),
            ],
            [("left", "stretch", 38.0, "hurt")],
        ),
        # Begun again, and the computer was switched off.
        ([("phase_repeated", 1)], []),
        # The order of the timeline, not the order in which they came.
        (
            [("phase_done", 3, 30.0), ("phase_repeated", 1), ("phase_done", 1, 30.0)],
            [("left", "stretch", 30.0, "done"), ("right", "stretch", 30.0, "done")],
        ),
    ],
)
def test_a_step_sums_what_was_done_of_a_phase(log, ends, expected):
    practise(log, *[(*end, None)[:3] for end in ends])
    assert steps(log) == expected
    assert log.sessions()["done_s"].tolist() == [sum(step[2] for step in expected)]


def test_steps_come_in_the_order_of_sessions_and_phases(log):
    ends = [("phase_done", number, 1.0) for number in range(4)]
    second = practise(log, *ends, at=MORNING + timedelta(days=1))
    first = practise(log, *ends, at=MORNING)
    frame = log.phases()
    assert frame["session_id"].tolist() == [first] * 4 + [second] * 4
    assert frame["stage"].tolist() == ["setup", "stretch", "switch", "stretch"] * 2
    assert frame["pace"].isna().tolist() == [True, False, True, False] * 2
    assert frame["planned_s"].tolist() == [10.0, 30.0, 5.0, 30.0] * 2
    assert (
        frame["day"].tolist() == [pd.Timestamp("2026-03-02")] * 4 + [pd.Timestamp("2026-03-03")] * 4
    )


# The sample


def test_only_the_frames_of_the_sample_log_say_so(log):
    assert all("sample" not in getattr(log, name)().attrs for name in COLUMNS)


def test_a_seeded_log_is_the_same_every_time():
    logs = [seeded_log(3), seeded_log(3)]
    for log in logs:
        log.rate("pain", 1, moment="any", at=datetime(2026, 3, 2, tzinfo=UTC))
        log.measure("chest_to_thigh", side="left", trials_cm=[9.0, 9.5], at=MORNING)
    assert_frame_equal(logs[0].ratings(), logs[1].ratings())
    assert_frame_equal(logs[0].measurements(), logs[1].measurements())


# What hurt


def test_what_hurt_is_what_the_phases_say():
    log = sample_log()
    steps = log.phases()
    hurt = steps.loc[steps["outcome"] == "hurt", ["session_id", "day", "stretch", "side", "hurt"]]
    assert len(hurt)
    assert_frame_equal(log.hurts()[list(hurt)], hurt.reset_index(drop=True))


def test_a_phase_that_hurt_twice_is_one_row_and_a_hidden_session_has_none(log):
    session = practise(log, ("hurt", 1, 8.0), ("phase_repeated", 1, 0.0), ("hurt", 1, 5.0))
    assert len(log.hurts()) == 1
    log.hide(session)
    assert log.hurts().empty


def test_phases_since_a_day_are_those_of_the_sessions_that_began_on_it_or_later(log):
    """One just before midnight and one just after, on a clock ten hours ahead of UTC."""
    ahead = timezone(timedelta(hours=10))
    for at in (
        datetime(2026, 3, 1, 23, 59, tzinfo=ahead),
        datetime(2026, 3, 2, 0, 1, tzinfo=ahead),
    ):
        practise(log, ("phase_done", 1, 30.0), at=at)
    every, since = log.phases(), log.phases(since="2026-03-02")
    assert every["day"].dt.day.tolist() == [1, 2]
    assert_frame_equal(since, every[1:].reset_index(drop=True))
    assert_frame_equal(log.phases(since="2026-03-03"), every[:0])


@pytest.mark.parametrize("since", ["spring", "0026-03-01", 5])
def test_phases_since_what_is_no_day_are_refused(log, since):
    with pytest.raises(StretchError, match=f"since={since!r} is not a day|before the year 1990"):
        log.phases(since=since)
