"""What is asked before practising: warning signs, and what a person lives with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
import pandas as pd

from stretchlib import _html
from stretchlib.catalog import get_stretch, load
from stretchlib.forms import Form, Message, Several, button, classed, prose, shown_when_it_fails
from stretchlib.routine import Routine
from stretchlib.safety import Allowed, allowed, conditions, outcome_of, red_flags
from stretchlib.safety.tailoring import HURT_TWICE
from stretchlib.safety.watching import chosen, hurt_twice, last_screen

if TYPE_CHECKING:
    from stretchlib.log import Log

TIERS = ("emergency", "doctor")


def fitted(routine: Routine, log: "Log") -> Allowed:
    """A routine made to fit the person as the log knows them today, with all that is changed."""
    screenings = log.screenings()
    resting = hurt_twice(screenings, log.sessions(), log.steps())
    return allowed(routine, chosen(screenings), resting=resting)


class Screen(Form):
    """
    Ask for warning signs and for conditions; one click when there are none.

    A yes to any warning sign stands in the way: the page says what to do and why, also when it is
    opened again, until somebody has been seen by a clinician and answers anew. Conditions are
    remembered, and are changed here. Every answer is kept in the log with its date.

    Parameters
    ----------
    log : Log
        Where it is kept, from `st.open_log()`.
    go_on : callable, optional
        Called once the answers are kept and nothing stands in the way.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> Screen(open_log("sqlite://"))
    Screen()
    """

    def __init__(self, log: "Log", go_on: Callable[[], None] | None = None) -> None:
        self._log = log
        self._go_on = go_on or self._thank
        super().__init__((), "stretch-screen")
        last = last_screen(log.screenings())
        if last is None or last["outcome"] == "go":
            self.ask()
        else:
            self._block(last["outcome"], last["answers"]["flags"], last["day"])

    def __repr__(self) -> str:
        return "Screen()"

    def ask(self) -> None:
        """Show the questions, with no warning sign ticked and the conditions as they stand."""
        self._message = Message("stretch-screen-message")
        self._flags = [_of_tier(tier) for tier in TIERS]
        self._conditions = Several(
            "And do you live with any of these?",
            _pairs(conditions()["title"]),
            "stretch-screen-conditions",
            value=list(chosen(self._log.screenings())),
        )
        self._button = button(
            "",
            shown_when_it_fails(self._message)(self._answer),
            "stretch-main",
            "stretch-screen-go",
        )
        for group in (*self._flags, self._conditions):
            group.observe(self._name_the_button, names=["value"])
        self._name_the_button()
        self.fill(
            prose(
                "<h3>Before you practise</h3><p>Tick what is so, also where you are unsure. Leave "
                "out what a clinician knows of and has said you may exercise with.</p>"
            ),
            *self._flags,
            self._conditions,
            prose(
                "<p>For these your routine is changed to fit, and you are told why. They are "
                f"remembered, {self._log.who_reads}, and may be changed at any time.</p>"
                f"{_imperfect()}"
            ),
            classed(ipywidgets.HBox([self._button]), "stretch-buttons"),
            self._message,
        )

    @property
    def _ticked(self) -> list[str]:
        return [flag for group in self._flags for flag in group.value]

    def _name_the_button(self, _: object = None) -> None:
        if self._ticked:
            self._button.description = "See what to do"
        else:
            self._button.description = "Go on" if self._conditions.value else "None of these"

    def _answer(self) -> None:
        named = list(self._conditions.value)
        if tuple(named) != chosen(self._log.screenings()):
            self._log.screen("conditions", {"conditions": named})
        outcome = outcome_of(self._ticked)
        self._log.screen(outcome, {"flags": self._ticked})
        if outcome == "go":
            self._go_on()
        else:
            self._block(outcome, self._ticked, pd.Timestamp.now())

    def _block(self, outcome: str, flags: Sequence[str], day: pd.Timestamp) -> None:
        from stretchlib.safety.facts import facts

        tier = facts().tiers[outcome]  # type: ignore[index]
        said = red_flags()["says"].reindex(list(flags)).dropna()
        message = Message("stretch-screen-message")
        again = button(
            "I have been seen: ask me again",
            shown_when_it_fails(message)(self.ask),
            "stretch-screen-again",
        )
        self.fill(
            prose(
                f'<div role="status"><h3>{escape(tier.title)}</h3>'
                f"<p><b>{escape(tier.do)}</b></p>"
                f"<p>On {day:%d %B %Y} you ticked:</p>{_html.items(said)}"
                f"<p>{escape(tier.why)}</p>{after(tier.sources)}{_imperfect()}</div>",
                "stretch-screen-blocked",
            ),
            classed(ipywidgets.HBox([again]), "stretch-buttons"),
            message,
        )

    def _thank(self) -> None:
        self._message.say("Kept. Nothing stands in the way of practising.")


def changes_told(changes: pd.DataFrame) -> str:
    """What was changed in a routine and why, as HTML that is folded away; empty without changes."""
    if changes.empty:
        return ""
    known = conditions()
    whose = (known["title"] + "; ask " + known["ask"]).to_dict() | {HURT_TWICE: "It hurt twice"}
    lines = "".join(
        f"<li><b>{escape(_title(row))}:</b> {escape(row['what'])} {escape(row['reason'])} "
        f"<i>({escape(whose[row['condition']])})</i></li>"
        for row in changes.to_dict("records")
    )
    count = changes.loc[changes["verdict"] != "allowed", "step"].nunique()
    noun = "stretch is" if count == 1 else "stretches are"
    summary = (
        f"Made to fit you: {count} {noun} changed. See what and why."
        if count
        else "Nobody has judged some of your own stretches. See which."
    )
    sources = dict.fromkeys(key for keys in changes["sources"] for key in keys)
    return (
        f"<details class='stretch-changes'><summary>{summary}</summary>"
        f"<ul>{lines}</ul>{after(sources)}</details>"
    )


def _title(row: Mapping[Any, Any]) -> str:
    """Whose change a row tells: of what takes the place, once it has."""
    is_done = row["verdict"] in ("changed", "allowed")
    return get_stretch(row["becomes"] if is_done else row["stretch"]).title


def asked_first(names: Iterable[str]) -> str:
    """Whom to ask before all else, for these conditions, as HTML; empty where nobody need be."""
    table = conditions().loc[list(names)]
    told = table[table["first"] != ""].drop_duplicates("first")
    return "".join(
        f"<p><b>{escape(row['first'])}</b></p>{after(row['sources'])}"
        for row in told.to_dict("records")
    )


def after(keys: Iterable[str]) -> str:
    """The sources of a page by their titles, as HTML in small print."""
    known = load().sources
    titles = "; ".join(known[key].title for key in keys if key in known)
    return f'<p class="stretch-sources">After: {escape(titles)}.</p>'


def _imperfect() -> str:
    from stretchlib.safety.facts import facts

    told = facts().imperfect
    return f"<p>{escape(told.says)}</p>{after(told.sources)}"


def _of_tier(tier: str) -> Several:
    from stretchlib.safety.facts import facts

    flags = red_flags()
    asks = facts().tiers[tier].asks  # type: ignore[index]
    return Several(asks, _pairs(flags.loc[flags["tier"] == tier, "says"]), f"stretch-screen-{tier}")


def _pairs(words: "pd.Series[str]") -> list[tuple[str, str]]:
    """What is shown and what is kept, from words by slug."""
    return [(says, str(slug)) for slug, says in words.items()]
