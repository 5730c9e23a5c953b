"""Any routine at all, and its dose."""

from functools import partial

from hypothesis import strategies as some

from stretchlib.catalog.reader import get_stretch
from stretchlib.model import Stretch
from stretchlib.phases import Breath, Hold, Pace, Pulse
from stretchlib.routines import Routine

STRETCHES = (
    "hip_flexor_pull",
    "seated_figure_four",
    "standing_hamstring",
    "double_knee_hug",
    "standing_hip_flexor",
    "supine_figure_four",
    "seated_hamstring",
    "single_knee_hug",
    "all_fours_round",
    "prone_on_elbows",
    "lying_trunk_rotation",
)


def dose(of):
    """Seconds by target and side; both sides at once count for each."""
    seconds: dict[tuple[str, str], float] = {}
    for step in of.steps:
        for side in {"both": ("left", "right")}.get(step.sides[0], step.sides):
            key = step.stretch.target, side
            seconds[key] = seconds.get(key, 0.0) + step.dose_s
    return seconds


PACES = some.one_of(
    some.builds(Hold, some.integers(1, 400)),
    some.builds(Pulse, some.integers(1, 30), some.sampled_from([4.0, 6.0, 10.0])),
    some.builds(Breath, some.integers(1, 20)),
)


def _is_of(stretch: Stretch, pace: Pace) -> bool:
    return pace.kind in stretch.paces


@some.composite
def routines(draw):
    made = Routine("Any")
    for slug in draw(some.lists(some.sampled_from(STRETCHES), max_size=6)):
        stretch = get_stretch(slug)
        pace = draw(PACES.filter(partial(_is_of, stretch)))
        sides = draw(some.sampled_from([stretch.sides, stretch.sides[:1], stretch.sides[::-1]]))
        made = made.add(slug, pace, sets=draw(some.integers(1, 5)), sides=sides)
    return made
