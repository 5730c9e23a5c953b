"""
The log as FHIR R4: a Bundle that the records of a clinic can take in.

Pain is LOINC 72514-3 with a number, as in the patient monitoring guides of HL7 Belgium and of
France. LOINC's list of answers is not used: in it the code for 2 reads "2 or more". Minutes of
exercise are LOINC 55411-3, from HL7's Physical Activity guide. For stretches, tightness and the
distance from chest to thigh no published code was found: they have local ones, with UCUM units.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
from ulid import ULID

from stretchlib import private_files
from stretchlib.exchange.incoming import id_of
from stretchlib.exchange.tidy_frames import views
from stretchlib.log import Log
from stretchlib.model import MEASURES
from stretchlib.phases import DOSE_STAGES

Resource = dict[str, Any]

LOCAL = "urn:uuid:6f1a7a3e-3f0e-4d0b-8a58-1f6f7d0f6c55"
"""The system of the codes that are ours: an address that nobody else can have."""
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
PAIN = (LOINC, "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
TIGHTNESS = (LOCAL, "tightness", "Tightness, 0 to 10")
EXTENT = (LOCAL, "extent", "How far down the leg it goes, 0 nowhere to 4 below the knee")
DURATION_CODE = (LOINC, "55411-3", "Exercise duration")
SUBJECT = {"type": "Patient", "display": "The person who kept this log"}
FHIR_STATUS = {"finished": "completed", "stopped": "stopped", "partial": "unknown"}
"""Of a partial session no end was ever recorded."""
MOMENT_TEXTS = {"before": "before practice", "after": "after practice", "next_day": "the day after"}
WIDEST_OFFSET_MIN = 14 * 60
"""A moment of FHIR knows no wider offset."""


def write(log: Log, where: Path) -> Path:
    """Write the Bundle, as `export_fhir` says."""
    with log.reading() as connection:
        frames = views(connection)
    text = json.dumps(bundle(frames), ensure_ascii=False, indent=1, allow_nan=False)
    with private_files.new_path(where) as unfinished:
        private_files.write_new(unfinished, [text, "\n"])
    return where


def bundle(frames: dict[str, pd.DataFrame]) -> Resource:
    """Make a Bundle of the frames of `views`."""
    entries = [{"fullUrl": _url(resource["id"]), "resource": resource} for resource in _all(frames)]
    return {"resourceType": "Bundle", "type": "collection", **_some("entry", entries)}


def _all(frames: dict[str, pd.DataFrame]) -> Iterator[Resource]:
    steps: dict[str, list[Resource]] = defaultdict(list)
    for step in _rows(frames["phases"]):
        steps[step["session_id"]].append(step)
    for session in _rows(frames["sessions"]):
        yield _session(session, steps[session["id"]])
        yield _dose(session, steps[session["id"]])
    yield from map(_rating, _rows(frames["ratings"]))
    yield from map(_measurement, _rows(frames["measurements"]))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One dict per row, in which what is missing is None."""
    whole = frame.astype("object").where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in whole.to_dict("records")]


def _session(session: dict[str, Any], steps: list[dict[str, Any]]) -> Resource:
    title = _text(session["routine"])
    hurt = [
        {"text": f"It hurt: {_readable(step['stretch'])}, {step['side']}"}
        for step in steps
        if step["outcome"] == "hurt"
    ]
    return {
        "resourceType": "Procedure",
        "id": session["id"],
        "status": FHIR_STATUS[session["status"]],
        "code": _code((LOCAL, "stretching_session", "Stretching session"), f"Stretching: {title}"),
        "subject": SUBJECT,
        "performedDateTime": _moment(session, "started"),
        **_some("complication", hurt),
        **_note(session["note"]),
    }


def _dose(session: dict[str, Any], steps: list[dict[str, Any]]) -> Resource:
    """Tell the minutes of a session, and the seconds under each stretch on each side."""
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    for step in steps:
        if step["stage"] in DOSE_STAGES:
            seconds[step["stretch"], step["side"]] += step["dose_s"]
    parts = [
        {"code": _stretch_code(slug, side), "valueQuantity": _quantity(dose_s, "s", "s")}
        for (slug, side), dose_s in seconds.items()
    ]
    return {
        **_observation(id_of(["dose", session["id"]]), session, "started"),
        "category": _category("activity", "Activity"),
        "code": _code(DURATION_CODE, "Time spent in a stretching session"),
        "partOf": [{"reference": _url(session["id"])}],
        "valueQuantity": _quantity(session["done_s"] / 60, "min", "min"),
        **_some("component", parts),
    }


