import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from stretchlib.errors import ExchangeError
from stretchlib.exchange import apple, preview_import
from stretchlib.log import open_log
from tests.apple_kit import DOCTYPE, health, workout
from tests.exchange_kit import brought_in, lines, why_left_out
from tests.log_kit import practise

# The document type of iOS 16, shortened to one of its mistakes: an ATTLIST that never ends.
YOGA = "HKWorkoutActivityTypeYoga"


@pytest.fixture
def export_xml(tmp_path: Path) -> Callable[..., Path]:
    """Write an export with these tags in it, and give its path."""

    def export_xml(*tags: str, **options) -> Path:
        file = tmp_path / "export.xml"
        file.write_bytes(health(*tags, **options))
        return file

    return export_xml


def test_a_flexibility_workout_becomes_a_session_done_to_its_end(export_xml):
    session = brought_in(export_xml(workout(), workout(3, workoutActivityType=YOGA))).sessions()
    assert session[["routine", "status", "planned_s", "done_s", "note"]].values.tolist() == [
        ["Apple Health", "finished", 750.0, 750.0, "A flexibility workout from Watch."]
    ]
    assert str(session["started_utc"][0]) == "2026-03-02 06:30:00+00:00"


def test_its_day_is_the_local_one(export_xml):
    log = brought_in(export_xml(workout(2, "23:30:00", "-0500"), workout(3, "00:30:00", "+1400")))
    days = log.sessions().sort_values("started_utc")["day"].dt.date.astype("str")
    assert days.tolist() == ["2026-03-03", "2026-03-02"]


def test_what_was_stretched_is_not_claimed(export_xml):
    step = brought_in(export_xml(workout())).phases()
    assert step[["target", "side", "stage", "done_s"]].values.tolist() == [
        ["not recorded", "both", "stretch", 750.0]
    ]


def test_a_second_time_there_is_nothing_new(export_xml):
    log = brought_in(export_xml(workout(2), workout(3)))
    before = lines(log)
    brought_in(export_xml(workout(2), workout(3), workout(4)), log)
    assert set(before) < set(lines(log))
    assert len(log.sessions()) == 3


def test_the_zip_of_the_phone_is_read_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("apple_health_export/export_cda.xml", b"<ClinicalDocument/>")
        made.writestr("apple_health_export/export.xml", health(workout()))
    assert len(brought_in(tmp_path / "export.zip").sessions()) == 1


def test_a_watch_worn_during_a_practice_does_not_double_it(export_xml):
    log = open_log("sqlite://")
    session = practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0))
    preview = preview_import(log, export_xml(workout(2, "07:25:00"), workout(3)))
    assert set(preview.conflicts["table"]) == {"sessions", "events"}
    assert preview.conflicts["why"][0] == f"there is a session at that time: {session}"
    preview.apply()
    assert len(log.sessions()) == 2


def test_of_two_workouts_at_one_time_one_comes_in_whatever_the_order(export_xml):
    both = [workout(source="Watch"), workout(clock="07:35:00", source="Phone")]
    for tags in (both, both[::-1]):
        log = brought_in(export_xml(*tags))
        assert log.sessions()["note"].tolist() == ["A flexibility workout from Watch."]
        before = lines(log)
        assert lines(brought_in(export_xml(*tags), log)) == before


def test_a_workout_without_minutes_lasts_from_its_start_to_its_end(export_xml):
    log = brought_in(export_xml(workout(minutes=None), workout(3, durationUnit="furlong")))
    assert log.sessions()["done_s"].tolist() == [720.0, 720.0]


def test_a_workout_of_no_length_is_left_aside(export_xml):
    assert brought_in(export_xml(workout(minutes="0"))).is_empty()


def test_a_source_is_kept_as_it_is_written(export_xml):
    log = brought_in(export_xml(workout(source="Zo&#233;&apos;s &lt;Watch&gt;\x0b")))
    assert log.sessions()["note"][0] == "A flexibility workout from Zoé's <Watch>."


