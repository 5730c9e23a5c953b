"""The questions around a practice: how a person is before and after, and what follows from it."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

import ipywidgets

from stretchlib.model import EXTENTS_SHOWN, Moment
from stretchlib.safety.fact_tables import Advice
from stretchlib.safety.facts import facts
from stretchlib.safety.triggers import Worse
from stretchlib.ui.kit import (
    Choice,
    Form,
    Message,
    Scale,
    button,
    classed,
    prose,
    shown_when_it_fails,
)
from stretchlib.ui.red_flag_questions import after, small_print

if TYPE_CHECKING:
    from stretchlib.log import Log

QUESTIONS = {
    "pain": ("How sore is your lower back now?", "not at all", "as sore as can be"),
    "tightness": ("How tight does it feel?", "loose", "as tight as can be"),
}
"""What is asked from 0 to 10 before and after, by the kind of rating."""
EXTENT_QUESTION = "How far down do you feel pain, numbness or tingling?"
NEXT_DAY = "next_day"
_DAY_AFTER = (
    "You were sorer after the last practice. How was your back the next day?",
    "not at all",
    "as sore as can be",
)


class Questions(Form):
    """
    The questions, with one button that keeps the answers and one that leaves them out.

    `heard` is called with the form at each answer, before anything of it is kept.
    """

    def __init__(
        self,
        name: str,
        head: str,
        go_on: str,
        keep: "Callable[[Questions], None]",
        *,
        with_note: bool = False,
        with_day_after: bool = False,
        more: "tuple[tuple[str, str, Callable[[], None]], ...]" = (),
        heard: "Callable[[Questions], None] | None" = None,
    ) -> None:
        prefix = f"stretch-{name}"
        self._head = prose(head)
        asked = QUESTIONS | ({NEXT_DAY: _DAY_AFTER} if with_day_after else {})
        self._scales: dict[str, Choice] = {
            kind: Scale(*words, f"{prefix}-{kind}") for kind, words in asked.items()
        }
        extents = [(word.capitalize(), score) for score, word in enumerate(EXTENTS_SHOWN)]
        self._scales["extent"] = Choice(EXTENT_QUESTION, extents, f"{prefix}-extent")
        self._note = ipywidgets.Textarea(
            placeholder="Anything worth remembering? (optional)",
            # Else the press on "Save" can overtake the letters typed last.
            continuous_update=False,
        )
        classed(self._note, f"{prefix}-note")
        self._skipped = False
        self._keep = keep
        self.unsaved = list(self._scales)
        self._message = Message(f"{prefix}-message")
        guarded = shown_when_it_fails(self._message)
        if heard:
            hear = guarded(lambda: heard(self))
            for scale in self._scales.values():
                scale.observe(lambda _: hear(), names=["value"])
        buttons = ipywidgets.HBox(
            [
                button(go_on, guarded(self._answer), "stretch-main", f"{prefix}-continue"),
                button("Skip the questions", guarded(self._skip), f"{prefix}-skip"),
                *(button(words, guarded(do), f"{prefix}-{part}") for part, words, do in more),
            ]
        )
        note = [self._note] if with_note else []
        super().__init__(
            [
                self._head,
                *(widget for kind in self._scales for widget in self._asked(kind)),
                *note,
                classed(buttons, "stretch-buttons"),
                self._message,
            ],
            prefix,
        )

    def _asked(self, kind: str) -> Iterator[ipywidgets.Widget]:
        """A question, and what is known of its numbers under it."""
        yield self._scales[kind]
        if note := facts().scales.get(kind):  # type: ignore[call-overload]
            yield prose(small_print(note.says, note.sources), "stretch-scale-told")

    @property
    def head(self) -> str:
        """What stands above the questions, as HTML."""
        return str(self._head.value)

    @head.setter
    def head(self, html: str) -> None:
        self._head.value = html

    @property
    def note(self) -> str:
        """What was typed, also when the questions are skipped."""
        return str(self._note.value).strip()

    def scores(self) -> dict[str, int | None]:
        """Answers by kind; None where there is none."""
        return {
            kind: None if self._skipped else scale.value for kind, scale in self._scales.items()
        }

    def keep(self, log: "Log", session: str, moment: Moment, worse: Worse | None = None) -> None:
        """Keep each answer once, also when a later one fails and the form is sent again."""
        while self.unsaved:
            kind = self.unsaved[0]
            score = self.scores()[kind]
            if kind == NEXT_DAY and worse:
                log.rate("pain", score, moment="next_day", session_id=worse.session)
            else:
                log.rate(kind, score, moment=moment, session_id=session or None)
            self.unsaved.pop(0)

    def _answer(self) -> None:
        self._skipped = False
        self._keep(self)

    def _skip(self) -> None:
        self._skipped = True
        self._keep(self)


Way = tuple[str, str, Callable[[], None]]
"""A way to go on: the last part of its button's class, the words on it, what it does."""


