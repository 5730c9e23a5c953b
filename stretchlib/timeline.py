"""Steps to a timeline: what is done and said, second by second, compiled before anything plays."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stretchlib.milliseconds import in_ms, whole_ms
from stretchlib.model import Cue, Posture, Stretch, spoken_s
from stretchlib.phases import (
    MOST_TIMES,
    Beat,
    Hold,
    OtherPace,
    Pace,
    Phase,
    Pulse,
    Side,
    Stage,
    TimedCue,
)

REST_CUE: Final = Cue("rest", "Ease off, and breathe.")
"""Shown, not spoken: a tone says it, and thirty times in one routine is noise."""
BREATHING_SPACE_S: Final = 1.5
"""Silence left after each spoken cue, so that two never run together."""
GETTING_THERE_S: Final[dict[tuple[Posture | None, Posture | None], float]] = {
    ("lying", "prone"): 5.0,
    ("lying", "sitting"): 15.0,
    ("lying", "standing"): 15.0,
    ("lying", "all_fours"): 6.0,
    ("prone", "lying"): 5.0,
    ("prone", "sitting"): 15.0,
    ("prone", "standing"): 15.0,
    ("prone", "all_fours"): 4.0,
    ("sitting", "lying"): 20.0,
    ("sitting", "prone"): 20.0,
    ("sitting", "standing"): 4.0,
    ("sitting", "all_fours"): 15.0,
    ("standing", "lying"): 20.0,
    ("standing", "prone"): 20.0,
    ("standing", "sitting"): 4.0,
    ("standing", "all_fours"): 15.0,
    ("all_fours", "lying"): 6.0,
    ("all_fours", "prone"): 4.0,
    ("all_fours", "sitting"): 15.0,
    ("all_fours", "standing"): 15.0,
}
"""
Seconds from one posture to another, before the set-up proper, by way of a chair where it is down or
up. Tried with a stiff back, not measured: no study was found. With the way out of a stretch, and
the set-up of the next, it comes to 45 seconds and more from lying to the chair.
"""
OTHER_PACE: Final = {"hold": "pulse", "pulse": "hold"}
"""The two ways between which a person is the best judge, at the stretch itself."""
LEAST_PRESSES: Final = 2
LONGEST_WAY_S: Final = max(GETTING_THERE_S.values())
"""Taken where a file does not say how the body starts, and at the beginning."""


@dataclass(frozen=True)
class Step:
    """One stretch with its pace and sets, as a routine writes it."""

    stretch: Stretch
    pace: Pace
    sets: int = 1
    enhance_s: float = 0.0
    """Seconds of `enhance` after the last set of each side."""
    rest_s: float = 5.0
    """Seconds between two sets of a side."""
    sides: tuple[Side, ...] = ()

    @property
    def dose_s(self) -> float:
        """Seconds under stretch that each side gets, `enhance` included."""
        return whole_ms(self.sets * self.pace.dose_s + self.enhance_s)


def compiled(steps: Sequence[Step]) -> tuple[Phase, ...]:
    """
    Every phase in order, as the player plays them; empty without steps.

    All times are whole milliseconds, so that no cue is lost to the last bit of a float.
    """
    phases = list(_all(steps))
    lengths_ms = [in_ms(phase.duration_s) for phase in phases]
    starts_ms = itertools.accumulate(lengths_ms, initial=0)
    return tuple(
        replace(phase, phase=number, start_s=start_ms / 1000)
        for number, (phase, start_ms) in enumerate(zip(phases, starts_ms, strict=False))
    )


def length_s(steps: Sequence[Step]) -> float:
    """
    Seconds from the first setup to the end, without compiling a timeline; 0 without steps.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> hug = Step(get_stretch("double_knee_hug"), Hold(25), sides=("both",))
    >>> length_s([hug]), ended_s(compiled([hug])[-1])
    (93.0, 93.0)
    """
    total_ms = 0
    before: Posture | None = None
    for number, step in enumerate(steps, 1):
        after = steps[number].stretch.posture if number < len(steps) else None
        sets = _sets_of(step)
        for side_index, side in enumerate(step.sides):
            total_ms += in_ms(
                _way_in(step, side, side_index, before, _unheard(step, side, sets))[2]
            )
        total_ms += len(step.sides) * (
            step.sets * in_ms(step.pace.duration_s)
            + (step.sets - 1) * in_ms(step.rest_s)
            + in_ms(step.enhance_s)
        )
        total_ms += in_ms(_way_out(step, after)[1])
        before = step.stretch.posture
    return total_ms / 1000


def other_pace(step: Step) -> Step | None:
    """
    A step in its other pace, hold or pulse, with as many sets and the same seconds under stretch.

    None where its stretch has no such pace, and where a set is shorter than two presses, or has
    more of them than anybody counts.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> from stretchlib.phases import Hold
    >>> held = Step(get_stretch("hip_flexor_pull"), Hold(25), sides=("right", "left"))
    >>> str(other_pace(held).pace), other_pace(held).dose_s
    ('8 pulses of 6.25 s', 25.0)
    """
    kind = OTHER_PACE.get(step.pace.kind)
    usual = step.stretch.paces.get(kind or "")
    if isinstance(usual, Hold):
        return replace(step, pace=Hold(step.pace.dose_s))
    if not isinstance(usual, Pulse):
        return None
    presses = 2 * in_ms(step.pace.dose_s) / in_ms(usual.period_s)
    count = round(min(presses, MOST_TIMES + 1))
    if not LEAST_PRESSES <= count <= MOST_TIMES:
        return None
    return replace(step, pace=Pulse(count, 2 * step.pace.dose_s / count))


def ended_s(phase: Phase) -> float:
    """Seconds after the routine began at which a phase ends."""
    return (in_ms(phase.start_s) + in_ms(phase.duration_s)) / 1000


def opening(stretch: Stretch, side: Side, stage: Stage) -> str:
    """
    What the player says before the first cue of a way into position; empty in other stages.

    Examples
    --------
    >>> from stretchlib.catalog.reader import get_stretch
    >>> opening(get_stretch("hip_flexor_pull"), "left", "setup")
    'Hip flexor pull, left hip.'
    """
    names = "" if side == "both" else f"{side} {stretch.part or 'side'}"
    if stage == "setup":
        return f"{', '.join(filter(None, [stretch.title, names]))}."
    return f"Switch. Now your {names}." if stage == "switch" else ""


def _all(steps: Sequence[Step]) -> Iterator[Phase]:
    before: Posture | None = None
    for number, step in enumerate(steps, 1):
        after = steps[number].stretch.posture if number < len(steps) else None
        yield from _with_other(number, step, before, after)
        before = step.stretch.posture


def _with_other(number: int, step: Step, *around: Posture | None) -> Iterator[Phase]:
    """The phases of a step, each with what it would be in the other pace, phase for phase."""
    phases = list(_step_phases(number, step, *around))
    other = other_pace(step)
    others = list(_step_phases(number, other, *around)) if other else []
    # Where one chooses, the way to the first side is being spoken: nothing can be added to it.
    if not other or not _moved_to_the_way_in(other) <= _moved_to_the_way_in(step):
        yield from phases
        return
    for phase, way in zip(phases, others, strict=True):
        alternative = OtherPace(way.pace, way.duration_s, way.cues, way.beats)
        is_same = alternative == OtherPace(phase.pace, phase.duration_s, phase.cues, phase.beats)
        yield phase if phase.stage == "setup" or is_same else replace(phase, other=alternative)


def _moved_to_the_way_in(step: Step) -> set[Cue]:
    """The cues for which the first side's sets have no time: its way in has them."""
    return set(_unheard(step, step.sides[0], _sets_of(step)))


