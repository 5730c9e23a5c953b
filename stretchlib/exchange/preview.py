"""What a file would bring into a log, to be looked at before it is written."""

from collections import Counter
from dataclasses import dataclass, replace
from html import escape

import pandas as pd
from sqlalchemy import insert

from stretchlib import _html, text
from stretchlib.exchange.diff import ROW_STATUSES, Judged, compare
from stretchlib.exchange.incoming import Incoming
from stretchlib.log import Log
from stretchlib.log.tables import metadata

ORDER = [table.name for table in metadata.sorted_tables]
ROWS_SHOWN = 20
PASSED_OVER_SHOWN = 8
CLIPPED = 200
"""Characters of a conflict that the table shows."""


@dataclass(frozen=True)
class BroughtIn:
    """What was brought in; it shows itself as a sentence."""

    rows: dict[str, int]
    """How many rows, per table."""
    conflicts: int
    """How many the log has otherwise, and keeps."""
    left_out: int = 0
    """How many cannot be read, or name what is not there."""

    def __repr__(self) -> str:
        total = sum(self.rows.values())
        per_table = ", ".join(f"{table} {number}" for table, number in self.rows.items())
        done = f"Written: {_rows(total)} ({per_table})." if total else "Nothing was new."
        aside = f" In conflict and left out: {self.conflicts}." if self.conflicts else ""
        broken = f" Left out: {self.left_out}." if self.left_out else ""
        return done + aside + broken

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


class Preview:
    """
    What a file would bring, per table: new, the same, in conflict. Made by `preview_import`.

    A row is in conflict when the log has another one under its id. The log keeps its own; to
    take the other, correct the entry in the log. What is broken is left out, each by name, and the
    rest comes in.
    """

    def __init__(self, log: Log, incoming: Incoming) -> None:
        self._log = log
        self._incoming = incoming
        with log.reading() as connection:
            self._judged = compare(connection, incoming)

    @property
    def counts(self) -> pd.DataFrame:
        """Rows per table (index) that are `new`, `same` and `in conflict`, as whole numbers."""
        counted = Counter((judged.row.table, judged.status) for judged in self._judged)
        named = [name for name in ORDER if any(table == name for table, _ in counted)]
        numbers = {status: [counted[name, status] for name in named] for status in ROW_STATUSES}
        index = pd.Index(named, name="table", dtype="str")
        return pd.DataFrame(numbers, index=index, dtype="int64")

    @property
    def conflicts(self) -> pd.DataFrame:
        """One row per conflict: `table`, `id`, `location` in the file, and `why`; all str."""
        rows = [
            (judged.row.table, judged.row.id, judged.row.location, judged.why)
            for judged in self._judged
            if judged.status == "in conflict"
        ]
        return pd.DataFrame(rows, columns=["table", "id", "location", "why"], dtype="str")

    @property
    def left_out(self) -> pd.DataFrame:
        """One row per row that is left out: `table`, `location` in the file, and `why`; all str."""
        unread = [(one.table, one.location, one.why) for one in self._incoming.left_out]
        misfits = [
            (judged.row.table, judged.row.location, judged.why)
            for judged in self._judged
            if judged.status == "left out"
        ]
        return pd.DataFrame(unread + misfits, columns=["table", "location", "why"], dtype="str")

    @property
    def passed_over(self) -> dict[str, int]:
        """What of the file is nothing for a log, by its name there, and how many of it."""
        return dict(self._incoming.passed_over)

    def apply(self) -> BroughtIn:
        """
        Write what is new, all of it or nothing; conflicts never overwrite.

        The log is asked again first, in the same transaction: what came to it since the preview
        is not written twice.

        Raises
        ------
        LogError
            When the log cannot be written to. It is unchanged.
        """
        with self._log.writing() as connection:
            self._judged = compare(connection, self._incoming)
            written = {}
            for table in metadata.sorted_tables:
                rows = [row.row.values for row in self._of(table.name) if row.status == "new"]
                if rows:
                    connection.execute(insert(table), rows)
                    written[table.name] = len(rows)
        self._judged = [_once_written(judged) for judged in self._judged]
        return BroughtIn(written, len(self.conflicts), len(self.left_out))

    def __repr__(self) -> str:
        return f"{self._incoming.name}. {self._sentence()}"

    def _repr_html_(self) -> str:
        head = f"<b>{escape(self._incoming.name)}</b><br>{escape(self._sentence())}"
        return f"<p>{head}</p>{self.tables()}"

    def tables(self) -> str:
        """Show as HTML how many rows of what there are, and the first that do not come in."""
        rows = [[name, *numbers] for name, *numbers in self.counts.itertuples()]
        counts = _html.table(["Rows of", *map(str.capitalize, ROW_STATUSES)], rows) if rows else ""
        return f"{counts}{self._conflicts_html()}{self._left_out_html()}"

    def _sentence(self) -> str:
        number = Counter(judged.status for judged in self._judged)
        counted = (
            "Rows: " + ", ".join(f"{number[status]} {status}" for status in ROW_STATUSES) + "."
        )
        if broken := len(self.left_out):
            counted += f" Left out: {broken}; .left_out says why."
        if self.passed_over:
            counted += f" {self._passed_over()}"
        if number["new"]:
            return f"{counted} Nothing is written yet: .apply() writes what is new."
        return f"{counted} There is nothing to write."

    def _passed_over(self) -> str:
        """Say what is nothing for a log, most of all first."""
        ranked = sorted(self.passed_over.items(), key=lambda one: -one[1])
        named = ", ".join(f"{number} of {name}" for name, number in ranked[:PASSED_OVER_SHOWN])
        more = sum(number for _, number in ranked[PASSED_OVER_SHOWN:])
        return f"Passed over: {named}{f', and {more} of others' if more else ''}."

    def _left_out_html(self) -> str:
        passed = f"<p>{escape(self._passed_over())}</p>" if self.passed_over else ""
        left_out = self.left_out
        if left_out.empty:
            return passed
        number = len(left_out)
        lead = (
            f"<p>Left out: {_rows(number)}. Each is named with its place and what mends it; the "
            "rest is not held up.</p>"
        )
        return lead + _shortened(left_out[["table", "location", "why"]]) + passed

    def _conflicts_html(self) -> str:
        conflicts = self.conflicts
        if conflicts.empty:
            return ""
        return (
            "<p>In conflict means that your log says something else about the same entry. It keeps "
            "its own. To take the other, correct the entry.</p>"
            f"{_shortened(conflicts[['table', 'location', 'why']])}"
        )

    def _of(self, table: str) -> list[Judged]:
        return [judged for judged in self._judged if judged.row.table == table]


def _once_written(judged: Judged) -> Judged:
    return replace(judged, status="same") if judged.status == "new" else judged


def _shortened(frame: pd.DataFrame) -> str:
    """Show the first rows of a frame of what, where and why."""
    rows = frame.head(ROWS_SHOWN).map(_clipped).to_numpy()
    more = len(frame) - ROWS_SHOWN
    rest = f"<p>And {more:,} more.</p>" if more > 0 else ""
    return f"{_html.table(['Of', 'Where', 'Why'], rows)}{rest}"


def _clipped(text: str) -> str:
    return text if len(text) <= CLIPPED else f"{text[:CLIPPED]}..."


def _rows(number: int) -> str:
    return text.count(number, "row")
