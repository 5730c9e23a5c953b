"""What can be written into a log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from stretchlib.errors import LogError, NotAllSaved, check_one_of, shown
from stretchlib.log import tables
from stretchlib.log.database import insert_new
from stretchlib.log.events import row_of, rows_as_planned
from stretchlib.log.instants import check_moment, check_past, offset_min
from stretchlib.log.lookup import (
    check_same_session,
    check_session,
    phase_counts_of,
    sessions_of_events,
    standing_session,
)
from stretchlib.log.plans import follow_choices, new_choices
from stretchlib.log.screenings import LogScreener
from stretchlib.log.snapshots import snapshot
from stretchlib.log.values import (
    check_list,
    check_name,
    check_phases,
    check_rating,
    check_text,
    check_trials,
    check_ulid,
)
from stretchlib.model import MEASURES, MOMENTS, RATING_KINDS, SIDES, Moment, Phase, Side

if TYPE_CHECKING:
    from stretchlib.exchange.preview import Preview


class Log(LogScreener):
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

    def or_sample(self) -> "Log":
        """
        Return this log or, while it is empty, the sample log.

        The frames of the sample log say so in `attrs["sample"]`, and so do their pictures.
        It can be read only: nothing of yours ever mixes with it.
        """
        return sample_log() if self.is_empty() else self

    def export(self, where: str | PathLike[str]) -> Path:
        """
        Write everything the log has into a new folder or `.zip` file; return its path.

        `sessions.csv`, `phases.csv`, `ratings.csv` and `measurements.csv` are for spreadsheets and
        statistics; `columns.csv` says what each of their columns means. `log.jsonl` has every row,
        replaced and hidden ones too, and `log.preview_import` makes the same log of it again. All
        are UTF-8, and only you can read them (mode 0600).

        Parameters
        ----------
        where : path
            A folder, or a file that ends in `.zip`. It must be new, so that an earlier export is
            never overwritten; an empty folder is new too.

        Raises
        ------
        ExchangeError
            When something is there already, or the place cannot be written to. Then nothing is
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
            When something is there already, or the place cannot be written to.

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
        timeline, row = self._beginning(routine, phases, session_id, at)
        with self.writing() as connection:
            insert_new(connection, tables.timelines, [timeline])
            if not insert_new(connection, tables.sessions, [row]):
                check_same_session(connection, row)
        return str(row["id"])

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
        timeline, row = self._beginning(routine, phases, session_id, at)
        row["note"] = check_text("note", note)
        began: datetime = row["started_utc"]
        events = rows_as_planned(str(row["id"]), phases, began, lambda: self._new_id(began))
        with self.writing() as connection:
            insert_new(connection, tables.timelines, [timeline])
            if insert_new(connection, tables.sessions, [row]):
                insert_new(connection, tables.events, events)
            else:
                check_same_session(connection, row)
        return str(row["id"])

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
        sent = check_list("events", events)
        rows, problems = [], []
        with self.writing() as connection:
            phase_counts = phase_counts_of(connection, sent)
            for event in sent:
                try:
                    rows.append(row_of(event, phase_counts))
                except LogError as error:
                    problems.append(f"{_name_of(event)}: {error}")
            chosen = new_choices(connection, rows)
            if insert_new(connection, tables.events, rows) != len(rows):
                # Two of a list may have one id: the first of them is kept, and called so.
                kept = sessions_of_events(connection, rows)
                is_mine = [kept.get(row["id"]) == row["session_id"] for row in rows]
                strange = dict.fromkeys(
                    row["id"] for row, mine in zip(rows, is_mine, strict=True) if not mine
                )
                problems += [
                    f"id={shown(name)} belongs to another event. Make a new id." for name in strange
                ]
                rows = [row for row, mine in zip(rows, is_mine, strict=True) if mine]
            follow_choices(connection, chosen, lambda: self._new_id(check_moment(None)))
        saved = [row["id"] for row in rows]
        if problems:
            raise NotAllSaved(problems, saved)
        return saved

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
            Of `extent`, a word or its place: 0 `nowhere`, 1 `back`, 2 `buttock`, 3 `thigh`,
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
        when = check_moment(at)
        row = {
            "id": self._new_id(when),
            "rated_utc": when,
            "rated_offset_min": offset_min(when),
            "session_id": session_id,
            "moment": check_one_of("moment", moment, MOMENTS),
            "kind": check_one_of("rating", kind, RATING_KINDS),
            "area": check_name("area", area),
            "side": check_one_of("side", side, SIDES),
            "score": check_rating(kind, score),
        }
        with self.writing() as connection:
            check_session(connection, session_id)
            connection.execute(insert(tables.ratings), row)
        return str(row["id"])

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
        known = MEASURES[check_one_of("measure", measure, MEASURES)]
        when = check_past(at)
        shared = {
            "taken_utc": when,
            "taken_offset_min": offset_min(when),
            "test": known.slug,
            "side": check_one_of("side", side, known.sides),
            "session_id": session_id,
            "note": check_text("note", note),
        }
        rows = [
            {**shared, "id": self._new_id(when), "trial": number, "value_cm": value}
            for number, value in enumerate(check_trials(known, trials_cm), start=1)
        ]
        with self.writing() as connection:
            check_session(connection, session_id)
            connection.execute(insert(tables.measurements), rows)
        return [str(row["id"]) for row in rows]

    def note(self, session_id: str, text: str, *, at: datetime | None = None) -> None:
        """
        Keep a person's words about a session, exactly as typed, in place of earlier ones.

        The earlier ones stay in the log, replaced.

        Raises
        ------
        LogError
            When there is no such session, or the text cannot be kept as it is.
        """
        words = check_text("note", text)
        new_id = self._new_id(check_moment(at))
        with self.writing() as connection:
            row = standing_session(connection, session_id)
            if row["note"] != words:
                edited = {**row, "id": new_id, "note": words, "replaces": row["id"]}
                connection.execute(insert(tables.sessions), edited)

    def _beginning(
        self,
        routine: str,
        phases: Sequence[Phase],
        session_id: str | None,
        at: datetime | None,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Rows of `timelines` and `sessions` for a session that begins."""
        moment = check_moment(at)
        timeline = snapshot(check_phases(phases))
        if not timeline["phase_count"]:
            msg = f"routine {shown(routine)} has no phase. Add a stretch to it."
            raise LogError(msg)
        row = {
            "id": check_ulid("session_id", session_id)
            if session_id is not None
            else self._new_id(moment),
            "started_utc": moment,
            "started_offset_min": offset_min(moment),
            "routine": check_name("routine", routine),
            "timeline_id": timeline["id"],
        }
        return timeline, row


def _name_of(event: object) -> str:
    """Call an event something that helps to find it."""
    if not isinstance(event, Mapping):
        return "Event"
    return f"Event {shown(event.get('id'))} ({shown(event.get('kind'))})"


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
