"""What hurt: the kind that was pressed after "Stop, it hurts", by session and phase."""

from typing import Final

import pandas as pd
from sqlalchemy import Connection, select

from stretchlib.log.raw_rows import plain_rows
from stretchlib.log.tables import events
from stretchlib.model import HURT_KINDS

_GRAVITY: Final = {kind: place for place, kind in enumerate(HURT_KINDS)}


def hurt_kinds(connection: Connection) -> pd.DataFrame:
    """
    One row per phase of which somebody said what hurt: the gravest, where they said several.

    Columns are `session_id`, `phase` and `hurt`, one of `back`, `worse`, `leg` and `saddle`.
    """
    query = select(events.c.session_id, events.c.phase, events.c.reason).where(
        events.c.kind == "hurt", events.c.reason.in_(HURT_KINDS)
    )
    names, rows = plain_rows(connection, query)
    said = pd.DataFrame(rows, columns=names).rename(columns={"reason": "hurt"})
    by_gravity = said.sort_values("hurt", key=lambda kinds: kinds.map(_GRAVITY), kind="stable")
    return by_gravity.drop_duplicates(["session_id", "phase"], keep="last")