@pytest.mark.parametrize(
    "doctype", ["", DOCTYPE, "<!DOCTYPE HealthData>", "<!DOCTYPE a SYSTEM 'x'>"]
)
def test_whatever_its_document_type_says_is_left_aside(export_xml, doctype):
    assert len(brought_in(export_xml(workout(), doctype=doctype)).sessions()) == 1


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        (workout(startDate="2/3/26"), "startDate='2/3/26' of a workout is not a moment"),
        (workout(endDate=None), "endDate='' of a workout is not a moment"),
        (workout(startDate="0001-01-01 00:00:00 +1400"), "is not a moment"),
        (
            workout(startDate="1970-01-01 07:30:00 +0100"),
            "is before the year 1990. Look at",
        ),
        (
            workout(startDate="2099-03-02 07:30:00 +0100"),
            "is still to come. Give a moment",
        ),
        (workout(startDate="a" * 90_000), "is not a moment"),
        (workout(minutes="long"), "duration='long' of a workout is not a number"),
        (workout(minutes="nan"), "A workout of nan s is not possible"),
        (workout(minutes="-3"), "A workout of -180 s is not possible"),
        (workout(minutes="0"), "A workout of 0 s is not possible"),
        (workout(minutes="1800"), "A workout of 108000 s is not possible"),
        (workout(minutes="9" * 400), "is not possible"),
        (workout(source="a" * 30_000), "The note has 300"),
    ],
)
def test_a_workout_that_cannot_be_is_left_out_and_the_years_around_it_come_in(
    export_xml, tag, problem
):
    log = open_log("sqlite://")
    preview = preview_import(log, export_xml(workout(3), tag, workout(4)))
    (why,) = why_left_out(preview).values()
    assert problem in why
    assert preview.left_out["location"][0] == "export.xml, line 13"
    assert "Left out: 1" in repr(preview.apply())
    assert len(log.sessions()) == 2


def test_the_same_workout_twice_comes_in_once(export_xml):
    log = open_log("sqlite://")
    again = workout(startDate="2026-03-02 06:30:00 +0000")
    preview = preview_import(log, export_xml(workout(), workout(), again))
    assert preview.conflicts.empty
    preview.apply()
    assert len(log.sessions()) == 1


def test_a_workout_in_conflict_leaves_no_timeline_behind(export_xml):
    log = open_log("sqlite://")
    practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0))
    before = lines(log)
    assert lines(brought_in(export_xml(workout(2, "07:25:00")), log)) == before


def in_zone(tag: str, zone: str) -> str:
    return tag.replace('key="k" value="v"', f'key="HKTimeZone" value="{zone}"')


def test_a_workout_keeps_the_zone_it_was_done_in(export_xml):
    winter = workout(2, "01:30:00", "+0200", endDate="2026-03-02 01:45:00 +0200")
    tags = [
        in_zone(winter, "Europe/Berlin"),
        in_zone(workout(3, "14:00:00", "-0800"), "Asia/Tokyo"),
    ]
    log = brought_in(export_xml(*tags))
    sessions = log.sessions()
    assert sessions["started_utc"].astype("str").tolist() == [
        "2026-03-01 23:30:00+00:00",
        "2026-03-03 22:00:00+00:00",
    ]
    assert sessions["day"].astype("str").tolist() == ["2026-03-02", "2026-03-04"]
    ahead = [json.loads(line).get("started_offset_min") for line in lines(log)]
    assert sorted(each for each in ahead if each is not None) == [60, 540]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "a" * 9000])
def test_a_zone_that_is_none_changes_nothing(export_xml, zone):
    session = brought_in(export_xml(in_zone(workout(), zone))).sessions()
    assert str(session["started_utc"][0]) == "2026-03-02 06:30:00+00:00"


