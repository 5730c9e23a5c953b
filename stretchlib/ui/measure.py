"""A form to measure how far the chest is from the thigh, kept in cm whatever is shown."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ipywidgets
import pandas as pd

from stretchlib import _card, text
from stretchlib.catalog.reader import check_files
from stretchlib.errors import check_one_of, in_short
from stretchlib.log import check_log
from stretchlib.log.instants import is_still_to_come
from stretchlib.model import MEASURES, RUN_IN, BodyMeasure
from stretchlib.phases import Side
from stretchlib.ui.fields import Field, as_number
from stretchlib.ui.kit import (
    Choice,
    Form,
    Message,
    Several,
    button,
    classed,
    prose,
    shown_when_it_fails,
)

if TYPE_CHECKING:
    from stretchlib.log import Log

CM_PER = {"cm": 1.0, "in": 2.54}

_HOW = {
    "chest_to_thigh": """
<h3>Chest to thigh</h3>
<ol>
<li>Sit as in the seated figure four: the ankle of the side you measure over the other knee.</li>
<li>Keep your back flat and lean forward to the first firm stretch. No further.</li>
<li>Hold a ruler from the lower end of your breastbone straight down to the thigh, and read it.
0 is touching.</li>
<li>Come up. That first one is to warm up: do not write it down.</li>
<li>Then read it three times on each side, half a minute apart.</li>
</ol>
<p>Three readings differ a little. That is how the workbook learns what a real change is.
You can leave boxes empty.</p>
<p>On three days a week, at about the same time of day, you will know soonest without
overdoing it.</p>
""",
}
RUN_IN_WORDS = (
    "Your first {all} days are for practice: they are shown but not counted, because everyone gets "
    "better at measuring. This is day {day}."
)
DIFFERENCES = (
    ("The time of day", "time of day"),
    ("How I measured", "technique"),
    ("Clothes or chair", "clothes"),
)
PICTURE_PX = 300
ASK_EVERY = 5
"""On each fifth measured day it is asked what was different: often enough, and seldom a bother."""


class Measure(Form):
    """
    A form for one measure: every side, every trial.

    What cannot be a reading is said beside its box, and nothing is lost: the other boxes stay as
    they are, and all are saved together once they are right.

    Parameters
    ----------
    log : Log
        Where it is kept, from `st.open_log()`.
    measure : str
        A measure of the workbook.

    Raises
    ------
    UnknownName
        No such measure.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> Measure(open_log("sqlite://"))
    Measure('chest_to_thigh')
    """

    def __init__(self, log: "Log", measure: str = "chest_to_thigh") -> None:
        self._log = check_log(log)
        self._measure = MEASURES[check_one_of("measure", measure, MEASURES)]
        units = [(unit, unit) for unit in CM_PER]
        self._unit = Choice("Unit", units, "stretch-measure-unit", value="cm")
        self._fields = {
            (side, trial): _Reading(side, trial, self._reading_cm)
            for side in self._measure.sides
            for trial in range(1, self._measure.trials + 1)
        }
        self._message = Message("stretch-measure-saved")
        self._day_notice = Message("stretch-measure-days")
        self._different = Several(
            "Was anything different from usual today? If not, leave it.",
            DIFFERENCES,
            "stretch-measure-different",
        )
        shown_when_it_fails(self._message)(self._look)()
        again = shown_when_it_fails(self._message)(self._show_last)
        self._unit.observe(lambda _: again(), names=["value"])
        save = shown_when_it_fails(self._message)(self._save)
        columns = [
            classed(
                ipywidgets.VBox([f for (of, _), f in self._fields.items() if of == side]),
                "stretch-column",
            )
            for side in self._measure.sides
        ]
        super().__init__(
            [
                prose(_HOW[self._measure.slug]),
                prose(_picture(), "stretch-measure-picture"),
                self._day_notice,
                self._unit,
                classed(ipywidgets.HBox(columns), "stretch-columns"),
                self._different,
                button("Save", save, "stretch-main", "stretch-measure-save"),
                self._message,
            ],
            "stretch-measure",
        )

    def __repr__(self) -> str:
        return f"Measure({self._measure.slug!r})"

    def _look(self) -> None:
        """Say which day this is, and ask now and then what was different."""
        kept = self._log.measurements()
        days = set(kept.loc[kept["measure"] == self._measure.slug, "day"])
        day = len(days - {pd.Timestamp(datetime.now().astimezone().date())}) + 1
        if day <= RUN_IN:
            self._day_notice.tell(RUN_IN_WORDS.format(all=RUN_IN, day=day))
        else:
            self._day_notice.clear()
        self._different.layout.display = None if day % ASK_EVERY == 0 else "none"
        self._show_last()

    def _show_last(self) -> None:
        """Beside each box what it said on the last day, in the unit that is chosen."""
        unit = str(self._unit.value)
        kept = self._log.measurements()
        has_been = ~is_still_to_come(kept["taken_utc"])
        kept = kept[(kept["measure"] == self._measure.slug) & has_been]
        for (side, trial), field in self._fields.items():
            of_side = kept[kept["side"] == side]
            found = of_side[(of_side["day"] == of_side["day"].max()) & (of_side["trial"] == trial)]
            field.show_last(None if found.empty else found.iloc[-1], unit)

    def _reading_cm(self, typed: str) -> float | None:
        return reading_cm(typed, str(self._unit.value), self._measure)

    def _save(self) -> None:
        self._message.clear()
        unit = str(self._unit.value)
        readings = {key: field.read() for key, field in self._fields.items()}
        wrong = sum(field.is_wrong for field in self._fields.values())
        if wrong:
            boxes = "box needs" if wrong == 1 else "boxes need"
            which = f"{text.spelled(wrong).capitalize()} {boxes}"
            self._message.warn(f"{which} another look; what you typed is still here.")
            return
        by_side = {
            side: [cm for (of, _), cm in readings.items() if of == side and cm is not None]
            for side in self._measure.sides
        }
        if not any(by_side.values()):
            self._message.warn("Nothing to save yet. Type what the ruler says into a box.")
            return
        now = datetime.now().astimezone()
        different = ", ".join(self._different.value)
        note = f"Different today: {different}" if different else ""
        for side, trials_cm in by_side.items():
            if trials_cm:
                self._log.measure(
                    self._measure.slug, side=side, trials_cm=trials_cm, at=now, note=note
                )
                self._clear(side)
        self._different.value = []
        self._show_last()
        saved = [
            _readings_text(side, trials_cm, unit)
            for side, trials_cm in by_side.items()
            if trials_cm
        ]
        self._message.say(f"Saved: {'; '.join(saved)}.")

    def _clear(self, side: Side) -> None:
        for (of, _), field in self._fields.items():
            if of == side:
                field.clear()


def _picture() -> str:
    """A figure of our own with the ruler where it goes."""
    figure = check_files()[0].figures["seated_figure_four"]
    return _card.measured(figure, PICTURE_PX)


class _Reading(Field):
    """One box for one reading, with what was read last time beside it."""

    def __init__(self, side: Side, trial: int, read: Callable[[str], float | None]) -> None:
        box = ipywidgets.Text(description=f"{side.capitalize()} {trial}", continuous_update=False)
        super().__init__(classed(box, f"stretch-measure-{side}-{trial}"), read)
        classed(self._wrong, "stretch-measure-wrong")
        self._last = prose("", "stretch-measure-last")
        self.children = [box, self._last, self._wrong]

    def show_last(self, reading: Any, unit: str) -> None:
        """What was read last time, and on which day; nothing where nothing was."""
        if reading is None:
            self._last.value = ""
            return
        value, day = round(reading["value_cm"] / CM_PER[unit], 2), reading["day"]
        self._last.value = f"<p>last time {value:g} {unit}, {text.short_day(day)}</p>"


def reading_cm(typed: str, unit: str, measure: BodyMeasure) -> float | None:
    """
    What was typed, in cm; None for an empty box.

    Raises
    ------
    ValueError
        When it cannot be a reading, with the cure.

    Examples
    --------
    >>> reading_cm("12.5", "cm", MEASURES["chest_to_thigh"])
    12.5
    >>> reading_cm("5", "in", MEASURES["chest_to_thigh"])
    12.7
    >>> reading_cm("12,5", "cm", MEASURES["chest_to_thigh"])
    12.5
    """
    text, value = typed.strip(), as_number(typed)
    if not text:
        return None
    if value is None:
        msg = f"{in_short(text)} is not a number. Write only what the ruler says, such as 12.5."
        raise ValueError(msg)
    value_cm = round(value * CM_PER[unit], 4)
    if value_cm < measure.min_cm:
        msg = f"{in_short(text)} is below 0. Touching is 0, and nothing is nearer."
        raise ValueError(msg)
    if value_cm > measure.max_cm:
        most = measure.max_cm / CM_PER[unit]
        limit = f"It is at most {most:.0f} {unit}"
        msg = f"{in_short(text)} {unit} is too far. {limit}: is the unit right?"
        raise ValueError(msg)
    return value_cm


def _readings_text(side: str, trials_cm: list[float], unit: str) -> str:
    return f"{side} {', '.join(f'{cm / CM_PER[unit]:g}' for cm in trials_cm)} {unit}"
