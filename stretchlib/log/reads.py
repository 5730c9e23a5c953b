"""What is read from a log: its frames, the history of an entry, its backups."""

from typing import TYPE_CHECKING, Literal

from sqlalchemy import exists, select

from stretchlib._garbage import unsearched
from stretchlib.log import tables
from stretchlib.log.backups import frame_of
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.edits import chain_of, history_frame
from stretchlib.log.handle import Handle

if TYPE_CHECKING:
    import pandas as pd

FrameName = Literal["sessions", "phases", "hurts", "ratings", "measurements"]


def is_empty(log: Handle) -> bool:
    """Whether there is nothing to show yet."""
    begun = tables.current(tables.sessions)
    anything = (
        select(begun).where(exists().where(tables.events.c.session_id == begun.c.entry)),
        select(tables.current(tables.ratings)),
        select(tables.current(tables.measurements)),
    )
    with log.reading() as connection:
        return not any(connection.execute(rows.limit(1)).first() for rows in anything)


def frame(log: Handle, name: FrameName, **which: object) -> "pd.DataFrame":
    """One of the frames, or `which` rows of it; that of the sample log says so."""
    from stretchlib.log import frames

    with unsearched(), log.reading() as connection:
        found: pd.DataFrame = getattr(frames, name)(connection, **which)
    if log.is_sample:
        found.attrs["sample"] = True
    return found


def history(log: Handle, entry: str) -> "pd.DataFrame":
    """Every row that an entry ever was."""
    with log.reading() as connection:
        return history_frame(*chain_of(connection, entry))


def backups(log: Handle) -> "pd.DataFrame":
    """One row per backup of the file."""
    with files_explained(log.database.file):
        return frame_of(log.database.file)