def _sets_of(step: Step) -> list[tuple[Cue, ...]]:
    return [_cues_in_set(step, set_) for set_ in range(1, step.sets + 1)]


def _step_phases(
    number: int, step: Step, before: Posture | None, after: Posture | None
) -> Iterator[Phase]:
    stretch = step.stretch
    for side_index, side in enumerate(step.sides):
        sets = _sets_of(step)
        yield _leading(number, step, side, side_index, before, _unheard(step, side, sets))
        for set_, cues in enumerate(sets, 1):
            if set_ > 1:
                rest = _phase(number, step, set_, side, "rest", step.rest_s, ())
                yield replace(rest, cues=(TimedCue(0.0, REST_CUE.text, ""),))
            pace = step.pace
            phase = _phase(number, step, set_, side, "stretch", pace.duration_s, cues, pace.kind)
            yield replace(phase, beats=pace.beats())
        if step.enhance_s:
            further = stretch.cues_in("enhance")
            yield _phase(number, step, step.sets, side, "enhance", step.enhance_s, further, "hold")
    yield from _leaving(number, step, after)


def _leading(
    number: int,
    step: Step,
    side: Side,
    side_index: int,
    before: Posture | None,
    more: tuple[Cue, ...],
) -> Phase:
    """
    The way into a side's position; what its short sets have no time for is said here.

    Whoever is down on the floor already is not told how to get there.
    """
    stage: Stage = "switch" if side_index else "setup"
    cues, opened_s, length_s = _way_in(step, side, side_index, before, more)
    return _phase(number, step, 1, side, stage, length_s, cues, opened_s=opened_s)


def _way_in(
    step: Step, side: Side, side_index: int, before: Posture | None, more: tuple[Cue, ...]
) -> tuple[tuple[Cue, ...], float, float]:
    """Answer what is said on the way in, when after the opening, and how long it takes."""
    stretch = step.stretch
    stage: Stage = "switch" if side_index else "setup"
    way_s = 0.0 if side_index else _getting_there_s(before, stretch.posture)
    is_there = before is not None and before == stretch.posture
    own = stretch.cues_in(stage, step.pace.kind)
    cues = (*(cue for cue in own if not (is_there and cue.key == "down")), *more)
    opened_s = spoken_s(opening(stretch, side, stage)) + BREATHING_SPACE_S
    least_s = stretch.switch_s if side_index else stretch.setup_s
    return cues, opened_s, way_s + max(least_s, opened_s + _time_to_say(cues, side))


