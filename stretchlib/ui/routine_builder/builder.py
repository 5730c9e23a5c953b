"""The builder: a gallery to pick from, the steps, their timeline, and a form to keep it."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets

from stretchlib import _card
from stretchlib.catalog.reader import load
from stretchlib.charts import timeline
from stretchlib.charts.picture import STYLE
from stretchlib.model import Stretch
from stretchlib.routines import Routine
from stretchlib.safety.session_dose import past_the_mark
from stretchlib.safety.triggers import chosen
from stretchlib.shortening import shortened
from stretchlib.ui.check_in import past_mark_advice
from stretchlib.ui.kit import Form, Message, button, classed, prose, shown_when_it_fails, style
from stretchlib.ui.practice import Practice
from stretchlib.ui.routine_builder.highlight import Highlight
from stretchlib.ui.routine_builder.save_open import Keeping
from stretchlib.ui.routine_builder.step_row import StepForm
from stretchlib.ui.routine_choice import MINUTES
from stretchlib.ui.screening import changes_html, condition_advice, fitted

if TYPE_CHECKING:
    from stretchlib.log import Log


def _picture(stretch: Stretch) -> str:
    side = stretch.sides[-1]
    return _card.picture(stretch.figure, side, PICTURE_PX, stretch.photo, stretch.title)


def _doses(routine: Routine) -> str:
    """How long each stretch is under stretch on a side, by its name; once where all are alike."""
    seconds = {f"{step.dose_s:g} s" for step in routine.steps}
    if len(seconds) == 1:
        return f"Under stretch on each side: {seconds.pop()} for each stretch."
    each = dict.fromkeys(f"{step.stretch.title} {step.dose_s:g} s" for step in routine.steps)
    return f"Under stretch on each side: {', '.join(each)}."


PICTURE_PX = 168


class RoutineBuilder(Form):
    """
    Build a routine: pick stretches, put them in order, time them, see the whole, and keep it.

    `builder.routine` is always what is on the screen, so that the next cell can practise it.

    Parameters
    ----------
    log : Log, optional
        With it the builder has a button that practises the routine at once, and says what will be
        changed for the conditions that were chosen there.
    routine : Routine, optional
        What to begin with; nothing when left out.

    Examples
    --------
    >>> from stretchlib.routines import routine
    >>> builder = RoutineBuilder(routine=routine("standard"))
    >>> builder
    RoutineBuilder('Standard', 4 steps, ... min)
    >>> builder.routine == routine("standard")
    True
    """

    def __init__(self, log: "Log | None" = None, routine: Routine | None = None) -> None:
        self._log = log
        self._forms: list[StepForm] = []
        self._message = Message("stretch-builder-message")
        self._guarded = shown_when_it_fails(self._message)
        self._total = classed(prose(""), "stretch-builder-total")
        self._picture = classed(ipywidgets.HTML(), "stretch-builder-picture")
        self._changes = classed(prose(""), "stretch-builder-changes")
        self._steps = classed(ipywidgets.VBox(), "stretch-builder-steps")
        self._gallery = classed(ipywidgets.HBox(), "stretch-builder-gallery")
        self._highlight = Highlight()
        self.show_gallery()
        self._practice = classed(ipywidgets.VBox(), "stretch-builder-practice")
        self._keeping = Keeping(self, self._message)
        self._as_written = routine or Routine("My routine")
        super().__init__(
            [
                style(Path(__file__).parent / "builder.css"),
                prose("<h3>Build a routine</h3><p>Pick stretches; each goes to the end.</p>"),
                self._gallery,
                self._highlight,
                self._steps,
                self._total,
                self._lengths(),
                self._picture,
                self._changes,
                self._keeping,
                self._message,
                *([self._practise_button()] if log else []),
                self._practice,
            ],
            "stretch-builder",
        )
        self.show(self._as_written)

    @property
    def routine(self) -> Routine:
        """What is on the screen."""
        made = Routine(self._keeping.title)
        for form in self._forms:
            made = form.added_to(made)
        return made

    def __repr__(self) -> str:
        return (
            repr(self.routine).replace("<Routine ", "RoutineBuilder(").replace(": ", ", ", 1)[:-1]
            + ")"
        )

    def show(self, routine: Routine) -> None:
        """Put a routine on the screen, instead of the one that is there."""
        self._as_written = routine
        self._show(routine)

    def _show(self, routine: Routine) -> None:
        while len(self._forms) < len(routine):
            self._forms.append(StepForm(self._guarded(self._changed), self._move))
        del self._forms[len(routine) :]
        for position, (form, step) in enumerate(zip(self._forms, routine.steps, strict=True), 1):
            form.show(step, position, len(routine))
        if self._steps.children != tuple(self._forms):
            self._steps.children = tuple(self._forms)
        self._keeping.title = routine.title
        self._tell(routine)

    def _changed(self) -> None:
        self._message.clear()
        self._as_written = self.routine
        self._tell(self._as_written)

    def _tell(self, routine: Routine) -> None:
        if not len(routine):
            self._total.value = "<p>Nothing in it yet.</p>"
            self._picture.value = self._changes.value = ""
            return
        picture = timeline(routine)
        # The length stands on the picture; who listens hears it from here, when it changes.
        self._total.value = (
            f'<p role="status"><span class="stretch-heard">{escape(picture.title)}. </span>'
            f"{escape(_doses(routine))}</p>{past_mark_advice(past_the_mark(routine))}"
        )
        self._picture.value = STYLE + picture.html(table=True)
        self._changes.value = self._changes_for(routine)

    def _changes_for(self, routine: Routine) -> str:
        """What a practice of it will change, for what the log knows of the person."""
        if not self._log:
            return ""
        first = condition_advice(chosen(self._log.known().screenings))
        return first + changes_html(fitted(routine, self._log).changes)

    def show_gallery(self) -> None:
        """Show every stretch there is, to pick from."""
        self._gallery.children = [
            classed(
                ipywidgets.VBox(
                    [
                        prose(
                            f"{_picture(stretch)}"
                            f"<p><b>{escape(stretch.title)}</b><br>{escape(stretch.target)}</p>"
                        ),
                        self._add_button(stretch.slug, stretch.title),
                    ]
                ),
                "stretch-builder-tile",
            )
            for stretch in load().stretches.values()
        ]

    def _add_button(self, slug: str, title: str) -> ipywidgets.Button:
        made = button("Add", self._guarded(lambda: self._add(slug)), "stretch-builder-add")
        made.tooltip = f"Add {title}"
        return made

    def _add(self, slug: str) -> None:
        self._message.clear()
        self.show(self.routine.add(slug, enhance=False))
        self._highlight.show(len(self._forms))

    def _move(self, form: StepForm, where: str) -> None:
        self._guarded(lambda: self._moved(self._forms.index(form), where))()

    def _moved(self, index: int, where: str) -> None:
        self._message.clear()
        routine = self.routine
        steps = list(routine.steps)
        step = steps.pop(index)
        if where == "remove":
            to = min(index, len(steps) - 1)
        else:
            to = index + (-1 if where == "up" else 1)
            steps.insert(to, step)
        self.show(Routine(routine.title, tuple(steps)))
        if steps:
            self._focus(self._forms[to], where)

    def _focus(self, form: StepForm, where: str) -> None:
        """Let the keyboard follow the step; the other way where it can go no further."""
        wanted = {"up": (form.up, form.down), "down": (form.down, form.up)}
        for one in wanted.get(where, (form.remove,)):
            if not one.disabled:
                one.focus()
                return

    def _lengths(self) -> ipywidgets.HBox:
        buttons = [
            button(
                f"{minutes} minutes", self._guarded(self._fitter(minutes)), "stretch-builder-fit"
            )
            for minutes in MINUTES
        ]
        back = button("As I wrote it", self._guarded(self._unfit), "stretch-builder-unfit")
        return classed(ipywidgets.HBox([*buttons, back]), "stretch-buttons")

    def _fitter(self, minutes: int) -> Any:
        def fit_it() -> None:
            self._message.clear()
            if not len(self._as_written):
                self._message.warn("There is nothing in it yet. Press Add under a stretch first.")
                return
            self._show(shortened(self._as_written, minutes))

        return fit_it

    def _unfit(self) -> None:
        self._message.clear()
        self._show(self._as_written)

    def _practise_button(self) -> ipywidgets.HBox:
        made = button(
            "Practise it now", self._guarded(self._practise), "stretch-main", "stretch-builder-go"
        )
        return classed(ipywidgets.HBox([made]), "stretch-buttons")

    def _practise(self) -> None:
        self._message.clear()
        assert self._log
        self._practice.children = (Practice(self.routine, self._log),)