def test_an_export_made_in_summer_has_nothing_new_of_a_winter(export_xml):
    log = brought_in(export_xml(workout()))
    summer = workout(clock="08:30:00", zone="+0200")
    preview = preview_import(log, export_xml(summer))
    assert preview.counts[["new", "in conflict"]].sum().sum() == 0


def test_workouts_of_other_kinds_are_passed_over_in_words(export_xml):
    kinds = ["PreparationAndRecovery"] * 3 + ["Cooldown", "Yoga", "", "<b>" * 900]
    tags = [workout(workoutActivityType=f"HKWorkoutActivityType{escape(kind)}") for kind in kinds]
    preview = preview_import(open_log("sqlite://"), export_xml(*tags))
    assert "Passed over: 3 of PreparationAndRecovery, 1 of Cooldown, 1 of Yoga" in repr(preview)
    assert "3 of PreparationAndRecovery" in preview._repr_html_()
    assert "<b><b>" not in preview._repr_html_()
    assert len(repr(preview)) < 500


@pytest.mark.parametrize(
    "kind", ["Flexibilidad", "Flexibilité", "HKWorkoutActivityTypeFlessibilità"]
)
def test_flexibility_is_known_in_other_languages(export_xml, kind):
    assert len(brought_in(export_xml(workout(workoutActivityType=kind))).sessions()) == 1


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (health("&i;", doctype=LAUGHS + "]>"), "export.xml, line 2 declares an entity"),
        (
            health("&x;", doctype='<!DOCTYPE a [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "line 3",
        ),
        (health("&x;", doctype='<!DOCTYPE a [<!ENTITY % x "y">]>'), "declares an entity"),
        (health("&i;", doctype=""), "line 3: .*undefined entity"),
        (health("&i;", doctype="<!DOCTYPE a [ ]>" + LAUGHS + "]>"), "second DOCTYPE"),
        (health("&i;", doctype="<!--" + " " * apple.HEAD_LIMIT + "-->" + LAUGHS + "]>"), "line 2"),
        (health(doctype=LAUGHS + "]>").decode().encode("utf-16"), "line 1"),
        (b"", "no element found"),
        (b"\0\0\0", "line 1"),
        (b"not xml", "line 1: This is not XML as Apple Health writes it"),
        (b"<html></html>", "export.xml holds 'html', not HealthData"),
        (health(workout())[:-20], "line 12: This is not XML .* unclosed token"),
        (health("<a>" * 100 + "</a>" * 100), "65 tags inside one another"),
        (health('<Record value="' + "a" * 3_000_000 + '"/>'), "tag is longer than 1,048,576 bytes"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(tmp_path, data, problem):
    file = tmp_path / "export.xml"
    file.write_bytes(data)
    log = open_log("sqlite://")
    with pytest.raises(ExchangeError, match=problem) as caught:
        preview_import(log, file)
    assert len(str(caught.value)) < 400
    assert lines(log) == []


def test_a_file_that_says_doctype_all_along_is_looked_through_once(tmp_path):
    file = tmp_path / "export.xml"
    file.write_bytes(b"<!DOCTYPE[" * 500_000)
    with pytest.raises(ExchangeError, match="line 1"):
        preview_import(open_log("sqlite://"), file)


def test_a_bomb_takes_no_memory(tmp_path):
    file = tmp_path / "export.xml"
    file.write_bytes(health("&i;", doctype=LAUGHS + "]>"))
    tracemalloc.start()
    with pytest.raises(ExchangeError):
        preview_import(open_log("sqlite://"), file)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


class Endless(io.BytesIO):
    """A tag that never ends, made as it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        size = -1 if size is None else size
        self.given += size
        return b"<HealthData " if self.given == size else b"a" * size


def test_a_tag_that_never_ends_is_not_read_to_its_end():
    endless = Endless()
    with pytest.raises(ExchangeError, match="A tag is longer"):
        apple.workouts(endless, "export.xml")
    assert endless.given < 5_000_000
