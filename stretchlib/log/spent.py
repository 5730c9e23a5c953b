"""How long each phase was really done, and how it ended: from the events that say so."""

from itertools import chain

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Subquery, case, func, select

from stretchlib.log.events import ENDS_OF_PHASES
from stretchlib.log.tables import events

OUTCOMES = ("done", "skipped", "hurt")
HURT = OUTCOMES.index("hurt")
AGAIN = len(OUTCOMES)
"""An event that begins a phase again has no outcome."""
CODES = {"phase_done": 0, "phase_skipped": 1, "hurt": HURT, "phase_repeated": AGAIN}
COLUMNS = {"session": "int64", "phase": "int64", "code": "int64", "done_s": "float64"}
IS_OF_A_PHASE = events.c.kind.in_([*ENDS_OF_PHASES, "phase_repeated"])


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
    # Numbers all the way: text takes pandas ten times as long to sort and to group.
    ends = pd.DataFrame(_numbers(connection, _ends(sessions)), columns=list(COLUMNS))
    ends = ends.astype(COLUMNS)
    phase = [ends["session"], ends["phase"]]
    leaves = (ends["code"] != HURT).astype("int64")
    attempt = leaves.groupby(phase).cumsum() - leaves
    longest = ends["done_s"].groupby([*phase, attempt]).max()
    outcome = ends["code"].where(ends["code"] != AGAIN).groupby(phase)
    ever_hurt = (ends["code"] == HURT).groupby(phase).any()
    found = pd.DataFrame(
        {
            "done_s": longest.groupby(level=[0, 1]).sum(),
            "outcome": outcome.last().mask(ever_hurt, HURT),
        }
    ).dropna(subset="outcome")
    found["outcome"] = pd.array(OUTCOMES, dtype="str")[found["outcome"].to_numpy("int64")]
    return found.reset_index()


def _ends(sessions: Subquery) -> Select[tuple[int, int, int, float]]:
    """Events that end a phase or begin it again, in the order they came."""
    code: ColumnElement[int] = case(CODES, value=events.c.kind)
    return (
        select(sessions.c.number, events.c.phase, code, func.coalesce(events.c.done_s, 0.0))
        .join(events, events.c.session_id == sessions.c.entry)
        .where(IS_OF_A_PHASE)
        .order_by(sessions.c.number, events.c.seq)
    )


def _numbers(connection: Connection, query: Select[tuple[int, int, int, float]]) -> np.ndarray:
    flat = chain.from_iterable(connection.execute(query).all())
    return np.fromiter(flat, dtype="float64").reshape(-1, len(COLUMNS))
