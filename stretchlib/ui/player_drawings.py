"""The figures that a player shows, by `"slug/side"`: of today's routine, and of an earlier one."""

import json
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stretchlib.catalog.reader import get_stretch
from stretchlib.errors import UnknownName, check_one_of
from stretchlib.figure import Drawing, drawing, photographed
from stretchlib.model import OTHER_SIDE, Side, Stretch
from stretchlib.routines import Routine
from stretchlib.ui.screening import fitted

if TYPE_CHECKING:
    from stretchlib.log import Log


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
    return {
        f"{stretch.slug}/{side}": _drawing(stretch.figure.model_dump_json(), side)
        if stretch.figure
        else photographed(stretch.photo, stretch.title, side)
        for stretch, side in shown
        if stretch.figure or stretch.photo
    }


# Drawn anew at each answer before a practice, it would be a tenth of a second of waiting.
@lru_cache(maxsize=64)
def _drawing(figure: str, side: Side) -> Drawing:
    return drawing(json.loads(figure), side)
