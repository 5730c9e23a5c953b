"""A practice in one go: check-in, player, check-out, each kept as it happens."""

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
import pandas as pd
import traitlets
from ulid import ULID

from stretchlib import text
from stretchlib.catalog.reader import get_stretch
from stretchlib.errors import NotAllSaved, RoutineError, shown
from stretchlib.log import check_log
from stretchlib.model import Phase
from stretchlib.player import Player
from stretchlib.routines import Routine, check_routine, phases_in_one_trip
from stretchlib.safety import Condition
from stretchlib.safety.gentler import gentler
from stretchlib.safety.session_dose import past_the_mark
from stretchlib.safety.tailoring import HURT_TWICE
from stretchlib.safety.triggers import (
    FURTHER_DOWN,
    HIGH_PAIN,
    LEG_PAIN,
    Worse,
    chosen,
    ended_worse,
    new_below_knee,
)
from stretchlib.ui.check_in import (
    NEXT_DAY,
    Choices,
    Questions,
    Way,
    mark_told,
    moved_away,
    new_below_the_knee,
    nothing_left,
    rest_well,
    sore_day,
    with_the_leg_in_mind,
)
from stretchlib.ui.kit import Form, IntoView, ShownLater, classed, prose, style
from stretchlib.ui.player_drawings import drawings, drawings_then
from stretchlib.ui.routine_choice import Choosing, Chosen, Today
from stretchlib.ui.saved_card import Saved, hurt_advice, what_hurt
from stretchlib.ui.screening import (
    Screening,
    asked_first,
    changes_told,
    conditions_today,
    due,
    last_told,
    suits_still,
    what_is_left,
)

if TYPE_CHECKING:
    from stretchlib.log import Log

WAITING_SESSIONS = 2
"""In the first of them the player waits for the person before each side, and says so."""
BESIDE = "stretch-practice-beside"
"""The class of a practice whose Start stands beside the questions."""
STAYS_ENDED = "stretch-checkout-final"
"""The class of the questions after an end that is not taken back."""
ANEW = "<p><b>What you told the workbook has changed meanwhile: please say once more.</b></p>"


