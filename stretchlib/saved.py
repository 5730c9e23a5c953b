"""The card at the end of a practice: what the log has of it."""

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from stretchlib import _html
from stretchlib.stretch import SCALES

if TYPE_CHECKING:
    from stretchlib.log import Log


def saved_card(log: "Log", session_id: str) -> str:
    """
    What the log has of a session, read back from it, as HTML.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from stretchlib.log import open_log
    >>> from stretchlib.routine import routine
    >>> log = open_log("sqlite://")
    >>> monday = datetime(2026, 3, 2, 7, tzinfo=UTC)
    >>> done = log.add_session("Gentle", routine("gentle").phases(), at=monday)
    >>> "<dt>Pain</dt><dd>not answered before, not answered after</dd>" in saved_card(log, done)
    True
    """
    sessions = log.sessions()
    session = sessions[sessions["id"] == session_id].iloc[0]
    ratings = log.ratings()
    ratings = ratings[ratings["session_id"] == session_id]
    rows = [
        ("Routine", session["routine"]),
        (
            "Practised",
            f"{_html.clock(session['done_s'])} of "
            f"{_html.clock(session['planned_s'])} minutes, {session['status']}",
        ),
    ]
    for kind in SCALES:
        scores = ratings[ratings["kind"] == kind].set_index("moment")["score"]
        before, after = (_score(scores.get(moment)) for moment in ("before", "after"))
        rows.append((kind.capitalize(), f"{before} before, {after} after"))
    extents = ratings[ratings["kind"] == "extent"].set_index("moment")["extent"].dropna()
    told = [f"{extents[when]} {when}" for when in ("before", "after") if when in extents]
    if told:
        rows.append(("How far down", ", ".join(told)))
    if session["note"]:
        rows.append(("Note", session["note"]))
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return (
        f'<div role="status"><h3>Saved</h3><dl>{listed}</dl>'
        f"<p>In {escape(log.where)}, {log.who_reads}.</p></div>"
    )


def _score(score: object) -> str:
    return "not answered" if pd.isna(score) else str(score)  # type: ignore[call-overload]
