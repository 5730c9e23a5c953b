"""What is asked before practising: warning signs, and what a person lives with."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from itertools import chain
from typing import TYPE_CHECKING, Any

import ipywidgets

from stretchlib import text
from stretchlib.catalog.reader import get_stretch
from stretchlib.log import check_log
from stretchlib.log.instants import is_ahead, is_still_to_come
from stretchlib.routines import Routine
from stretchlib.safety import Condition, outcome_of
from stretchlib.safety.condition import in_force
from stretchlib.safety.facts import facts
from stretchlib.safety.red_flags import Outcome
from stretchlib.safety.rulings import checked_conditions
from stretchlib.safety.tailoring import HURT_TWICE, Tailored, tailored, what_suits
from stretchlib.safety.triggers import (
    GOES_ON,
    AnswerRows,
    Asked,
    answers_of,
    as_written,
    asked_to_see,
    chosen,
    from_answers,
    hurt_further_down,
    hurt_twice,
    last_extent,
    last_screen,
    rows_of,
    still_to_come,
    what_is_due,
)
from stretchlib.ui.condition_questions import LivingWith
from stretchlib.ui.kit import Form, Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.red_flag_questions import (
    Signs,
    above,
    after,
    changed_since,
    flags_card,
    graver,
    imperfect,
    not_counted,
)

if TYPE_CHECKING:
    import pandas as pd

    from stretchlib.log import Log
    from stretchlib.log.known import Known

OUTCOMES_AGAINST_RESUMING = ("conditions", "doctor", "emergency")
"""Answers after which a session that was begun before them is not gone on with."""


def due(log: "Log") -> Asked | None:
    """How much to ask before practising now; all of it, too, after a leg or the saddle hurt."""
    known = log.known()
    if hurt_further_down(known.screenings, _by_now(known.hurts)):
        return "all"
    return what_is_due(known.screenings, datetime.now(UTC))


def fitted(routine: Routine, log: "Log", also: Iterable[Condition] = ()) -> Tailored:
    """
    A routine made to fit the person as the log knows them today, with all that is changed.

    `also` is what they live with besides, for today.
    """
    conditions, resting = _known_of_them(log)
    return tailored(routine, [*conditions, *also], resting=resting)


def what_is_left(log: "Log") -> Routine:
    """A routine of whatever suits the person as the log knows them today; empty for nothing."""
    conditions, resting = _known_of_them(log)
    return what_suits(conditions, resting=resting)


def last_logged_extent(log: "Log", but: str | None = None) -> int | None:
    """How far down it went when it was last answered; but for one session, where named."""
    extents = [row for row in log.extents() if not is_ahead(row["rated_utc"])]
    others = [row for row in extents if row["session_id"] != but] if but else extents
    return last_extent(others, conditions_today(log))


def conditions_today(log: "Log") -> tuple[Condition, ...]:
    """What the person lives with today, as they said."""
    return _in_force(log.known())


def _in_force(known: "Known") -> tuple[Condition, ...]:
    return tuple(in_force(chosen(known.screenings), _today()))


def _known_of_them(log: "Log") -> tuple[tuple[Condition, ...], frozenset[str]]:
    known = log.known()
    resting = hurt_twice(known.screenings, _by_now(known.hurts))
    return _in_force(known), frozenset(resting)


def _by_now(hurts: AnswerRows) -> AnswerRows:
    """What hurt by now; in a session of a clock that was ahead, it decides nothing yet."""
    return [row for row in hurts if not is_ahead(row["started_utc"])]


class Screening(Form):
    """
    Ask for warning signs and for conditions; one click when there are none.

    A yes to a warning sign stands in the way: the page says what to do and why, also when it is
    opened again, until somebody has been seen by a clinician and answers anew. A few signs are
    gentler: the page says once whom to ask, and goes on. Conditions are remembered, and are changed
    here. Every answer is kept in the log with its date and its words.

    Parameters
    ----------
    log : Log
        Where it is kept, from `st.open_log()`.
    go_on : callable, optional
        Called once the answers are kept and nothing stands in the way.
    asked : {"all", "weekly"}
        All of it, or the signs of every week, with a button that opens the rest.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> Screening(open_log("sqlite://"))
    Screening()
    """

    def __init__(
        self, log: "Log", go_on: Callable[[], None] | None = None, *, asked: Asked = "all"
    ) -> None:
        self._log = check_log(log)
        self._go_on = go_on or self._thank
        super().__init__((), "stretch-screen")
        last = last_screen(log.known().screenings)
        if last is None or last["outcome"] in GOES_ON:
            self.ask(asked)
        else:
            self._block(last["outcome"], last["answers"], last["day"])

    def __repr__(self) -> str:
        return "Screening()"

    def ask(self, asked: Asked = "all", ticked: Sequence[str] = ()) -> None:
        """
        Show the questions, with the conditions as they stand.

        No sign is ticked but those of `ticked`, and the gentle ones that are known by now.
        """
        screenings = self._log.known().screenings
        last = last_screen(screenings)
        # Whoever was never asked has nothing that could have changed since.
        self._asked = asked = "all" if last is None else asked
        self._known = asked_to_see(screenings)
        self._message = Message("stretch-screen-message")
        guarded = shown_when_it_fails(self._message)
        self._signs = Signs(asked, (*ticked, *self._known))
        self._living = LivingWith(self._log, ahead=asked == "all")
        self._button = button("", guarded(self._answer), "stretch-main", "stretch-screen-go")
        self._signs.observe(self._follow)
        self._living.observe(self._follow, names=["value"])
        self._follow()
        buttons = [self._button]
        if last is not None and asked == "weekly":
            rest = (*self._signs.for_some, changed_since(last["day"]))
            more = guarded(lambda: self.ask("all", self._signs.ticked))
            buttons.append(button("Something has changed", more, "stretch-screen-more"))
        else:
            rest = (
                self._living,
                *self._signs.for_some,
                prose(imperfect()),
            )
        self.fill(
            prose(above(asked) + not_counted([row["day"] for row in still_to_come(screenings)])),
            *self._signs.for_all,
            *rest,
            classed(ipywidgets.HBox(buttons), "stretch-buttons"),
            self._message,
        )

    def _follow(self, _: object = None) -> None:
        """Ask what the chosen conditions ask for, and name the button after what is ticked."""
        self._signs.ask_those_with(self._living.names)
        ticked = self._signs.ticked
        if set(ticked) - set(self._known):
            self._button.description = "See what to do"
        elif self._asked == "all" and (ticked or self._living.names):
            self._button.description = "Go on"
        elif self._asked == "weekly":
            self._button.description = "None of these, nothing new"
        else:
            self._button.description = "None of these"

    def _answer(self) -> None:
        living = self._living.value
        screenings = self._log.known().screenings
        # One of a clock that was ahead would else count once its time has come.
        known = [set(chosen(rows)) for rows in (screenings, as_written(screenings))]
        if any(set(from_answers(living)) != each for each in known):
            self._log.add_screening("conditions", living)
        ticked = self._signs.ticked
        answers: dict[str, Any] = {"flags": ticked, "asked": self._asked}
        if ticked:
            answers["said"] = {sign: facts().flags[sign].says for sign in ticked}
        outcome = outcome_of(ticked)
        self._log.add_screening(outcome, answers)
        if outcome not in GOES_ON:
            self._block(outcome, answers, _today())
        elif new := [flag for flag in ticked if flag not in self._known]:
            self._advise({**answers, "flags": new})
        else:
            self._go_on()

    def _block(self, outcome: Outcome, answers: Mapping[str, Any], day: date) -> None:
        self._show_card(
            flags_card(graver(outcome, answers.get("flags", ())), answers, day),
            "I have been seen: ask me again",
            self.ask,
            "blocked",
            "again",
        )

    def _advise(self, answers: Mapping[str, Any]) -> None:
        """Say whom to ask, once, and go on."""
        html = flags_card("ask", answers, _today())
        self._show_card(html, "Go on to your practice", self._go_on, "advised", "on")

    def _show_card(
        self, html: str, words: str, do: Callable[[], None], card: str, part: str
    ) -> None:
        self._message = Message("stretch-screen-message")
        weight = ["stretch-main"] if part == "on" else []
        way = button(
            words, shown_when_it_fails(self._message)(do), f"stretch-screen-{part}", *weight
        )
        self.fill(
            prose(html, f"stretch-screen-{card}"),
            classed(ipywidgets.HBox([way]), "stretch-buttons"),
            self._message,
        )

    def _thank(self) -> None:
        self._message.say("Kept. Nothing stands in the way of practising.")


def _today() -> date:
    """The day where the person is."""
    return datetime.now().astimezone().date()


def changes_html(changes: "AnswerRows | pd.DataFrame") -> str:
    """What was changed in a routine and why, as HTML that is folded away; empty without changes."""
    changes = rows_of(changes)
    if not changes:
        return ""
    known = facts().conditions
    whose = {name: f"{one.title}; ask {one.ask}" for name, one in known.items()}
    whose[HURT_TWICE] = "It hurt twice"
    of_each: dict[tuple[int, str], list[Mapping[Any, Any]]] = {}
    for row in changes:
        of_each.setdefault((row["step"], _title(row)), []).append(row)
    lines = "".join(
        f"<li><b>{escape(title)}:</b> {escape(_what(rows))}{_why(rows, whose)}</li>"
        for (_, title), rows in of_each.items()
    )
    count = len({row["step"] for row in changes if row["effect"] != "allowed"})
    noun = "stretch is" if count == 1 else "stretches are"
    summary = (
        f"Made to fit you: {count} {noun} changed. See what and why."
        if count
        else "Nobody has judged some of your own stretches. See which."
    )
    sources = dict.fromkeys(key for row in changes for key in row["sources"])
    return (
        f"<details class='stretch-changes'><summary>{summary}</summary>"
        f"<ul>{lines}</ul>{after(sources)}</details>"
    )


def _what(rows: Iterable[Mapping[Any, Any]]) -> str:
    """What is done with a stretch, each sentence once; what is said of one side stays whole."""
    whats = [row["what"] for row in rows]
    sentences = ([what] if what.startswith("On the ") else _sentences(what) for what in whats)
    return " ".join(dict.fromkeys(chain.from_iterable(sentences)))


def _sentences(words: str) -> list[str]:
    """
    Words in their sentences; what is said of the other side stays with the side before it.

    Examples
    --------
    >>> _sentences("Lean only a little. Held for 18 s.")
    ['Lean only a little.', 'Held for 18 s.']
    >>> _sentences("Left. On the other side: Right.")
    ['Left. On the other side: Right.']
    """
    return re.split(r"(?<=[.!?]) (?=[A-Z])(?!On the other side)", words)


def _why(rows: Iterable[Mapping[Any, Any]], whose: Mapping[Any, Any]) -> str:
    """The reasons for it, each once, with all those whose reason it is, as HTML."""
    reasons: dict[str, dict[str, None]] = {}
    for row in rows:
        reasons.setdefault(row["reason"], {})[whose[row["condition"]]] = None
    return "".join(
        f"<div>{escape(reason)} {' '.join(f'<i>({escape(one)})</i>' for one in of)}</div>"
        for reason, of in reasons.items()
    )


def _title(row: Mapping[Any, Any]) -> str:
    """Whose change a row tells: of what takes the place, once it has."""
    is_done = row["effect"] in ("changed", "allowed")
    return get_stretch(row["becomes"] if is_done else row["stretch"]).title


def condition_advice(conditions: Iterable[str | Condition], today: date | None = None) -> str:
    """
    Whom to ask before all else, what to do in all of it, and what has ended by now, as HTML.

    A last day that cannot be meant, as an earlier version kept it, is named.
    """
    today = today or _today()
    known = [Condition(one) if isinstance(one, str) else one for one in conditions]
    checked_conditions(one.name for one in known)
    table = facts().conditions
    rows = [table[one.name] for one in checked_conditions(in_force(known, today))]
    first = [(row.first, row.sources) for row in rows if row.first]
    words = dict([*first, *((row.do, row.sources) for row in rows if row.do)])
    advice = "".join(f"<p><b>{escape(each)}</b></p>{after(keys)}" for each, keys in words.items())
    lines = {
        f"{table[one.name].title}: {_end_text(one, today)}"
        for one in known
        if one.has_ended(today) or one.odd_end(today)
    }
    return advice + "".join(f"<p>{escape(each)}</p>" for each in sorted(lines))


def _end_text(one: Condition, today: date) -> str:
    """Say that a condition has ended, or that its last day cannot be meant."""
    last = text.long_day(one.until) if one.until else ""
    if one.odd_end(today):
        return (
            f"the last day on which you have to be careful is kept as {last}. That is not "
            "possible, so it counts as if there were none. To enter it again, press “Something "
            "is new” before you practise."
        )
    return f"you had to be careful until {last}. It no longer changes your routine."


def suits_still(log: "Log", session: str) -> bool:
    """Whether the log knows a session, and nothing since it began stands in the way of it."""
    sessions = log.sessions()
    began = sessions.loc[sessions["id"] == session, "started_utc"]
    # One of a clock that was ahead decides nothing yet.
    began = began[~is_still_to_come(began)]
    changed = answers_of(log.known().screenings, *OUTCOMES_AGAINST_RESUMING)
    return bool(len(began)) and all(row["answered_utc"] <= began.iloc[0] for row in changed)
