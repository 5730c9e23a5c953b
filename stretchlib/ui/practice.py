"""A practice in one go: check-in, player, check-out, each kept as it happens."""

from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from stretchlib import text
from stretchlib.errors import RoutineError, shown
from stretchlib.log import check_log
from stretchlib.routines import Routine, check_routine
from stretchlib.ui.kit import Form, IntoView, ShownLater, classed, style
from stretchlib.ui.practice_flow import Flow
from stretchlib.ui.practice_pages import Page
from stretchlib.ui.practice_states import BEFORE, Signal, State

if TYPE_CHECKING:
    from stretchlib.log import Log

BESIDE = "stretch-practice-beside"
"""The class of a practice whose Start stands beside the questions."""


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
        self._into_view = IntoView()
        self._style = ipywidgets.VBox([style(), self._into_view])
        self._style.layout.display = "none"
        log = check_log(log)
        with log.asked_once():
            self._flow = Flow(routine, log, self._show, self._weigh, self._leave_out_closed)
            super().__init__()
            classed(self, "stretch-practice")
            self._flow.tell(Signal.OPEN)
        self.observe(self._bring_into_view, names=["children"])

    def __repr__(self) -> str:
        routine = self._flow.routine
        return f"Practice({routine.title!r}, {text.clock(routine.duration_s)} min)"

    @property
    def state(self) -> State:
        """Where it stands, as `practice_states` has it."""
        return self._flow.page.state

    def come_into_view(self, *, by_cell: bool = False) -> None:
        """Let what is shown first be seen from its beginning; once it is on the page."""
        form = next((one for one in self.children if isinstance(one, Form)), None)
        if form is None:
            self._into_view.bring(by_cell=by_cell)
        else:
            form.come_into_view(by_cell=by_cell)

    def _bring_into_view(self, change: dict[str, Any]) -> None:
        """Whatever takes the place of a form is seen from its beginning."""
        new = (one for one in change["new"] if isinstance(one, Form) and one not in change["old"])
        # The first of them is what matters; two would take the focus from each other.
        if form := next(new, None):
            form.come_into_view()
        else:
            self._into_view.bring()

    @traitlets.validate("children")
    def _only_open(self, proposal: traitlets.Bunch) -> tuple[ipywidgets.Widget, ...]:
        # One closed widget in one box, and no widget of this kernel is shown after a reload.
        return tuple(one for one in proposal["value"] if one.comm is not None)

    def _leave_out_closed(self) -> None:
        self._show_elsewhere(self.children)

    def _show(self, page: Page) -> None:
        """Show a page, and the player where that belongs to it."""
        forms, player, state = page.forms, self._flow.player, page.state
        if state in BEFORE:
            # A session on offer stands above the questions.
            is_asking = state is State.CHECK_IN
            is_offered = bool(player.earlier) and is_asking
            self._let_start_stand_beside(is_asking and not is_offered)
            if is_offered:
                player.layout.display = None
        elif state is State.REST:
            player.layout.display = "none"
        elif state is State.PLAY:
            self.remove_class(BESIDE)
            player.layout.display = None
        has_player = state in (*BEFORE, State.REST, State.PLAY) or (
            state is State.CHECK_OUT and len(forms) == 1
        )
        # The player keeps its place, and so the keys; the style sheet says what is shown first.
        children = [self._style, *([player] if has_player else []), *forms]
        if state is State.MOVED:
            self._show_elsewhere(children)
        else:
            self.children = children

    def _show_elsewhere(self, children: Any) -> None:
        """Show something where nobody looks: another practice has begun, which is looked at."""
        self.unobserve(self._bring_into_view, names=["children"])
        self.set_trait("children", children)
        self.observe(self._bring_into_view, names=["children"])

    def _weigh(self, asks_for_more: bool) -> None:
        """Where an answer asks for something else than this routine, Start gives way to it."""
        self._let_start_stand_beside(not asks_for_more)

    def _let_start_stand_beside(self, is_beside: bool) -> None:
        """Let Start stand beside the questions, where there is room for both; or not."""
        (self.add_class if is_beside else self.remove_class)(BESIDE)
        self._flow.player.layout.display = None if is_beside else "none"
