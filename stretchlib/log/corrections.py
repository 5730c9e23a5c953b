"""What can be changed in a log afterwards, and how all of it is deleted."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert
from ulid import ULIDGenerator

from stretchlib.errors import LogError
from stretchlib.log.backups import delete, everything_of
from stretchlib.log.database import Database
from stretchlib.log.driver_errors import files_explained
from stretchlib.log.edits import Row, before_last_change, belonging, chain_of, corrected, moved
from stretchlib.log.instants import check_moment
from stretchlib.log.plans import replan
from stretchlib.log.reads import LogReader
from stretchlib.log.snapshots import snapshot
from stretchlib.log.tables import sessions
from stretchlib.log.traces import traces
from stretchlib.log.values import check_name, check_phases, check_ulid
from stretchlib.model import Phase

_ULIDS = ULIDGenerator()


def _new_id(_at: datetime) -> str:
    """
    Make an id that carries the millisecond at which its row was written.

    Not the moment the row is about: a session that is added a week later shows that it was.
    """
    return str(_ULIDS.generate())


def _of_jupyter() -> str:
    files = ", ".join(map(str, traces()))
    if not files:
        return ""
    return f"These stay, too, and may repeat notes: {files}. Clear their outputs or delete them. "


class LogEditor(LogReader):
    """
    A log whose entries can be corrected, hidden and brought back; nothing is forgotten.

    An entry is a session, a rating, one trial of a measurement, or an answer before practising. It
    keeps its id however often
    it is edited, and every row it ever was stays in the log: see `history`.
    """

    def __init__(
        self,
        database: Database,
        *,
        is_sample: bool = False,
        new_id: Callable[[datetime], str] = _new_id,
    ) -> None:
        super().__init__(database, is_sample=is_sample)
        self._new_id = new_id

    def correct(self, entry: str, *, along: bool = False, **changes: Any) -> None:
        """
        Change what an entry says; what it said before stays in its history.

        Parameters
        ----------
        entry : str
            The `id` of a session, a rating, a measurement or a screening.
        along : bool
            Of a session that is given another moment: whether its ratings and measurements move
            along, each as far from its beginning as before.
        **changes
            Of all of them, `at`, the moment; of a session, `routine` and `note`; of a rating,
            `kind`, `moment`, `area`, `side` and `score`; of a measurement, `side`, `value_cm`
            and `note`; of a screening, `outcome` and `answers`. What was answered last stays last.

        Raises
        ------
        UnknownName
            For a change, kind, moment or side that is not in its list.
        LogError
            When there is no such entry, it is hidden, or a value is not possible.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> (trial,) = log.measure("chest_to_thigh", side="left", trials_cm=[72.0])
        >>> log.correct(trial, value_cm=12.0)
        >>> log.measurements()["value_cm"].tolist()
        [12.0]
        >>> log.history(trial)[["change", "value_cm"]]
              change  value_cm
        0    entered      72.0
        1  corrected      12.0
        """
        with self.writing() as connection:
            table, chain = chain_of(connection, entry)
            if chain[-1]["void"]:
                msg = f"id={entry!r} is hidden. Bring it back first: log.undo({entry!r})"
                raise LogError(msg)
            values = corrected(table, chain[-1], changes)
            self._replace(connection, table, chain[-1], values)
            if along and table is sessions:
                for kind, row in belonging(connection, str(chain[0]["id"])):
                    self._replace(connection, kind, row, moved(kind, row, chain[-1], values))

    def belonging(self, session_id: str) -> int:
        """
        Count the ratings and measurements that were given with a session.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> from stretchlib.routines import routine
        >>> log = open_log("sqlite://")
        >>> session = log.start_session("Standard", routine("standard").phases())
        >>> _ = log.rate("pain", 3, moment="before", session_id=session)
        >>> log.belonging(session)
        1
        """
        check_ulid("session_id", session_id)
        with self.reading() as connection:
            return len(belonging(connection, session_id))

    def hide(self, entry: str) -> None:
        """
        Hide an entry from every frame; it stays in the log, and `undo` brings it back.

        With a session goes what belongs to it: its steps, ratings and measurements.

        Raises
        ------
        LogError
            When there is no such entry.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> rating = log.rate("pain", 3, moment="any")
        >>> log.hide(rating)
        >>> log.ratings().empty
        True
        >>> log.undo(rating)
        >>> log.ratings()["score"].tolist()
        [3]
        """
        with self.writing() as connection:
            table, chain = chain_of(connection, entry)
            self._replace(connection, table, chain[-1], {**chain[-1], "void": True})

    def undo(self, entry: str) -> None:
        """
        Take back the last change of an entry, be it a correction, a hiding or an undo.

        The pace and order in which a session was played stay as they were.

        Raises
        ------
        LogError
            When there is no such entry, or it was never changed.
        """
        with self.writing() as connection:
            table, chain = chain_of(connection, entry)
            before = before_last_change(chain)
            if before is None:
                msg = f"id={entry!r} was never changed. To hide it: log.hide({entry!r})"
                raise LogError(msg)
            self._replace(connection, table, chain[-1], before)

    def replan(
        self, session_id: str, phases: Sequence[Phase], *, routine: str | None = None
    ) -> None:
        """
        Put another timeline in the place of a session's own, before it is played.

        The former one stays in the log, replaced.

        Parameters
        ----------
        session_id : str
            Of a session that was started.
        phases : sequence of Phase
            Its events name them by number: once it has any, there must be as many as before.
        routine : str, optional
            What the routine is called, where it is another.

        Raises
        ------
        LogError
            When there is no such session, or it has begun and the phases are not as many.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> from stretchlib.routines import routine
        >>> log, usual = open_log("sqlite://"), routine("standard")
        >>> session = log.start_session("Standard", usual.phases())
        >>> log.replan(session, usual.one_trip().phases())
        """
        kept = snapshot(check_phases(phases))["phases"]
        with self.writing() as connection:
            new_id = self._new_id(check_moment(None))
            named = {} if routine is None else {"routine": check_name("routine", routine)}
            replan(connection, session_id, lambda _: kept, lambda: new_id, named)

    def delete_everything(self, *, confirm: str = "") -> list[str]:
        """
        Delete the log file, its backups and whatever was set aside; return their paths.

        What SQLite keeps beside them goes too, and copies that a sync tool made of the log. The
        log itself goes last. Nothing brings them back. Out of reach from here is what you
        exported; what saved notebooks show, with Jupyter's copies of them and the history of
        IPython, which are named; and what a browser still holds of a practice that was not saved:
        see the keys that begin with `stretchlib.` in its storage for this site.

        Parameters
        ----------
        confirm : str
            The words that the error asks for when they are missing.

        Raises
        ------
        LogError
            Until `confirm` is right, naming every file; when one cannot be deleted, naming those
            that are still there; and always for a log on a server.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").delete_everything()
        Traceback (most recent call last):
        ...
        stretchlib.errors.LogError: The log sqlite:// is not a file. Ask those who run it.
        """
        file = self.file
        if file is None:
            msg = f"The log {self.where} is not a file. Ask those who run it."
            raise LogError(msg)
        with files_explained(file):
            return self._deleted(file, confirm)

    def _deleted(self, file: Path, confirm: str) -> list[str]:
        words = f"delete {file.name} for good"
        if confirm != words:
            files = ", ".join(map(str, everything_of(file)))
            msg = (
                f"This deletes {files}. Nothing brings them back. Unsaved "
                "practice in a browser stays: clear its data for this site (keys stretchlib.*). "
                f"{_of_jupyter()}"
                f"If you mean it: log.delete_everything(confirm={words!r})"
            )
            raise LogError(msg)
        return [str(path) for path in delete(file)]

    def _replace(self, connection: Connection, table: Table, last: Row, values: Row) -> None:
        """Add the row that stands for an entry from now on, unless it says nothing new."""
        unchanged = {"id": last["id"], "replaces": last["replaces"]}
        if {**values, **unchanged} == dict(last):
            return
        new_id = self._new_id(check_moment(None))
        connection.execute(insert(table), {**values, "id": new_id, "replaces": last["id"]})

    def writing(self) -> AbstractContextManager[Connection]:
        """
        Give a connection inside one transaction: on the disk when it ends, or not at all.

        For those who bring in many rows at once; all others call the methods of a log.

        Raises
        ------
        LogError
            For the sample log, and when the database does not do what it is asked.
        """
        if self._is_sample:
            msg = "The sample log keeps nothing of yours. Write to your own: open_log()"
            raise LogError(msg)
        return self._database.writing()
