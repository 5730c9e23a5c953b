"""One event as the browser sends it, checked and turned into a row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from stretchlib.errors import LogError, shown
from stretchlib.log.instants import LAST_KEPT, offset_min
from stretchlib.log.values import check_text, check_ulid, is_ulid
from stretchlib.model import EVENT_KINDS
from stretchlib.phases import Phase

NEEDED = {
    **dict.fromkeys(("phase_done", "phase_skipped", "hurt"), ("phase", "done_s")),
    "phase_repeated": ("phase",),
    "pace_chosen": ("phase", "reason"),
    "breaths_chosen": ("phase", "reason"),
}
"""What an event must say: which phase it ends or begins again, and for how long it was done.

The reason of `pace_chosen` is the pace, and its phase is one of the step that goes on in it. That
of `breaths_chosen` is how many breaths its phase is played in: "7".
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MIN = 24 * 60
_LATEST_MS = int(LAST_KEPT.timestamp() * 1000)
_LARGEST = 2**31 - 1
"""What an integer column holds on every database."""


def row_of(event: Mapping[str, Any], phase_counts: Mapping[str, int]) -> dict[str, Any]:
    """
    Turn an event into a row of `events`.

    Parameters
    ----------
    event : mapping
        `id, session, seq, kind, at_ms, offset_min` and, where they apply, `phase, done_s,
        reason`. Anything else in it is left aside.
    phase_counts : mapping of str to int
        How many phases each session of the log has.

    Examples
    --------
    >>> event = {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "session": "01ARZ3NDEKTSV4RRFFQ69G5FAW",
    ...          "seq": 0, "kind": "started", "at_ms": 0, "offset_min": 60}
    >>> str(row_of(event, {"01ARZ3NDEKTSV4RRFFQ69G5FAW": 8})["at_utc"])
    '1970-01-01 00:00:00+00:00'
    """
    if not isinstance(event, Mapping):
        msg = f"{shown(event)} is not an event. Give a dict."
        raise LogError(msg)
    session = event.get("session")
    if not is_ulid(session) or session not in phase_counts:
        msg = f"session={shown(session)} is not in this log. Start it first: log.start_session(...)"
        raise LogError(msg)
    row = {
        "id": check_ulid("id", event.get("id")),
        "session_id": session,
        "seq": _whole(event, "seq", 0, _LARGEST),
        "kind": _kind(event),
        "at_utc": _EPOCH + timedelta(milliseconds=_number(event, "at_ms", _LATEST_MS)),
        "at_offset_min": _whole(event, "offset_min", 1 - _DAY_MIN, _DAY_MIN - 1),
        "phase": _phase(event, phase_counts[session]),
        "done_s": _done_s(event),
        "reason": _reason(event),
    }
    check_is_complete(row)
    return row


def check_is_complete(event: Mapping[str, Any]) -> None:
    """
    Refuse an event that leaves out what one of its kind must say.

    Examples
    --------
    >>> check_is_complete({"kind": "phase_done", "phase": 2, "done_s": None})
    Traceback (most recent call last):
    ...
    stretchlib.errors.LogError: done_s of phase_done is missing. Give it a value.
    """
    for name in NEEDED.get(event["kind"], ()):
        if event.get(name) is None:
            msg = f"{name} of {event['kind']} is missing. Give it a value."
            raise LogError(msg)


def rows_as_planned(
    session_id: str, phases: Sequence[Phase], at: datetime, new_id: Callable[[], str]
) -> list[dict[str, Any]]:
    """Rows of `events` for a session that went from its beginning to its end as planned."""
    rows: list[dict[str, Any]] = []

    def add(
        kind: str, after_s: float, phase: int | None = None, done_s: float | None = None
    ) -> None:
        rows.append(
            {
                "id": new_id(),
                "session_id": session_id,
                "seq": len(rows),
                "kind": kind,
                "at_utc": at + timedelta(seconds=after_s),
                "at_offset_min": offset_min(at),
                "phase": phase,
                "done_s": done_s,
            }
        )

    add("started", 0.0)
    for phase in phases:
        add("phase_done", phase.start_s + phase.duration_s, phase.phase, phase.duration_s)
    add("finished", phases[-1].start_s + phases[-1].duration_s)
    return rows


def _kind(event: Mapping[str, Any]) -> str:
    kind = event.get("kind")
    if not isinstance(kind, str) or kind not in EVENT_KINDS:
        msg = f"kind={shown(kind)} is unknown. Choose one of: {', '.join(EVENT_KINDS)}."
        raise LogError(msg)
    return kind


def _phase(event: Mapping[str, Any], phase_count: int) -> int | None:
    if event.get("phase") is None:
        return None
    return _whole(event, "phase", 0, phase_count - 1)


def _done_s(event: Mapping[str, Any]) -> float | None:
    if event.get("done_s") is None:
        return None
    return _number(event, "done_s", _LARGEST)


def _reason(event: Mapping[str, Any]) -> str | None:
    reason = event.get("reason")
    return None if reason is None else check_text("reason", reason)


def _whole(event: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = event.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    msg = f"{key}={shown(value)} is not possible. Give a whole number from {least} to {most}."
    raise LogError(msg)


def _number(event: Mapping[str, Any], key: str, most: int) -> float:
    value = event.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    msg = f"{key}={shown(value)} is not possible. Give a number from 0 to {most}."
    raise LogError(msg)
