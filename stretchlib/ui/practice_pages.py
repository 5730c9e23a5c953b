"""What a practice shows in each of its states, and what each button of it tells the practice."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import ipywidgets

from stretchlib.catalog.reader import get_stretch
from stretchlib.routines import Routine
from stretchlib.safety.triggers import FURTHER_DOWN, Asked
from stretchlib.ui.check_in import (
    Choices,
    Questions,
    Way,
    advice,
    moved_away,
    nothing_left,
    sore_day,
)
from stretchlib.ui.kit import prose
from stretchlib.ui.practice_states import Signal, State
from stretchlib.ui.saved_card import Saved, hurt_advice
from stretchlib.ui.screening import Screening, changes_html, what_is_left
from stretchlib.ui.todays_routine import TodaysRoutine, resting

if TYPE_CHECKING:
    from stretchlib.log import Log
    from stretchlib.ui.routine_choice import Today


class Tell(Protocol):
    """Tell the practice something, and what belongs to it."""

    def __call__(self, signal: Signal, *what: Any) -> None:
        """Tell it."""


class Page(NamedTuple):
    """What is shown in a state, besides the player where that is shown in it."""

    state: State
    forms: Sequence[ipywidgets.Widget] = ()


def screening(log: "Log", tell: Tell, asked: Asked) -> Page:
    """The warning signs, so much of them."""
    go_on = partial(tell, Signal.SIGNS_ANSWERED)
    return Page(State.SCREENING, [Screening(log, go_on, asked=asked)])


def nothing(log: "Log", tell: Tell, today: "Today", lead: str) -> Page:
    """Where nothing of a routine suits: what of the catalog does, or whom it needs."""
    left: Routine = what_is_left(log)
    words = nothing_left(today.title, [step.stretch.title for step in left.steps])
    take: Way = ("instead", "Practise these", partial(tell, Signal.INSTEAD, left))
    ways = [*([take] if left.steps else []), *_news(tell, today)]
    head = words + lead + changes_html(today.changes)
    return Page(State.NOTHING, [Choices("nothing", head, *ways)])


def check_in(
    planned: TodaysRoutine,
    tell: Tell,
    today: "Today",
    lead: str,
    heard: Callable[[Questions], None],
) -> Page:
    """The questions before, with the ways to tell what is new."""
    form = Questions(
        "checkin",
        planned.head(today, lead),
        "Go on",
        partial(tell, Signal.CHECKED_IN),
        with_day_after=planned.worse is not None,
        more=tuple(_news(tell, today)),
        heard=heard,
    )
    return Page(State.CHECK_IN, [form])


def _news(tell: Tell, today: "Today") -> list[Way]:
    return [
        ("new", "Something is new", partial(tell, Signal.NEWS)),
        *(
            (
                f"back-{slug}",
                f"Bring back {get_stretch(slug).title}",
                partial(tell, Signal.BRING_BACK, slug),
            )
            for slug in resting(today)
        ),
    ]


def leg(tell: Tell, answers: Questions) -> Page:
    """It goes below the knee, and that is new: leave it, or answer the signs."""
    signs: Way = ("signs", "Answer the warning signs now", partial(tell, Signal.LEG_SIGNS, answers))
    return Page(
        State.LEG,
        [Choices("leg", advice("below_the_knee"), _rest("Leave it for today", tell), signs)],
    )


def leg_signs(log: "Log", tell: Tell, answers: Questions) -> Page:
    """The warning signs that come of it; the answers wait."""
    go_on = partial(tell, Signal.LEG_SIGNS_ANSWERED, answers)
    return Page(State.LEG_SIGNS, [Screening(log, go_on)])


def leg_minded(tell: Tell, today: "Today", answers: Questions) -> Page:
    """What is left of the routine with the leg in mind; or rest."""
    head = advice("leg_in_mind") + changes_html(today.changes)
    go: Way = ("go", "Go on", partial(tell, Signal.WITH_LEG_IN_MIND, answers))
    ways = [*([go] if today.routine.steps else []), _rest("Leave it for today", tell)]
    return Page(State.LEG_MINDED, [Choices("leg-minded", head, *ways)])


def sore(tell: Tell, offered: Routine) -> Page:
    """Something small, where there is any of it, or rest."""
    title = offered.title if offered.steps else ""
    less: Way = ("practise", f"Practise {title}", partial(tell, Signal.LESS))
    ways = [*([less] if title else []), _rest("Rest today", tell)]
    return Page(State.SORE, [Choices("sore", sore_day(title), *ways)])


def _rest(words: str, tell: Tell) -> Way:
    return ("rest", words, partial(tell, Signal.REST))


def rest() -> Page:
    """What is said to somebody who rests."""
    return Page(State.REST, [prose(advice("rest"), "stretch-rest")])


def moved(tell: Tell) -> Page:
    """Where the practice is, and how to have it here again."""
    here: Way = ("here", "Bring it back here", partial(tell, Signal.AGAIN))
    return Page(State.MOVED, [Choices("moved", moved_away(), here)])


def questions_after(tell: Tell, go_on: Callable[[], None]) -> Questions:
    """The questions after, with the way to take the end back."""
    head = "<h3>How are you now?</h3><p>The same three questions, once more.</p>"
    back: Way = ("go-on", "Go on after all", go_on)
    keep = partial(tell, Signal.CHECKED_OUT)
    return Questions("checkout", head, "Save", keep, with_note=True, more=(back,))


def emergency(tell: Tell) -> Page:
    """Nothing is asked of somebody who is to go at once."""
    read: Way = ("read", "I have read this", partial(tell, Signal.READ))
    card = Choices("hurt-told", hurt_advice("saddle"), read, has_main=False)
    return Page(State.EMERGENCY, [card])


def check_out(tell: Tell, hurt: str, questions: Questions) -> Page:
    """The questions after; where something hurt, what to do now stands above them."""
    advice = hurt_advice(hurt)
    signs: Way = ("signs", "Go through the warning signs now", partial(tell, Signal.SIGNS_AFTER))
    ways = [signs] if hurt in FURTHER_DOWN else []
    cards = [Choices("hurt-told", advice, *ways, has_main=False)] if advice else []
    return Page(State.CHECK_OUT, [*cards, questions])


def saved(log: "Log", tell: Tell, session: str) -> Page:
    """What the log has of a session, and the ways to go on."""
    ways = {"measure": partial(tell, Signal.MEASURE), "again": partial(tell, Signal.AGAIN)}
    return Page(State.SAVED, [Saved(log, session, **ways)])


def measure(log: "Log", page: Page) -> Page:
    """The same page, with a form to measure below it."""
    from stretchlib.ui.measure import Measure

    forms = [one for one in page.forms if isinstance(one, Measure)]
    if forms:
        forms[0].come_into_view()
        return page
    return page._replace(forms=[*page.forms, Measure(log)])
