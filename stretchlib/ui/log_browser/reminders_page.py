"""The page that writes reminders for a calendar."""

from datetime import time
from typing import Final

import ipywidgets

from stretchlib.exchange import write_reminders
from stretchlib.exchange.ics import WEEKDAY_KEYS
from stretchlib.ui import fields
from stretchlib.ui.fields import MARKED, Field, Fields
from stretchlib.ui.kit import Message, Several, button, classed, prose, shown_when_it_fails
from stretchlib.ui.log_browser import page_parts
from stretchlib.ui.uploads import download_of

MORNING: Final = time(7, 30)
LEAD: Final = """
<p>A file to open with your calendar, which then reminds you to practise. Open a new file there
and it replaces the old one.</p>
"""


class Remind(ipywidgets.VBox):
    """On which days and at what time: written into a file that every calendar reads."""

    def __init__(self) -> None:
        days = Several("On which days?", [(day[:3].capitalize(), day) for day in WEEKDAY_KEYS])
        at = ipywidgets.TimePicker(value=MORNING, description="At")
        self._fields = Fields(
            days=Field(classed(days, "stretch-words"), _days, "stretch-field-days"),
            at=Field(classed(at, "stretch-when"), _clock, "stretch-field-remind-at"),
            where=fields.text("Write to", "", page_parts.path, "reminders"),
        )
        self._written: str | None = None
        self._message = Message("stretch-log-message")
        self._link = prose("", "stretch-log-download")
        write = shown_when_it_fails(self._message)(self._write)
        super().__init__(
            [
                prose(LEAD),
                self._fields,
                fields.row(button("Write the file", write, "stretch-main", "stretch-log-remind")),
                self._message,
                self._link,
            ]
        )

    def refresh(self) -> None:
        """Offer a name that is new; one that was typed stays."""
        where = self._fields["where"].widget
        if where.value in ("", self._written):
            where.value = page_parts.new_name("practice", ".ics")

    def _write(self) -> None:
        self._message.clear()
        self._link.value = ""
        # What was written has its name to itself: the next press writes another file.
        if self._fields["where"].widget.value == self._written:
            self.refresh()
        answers = self._fields.answers()
        if answers is None:
            self._message.warn(f"Not written yet. {MARKED}")
            return
        written = write_reminders(answers["where"], days=answers["days"], at=answers["at"])
        self._message.say(f"Written: {written.absolute()}. Open it with your calendar.")
        self._link.value = download_of(written, "text/calendar")
        self._written = self._fields["where"].widget.value


def _days(chosen: list[str]) -> list[str]:
    if not chosen:
        msg = "Choose at least one day."
        raise ValueError(msg)
    return chosen


def _clock(at: time | None) -> str:
    if at is None:
        msg = "Give a time of day, such as 07:30."
        raise ValueError(msg)
    return f"{at:%H:%M}"
