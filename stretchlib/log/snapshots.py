"""The timeline of a session as it was then: kept once, however often it is practised."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from stretchlib.log.database import canonical_json
from stretchlib.milliseconds import in_ms, total_s
from stretchlib.phases import DOSE_STAGES, UNDER_STRETCH, Phase

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("step", "set", "stretch", "target", "side", "stage", "pace")
"""What a frame of steps takes from a phase as it stands."""
RHYTHM = ("period_s", "from_s", "to_s")
"""How the beats of a phase come back, and from where to where in each round it is under stretch."""


MOST_FIGURES = 3
"""A thousand breaths are in no phase."""


def snapshot(phases: Sequence[Phase]) -> dict[str, Any]:
    """
    Turn a timeline into a row of `timelines`, whose id is the SHA-256 of what it holds.

    Examples
    --------
    >>> phase = Phase(0, 1, 1, "double_knee_hug", "Double knee hug", "lower back", "both",
    ...               "stretch", "hold", 0.0, 30.0, (), ())
    >>> row = snapshot([phase])
    >>> len(row["id"]), row["phase_count"], row["planned_s"]
    (64, 1, 30.0)
    """
    return row_of_timeline([asdict(phase) for phase in phases])


def row_of_timeline(phases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Turn phases as they are kept into a row of `timelines`."""
    return {
        "id": timeline_id(phases),
        "phase_count": len(phases),
        "planned_s": total_s(phase["duration_s"] for phase in phases),
        "phases": list(phases),
    }


def in_pace(phases: Sequence[Mapping[str, Any]], at: int, pace: str) -> list[dict[str, Any]]:
    """
    Phases as they are kept, with the step of one of them in the pace that was chosen.

    A phase that has no such other pace stays as it is, and so does one that is in it already.

    Examples
    --------
    >>> from stretchlib.routines import Routine
    >>> held = snapshot(Routine("One").add("standing_hamstring").phases())["phases"]
    >>> pressed = in_pace(held, 0, "pulse")
    >>> [(phase["pace"], phase["duration_s"]) for phase in (held[1], pressed[1])]
    [('hold', 30.0), ('pulse', 60.0)]
    >>> in_pace(pressed, 0, "hold") == held
    True
    """
    step = phases[at]["step"]
    others = [p.get("other") for p in phases if p["step"] == step and p["stage"] == "stretch"]
    is_offered = all(other and other["pace"] == pace for other in others)
    start_ms = 0
    chosen: list[dict[str, Any]] = []
    for phase in phases:
        other = phase.get("other")
        plain = dict(phase)
        if other and phase["step"] == step and is_offered:
            mine = {name: phase[name] for name in other}
            plain |= {**other, "other": mine}
        chosen.append(plain | {"start_s": start_ms / 1000})
        start_ms += in_ms(plain["duration_s"])
    return chosen


def in_breaths(phases: Sequence[Mapping[str, Any]], at: int, breaths: str) -> list[dict[str, Any]]:
    """
    Phases as they are kept, with one of them in as many breaths as it was played in.

    It keeps its seconds, and breathing in its share of them. A phase that is not breathed stays as
    it is, and so does one with a number of breaths that nobody can mean.

    Examples
    --------
    >>> from stretchlib.routines import Routine
    >>> kept = snapshot(Routine("One").add("seated_figure_four").phases())["phases"]
    >>> [len(phases[1]["beats"]) for phases in (kept, in_breaths(kept, 1, "4"))]
    [10, 8]
    """
    changed = [dict(phase) for phase in phases]
    phase = changed[at]
    beats = list(phase.get("beats") or ())
    # Looked at before it is read: a number of 4,000 figures would take all the memory there is.
    is_number = breaths.isascii() and breaths.isdigit() and len(breaths) <= MOST_FIGURES
    if phase["pace"] != "breath" or len(beats) < 2 or not (is_number and int(breaths)):
        return changed
    (_, inhale), (turn_s, exhale) = beats[:2]
    cycle_s = beats[2][0] if len(beats) > 2 else phase["duration_s"]
    breath_s = phase["duration_s"] / int(breaths)
    phase["beats"] = [
        beat
        for i in range(int(breaths))
        for beat in ([i * breath_s, inhale], [(i + turn_s / cycle_s) * breath_s, exhale])
    ]
    return changed


def timeline_id(phases: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the canonical JSON of some phases."""
    return hashlib.sha256(canonical_json(phases).encode()).hexdigest()


def phases_frame(timelines: Mapping[str, Sequence[Mapping[str, Any]]]) -> "pd.DataFrame":
    """
    Lay out the phases of some timelines, by id, one row per phase.

    Columns are `timeline_id`, `phase`, those of `COLUMNS`, `planned_s`, and those of `RHYTHM`.
    """
    import pandas as pd

    rows = [
        (
            timeline_id,
            phase["phase"],
            *(phase[name] for name in COLUMNS),
            phase["duration_s"],
            *_rhythm(phase),
        )
        for timeline_id, phases in timelines.items()
        for phase in phases
    ]
    return pd.DataFrame(rows, columns=["timeline_id", "phase", *COLUMNS, "planned_s", *RHYTHM])


def dose_s(steps: "pd.DataFrame") -> "pd.Series[float]":
    """
    Seconds under stretch of `done_s`, by the rhythm of each phase.

    A phase goes round: press and release, inhale and exhale. Whole rounds count with their part
    under stretch, the last one up to where it was left. So fifteen seconds more go on in the
    rhythm, and a phase that was begun again counts as if its attempts were one. Breaths that the
    browser retimed are in the timeline as they were played, by the event `breaths_chosen`. Where a
    session of before has none, a phase that was done has the very dose, and one that was broken
    off has it but for part of a breath.

    Parameters
    ----------
    steps : DataFrame
        With `done_s` and the columns of `RHYTHM`.

    Examples
    --------
    >>> import pandas as pd
    >>> presses = {"period_s": 6.0, "from_s": 0.0, "to_s": 3.0}
    >>> dose_s(pd.DataFrame([{"done_s": done_s, **presses} for done_s in (60.0, 8.0, 10.0)]))
    0    30.0
    1     5.0
    2     6.0
    dtype: float64
    """
    import numpy as np
    import pandas as pd

    done, period, begin, end = (steps[name].to_numpy("float64") for name in ("done_s", *RHYTHM))
    rounds = np.floor(done / period)
    last = np.clip(done - rounds * period, begin, end) - begin
    return pd.Series(rounds * (end - begin) + last, index=steps.index)


def _rhythm(phase: Mapping[str, Any]) -> tuple[float, float, float]:
    """Seconds of one round of the beats, and from where to where of it is under stretch."""
    length_s = phase["duration_s"] or 1.0
    if phase["stage"] not in DOSE_STAGES:
        return length_s, 0.0, 0.0
    beats = phase.get("beats")
    if not beats:
        return length_s, 0.0, length_s
    again = (at_s for at_s, kind in beats if kind == beats[0][1] and at_s > 0)
    period_s = next(again, length_s)
    stretching = [at_s for at_s, kind in beats if kind in UNDER_STRETCH and at_s < period_s]
    if not stretching:
        return period_s, 0.0, 0.0
    let_go = (at_s for at_s, kind in beats if kind not in UNDER_STRETCH and at_s > stretching[0])
    return period_s, stretching[0], min(next(let_go, period_s), period_s)
