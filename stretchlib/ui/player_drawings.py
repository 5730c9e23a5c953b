"""The figures that a player shows, by `"slug/side"`: of today's routine, and of an earlier one."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stretchlib.catalog import cache
from stretchlib.catalog.reader import get_stretch
from stretchlib.errors import UnknownName, check_one_of
from stretchlib.model import Stretch
from stretchlib.phases import OTHER_SIDE, Side
from stretchlib.routines import Routine
from stretchlib.ui.screening import fitted

if TYPE_CHECKING:
    from stretchlib.figure import Drawing
    from stretchlib.log import Log

MOST_KEPT = 100
"""Drawings; the catalog has some twenty, and a condition or two as many again."""


def drawings(routine: Routine) -> dict[str, Any]:
    """
    Every figure of a routine; a stretch that nobody has drawn has none.

    Examples
    --------
    >>> list(drawings(Routine("One").add("double_knee_hug")))
    ['double_knee_hug/both']
    """
    return _drawn((step.stretch, side) for step in routine.steps for side in step.sides)


def drawings_then(figures: Iterable[str], log: "Log") -> dict[str, Any]:
    """
    What a session of another routine showed, by `"slug/side"`, where the catalog knows it.

    The hands are those that suit the person, as they were then: a session is gone on with only
    where nothing that changes it was answered since.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> list(drawings_then(["double_knee_hug/both", "no_such_stretch/left"], open_log("sqlite://")))
    ['double_knee_hug/both']
    """
    shown: list[tuple[Stretch, Side]] = []
    for name in figures:
        slug, _, side = name.partition("/")
        with suppress(UnknownName):
            check_one_of("side", side, OTHER_SIDE)
            shown.append((_as_fitted(get_stretch(slug), log), side))  # type: ignore[arg-type]
    return _drawn(shown)


def _as_fitted(stretch: Stretch, log: "Log") -> Stretch:
    """A stretch as the person does it; as it is where they do it no longer."""
    steps = fitted(Routine("").add(stretch.slug), log).routine.steps
    found = (step.stretch for step in steps if step.stretch.slug == stretch.slug)
    return next(found, stretch)


def _drawn(shown: Iterable[tuple[Stretch, Side]]) -> dict[str, Any]:
    drawn = {
        f"{stretch.slug}/{side}": _picture(stretch, side)
        for stretch, side in shown
        if stretch.figure or stretch.photo
    }
    _keep_drawn()
    return drawn


def _picture(stretch: Stretch, side: Side) -> "Drawing":
    if stretch.figure:
        return _drawing(json.dumps(stretch.figure), side)
    from stretchlib.figure import photographed

    return photographed(stretch.photo, stretch.title, side)


# Drawn anew at each answer before a practice, it would be a tenth of a second of waiting; and drawn
# anew each morning, half of the first second.
@lru_cache(maxsize=MOST_KEPT)
def _drawing(figure: str, side: Side) -> "Drawing":
    name = hashlib.sha256(f"{side} {figure}".encode()).hexdigest()
    if known := _drawn_before().get(name):
        return known
    from stretchlib.figure import drawing

    _new[name] = drawn = drawing(json.loads(figure), side)
    return drawn


_new: "dict[str, Drawing]" = {}
"""What was drawn and is not kept yet, by the digest of side and figure."""


@lru_cache(maxsize=1)
def _drawn_before() -> "dict[str, Drawing]":
    """What was kept when this Python began, by the same."""
    return cache.recall(cache.DRAWINGS, cache.digest([])) or {}


def _keep_drawn() -> None:
    """Add what is new to what is kept by now: who deleted it, deleted it."""
    if not _new:
        return
    mark = cache.digest([])
    before = cache.recall(cache.DRAWINGS, mark) or {}
    all_drawn = _new if len(before) + len(_new) > MOST_KEPT else before | _new
    cache.keep(cache.DRAWINGS, [], mark, all_drawn)
    _new.clear()
