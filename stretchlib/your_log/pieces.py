"""The pieces of the pages: a heading that takes the focus, a field, and a form made of fields."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from stretchlib.forms import Choice, Message, classed

_HERE = Path(__file__).parent


class Heading(anywidget.AnyWidget):
    """A heading; with `takes_focus`, whoever types or listens goes on there."""

    _esm = _HERE / "heading.js"

    words = traitlets.Unicode().tag(sync=True)
    level = traitlets.Unicode("h4").tag(sync=True)
    takes_focus = traitlets.Bool(False).tag(sync=True)


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


def when(at: datetime | None = None) -> Field:
    """Ask for a local day and time, neither of them still to come."""
    shown = at and at.replace(second=0, microsecond=0, tzinfo=None)
    return Field(
        classed(
            ipywidgets.NaiveDatetimePicker(value=shown, description="Day and time"), "stretch-when"
        ),
        _past,
        "stretch-field-at",
    )


def choice(question: str, options: Sequence[tuple[str, Any]], value: Any, name: str) -> Field:
    """Ask for one of a few answers; where None is not among them, it is no answer."""
    return chosen(Choice(question, options, "stretch-words", value=value), name, options)


def chosen(asked: Any, name: str, options: Sequence[tuple[str, Any]]) -> Field:
    """Put a widget that asks for a choice into a field; None is one where it is among `options`."""
    may_be_none = None in dict(options).values()
    return Field(asked, _as_it_is if may_be_none else _chosen, f"stretch-field-{name}")


def text(question: str, value: str, read: Callable[[str], Any], name: str) -> Field:
    """Ask for a few words, or a number."""
    asked = ipywidgets.Text(description=question, value=value)
    return Field(asked, read, f"stretch-field-{name}")


def path(typed: str) -> Path:
    """Read the name of a file or a folder as it was typed."""
    if not typed.strip():
        msg = "Name a file or a folder, such as my-log.zip."
        raise ValueError(msg)
    return Path(typed.strip()).expanduser()


def new_name(stem: str, ending: str) -> str:
    """Name a file that is not there yet."""
    later = (f"{stem}-{number}{ending}" for number in count(2))
    return next(name for name in chain([f"{stem}{ending}"], later) if not Path(name).exists())


def note(value: str = "") -> Field:
    """Ask for anything worth remembering."""
    asked = ipywidgets.Textarea(description="Note", value=value)
    return Field(asked, str, "stretch-field-note")


def _past(value: datetime | None) -> datetime:
    if value is None:
        msg = "Give a day and a time: both are needed."
        raise ValueError(msg)
    if value.astimezone() > datetime.now().astimezone():
        msg = f"{value.day} {value:%B %Y, %H:%M} is still to come. Give a moment that has been."
        raise ValueError(msg)
    return value


def _as_it_is(value: Any) -> Any:
    return value


def _chosen(value: Any) -> Any:
    if value is None:
        msg = "Choose one of these."
        raise ValueError(msg)
    return value
