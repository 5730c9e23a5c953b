"""One step of a routine as a row of the builder."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import ipywidgets

from stretchlib.phases import Breath, Hold, Pace, Pulse, Side
from stretchlib.routines import Routine, Step
from stretchlib.ui.fields import number_in
from stretchlib.ui.kit import Message, button, classed, prose

PACE_LABELS = {
    "hold": "stay in it",
    "pulse": "press and let go",
    "breath": "with the breath",
}
LONGEST_ENTRY_S = 600.0


class StepForm(ipywidgets.VBox):
    """
    Everything that can be chosen for one step.

    A row stays where it is and is shown another step when steps change places, so that the keyboard
    never loses its place.
    """

    def __init__(
        self, on_change: Callable[[], None], on_move: "Callable[[StepForm, str], None]"
    ) -> None:
        self._step: Step | None = None
        self._on_change = on_change
        self._is_showing = False
        self._head = prose("")
        self._sides = ipywidgets.Dropdown(description="Sides")
        self._pace = ipywidgets.Dropdown(description="How")
        # Without bounds of their own: those would change what was typed, and not say so.
        self._times = ipywidgets.FloatText()
        self._seconds = ipywidgets.FloatText()
        self._out = ipywidgets.FloatText(description="Seconds out")
        self._sets = ipywidgets.FloatText(description="Sets")
        self._rest = ipywidgets.FloatText(description="Rest, seconds")
        self._further = ipywidgets.FloatText(description="A little further, seconds")
        self._bounds = {
            self._times: (1.0, 100.0),
            self._seconds: (0.5, LONGEST_ENTRY_S),
            self._out: (0.5, LONGEST_ENTRY_S),
            self._sets: (1.0, 100.0),
            self._rest: (0.5, LONGEST_ENTRY_S),
            self._further: (0.0, LONGEST_ENTRY_S),
        }
        self._used: dict[Any, float] = {}
        self._wrong = Message("stretch-builder-wrong")
        self.up, self.down, self.remove = (
            button(words, partial(on_move, self, where), f"stretch-builder-{where}")
            for words, where in (("Move up", "up"), ("Move down", "down"), ("Remove", "remove"))
        )
        fields = {
            "sides": self._sides,
            "pace": self._pace,
            "times": self._times,
            "seconds": self._seconds,
            "out": self._out,
            "sets": self._sets,
            "rest": self._rest,
            "further": self._further,
        }
        for name, field in fields.items():
            classed(field, "stretch-builder-field", f"stretch-builder-{name}")
            field.observe(self._changed, names=["value"])
        super().__init__(
            [
                self._head,
                classed(ipywidgets.HBox(list(fields.values())), "stretch-builder-fields"),
                self._wrong,
                classed(ipywidgets.HBox([self.up, self.down, self.remove]), "stretch-buttons"),
            ]
        )
        classed(self, "stretch-builder-step")

    def show(self, step: Step, position: int, of: int) -> None:
        """Show a step, the `position`-th, from 1, of so many."""
        self._is_showing = True
        try:
            self._step = step
            title = step.stretch.title
            self._head.value = f"<h4>{position}. {escape(title)}</h4>"
            self._sides.options = _side_choices(step.stretch.sides)
            self._sides.value = step.sides
            self._pace.options = [(PACE_LABELS[kind], kind) for kind in step.stretch.paces]
            self._pace.value = step.pace.kind
            self._show_pace(step.pace)
            self._sets.value, self._rest.value = step.sets, step.rest_s
            self._further.value = step.enhance_s
            _seen(self._sides, len(step.stretch.sides) > 1)
            _seen(self._pace, len(step.stretch.paces) > 1)
            _seen(self._further, step.stretch.has_enhance)
            _seen(self._rest, step.sets > 1)
            self.up.disabled, self.down.disabled = position == 1, position == of
            for one, does in ((self.up, "up"), (self.down, "down"), (self.remove, "")):
                one.tooltip = f"Move {title} {does}" if does else f"Remove {title}"
        finally:
            self._is_showing = False
        self._wrong.clear()
        self._used = {field: field.value for field in self._bounds}

    def added_to(self, routine: Routine) -> Routine:
        """A routine with this step as its last."""
        assert self._step
        return routine.add(
            self._step.stretch.slug,
            self._chosen_pace(),
            sets=int(self._used[self._sets]),
            enhance=self._used[self._further],
            rest_s=self._used[self._rest],
            sides=self._sides.value,
        )

    def _show_pace(self, pace: Pace) -> None:
        _seen(self._times, not isinstance(pace, Hold))
        _seen(self._out, isinstance(pace, Breath))
        if isinstance(pace, Hold):
            self._seconds.value, self._seconds.description = pace.hold_s, "Seconds"
        elif isinstance(pace, Pulse):
            self._times.value, self._times.description = pace.count, "Times"
            self._seconds.value, self._seconds.description = pace.period_s, "Seconds each"
        else:
            self._times.value, self._times.description = pace.breaths, "Breaths"
            self._seconds.value, self._seconds.description = pace.inhale_s, "Seconds in"
            self._out.value = pace.exhale_s

    def _chosen_pace(self) -> Pace:
        seconds, times = self._used[self._seconds], int(self._used[self._times])
        if self._pace.value == "hold":
            return Hold(seconds)
        if self._pace.value == "pulse":
            return Pulse(times, seconds)
        return Breath(times, seconds, self._used[self._out])

    def _look_at(self, field: Any) -> bool:
        """Whether a number can be used; where not it is said, and the last one is used on."""
        least, most = self._bounds[field]
        is_whole = field in (self._times, self._sets)
        try:
            self._used[field] = number_in(f"{field.value:.12g}", least, most, is_whole=is_whole)
        except ValueError as error:
            name = field.description
            self._wrong.warn(f"{name}: {error} Until then it is {self._used[field]:g}.")
            return False
        self._wrong.clear()
        return True

    def _changed(self, change: dict[str, Any]) -> None:
        if self._is_showing or not self._step:
            return
        if change["owner"] is self._pace:
            # Another pace begins as is usual for the stretch.
            self._is_showing = True
            self._show_pace(self._step.stretch.paces[change["new"]])
            self._is_showing = False
            self._used |= {one: one.value for one in (self._times, self._seconds, self._out)}
            self._wrong.clear()
        elif change["owner"] in self._bounds and not self._look_at(change["owner"]):
            return
        _seen(self._rest, self._used[self._sets] > 1)
        self._on_change()


def _side_choices(sides: tuple[Side, ...]) -> list[tuple[str, tuple[Side, ...]]]:
    if len(sides) == 1:
        return [("both at once", sides)]
    turned = tuple(reversed(sides))
    ways = [(sides, f"{sides[0]}, then {sides[1]}"), (turned, f"{sides[1]}, then {sides[0]}")]
    return [(words, way) for way, words in ways] + [(f"{side} only", (side,)) for side in sides]


def _seen(widget: Any, is_seen: bool) -> None:
    widget.layout.display = None if is_seen else "none"
