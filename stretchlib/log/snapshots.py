"""The timeline of a session as it was then: kept once, however often it is practised."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from stretchlib.log.database import canonical_json
from stretchlib.stretch import Phase

COLUMNS = ("step", "set", "stretch", "target", "side", "stage", "pace")
"""What a frame of steps takes from a phase as it stands."""


def snapshot(phases: Sequence[Phase]) -> dict[str, Any]:
    """
    Turn a timeline into a row of `timelines`, whose id is the SHA-256 of what it holds.

    Examples
    --------
    >>> phase = Phase(0, 1, 1, "double_knee_hug", "Double knee hug", "lower back", "both",
    ...               "stretch", "hold", 0.0, 30.0, (), ())
    >>> row = snapshot([phase])
    >>> row["id"][:8], row["phase_count"], row["planned_s"]
    ('93e9775d', 1, 30.0)
    """
    plain = [asdict(phase) for phase in phases]
    return {
        "id": timeline_id(plain),
        "phase_count": len(phases),
        "planned_s": sum(phase.duration_s for phase in phases),
        "phases": plain,
    }


def timeline_id(phases: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the canonical JSON of some phases."""
    return hashlib.sha256(canonical_json(phases).encode()).hexdigest()


def phases_frame(timelines: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    """
    Lay out the phases of some timelines, by id, one row per phase.

    Columns are `timeline_id`, `phase`, those of `COLUMNS`, and `planned_s`.
    """
    rows = [
        (timeline_id, phase["phase"], *(phase[name] for name in COLUMNS), phase["duration_s"])
        for timeline_id, phases in timelines.items()
        for phase in phases
    ]
    return pd.DataFrame(rows, columns=["timeline_id", "phase", *COLUMNS, "planned_s"])
