"""The page to look through a log, narrow it down, and open an entry."""

from collections.abc import Sequence
from typing import Any, Final

import ipywidgets

from stretchlib import text
from stretchlib.log import Log
from stretchlib.ui.fields import DayPicker
from stretchlib.ui.kit import Choice, Message, classed, shown_when_it_fails
from stretchlib.ui.log_browser import entry_text
from stretchlib.ui.log_browser.entries import SINGULAR, hidden, narrowed
from stretchlib.ui.log_browser.entry_page import OpenedEntry
from stretchlib.ui.log_browser.paged_table import PagedTable

VIEWS: Final = {
    "Sessions": "sessions",
    "Ratings": "ratings",
    "Measurements": "measurements",
    "Before practising": "screenings",
    "Hidden": "hidden",
}
VIEW_NAMES: Final = {"hidden": "Hidden entries", "screenings": "Answers before practising"}
"""What a view is called that is not called as its table is."""


class Look(ipywidgets.VBox):
    """Every entry in a table, newest first; or one of them, open."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._message = Message("stretch-log-message")
        self._guarded = shown_when_it_fails(self._message)
        self._kind = Choice("Show", list(VIEWS.items()), "stretch-words", value="sessions")
        self._since = DayPicker(description="From")
        self._until = DayPicker(description="To")
        self._text = ipywidgets.Text(description="With the words", continuous_update=False)
        self._table = PagedTable(lambda id_: self._guarded(lambda: self._open(id_))())
        filters = [
            classed(self._since, "stretch-log-since"),
            classed(self._until, "stretch-log-until"),
            classed(self._text, "stretch-log-text"),
        ]
        for asked in (self._kind, *filters):
            asked.observe(lambda _: self._guarded(self._narrow)(), names=["value"])
        self._nothing = Message("stretch-log-nothing")
        self._list = ipywidgets.VBox(
            [
                classed(self._kind, "stretch-log-kind"),
                classed(ipywidgets.HBox(filters), "stretch-log-filters"),
                self._table,
                self._nothing,
            ]
        )
        super().__init__([self._list, self._message])

    def refresh(self) -> None:
        """Read the log again."""
        self._message.clear()
        kind = str(self._kind.value)
        frame = hidden(self._log) if kind == "hidden" else self._log.entries(kind)
        heads, cells = COLUMNS[kind]
        found = narrowed(
            frame,
            cells,
            since=self._since.value,
            until=self._until.value,
            text=str(self._text.value),
        )
        name = VIEW_NAMES.get(kind, kind.capitalize())
        self._table.show(found, f"{name}, newest first", heads, cells)
        self._nothing.clear()
        if found.empty:
            self._nothing.tell(_why_nothing(kind, is_narrowed=not frame.empty))

    def _narrow(self) -> None:
        self._table.page = 0
        self.refresh()

    def _open(self, id_: str) -> None:
        opened = OpenedEntry(self._log, id_, self._guarded(self._back))
        self._list.layout.display = "none"
        self.children = [self._list, opened, self._message]

    def _back(self) -> None:
        self.refresh()
        self.children = [self._list, self._message]
        self._list.layout.display = None
        self._table.close_row()


def _why_nothing(kind: str, *, is_narrowed: bool) -> str:
    if is_narrowed:
        return "Nothing found. Clear a date or a word to see more."
    if kind == "hidden":
        return "Nothing is hidden."
    if kind == "screenings":
        return "Nothing was answered before practising yet."
    return f"There is no {SINGULAR[kind]} yet. What was not logged, you can add."


def _at(row: Any) -> str:
    """When it was; one that is dated later than now says so."""
    at = text.short_moment(row.at)
    return f"{at}, still to come" if row.still_to_come else at


def _session(row: Any) -> Sequence[str]:
    values = row._asdict()
    return [_at(row), row.routine, entry_text.practised(values), entry_text.clipped(row.note)]


def _rating(row: Any) -> Sequence[str]:
    values = row._asdict()
    felt = f"{entry_text.kind(row.kind)}, {entry_text.area_and_side(values)}"
    return [
        _at(row),
        felt,
        entry_text.score(row.score, row.kind),
        entry_text.MOMENT_WORDS[row.moment].capitalize(),
    ]


def _measurement(row: Any) -> Sequence[str]:
    return [
        _at(row),
        entry_text.measure(row._asdict()),
        str(row.trial),
        f"{row.value_cm:g} cm",
        entry_text.clipped(row.note),
    ]


def _screening(row: Any) -> Sequence[str]:
    what, answer = entry_text.answered(row._asdict())
    return [_at(row), what, entry_text.clipped(answer)]


def _hidden(row: Any) -> Sequence[str]:
    return [
        text.short_moment(row.at),
        SINGULAR[row.kind].capitalize(),
        entry_text.clipped(row.said),
    ]


COLUMNS: Final = {
    "sessions": (["When", "Routine", "Practised", "Note"], _session),
    "ratings": (["When", "What", "Answer", "Asked"], _rating),
    "measurements": (["When", "What", "Reading", "Distance", "Note"], _measurement),
    "screenings": (["When", "What", "Answer"], _screening),
    "hidden": (["When", "What", "It said"], _hidden),
}
"""The columns of each view, and how a row fills them."""
