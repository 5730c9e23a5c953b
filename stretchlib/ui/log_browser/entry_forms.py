"""What is asked about a session, a rating and a measurement, to add one or to correct it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import ipywidgets

from stretchlib.catalog.reader import load
from stretchlib.log.entry import Entry
from stretchlib.model import MEASURES, SCALES, BodyMeasure, Moment
from stretchlib.phases import SIDES, Side
from stretchlib.ui import fields
from stretchlib.ui.fields import Field, Fields
from stretchlib.ui.kit import classed
from stretchlib.ui.log_browser import entry_text, page_parts
from stretchlib.ui.log_browser.score_field import HowMuch
from stretchlib.ui.measure import CM_PER, reading_cm

NOT_ANSWERED: Final = ("Not answered", None)
RATING_OPTIONS: Final = [
    ("Pain", "pain"),
    ("Tightness", "tightness"),
    ("How far down it goes", "extent"),
]
MOMENT_OPTIONS: Final = [
    (words.capitalize(), moment) for moment, words in entry_text.MOMENT_WORDS.items()
]
SIDE_WORDS: Final = {"left": "Left", "right": "Right", "both": "Both, or the middle"}
AROUND: Final[tuple[Moment, ...]] = ("before", "after")
"""When a practice asks how it feels."""
BODY_MEASURE: Final = MEASURES["chest_to_thigh"]
"""The measure that is added by hand."""


def new_session() -> Fields:
    """Ask for a session that was practised without the player."""
    routines = [(file.title, slug) for slug, file in load().routines.items()]
    asked = ipywidgets.Dropdown(options=[("Choose one", ""), *routines], description="Routine")
    return Fields(
        at=page_parts.when(),
        routine=Field(asked, _routine, "stretch-field-routine"),
        **{f"{kind}_{moment}": _felt(kind, moment) for kind in SCALES for moment in AROUND},
        note=page_parts.note(),
    )


def _felt(kind: str, moment: str) -> Field:
    """How sore or tight it was before or after; it need not be answered."""
    question = f"{kind.capitalize()} {moment}, from 0 to 10"
    options = [NOT_ANSWERED, *((str(score), score) for score in range(11))]
    asked = fields.choice(question, options, None, f"{kind}-{moment}")
    classed(asked.widget, "stretch-how-much")
    return asked


def new_rating() -> Fields:
    """Ask for a rating; one that nobody gave is not added."""
    return Fields(at=page_parts.when(), **_of_a_rating({"area": "low_back", "side": "both"}))


def new_measurement() -> Fields:
    """Ask for the readings of one side; any of them may be left empty, but not all."""
    unit = fields.choice("Unit", [(unit, unit) for unit in CM_PER], "cm", "unit")
    readings = {
        f"trial_{trial}": fields.text(
            f"Reading {trial}",
            "",
            lambda typed: reading_cm(typed, unit.widget.value, BODY_MEASURE),
            f"trial-{trial}",
        )
        for trial in range(1, BODY_MEASURE.trials + 1)
    }
    side = _side(BODY_MEASURE.sides, None)
    return Fields(at=page_parts.when(), side=side, unit=unit, **readings, note=page_parts.note())


def correction(entry: Entry) -> Fields:
    """Ask for all that can be corrected about an entry; it says what the entry says now."""
    row = entry.row
    if entry.kind == "sessions":
        routine = fields.text("Routine", row["routine"], _named, "routine")
        asked = {"routine": routine, "note": page_parts.note(row["note"])}
    elif entry.kind == "ratings":
        asked = _of_a_rating(row, NOT_ANSWERED)
    elif entry.kind == "screenings":
        # Health is answered where it is asked; here a wrong day is put right.
        asked = {}
    else:
        measure = MEASURES[row["test"]]
        read = partial(_reading, measure=measure)
        asked = {
            "side": _side(measure.sides, row["side"]),
            "value_cm": fields.text("Reading in cm", f"{row['value_cm']:g}", read, "value"),
            "note": page_parts.note(row["note"]),
        }
    return Fields(at=page_parts.when(entry.at), **asked)


def _of_a_rating(row: Mapping[str, Any], *first: tuple[str, Any]) -> dict[str, Field]:
    area = entry_text.area_shown(row["area"])
    kind = fields.choice("What was it?", RATING_OPTIONS, row.get("kind"), "kind")
    return {
        "kind": kind,
        "score": fields.chosen(HowMuch(kind.widget, row.get("score"), first), "score", first),
        "moment": fields.choice("When was it asked?", MOMENT_OPTIONS, row.get("moment"), "moment"),
        "area": fields.text("Where", area, _area, "area"),
        "side": _side(SIDES, row["side"]),
    }


def _side(sides: tuple[Side, ...], value: object) -> Field:
    return fields.choice("Which side?", [(SIDE_WORDS[side], side) for side in sides], value, "side")


def _routine(slug: str) -> str:
    if not slug:
        msg = "Choose the routine that you practised, or the one nearest to it."
        raise ValueError(msg)
    return slug


def _named(typed: str) -> str:
    if not typed.strip():
        msg = "It is empty. Give it a name."
        raise ValueError(msg)
    return typed.strip()


def _area(typed: str) -> str:
    return entry_text.area_kept(_named(typed))


def _reading(typed: str, measure: BodyMeasure) -> float:
    value_cm = reading_cm(typed, "cm", measure)
    if value_cm is None:
        msg = "Write what the ruler said. To take the reading out of the log, hide it."
        raise ValueError(msg)
    return value_cm