class Practice(ShownLater, ipywidgets.VBox):
    """
    Practise a routine: say how you are, follow the player, say how you are again.

    Before the first practice and once a week it asks for warning signs, and a yes stands in the
    way. The routine is made to fit what the person lives with, as `st.safety.allowed` does; on a
    sore day something gentle, or rest, is all that is offered.

    Every answer and every phase is in the log before the screen says that it is. Whoever stops
    half-way has half a session there, not none, and can go on with it where the page was loaded
    anew or the kernel died.

    Parameters
    ----------
    routine : Routine
        What is proposed, such as `st.routine("standard")`. Before the start another routine may be
        chosen in its place, and 5, 10 or 15 minutes; the next time that is proposed.
    log : Log
        Where it is kept, from `st.open_log()`.

    Raises
    ------
    RoutineError
        When there is nothing in it to practise.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> from stretchlib.routines import routine
    >>> Practice(routine("gentle"), open_log("sqlite://"))
    Practice('Gentle', ... min)
    """

    def __init__(self, routine: Routine, log: "Log") -> None:
        check_routine(routine)
        if not len(routine):
            cure = 'Add a stretch: .add("double_knee_hug").'
            msg = f"The routine {shown(routine.title)} is empty. {cure}"
            raise RoutineError(msg)
        self._planned = self._routine = routine
        self._log = check_log(log)
        self._choosing = Choosing(routine, log)
        self._chosen = self._choosing.last()
        self._today: Today | None = None
        self._minded: tuple[Condition, ...] = ()
        self._after: tuple[str, Questions] | None = None
        self._into_view = IntoView()
        self._style = ipywidgets.VBox([style(), self._into_view])
        self._style.layout.display = "none"
        self._begun = ""
        self._before: ipywidgets.VBox | None = None
        self._player = self._new_player()
        self._worse: Worse | None = None
        super().__init__()
        classed(self, "stretch-practice")
        if due(log):
            self._ask_for_signs()
        else:
            self._ask_how_they_are()
        self.observe(self._bring_into_view, names=["children"])

    def __repr__(self) -> str:
        length = text.clock(self._routine.duration_s)
        return f"Practice({self._routine.title!r}, {length} min)"

    def _bring_into_view(self, change: dict[str, Any]) -> None:
        """Whatever takes the place of a form is seen from its beginning."""
        new = (one for one in change["new"] if isinstance(one, Form) and one not in change["old"])
        # The first of them is what matters; two would take the focus from each other.
        if form := next(new, None):
            form.come_into_view()
        else:
            self._into_view.bring()

    @property
    def _session(self) -> str:
        return self._player.session

    def _new_player(self) -> Player:
        """Make a player, out of sight: what was left half-way in the browser, it finds at once."""
        self._is_renewing = True
        player = Player(
            self._routine.phases(),
            session=str(ULID()),
            save=self._save,
            waits=len(self._log.sessions()) < WAITING_SESSIONS,
            **self._shown(self._routine),
        )
        self._is_renewing = False
        player.layout.display = "none"
        player.on_earlier(self._meet_earlier)
        player.on_end(self._check_out)
        player.on_order(self._follow_order)
        player.on_choice(self._choose)
        player.on_going_on(self._go_on_after_all)
        player.observe(self._offer_to_go_on, names=["may_go_on"])
        player.observe(self._leave_out_closed, names=["comm"])
        return player

    def _shown(self, routine: Routine) -> dict[str, Any]:
        """What a player shows of a routine."""
        today = self._today
        is_today = today is not None and today.routine == routine
        return {
            "routine": today.title if today and is_today else routine.title,
            "drawings": drawings(routine),
            "in_one_trip": phases_in_one_trip(routine),
            "choices": self._choosing.offer(today, self._chosen) if today and is_today else {},
        }

    @traitlets.validate("children")
    def _only_open(self, proposal: traitlets.Bunch) -> tuple[ipywidgets.Widget, ...]:
        # One closed widget in one box, and no widget of this kernel is shown after a reload.
        return tuple(one for one in proposal["value"] if one.comm is not None)

    def _leave_out_closed(self, _change: dict[str, Any]) -> None:
        """Another practice has closed the player of this one; that one is looked at now."""
        shown: tuple[ipywidgets.Widget, ...] = self.children  # type: ignore[has-type]
        is_over = self._before is None and len(shown) != len((self._style, self._player))
        self.unobserve(self._bring_into_view, names=["children"])
        if self._is_renewing or is_over:
            self.set_trait("children", shown)
        else:
            self._before = None
            here: Way = ("here", "Have it here again", self._practise_again)
            self.children = [self._style, Choices("moved", moved_away(), here)]
        self.observe(self._bring_into_view, names=["children"])

    def _ask_for_signs(self) -> None:
        """Ask as much as is due; all of it where something is new."""
        asked = due(self._log) or "all"
        self._show_before(Screening(self._log, self._ask_how_they_are, asked=asked))

    def _ask_what_is_new(self) -> None:
        self._show_before(Screening(self._log, self._ask_how_they_are))

    def _offer_what_is_left(self, today: Today, told: str, *ways: Way) -> None:
        """Where nothing of a routine suits: what of the catalog does, or whom it needs."""
        left = what_is_left(self._log)
        words = nothing_left(today.title, [step.stretch.title for step in left.steps])

        def take_it() -> None:
            self._choosing = Choosing(left, self._log)
            self._chosen = self._choosing.last()
            self._ask_how_they_are()

        instead: list[Way] = [("instead", "Practise these", take_it)] if left.steps else []
        self._show_before(Choices("nothing", words + told, *instead, *ways))

    def _ask_how_they_are(self, lead: str = "") -> None:
        """Fit the routine to the person as the log knows them today, and ask the questions."""
        self._minded = ()
        today = self._fit()
        told = lead + asked_first(chosen(self._log.screenings()))
        ways = (
            ("new", "Something is new", self._ask_what_is_new),
            *((f"back-{slug}", *self._bringing_back(slug)) for slug in self._resting(today)),
        )
        if not today.routine.steps:
            self._offer_what_is_left(today, told + changes_told(today.changes), *ways)
            return
        self._make_ready(today.routine)
        self._planned = today.routine
        self._worse = self._find_worse()
        self._show_before(
            Questions(
                "checkin",
                self._head(today, told),
                "Go on",
                self._begin,
                with_day_after=self._worse is not None,
                more=ways,
                heard=self._weigh,
            )
        )

    def _fit(self) -> Today:
        """What was chosen, made to fit the person as the log knows them today."""
        self._today = self._choosing.today(self._chosen, self._minded)
        return self._today

    def _resting(self, today: Today) -> list[str]:
        changes = today.changes
        return list(changes.loc[changes["condition"] == HURT_TWICE, "stretch"].unique())

    def _head(self, today: Today, told: str = "") -> str:
        """What stands above the questions: which routine, and what was changed in it."""
        much = mark_told(past_the_mark(today.routine))
        count = "four" if self._worse else "three"
        ask = f"<p>Before you begin, {count} questions.</p>"
        return f"<h3>{escape(today.title)}</h3>{told}{changes_told(today.changes)}{much}{ask}"

    def _choose(self, routine: str, minutes: int | None) -> None:
        """Another routine, or another time, was chosen on the Start card: it is made anew."""
        if self._before and not isinstance(self._before, Questions):
            return
        before, self._chosen = self._chosen, Chosen(routine, minutes)
        try:
            today = self._fit()
        except Exception:
            self._chosen = before
            raise
        form = self._before
        if not today.routine.steps or (form and self._resting(today)):
            # Another form is asked for.
            self._ask_how_they_are()
            return
        self._chosen = Chosen(routine, today.minutes)
        self._planned = today.routine
        self._make_ready(today.routine)
        if isinstance(form, Questions):
            form.head = self._head(today, asked_first(chosen(self._log.screenings())))
        else:
            self._log.replan(self._session, self._player.phases, routine=today.routine.title)
            self._choosing.keep(self._chosen)

    def _show_before(self, form: ipywidgets.VBox) -> None:
        """Show a form that comes before the player; a session on offer stands above a check-in."""
        self._before = form
        earlier = self._player.earlier
        if earlier and not suits_still(self._log, earlier["session"]):
            self._player.earlier = {}
        is_offered = bool(self._player.earlier) and isinstance(form, Questions)
        self._show_beside(isinstance(form, Questions) and not is_offered)
        if is_offered:
            self._player.layout.display = None
        # The player keeps its place, and so the keys; the style sheet says what is shown first.
        self.children = [self._style, self._player, form]

    def _show_beside(self, is_beside: bool) -> None:
        """Let Start stand beside the questions, where there is room for both; or not."""
        (self.add_class if is_beside else self.remove_class)(BESIDE)
        self._player.layout.display = None if is_beside else "none"

    def _weigh(self, answers: Questions) -> None:
        """Where an answer asks for something else than this routine, Start gives way to it."""
        if self._before is answers and not self._player.earlier:
            self._show_beside(not self._asks_for_more(answers))

    def _asks_for_more(self, answers: Questions) -> bool:
        return self._is_sore(answers) or self._is_new_below_knee(answers)

    def _is_new_below_knee(self, answers: Questions) -> bool:
        return new_below_knee(last_told(self._log), answers.scores()["extent"])

    def _find_worse(self) -> Worse | None:
        today = pd.Timestamp.now().normalize()
        return ended_worse(self._log.sessions(), self._log.ratings(), today)

    def _bringing_back(self, slug: str) -> tuple[str, Callable[[], None]]:
        def bring_back() -> None:
            self._log.add_screening("bring_back", {"stretch": slug})
            self._ask_how_they_are()

        return f"Bring back {get_stretch(slug).title}", bring_back

    def _make_ready(self, routine: Routine) -> None:
        """Have a player of this routine, the one that is there where it is open still."""
        self._routine = routine
        if self._player.is_open:
            self._player.play(routine.phases(), **self._shown(routine))
        else:
            self._player = self._new_player()

    def _begin(self, answers: Questions) -> None:
        with self._player.lock:
            if due(self._log):
                self._ask_for_signs()
            elif self._fit().routine != self._planned:
                self._ask_how_they_are(ANEW)
            elif self._is_new_below_knee(answers):
                self._meet_new_leg(answers)
            else:
                self._begin_with(answers)

    def _follow_start(self, answers: Questions) -> bool:
        """
        Start was pressed beside the questions: begin with what was answered, if nothing is due.

        Where something is, or an answer came too late to take Start away, that is met first, with
        a player that has not begun: the new one closes the other.
        """
        is_more = (
            due(self._log) is not None
            or self._fit().routine != self._planned
            or self._asks_for_more(answers)
        )
        if is_more:
            self._player = self._new_player()
        self._begin(answers)
        return not is_more

    def _meet_new_leg(self, answers: Questions) -> None:
        """Ask for the signs first; what was answered is kept, and not asked again after them."""
        self._log.rate("extent", answers.scores()["extent"], moment="any")
        self._log.add_screening("leg", {"leg": True, "moment": "before"})

        def ask() -> None:
            self._show_before(Screening(self._log, lambda: self._mind_the_leg(answers)))

        rest: Way = ("rest", "Leave it for today", self._rest)
        ways = (rest, ("signs", "Answer the warning signs now", ask))
        self._show_before(Choices("leg", new_below_the_knee(), *ways))

    def _mind_the_leg(self, answers: Questions) -> None:
        """For today the routine minds the leg, whether or not it was ticked."""
        self._minded = self._leg_pain()
        today = self._fit()
        self._planned = today.routine
        told = with_the_leg_in_mind() + changes_told(today.changes)
        rest: Way = ("rest", "Leave it for today", self._rest)
        if today.routine.steps:
            go: Way = ("go", "Go on", lambda: self._begin_with(answers))
            self._show_before(Choices("leg-minded", told, go, rest))
        else:
            self._show_before(Choices("leg-minded", told, rest))

    def _leg_pain(self) -> tuple[Condition, ...]:
        known = {one.name for one in conditions_today(self._log)}
        return () if known & {*LEG_PAIN} else (Condition(LEG_PAIN[0]),)

    def _begin_with(self, answers: Questions) -> None:
        is_sore = self._is_sore(answers)
        offered = gentler(self._planned) if is_sore else self._planned
        if offered.steps:
            self._make_ready(offered)
        if is_sore:
            # Less is enough: nothing else is to be chosen.
            self._player.offer({})
        self._start_session()
        answers.keep(self._log, self._session, "before", self._worse)
        if is_sore:
            self._offer_less(offered)
        else:
            self._show_player()

    def _is_sore(self, answers: Questions) -> bool:
        """Whether they hurt much, or did so on the day after a session that made it worse."""
        scores = answers.scores()
        if self._worse and (scores[NEXT_DAY] or 0) > self._worse.before:
            return True
        return (scores["pain"] or 0) >= HIGH_PAIN

    def _offer_less(self, offered: Routine) -> None:
        title = offered.title if offered.steps else ""
        ways = [("practise", f"Practise {title}", self._show_player)] if title else []
        self._show_before(
            Choices("sore", sore_day(title), *ways, ("rest", "Rest today", self._rest))
        )

    def _rest(self) -> None:
        self._player.layout.display = "none"
        self.children = [self._style, self._player, prose(rest_well(), "stretch-rest")]

    def _start_session(self) -> None:
        with self._player.lock:
            self._log.start_session(
                self._routine.title, self._player.phases, session_id=self._session
            )
            self._begun = self._session
            self._choosing.keep(self._chosen)

    def _follow_order(self, phases: Sequence[Phase]) -> None:
        """Keep the order that was chosen on the Start card, which comes after the answers."""
        if self._begun == self._session:
            self._log.replan(self._session, phases)

    def _show_player(self) -> None:
        self._before = None
        self.remove_class(BESIDE)
        self._player.layout.display = None
        self.children = [self._style, self._player]

    def _meet_earlier(self, earlier: dict[str, Any]) -> None:
        """A session that was left half-way is on offer; or it was taken up, or given up."""
        # Where comms have threads of their own, an answer may be met at the same time.
        with self._player.lock:
            if earlier["answer"] == "resume":
                self._show_player()
            elif earlier["answer"] == "forget":
                self._go_on_without()
            elif not suits_still(self._log, earlier["session"]):
                self._player.earlier = {}
            else:
                self._player.draw(drawings_then(earlier.get("figures", ()), self._log))
                if self._before:
                    self._show_before(self._before)

    def _go_on_without(self) -> None:
        if self._before:
            self._player.layout.display = "none"
        elif self._begun == self._session:
            self._show_player()
        elif due(self._log):
            self._ask_for_signs()
        else:
            self._start_session()
            self._show_player()

    def _save(self, events: list[dict[str, Any]]) -> list[str]:
        """Save what the log takes; what it can never take holds nothing up."""
        before = self._before if self._has_begun(events) else None
        if isinstance(before, Questions) and not self._follow_start(before):
            return []
        try:
            return self._log.append(events)
        except NotAllSaved as error:
            # What is in it may be anything at all, also an event without an id, or none.
            safe = set(error.saved)
            sent = [event.get("id") for event in events if isinstance(event, dict)]
            self._player.refuse(
                [name for name in sent if isinstance(name, str) and name not in safe]
            )
            return error.saved

    def _has_begun(self, events: list[dict[str, Any]]) -> bool:
        """Whether they say that this session has begun, of which the log does not know yet."""
        began = {"kind": "started", "session": self._session}
        told = (event for event in events if isinstance(event, dict))
        return self._begun != self._session and any(began.items() <= e.items() for e in told)

    def _check_out(self) -> None:
        kind = what_hurt(self._log, self._session)
        if kind in FURTHER_DOWN:
            # The next practice begins with all the warning signs.
            self._log.add_screening("leg", {"leg": True, "session": self._session})
        if kind == "saddle":
            # Nothing is asked of somebody who is to go at once.
            read: Way = ("read", "I have read this", self._show_saved)
            told = Choices("hurt-told", hurt_advice(kind), read, has_main=False)
            self.children = [self._style, told]
        elif advice := hurt_advice(kind):
            # What to do now stands above the question how somebody is.
            signs: Way = ("signs", "Go through the warning signs now", self._ask_for_signs)
            ways = [signs] if kind in FURTHER_DOWN else []
            told = Choices("hurt-told", advice, *ways, has_main=False)
            self.children = [self._style, told, self._questions_after()]
        else:
            self.children = [self._style, self._player, self._questions_after()]

    def _questions_after(self) -> Questions:
        """The questions after; what was answered stays where the end was taken back meanwhile."""
        if self._after is None or self._after[0] != self._session:
            head = "<h3>How are you now?</h3><p>The same three questions, once more.</p>"
            back = ("go-on", "Go on after all", self._player.go_on)
            form = Questions("checkout", head, "Save", self._finish, with_note=True, more=(back,))
            self._after = self._session, form
        self._offer_to_go_on()
        return self._after[1]

    def _offer_to_go_on(self, _change: object = None) -> None:
        """The end can be taken back from the questions too, where it can."""
        if self._after and self._after[0] == self._session:
            shown = self._player.may_go_on
            (self._after[1].remove_class if shown else self._after[1].add_class)(STAYS_ENDED)

    def _go_on_after_all(self) -> None:
        """The end was taken back, before how somebody is was saved."""
        if any(isinstance(one, Questions) for one in self.children):
            self._show_player()

    def _finish(self, answers: Questions) -> None:
        if answers.note:
            self._log.note(self._session, answers.note)
        answers.keep(self._log, self._session, "after")
        self._show_saved()

    def _show_saved(self) -> None:
        ways = {"measure": self._measure, "again": self._practise_again}
        self.children = [self._style, Saved(self._log, self._session, **ways)]

    def _measure(self) -> None:
        from stretchlib.ui.measure import Measure

        forms = [one for one in self.children if isinstance(one, Measure)]
        if forms:
            forms[0].come_into_view()
        else:
            self.children = [*self.children, Measure(self._log)]

    def _practise_again(self) -> None:
        self._player = self._new_player()
        if due(self._log):
            self._ask_for_signs()
        else:
            self._ask_how_they_are()
