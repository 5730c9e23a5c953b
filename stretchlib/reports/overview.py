"""Everything at a glance: a few sentences first, then the pictures."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from stretchlib import _html, charts, progress
from stretchlib._garbage import unsearched
from stretchlib.charts.canvas import SAMPLE
from stretchlib.charts.picture import STYLE
from stretchlib.charts.shown_days import HALF_YEAR_WEEKS
from stretchlib.progress.verdicts import remembering
from stretchlib.reports.period import frames_of
from stretchlib.ui.goal import goal_of

if TYPE_CHECKING:
    from stretchlib.log import Log

FIRST = 1
"""So many pictures are seen before one scrolls."""
NOTHING = "Nothing in the log yet: practise or measure once."
LOOK = """<style>
.stretch-dashboard { columns: 480px 2; column-gap: 24px; max-width: 1160px; }
.stretch-dashboard > .stretch-picture { break-inside: avoid; }
.stretch-in-short { max-width: 46em; font-size: 1.1em; line-height: 1.5; }
.stretch-in-short li { margin: 0.4em 0; }
.stretch-sample { display: inline-block; padding: 2px 10px; border-radius: 6px;
  background: #f89c20; color: #1b1f27; font-weight: bold; }
</style>"""


@dataclass(frozen=True)
class Dashboard:
    """What the log says, in sentences and pictures; in a notebook it shows itself."""

    sentences: tuple[str, ...]
    pictures: tuple[charts.Picture, ...] = field(repr=False)
    is_sample: bool = False
    """Whether the log is the invented one; then the dashboard says so, and each picture too."""

    @unsearched()
    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return self._showing([picture.html() for picture in self.pictures])

    def _ipython_display_(self) -> None:
        """
        Show the sentences and the first picture at once, and all of it when all is drawn.

        Only as the value of a cell. Where `display` is told to show it, as in the `Output` of a
        form, nobody may listen to what changes: IPython then asks for `_repr_mimebundle_`.
        """
        from IPython import get_ipython

        # While a kernel shows the value of a cell, this is the message it will send.
        if getattr(getattr(get_ipython(), "displayhook", None), "msg", None) is None:
            raise NotImplementedError
        self._show_as_it_is_drawn()

    @unsearched()
    def _show_as_it_is_drawn(self) -> None:
        from IPython.display import display

        drawn = [picture.html() for picture in self.pictures[:FIRST]]
        awaited = [picture.awaited_html() for picture in self.pictures[FIRST:]]
        seen = self._showing([*drawn, *awaited])
        shown = display(seen, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        try:
            for picture in self.pictures[FIRST:]:
                drawn.append(picture.html())
        finally:
            # Where it was interrupted: all that was drawn by then, and no empty places.
            shown.update(self._showing(drawn), raw=True)

    def _showing(self, pictures: list[str]) -> dict[str, str]:
        badge = f'<p class="stretch-sample">{SAMPLE}</p>' if self.is_sample else ""
        page = [
            f"{STYLE}{LOOK}{badge}",
            f'<div class="stretch-in-short">{_items(self.sentences)}</div>',
            '<div class="stretch-dashboard">',
            *pictures,
            "</div>",
        ]
        return {"text/html": "\n".join(page), "text/plain": str(self)}

    def __str__(self) -> str:
        return "\n".join([SAMPLE, *self.sentences] if self.is_sample else self.sentences)


@unsearched()
def dashboard(
    log: "Log", *, goal_cm: float | None = None, until: date | str | None = None
) -> Dashboard:
    """
    Sum up a log: what was practised, how far it reaches, how it feels, how far down a leg it goes.

    Each picture can be had alone, with the numbers behind it, from `st.charts`.

    Parameters
    ----------
    log : Log
        From `open_log()`. An empty one gives four invitations.
    goal_cm : float, optional
        The distance from chest to thigh that you would like to reach; that of `st.Goal` when left
        out.
    until : date or str, optional
        The last day to tell of; today when left out, and for the sample log its own last day.

    Returns
    -------
    Dashboard
        With its `sentences` and `pictures`; in a notebook it shows itself.

    Raises
    ------
    StretchError
        When `until` is not a day or cannot be meant, or the goal no distance.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> print(dashboard(open_log("sqlite://")))
    Nothing in the log yet: practise or measure once.
    """
    frames = frames_of(log, None, until, weeks_of_phases=HALF_YEAR_WEEKS)
    goal_cm = goal_of(log) if goal_cm is None else goal_cm
    judge = remembering()
    is_anywhere = progress.furthest(frames.ratings).is_somewhere
    return Dashboard(
        sentences=tuple(frames.in_short(goal_cm, judge)) or (NOTHING,),
        pictures=(
            charts.measurement(
                frames.history,
                "chest_to_thigh",
                goal_cm=goal_cm,
                since=frames.since,
                judge=judge,
            ),
            charts.calendar(frames.sessions, frames.until),
            charts.tightness(frames.ratings),
            charts.dose(frames.phases, frames.until),
            *([charts.extent(frames.ratings)] if is_anywhere else []),
        ),
        is_sample=frames.is_sample,
    )


def _items(sentences: tuple[str, ...]) -> str:
    """List the sentences, with their verdict in bold."""
    return re.sub(r"<li>([^<\d(:]+:)", r"<li><strong>\1</strong>", _html.items(sentences))
