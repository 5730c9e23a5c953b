import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stretchlib.errors import LogError, NotAllSaved, UnknownName
from stretchlib.log import open_log
from tests.hardship_kit import read_only, shared_folder, without_privileges
from tests.log_kit import MORNING, PHASES, event, practise

FRAMES = ("sessions", "ratings", "measurements")
UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture(autouse=True)
def nothing_is_kept_yet(tmp_path, monkeypatch):
    """The drawings that are kept beside one's usual log go with any log; other tests made some."""
    monkeypatch.setenv("STRETCHLIB_LOG", str(tmp_path / "usual" / "log.sqlite"))


@pytest.fixture
def entries(log):
    """One entry of every table that may be edited, by the name of its frame."""
    return {
        "sessions": practise(log, ("phase_done", 1, 30.0)),
        "ratings": log.rate("pain", 4, moment="before", at=MORNING),
        "measurements": log.measure(
            "chest_to_thigh", side="left", trials_cm=[12.0], at=MORNING
        ).pop(),
    }


def rows(log, table):
    with closing(sqlite3.connect(log.where)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()


# Added later


def test_a_session_that_was_not_logged_is_added_as_it_was_planned(log):
    at = datetime.fromisoformat("2026-02-01T23:30-05:00")
    session = log.add_session("standard", PHASES, at=at, note="on the beach")
    (row,) = log.sessions().itertuples()
    assert (row.id, row.status, row.done_s, row.note) == (session, "finished", 75.0, "on the beach")
    assert row.day == pd.Timestamp("2026-02-01")
    assert log.phases()["done_s"].tolist() == [10.0, 30.0, 5.0, 30.0]
    assert log.phases()["outcome"].unique().tolist() == ["done"]


def test_each_phase_of_an_added_session_ended_as_long_after_its_beginning_as_planned(log):
    log.add_session("standard", PHASES, at=MORNING)
    with closing(sqlite3.connect(log.file)) as connection:
        rows = connection.execute("SELECT kind, at_utc FROM events ORDER BY seq").fetchall()
    ended = [(kind, (datetime.fromisoformat(at) - MORNING).total_seconds()) for kind, at in rows]
    phases = [("phase_done", after_s) for after_s in (10, 40, 45, 75)]
    assert ended == [("started", 0), *phases, ("finished", 75)]


def test_a_session_that_was_added_late_shows_when_it_was_written(log):
    session = log.add_session("standard", PHASES, at=MORNING)
    written = log.history(session)["written_utc"].iloc[0]
    assert abs((datetime.now(UTC) - written).total_seconds()) < 60


def test_adding_the_same_session_again_changes_nothing(log):
    for _ in range(2):
        log.add_session("standard", PHASES, at=MORNING, session_id=UNKNOWN)
    assert log.sessions()["done_s"].tolist() == [75.0]


def test_a_session_cannot_be_added_under_the_id_of_another(log):
    log.add_session("standard", PHASES, at=MORNING, session_id=UNKNOWN)
    with pytest.raises(LogError, match="belongs to another session"):
        log.add_session("gentle", PHASES, at=MORNING, session_id=UNKNOWN)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phases": ()}, "has no phase"),
        ({"at": datetime(2026, 3, 2)}, "has no zone"),  # noqa: DTZ001
        ({"note": "a\x00"}, "NUL"),
        ({"session_id": "7"}, "is not a ULID"),
    ],
    ids=str,
)
def test_a_session_that_cannot_be_is_not_added(log, changes, message):
    sensible = {"routine": "standard", "phases": PHASES, "at": MORNING}
    with pytest.raises(LogError, match=message):
        log.add_session(**sensible | changes)
    assert rows(log, "sessions") == rows(log, "events") == []


# Corrected

CHANGES: dict[str, dict[str, Any]] = {
    "sessions": {"routine": "gentle", "note": "<b>'; DROP TABLE sessions; --</b>"},
    "ratings": {"kind": "tightness", "moment": "after", "area": "hip", "side": "left", "score": 9},
    "measurements": {"side": "right", "value_cm": 7.5, "note": "痛い"},
}


@pytest.mark.parametrize("name", FRAMES)
def test_everything_that_may_be_corrected_is_and_the_id_stays(log, entries, name):
    log.correct(entries[name], **CHANGES[name])
    (row,) = getattr(log, name)().to_dict("records")
    assert {key: row[key] for key in CHANGES[name]} == CHANGES[name]
    assert row["id"] == entries[name]


@pytest.mark.parametrize("name", FRAMES)
def test_a_corrected_moment_moves_the_day(log, entries, name):
    log.correct(entries[name], at=datetime.fromisoformat("2026-01-31T23:45-08:00"))
    assert getattr(log, name)()["day"].tolist() == [pd.Timestamp("2026-01-31")]


