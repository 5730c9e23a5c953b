"""What a file would bring into a log, to be looked at before it is written."""

from collections import Counter
from dataclasses import dataclass, replace
from html import escape

import pandas as pd
from sqlalchemy import insert

from stretchlib import _html
from stretchlib.exchange.compare import VERDICTS, Judged, compare
from stretchlib.exchange.incoming import Incoming
from stretchlib.log import Log
from stretchlib.log.tables import metadata

ORDER = [table.name for table in metadata.sorted_tables]
CONFLICTS_SHOWN = 20
CLIPPED = 200
"""Characters of a conflict that the table shows."""


@dataclass(frozen=True)
class Written:
    """What was brought in; it shows itself as a sentence."""

    rows: dict[str, int]
    """How many rows, per table."""
    conflicts: int
    """How many were left out."""

    def __repr__(self) -> str:
        total = sum(self.rows.values())
        per_table = ", ".join(f"{table} {number}" for table, number in self.rows.items())
        done = f"Written: {_rows(total)} ({per_table})." if total else "Nothing was new."
        aside = f" In conflict and left out: {self.conflicts}." if self.conflicts else ""
        return done + aside

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


class Preview:
    """
    What a file would bring, per table: new, the same, in conflict. Made by `import_`.

    A row is in conflict when the log has another one under its id. The log keeps its own; to
    take the other, correct the entry in the log.
    """

    def __init__(self, log: Log, incoming: Incoming) -> None:
        self._log = log
        self._incoming = incoming
        with log.reading() as connection:
            self._judged = compare(connection, incoming)

    @property
    def counts(self) -> pd.DataFrame:
        """Rows per table (index) that are `new`, `same` and `in conflict`, as whole numbers."""
        counted = Counter((judged.row.table, judged.verdict) for judged in self._judged)
        named = [name for name in ORDER if any(table == name for table, _ in counted)]
        numbers = {verdict: [counted[name, verdict] for name in named] for verdict in VERDICTS}
        index = pd.Index(named, name="table", dtype="str")
        return pd.DataFrame(numbers, index=index, dtype="int64")

    @property
    def conflicts(self) -> pd.DataFrame:
        """One row per conflict: `table`, `id`, `place` in the file, and `why`; all str."""
        rows = [
            (judged.row.table, judged.row.id, judged.row.place, judged.why)
            for judged in self._judged
            if judged.verdict == "in conflict"
        ]
        return pd.DataFrame(rows, columns=["table", "id", "place", "why"], dtype="str")

    def apply(self) -> Written:
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
                rows = [row.row.values for row in self._of(table.name) if row.verdict == "new"]
                if rows:
                    connection.execute(insert(table), rows)
                    written[table.name] = len(rows)
        self._judged = [_once_written(judged) for judged in self._judged]
        return Written(written, len(self.conflicts))

    def __repr__(self) -> str:
        return f"{self._incoming.name}. {self._sentence()}"

    def _repr_html_(self) -> str:
        head = f"<b>{escape(self._incoming.name)}</b><br>{escape(self._sentence())}"
        return f"<p>{head}</p>{self.tables()}"

    def tables(self) -> str:
        """Show as HTML how many rows of what there are, and the first of those in conflict."""
        rows = [[name, *numbers] for name, *numbers in self.counts.itertuples()]
        counts = _html.table(["Rows of", *map(str.capitalize, VERDICTS)], rows) if rows else ""
        return f"{counts}{self._conflicts_html()}"

    def _sentence(self) -> str:
        number = Counter(judged.verdict for judged in self._judged)
        counted = "Rows: " + ", ".join(f"{number[verdict]} {verdict}" for verdict in VERDICTS) + "."
        if number["new"]:
            return f"{counted} Nothing is written yet: .apply() writes what is new."
        return f"{counted} There is nothing to write."

    def _conflicts_html(self) -> str:
        conflicts = self.conflicts
        if conflicts.empty:
            return ""
        rows = conflicts[["table", "place", "why"]].map(_clipped).to_numpy()
        more = len(rows) - CONFLICTS_SHOWN
        rest = f"<p>And {more:,} more.</p>" if more > 0 else ""
        return (
            "<p>In conflict means that your log says something else about the same entry. It keeps "
            "its own. To take the other, correct the entry.</p>"
            f"{_html.table(['Of', 'Where', 'Why'], rows[:CONFLICTS_SHOWN])}{rest}"
        )

    def _of(self, table: str) -> list[Judged]:
        return [judged for judged in self._judged if judged.row.table == table]


def _once_written(judged: Judged) -> Judged:
    return replace(judged, verdict="same") if judged.verdict == "new" else judged


def _clipped(text: str) -> str:
    return text if len(text) <= CLIPPED else f"{text[:CLIPPED]}..."


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
