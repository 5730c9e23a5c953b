"""One entry of a log with all that it ever said, and the entries of one kind to look through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from stretchlib.errors import check_one_of
from stretchlib.log.database import of_what_was_kept
from stretchlib.log.edits import MOMENT_OF, EntryRow, chain_of, hidden_rows, history_frame
from stretchlib.log.handle import Handle
from stretchlib.log.instants import is_still_to_come

if TYPE_CHECKING:
    import pandas as pd

ENTRY_TABLES: Final = {table.name: table for table in MOMENT_OF}
"""`sessions`, `ratings`, `measurements` and `screenings`: what can be edited."""


@dataclass(frozen=True)
class Version:
    """What one row of the log says of an entry."""

    kind: str
    """`sessions`, `ratings`, `measurements` or `screenings`."""
    row: Mapping[str, Any]
    at: datetime
    """When it was, in the zone it was in."""


@dataclass(frozen=True)
class Entry:
    """One entry with all that it ever said."""

    id: str
    versions: tuple[Version, ...]
    """Oldest first; the last one stands for it or, while it is hidden, says what it said last."""
    history: "pd.DataFrame"
    """One row per version, as `log.history()` gives it."""

    @property
    def kind(self) -> str:
        """`sessions`, `ratings`, `measurements` or `screenings`."""
        return self.versions[-1].kind

    @property
    def row(self) -> Mapping[str, Any]:
        """What it says now or, while it is hidden, said last."""
        return self.versions[-1].row

    @property
    def at(self) -> datetime:
        """When it was, in the zone it was in."""
        return self.versions[-1].at

    @property
    def is_hidden(self) -> bool:
        """Whether no frame and no picture shows it."""
        return bool(self.row["void"])

    @property
    def was_changed(self) -> bool:
        """Whether there is a change to take back."""
        return len(self.versions) > 1


def entry(log: Handle, entry_id: str) -> Entry:
    """Find an entry by the id of any of its rows."""
    with log.reading() as connection:
        table, chain = chain_of(connection, entry_id)
        history = history_frame(table, chain)
    return Entry(chain[0]["id"], tuple(_version(table.name, row) for row in chain), history)


def hidden(log: Handle) -> list[Version]:
    """The last version of every entry that is hidden, of whichever kind."""
    with log.reading() as connection, of_what_was_kept():
        return [
            _version(kind, row)
            for kind, table in ENTRY_TABLES.items()
            for row in hidden_rows(connection, table)
        ]


def newest_first(log: Handle, kind: str, frame: "pd.DataFrame") -> "pd.DataFrame":
    """A frame of the log turned round, with the local moment of each entry."""
    import pandas as pd

    from stretchlib.log.frames import offsets

    table = ENTRY_TABLES[check_one_of("kind", kind, ENTRY_TABLES)]
    moment = MOMENT_OF[table]
    with log.reading() as connection:
        minutes = frame["id"].map(offsets(connection, table))
    frame["still_to_come"] = is_still_to_come(frame[f"{moment}_utc"])
    ahead = pd.to_timedelta(minutes.astype("Int64"), unit="min")
    frame["at"] = (frame[f"{moment}_utc"].dt.tz_localize(None) + ahead).astype("datetime64[us]")
    return frame.iloc[::-1].reset_index(drop=True)


def _version(kind: str, row: EntryRow) -> Version:
    moment = MOMENT_OF[ENTRY_TABLES[kind]]
    zone = timezone(timedelta(minutes=row[f"{moment}_offset_min"]))
    return Version(kind, row, row[f"{moment}_utc"].astimezone(zone))