@pytest.mark.parametrize("name", FRAMES)
def test_what_was_written_stays_and_the_new_row_names_it(log, entries, name):
    before = rows(log, name)
    log.correct(entries[name], **CHANGES[name])
    log.correct(entries[name], at=MORNING + timedelta(hours=1))
    history = log.history(entries[name])
    assert rows(log, name)[: len(before)] == before
    assert history["change"].tolist() == ["entered", "corrected", "corrected"]
    assert history["replaces"].tolist()[1:] == history["id"].tolist()[:2]
    assert history["replaces"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize("name", FRAMES)
def test_a_correction_that_changes_nothing_writes_nothing(log, entries, name):
    log.correct(entries[name], **CHANGES[name])
    log.correct(entries[name], **CHANGES[name])
    log.correct(entries[name])
    assert len(log.history(entries[name])) == 2


def test_an_answer_can_be_taken_back(log, entries):
    log.correct(entries["ratings"], score=None)
    assert log.ratings()["score"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("name", "changes", "error", "message"),
    [
        ("ratings", {"score": 11}, LogError, "score=11 is not on the scale"),
        ("ratings", {"kind": "tighness"}, UnknownName, "Did you mean 'tightness'"),
        ("ratings", {"scor": 1}, UnknownName, "No change named 'scor'. Did you mean 'score'"),
        ("ratings", {"id": UNKNOWN}, UnknownName, "No change named 'id'"),
        ("measurements", {"value_cm": 400}, LogError, "400 cm is not possible"),
        ("measurements", {"side": "both"}, UnknownName, "Choose one of: left, right"),
        ("measurements", {"score": 1}, UnknownName, "No change named 'score'"),
        ("sessions", {"routine": " "}, LogError, "says nothing"),
        ("sessions", {"note": "a\x00"}, LogError, "NUL"),
        ("sessions", {"timeline_id": "x"}, UnknownName, "No change named 'timeline_id'"),
        ("sessions", {"at": datetime(2026, 3, 2)}, LogError, "has no zone"),  # noqa: DTZ001
    ],
    ids=str,
)
def test_a_correction_that_cannot_be_is_refused_whole(log, entries, name, changes, error, message):
    before = rows(log, name)
    with pytest.raises(error, match=message):
        log.correct(entries[name], **CHANGES[name] | changes)
    assert rows(log, name) == before


# Hidden and brought back


@pytest.mark.parametrize("name", FRAMES)
def test_a_hidden_entry_is_in_no_frame_until_it_is_brought_back(log, entries, name):
    before = getattr(log, name)()
    log.hide(entries[name])
    log.hide(entries[name])
    assert getattr(log, name)().empty
    log.undo(entries[name])
    pd.testing.assert_frame_equal(getattr(log, name)(), before)
    assert log.history(entries[name])["change"].tolist() == ["entered", "hidden", "brought back"]


def frames_of(log):
    return [log.sessions(), log.phases(), log.ratings(), log.measurements()]


def test_all_that_belongs_to_a_hidden_session_is_hidden_and_comes_back_with_it(log):
    session = practise(log, ("phase_done", 1, 30.0))
    log.note(session, "under the name that the session began with, however often it is edited")
    log.rate("pain", 3, moment="before", session_id=session)
    log.measure("chest_to_thigh", side="left", trials_cm=[9.0, 9.5], session_id=session)
    before = frames_of(log)
    log.hide(session)
    assert [len(frame) for frame in frames_of(log)] == [0, 0, 0, 0]
    assert log.is_empty()
    log.undo(session)
    for was, now in zip(before, frames_of(log), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_hidden_session_hides_nothing_of_another_nor_what_stands_alone(log):
    hidden, other = (practise(log, ("phase_done", 1, 30.0)) for _ in range(2))
    for session in (hidden, other, None):
        log.rate("pain", 3, moment="any", session_id=session)
        log.measure("chest_to_thigh", side="left", trials_cm=[9.0], session_id=session)
    log.hide(hidden)
    assert log.sessions()["id"].tolist() == [other]
    assert log.phases()["session_id"].tolist() == [other]
    assert log.ratings()["session_id"].fillna("alone").tolist() == [other, "alone"]
    assert log.measurements()["session_id"].fillna("alone").tolist() == [other, "alone"]


def test_an_answer_that_was_hidden_by_itself_stays_hidden_when_its_session_comes_back(log):
    session = practise(log)
    rating = log.rate("pain", 3, moment="before", session_id=session)
    log.hide(rating)
    log.hide(session)
    log.undo(session)
    assert log.ratings().empty


@pytest.mark.parametrize("name", FRAMES)
def test_a_correction_is_undone_and_an_undo_too(log, entries, name):
    before = getattr(log, name)()
    log.correct(entries[name], **CHANGES[name])
    after = getattr(log, name)()
    log.undo(entries[name])
    pd.testing.assert_frame_equal(getattr(log, name)(), before)
    log.undo(entries[name])
    pd.testing.assert_frame_equal(getattr(log, name)(), after)


def test_what_is_hidden_is_brought_back_before_it_is_corrected(log, entries):
    log.hide(entries["ratings"])
    with pytest.raises(LogError, match=r"is hidden\. Bring it back first: log\.undo"):
        log.correct(entries["ratings"], score=1)


def test_what_was_never_changed_cannot_be_undone(log, entries):
    with pytest.raises(LogError, match=r"was never changed\. To hide it: log\.hide"):
        log.undo(entries["ratings"])


def test_an_entry_may_be_named_by_any_row_of_its_history(log, entries):
    log.correct(entries["ratings"], score=1)
    second = log.history(entries["ratings"])["id"][1]
    log.correct(second, score=2)
    assert log.ratings()["score"].tolist() == [2]
    assert log.ratings()["id"].tolist() == [entries["ratings"]]


@pytest.mark.parametrize("edit", ["correct", "hide", "undo", "history"])
@pytest.mark.parametrize(("entry", "message"), [(UNKNOWN, "not in this log"), ("1", "not a ULID")])
def test_what_is_not_there_cannot_be_edited(log, edit, entry, message):
    with pytest.raises(LogError, match=message):
        getattr(log, edit)(entry)


# History


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("sessions", "started_utc day routine note"),
        ("ratings", "rated_utc day session_id moment kind area side score"),
        ("measurements", "taken_utc day measure side trial value_cm session_id note"),
    ],
)
def test_a_history_says_when_what_and_what_it_said(log, entries, name, columns):
    history = log.history(entries[name])
    assert " ".join(history.columns) == f"id written_utc change {columns} replaces"
    kinds = history.dtypes.astype(str)
    assert kinds["written_utc"] == "datetime64[us, UTC]"
    assert kinds["day"] == "datetime64[us]"
    assert kinds["replaces"] == kinds["change"] == "str"


