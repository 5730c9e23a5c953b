"""A field: one question, with what is wrong about its answer underneath; and a form of fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, date, datetime, time
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets
from ipywidgets.widgets import trait_types

from stretchlib.errors import in_short
from stretchlib.ui.kit import Choice, Message, classed

_HERE = Path(__file__).parent
MARKED = "Please look at the lines marked above; what you typed is still here."
"""What is said below a form, where something beside a field is wrong."""
_NUMBER = re.compile(r"-?\d+([.,]\d*)?|-?[.,]\d+", re.ASCII)


class Heading(anywidget.AnyWidget):
    """A heading; with `takes_focus`, whoever types or listens goes on there."""

    _esm = _HERE / "heading.js"

    words = traitlets.Unicode().tag(sync=True)
    level = traitlets.Unicode("h4").tag(sync=True)
    takes_focus = traitlets.Bool(False).tag(sync=True)


def _near_day(sent: Mapping[str, int] | None, widget: object) -> date | None:
    try:
        day: date | None = trait_types.date_from_json(sent, widget)
    except ValueError:
        return date.max if sent and sent["year"] > MAXYEAR else date.min
    return day


def _near_moment(sent: Mapping[str, int] | None, widget: object) -> datetime | None:
    try:
        moment: datetime | None = trait_types.naive_from_json(sent, widget)
    except ValueError:
        is_late = sent and sent["year"] > MAXYEAR
        return datetime.combine(date.max if is_late else date.min, time())
    return moment


class DayPicker(ipywidgets.DatePicker):
    """
    A day. A browser takes years that Python does not know: the nearest day stands for one of them.

    Else an answer of the year 20261 would be lost without a word, and the one before it count.

    Examples
    --------
    >>> picker = DayPicker()
    >>> picker.set_state({"value": {"year": 20261, "month": 2, "date": 2}})
    >>> picker.value
    datetime.date(9999, 12, 31)
    """

    value = trait_types.Date(None, allow_none=True).tag(
        sync=True, to_json=trait_types.date_to_json, from_json=_near_day
    )


class MomentPicker(ipywidgets.NaiveDatetimePicker):
    """
    A day and a time of it; the nearest there is for one that only a browser knows.

    Examples
    --------
    >>> picker = MomentPicker()
    >>> clock = dict(hours=7, minutes=30, seconds=0, milliseconds=0)
    >>> picker.set_state({"value": {"year": 20261, "month": 2, "date": 2, **clock}})
    >>> picker.value.year
    9999
    """

    value = trait_types.Datetime(None, allow_none=True).tag(
        sync=True, to_json=trait_types.naive_to_json, from_json=_near_moment
    )


class Field(ipywidgets.VBox):
    """
    One question, with what is wrong about its answer underneath.

    Parameters
    ----------
    widget : widget with a `value`
        Where it is answered.
    read : callable
        Given the value, returns what it means, or raises ValueError with the cure.

    Examples
    --------
    >>> field = Field(ipywidgets.Text(description="Reading"), float)
    >>> field.widget.value = "12"
    >>> field.read(), field.is_wrong
    (12.0, False)
    """

    def __init__(self, widget: Any, read: Callable[[Any], Any], *classes: str) -> None:
        self.widget = widget
        self._read = read
        self._first = widget.value
        self._wrong = Message("stretch-field-wrong")
        super().__init__([widget, self._wrong])
        classed(self, "stretch-field", *classes)

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than in the beginning."""
        return bool(self.widget.value != self._first)

    @property
    def is_wrong(self) -> bool:
        """Whether the last answer that was read could not be one."""
        return bool(self._wrong.value)

    def read(self) -> Any:
        """What the answer means; None where it cannot be one, and then it says why."""
        self._wrong.clear()
        try:
            return self._read(self.widget.value)
        except ValueError as error:
            self._wrong.warn(str(error))
            return None

    def warn(self, words: str) -> None:
        """Say underneath what is wrong about the answer, and the cure."""
        self._wrong.warn(words)

    def clear(self) -> None:
        """Go back to what it said in the beginning."""
        self._wrong.clear()
        self.widget.value = self._first


