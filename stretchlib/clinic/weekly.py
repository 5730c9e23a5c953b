"""A clinician's week: what each of their people did and felt, summed up by the database."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pandas as pd
from sqlalchemy import Connection, text

from stretchlib.clinic.address import find_server
from stretchlib.dates import what_is_wrong_with_day
from stretchlib.errors import LogError, shown
from stretchlib.log.database import of_what_was_kept

WEEKLY: Final = {
    "person": "str",
    "week": "datetime64[us]",
    "days": "int64",
    "sessions": "int64",
    "done_s": "float64",
    "hurt": "int64",
    "pain_before": "float64",
    "pain_after": "float64",
    "tightness_before": "float64",
    "tightness_after": "float64",
    "chest_to_thigh_left_cm": "float64",
    "chest_to_thigh_right_cm": "float64",
}

# Each table is joined by person as well as by id: an id is unique only among the rows of one
# person. A day is the one on the person's own clock, so the index is asked for a day more.
# MATERIALIZED: the planner takes few assignments for one, and would sum up again for each person.
_SQL = text("""
WITH RECURSIVE mine AS (
    SELECT person FROM assignments WHERE clinician = :clinician AND until_utc IS NULL
),
standing AS (
    SELECT s.person, s.id, s.replaces,
        (s.started_utc AT TIME ZONE 'UTC' + s.started_offset_min * interval '1 minute')::date AS day
    FROM mine JOIN sessions s USING (person)
    WHERE s.started_utc >= :from_utc AND s.started_utc < :to_utc AND NOT s.void
        AND NOT EXISTS (SELECT FROM sessions l WHERE l.person = s.person AND l.replaces = s.id)
),
chain AS (
    SELECT * FROM standing WHERE day BETWEEN :monday AND :sunday
    UNION ALL
    SELECT c.person, s.id, s.replaces, c.day
    FROM chain c JOIN sessions s ON s.person = c.person AND s.id = c.replaces
),
chain_events AS (
    SELECT c.person, c.day, e.session_id, e.phase, e.seq, e.kind, coalesce(e.done_s, 0) AS done_s
    FROM chain c JOIN events e ON e.person = c.person AND e.session_id = c.id
    WHERE c.replaces IS NULL
),
attempts AS (
    -- What hurt can end twice, first so and then skipped: it counts with its longer end.
    SELECT *, count(*) FILTER (WHERE kind <> 'hurt') OVER (
        PARTITION BY person, session_id, phase ORDER BY seq
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) - (kind <> 'hurt')::int AS attempt
    FROM chain_events WHERE kind IN ('phase_done', 'phase_skipped', 'hurt', 'phase_repeated')
),
spent AS MATERIALIZED (
    -- Nobody practises a phase for more than a day; an older row may say that they did.
    SELECT person, sum(least(longest, 86400)) AS done_s
    FROM (
        SELECT person, max(done_s) AS longest FROM attempts
        GROUP BY person, session_id, phase, attempt
    ) AS each_attempt
    GROUP BY person
),
practised AS MATERIALIZED (
    SELECT person, count(DISTINCT day) AS days, count(DISTINCT session_id) AS sessions,
        count(*) FILTER (WHERE kind = 'hurt') AS hurt
    FROM chain_events GROUP BY person
),
hidden AS (
    SELECT s.person, s.id, s.replaces FROM mine JOIN sessions s USING (person)
    WHERE s.void
        AND NOT EXISTS (SELECT FROM sessions l WHERE l.person = s.person AND l.replaces = s.id)
    UNION ALL
    SELECT h.person, s.id, s.replaces
    FROM hidden h JOIN sessions s ON s.person = h.person AND s.id = h.replaces
),
felt AS MATERIALIZED (
    SELECT r.person,
        avg(r.score) FILTER (WHERE kind = 'pain' AND moment = 'before') AS pain_before,
        avg(r.score) FILTER (WHERE kind = 'pain' AND moment = 'after') AS pain_after,
        avg(r.score) FILTER (WHERE kind = 'tightness' AND moment = 'before') AS tightness_before,
        avg(r.score) FILTER (WHERE kind = 'tightness' AND moment = 'after') AS tightness_after
    FROM mine JOIN ratings r USING (person)
    WHERE r.rated_utc >= :from_utc AND r.rated_utc < :to_utc AND NOT r.void
        AND (r.rated_utc AT TIME ZONE 'UTC' + r.rated_offset_min * interval '1 minute')::date
            BETWEEN :monday AND :sunday
        AND NOT EXISTS (SELECT FROM ratings l WHERE l.person = r.person AND l.replaces = r.id)
        AND NOT EXISTS (SELECT FROM hidden h WHERE h.person = r.person AND h.id = r.session_id)
    GROUP BY r.person
),
reached AS MATERIALIZED (
    SELECT m.person,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY value_cm) FILTER (WHERE side = 'left') AS l_cm,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY value_cm) FILTER (WHERE side = 'right') AS r_cm
    FROM mine JOIN measurements m USING (person)
    WHERE m.taken_utc >= :from_utc AND m.taken_utc < :to_utc AND NOT m.void
        AND (m.taken_utc AT TIME ZONE 'UTC' + m.taken_offset_min * interval '1 minute')::date
            BETWEEN :monday AND :sunday
        AND m.test = 'chest_to_thigh'
        AND NOT EXISTS (SELECT FROM measurements l WHERE l.person = m.person AND l.replaces = m.id)
        AND NOT EXISTS (SELECT FROM hidden h WHERE h.person = m.person AND h.id = m.session_id)
    GROUP BY m.person
)
SELECT person, CAST(:monday AS date) AS week, coalesce(days, 0) AS days,
    coalesce(sessions, 0) AS sessions, coalesce(done_s, 0) AS done_s, coalesce(hurt, 0) AS hurt,
    pain_before, pain_after, tightness_before, tightness_after,
    l_cm AS chest_to_thigh_left_cm, r_cm AS chest_to_thigh_right_cm