# Events that cannot be kept


def test_a_refused_batch_tells_which_events_are_safe(log):
    session = log.start_session("standard", PHASES)
    good, bad = event(session, 0, "started"), event(session, 1, "jumped")
    with pytest.raises(LogError, match="1 of 2 events not saved") as error:
        log.append([good, bad])
    assert isinstance(error.value, NotAllSaved)
    assert error.value.saved == [good["id"]]


def test_an_event_with_the_id_of_another_sessions_event_is_not_called_saved(log):
    first, second = (log.start_session("standard", PHASES) for _ in range(2))
    taken = event(first, 0, "started")
    log.append([taken])
    good = event(second, 0, "started")
    with pytest.raises(LogError, match=f"id='{taken['id']}' belongs to another event") as error:
        log.append([{**taken, "session": second}, good])
    assert isinstance(error.value, NotAllSaved)
    assert error.value.saved == [good["id"]]


def test_a_score_that_was_not_answered_is_missing_in_a_history_of_whole_numbers(log):
    rating = log.rate("pain", None, moment="any", at=MORNING)
    log.correct(rating, score=4)
    scores = log.history(rating)["score"]
    assert str(scores.dtype) == "Int64"
    assert scores.isna().tolist() == [True, False]


# Everything deleted


def test_everything_is_deleted_only_when_it_is_asked_for_in_words(log, tmp_path):
    practise(log)
    (backup,) = log.backups()["file"]
    with pytest.raises(LogError, match="Nothing brings them back") as error:
        log.delete_everything()
    assert log.where in str(error.value)
    assert backup in str(error.value)
    assert "stretchlib.*" in str(error.value)
    assert not log.is_empty()
    with pytest.raises(LogError):
        log.delete_everything(confirm="yes")
    assert log.delete_everything(confirm="delete log.sqlite for good") == [backup, log.where]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_deleting_takes_what_was_set_aside_and_leaves_what_is_not_ours(tmp_path):
    own, other = open_log(tmp_path / "log.sqlite"), open_log(tmp_path / "other.sqlite")
    letter = tmp_path / "backups" / "letter.txt"
    letter.touch()
    restored = open_log(own.where, restore=own.backups()["file"][0])
    assert len(restored.delete_everything(confirm="delete log.sqlite for good")) == 3
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {str(path) for path in left} == {other.where, other.backups()["file"][0], str(letter)}


