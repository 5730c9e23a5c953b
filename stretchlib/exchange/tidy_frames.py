"""The tidy frames of a log: the data dictionary of their columns, and how they are read."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from stretchlib.log import frames
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import metadata
from stretchlib.model import EXTENTS

INSTANTS = {"sessions": "started", "ratings": "rated", "measurements": "taken"}
"""How the moment of each row is called; a step has none."""


@dataclass(frozen=True)
class Described:
    """One column of a tidy file."""

    name: str
    type: str
    """`text`, `moment`, `day`, `whole number` or `number`."""
    unit: str
    meaning: str
    empty: str = "never empty"
    """What an empty cell means."""


_DAY = "the day on the person's own clock then: local midnight decides"
_OFFSET = "how far the local clock was ahead of UTC; east is positive"
_OF_SESSION = Described(
    "session_id", "text", "", "the session it belongs to, by its id in sessions.csv", "to none"
)
_SCORE = "0 is none; of extent its place in that row, from 0 to 4"
_NOTE = Described("note", "text", "", "the person's own words, exactly as typed", "no note")


def _moment(name: str, what: str) -> tuple[Described, ...]:
    return (
        Described(f"{name}_utc", "moment", "UTC, ISO 8601", what),
        Described(f"{name}_offset_min", "whole number", "min", _OFFSET),
        Described("day", "day", "YYYY-MM-DD", _DAY),
    )


FILES: dict[str, tuple[Described, ...]] = {
    "sessions": (
        Described("id", "text", "", "the session; the same in every export"),
        *_moment("started", "when it began"),
        Described("routine", "text", "", "what was practised, as it was called then"),
        Described(
            "status", "text", "", "finished, stopped, or partial where no end was ever recorded"
        ),
        Described("planned_s", "number", "s", "how long the routine is"),
        Described("done_s", "number", "s", "how long was really spent in its phases"),
        _NOTE,
    ),
    "phases": (
        Described("session_id", "text", "", "the session, by its id in sessions.csv"),
        Described("day", "day", "YYYY-MM-DD", "the day its session began"),
        Described("step", "whole number", "", "which step of the routine, from 1"),
        Described("set", "whole number", "", "which set of the step, from 1"),
        Described("stretch", "text", "", "the stretch, by its name in the catalog"),
        Described("target", "text", "", "the muscles it is for"),
        Described("side", "text", "", "left, right or both: the side that is stretched"),
        Described(
            "stage",
            "text",
            "",
            "setup, stretch, enhance, switch or rest; in stretch and enhance there is dose",
        ),
        Described("pace", "text", "", "hold, pulse or breath", "nothing is paced here"),
        Described("planned_s", "number", "s", "how long it was to last"),
        Described("done_s", "number", "s", "how long it really lasted"),
        Described("outcome", "text", "", "done, skipped, or hurt"),
        Described(
            "hurt",
            "text",
            "",
            "what hurt: back, worse (new or much worse), leg, or saddle (between the legs, "
            "bladder, bowel, or both legs)",
            "nothing, or nobody said what",
        ),
        Described(
            "dose_s",
            "number",
            "s",
            "of done_s, the seconds under stretch: presses and exhales, not releases and inhales",
        ),
    ),
    "ratings": (
        Described("id", "text", "", "the rating", "in a file to bring in: a new one"),
        *_moment("rated", "when it was felt"),
        _OF_SESSION,
        Described("moment", "text", "", "before, after, next_day or any: asked around a practice"),
        Described("kind", "text", "", "pain, tightness, or extent: how far down it goes"),
        Described("area", "text", "", "where it was felt"),
        Described("side", "text", "", "left, right or both"),
        Described("score", "whole number", "0 to 10", _SCORE, "asked and not answered"),
        Described("extent", "text", "", ", ".join(EXTENTS), "another kind, or not answered"),
    ),
    "measurements": (
        Described("id", "text", "", "the trial", "in a file to bring in: a new one"),
        *_moment("taken", "when it was measured"),
        Described("measure", "text", "", "what was measured: chest_to_thigh"),
        Described("side", "text", "", "left or right"),
        Described("trial", "whole number", "", "which trial of that occasion, from 1"),
        Described("value_cm", "number", "cm", "the reading; 0 is touching"),
        _OF_SESSION,
        _NOTE,
    ),
}
"""Every column of every tidy file, in order."""

README = """\
This folder is what a stretching log has, in files that any program reads.

  sessions.csv      one row per practice
  phases.csv         one row per phase of it: what was planned and what was done
  ratings.csv       one row per answer: pain and tightness, 0 to 10
  measurements.csv  one row per trial of a measurement
  columns.csv       what each of their columns means, with its unit
  log.jsonl         every row of the log, replaced and hidden ones too, one JSON object a line

All are UTF-8. The CSV files show entries as they stand today. In them a text that a spreadsheet
could take for a formula has an apostrophe in front, and so has a part of it after a semicolon, a
tab or a new line; they are taken away when the file comes back.

log.preview_import("this folder") brings log.jsonl back. Rows added to ratings.csv or
measurements.csv, with an empty id, come in with log.preview_import("ratings.csv"), however your
spreadsheet saves them: commas, semicolons or tabs. Columns that are worked out from others, such as
the day, may be left empty.
"""


@of_what_was_kept()
def views(connection: Connection) -> dict[str, pd.DataFrame]:
    """
    Read the frames of `log.sessions()`, `log.phases()`, `log.ratings()` and `log.measurements()`.

    They come from one transaction and so fit together: an answer before a practice that never
    began names no session. Each moment has one column more, such as
    `rated_offset_min`: how far the local clock was ahead of UTC.
    """
    tables = {
        "sessions": _with_offsets(connection, "sessions", frames.sessions(connection)),
        "phases": frames.phases(connection),
        "ratings": _with_offsets(connection, "ratings", frames.ratings(connection)),
        "measurements": _with_offsets(connection, "measurements", frames.measurements(connection)),
    }
    for name in ("ratings", "measurements"):
        began = tables[name]["session_id"].isin(tables["sessions"]["id"])
        tables[name]["session_id"] = tables[name]["session_id"].where(began)
    return tables


def _with_offsets(connection: Connection, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    moment = INSTANTS[name]
    offsets = frames.offsets(connection, metadata.tables[name])
    minutes = frame["id"].map(offsets).astype("Int64")
    after = list(frame.columns).index(f"{moment}_utc") + 1
    frame.insert(after, f"{moment}_offset_min", minutes)
    return frame
