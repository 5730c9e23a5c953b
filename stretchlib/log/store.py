"""A log, and all that can be asked of it: each method hands on to a function of its subject."""

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from stretchlib.dates import read_day
from stretchlib.errors import check_one_of
from stretchlib.log import corrections, reads, screenings, writes
from stretchlib.log import entry as entries_of
from stretchlib.log import known as asked
from stretchlib.log.database import Database
from stretchlib.log.handle import Handle, new_id
from stretchlib.model import Moment
from stretchlib.phases import Phase, Side

if TYPE_CHECKING:
    import pandas as pd

    from stretchlib.exchange.preview import Preview
    from stretchlib.log.entry import Entry, Version
    from stretchlib.log.known import Known


class Log:
    """
    Everything a person did, felt and measured; opened with `open_log`.

    It may be used from any thread. Every method is one transaction: what it returned is on the
    disk. Rows are added and never changed: what is edited is replaced by a new row.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> log = open_log("sqlite://")
    >>> ids = log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5, 12.5])
    >>> log.measurements()[["measure", "side", "trial", "value_cm"]]
              measure  side  trial  value_cm
    0  chest_to_thigh  left      1      12.0
    1  chest_to_thigh  left      2      11.5
    2  chest_to_thigh  left      3      12.5
    """

    def __init__(
        self,
        database: Database,
        *,
        is_sample: bool = False,
        new_id: Callable[[datetime], str] = new_id,
    ) -> None:
        self._handle = Handle(database, is_sample, new_id)
        weakref.finalize(self, database.engine.dispose)

    def __repr__(self) -> str:
        return f"Log({self._handle.database.name!r})"

    # Where it is.

    @property
    def where(self) -> str:
        """The path of the file, or the URL of the database without its password."""
        return self._handle.database.where

    @property
    def file(self) -> Path | None:
        """The file that it is; None when it is on a server or in memory."""
        return self._handle.database.file

    @property
    def who_reads(self) -> str:
        """Who can read it, in words that end a sentence: on a server it is not the owner alone."""
        if self._handle.database.on_server:
            return "for you and the clinicians who were given your log"
        return "on this machine only"

    @property
    def is_sample(self) -> bool:
        """Whether this is the invented log that shows what the pictures are like."""
        return self._handle.is_sample

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection inside one transaction that only reads."""
        return self._handle.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """
        Give a connection inside one transaction: on the disk when it ends, or not at all.

        For those who bring in many rows at once; all others call the methods of a log.

        Raises
        ------
        LogError
            For the sample log, and when the database does not do what it is asked.
        """
        return self._handle.writing()

    # What can be asked of it.

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
        return reads.is_empty(self._handle)

    def or_sample(self) -> "Log":
        """
        Return this log or, while it is empty, the sample log.

        The frames of the sample log say so in `attrs["sample"]`, and so do their pictures.
        It can be read only: nothing of yours ever mixes with it.
        """
        return sample_log() if self.is_empty() else self

    def sessions(self) -> "pd.DataFrame":
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
        return reads.frame(self._handle, "sessions")

    def phases(self, *, since: date | str | None = None) -> "pd.DataFrame":
        """
        One row per phase that was done, skipped or hurt, in the order of the timeline.

        Parameters
        ----------
        since : date or str, optional
            Only of sessions that began on this local day or later; of all when left out. Of ten
            years the latest months are read several times as fast.

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

        Raises
        ------
        StretchError
            When `since` is not a day or cannot be meant.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").phases(since="2026-03-01").empty
        True
        """
        return reads.frame(self._handle, "phases", since=read_day("since", since))

    def hurts(self) -> "pd.DataFrame":
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
        return reads.frame(self._handle, "hurts")

    def ratings(self) -> "pd.DataFrame":
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
        return reads.frame(self._handle, "ratings")

    def measurements(self) -> "pd.DataFrame":
        """
        One row per trial, oldest first.

        Returns
        -------
        DataFrame
            `id` (str), `taken_utc` (datetime64[us, UTC]), `day` (datetime64[us], local
            midnight), `measure`, `side` (str), `trial` (Int64, from 1), `value_cm` (float),
            `session_id` (str, missing when it stands alone), `note` (str).
            Without measurements it is empty, with the same types.
        """
        return reads.frame(self._handle, "measurements")

    def screenings(self) -> "pd.DataFrame":
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
        return screenings.frame(self._handle)

    def known(self) -> "Known":
        """
        What decides how a practice begins, as plain rows of the frames: nobody waits for pandas.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> _ = log.add_screening("conditions", {"conditions": ["glaucoma"]})
        >>> [row["outcome"] for row in log.known().screenings]
        ['conditions']
        """
        return asked.known(self._handle)

    def asked_once(self) -> AbstractContextManager[None]:
        """Let `known` be asked of the database once, for as long as nothing is written."""
        return asked.asked_once()

    def extents(self) -> list[dict[str, Any]]:
        """
        How far down it went each time that somebody said so, as plain rows, oldest first.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> _ = log.rate("extent", "thigh", moment="before")
        >>> [row["score"] for row in log.extents()]
        [3]
        """
        return asked.extents(self._handle)

    def history(self, entry: str) -> "pd.DataFrame":
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
        return reads.history(self._handle, entry)

    def entry(self, entry_id: str) -> "Entry":
        """
        One entry with all that it ever said; the id of any of its rows will do.

        Parameters
        ----------
        entry_id : str
            The `id` of a session, a rating, a measurement or a screening, hidden or not.

        Returns
        -------
        Entry
            Its `kind` (`sessions`, `ratings`, `measurements` or `screenings`), the `row` that
            stands for it as the database has it, `at` (datetime with the zone it was in),
            `is_hidden`, `was_changed`, its `versions`, oldest first, and its `history`.

        Raises
        ------
        LogError
            When there is no such entry.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> rating = log.entry(log.rate("pain", 3, moment="any"))
        >>> rating.kind, rating.row["score"], rating.is_hidden, rating.was_changed
        ('ratings', 3, False, False)
        """
        return entries_of.entry(self._handle, entry_id)

    def entries(self, kind: str) -> "pd.DataFrame":
        """
        The entries of one kind that stand, newest first; of `screenings`, the last written first.

        Parameters
        ----------
        kind : str
            `sessions`, `ratings`, `measurements` or `screenings`.

        Returns
        -------
        DataFrame
            The columns of the frame of that name, `at` (datetime64[us]): the moment as the clock
            on the wall showed it, and `still_to_come` (bool): whether it is dated later than now.
            An empty log gives none, with the same types.

        Raises
        ------
        UnknownName
            For a kind that is not in its list.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").entries("ratings")["at"].dtype
        dtype('<M8[us]')
        """
        check_one_of("kind", kind, entries_of.ENTRY_TABLES)
        return entries_of.newest_first(self._handle, kind, getattr(self, kind)())

    def hidden(self) -> "list[Version]":
        """
        The last version of every entry that is hidden: its `kind`, its `row` and when it was, `at`.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> log.hide(log.rate("pain", 3, moment="any"))
        >>> [version.kind for version in log.hidden()]
        ['ratings']
        """
        return entries_of.hidden(self._handle)

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
        return corrections.count_belonging(self._handle, session_id)

    def backups(self) -> "pd.DataFrame":
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
        return reads.backups(self._handle)

    # What can be written into it.

    def start_session(
        self,
        routine: str,
        phases: Sequence[Phase],
        *,
        session_id: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """
        Begin a session and keep its timeline as it is now; return its id.

        Later changes of the catalog do not change what was practised then. Beginning the same
        session again, with its `session_id`, changes nothing.

        Parameters
        ----------
        routine : str
            What the routine is called.
        phases : sequence of Phase, at least one
            Its timeline.
        session_id : str, optional
            A ULID, when it has one already.
        at : datetime with a zone, optional
            When it began; now when left out.

        Raises
        ------
        LogError
            When a value is not possible, or the id belongs to another session.
        """
        return writes.start_session(self._handle, routine, phases, session_id, at)

    def add_session(
        self,
        routine: str,
        phases: Sequence[Phase],
        *,
        at: datetime,
        session_id: str | None = None,
        note: str = "",
    ) -> str:
        """
        Keep a session that was practised without the player, all of it done; return its id.

        Adding the same session again, with its `session_id`, changes nothing.

        Parameters
        ----------
        routine : str
            What the routine is called.
        phases : sequence of Phase, at least one
            Its timeline.
        at : datetime with a zone
            When it began.
        session_id : str, optional
            A ULID, when it has one already.
        note : str
            Anything worth remembering about it.

        Raises
        ------
        LogError
            When a value is not possible, or the id belongs to another session.

        Examples
        --------
        >>> from datetime import datetime
        >>> from stretchlib.log import open_log
        >>> from stretchlib.routines import routine
        >>> log = open_log("sqlite://")
        >>> yesterday = datetime.fromisoformat("2026-03-02T07:00+01:00")
        >>> session = log.add_session("Standard", routine("standard").phases(), at=yesterday)
        >>> log.sessions()[["day", "routine", "status"]]
                 day   routine    status
        0 2026-03-02  Standard  finished
        """
        return writes.add_session(self._handle, routine, phases, at, session_id, note)

    def append(self, events: Iterable[Mapping[str, Any]]) -> list[str]:
        """
        Save events as the browser sends them; return the ids that are now safely in the log.

        An event that is there already is left as it is and counts as saved, so a whole list
        may be sent again at any time.

        Parameters
        ----------
        events : iterable of dict
            `id` (ULID), `session`, `seq`, `kind`, `at_ms` (since 1970, UTC), `offset_min`
            (local clock ahead of UTC) and, where they apply, `phase`, `done_s`, `reason`.

        Raises
        ------
        NotAllSaved
            Naming each event that is malformed, of an unknown session, or has the id of another
            event. The others are saved: their ids are in `saved`.
        """
        return writes.append(self._handle, events)

    def rate(
        self,
        kind: str,
        score: int | str | None,
        *,
        moment: Moment,
        area: str = "low_back",
        side: Side = "both",
        session_id: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """
        Keep one answer, from 0 to 10 or how far down it goes; return its id.

        Parameters
        ----------
        kind : str
            `pain`, `tightness` or `extent`.
        score : int from 0 to 10, or None
            Of `extent`, a word or its number: 0 `nowhere`, 1 `back`, 2 `buttock`, 3 `thigh`,
            4 `below the knee`; numbness and tingling count. None was asked and not answered.
            It is never 0.
        moment : str
            `before`, `after`, `next_day` or `any`.
        area : str
            Where it was felt.
        side : str
            `left`, `right` or `both`.
        session_id : str, optional
            The session it belongs to.
        at : datetime with a zone, optional
            When it was felt; now when left out.

        Raises
        ------
        UnknownName
            For a kind, moment or side that is not in its list.
        LogError
            For any other value that is not possible.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> rating = log.rate("tightness", 4, moment="before")
        >>> log.ratings()[["kind", "moment", "score"]]
                kind  moment  score
        0  tightness  before      4
        """
        return writes.rate(self._handle, kind, score, moment, area, side, session_id, at)

    def measure(
        self,
        measure: str,
        *,
        side: Side,
        trials_cm: Sequence[float],
        at: datetime | None = None,
        session_id: str | None = None,
        note: str = "",
    ) -> list[str]:
        """
        Keep the trials of one measure on one side, all or none; return their ids.

        Parameters
        ----------
        measure : str
            A slug of `stretchlib.model.MEASURES`.
        side : str
            A side that the measure has.
        trials_cm : sequence of float, at least one
            The readings in cm, in the order they were taken.
        at : datetime with a zone, optional
            When they were taken, not still to come; now when left out.
        session_id : str, optional
            The session they belong to.
        note : str
            Anything worth remembering about them.

        Raises
        ------
        UnknownName
            For a measure or side that is not in its list.
        LogError
            For any other value that is not possible, naming the trial.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").measure("chest_to_thigh", side="left", trials_cm=[12.0, 400])
        Traceback (most recent call last):
        ...
        stretchlib.errors.LogError: chest_to_thigh, trial 2: 400 cm is not possible. Give 0 to
        100 cm.
        """
        return writes.measure(self._handle, measure, side, trials_cm, at, session_id, note)

    def note(self, session_id: str, text: str, *, at: datetime | None = None) -> None:
        """
        Keep a person's words about a session, exactly as typed, in place of earlier ones.

        The earlier ones stay in the log, replaced.

        Raises
        ------
        LogError
            When there is no such session, or the text cannot be kept as it is.
        """
        writes.note(self._handle, session_id, text, at)

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
        return screenings.add(self._handle, outcome, answers, at)

    # What can be changed in it afterwards.

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
        corrections.correct(self._handle, entry, along, changes)

    def hide(self, entry: str) -> None:
        """
        Hide an entry from every frame; it stays in the log, and `undo` brings it back.

        With a session goes what belongs to it: its phases, ratings and measurements.

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
        corrections.hide(self._handle, entry)

    def undo(self, entry: str) -> None:
        """
        Take back the last change of an entry, be it a correction, a hiding or an undo.

        The pace and order in which a session was played stay as they were.

        Raises
        ------
        LogError
            When there is no such entry, or it was never changed.
        """
        corrections.undo(self._handle, entry)

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
        corrections.replan_session(self._handle, session_id, phases, routine)

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
        return corrections.delete_everything(self._handle, confirm)

    # Out of it, and into it.

    def export(self, where: str | PathLike[str]) -> Path:
        """
        Write everything the log has into a new folder or `.zip` file; return its path.

        `sessions.csv`, `phases.csv`, `ratings.csv` and `measurements.csv` are for spreadsheets and
        statistics; `columns.csv` says what each of their columns means. `log.jsonl` has every row,
        replaced and hidden ones too, and `log.preview_import` makes the same log of it again. All
        are UTF-8, and only you can read them (mode 0600; on Windows whoever may read the folder).

        Parameters
        ----------
        where : path
            A folder, or a file that ends in `.zip`. It must be new, so that an earlier export is
            never overwritten; an empty folder is new too.

        Raises
        ------
        ExchangeError
            When something is there already, or the path cannot be written to. Then nothing is
            left there.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log, folder = open_log("sqlite://"), getfixture("tmp_path") / "mine"
        >>> rating = log.rate("pain", 2, moment="any")
        >>> sorted(file.name for file in log.export(folder).iterdir())
        ['README.txt', 'columns.csv', 'log.jsonl', 'measurements.csv', 'phases.csv', 'ratings.csv',
         'sessions.csv']
        """
        from stretchlib.exchange import export

        return export(self, where)

    def export_fhir(self, where: str | PathLike[str]) -> Path:
        """
        Write the log as a FHIR R4 Bundle, for the records of a clinic; return its path.

        A session is a Procedure, with an Observation of how long was spent on what; each rating and
        each trial of a measurement is an Observation. Pain is LOINC 72514-3; where there is no
        published code, there is a local one with a UCUM unit. Nobody is named: whoever receives it
        knows whose it is.

        Parameters
        ----------
        where : path
            A new file, such as `"my-log.fhir.json"`.

        Raises
        ------
        ExchangeError
            When something is there already, or the path cannot be written to.

        Examples
        --------
        >>> import json
        >>> from stretchlib.log import open_log
        >>> log = open_log("sqlite://")
        >>> rating = log.rate("pain", 2, moment="any")
        >>> file = log.export_fhir(getfixture("tmp_path") / "log.json")
        >>> json.loads(file.read_text())["entry"][0]["resource"]["code"]["coding"][0]["code"]
        '72514-3'
        """
        from stretchlib.exchange import export_fhir

        return export_fhir(self, where)

    def preview_import(self, path: str | PathLike[str]) -> "Preview":
        """
        Read a file and show what it would bring; nothing is written until `.apply()`.

        Parameters
        ----------
        path : path
            One of: a folder or `.zip` that `export` wrote, or its `log.jsonl`; `ratings.csv` or
            `measurements.csv`, to which rows may have been added with the `id` left empty; the
            `export.zip` or `export.xml` of Apple Health, whose flexibility workouts become
            sessions. Each is known by what it holds, whatever it is called and however a
            spreadsheet saved it.

        Returns
        -------
        Preview
            What is new, the same and in conflict, per table. `.apply()` writes what is new in one
            transaction, and leaves the rest as it is. A second time there is nothing new. What is
            broken is left out: `.left_out` names each with its line and what mends it.

        Raises
        ------
        ExchangeError
            When the file as a whole is none of these, or only part of one. The log is unchanged.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> log, other = open_log("sqlite://"), open_log("sqlite://")
        >>> rating = log.rate("pain", 2, moment="any")
        >>> file = log.export(getfixture("tmp_path") / "mine.zip")
        >>> preview = other.preview_import(file)
        >>> preview
        mine.zip/log.jsonl. Rows: 1 new, 0 same, 0 in conflict. Nothing is written yet: .apply()
        writes what is new.
        >>> preview.apply()
        Written: 1 row (ratings 1).
        >>> other.preview_import(file)
        mine.zip/log.jsonl. Rows: 0 new, 1 same, 0 in conflict. There is nothing to write.
        """
        from stretchlib.exchange import preview_import

        return preview_import(self, path)


@cache
def sample_log() -> Log:
    """
    The sample log, read from the data of the workbook once; it cannot be written to.

    Examples
    --------
    >>> sample_log().is_sample
    True
    """
    from stretchlib.log.sample import sample_rows

    return Log(sample_rows(), is_sample=True)
