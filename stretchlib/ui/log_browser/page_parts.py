"""The pieces of the pages: what is asked on more than one of them."""

from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path

import ipywidgets

from stretchlib import text
from stretchlib._paths import typed_path
from stretchlib.errors import ExchangeError
from stretchlib.log.instants import what_is_wrong_with
from stretchlib.ui.fields import Field, MomentPicker
from stretchlib.ui.kit import classed


def when(at: datetime | None = None) -> Field:
    """Ask for a local day and time, neither of them still to come."""
    shown = at and at.replace(second=0, microsecond=0, tzinfo=None)
    return Field(
        classed(MomentPicker(value=shown, description="Day and time"), "stretch-when"),
        _past,
        "stretch-field-at",
    )


def path(typed: str) -> Path:
    """Read the name of a file or a folder as it was typed."""
    if not typed.strip():
        msg = "Name a file or a folder, such as my-log.zip."
        raise ValueError(msg)
    return typed_path(typed.strip(), ExchangeError)


def new_name(stem: str, ending: str) -> str:
    """Name a file that is not there yet."""
    later = (f"{stem}-{number}{ending}" for number in count(2))
    return next(name for name in chain([f"{stem}{ending}"], later) if not Path(name).exists())


def note(value: str = "") -> Field:
    """Ask for anything worth remembering."""
    asked = ipywidgets.Textarea(description="Note", value=value, continuous_update=False)
    return Field(asked, str, "stretch-field-note")


def _past(value: datetime | None) -> datetime:
    if value is None:
        msg = "Give a day and a time: both are needed."
        raise ValueError(msg)
    if problem := what_is_wrong_with(value, timedelta(0)):
        msg = f"{text.long_day(value)}, {value:%H:%M} {problem}"
        raise ValueError(msg)
    return value
