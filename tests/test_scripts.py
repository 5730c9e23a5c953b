"""Heard from the floor: what a compiled routine says, for everyone it is compiled for."""

import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest

from docs import scripts
from stretchlib.catalog.reader import get_stretch, load
from stretchlib.model import fill, spoken_s
from stretchlib.player.contract import sent
from stretchlib.routines import Routine, routine
from stretchlib.safety import allowed, conditions, matrix
from stretchlib.safety.gentler import gentler
from stretchlib.shortening import shortened
from stretchlib.timeline import opening

PAGE = Path(scripts.__file__).parent / "scripts.md"
SAID = Path(__file__).parent / "js" / "said.mjs"
SHIPPED = ("gentle", "standard", "longer")
# What a friend would not say aloud, what promises, and what stood word for word in the source.
NEVER_SAID = (
    "a hand on each knee (or behind each thigh)",
    "look for it",
    "the most that still feels kind",
    "dislikes it",
    "lean little",
    "in turn",
    "breathe out and in all the while",
    "neither hip bone nearer the ceiling",
    "lower comes with practice",
    "it is unmistakable",
)


def silent(of, phases=None, said=None):
    """Each side of a step that never hears what to do, or where it is felt; `said` is by phase."""
    phases = phases or of.phases()
    said = said or [[cue.spoken for cue in phase.cues] for phase in phases]
    heard = defaultdict(set)
    for phase, words in zip(phases, said, strict=True):
        heard[phase.step, phase.side].update(words)
    for number, step in enumerate(of.steps, 1):
        first, *others = step.stretch.cues_in("stretch", step.pace.kind)
        must = [first, *(cue for cue in others if cue.key == "felt")]
        for side, cue in product(step.sides, must):
            shown, spoken = cue.on(side)
            if spoken not in heard[number, side]:
                yield step.stretch.slug, side, shown


def collisions(of):
    """Each spoken cue that runs into the next one, or past its phase."""
    for phase in of.phases():
        stretch = of.steps[phase.step - 1].stretch
        clear_s = spoken_s(opening(stretch, phase.side, phase.stage))
        for index, cue in enumerate(cue for cue in phase.cues if cue.spoken):
            if index and cue.at_s + 0.001 < clear_s:
                yield phase.phase, cue.text
            # The first is shown at once, and said after the name of the stretch.
            begins_s = cue.at_s if index else max(cue.at_s, clear_s)
            clear_s = begins_s + spoken_s(cue.spoken)
        if clear_s > phase.duration_s + 0.001:
            yield phase.phase, phase.stage


@cache
def versions(name, condition):
    """A shipped routine as this person may meet it, with a word on how; each made once."""
    return tuple(made(name, condition))


def made(name, condition):
    fits = allowed(routine(name), condition).routine if condition else routine(name)
    if not fits.steps:
        return
    yield "as it is", fits
    yield "one trip", fits.one_trip()
    yield "gentler", gentler(fits)
    for minutes in (6, 10, 20):
        try:
            yield f"{minutes} minutes", shortened(fits, minutes)
        except ValueError:
            continue  # Too short for this one, and says so.


@pytest.mark.parametrize("condition", ["", *conditions().index])
@pytest.mark.parametrize("name", SHIPPED)
def test_each_side_hears_what_to_do_and_where_it_is_felt_and_no_words_collide(name, condition):
    for how, version in versions(name, condition):
        assert list(silent(version)) == [], how
        assert list(collisions(version)) == [], how


@pytest.mark.more
@pytest.mark.parametrize("names", [*combinations(conditions().index, 2)], ids="+".join)
def test_with_two_conditions_no_side_stays_silent_either(names):
    for version in (fits := allowed(routine("standard"), names).routine, gentler(fits)):
        assert list(silent(version)) == []
        assert list(collisions(version)) == []


@pytest.mark.parametrize("slug", list(load().stretches))
def test_every_pace_of_every_stretch_is_heard_from_the_shortest_set_on(slug):
    stretch = get_stretch(slug)
    assert [cue.key for cue in stretch.cues_in("stretch")].count("felt") == 1
    for kind in stretch.paces:
        assert list(silent(Routine("One").add(slug, kind, sets=2))) == []


@pytest.mark.parametrize("slug", list(load().stretches))
def test_nothing_is_said_that_a_friend_would_not_say(slug):
    stretch = get_stretch(slug)
    words = [part for cue in stretch.cues for part in (cue.text, cue.say)]
    words += [*stretch.variants, *stretch.checks, stretch.felt, stretch.position]
    said = " | ".join(fill(part, stretch.sides[0]) for part in words if part).lower()
    assert [phrase for phrase in NEVER_SAID if phrase in said] == []


def test_no_condition_says_what_a_friend_would_not_say():
    said = " ".join(matrix()["variant"]).lower()
    assert [phrase for phrase in NEVER_SAID if phrase in said] == []


@pytest.fixture(scope="module")
def met():
    """Each shipped routine as each person may meet it, for every condition and pair of them."""
    alone = ["", *conditions().index]
    found = [of for name in SHIPPED for who in alone for _, of in versions(name, who)]
    pairs = [allowed(routine("standard"), both).routine for both in combinations(alone[1:], 2)]
    timelines = [(of, of.phases()) for of in found + pairs if of.steps]
    return list({repr(phases): (of, phases) for of, phases in timelines}.values())


def spoken_of(met, rate):
    """What the browser's own voice says of each phase, at its own speed."""
    plain = json.dumps([[sent(phase) for phase in phases] for _, phases in met])
    done = subprocess.run(
        [Path(sys.executable).with_name("node"), SAID, str(rate)],
        input=plain, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "rate", [1, *(pytest.param(rate, marks=pytest.mark.more) for rate in (0.9, 1.5, 2))]
)
def test_at_every_speed_of_the_voice_each_side_hears_what_to_do_and_where(met, rate):
    for (of, phases), said in zip(met, spoken_of(met, rate), strict=True):
        assert list(silent(of, phases, said)) == []


def test_the_voice_of_the_browser_says_every_word_that_is_planned_for_it(met):
    for (_, phases), said in zip(met, spoken_of(met, 1), strict=True):
        for phase, lines in zip(phases, said, strict=True):
            opened = opening(get_stretch(phase.stretch), phase.side, phase.stage)
            wanted = [*filter(None, [opened]), *(cue.spoken for cue in phase.cues if cue.spoken)]
            assert [line for line in lines if line in wanted] == wanted


@pytest.mark.parametrize("name", SHIPPED)
def test_a_rest_between_two_sets_is_a_tone_and_not_words(name):
    rests = [phase for phase in routine(name).phases() if phase.stage == "rest"]
    assert {cue.spoken for phase in rests for cue in phase.cues} <= {""}


def test_the_scripts_are_what_the_routines_say_today():
    written = PAGE.read_text(encoding="utf-8")
    assert written == scripts.page(), "Write them anew: python -m docs.scripts"
