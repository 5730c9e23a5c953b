"""What a person answered before practising, kept in the log."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select

from stretchlib.log import tables
from stretchlib.log.answer_order import next_rank
from stretchlib.log.answers import check_answers, plain_answers
from stretchlib.log.corrections import LogEditor
from stretchlib.log.database import of_what_was_kept
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


class LogScreener(LogEditor):
    """A log that keeps answers about health, in the order in which they were given."""

    def add_screening(
        self, outcome: str, answers: Mapping[str, Any], *, at: datetime | None = None
    ) -> str:
        """
        Keep what was answered and what that allowed; return its id.

        Parameters
        ----------
        outcome : str
            `go`, `doctor` or `emergency` of warning signs; `conditions`, `bring_back` or `leg`;
            `routine`, what was chosen on the Start card; `goal`.
        answers : mapping
            What was answered, as plain JSON: `{"flags": ["fever"]}`.
        at : datetime with a zone, optional
            When it was answered; now when left out.

        Raises
        ------
        UnknownName
            For an outcome, condition or side that is not in its list.
        LogError
            For any other value that is not possible.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> answered = log.add_screening("conditions", {"conditions": ["glaucoma"]})
        >>> log.screenings()[["outcome", "answers"]].values.tolist()
        [['conditions', {'conditions': ['glaucoma']}]]
        """
        when = check_moment(at)
        check_name("outcome", outcome)
        kept = plain_answers(answers)
        check_answers(outcome, kept)
        row = {
            "id": self._new_id(when),
            "answered_utc": when,
            "answered_offset_min": offset_min(when),
            "answers": kept,
            "outcome": outcome,
        }
        with self.writing() as connection:
            rank = next_rank(connection, datetime.now(UTC))
            connection.execute(insert(tables.screenings), {**row, "rank": rank})
        return str(row["id"])

    def screenings(self) -> pd.DataFrame:
        """
        One row per time that something was answered before practising, the last written last.

        That is the order in which they were given, whatever the clock said. One that is dated
        later than now is shown, and decides nothing.

        Returns
        -------
        DataFrame
            `id` (str), `answered_utc` (datetime64[us, UTC]), `day` (datetime64[us], local
            midnight), `outcome` (str), `answers` (dict), `still_to_come` (bool: whether it is
            dated later than now).
            Without answers it is empty, with the same types.
        """
        told = tables.current(tables.screenings)
        query = select(told).order_by(told.c.rank, told.c.answered_utc, told.c.entry)
        with self.reading() as connection:
            rows = [_row_of(dict(kept)) for kept in connection.execute(query).mappings()]
        frame = pd.DataFrame(rows, columns=list(SCREENINGS))
        instants = pd.to_datetime(frame["answered_utc"], utc=True).astype("datetime64[us, UTC]")
        return frame.assign(still_to_come=is_still_to_come(instants)).astype(SCREENINGS)


@of_what_was_kept()
def _row_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give an answer its local day; in a damaged log an offset may be any number at all."""
    ahead = timedelta(minutes=kept["answered_offset_min"])
    day = pd.Timestamp((kept["answered_utc"] + ahead).date())
    return {**kept, "day": day, "id": kept["entry"]}