FROM mine LEFT JOIN practised USING (person) LEFT JOIN spent USING (person)
    LEFT JOIN felt USING (person) LEFT JOIN reached USING (person)
ORDER BY person
""")


def weekly_summary(day: date, where: str | None = None) -> pd.DataFrame:
    """
    One row per person assigned to the clinician who asks, for the week that a day is in.

    The database sums up; only the rows below come over the wire. Somebody who did nothing has a
    row too: a gap is information.

    Parameters
    ----------
    day : date
        Any day of the week, which runs from Monday to Sunday on each person's own clock.
    where : SQLAlchemy URL, optional
        The database, as the clinician. Left out: the environment variable `STRETCHLIB_LOG`.

    Returns
    -------
    DataFrame, one row per person
        `person` (str), `week` (datetime64[us], its Monday), `days`, `sessions` (int64: days and
        sessions practised), `done_s` (float: seconds really spent), `hurt` (int64: times that
        something did), `pain_before`, `pain_after`, `tightness_before`, `tightness_after` (float:
        means of the answers from 0 to 10, missing without one), `chest_to_thigh_left_cm`,
        `chest_to_thigh_right_cm` (float: medians of the trials, missing without one).
        Without assignments it is empty, with the same types.

    Raises
    ------
    LogError
        When the database cannot be asked, or the day cannot be meant.
    """
    if not isinstance(day, date) or pd.isna(day):
        msg = f"day={shown(day)} is not a day. Give a date, such as date(2026, 3, 2)."
        raise LogError(msg)
    day = date(day.year, day.month, day.day)
    if problem := what_is_wrong_with_day(day, datetime.now().astimezone().date()):
        msg = f"day={day} {problem}"
        raise LogError(msg)
    with find_server(where).reading() as connection:
        clinician = connection.execute(text("SELECT session_user")).scalar_one()
        return summary_for(connection, clinician, day)


@of_what_was_kept()
def summary_for(connection: Connection, clinician: str, day: date) -> pd.DataFrame:
    """Sum up the week of a day for the people of one clinician, through any connection."""
    monday = day - timedelta(days=day.weekday())
    midnight = datetime.combine(monday, time(), UTC)
    week = {
        "clinician": clinician,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "from_utc": midnight - timedelta(days=1),
        "to_utc": midnight + timedelta(days=8),
    }
    rows = connection.execute(_SQL, week)
    frame = pd.DataFrame(map(tuple, rows), columns=list(WEEKLY))
    # Typed here, so that a summary of nobody has the same columns as any other.
    return frame.astype(WEEKLY)
