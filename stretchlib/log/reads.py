"""What can be asked of a log."""

import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, exists, select

from stretchlib.log import frames, tables
from stretchlib.log.backups import frame_of
from stretchlib.log.database import Database
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.edits import chain_of, history_frame


class LogReader:
    """A log as it can be read: where it is, whether it is empty, and its frames."""

    def __init__(self, database: Database, *, is_sample: bool = False) -> None:
        self._database = database
        self._is_sample = is_sample
        weakref.finalize(self, database.engine.dispose)

    def __repr__(self) -> str:
        return f"Log({self._database.name!r})"

    @property
    def where(self) -> str:
        """The path of the file, or the URL of the database without its password."""
        return self._database.where

    @property
    def file(self) -> Path | None:
        """The file that it is; None when it is on a server or in memory."""
        return self._database.file

    @property
    def who_reads(self) -> str:
        """Who can read it, in words that end a sentence: on a server it is not the owner alone."""
        if self._database.on_server:
            return "for you and the clinicians who were given your log"
        return "on this machine only"

    @property
    def is_sample(self) -> bool:
        """Whether this is the invented log that shows what the pictures are like."""
        return self._is_sample

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction that only reads."""
        return self._database.reading()

    def is_empty(self) -> bool:
        """
        Whether there is nothing to show yet: no session begun, no rating, no measurement.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> log.is_empty()
        True
        >>> rating = log.rate("pain", None, moment="before")
        >>> log.is_empty()
        False
        """
        begun = tables.current(tables.sessions)
        anything = (
            select(begun).where(exists().where(tables.events.c.session_id == begun.c.entry)),
            select(tables.current(tables.ratings)),
            select(tables.current(tables.measurements)),
        )
        with self.reading() as connection:
            return not any(connection.execute(rows.limit(1)).first() for rows in anything)

    def sessions(self) -> pd.DataFrame:
        """
        One row per session that was begun, oldest first.

        Returns
        -------
        DataFrame
            `id` (str), `started_utc` (datetime64[us, UTC]), `day` (datetime64[us], midnight of
            the local day it began), `routine` (str), `status` (str: `finished`, `stopped` or
            `partial`), `planned_s`, `done_s` (float: seconds really spent in its phases),
            `note` (str). A check-in that no practice followed is not a session.
            Without sessions it is empty, with the same types.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").sessions().dtypes["day"]
        dtype('<M8[us]')
        """
        return self._frame(frames.sessions)

    def phases(self) -> pd.DataFrame:
        """
        One row per phase that was done, skipped or hurt, in the order of the timeline.

        Returns
        -------
        DataFrame
            `session_id` (str), `day` (datetime64[us], of the session), `step`, `set` (Int64),
            `stretch`, `target`, `side`, `stage`, `pace` (str; pace is missing where nothing is
            paced), `planned_s`, `done_s` (float; all the times it was begun together),
            `outcome` (str: `done`, `skipped`, or `hurt` if it ever did), `dose_s` (float: of
            `done_s`, the seconds under stretch: presses and exhales count, releases and inhales
            do not, and nothing does outside `stretch` and `enhance`).
            Without sessions it is empty, with the same types.
        """
        return self._frame(frames.phases)

    def hurts(self) -> pd.DataFrame:
        """
        One row per phase that hurt, in the order of the timeline.

        Returns
        -------
        DataFrame
            `session_id` (str), `started_utc` (datetime64[us, UTC]) and `day` (datetime64[us]), of
            the session; `stretch`, `side` (str), `hurt` (str: `back`, `worse`, `leg` or `saddle`;
            missing where nobody said).
            Where nothing ever hurt it is empty, with the same types.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").hurts().empty
        True
        """
        return self._frame(frames.hurts)

    def ratings(self) -> pd.DataFrame:
        """
        One row per answer, oldest first.

        Returns
        -------
        DataFrame
            `id` (str), `rated_utc` (datetime64[us, UTC]), `day` (datetime64[us], local
            midnight), `session_id` (str, missing when it stands alone), `moment`, `kind`,
            `area`, `side` (str), `score` (Int64; missing when asked and not answered).
            Without ratings it is empty, with the same types.
        """
        return self._frame(frames.ratings)

    def measurements(self) -> pd.DataFrame:
        """
        One row per trial, oldest first.

        Returns
        -------
        DataFrame
            `id` (str), `taken_utc` (datetime64[us, UTC]), `day` (datetime64[us], local
            midnight), `test`, `side` (str), `trial` (Int64, from 1), `value_cm` (float),
            `session_id` (str, missing when it stands alone), `note` (str).
            Without measurements it is empty, with the same types.
        """
        return self._frame(frames.measurements)

    def history(self, entry: str) -> pd.DataFrame:
        """
        Every row that an entry ever was, oldest first; the last one stands for it.

        Parameters
        ----------
        entry : str
            The `id` of a session, a rating, a measurement or a screening.

        Returns
        -------
        DataFrame
            `id` (str, of the row), `written_utc` (datetime64[us, UTC]), `change` (str:
            `entered`, `corrected`, `hidden` or `brought back`), what the row said, and
            `replaces` (str, the row before it). A row that a file gave without an id was
            `brought in`, and when is not known: its `written_utc` is missing.

        Raises
        ------
        LogError
            When there is no such entry.
        """
        with self.reading() as connection:
            return history_frame(*chain_of(connection, entry))

    def backups(self) -> pd.DataFrame:
        """
        One row per backup of the file, and per file that one took the place of, oldest first.

        There is one of each of the last seven days on which the log was opened, the first one
        of each month for a year, one from before each change of version, and one of what was
        new later on a day, when the log was opened again. To go on from
        one, or back to what was set aside: `open_log(restore=file)`.

        Returns
        -------
        DataFrame
            `file` (str, its path), `made_utc` (datetime64[us, UTC]; of what was set aside, when
            it was last written), `bytes` (int), `sessions` (Int64) and `last_day`
            (datetime64[us]): what it shows, null where it cannot be asked; `kind` (`of a day`,
            `newest`, `before a new version`, `set aside`, or `of a sync tool` for what a tool made
            beside the log that keeps the folders of two computers alike).
            A log that is not a file has none; the types are the same.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").backups().empty
        True
        """
        with files_explained(self.file):
            return frame_of(self.file)

    def _frame(self, read: Callable[[Connection], pd.DataFrame]) -> pd.DataFrame:
        with self.reading() as connection:
            frame = read(connection)
        if self._is_sample:
            frame.attrs["sample"] = True
        return frame