class Choices(Form):
    """A few calm words and a button for each way to go on, the first of them the main one."""

    def __init__(self, name: str, head: str, *ways: Way, has_main: bool = True) -> None:
        message = Message(f"stretch-{name}-message")
        guarded = shown_when_it_fails(message)
        buttons = [button(words, guarded(do), f"stretch-{name}-{part}") for part, words, do in ways]
        if has_main:
            classed(buttons[0], "stretch-main")
        row = [classed(ipywidgets.HBox(buttons), "stretch-buttons")] if buttons else []
        super().__init__([prose(head), *row, message], f"stretch-{name}")


def advice(name: Advice, more: str = "") -> str:
    """
    Make a card of what `data/safety.toml` says, with its sources, as HTML.

    `more` is HTML of a paragraph of its own, before what is to be done at once.

    Examples
    --------
    >>> advice("rest")[:19]
    '<h3>Rest, then</h3>'
    """
    entry = facts().advice[name]
    parts = (
        f"<h3>{escape(entry.title)}</h3>" if entry.title else "",
        f"<p><b>{escape(entry.do)}</b></p>" if entry.do else "",
        f"<p>{escape(entry.says)}</p>",
        f"<p>{more}</p>" if more else "",
        f"<p><b>{escape(entry.at_once)}</b></p>" if entry.at_once else "",
    )
    return "".join(parts) + after(entry.sources)


def past_mark_advice(targets: Sequence[str]) -> str:
    """The advice where a routine goes past the mark of a session; nothing where none does."""
    if not targets:
        return ""
    which = f"<p>More than four minutes under stretch on a side: {escape(', '.join(targets))}.</p>"
    return which + advice("past_the_mark")


def sore_day(title: str) -> str:
    """What is said on a day that is sorer than most; `title` is offered, or rest where it is ''."""
    offer = (
        f"There is something short and small, <b>{escape(title)}</b>, or rest; both are fine."
        if title
        else "Nothing of today's routine can be made small enough, so rest."
    )
    return advice("sore_day", offer)


def nothing_left(title: str, others: Sequence[str]) -> str:
    """What is said where nothing of a routine suits somebody, and what of the catalog would."""
    heading = f"<h3>{escape(title)}: nothing for now</h3>"
    if others:
        named = ", ".join(escape(other) for other in others)
        return (
            f"{heading}<p>From what you have told us, none of these stretches is right for you "
            f"today. These would be: {named}.</p>"
        )
    return (
        f"{heading}<p>From what you have told us, no stretch of this workbook is right for you "
        "today. "
        "This needs a person: somebody who can look at how you move, such as a physiotherapist, "
        "can find with you what is left. Bring the list below.</p>"
    )


def moved_away() -> str:
    """What stands where a practice was, once it was opened in another place."""
    return (
        "<h3>Your practice is open in another place</h3><p>It was opened anew, in another tab or "
        "in a cell that ran after this one. It goes on there, and nothing of it is lost.</p>"
    )
