"""When each thing was due on the page's clock, and how far from that it came."""

import math
import sqlite3
import statistics
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from stretchlib.phases import Phase
from stretchlib.player import Player


class Text(NamedTuple):
    """Words, and the millisecond of the page's clock at which they are due or were seen."""

    at: float
    text: str


EARLY_MS = 250
"""So long before it is due a text still counts as meant for that moment."""
APART_S = 0.5
"""Two tones nearer than this would blur into one."""
HALF_FROM_S = 16
STANDING_MS = 50
"""The audio clock goes in steps of 20 ms; what is more between two readings is a standstill."""
READINGS = 3
"""How many readings of the clocks say where the audio clock stands."""


def seconds_due(phases: Sequence[Phase], moving_at: float) -> list[Text]:
    """Each second that the player's clock has to show, from the end of the lead-in."""
    return [
        Text(moving_at + (phase.start_s + phase.duration_s - left) * 1000, clock_text(left))
        for phase in phases
        for left in range(math.floor(phase.duration_s), 0, -1)
    ]


def clock_text(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def off_ms(due: Iterable[Text], seen: Sequence[Text], until: float) -> list[float]:
    """How far from its moment each text came; one that did not come is as late as we waited."""
    return [
        abs(next((at for at, text in seen if text == words and at > when - EARLY_MS), until) - when)
        for when, words in due
    ]


def behind_ms(due: Sequence[Text], at: float, text: str) -> float:
    """
    For how long a text has no longer been the right one, at a moment it was looked at.

    One that comes a little early is right; else the same figure of the phase before would be meant.

    Examples
    --------
    >>> due = [Text(0, "0:02"), Text(1000, "0:01"), Text(2000, "0:03"), Text(3000, "0:02")]
    >>> [behind_ms(due, 2997, text) for text in ("0:03", "0:02", "0:01")]
    [0.0, 0.0, 997]
    """
    begun = [each for each in due if each.at <= at + EARLY_MS]
    if begun and begun[-1].at > at and begun[-1].text != text:
        begun.pop()
    meant = max((i for i, each in enumerate(begun) if each.text == text), default=None)
    if meant is None:
        return math.inf
    return 0.0 if meant == len(begun) - 1 else at - begun[meant + 1].at


def changes_due(phases: Sequence[Phase], moving_at: float) -> list[Text]:
    """
    The first second of each phase: by it a person sees that the phase has changed.

    A part of a second shows as the whole one that it belongs to.
    """
    full = [clock_text(math.ceil(phase.duration_s)) for phase in phases]
    return [
        Text(moving_at + phase.start_s * 1000, text)
        for phase, text in zip(phases, full, strict=True)
    ]


def tones_due(phases: Sequence[Phase], moving_at: float) -> list[float]:
    """
    The instants that have a tone: starts, beats, half time, the last three seconds, the end.

    Of two that would blur into one, only the first named is.
    """
    ends = [phase.start_s + phase.duration_s for phase in phases]
    wanted = [
        *(phase.start_s for phase in phases),
        ends[-1],
        *(phase.start_s + at_s for phase in phases for at_s, kind in phase.beats if kind != "hold"),
        *(p.start_s + p.duration_s / 2 for p in phases if _has_half(p)),
        *(end - left for end in ends for left in (3, 2, 1)),
    ]
    kept: list[float] = []
    for at_s in wanted:
        if all(abs(at_s - other) >= APART_S for other in kept):
            kept.append(at_s)
    return sorted(moving_at + at_s * 1000 for at_s in kept)


def _has_half(phase: Phase) -> bool:
    """Whether half time is told: in a long hold, where no beat stands in its way."""
    return phase.stage == "stretch" and phase.pace == "hold" and phase.duration_s >= HALF_FROM_S


def heard_at(tones: Sequence[float], clocks: Sequence[tuple[float, float]]) -> list[float]:
    """
    Tones on the page's clock, each by the readings of both clocks that are nearest to it.

    A reading is the browser's own: which instant of the audio clock comes out of the device, and
    when. The clock itself runs ahead of what is heard, in steps of some 10 ms.
    """

    def offset(tone: float) -> float:
        near = sorted(clocks, key=lambda pair: abs(pair[1] - tone))[:READINGS]
        return statistics.median(page - audio * 1000 for page, audio in near)

    return [tone * 1000 + offset(tone) for tone in tones]


def standstills(clocks: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """
    The spans of the page's clock in which the audio device stood still, so that nothing is heard.

    Each is as long as the readings tell: from the last one before it to the first one after it.

    Examples
    --------
    >>> standstills([(0, 1.0), (250, 1.25), (500, 1.26), (750, 1.26), (1000, 1.51)])
    [(250, 750)]
    """
    spans: list[tuple[float, float]] = []
    for (began, audio), (ended, later) in pairwise(clocks):
        if ended - began - (later - audio) * 1000 < STANDING_MS:
            continue
        if spans and spans[-1][1] == began:
            began = spans.pop()[0]
        spans.append((began, ended))
    return spans


def missed_by_ms(due: Iterable[float], heard: Sequence[float]) -> list[float]:
    """How far the nearest tone is from each instant that has to have one."""
    return [min((abs(at - when) for at in heard), default=math.inf) for when in due]


def counted_down(shown: Sequence[Text]) -> list[Text]:
    """What a countdown has to show, second after second; its earliest text says when it began."""
    numbers = [(at, int(text)) for at, text in shown if text]
    first = numbers[0][1]
    begun = min(at - (first - number) * 1000 for at, number in numbers)
    return [Text(begun + i * 1000, str(first - i)) for i in range(first)]


def counted_up(begun: float, until: float) -> list[Text]:
    """What the probe's bare timer has to note."""
    return [Text(begun + i * 1000, str(i)) for i in range(int((until - begun) / 1000))]


def within(due: Iterable[Text], begin: float, end: float) -> list[Text]:
    """Those due in a span of the page's clock, its end not included."""
    return [text for text in due if begin <= text.at < end]


def moving_at(log: Path, date_minus_page_ms: float) -> float:
    """When the lead-in was over, from the log of one routine that nobody disturbed."""
    connection = sqlite3.connect(log)
    try:
        events = connection.execute("select kind, at_utc from events order by seq").fetchall()
    finally:
        connection.close()
    kinds = {kind for kind, _ in events}
    if not {"started"} <= kinds <= {"started", "phase_done", "finished"}:
        msg = f"The routine was not played undisturbed: the log has {sorted(kinds)}."
        raise RuntimeError(msg)
    return datetime.fromisoformat(events[0][1]).timestamp() * 1000 - date_minus_page_ms + ready_ms()


def ready_ms() -> float:
    """The lead-in, as the player itself is told."""
    phase = Phase(0, 1, 1, "", "", "", "both", "stretch", "hold", 0.0, 1.0, (), ())
    player = Player([phase], session="", routine="", save=lambda _: [])
    return float(player.settings["ready_s"]) * 1000