def _getting_there_s(before: Posture | None, posture: Posture | None) -> float:
    if before is None or posture is None:
        return LONGEST_WAY_S
    return GETTING_THERE_S.get((before, posture), 0.0)


def _leaving(number: int, step: Step, after: Posture | None) -> Iterator[Phase]:
    """The way out; whoever stays as they are for the next stretch does not get up first."""
    cues, length_s = _way_out(step, after)
    if cues:
        yield _phase(number, step, step.sets, step.sides[-1], "exit", length_s, cues)


def _way_out(step: Step, after: Posture | None) -> tuple[tuple[Cue, ...], float]:
    """Answer what is said on the way out, and how long that takes; nothing, where there is none."""
    stretch = step.stretch
    stays = after is not None and after == stretch.posture
    cues = tuple(cue for cue in stretch.cues_in("exit") if not (stays and cue.key == "leave"))
    least_s = 0.0 if stays or not cues else stretch.exit_s
    return cues, max(least_s, _time_to_say(cues, step.sides[-1]))


def _cues_in_set(step: Step, set_: int) -> tuple[Cue, ...]:
    first, *others = step.stretch.cues_in("stretch", step.pace.kind)
    # Each set opens with what to do, then goes on where the last one stopped, so that a short
    # hold still hears every cue in its turn; where it is felt comes first among them.
    others.sort(key=lambda cue: cue.key != "felt")
    turn = (set_ - 1) % len(others) if others else 0
    return (first, *others[turn:], *others[:turn])


def _unheard(step: Step, side: Side, sets: Sequence[tuple[Cue, ...]]) -> tuple[Cue, ...]:
    """What to do and where it is felt, where no set of this side has time to say it."""
    first, *others = step.stretch.cues_in("stretch", step.pace.kind)
    must = [first, *(cue for cue in others if cue.key == "felt")]
    length_s = step.pace.duration_s
    heard = {cue for cues in sets for cue in cues[: _fitting(cues, side, length_s)]}
    return tuple(cue for cue in must if cue not in heard)


def _phase(
    number: int,
    step: Step,
    set_: int,
    side: Side,
    stage: Stage,
    duration_s: float,
    cues: tuple[Cue, ...],
    pace: str | None = None,
    beats: tuple[Beat, ...] = (),
    opened_s: float = 0.0,
) -> Phase:
    length_s = whole_ms(duration_s)
    return Phase(
        phase=0,
        step=number,
        set=set_,
        stretch=step.stretch.slug,
        title=step.stretch.title,
        target=step.stretch.target,
        side=side,
        stage=stage,
        pace=pace,
        start_s=0.0,
        duration_s=length_s,
        cues=_timed_cues(cues, side, length_s, opened_s),
        beats=beats,
        part=step.stretch.part,
    )


def _length_ms(cue: Cue, side: Side) -> int:
    return in_ms(spoken_s(cue.on(side)[1]) + BREATHING_SPACE_S)


def _time_to_say(cues: Sequence[Cue], side: Side) -> float:
    return sum(_length_ms(cue, side) for cue in cues) / 1000


def _fitting(cues: Sequence[Cue], side: Side, duration_s: float) -> int:
    """How many cues, from the first on, can be said in so many seconds."""
    ends_ms = itertools.accumulate(_length_ms(cue, side) for cue in cues)
    return sum(1 for end_ms in ends_ms if end_ms <= in_ms(duration_s))


def _timed_cues(
    cues: tuple[Cue, ...], side: Side, duration_s: float, opened_s: float
) -> tuple[TimedCue, ...]:
    """As many cues as can be said, spread evenly; the first is always shown, if not spoken."""
    if not cues:
        return ()
    opened_ms = in_ms(opened_s)
    room_ms = in_ms(duration_s) - opened_ms
    fitting = _fitting(cues, side, room_ms / 1000)
    if not fitting:
        return (TimedCue(0.0, cues[0].on(side)[0], ""),)
    spoken = cues[:fitting]
    lengths_ms = [_length_ms(cue, side) for cue in spoken]
    slack_ms = (room_ms - sum(lengths_ms)) // fitting
    starts_ms = itertools.accumulate(
        (length + slack_ms for length in lengths_ms), initial=opened_ms
    )
    placed = [
        TimedCue(start_ms / 1000, *cue.on(side))
        for cue, start_ms in zip(spoken, starts_ms, strict=False)
    ]
    # The screen shows at once what the ear hears after the name of the stretch.
    return (placed[0]._replace(at_s=0.0), *placed[1:])
