"""The four frames of a log, each moment with its local offset beside it."""

import pandas as pd
from sqlalchemy import Connection

from stretchlib.log import frames
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.tables import metadata

MOMENTS = {"sessions": "started", "ratings": "rated", "measurements": "taken"}
"""How the moment of each row is called; a step has none."""


@of_what_was_kept()
def views(connection: Connection) -> dict[str, pd.DataFrame]:
    """
    Read the frames of `log.sessions()`, `log.phases()`, `log.ratings()` and `log.measurements()`.

    They come from one transaction and so fit together: an answer before a practice that never
    began names no session. Each moment has one column more, such as
    `rated_offset_min`: how far the local clock was ahead of UTC.
    """
    told = {
        "sessions": _with_offsets(connection, "sessions", frames.sessions(connection)),
        "phases": frames.phases(connection),
        "ratings": _with_offsets(connection, "ratings", frames.ratings(connection)),
        "measurements": _with_offsets(connection, "measurements", frames.measurements(connection)),
    }
    for name in ("ratings", "measurements"):
        began = told[name]["session_id"].isin(told["sessions"]["id"])
        told[name]["session_id"] = told[name]["session_id"].where(began)
    return told


def _with_offsets(connection: Connection, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    moment = MOMENTS[name]
    offsets = frames.offsets(connection, metadata.tables[name])
    minutes = frame["id"].map(offsets).astype("Int64")
    after = list(frame.columns).index(f"{moment}_utc") + 1
    frame.insert(after, f"{moment}_offset_min", minutes)
    return frame
