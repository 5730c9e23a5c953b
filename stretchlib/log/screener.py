"""What a person answered before practising, kept in the log."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import insert, select

from stretchlib.errors import LogError, shown
from stretchlib.log import tables
from stretchlib.log.answers import check_answers
from stretchlib.log.checks import check_moment, check_name, offset_min
from stretchlib.log.database import canonical_json
from stretchlib.log.editor import LogEditor

SCREENINGS: Final = {
    "id": "str",
    "answered_utc": "datetime64[us, UTC]",
    "day": "datetime64[us]",
    "outcome": "str",
    "answers": "object",
}


class LogScreener(LogEditor):
    """A log that keeps answers about health; they are never edited, only answered anew."""

    def screen(
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
        >>> answered = log.screen("conditions", {"conditions": ["glaucoma"]})
        >>> log.screenings()[["outcome", "answers"]].values.tolist()
        [['conditions', {'conditions': ['glaucoma']}]]
        """
        when = check_moment(at)
        check_name("outcome", outcome)
        kept = _plain(answers)
        check_answers(outcome, kept)
        row = {
            "id": self._new_id(when),
            "answered_utc": when,
            "answered_offset_min": offset_min(when),
            "answers": kept,
            "outcome": outcome,
        }
        with self.writing() as connection:
            connection.execute(insert(tables.screenings), row)
        return str(row["id"])

    def screenings(self) -> pd.DataFrame:
        """
        One row per time that something was answered before practising, oldest first.

        Returns
        -------
        DataFrame
            `id` (str), `answered_utc` (datetime64[us, UTC]), `day` (datetime64[us], local
            midnight), `outcome` (str), `answers` (dict).
            Without answers it is empty, with the same types.
        """
        told = tables.screenings
        query = select(told).order_by(told.c.answered_utc, told.c.id)
        with self.reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
            # Here, where damage is told: an offset may be any number at all then.
            for row in rows:
                ahead = timedelta(minutes=row["answered_offset_min"])
                row["day"] = pd.Timestamp((row["answered_utc"] + ahead).date())
        return pd.DataFrame(rows, columns=list(SCREENINGS)).astype(SCREENINGS)


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers that can be kept as they are."""
    try:
        canonical_json(dict(answers))
    except (TypeError, ValueError) as error:
        msg = f"answers={shown(answers)} cannot be kept. Give texts, numbers and lists of them."
        raise LogError(msg) from error
    return dict(answers)
