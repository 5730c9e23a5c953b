import json
import re
import stat
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings

from stretchlib.errors import ExchangeError
from stretchlib.exchange import export, export_fhir, preview_import
from stretchlib.exchange.fhir import bundle
from stretchlib.exchange.tidy_frames import views
from stretchlib.log import Log, open_log
from tests.exchange_kit import brought_in, full_log, lines, logs
from tests.log_kit import MORNING, PHASES, event


@pytest.fixture(scope="module")
def resources(tmp_path_factory) -> list[dict[str, Any]]:
    file = export_fhir(full_log(), tmp_path_factory.mktemp("fhir") / "log.json")
    return [entry["resource"] for entry in json.loads(file.read_text("utf-8"))["entry"]]


def of_code(resources: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    return [r for r in resources if r["code"]["coding"][0]["code"] == code]


def bundle_of(log: Log) -> dict[str, Any]:
    with log.reading() as connection:
        return bundle(views(connection))


@pytest.mark.more
@settings(max_examples=20, deadline=None)
@given(logs())
def test_any_log_is_a_valid_bundle_of_r4(log):
    made = json.dumps(bundle_of(log))
    Bundle.model_validate_json(made)
    moments = re.findall(r'DateTime": "([^"]+)"', made)
    # The pattern that FHIR R4 gives for a dateTime, in the part that has a time.
    fits = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+([+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)"
    assert all(re.fullmatch(fits, moment) for moment in moments)
    assert not re.search(r"\\u00(0[0-8bce-f]|1[0-9a-f])", made)


def test_a_resource_that_is_wrong_is_found():
    made = bundle_of(full_log())
    del made["entry"][0]["resource"]["subject"]
    with pytest.raises(ValueError, match="subject"):
        Bundle.model_validate_json(json.dumps(made))


def test_an_empty_log_is_a_bundle_without_entries():
    made = bundle_of(open_log("sqlite://"))
    assert made == {"resourceType": "Bundle", "type": "collection"}
    Bundle.model_validate_json(json.dumps(made))


def test_pain_is_loinc_with_a_number_and_the_local_time(resources):
    (pain,) = of_code(resources, "72514-3")
    assert pain["code"]["coding"][0]["system"] == "http://loinc.org"
    assert pain["valueQuantity"] == {
        "value": 4,
        "unit": "score",
        "system": "http://unitsofmeasure.org",
        "code": "1",
    }
    assert pain["effectiveDateTime"] == "2026-03-02T06:30:00.000+00:00"
    assert pain["bodySite"] == {"text": "low back"}
    assert "before practice" in pain["code"]["text"]


def test_how_far_down_the_leg_it_goes_says_in_words_what_its_numbers_are():
    log = open_log("sqlite://")
    log.rate("extent", 3, moment="next_day", at=MORNING)
    (extent,) = of_code([bundle_of(log)["entry"][0]["resource"]], "extent")
    assert extent["code"]["text"] == (
        "How far down the leg it goes, 0 nowhere to 4 below the knee, the day after"
    )
    assert extent["valueQuantity"]["value"] == 3


def test_an_answer_that_was_not_given_is_absent_and_not_zero(resources):
    (tightness,) = of_code(resources, "tightness")
    assert "valueQuantity" not in tightness
    assert tightness["dataAbsentReason"]["coding"][0]["code"] == "asked-declined"


def test_a_measurement_is_in_cm_and_a_hidden_one_is_not_there(resources):
    (trial,) = of_code(resources, "chest_to_thigh")
    assert (trial["valueQuantity"]["value"], trial["valueQuantity"]["code"]) == (12.0, "cm")
    assert trial["note"] == [{"text": "-2 today"}]
    assert trial["bodySite"] == {"text": "left"}


def test_a_session_is_a_procedure_with_the_minutes_and_the_seconds_of_each_stretch(resources):
    (session,) = of_code(resources, "stretching_session")
    (minutes,) = of_code(resources, "55411-3")
    assert (session["status"], session["note"]) == (
        "completed",
        [{"text": "a <b>stiff</b> morning"}],
    )
    assert minutes["valueQuantity"]["value"] == pytest.approx(40 / 60, abs=0.001)
    (part,) = minutes["component"]
    assert part["code"]["text"] == "Standing hamstring, left, seconds under stretch"
    assert (part["valueQuantity"]["value"], part["valueQuantity"]["code"]) == (30.0, "s")


def test_every_reference_leads_to_an_entry():
    made = bundle_of(full_log())
    urls = [entry["fullUrl"] for entry in made["entry"]]
    named = re.findall(r'"reference": "([^"]+)"', json.dumps(made))
    assert len(set(urls)) == len(urls)
    assert named
    assert set(named) <= set(urls)


def test_a_check_in_that_ended_in_rest_names_no_session(tmp_path):
    log = open_log("sqlite://")
    session = log.start_session("standard", PHASES, at=MORNING)
    log.rate("pain", 7, moment="before", session_id=session, at=MORNING)
    assert session not in json.dumps(bundle_of(log))
    assert "partOf" not in json.dumps(bundle_of(log))
    folder = export(log, tmp_path / "mine")
    assert all(session not in file.read_text("utf-8") for file in folder.glob("*.csv"))
    preview = preview_import(log, folder / "ratings.csv")
    assert list(preview.counts.loc["ratings"]) == [0, 1, 0]
    assert lines(brought_in(folder)) == lines(log)


@pytest.mark.parametrize(
    ("last", "status"), [("finished", "completed"), ("stopped", "stopped"), ("hurt", "unknown")]
)
def test_how_a_session_ended_is_told(last, status):
    log = open_log("sqlite://")
    session = log.start_session("standard", PHASES, at=MORNING)
    log.append([event(session, 0, last, 0 if last == "hurt" else None, 3.0)])
    procedure = bundle_of(log)["entry"][0]["resource"]
    assert procedure["status"] == status
    assert procedure.get("complication") == (
        [{"text": "It hurt: Standing hamstring, left"}] if last == "hurt" else None
    )


def test_a_clock_further_off_than_fhir_allows_is_told_in_utc():
    log = open_log("sqlite://")
    log.rate("pain", 3, moment="any", at=MORNING)
    with log.reading() as connection:
        frames = views(connection)
    frames["ratings"]["rated_offset_min"] = 900
    moment = bundle(frames)["entry"][0]["resource"]["effectiveDateTime"]
    assert moment == "2026-03-02T06:30:00.000+00:00"


def test_the_file_is_private_and_never_overwritten(tmp_path):
    file = export_fhir(full_log(), tmp_path / "log.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(ExchangeError, match="is there already"):
        export_fhir(full_log(), file)
    assert file.read_bytes() == before