class Fields(ipywidgets.VBox):
    """
    Fields by name, that are read together; what cannot be is said beside each field.

    Examples
    --------
    >>> form = Fields(cm=Field(ipywidgets.Text(), float), note=Field(ipywidgets.Text(), str))
    >>> form["cm"].widget.value = "far"
    >>> form.changes() is None, form["cm"].is_wrong
    (True, True)
    >>> form["cm"].widget.value = "12"
    >>> form.changes()
    {'cm': 12.0}
    """

    def __init__(self, **fields: Field) -> None:
        self._fields = fields
        super().__init__(list(fields.values()))
        classed(self, "stretch-fields")

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def answers(self) -> dict[str, Any] | None:
        """Every answer by name; None when any of them cannot be."""
        return self._read(list(self._fields))

    def changes(self) -> dict[str, Any] | None:
        """Those answers that are not as they were in the beginning; None when any cannot be."""
        return self._read([name for name, field in self._fields.items() if field.is_changed])

    def focus_wrong(self) -> None:
        """Let the first answer that cannot be take the focus, and so come into view."""
        for field in self._fields.values():
            if field.is_wrong:
                field.widget.focus()
                return

    def clear(self) -> None:
        """Go back to the beginning, in every field."""
        for field in self._fields.values():
            field.clear()

    def _read(self, names: Sequence[str]) -> dict[str, Any] | None:
        read = {name: self._fields[name].read() for name in names}
        return None if any(self._fields[name].is_wrong for name in names) else read


def row(*buttons: ipywidgets.Button) -> ipywidgets.HBox:
    """Buttons side by side, as far as there is room."""
    return classed(ipywidgets.HBox(buttons), "stretch-buttons")


def choice(question: str, options: Sequence[tuple[str, Any]], value: Any, name: str) -> Field:
    """Ask for one of a few answers; where None is not among them, it is no answer."""
    return chosen(Choice(question, options, "stretch-words", value=value), name, options)


def chosen(asked: Any, name: str, options: Sequence[tuple[str, Any]]) -> Field:
    """Put a widget that asks for a choice into a field; None is one where it is among `options`."""
    may_be_none = None in dict(options).values()
    return Field(asked, _as_it_is if may_be_none else _chosen, f"stretch-field-{name}")


def text(question: str, value: str, read: Callable[[str], Any], name: str) -> Field:
    """Ask for a few words, or a number."""
    asked = ipywidgets.Text(description=question, value=value, continuous_update=False)
    return Field(asked, read, f"stretch-field-{name}")


def number(
    question: str, value: str, name: str, least: float, most: float, *, is_whole: bool = False
) -> Field:
    """Ask for a number; one that cannot be is said, and never changed into another."""
    asked = ipywidgets.Text(description=question, value=value, continuous_update=False)

    def read(typed: str) -> float:
        return number_in(typed, least, most, is_whole=is_whole)

    return Field(asked, read, f"stretch-field-{name}", "stretch-field-number")


def as_number(typed: str) -> float | None:
    """
    The number that was typed, as people write one: with a point or a comma; None where it is none.

    Examples
    --------
    >>> as_number(" 12,5 "), as_number(".5"), as_number("1e3")
    (12.5, 0.5, None)
    """
    text = typed.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def number_in(typed: str, least: float, most: float, *, is_whole: bool = False) -> float:
    """
    The number that was typed, with a point or a comma.

    Raises
    ------
    ValueError
        When it is none, or not one from `least` to `most`, with the cure.

    Examples
    --------
    >>> number_in("7,5", 0.5, 600)
    7.5
    >>> number_in("9000", 0.5, 600)
    Traceback (most recent call last):
    ...
    ValueError: 9000 is too much. It is from 0.5 to 600.
    """
    text, value = typed.strip(), as_number(typed)
    if value is None:
        msg = (
            f"{in_short(text)} is not a number. Write one in figures."
            if text
            else "Write a number."
        )
        raise ValueError(msg)
    if not least <= value <= most:
        much = "much" if value > most else "little"
        msg = f"{in_short(text)} is too {much}. It is from {least:g} to {most:g}."
        raise ValueError(msg)
    if is_whole and value != int(value):
        msg = f"{in_short(text)} is not a whole number. Leave out what stands after the point."
        raise ValueError(msg)
    return int(value) if is_whole else value


def _as_it_is(value: Any) -> Any:
    return value


def _chosen(value: Any) -> Any:
    if value is None:
        msg = "Choose one of these."
        raise ValueError(msg)
    return value
