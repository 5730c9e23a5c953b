"""How long each phase was really done, and how it ended: from the events that say so."""

from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Subquery, case, func, select

from stretchlib.log.raw_rows import plain_rows
from stretchlib.log.tables import events

Numbers = npt.NDArray[np.float64]

OUTCOMES = ("done", "skipped", "hurt")
HURT = OUTCOMES.index("hurt")
AGAIN = len(OUTCOMES)
"""An event that begins a phase again has no outcome."""
CODES = {"phase_done": 0, "phase_skipped": 1, "hurt": HURT, "phase_repeated": AGAIN}


def spent(connection: Connection, sessions: Subquery) -> pd.DataFrame:
    """
    Sum the seconds of each phase, over all the times it was begun.

    One attempt can end twice: it hurt after 8 s, and those 8 s were then skipped from. So an
    attempt counts with its longest end, and a phase with the sum of its attempts. A phase that
    ever hurt, hurt.

    Parameters
    ----------
    connection : Connection
        To read events through.
    sessions : subquery
        The sessions to look at: `number`, a whole number that tells them apart, and `entry`.

    Returns
    -------
    DataFrame
        One row per phase that has an end: `session` (its number), `phase` (int64), `done_s`
        (float), `outcome` (str: `done`, `skipped` or `hurt`); in order of session and phase.
    """
    # Numbers all the way, put in order once: to group text takes pandas ten times as long.
    session, phase, seq, code, done_s = _columns(connection, _ends(sessions))
    if not np.isfinite(phase).all() or (phase != np.floor(phase)).any():
        msg = "a phase that is not a whole number"
        raise ValueError(msg)
    order = np.lexsort((seq, phase, session))
    session, phase, code, done_s = session[order], phase[order], code[order], done_s[order]

    begins_phase = _differs(session) | _differs(phase)
    # What hurt goes on: the same attempt ends once more.
    begins_attempt = begins_phase | np.roll(code != HURT, 1)
    begins = np.flatnonzero(begins_phase)
    longest_s = np.maximum.reduceat(done_s, np.flatnonzero(begins_attempt))
    total_s = np.add.reduceat(longest_s, np.flatnonzero(begins_phase[begins_attempt]))

    ends = np.where(code == AGAIN, -1, np.arange(len(code)))
    last_end = np.maximum.reduceat(ends, begins)
    ever_hurt = np.logical_or.reduceat(code == HURT, begins)
    found = pd.DataFrame(
        {
            "session": session[begins],
            "phase": phase[begins],
            "done_s": total_s,
            "outcome": np.where(ever_hurt, HURT, code[last_end]),
        }
    )
    found = found[last_end >= 0].astype(dict.fromkeys(("session", "phase", "outcome"), "int64"))
    found["outcome"] = pd.array(OUTCOMES, dtype="str").take(found["outcome"].to_numpy())
    return found


def _ends(sessions: Subquery) -> Select[tuple[int, int, int, int, float]]:
    """Events that end a phase or begin it again."""
    code: ColumnElement[int] = case(CODES, value=events.c.kind)
    return (
        select(
            sessions.c.number,
            events.c.phase,
            events.c.seq,
            code.label("code"),
            func.coalesce(events.c.done_s, 0.0).label("done_s"),
        )
        .join(events, events.c.session_id == sessions.c.entry)
        .where(events.c.kind.in_(CODES))
    )


def _columns(connection: Connection, query: Select[Any]) -> Numbers:
    """Read rows of numbers, and turn them into one array per column."""
    names, rows = plain_rows(connection, query)
    flat = np.fromiter(chain.from_iterable(rows), dtype="float64")
    return flat.reshape(-1, len(names)).T


def _differs(values: Numbers) -> npt.NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first one does."""
    return np.asarray(np.diff(values, prepend=np.nan) != 0)