def test_deleting_takes_what_was_never_finished(log, tmp_path):
    for name in ("log.sqlite.part", "log.sqlite.part-journal", "log.sqlite-journal"):
        (tmp_path / name).touch()
    (copy,) = log.backups()["file"]
    Path(f"{copy}.part").touch()
    log.delete_everything(confirm="delete log.sqlite for good")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_log_that_is_reached_through_a_link_is_deleted_where_it_is(tmp_path):
    for name in ("disk", "home"):
        (tmp_path / name).mkdir()
    file, link = tmp_path / "disk" / "log.sqlite", tmp_path / "home" / "log.sqlite"
    open_log(file)
    link.symlink_to(file)
    log = open_log(link)
    practise(log)
    file.with_name("log.sqlite-journal").touch()
    log.delete_everything(confirm="delete log.sqlite for good")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(LogError, match="which is not there"):
        open_log(link)


def test_what_cannot_be_deleted_is_named_and_the_log_goes_last():
    with shared_folder() as folder, without_privileges():
        log = open_log(folder / "own" / "log.sqlite")
        practise(log)
        (copy,) = log.backups()["file"]
        words = "delete log.sqlite for good"
        with read_only(Path(copy).parent):
            with pytest.raises(LogError, match="cannot be deleted: Permission denied") as error:
                log.delete_everything(confirm=words)
            assert f"{copy}, {log.where}. Give yourself permission" in str(error.value)
            assert len(log.sessions()) == 1
        log.delete_everything(confirm=words)
        assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_log_can_be_begun_again_where_everything_was_deleted(log):
    practise(log)
    log.delete_everything(confirm="delete log.sqlite for good")
    with pytest.raises(LogError, match="still there"):
        log.sessions()
    assert open_log(log.where).is_empty()


def test_a_log_that_is_no_file_cannot_be_deleted():
    with pytest.raises(LogError, match="is not a file"):
        open_log("sqlite://").delete_everything(confirm="delete sqlite:// for good")


def test_how_far_down_it_goes_is_kept_as_its_place_and_read_as_its_word(log):
    for value in ("thigh", 0, None):
        log.rate("extent", value, moment="any", at=MORNING)
    log.rate("pain", 3, moment="any", at=MORNING)
    ratings = log.ratings()
    assert sorted(ratings["score"].dropna()) == [0, 3, 3]
    assert sorted(ratings["extent"].dropna()) == ["nowhere", "thigh"]


@pytest.mark.parametrize("value", [5, -1, 1.5, True])
def test_an_extent_that_is_not_in_its_row_is_refused_with_the_cure(log, value):
    with pytest.raises(LogError, match="Give 0"):
        log.rate("extent", value, moment="any", at=MORNING)


def test_what_one_kind_could_say_another_may_not(log):
    rating = log.rate("pain", 8, moment="any", at=MORNING)
    with pytest.raises(LogError, match="extent=8"):
        log.correct(rating, kind="extent")


def test_a_session_that_is_moved_takes_along_what_was_given_with_it_when_that_is_meant(log):
    session = practise(log, at=MORNING)
    before = log.rate("pain", 4, moment="before", session_id=session, at=MORNING)
    later = MORNING + timedelta(hours=25)
    log.rate("pain", 3, moment="next_day", session_id=session, at=later)
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0], at=MORNING, session_id=session)
    log.rate("pain", 9, moment="any", at=MORNING)
    assert log.belonging(session) == 3
    log.correct(session, at=MORNING - timedelta(days=2, hours=1), along=True)
    days = log.ratings().set_index("score")["day"].astype(str)
    assert days.to_dict() == {4: "2026-02-28", 3: "2026-03-01", 9: "2026-03-02"}
    assert log.measurements()["day"].astype(str).tolist() == ["2026-02-28"]
    assert log.history(before)["change"].tolist() == ["entered", "corrected"]


def test_a_session_that_is_moved_leaves_them_where_they_are_otherwise(log):
    session = practise(log, at=MORNING)
    log.rate("pain", 4, moment="before", session_id=session, at=MORNING)
    log.correct(session, at=MORNING - timedelta(days=2))
    assert log.ratings()["day"].astype(str).tolist() == ["2026-03-02"]


def test_what_would_be_still_to_come_moves_nothing_at_all(log):
    session = practise(log, at=MORNING)
    log.rate("pain", 3, moment="next_day", session_id=session, at=MORNING + timedelta(days=1))
    now = datetime.now(UTC)
    with pytest.raises(LogError, match="still to come"):
        log.correct(session, at=now - timedelta(hours=1), along=True)
    assert log.sessions()["day"].astype(str).tolist() == ["2026-03-02"]
    with pytest.raises(LogError, match="still to come"):
        log.correct(session, at=now + timedelta(days=1))
