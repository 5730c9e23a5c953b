"""The warning signs as questions, and what is said to somebody who ticks one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Final

import ipywidgets

from stretchlib import _html, text
from stretchlib.catalog.citations import briefly, cited
from stretchlib.catalog.reader import check_files
from stretchlib.safety import outcome_of
from stretchlib.safety.facts import facts
from stretchlib.safety.red_flags import Outcome, words_of
from stretchlib.safety.triggers import Asked
from stretchlib.ui.kit import Several, classed, prose

if TYPE_CHECKING:
    from stretchlib.model import Source

PUT_RIGHT: Final = "A wrong date is put right on the page “Your log”, under “Before practising”."


class Signs:
    """
    Questions on warning signs, some of them to those with a condition alone.

    Parameters
    ----------
    asked : {"all", "weekly"}
        Every sign, or those of every week.
    ticked : sequence of str
        Signs that are ticked beforehand, as they are known.

    Examples
    --------
    >>> signs = Signs("weekly")
    >>> [len(group.options) for group in signs.for_all]
    [5]
    >>> signs.for_some[0].options[-1]
    ['Pain on passing urine', 'pregnancy_urine']
    >>> signs.ticked
    []
    """

    def __init__(self, asked: Asked, ticked: Sequence[str] = ()) -> None:
        flags = {
            slug: flag for slug, flag in facts().flags.items() if flag.weekly or asked == "all"
        }

        def group(asks: str, name: str, tier: str | None, only: str | None) -> Several:
            signs = {
                slug: flag.says
                for slug, flag in flags.items()
                if flag.only == only and tier in (None, flag.tier)
            }
            options = [(question, slug) for slug, question in signs.items()]
            value = [sign for sign in ticked if sign in signs]
            return Several(asks, options, f"stretch-screen-{name}", value=value)

        shown = {flag.tier for flag in flags.values() if flag.only is None}
        self.for_all = [
            group(tier.asks, name, name, None)
            for name, tier in facts().tiers.items()
            if name in shown
        ]
        self._of = {
            condition: group(words, condition, None, condition)
            for condition, words in facts().asked_of.items()
        }
        self.ask_those_with(())

    @property
    def for_some(self) -> list[Several]:
        """The questions to those with a condition; only theirs are seen and count."""
        return list(self._of.values())

    def ask_those_with(self, conditions: Iterable[str]) -> None:
        """Ask what is asked of those with these conditions, and of no others."""
        self._have = set(conditions)
        for condition, group in self._of.items():
            group.layout.display = None if condition in self._have else "none"

    @property
    def ticked(self) -> list[str]:
        """The signs that are ticked, of those that are asked."""
        seen = [group for condition, group in self._of.items() if condition in self._have]
        return [sign for group in (*self.for_all, *seen) for sign in group.value]

    def observe(self, handler: Callable[[object], None]) -> None:
        """Call `handler` whenever a sign is ticked or no longer so."""
        for group in (*self.for_all, *self.for_some):
            group.observe(handler, names=["value"])


def above(asked: Asked) -> str:
    """What is said before the signs, as HTML."""
    return f"<h3>Before you practise</h3><p>{escape(facts().above_the_signs[asked])}</p>"


def graver(outcome: Outcome, flags: Iterable[str]) -> Outcome:
    """
    What is to be done about an answer: what it asked for then, or now, where that is graver.

    Examples
    --------
    >>> graver("doctor", ["unsteady_walk"]), graver("doctor", ["first_time"])
    ('emergency', 'doctor')
    """
    known = facts().flags
    now = outcome_of(flag for flag in flags if flag in known)
    order = [*facts().tiers, "go"]
    return min(outcome, now, key=order.index)


def flags_card(outcome: Outcome, answers: Mapping[str, Any], day: date) -> str:
    """What to do, in a card, about the signs that were ticked on a day, as HTML."""
    flags = answers.get("flags", ())
    tier = facts().tiers[outcome]  # type: ignore[index]
    known = facts().flags
    besides = dict.fromkeys(known[flag].do for flag in flags if flag in known and known[flag].do)
    sources = dict.fromkeys(
        key
        for keys in (tier.sources, *(known[f].sources for f in flags if f in known))
        for key in keys
    )
    more = "".join(f"<p>{escape(words)}</p>" for words in besides)
    return (
        f'<div role="status"><h3>{escape(tier.title)}</h3>'
        f"<p><b>{escape(tier.do)}</b></p>{more}"
        f"<p>On {text.long_day(day)} you ticked:</p>{_html.items(words_of(answers).values())}"
        f"<p>{escape(tier.why)}</p>{after(sources)}{'' if outcome == 'ask' else imperfect()}</div>"
    )


def _bibliography() -> "Mapping[str, Source]":
    """Every source; what is broken in a folder of the person's own is not reported here."""
    found, _ = check_files()
    return found.sources


def after(keys: Iterable[str]) -> str:
    """The sources of what was said, by their titles, with links, as HTML in small print."""
    return f'<p class="stretch-sources">{_named(keys, cited)}</p>'


def small_print(words: str, keys: Iterable[str]) -> str:
    """A few words with the short names of their sources, as HTML in small print."""
    line = f"{escape(words)} {_named(keys, briefly)}"
    return f'<p class="stretch-sources">{line}</p>'


def _named(keys: Iterable[str], cite: Callable[..., str]) -> str:
    keys = list(dict.fromkeys(keys))
    return f"{'Source' if len(keys) == 1 else 'Sources'}: {cite(keys, _bibliography())}."


def imperfect() -> str:
    """How far such lists are to be trusted, as HTML."""
    return f"<p>{escape(facts().imperfect.says)}</p>"


def changed_since(day: date) -> ipywidgets.HTML:
    """Ask whether anything has changed since the last time."""
    question = facts().changed_since
    asks = question.asks.replace("{day}", text.long_day_month(day))
    shown = f"<p><b>{escape(asks)}</b> {escape(question.says)}</p>"
    return classed(prose(shown), "stretch-screen-since")


def not_counted(days: Sequence[date]) -> str:
    """
    Say which answers are dated later than now, as HTML; nothing where none is.

    Examples
    --------
    >>> not_counted([date(2099, 3, 2)])[:70]
    '<p><b>An answer is dated 2 March 2099, which is still to come.</b> It '
    """
    if not days:
        return ""
    last = text.long_day(max(days))
    is_one = len(days) == 1
    problem = f"An answer is dated {last}" if is_one else f"Some answers are dated up to {last}"
    which = "It decides" if is_one else "They decide"
    cure = f"{which} nothing, so please answer once more. {PUT_RIGHT}"
    return f"<p><b>{problem}, which is still to come.</b> {cure}</p>"
