"""Every beginning from which a form or the player is reached, on one stage in one notebook."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import ipywidgets

import stretchlib as st
from stretchlib.log import Log
from stretchlib.model import Moment
from tests.log_kit import practise

FOLDER = Path("A folder whose name is as long as people make them/of-stretching_and_measuring")
LONG_TITLE = "Mornings before the long drive to the sea, slowly and with all that helps, " * 3
LONG_TITLE = LONG_TITLE[:200]
ONE_WORD = "Donaudampfschifffahrtsgesellschaftskapitaen" * 5
NOTE = "A long morning at the desk. " * 400


_last: dict[str, Log] = {}
_number = count(1)


def an_empty_log(name: str) -> Log:
    """A log in a file of its own, far down in folders with long names."""
    folder = FOLDER / f"{name}_{os.getpid()}_{next(_number)}"
    folder.mkdir(parents=True)
    _last[name] = st.open_log(folder / "log.sqlite")
    return _last[name]


def a_log(name: str, *, days_ago: float = 1) -> Log:
    """A log of somebody who was asked for warning signs some days ago, and had none."""
    log = an_empty_log(name)
    at = datetime.now(UTC) - timedelta(days=days_ago)
    log.add_screening("go", {"flags": [], "asked": "all"}, at=at)
    return log


def a_full_log(name: str, days: int = 30) -> Log:
    """A log with weeks in it, the last entry with a long note and a long title."""
    log = a_log(name, days_ago=days)
    for day in range(days):
        at = datetime.now(UTC) - timedelta(days=days - day, hours=2)
        session = practise(log, ("phase_done", 0, 10.0), ("phase_done", 1, 30.0), at=at)
        answers: tuple[tuple[Moment, int], ...] = (("before", day % 7), ("after", day % 5))
        for moment, score in answers:
            log.rate("pain", score, moment=moment, session_id=session, at=at)
            log.rate("tightness", score, moment=moment, session_id=session, at=at)
        if day % 3 == 0:
            for side in ("left", "right"):
                log.measure("chest_to_thigh", side=side, trials_cm=[12.0, 11.5, 12.5], at=at)
    log.note(session, NOTE[:1000])
    session = practise(log, ("hurt", 1, 8.0), last="stopped", at=at + timedelta(minutes=20))
    log.note(session, f"{ONE_WORD} <b>sore</b>")
    log.correct(session, routine=LONG_TITLE)
    return log


def first() -> Any:
    """The very first practice."""
    return st.Practice(st.routine("longer"), an_empty_log("first"))


def weekly() -> Any:
    """The first practice of another week, in pregnancy."""
    log = an_empty_log("weekly")
    at = datetime.now(UTC) - timedelta(days=8)
    log.add_screening("conditions", {"conditions": ["pregnancy"]}, at=at)
    log.add_screening("go", {"flags": [], "asked": "all"}, at=at)
    return st.Practice(st.routine("standard"), log)


def well() -> Any:
    """An ordinary day."""
    return st.Practice(st.routine("standard"), a_log("well"))


def left_half_way() -> Any:
    """The same day, and what was begun is in the browser."""
    return st.Practice(st.routine("standard"), _last["well"])


def leg() -> Any:
    """Somebody with whom it does not go below the knee."""
    log = a_log("leg")
    log.rate("extent", 0, moment="any")
    return st.Practice(st.routine("standard"), log)


def worse() -> Any:
    """The day after a practice that ended sorer."""
    log = a_log("worse", days_ago=3)
    at = datetime.now(UTC) - timedelta(days=1)
    session = practise(log, ("phase_done", 1, 30.0), at=at)
    log.rate("pain", 2, moment="before", session_id=session, at=at)
    log.rate("pain", 6, moment="after", session_id=session, at=at)
    return st.Practice(st.routine("standard"), log)


def nothing() -> Any:
    """Nothing of a routine is for this person."""
    log = an_empty_log("nothing")
    log.add_screening("conditions", {"conditions": ["hip_replacement_front"]})
    log.add_screening("go", {"flags": [], "asked": "all"})
    return st.Practice(st.Routine("Short").add("standing_hip_flexor", st.Hold(30)), log)


def long_title() -> Any:
    """A routine with a title of 200 characters."""
    routine = st.Routine(LONG_TITLE).add("double_knee_hug").add("hip_flexor_pull")
    return st.Practice(routine, a_log("title"))


def long_word() -> Any:
    """A routine with a title that is one word of 200 letters."""
    return st.Practice(st.Routine(ONE_WORD[:200]).add("double_knee_hug"), a_log("word"))


def refused() -> Any:
    """A log that nothing can be written into any more."""
    log = a_log("refused")
    practice = st.Practice(st.routine("gentle"), log)
    message = (
        f"{Path.cwd() / FOLDER / 'refused' / 'log.sqlite'} cannot be written to: disk is full."
    )

    def refuse(events: Iterable[Mapping[str, Any]]) -> list[str]:  # noqa: ARG001
        raise st.errors.LogError(message)

    log.append = refuse  # type: ignore[method-assign]
    return practice


SCENES: dict[str, Callable[[], Any]] = {
    "first": first,
    "weekly": weekly,
    "well": well,
    "left_half_way": left_half_way,
    "leg": leg,
    "worse": worse,
    "nothing": nothing,
    "long_title": long_title,
    "long_word": long_word,
    "refused": refused,
    "screen": lambda: st.Screening(an_empty_log("screen")),
    "measure": lambda: st.Measure(a_log("measure")),
    "builder": lambda: st.RoutineBuilder(a_log("builder"), st.routine("standard")),
    "log": lambda: st.LogBrowser(a_full_log("log")),
    "empty_log": lambda: st.LogBrowser(an_empty_log("empty")),
}


def stage() -> ipywidgets.VBox:
    """A place for one scene after the other, and for each a button that nobody sees."""
    place = ipywidgets.VBox()
    output = ipywidgets.Output()

    def shower(name: str) -> Callable[[Any], None]:
        def show(_: Any) -> None:
            with output:
                place.children = [SCENES[name]()]

        return show

    buttons = []
    for name in SCENES:
        made = ipywidgets.Button(description=name)
        made.add_class(f"scene-{name}")
        made.on_click(shower(name))
        buttons.append(made)
    row = ipywidgets.HBox(buttons)
    row.layout.display = "none"
    place.add_class("stage")
    for box in (place, whole := ipywidgets.VBox([row, place, output])):
        box.layout.overflow = "visible"
    return whole
