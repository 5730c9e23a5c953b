"""What follows on what in a practice: each signal to the log and the player, and a page to show."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from stretchlib.player import Player
from stretchlib.routines import Routine
from stretchlib.safety.gentler import gentler
from stretchlib.safety.triggers import FURTHER_DOWN
from stretchlib.ui import practice_pages
from stretchlib.ui.check_in import Questions
from stretchlib.ui.player_drawings import drawings_then
from stretchlib.ui.practice_pages import Page
from stretchlib.ui.practice_player import PracticePlayer
from stretchlib.ui.practice_states import AFTER, BEFORE, Signal, State, leads
from stretchlib.ui.saved_card import what_hurt
from stretchlib.ui.screening import due, suits_still
from stretchlib.ui.todays_routine import TodaysRoutine, resting

if TYPE_CHECKING:
    from stretchlib.log import Log

STAYS_ENDED = "stretch-checkout-final"
"""The class of the questions after an end that is not taken back."""
ANEW = "<p><b>What you told the workbook has changed meanwhile: please say once more.</b></p>"
ANSWERS = {"resume": Signal.RESUMED, "forget": Signal.FORGOTTEN}
"""What the answer to a session on offer tells."""


class Flow:
    """
    One practice as `practice_states` has it; what is shown is somebody else's.

    Parameters
    ----------
    routine : Routine
        What is proposed.
    log : Log
        Where it is kept.
    show : callable
        Called with each page.
    hear : callable
        Called at each answer before, with whether the answers ask for something else.
    let_go : callable
        Called when the player was closed.
    """

    def __init__(
        self,
        routine: Routine,
        log: "Log",
        show: Callable[[Page], None],
        hear: Callable[[bool], None],
        let_go: Callable[[], None],
    ) -> None:
        self._log, self._show, self._hear, self._let_go = log, show, hear, let_go
        self._today = TodaysRoutine(routine, log)
        self._after: tuple[str, Questions] | None = None
        self.page = Page(State.OPENED)
        """What is shown."""
        self._own = PracticePlayer(self._today, log, self._wire, self._begin_beside)

    @property
    def player(self) -> Player:
        """The player of now."""
        return self._own.widget

    @property
    def routine(self) -> Routine:
        """What the player has."""
        return self._own.routine

    def tell(self, signal: Signal, *what: Any) -> None:
        """
        Follow a signal: the log and the player first, and then what is shown.

        Where something fails, the practice stands where it stood.
        """
        # Where comms have threads of their own, two of them may come at the same time.
        with self.player.lock:
            self._transition(signal, *what)

    def _transition(self, signal: Signal, *what: Any) -> None:
        state = self.page.state
        to = leads(state, signal)
        page = self._follow(signal)(*what)
        assert (page.state if page else state) in to, (state, signal, page)
        if page:
            if page.state in BEFORE and not self._offers_what_suits():
                self.player.earlier = {}
            self._show(page)
            self.page = page

    def _follow(self, signal: Signal) -> Callable[..., Page | None]:
        """What is done at a signal; it returns what is shown then, or None where all stays."""
        follow: Mapping[Signal, Callable[..., Page | None]] = {
            Signal.OPEN: self._open,
            Signal.CLOSED: self._move,
            Signal.NEWS: partial(practice_pages.screening, self._log, self.tell, "all"),
            Signal.BRING_BACK: self._bring_back,
            Signal.INSTEAD: self._take_instead,
            Signal.SIGNS_ANSWERED: self._ask_how_they_are,
            Signal.CHECKED_IN: self._check_in,
            Signal.LEG_SIGNS: partial(practice_pages.leg_signs, self._log, self.tell),
            Signal.LEG_SIGNS_ANSWERED: self._mind_the_leg,
            Signal.WITH_LEG_IN_MIND: self._begin,
            Signal.LESS: partial(Page, State.PLAY),
            Signal.REST: practice_pages.rest,
            Signal.SIGNS_AFTER: self._ask_signs_after,
            Signal.READ: self._saved,
            Signal.CHECKED_OUT: self._check_out,
            Signal.MEASURE: self._measure,
            Signal.AGAIN: self._open_anew,
            Signal.OFFERED: self._offer_earlier,
            Signal.RESUMED: partial(Page, State.PLAY),
            Signal.FORGOTTEN: self._go_on_without,
            Signal.CHOSEN: self._choose,
            Signal.STARTED: self._start,
            Signal.ENDED: self._end,
            Signal.TAKEN_BACK: self._take_back,
        }
        return follow[signal]

    # What the player tells.

    def _wire(self, player: Player) -> None:
        player.on_earlier(self._hear_of_earlier)
        player.on_end(partial(self.tell, Signal.ENDED))
        player.on_choice(partial(self.tell, Signal.CHOSEN))
        player.on_going_on(partial(self.tell, Signal.TAKEN_BACK))
        player.observe(self._offer_to_go_on, names=["may_go_on"])
        player.observe(self._hear_of_closing, names=["comm"])

    def _hear_of_earlier(self, earlier: dict[str, Any]) -> None:
        self.tell(ANSWERS.get(earlier["answer"], Signal.OFFERED))

    def _hear_of_closing(self, _change: dict[str, Any]) -> None:
        self._let_go()
        if not self._own.is_renewing:
            # It comes on the thread of the other practice, which may hold the lock of its own.
            self._transition(Signal.CLOSED)

    def _begin_beside(self) -> bool:
        """Start was pressed; whether nothing else has to be met first."""
        is_asking = self.page.state is State.CHECK_IN
        if is_asking:
            self.tell(Signal.STARTED, *self.page.forms)
        return not is_asking or self.page.state is State.PLAY

    # Before.

    def _open(self) -> Page:
        return self._ask_for_signs() if due(self._log) else self._ask_how_they_are()

    def _open_anew(self) -> Page:
        self._own.renew()
        return self._open()

    def _ask_for_signs(self) -> Page:
        return practice_pages.screening(self._log, self.tell, due(self._log) or "all")

    def _ask_how_they_are(self, lead: str = "") -> Page:
        """Fit the routine to the person as the log knows them today, and ask the questions."""
        today = self._today.fit_anew()
        lead += self._today.condition_advice()
        if not today.routine.steps:
            return practice_pages.nothing(self._log, self.tell, today, lead)
        self._own.make_ready(today.routine)
        self._today.plan(today)
        self._today.find_worse()
        return practice_pages.check_in(self._today, self.tell, today, lead, self._weigh)

    def _weigh(self, answers: Questions) -> None:
        if answers in self.page.forms and not self.player.earlier:
            self._hear(self._today.asks_for_more(answers.scores()))

    def _bring_back(self, slug: str) -> Page:
        self._log.add_screening("bring_back", {"stretch": slug})
        return self._ask_how_they_are()

    def _take_instead(self, left: Routine) -> Page:
        self._today.propose(left)
        return self._ask_how_they_are()

    def _choose(self, routine: str, minutes: int | None) -> Page | None:
        """Another routine, or another time, was chosen on the Start card: it is made anew."""
        is_asking = self.page.state is State.CHECK_IN
        today = self._today.choose(routine, minutes)
        if not today.routine.steps and not is_asking:
            # What was answered stays in mind, and no session of the log is begun a second time.
            self._own.renew()
            lead = self._today.condition_advice()
            return practice_pages.nothing(self._log, self.tell, today, lead)
        if not today.routine.steps or (is_asking and resting(today)):
            return self._ask_how_they_are()
        self._today.settle(today)
        self._own.make_ready(today.routine)
        if is_asking:
            (form,) = self.page.forms
            form.head = self._today.head(today, self._today.condition_advice())
        else:
            self._own.replan()
        return None

    def _check_in(self, answers: Questions) -> Page:
        if due(self._log):
            return self._ask_for_signs()
        if self._today.has_changed():
            return self._ask_how_they_are(ANEW)
        if self._today.is_new_below_knee(answers.scores()):
            # The signs come first; what was answered is kept, and not asked again after them.
            self._log.rate("extent", answers.scores()["extent"], moment="any")
            self._log.add_screening("leg", {"leg": True, "moment": "before"})
            return practice_pages.leg(self.tell, answers)
        return self._begin(answers)

    def _start(self, answers: Questions) -> Page:
        """
        Start was pressed beside the questions: begin with what was answered, if nothing is due.

        Where something is, or an answer came too late to take Start away, that is met first, with
        a player that has not begun: the new one closes the other.
        """
        if (
            due(self._log)
            or self._today.has_changed()
            or self._today.asks_for_more(answers.scores())
        ):
            self._own.renew()
        return self._check_in(answers)

    def _mind_the_leg(self, answers: Questions) -> Page:
        return practice_pages.leg_minded(self.tell, self._today.mind_the_leg(), answers)

    def _begin(self, answers: Questions) -> Page:
        is_sore = self._today.is_sore(answers.scores())
        planned = self._today.planned
        routine = gentler(planned) if is_sore else planned
        if routine.steps:
            self._own.make_ready(routine)
        if is_sore:
            # Less is enough: nothing else is to be chosen.
            self.player.offer({})
        self._own.start_session()
        answers.keep(self._log, self._own.session, "before", self._today.worse)
        return practice_pages.sore(self.tell, routine) if is_sore else Page(State.PLAY)

    # A session that was left half-way, and a player that is elsewhere.

    def _offer_earlier(self) -> Page | None:
        if not self._offers_what_suits():
            self.player.earlier = {}
            return None
        self.player.draw(drawings_then(self.player.earlier.get("figures", ()), self._log))
        return self.page if self.page.state in BEFORE else None

    def _offers_what_suits(self) -> bool:
        earlier = self.player.earlier
        return not earlier or suits_still(self._log, earlier["session"])

    def _go_on_without(self) -> Page | None:
        if self.page.state in BEFORE or self.page.state is State.REST:
            self.player.layout.display = "none"
            return None
        if not self._own.has_begun:
            if due(self._log):
                return self._ask_for_signs()
            self._own.start_session()
        return Page(State.PLAY)

    def _move(self) -> Page | None:
        return None if self.page.state in AFTER else practice_pages.moved(self.tell)

    # After.

    def _end(self) -> Page:
        kind = what_hurt(self._log, self._own.session)
        if kind in FURTHER_DOWN:
            # The next practice begins with all the warning signs.
            self._log.add_screening("leg", {"leg": True, "session": self._own.session})
        if kind == "saddle":
            return practice_pages.emergency(self.tell)
        return practice_pages.check_out(self.tell, kind, self._questions_after())

    def _ask_signs_after(self) -> Page:
        """What comes after the signs is another session: this one has ended."""
        self._own.renew()
        return self._ask_for_signs()

    def _questions_after(self) -> Questions:
        """The questions after; what was answered stays where the end was taken back meanwhile."""
        session = self._own.session
        if self._after is None or self._after[0] != session:
            form = practice_pages.questions_after(self.tell, self.player.go_on)
            self._after = session, form
        self._offer_to_go_on()
        return self._after[1]

    def _offer_to_go_on(self, _change: object = None) -> None:
        """The end can be taken back from the questions too, where it can."""
        if self._after and self._after[0] == self._own.session:
            form, may = self._after[1], self.player.may_go_on
            (form.remove_class if may else form.add_class)(STAYS_ENDED)

    def _take_back(self) -> Page | None:
        """The end was taken back, before how somebody is was saved."""
        return Page(State.PLAY) if self.page.state is State.CHECK_OUT else None

    def _check_out(self, answers: Questions) -> Page:
        if answers.note:
            self._log.note(self._own.session, answers.note)
        answers.keep(self._log, self._own.session, "after")
        return self._saved()

    def _saved(self) -> Page:
        return practice_pages.saved(self._log, self.tell, self._own.session)

    def _measure(self) -> Page | None:
        return practice_pages.measure(self._log, self.page)
