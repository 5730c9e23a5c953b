"""
Invent twelve weeks of practice and write them to log.jsonl beside this file.

Nobody lived these weeks. They are made so that every picture has something to show: about four
sessions a week, a holiday of ten days, a flare-up, questions that were left unanswered, and a left
side that truly gets nearer while the right side only wavers. The same seed always makes the same
file, and a test holds it to that. From the top of the repository: `python data/sample/make.py`.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from ulid import ULID

from stretchlib.log import Log
from stretchlib.log.sample import dump
from stretchlib.log.seeded import seeded_log
from stretchlib.model import Moment
from stretchlib.phases import Beat, Phase

TIMELINES = Path(__file__).with_name("timelines.json")
"""The routines as they were that winter: a change in the catalog does not change these weeks."""
SEED = 11
FIRST_MONDAY = datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=1)))
DAYS = 12 * 7
HOLIDAY = range(37, 47)
FLARE_UP = range(63, 70)
HURT_ON = 65

TRIAL_NOISE_CM = 0.7
DAY_NOISE_CM = 0.3
LEFT_CM, RIGHT_CM = 14.5, 12.0
"""Where both sides begin."""
LEFT_GAIN_CM = 6.0
"""How much nearer the left side truly comes in the twelve weeks; the right side does not."""

SESSIONS_A_WEEK = 4.4
UNANSWERED = 0.07
NOTES = ("A long day of sitting.", "Slept well.", "Took it slowly.", "Cold morning.", "Felt easy.")


def invent() -> Log:
    """Make the log of the twelve invented weeks."""
    log, random = seeded_log(SEED), Random(SEED)
    for day in range(DAYS):
        if day in HOLIDAY:
            continue
        morning = FIRST_MONDAY + timedelta(days=day, hours=7, minutes=random.randrange(60))
        if day % 7 == 1 or (day % 7 == 5 and random.random() < 0.5):
            measure_both_sides(log, random, day, morning)
        if day == HURT_ON or random.random() < SESSIONS_A_WEEK / 7:
            practise(log, random, day, morning + timedelta(minutes=10))
    tell_how_far_down(log)
    return log


def measure_both_sides(log: Log, random: Random, day: int, at: datetime) -> None:
    """Three trials a side, to the half centimetre that a ruler and a thigh allow."""
    true_cm = {"left": LEFT_CM - LEFT_GAIN_CM * day / DAYS, "right": RIGHT_CM}
    for minutes, (side, cm) in enumerate(true_cm.items()):
        today_cm = cm + random.gauss(0, DAY_NOISE_CM) + (1.0 if day in FLARE_UP else 0.0)
        trials_cm = [round(2 * (today_cm + random.gauss(0, TRIAL_NOISE_CM))) / 2 for _ in range(3)]
        log.measure(
            "chest_to_thigh", side=side, trials_cm=trials_cm, at=at + timedelta(minutes=2 * minutes)
        )


def practise(log: Log, random: Random, day: int, at: datetime) -> None:
    """One session: check-in, phases until its end or before, check-out."""
    flared = day in FLARE_UP
    title = "Gentle" if flared else "Standard"
    phases = phases_of(title)
    session = log.start_session(title, phases, at=at)
    tightness = 5.8 - 2.2 * day / DAYS + (3.0 if flared else 0.0)
    before = {"pain": score(random, tightness - 2.0), "tightness": score(random, tightness)}
    rate(log, random, before, "before", session, at)

    last = random.choices(("finished", "stopped", None), weights=(80, 12, 8))[0]
    events = play(random, session, phases, at, last="hurt" if day == HURT_ON else last)
    log.append(events)
    if last is None and day != HURT_ON:
        return
    over = at + timedelta(milliseconds=events[-1]["at_ms"] - events[0]["at_ms"])
    if random.random() < 0.2:
        log.note(session, random.choice(NOTES), at=over)
    after = {
        kind: min(10, max(0, felt - random.choice((-1, 0, 1, 1, 2, 3))))
        for kind, felt in before.items()
    }
    rate(log, random, after, "after", session, over)


def tell_how_far_down(log: Log) -> None:
    """Say before and after each session how far down it goes: in the flare-up, further."""
    random = Random(SEED)
    sessions, ratings = log.sessions(), log.ratings()
    first = sessions["day"].min()
    for session in sessions.to_dict("records"):
        mine = ratings[ratings["session_id"] == session["id"]]
        flared = (session["day"] - first).days in FLARE_UP
        far = random.choices((1, 2, 3), weights=(2, 3, 3) if flared else (8, 1, 0))[0]
        for moment in ("before", "after"):
            pain = mine[(mine["moment"] == moment) & (mine["kind"] == "pain")]
            if pain.empty:
                continue
            # Where it hurts it is somewhere, and where nothing hurts it is nowhere.
            somewhere = pain["score"].fillna(1).iloc[0] > 0
            far = max(1, far) if somewhere else 0
            answer = None if random.random() < UNANSWERED else far
            at = pain["rated_utc"].iloc[0].to_pydatetime().astimezone(FIRST_MONDAY.tzinfo)
            log.rate("extent", answer, moment=moment, session_id=session["id"], at=at)
            far -= random.choices((0, 1), weights=(2, 1))[0]


def phases_of(title: str) -> list[Phase]:
    """Each phase of a routine as it was that winter, without its words."""
    kept = json.loads(TIMELINES.read_text("utf-8"))[title]
    return [
        Phase(**{**phase, "cues": (), "beats": tuple(Beat(*beat) for beat in phase["beats"])})
        for phase in kept
    ]


def score(random: Random, expected: float) -> int:
    """Answer about as expected, on the scale from 0 to 10."""
    return min(10, max(0, round(expected + random.gauss(0, 0.9))))


def rate(
    log: Log, random: Random, felt: dict[str, int], moment: Moment, session: str, at: datetime
) -> None:
    """Answer both questions, or leave one open now and then."""
    for kind, number in felt.items():
        answer = None if random.random() < UNANSWERED else number
        log.rate(kind, answer, moment=moment, session_id=session, at=at)


def play(
    random: Random, session: str, phases: list[Phase], at: datetime, last: str | None
) -> list[dict[str, Any]]:
    """
    Every event that the player would have sent.

    `last` is how it went: `finished`, `stopped`, `hurt` and then stopped, or None for a session
    that broke off without a word.
    """
    events: list[dict[str, Any]] = []
    at_ms = round(1000 * at.timestamp())

    def happen(kind: str, phase: int | None = None, done_s: float | None = None) -> None:
        nonlocal at_ms
        at_ms += round(1000 * (done_s or 0))
        events.append(
            {
                "id": str(ULID.from_bytes(at_ms.to_bytes(6) + random.randbytes(10))),
                "session": session,
                "seq": len(events),
                "kind": kind,
                "at_ms": at_ms,
                "offset_min": 60,
                "phase": phase,
                "done_s": done_s,
                "reason": None,
            }
        )

    happen("started")
    end = len(phases) if last == "finished" else random.randrange(4, len(phases) - 2)
    for phase in phases[:end]:
        skipped = phase.stage == "enhance" and random.random() < 0.1
        done_s = 4.0 if skipped else phase.duration_s
        happen("phase_skipped" if skipped else "phase_done", phase.phase, done_s)
    if last in ("stopped", "hurt"):
        happen("hurt" if last == "hurt" else "phase_skipped", end, 3.0)
        happen("stopped")
    elif last == "finished":
        happen("finished")
    return events


def lines() -> Iterator[str]:
    """Every line of the file."""
    return dump(invent())


if __name__ == "__main__":
    file = Path(__file__).with_name("log.jsonl")
    file.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8", newline="\n")
