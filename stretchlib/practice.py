"""A practice in one go: check-in, player, check-out, each kept as it happens."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
from ulid import ULID

from stretchlib import _html
from stretchlib.errors import NotAllSaved, RoutineError
from stretchlib.forms import Message, Scale, button, classed, prose, shown_when_it_fails, style
from stretchlib.player import Player
from stretchlib.routine import Routine
from stretchlib.stretch import Moment

if TYPE_CHECKING:
    from stretchlib.log import Log

QUESTIONS = {
    "pain": ("How sore is your lower back now?", "not at all", "as sore as can be"),
    "tightness": ("How tight does it feel?", "loose", "as tight as can be"),
}
"""What is asked before and after, by the kind of rating."""


class Practice(ipywidgets.VBox):
    """
    Practise a routine: say how you are, follow the player, say how you are again.

    Every answer and every phase is in the log before the screen says that it is. Whoever stops
    half-way has half a session there, not none, and can go on with it where the page was loaded
    anew or the kernel died.

    Parameters
    ----------
    routine : Routine
        What to practise, such as `st.routine("standard")`.
    log : Log
        Where it is kept, from `st.open_log()`.

    Raises
    ------
    RoutineError
        When there is nothing in it to practise.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> from stretchlib.routine import routine
    >>> Practice(routine("gentle"), open_log("sqlite://"))
    Practice('Gentle', 7:30 min)
    """

    def __init__(self, routine: Routine, log: "Log") -> None:
        if not isinstance(routine, Routine):
            msg = f'{routine!r} is not a routine. Give one, such as st.routine("standard").'
            raise RoutineError(msg)
        if not len(routine):
            msg = f'The routine {routine.title!r} is empty. Add a stretch: .add("double_knee_hug").'
            raise RoutineError(msg)
        self._routine = routine
        self._log = log
        self._style = style()
        self._player = self._new_player()
        self._check_in: _Questions | None = self._ask_before()
        super().__init__([self._style, self._check_in, self._player])
        classed(self, "stretch-practice")

    def __repr__(self) -> str:
        length = _html.clock(self._routine.duration_s)
        return f"Practice({self._routine.title!r}, {length} min)"

    @property
    def _session(self) -> str:
        return self._player.session

    def _new_player(self) -> Player:
        """Make a player, out of sight: what was left half-way in the browser, it finds at once."""
        player = Player(
            self._routine.phases(),
            session=str(ULID()),
            routine=self._routine.title,
            save=self._save,
            drawings=_drawings(self._routine),
        )
        player.layout.display = "none"
        player.on_earlier(self._meet_earlier)
        player.on_end(self._check_out)
        return player

    def _ask_before(self) -> "_Questions":
        head = f"<h3>{escape(self._routine.title)}</h3><p>Before you begin, two questions.</p>"
        return _Questions("checkin", head, "Continue", self._begin)

    def _begin(self, answers: "_Questions") -> None:
        if not self._player.is_open:
            self._player = self._new_player()
        self._start_session()
        self._keep(answers, "before")
        self._show_player()

    def _start_session(self) -> None:
        phases = self._routine.phases()
        self._log.start_session(self._routine.title, phases, session_id=self._session)

    def _show_player(self) -> None:
        self._check_in = None
        self._player.layout.display = None
        self.children = [self._style, self._player]

    def _meet_earlier(self, earlier: dict[str, str]) -> None:
        """A session that was left half-way is on offer; or it was taken up, or given up."""
        if earlier["answer"] == "resume":
            self._show_player()
        elif earlier["answer"] == "forget":
            self._go_on_without()
        elif earlier["session"] not in set(self._log.sessions()["id"]):
            self._player.earlier = {}
        elif self._check_in:
            self._player.layout.display = None
            self.children = [self._style, self._player, self._check_in]

    def _go_on_without(self) -> None:
        if self._check_in:
            self._player.layout.display = "none"
        else:
            self._start_session()
            self._show_player()

    def _save(self, events: list[dict[str, Any]]) -> list[str]:
        """Save what the log takes; what it can never take holds nothing up."""
        try:
            return self._log.append(events)
        except NotAllSaved as error:
            self._player.refuse([e["id"] for e in events if e["id"] not in error.saved])
            return error.saved

    def _check_out(self) -> None:
        head = "<h3>How are you now?</h3><p>The same two questions, once more.</p>"
        form = _Questions("checkout", head, "Save", self._finish, with_note=True)
        self.children = [self._style, self._player, form]

    def _finish(self, answers: "_Questions") -> None:
        if answers.note:
            self._log.note(self._session, answers.note)
        self._keep(answers, "after")
        self.children = [self._style, prose(self._saved(), "stretch-checkout-saved")]

    def _keep(self, answers: "_Questions", moment: Moment) -> None:
        """Each answer is kept once, also when a later one fails and the form is sent again."""
        while answers.unsaved:
            kind = answers.unsaved[0]
            self._log.rate(
                kind, answers.scores()[kind], moment=moment, session_id=self._session or None
            )
            answers.unsaved.pop(0)

    def _saved(self) -> str:
        """What the log has of this session, read back from it."""
        sessions = self._log.sessions()
        session = sessions[sessions["id"] == self._session].iloc[0]
        ratings = self._log.ratings()
        ratings = ratings[ratings["session_id"] == self._session]
        rows = [
            ("Routine", session["routine"]),
            (
                "Practised",
                f"{_html.clock(session['done_s'])} of "
                f"{_html.clock(session['planned_s'])} minutes, {session['status']}",
            ),
        ]
        for kind in QUESTIONS:
            scores = ratings[ratings["kind"] == kind].set_index("moment")["score"]
            before, after = (_score(scores.get(moment)) for moment in ("before", "after"))
            rows.append((kind.capitalize(), f"{before} before, {after} after"))
        if session["note"]:
            rows.append(("Note", session["note"]))
        listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
        return (
            f'<div role="status"><h3>Saved</h3><dl>{listed}</dl>'
            f"<p>In {escape(self._log.where)}, on this machine only.</p></div>"
        )


def _drawings(routine: Routine) -> dict[str, Any]:
    """Every figure that the player may need, by `"slug/side"`."""
    from stretchlib.figure import drawing

    return {
        f"{step.stretch.slug}/{side}": drawing(step.stretch.figure, side)
        for step in routine.steps
        if step.stretch.figure
        for side in step.sides
    }


def _score(score: object) -> str:
    import pandas as pd

    return "not answered" if pd.isna(score) else str(score)  # type: ignore[call-overload]


class _Questions(ipywidgets.VBox):
    """The two questions, with one button that keeps the answers and one that leaves them out."""

    def __init__(
        self,
        name: str,
        head: str,
        go_on: str,
        keep: "Callable[[_Questions], None]",
        *,
        with_note: bool = False,
    ) -> None:
        prefix = f"stretch-{name}"
        self._scales = {
            kind: Scale(*words, f"{prefix}-{kind}") for kind, words in QUESTIONS.items()
        }
        self._note = ipywidgets.Textarea(placeholder="Anything worth remembering? (optional)")
        classed(self._note, f"{prefix}-note")
        self._skipped = False
        self._keep = keep
        self.unsaved = list(QUESTIONS)
        self._message = Message(f"{prefix}-message")
        guarded = shown_when_it_fails(self._message)
        buttons = ipywidgets.HBox(
            [
                button(go_on, guarded(self._answer), "stretch-main", f"{prefix}-continue"),
                button("Skip the questions", guarded(self._skip), f"{prefix}-skip"),
            ]
        )
        note = [self._note] if with_note else []
        super().__init__(
            [
                prose(head),
                *self._scales.values(),
                *note,
                classed(buttons, "stretch-buttons"),
                self._message,
            ]
        )
        classed(self, "stretch-form", prefix)

    @property
    def note(self) -> str:
        """What was typed, also when the two questions are skipped."""
        return str(self._note.value).strip()

    def scores(self) -> dict[str, int | None]:
        """Answers by kind; None where there is none."""
        return {
            kind: None if self._skipped else scale.value for kind, scale in self._scales.items()
        }

    def _answer(self) -> None:
        self._skipped = False
        self._keep(self)

    def _skip(self) -> None:
        self._skipped = True
        self._keep(self)
