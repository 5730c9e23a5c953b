"""What a person answered before practising, kept in the log."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select

from stretchlib.log import tables
from stretchlib.log.answer_order import next_rank
from stretchlib.log.answers import check_answers, plain_answers
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.handle import Handle
from stretchlib.log.instants import check_moment, is_still_to_come, offset_min
from stretchlib.log.values import check_name

SCREENINGS: Final = {
    "id": "str",
    "answered_utc": "datetime64[us, UTC]",
    "day": "datetime64[us]",
    "outcome": "str",
    "answers": "object",
    "still_to_come": "bool",
}


def add(log: Handle, outcome: str, answers: Mapping[str, Any], at: datetime | None) -> str:
    """Keep what was answered and what that allowed; return its id."""
    when = check_moment(at)
    check_name("outcome", outcome)
    kept = plain_answers(answers)
    check_answers(outcome, kept)
    row = {
        "id": log.new_id(when),
        "answered_utc": when,
        "answered_offset_min": offset_min(when),
        "answers": kept,
        "outcome": outcome,
    }
    with log.writing() as connection:
        rank = next_rank(connection, datetime.now(UTC))
        connection.execute(insert(tables.screenings), {**row, "rank": rank})
    return str(row["id"])


def frame(log: Handle) -> pd.DataFrame:
    """One row per time that something was answered, the last written last."""
    told = tables.current(tables.screenings)
    query = select(told).order_by(told.c.rank, told.c.answered_utc, told.c.entry)
    with log.reading() as connection:
        rows = [_row_of(dict(kept)) for kept in connection.execute(query).mappings()]
    found = pd.DataFrame(rows, columns=list(SCREENINGS))
    instants = pd.to_datetime(found["answered_utc"], utc=True).astype("datetime64[us, UTC]")
    return found.assign(still_to_come=is_still_to_come(instants)).astype(SCREENINGS)


@of_what_was_kept()
def _row_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give an answer its local day; in a damaged log an offset may be any number at all."""
    ahead = timedelta(minutes=kept["answered_offset_min"])
    day = pd.Timestamp((kept["answered_utc"] + ahead).date())
    return {**kept, "day": day, "id": kept["entry"]}
