"""The other pages of the log: add, out and in, backups, delete everything; on a real file."""

import json
import time
from base64 import b64decode
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest

import stretchlib as st
from stretchlib.errors import LogError
from tests.log_kit import practise
from tests.text_kit import match_in
from tests.widgets import every, part, shown
from tests.your_log_kit import (
    MONDAY,
    MONDAY_ON_THE_WALL,
    answer_of,
    cells,
    fill,
    open_row,
    press,
    turn_to,
    wrong,
)


@pytest.fixture(autouse=True)
def berlin(monkeypatch):
    """The clock on the wall shows what it shows in Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def beside(tmp_path, monkeypatch):
    beside = tmp_path / "notebooks"
    beside.mkdir()
    monkeypatch.chdir(beside)


@pytest.fixture
def form(log):
    return st.LogBrowser(log)


# Adding


@pytest.fixture
def adding(form):
    turn_to(form, "add")
    return form


def add_a(form, kind):
    part(form, "stretch-log-add-kind").value = kind


def test_a_session_that_was_not_logged_is_added_as_done(adding, log):
    fill(adding, at=MONDAY_ON_THE_WALL, routine="gentle", note=" on the beach ")
    press(adding, "add-save")
    kept = log.sessions().iloc[0]
    assert kept["started_utc"] == MONDAY
    assert (kept["routine"], kept["status"], kept["note"]) == ("Gentle", "finished", "on the beach")
    assert kept["done_s"] == kept["planned_s"]
    assert "Added: Gentle, Monday 2 March 2026, 07:30." in shown(adding)


def test_a_session_is_added_together_with_how_it_felt(adding, log):
    fill(adding, at=MONDAY_ON_THE_WALL, routine="gentle", pain_before=5, pain_after=0)
    press(adding, "add-save")
    (session,) = log.sessions()["id"]
    kept = log.ratings().set_index("moment")
    assert kept["score"].to_dict() == {"before": 5, "after": 0}, "not answered is not asked"
    assert set(kept["session_id"]) == {session}
    assert kept.loc["before", "rated_utc"] == MONDAY
    length = timedelta(seconds=log.sessions()["planned_s"].iloc[0])
    assert abs(kept.loc["after", "rated_utc"] - MONDAY - length) < timedelta(seconds=1)
    assert "Added: Gentle with Pain 5 before, Pain 0 after, Monday" in shown(adding)


def test_what_was_added_is_emptied_so_that_nothing_is_added_twice(adding, log):
    fill(adding, at=MONDAY_ON_THE_WALL, routine="gentle")
    press(adding, "add-save")
    press(adding, "add-save")
    assert len(log.sessions()) == 1
    assert len(wrong(adding)) == 2  # the day and the routine


def test_a_rating_needs_an_answer(adding, log):
    add_a(adding, "rating")
    fill(adding, at=MONDAY_ON_THE_WALL, kind="pain", moment="next_day")
    press(adding, "add-save")
    assert "Choose one of these." in wrong(adding)[0]
    assert log.ratings().empty
    fill(adding, score=0)
    press(adding, "add-save")
    kept = log.ratings().iloc[0]
    assert (kept["kind"], kept["score"], kept["moment"]) == ("pain", 0, "next_day")
    assert (kept["area"], kept["side"]) == ("low_back", "both")


def test_how_far_down_is_added_by_its_word_and_emptied_after(adding, log):
    add_a(adding, "rating")
    fill(adding, at=MONDAY_ON_THE_WALL, kind="extent", moment="any")
    press(adding, "add-save")
    assert "Choose one of these." in wrong(adding)[0]
    part(adding, "stretch-how-far").value = 4
    press(adding, "add-save")
    assert log.ratings()["extent"].tolist() == ["below the knee"]
    assert "Added: How far down: below the knee, Monday 2 March" in shown(adding)
    assert part(adding, "stretch-how-far").value is None


def test_readings_are_added_in_inches_and_kept_in_centimetres(adding, log):
    add_a(adding, "measurement")
    fill(adding, at=MONDAY_ON_THE_WALL, side="left", unit="in", trial_1="5", trial_3="4")
    press(adding, "add-save")
    assert log.measurements()[["trial", "value_cm"]].to_numpy().tolist() == [[1, 12.7], [2, 10.16]]


def test_a_measurement_without_a_reading_is_none(adding, log):
    add_a(adding, "measurement")
    fill(adding, at=MONDAY_ON_THE_WALL, side="left")
    press(adding, "add-save")
    assert "Type what the ruler said" in shown(adding)
    assert answer_of(adding, "at") == MONDAY_ON_THE_WALL
    assert log.measurements().empty


def test_a_day_without_a_time_and_one_still_to_come_are_refused(adding, log):
    fill(adding, routine="gentle")
    press(adding, "add-save")
    assert "Give a day and a time" in wrong(adding)[0]
    later = datetime.now() + timedelta(hours=1)  # noqa: DTZ005  as a person types it
    fill(adding, at=later)
    press(adding, "add-save")
    assert "is still to come" in wrong(adding)[0]
    assert log.sessions().empty


@pytest.mark.parametrize(
    ("year", "problem"),
    [
        (26, "2 March 0026, 07:30 is before the year 1990. Look at the year"),
        (202, "2 March 0202, 07:30 is before the year 1990. Look at the year"),
        (1970, "2 March 1970, 07:30 is before the year 1990. Look at the year"),
        (2099, "2 March 2099, 07:30 is still to come. Give a moment in the past"),
        (9999, "2 March 9999, 07:30 is still to come. Give a moment in the past"),
    ],
)
def test_a_year_that_was_typed_wrong_is_refused_beside_its_field(adding, log, year, problem):
    fill(adding, at=MONDAY_ON_THE_WALL.replace(year=year), routine="gentle")
    press(adding, "add-save")
    assert problem in wrong(adding)[0]
    assert log.sessions().empty


def test_a_note_that_cannot_be_kept_is_told_and_stays(adding, log):
    fill(adding, at=MONDAY_ON_THE_WALL, routine="gentle", note="a\0b")
    press(adding, "add-save")
    assert "NUL character" in shown(adding)
    assert answer_of(adding, "note") == "a\0b"
    assert log.sessions().empty


# Out and in


@pytest.fixture
def carrying(form):
    turn_to(form, "carry")
    return form


def look_into(form, name):
    part(form, "stretch-field-import").widget.value = name
    press(form, "look")


def test_a_folder_of_nobody_is_told_under_the_field_and_nothing_is_written(carrying):
    turn_to(carrying, "carry")
    fill(carrying, export="~nobody-by-that-name/mine.zip")
    press(carrying, "export")
    assert "a user this computer does not know. Write it out." in shown(carrying)
    assert "only you can read it" not in shown(carrying)


def test_an_export_is_written_beside_the_notebook_and_the_next_has_a_new_name(carrying, log):
    log.rate("pain", 2, moment="any", at=MONDAY)
    turn_to(carrying, "carry")
    name = answer_of(carrying, "export")
    press(carrying, "export")
    assert Path(name).is_file()
    assert f"only you can read it: {Path(name).absolute()}" in shown(carrying)
    assert answer_of(carrying, "export") == name
    assert name in part(carrying, "stretch-field-import").widget.options
    press(carrying, "export")
    assert answer_of(carrying, "export") == name.replace(".zip", "-2.zip")
    assert Path(name.replace(".zip", "-2.zip")).is_file()


def test_what_a_clinic_takes_in_is_written_too(carrying, log):
    log.rate("pain", 2, moment="any", at=MONDAY)
    part(carrying, "stretch-field-as").widget.value = "For a clinic (FHIR)"
    name = answer_of(carrying, "export")
    assert name.endswith(".fhir.json")
    press(carrying, "export")
    assert json.loads(Path(name).read_text())["resourceType"] == "Bundle"


def test_an_export_never_overwrites(carrying):
    Path("mine.zip").write_text("a letter")
    fill(carrying, export="mine.zip")
    press(carrying, "export")
    assert "is there already" in shown(carrying)
    assert Path("mine.zip").read_text() == "a letter"
    assert answer_of(carrying, "export") == "mine.zip"


@pytest.fixture
def theirs(carrying):  # noqa: ARG001  which is in the folder that it is written to
    other = st.open_log("sqlite://")
    other.rate("pain", 2, moment="any", at=MONDAY)
    other.rate("tightness", 3, moment="any", at=MONDAY)
    return str(other.export("theirs.zip"))


def test_nothing_is_written_before_a_person_has_seen_what_would_come(carrying, log, theirs):
    look_into(carrying, theirs)
    assert log.is_empty()
    assert part(carrying, "stretch-log-bring").description == "Bring in 2 rows"
    press(carrying, "bring")
    assert sorted(log.ratings()["score"]) == [2, 3]
    assert "Written: 2 rows (ratings 2)." in shown(carrying)


def test_what_is_left_leaves_the_log_as_it_was(carrying, log, theirs):
    look_into(carrying, theirs)
    press(carrying, "leave")
    assert log.is_empty()
    assert "Nothing was written." in shown(carrying)


def test_a_second_time_there_is_nothing_to_bring_in(carrying, log, theirs):
    log.preview_import(theirs).apply()
    look_into(carrying, theirs)
    assert "You have all of it already" in shown(carrying)
    assert [w for w in every(carrying) if "stretch-log-bring" in w._dom_classes] == []


def test_a_conflict_is_shown_and_the_log_keeps_its_own(carrying, log, theirs):
    log.preview_import(theirs).apply()
    log.export("mine")
    ratings = Path("mine/ratings.csv")
    ratings.write_text(ratings.read_text("utf-8-sig").replace('"pain"', '"tightness"'), "utf-8")
    look_into(carrying, "mine/ratings.csv")
    assert "It keeps its own." in shown(carrying)
    assert sorted(log.ratings()["kind"]) == ["pain", "tightness"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "Name a file or a folder"),
        ("nowhere.zip", "nowhere.zip cannot be read"),
        ("letter.txt", "not the columns of a file that can be brought in"),
    ],
)
def test_what_cannot_be_brought_in_is_told(carrying, log, name, expected):
    Path("letter.txt").write_text("Dear")
    look_into(carrying, name)
    assert expected in shown(carrying)
    assert answer_of(carrying, "import") == name
    assert log.is_empty()


# By the browser


def choose(form, name, content):
    box = part(form, "stretch-file-widget")
    box.name, box.content = name, content
    box.chosen += 1


def test_an_export_can_be_downloaded_and_brought_in_by_the_browser_alone(log, tmp_path):
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    turn_to(form, "carry")
    press(form, "export")
    link = part(form, "stretch-log-download").value
    content = b64decode(match_in(r"base64,([^\"]+)", link)[1])
    assert content == next(Path().glob("*.zip")).read_bytes()
    other = st.open_log(tmp_path / "other.sqlite")
    form = st.LogBrowser(other)
    turn_to(form, "carry")
    choose(form, "<b>mine.zip", content)
    assert other.is_empty(), "nothing before it is said"
    press(form, "bring")
    assert len(other.sessions()) == 1


def test_what_the_browser_brings_that_is_no_export_is_said(form, log):
    turn_to(form, "carry")
    choose(form, "letter.csv", b"Dear")
    assert "letter.csv" in shown(form)
    assert log.is_empty()


def test_reminders_can_be_downloaded(form):
    turn_to(form, "remind")
    fill(form, days=["monday"])
    press(form, "remind")
    assert 'download="practice.ics" href="data:text/calendar;base64,' in shown(form)


# Backups


def test_the_log_goes_on_from_a_backup_and_what_was_there_is_set_aside(log, tmp_path):
    (backup,) = log.backups()["file"]
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    turn_to(form, "backups")
    (row,) = cells(form)
    assert row[1:4] == ["0", "", "Daily copy"]
    open_row(form)
    assert "It has 0 sessions. The log has 1 session, the last on Mon 2 Mar 2026 now." in shown(
        form
    )
    assert len(log.sessions()) == 1
    press(form, "go-on")
    assert log.sessions().empty
    assert f"The log goes on from {Path(backup).name}" in shown(form)
    (aside,) = tmp_path.glob("log-set-aside-*.sqlite")
    assert aside.name in shown(form)
    assert ["1", "Mon 2 Mar 2026", "Set aside"] in [row[1:4] for row in cells(form)]
    turn_to(form, "look")
    assert cells(form) == []


def test_what_was_set_aside_can_be_gone_back_to(log):
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    turn_to(form, "backups")
    open_row(form)
    press(form, "go-on")
    turn_to(form, "backups")
    (number,) = [i for i, row in enumerate(cells(form)) if row[3] == "Set aside"]
    open_row(form, number)
    press(form, "go-on")
    assert len(log.sessions()) == 1


def test_no_page_keeps_open_what_is_no_longer_there(log):
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    open_row(form)
    turn_to(form, "backups")
    open_row(form)
    press(form, "go-on")
    turn_to(form, "look")
    assert "There is no session yet" in shown(form)
    assert "Save the correction" not in [getattr(w, "description", "") for w in every(form)]


def test_a_backup_that_is_damaged_is_refused_and_the_log_stays(log):
    (backup,) = log.backups()["file"]
    practise(log, at=MONDAY)
    form = st.LogBrowser(log)
    turn_to(form, "backups")
    open_row(form)
    Path(backup).write_bytes(b"not a log")
    press(form, "go-on")
    assert "is not a whole backup" in shown(form)
    assert len(log.sessions()) == 1


def test_a_log_that_is_no_file_has_no_backups():
    form = st.LogBrowser(st.open_log("sqlite://"))
    turn_to(form, "backups")
    assert "There is no backup yet." in shown(form)


# Reminders


@pytest.fixture
def reminding(form):
    turn_to(form, "remind")
    return form


def test_reminders_are_written_for_the_days_and_the_time_that_were_chosen(reminding):
    fill(reminding, days=["monday", "thursday"], remind_at=clock(18, 5))
    press(reminding, "remind")
    written = Path("practice.ics").read_text()
    assert "BYDAY=MO,TH" in written
    assert "T180500" in written
    assert f"Written: {Path('practice.ics').absolute()}" in shown(reminding)
    assert answer_of(reminding, "reminders") == "practice.ics"
    press(reminding, "remind")
    assert answer_of(reminding, "reminders") == "practice-2.ics"
    assert Path("practice-2.ics").is_file()


def test_reminders_need_a_day_and_a_time(reminding):
    fill(reminding, remind_at=None)
    press(reminding, "remind")
    assert ["Choose at least one day" in wrong(reminding)[0], len(wrong(reminding))] == [True, 2]
    assert not Path("practice.ics").exists()


# Deleting everything


@pytest.fixture
def deleting(form, log):
    practise(log, at=MONDAY)
    turn_to(form, "delete")
    return form


def in_browser(form):
    (found,) = [w for w in every(form) if hasattr(w, "clears")]
    return found


def test_all_that_would_be_deleted_is_named_with_its_size(deleting, log, tmp_path):
    (backup,) = log.backups()["file"]
    page = shown(deleting)
    for file in (tmp_path / "log.sqlite", Path(backup)):
        assert f"<code>{file}</code> ({file.stat().st_size / 1000:.1f} kB)" in page
    assert "in this browser" in page


@pytest.mark.parametrize("typed", ["", "yes", "delete it"])
def test_without_the_word_nothing_is_deleted(deleting, log, typed):
    press(deleting, "delete")
    fill(deleting, delete=typed)
    press(deleting, "delete-now")
    assert "Nothing is deleted" in wrong(deleting)[0]
    assert len(log.sessions()) == 1
    assert not in_browser(deleting).clears


def test_one_question_is_not_enough(deleting):
    assert [w for w in every(deleting) if "stretch-log-delete-now" in w._dom_classes] == []


def test_what_cannot_be_deleted_is_named(deleting, log):
    copy = Path(log.backups()["file"][0])
    copy.unlink()
    copy.mkdir()
    press(deleting, "delete")
    fill(deleting, delete="delete")
    press(deleting, "delete-now")
    assert f"{copy} cannot be deleted" in shown(deleting)
    assert not in_browser(deleting).clears
    assert len(log.sessions()) == 1


def test_whoever_changes_their_mind_keeps_everything(deleting, log):
    press(deleting, "delete")
    press(deleting, "keep")
    assert len(log.sessions()) == 1
    assert part(deleting, "stretch-log-delete").description == "Delete everything"


def test_with_the_word_all_of_it_is_deleted_and_the_browser_is_told(deleting, log, tmp_path):
    press(deleting, "delete")
    fill(deleting, delete=" Delete ")
    press(deleting, "delete-now")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
    assert in_browser(deleting).clears
    page = shown(deleting)
    assert str(tmp_path / "log.sqlite") in page
    assert "A new log begins" in page
    assert [w for w in every(deleting) if "stretch-log-pages" in w._dom_classes] == []
    with pytest.raises(LogError):
        log.rate("pain", 1, moment="any")


def test_a_log_that_is_no_file_is_not_deleted_from_here():
    form = st.LogBrowser(st.open_log("sqlite://"))
    turn_to(form, "delete")
    assert "is not a file. Ask those who run it." in shown(form)
