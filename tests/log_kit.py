"""What the tests of the log write into it."""

from datetime import UTC, datetime
from pathlib import Path

from ulid import ULID

from stretchlib.log import Log, backups, open_log
from stretchlib.phases import Beat, Phase, Side, Stage, TimedCue

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
MORNING_MS = 1_772_433_000_000
"""The same moment, worked out by `date -d 2026-03-02T06:30Z +%s`."""


def phase(number: int, side: Side, stage: Stage, duration_s: float, start_s: float) -> Phase:
    return Phase(
        phase=number,
        step=1,
        set=1,
        stretch="standing_hamstring",
        title="Standing hamstring",
        target="hamstrings",
        side=side,
        stage=stage,
        pace="hold" if stage == "stretch" else None,
        start_s=start_s,
        duration_s=duration_s,
        cues=(TimedCue(0.0, "Stand tall.", "Stand tall."),),
        beats=(Beat(0.0, "hold"),) if stage == "stretch" else (),
    )


PHASES = (
    phase(0, "left", "setup", 10.0, 0.0),
    phase(1, "left", "stretch", 30.0, 10.0),
    phase(2, "right", "switch", 5.0, 40.0),
    phase(3, "right", "stretch", 30.0, 45.0),
)
"""One stretch on both sides: 75 s."""


def event(session: str, seq: int, kind: str, phase: int | None = None, done_s=None, **changes):
    """One event as the browser sends it, `seq` seconds into the morning."""
    return {
        "id": str(ULID()),
        "session": session,
        "seq": seq,
        "kind": kind,
        "at_ms": MORNING_MS + 1000 * seq,
        "offset_min": 60,
        "phase": phase,
        "done_s": done_s,
        "reason": None,
        **changes,
    }


End = tuple[str, int | None, float | None]
"""How something ended: kind, phase, seconds."""


def practise(log: Log, *ends: End, at: datetime = MORNING, last: str | None = "finished") -> str:
    """Write a session that began, had these (kind, phase, seconds) and came to its last event."""
    session = log.start_session("standard", PHASES, at=at)
    kinds: list[End] = [("started", None, None), *ends]
    if last:
        kinds.append((last, None, None))
    log.append([event(session, seq, *end) for seq, end in enumerate(kinds)])
    return session


def copied_and_gone_on_with(place: Path, copy: Path) -> Log:
    """A log of two sessions, copied after the first."""
    log = open_log(place)
    practise(log)
    backups.copy(place, copy)
    practise(log)
    return log


TEXTS = {
    "plain": "a bit stiff",
    "empty": "",
    "html": "<script>alert('x')</script> & <b>",
    "sql": "'); DROP TABLE sessions; --",
    "lines": "one\r\ntwo\n\tthree ",
    "unicode": "Rücken 痛い 🧘🏽\u200d♀️ \u202eabc",
    "long": "ä" * 5000,
    "zero digit": "0",
}


VERSIONS = {
    file.stem: file.read_text("utf-8")
    for file in sorted((Path(__file__).parent / "versions").glob("*.sql"))
}
"""A log of each version, tables and rows, as it was then: one file more with each that comes."""
