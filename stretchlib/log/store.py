"""What can be written into a log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from stretchlib.errors import LogError, NotAllSaved, check_one_of, shown
from stretchlib.log import tables
from stretchlib.log.checks import (
    check_list,
    check_name,
    check_phases,
    check_rating,
    check_text,
    check_trials,
    check_ulid,
)
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
from stretchlib.log.screener import LogScreener
from stretchlib.log.snapshots import snapshot
from stretchlib.stretch import MOMENTS, RATING_KINDS, SIDES, TESTS, Moment, Phase, Side


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
    >>> log.measurements()[["test", "side", "trial", "value_cm"]]
                 test  side  trial  value_cm
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
        from stretchlib.log.sample import sample_log

        return sample_log() if self.is_empty() else self

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
        >>> from stretchlib.routine import routine
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
                    f"id={shown(name)} is another event's. Make a new id." for name in strange
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
        test: str,
        *,
        side: Side,
        trials_cm: Sequence[float],
        at: datetime | None = None,
        session_id: str | None = None,
        note: str = "",
    ) -> list[str]:
        """
        Keep the trials of one test on one side, all or none; return their ids.

        Parameters
        ----------
        test : str
            A slug of `stretchlib.stretch.TESTS`.
        side : str
            A side that the test has.
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
            For a test or side that is not in its list.
        LogError
            For any other value that is not possible, naming the trial.

        Examples
        --------
        >>> from stretchlib.log import open_log
        >>> open_log("sqlite://").measure("chest_to_thigh", side="left", trials_cm=[12.0, 400])
        Traceback (most recent call last):
        ...
        stretchlib.errors.LogError: chest_to_thigh, trial 2: 400 cm cannot be. Give 0 to 100 cm.
        """
        known = TESTS[check_one_of("test", test, TESTS)]
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