def _stretch_code(slug: str, side: str) -> Resource:
    title = _readable(slug)
    return _code((LOCAL, slug, title), f"{title}, {side}, seconds under stretch")


def _rating(rating: dict[str, Any]) -> Resource:
    code = {"pain": PAIN, "tightness": TIGHTNESS, "extent": EXTENT}[rating["kind"]]
    when = MOMENT_TEXTS.get(rating["moment"])
    is_extent = rating["kind"] == "extent"
    words = EXTENT[2] if is_extent else f"{_readable(rating['kind'])}, 0 to 10"
    score = rating["score"]
    return {
        **_observation(rating["id"], rating, "rated"),
        "category": _category("survey", "Survey"),
        "code": _code(code, f"{words}, {when}" if when else words),
        **_part_of(rating),
        "bodySite": {"text": _site(rating["area"], rating["side"])},
        **(_not_answered() if score is None else {"valueQuantity": _quantity(score, "score", "1")}),
    }


def _measurement(measurement: dict[str, Any]) -> Resource:
    slug, side = measurement["measure"], measurement["side"]
    title = MEASURES[slug].title
    return {
        **_observation(measurement["id"], measurement, "taken"),
        "category": _category("exam", "Exam"),
        "code": _code((LOCAL, slug, title), f"{title}, {side}, trial {measurement['trial']}"),
        **_part_of(measurement),
        "bodySite": {"text": side},
        "valueQuantity": _quantity(measurement["value_cm"], "cm", "cm"),
        **_note(measurement["note"]),
    }


def _observation(id_: str, row: dict[str, Any], moment: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "subject": SUBJECT,
        "effectiveDateTime": _moment(row, moment),
    }


def _moment(row: dict[str, Any], name: str) -> str:
    """Write a moment as the person's own clock showed it."""
    minutes = int(row[f"{name}_offset_min"])
    ahead = minutes if abs(minutes) <= WIDEST_OFFSET_MIN else 0
    moment: pd.Timestamp = row[f"{name}_utc"]
    local = moment.to_pydatetime().astimezone(timezone(timedelta(minutes=ahead)))
    return local.isoformat(timespec="milliseconds")


def _code(coding: tuple[str, str, str], text: str) -> Resource:
    system, code, display = coding
    return {"coding": [{"system": system, "code": code, "display": display}], "text": text}


def _category(code: str, display: str) -> list[Resource]:
    return [_code((CATEGORIES, code, display), display)]


def _quantity(value: float, unit: str, ucum: str) -> Resource:
    return {"value": round(value, 3), "unit": unit, "system": UCUM, "code": ucum}


def _not_answered() -> Resource:
    return {
        "dataAbsentReason": _code((ABSENT, "asked-declined", "Asked But Declined"), "no answer")
    }


def _site(area: str, side: str) -> str:
    site = _text(area.replace("_", " "))
    return site if side == "both" else f"{site}, {side}"


def _part_of(row: dict[str, Any]) -> Resource:
    session = row["session_id"]
    return {"partOf": [{"reference": _url(session)}]} if session else {}


def _note(text: str) -> Resource:
    words = _text(text)
    return {"note": [{"text": words}]} if words.strip() else {}


def _some(key: str, values: list[Resource]) -> Resource:
    # An empty list is not allowed in FHIR: it is left out.
    return {key: values} if values else {}


def _text(text: str) -> str:
    """Give a text without the control characters that FHIR forbids."""
    return "".join(c if c >= " " or c in "\t\r\n" else " " for c in text)


def _readable(slug: str) -> str:
    return _text(slug.replace("_", " ")).capitalize()


def _url(id_: str) -> str:
    return f"urn:uuid:{ULID.from_str(id_).to_uuid()}"
