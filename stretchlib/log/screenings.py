"""What a person answered before practising, kept in the log."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from stretchlib.log import tables
from stretchlib.log.answer_order import next_rank
from stretchlib.log.answers import check_answers, plain_answers
from stretchlib.log.handle import Handle
from stretchlib.log.instants import check_moment, is_still_to_come, offset_min
from stretchlib.log.known import screening_rows
from stretchlib.log.values import check_name

if TYPE_CHECKING:
    import pandas as pd

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


def frame(log: Handle) -> "pd.DataFrame":
    """One row per time that something was answered, the last written last."""
    import pandas as pd

    with log.reading() as connection:
        rows = screening_rows(connection)
    found = pd.DataFrame(rows, columns=list(SCREENINGS))
    instants = pd.to_datetime(found["answered_utc"], utc=True).astype("datetime64[us, UTC]")
    return found.assign(still_to_come=is_still_to_come(instants)).astype(SCREENINGS)
