"""One entry, open: what it says, a form to correct it, and its history."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from stretchlib import _html, text
from stretchlib.log import Log
from stretchlib.log.entry import Entry
from stretchlib.ui.fields import MARKED, Heading, row
from stretchlib.ui.kit import Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.log_browser import entry_forms, entry_text
from stretchlib.ui.log_browser.entries import at_as_typed, history_of, name_of

DONE = "Corrected. What it said before is in its history."
MOVED = " What was answered with it moved along."


class OpenedEntry(ipywidgets.VBox):
    """
    An entry with all that can be done to it, and who replaced whom.

    Parameters
    ----------
    log : Log
        Where it is.
    id_ : str
        The id of any of its rows.
    on_back : callable
        Called to go back to the list.
    """

    def __init__(self, log: Log, id_: str, on_back: Callable[[], None]) -> None:
        self._log = log
        self._message = Message("stretch-log-entry-message")
        self._guarded = shown_when_it_fails(self._message)
        self._back = button("Back to the list", on_back, "stretch-log-back")
        super().__init__()
        classed(self, "stretch-log-entry")
        self._show(log.entry(id_))

    def _show(self, entry: Entry) -> None:
        """Show the entry as it is now; a change makes it anew, and the focus begins at its head."""
        self._entry = entry
        self._form = entry_forms.correction(entry)
        heading = Heading(words=name_of(entry), takes_focus=True)
        body = self._brought_back() if entry.is_hidden else self._corrected()
        self.children = [heading, *body, self._message, prose(_history(entry))]

    def _corrected(self) -> list[Any]:
        buttons = [
            self._button("Save the correction", self._correct, "stretch-main", "stretch-log-save"),
            self._button("Hide this entry", self._hide, "stretch-log-hide"),
        ]
        if self._entry.was_changed:
            buttons.append(self._button("Undo the last change", self._undo, "stretch-log-undo"))
        return [prose(self._facts()), self._form, row(*buttons, self._back)]

    def _brought_back(self) -> list[Any]:
        with_it = ", and what belongs to it," if self._entry.kind == "sessions" else ""
        notice = (
            f"<p>It{with_it} is hidden: no table and no picture counts it. Nothing is lost.</p>"
        )
        bring = self._button("Bring it back", self._undo, "stretch-main", "stretch-log-undo")
        return [prose(notice), row(bring, self._back)]

    def _button(self, name: str, act: Callable[[], None], *classes: str) -> ipywidgets.Button:
        return button(name, self._guarded(act), *classes)

    def _facts(self) -> str:
        if self._entry.kind == "screenings":
            return (
                f"<p><b>{escape(entry_text.summary('screenings', self._entry.row))}</b></p>"
                "<p>A day that is wrong can be put right here. While it is hidden it decides "
                "nothing, and what you answered before it counts again. To answer again, press "
                "“Something is new” before you practise.</p>"
            )
        if self._entry.kind != "sessions":
            return "<p>Change what is wrong. The earlier version is kept below.</p>"
        sessions = self._log.sessions()
        (row,) = sessions[sessions["id"] == self._entry.id].to_dict("records")
        steps = self._log.phases()
        hurt = steps[(steps["session_id"] == self._entry.id) & (steps["outcome"] == "hurt")]
        items = _html.items(entry_text.hurt(step) for step in hurt.to_dict("records"))
        return f"<p>Practised: {entry_text.practised(row)}.</p>" + (
            f"<p>It hurt:</p>{items}" * bool(items)
        )

    def _correct(self) -> None:
        self._message.clear()
        changes = self._form.changes()
        if changes is None:
            self._message.warn(f"Not saved yet. {MARKED}")
            return
        if "at" in changes:
            changes["at"] = at_as_typed(changes["at"], self._entry.at)
        if not changes:
            self._message.warn("Nothing is changed yet, so there is nothing to save.")
            return
        number = self._log.belonging(self._entry.id) if self._entry.kind == "sessions" else 0
        if "at" in changes and number:
            self._ask(changes, number)
            return
        self._log.correct(self._entry.id, **changes)
        self._anew(DONE)

    def _ask(self, changes: dict[str, Any], number: int) -> None:
        """Ask whether what was answered with a session moves along with it."""

        def correct(*, along: bool) -> None:
            self._log.correct(self._entry.id, along=along, **changes)
            self._anew(f"{DONE}{MOVED * along}")

        move = self._button(
            "Move along", lambda: correct(along=True), "stretch-main", "stretch-log-along"
        )
        stay = self._button("Leave them", lambda: correct(along=False), "stretch-log-stay")
        back = self._button("Do not correct", self._again, "stretch-log-not")
        self.children = [
            Heading(words=f"It was {text.moment(changes['at'])}?", takes_focus=True),
            prose(
                f"<p>With this session go {text.count(number, 'answer')}: ratings or readings. "
                "Move along keeps each as far from the beginning of the session as it was. Leave "
                "them, and they stay on the day they are on now.</p>"
            ),
            row(move, stay, back),
            self._message,
        ]

    def _again(self) -> None:
        self._anew("Nothing is changed.")

    def _hide(self) -> None:
        self._log.hide(self._entry.id)
        self._anew("Hidden. You can bring it back, here or from the list of what is hidden.")

    def _undo(self) -> None:
        self._log.undo(self._entry.id)
        self._anew("The last change is taken back.")

    def _anew(self, done: str) -> None:
        self._show(self._log.entry(self._entry.id))
        self._message.say(done)


def _history(entry: Entry) -> str:
    """Every version of an entry: when it was written, in place of which, and what it said."""
    versions = "".join(
        f"<li><b>{version['change'].capitalize()}</b> {entry_text.here(version['written_utc'])}"
        f"{f', in place of {number - 1}' if number > 1 else ''}. It said: "
        f"{text.short_moment(version['at'])}, {escape(version['said'])}</li>"
        for number, version in enumerate(history_of(entry).to_dict("records"), start=1)
    )
    return f"<h4>History</h4><ol>{versions}</ol>"
