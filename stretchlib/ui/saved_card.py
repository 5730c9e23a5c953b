"""The card at the end of a practice: what the log has of it, and what one may do next."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from stretchlib import _html, text
from stretchlib.model import EXTENTS_SHOWN, HURT_KINDS, SCALES
from stretchlib.safety.triggers import went_down
from stretchlib.ui.check_in import advice
from stretchlib.ui.kit import Form, Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.screening import last_logged_extent

if TYPE_CHECKING:
    import pandas as pd

    from stretchlib.log import Log


LONG_AWAY_DAYS = 7
NOTE_SHOWN = 300
"""Letters of a note that the card shows, so that what comes next stays in reach."""


class Saved(Form):
    """
    What was saved, one sentence to the person, and a button for each way to go on.

    What matters stands first: after a practice that ended worse there is advice in place of the
    kind sentence, and nothing more is offered that stretches.
    """

    def __init__(
        self, log: "Log", session_id: str, *, measure: Callable[[], None], again: Callable[[], None]
    ) -> None:
        self._log, self._session_id = log, session_id
        advice = hurt_advice(what_hurt(log, session_id)) or advice_on_answers(log, session_id)
        self._word = "" if advice else kind_word(log.sessions(), session_id)
        self._card = prose("", "stretch-checkout-saved")
        self._more = Form((), "stretch-saved-more")
        self._more.layout.display = "none"
        self._note = classed(
            ipywidgets.Textarea(placeholder="Anything worth remembering?", continuous_update=False),
            "stretch-saved-words",
        )
        self._message = Message("stretch-saved-message")
        self._guarded = shown_when_it_fails(self._message)
        self._show_card()
        ways = [] if advice else [("Measure now", measure, "measure")]
        ways += [("See my week", self._show_week, "week"), ("Add a note", self._ask_note, "note")]
        ways += [] if advice else [("Practise again", again, "again")]
        buttons = [button(w, self._guarded(do), f"stretch-saved-{part}") for w, do, part in ways]
        advice_boxes = [prose(advice, "stretch-leg-told")] if advice else []
        row = classed(ipywidgets.HBox(buttons), "stretch-buttons")
        super().__init__(
            [*advice_boxes, self._card, row, self._more, self._message], "stretch-saved"
        )

    def _show_card(self) -> None:
        self._card.value = saved_card(self._log, self._session_id, self._word)

    def _show_more(self, *children: ipywidgets.Widget) -> None:
        self._more.layout.display = None
        self._more.fill(*children)
        self._more.come_into_view()

    def _show_week(self) -> None:
        sessions = self._log.sessions()
        today = sessions.loc[sessions["id"] == self._session_id, "day"].iloc[0]
        self._show_more(prose(week_summary(sessions[sessions["day"] <= today]), "stretch-week"))

    def _ask_note(self) -> None:
        sessions = self._log.sessions()
        self._note.value = sessions.loc[sessions["id"] == self._session_id, "note"].iloc[0]
        parts = "stretch-main", "stretch-saved-keep"
        keep = button("Keep the note", self._guarded(self._keep_note), *parts)
        self._show_more(self._note, classed(ipywidgets.HBox([keep]), "stretch-buttons"))

    def _keep_note(self) -> None:
        self._log.note(self._session_id, str(self._note.value).strip())
        self._show_card()
        self._more.layout.display = "none"
        self.come_into_view()


def kind_word(sessions: "pd.DataFrame", session_id: str) -> str:
    """
    One sentence to whoever has just practised: warm, and true of their log.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2026-03-02", "2026-03-04", "2026-03-20"])
    >>> done = pd.DataFrame({"id": [*"abc"], "day": days, "status": "finished", "done_s": 600.0})
    >>> kind_word(done.head(1), "a")
    'Your first practice is done. Well begun.'
    >>> kind_word(done.head(2), "b")
    'Your second day of practice this week. Well done.'
    >>> kind_word(done, "c")
    'Good to have you back after 16 days.'
    """
    import pandas as pd

    this = sessions[sessions["id"] == session_id].iloc[0]
    if not this["done_s"]:
        return "Not today, then. Come back when you like."
    if this["status"] != "finished":
        return "You stopped where it was right for you. What you did counts."
    others = sessions[(sessions["id"] != session_id) & (sessions["done_s"] > 0)]
    earlier = others.loc[others["day"] <= this["day"], "day"]
    if earlier.empty:
        return "Your first practice is done. Well begun."
    away = (this["day"] - earlier.max()).days
    if away >= LONG_AWAY_DAYS:
        return f"Good to have you back after {away} days."
    monday = this["day"] - pd.Timedelta(days=this["day"].weekday())
    days = len({*earlier[earlier >= monday], this["day"]})
    nth = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"][days - 1]
    return f"Your {nth} day of practice this week. Well done."


def week_summary(sessions: "pd.DataFrame") -> str:
    """
    The minutes of each day of this week until now, as HTML; the week of the latest session.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2026-03-02", "2026-03-04"])
    >>> week = week_summary(pd.DataFrame({"day": days, "done_s": [600.0, 780.0]}))
    >>> "2 days, 23 minutes" in week, "<dt>Wednesday</dt><dd>13 min</dd>" in week
    (True, True)
    """
    import pandas as pd

    latest = sessions["day"].max()
    monday = latest - pd.Timedelta(days=latest.weekday())
    done = sessions[(sessions["day"] >= monday) & (sessions["done_s"] > 0)]
    minutes = done.groupby("day")["done_s"].sum().round(3) / 60
    rows = "".join(
        f"<dt>{day.day_name()}</dt><dd>{_spent(spent)}</dd>"
        for day, spent in minutes.reindex(pd.date_range(monday, latest), fill_value=0).items()
    )
    days = text.count(len(minutes), "day")
    return (
        f"<h4>Your week: {days}, {_in_all(round(minutes.sum(), 6))}</h4><dl>{rows}</dl>"
        "<p>A day off is just a day off: there is no streak to lose.</p>"
    )


def _in_all(minutes: float) -> str:
    return text.count(round(minutes), "minute") if minutes >= 1 else "under a minute"


def _spent(minutes: float) -> str:
    if not minutes:
        return "none"
    return f"{minutes:.0f} min" if minutes >= 1 else "under a minute"


def what_hurt(log: "Log", session_id: str) -> str:
    """The gravest kind of what hurt in a session; nothing where none was."""
    hurts = log.hurts()
    kinds = hurts.loc[hurts["session_id"] == session_id, "hurt"].dropna()
    return max(kinds, key=HURT_KINDS.index, default="")


def hurt_advice(kind: str) -> str:
    """What to do where this hurt; nothing where it was somewhat more pain in the back alone."""
    if kind == "saddle":
        return advice("saddle")
    if kind == "leg":
        return advice("further_down")
    return advice("worse") if kind == "worse" else ""


def advice_on_answers(log: "Log", session_id: str) -> str:
    """The advice on the answers after; nothing where it is no worse than before."""
    ratings = log.ratings()
    answers = ratings[ratings["session_id"] == session_id]
    before = _last_score(answers, "extent", "before")
    if before is None:
        # Not answered before: the last time, then.
        before = last_logged_extent(log, but=session_id)
    if went_down(before, _last_score(answers, "extent", "after")):
        log.add_screening("leg", {"leg": True, "session": session_id})
        return advice("further_down")
    was, now = (_last_score(answers, "pain", moment) for moment in ("before", "after"))
    is_sorer = was is not None and now is not None and now > was
    return advice("sorer") if is_sorer else ""


def _last_score(ratings: "pd.DataFrame", kind: str, moment: str) -> int | None:
    mine = ratings[(ratings["kind"] == kind) & (ratings["moment"] == moment)]
    scores = mine["score"].dropna()
    return int(scores.iloc[-1]) if len(scores) else None


def saved_card(log: "Log", session_id: str, word: str = "") -> str:
    """
    What the log has of a session, read back from it, as HTML; `word` comes first.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from stretchlib.log import open_log
    >>> from stretchlib.routines import routine
    >>> log = open_log("sqlite://")
    >>> monday = datetime(2026, 3, 2, 7, tzinfo=UTC)
    >>> done = log.add_session("Gentle", routine("gentle").phases(), at=monday)
    >>> "<dt>Pain</dt><dd>not answered</dd>" in saved_card(log, done)
    True
    """
    sessions = log.sessions()
    session = sessions[sessions["id"] == session_id].iloc[0]
    ratings = log.ratings()
    ratings = ratings[ratings["session_id"] == session_id]
    rows = [
        ("Routine", session["routine"]),
        ("Practised", _practised(session)),
    ]
    for kind in SCALES:
        scores = ratings[ratings["kind"] == kind].set_index("moment")["score"]
        before, after = (scores.get(moment) for moment in ("before", "after"))
        both = f"{_score(before)} before, {_score(after)} after"
        is_silent = _is_missing(before) and _is_missing(after)
        rows.append((kind.capitalize(), "not answered" if is_silent else both))
    extents = ratings[ratings["kind"] == "extent"].set_index("moment")["score"].dropna()
    extent_texts = [
        f"{EXTENTS_SHOWN[extents[when]]} {when}" for when in ("before", "after") if when in extents
    ]
    if extent_texts:
        rows.append(("How far down", ", ".join(extent_texts)))
    if session["note"]:
        note = session["note"]
        rows.append(("Note", note if len(note) <= NOTE_SHOWN else f"{note[: NOTE_SHOWN - 1]}…"))
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    lead = f'<p class="stretch-saved-kind">{escape(word)}</p>' if word else ""
    return (
        f'<div role="status"><h3>Saved</h3>{lead}<dl>{listed}</dl>'
        f"<details class='stretch-saved-where'><summary>Kept {escape(log.who_reads)}</summary>"
        f"<p>In {_html.breakable(log.where)}.</p></details></div>"
    )


def _practised(session: "pd.Series[Any]") -> str:
    """How much of a session was done, and how it ended."""
    done, planned = (text.minutes(session[of]) for of in ("done_s", "planned_s"))
    return f"{done}{'' if done == planned else f' of {planned}'}, {session['status']}"


def _score(score: object) -> str:
    return "not answered" if _is_missing(score) else str(score)


def _is_missing(score: object) -> bool:
    import pandas as pd

    return bool(pd.isna(score))  # type: ignore[call-overload]
