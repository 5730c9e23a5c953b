"""No routine says two things that cannot both be done: for every condition and every pair."""

import re
from collections import defaultdict
from itertools import combinations

import pytest

from stretchlib.catalog.reader import get_stretch, load
from stretchlib.model import fill
from stretchlib.routines import Routine, routine
from stretchlib.safety import allowed, conditions

# What a condition may say, and what must then not be said of the same side of the same stretch.
EITHER_OR = [
    (
        r"\b(in|[Ll]ean|forward|[Rr]ound your back|[Rr]oll only|[Pp]rop up) a little\b"
        r"|no more|with force|Stop well before",
        r"to(wards)? your chest|as far as (is|still)|weight come forward|^Press (and|your)"
        r"|and press|press (it|them) down",
    ),
    (r"right angle", r"to(wards)? your chest"),
    (r"back flat|never let your back round", r"\b[Rr]ound (your back|up)\b"),
    (r"[Hh]old behind", r"Hold them|lace|fingers round"),
    (r"head level|do not let it hang", r"(?<!not let it )hang"),
    (r"short step", r"(long|comfortable) step"),
    (r"back to flat each time", r"and stay"),
    (r"never hold your breath", r"(?<!never )hold your breath"),
    (r"long leg just rests", r"[Pp]ress|[Rr]each away|longer"),
    (r"feet straight|toes straight", r"turn(ed)? (it |your foot )?(in|out)"),
    (r"legs a little apart", r"(legs|knees) together"),
]
USUAL = {
    fill(cue.text, side)
    for one in load().stretches.values()
    for cue in one.cues
    for side in one.sides
}
ALL_WAYS = Routine("All")
for one in load().stretches:
    for kind in get_stretch(one).paces:
        ALL_WAYS = ALL_WAYS.add(one, kind, sets=2, enhance=get_stretch(one).has_enhance)
NAMES = [*((name,) for name in conditions().index), *combinations(conditions().index, 2)]


def heard(of):
    """All that is shown or spoken of each side of each step."""
    lines: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for phase in of.phases():
        lines[phase.step, phase.side] += [
            words for cue in phase.cues for words in {cue.text, cue.spoken} if words
        ]
    return lines


def said_at_once(of):
    return [
        (one, other)
        for lines in heard(of).values()
        for careful, bold in EITHER_OR
        for one in lines
        if one not in USUAL and re.search(careful, one)
        for other in lines
        if re.search(bold, other)
    ]


@pytest.mark.more
@pytest.mark.parametrize("names", NAMES, ids="+".join)
def test_what_a_condition_asks_for_is_not_taken_back_in_the_same_breath(names):
    assert said_at_once(allowed(ALL_WAYS, names).routine) == []


@pytest.mark.parametrize("name", ["gentle", "standard", "longer"])
def test_no_routine_of_the_workbook_takes_it_back_either(name):
    for condition in conditions().index:
        assert said_at_once(allowed(routine(name), condition).routine) == []


def test_each_of_these_words_is_said_by_a_condition():
    phrases = {
        words
        for name in conditions().index
        for lines in heard(allowed(ALL_WAYS, name).routine).values()
        for words in lines
    } - USUAL
    unsaid = [one for one, _ in EITHER_OR if not any(re.search(one, words) for words in phrases)]
    assert unsaid == []


def test_a_stretch_as_it_usually_goes_says_what_a_condition_would_take_back():
    phrases = {words for lines in heard(ALL_WAYS).values() for words in lines}
    kept = [bold for _, bold in EITHER_OR if any(re.search(bold, words) for words in phrases)]
    assert len(kept) >= 7
