"""Your log as one form: look through it, mend it, take it with you, or delete it."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stretchlib import text
from stretchlib._html import breakable
from stretchlib.log import check_log
from stretchlib.ui.kit import Choice, Form, Message, classed, prose, shown_when_it_fails, style
from stretchlib.ui.log_browser.add_page import Add
from stretchlib.ui.log_browser.backups_page import Backups
from stretchlib.ui.log_browser.browse import Look
from stretchlib.ui.log_browser.delete_page import DeleteEverything
from stretchlib.ui.log_browser.reminders_page import Remind
from stretchlib.ui.log_browser.transfer import Carry

if TYPE_CHECKING:
    from stretchlib.log import Log

__all__ = ["LogBrowser"]

PAGE_KEYS = {
    "Look through": "look",
    "Add": "add",
    "Out and in": "carry",
    "Reminders": "remind",
    "Backups": "backups",
    "Delete everything": "delete",
}


class LogBrowser(Form):
    """
    Everything that can be done with a log, without knowing what a database is.

    Look through the entries, narrow them down, open one to correct it, hide it, bring it back and
    see its history; add what was not logged; take all of it out as files, and bring files in after
    a look at them; write reminders for a calendar; go on from a backup; delete everything.

    Parameters
    ----------
    log : Log
        From `st.open_log()`.

    Examples
    --------
    >>> from stretchlib.log import open_log
    >>> LogBrowser(open_log("sqlite://"))
    LogBrowser('sqlite://')
    """

    def __init__(self, log: "Log") -> None:
        self._log = check_log(log)
        self._message = Message("stretch-log-message")
        self._guarded = shown_when_it_fails(self._message)
        self._head = prose("", "stretch-log-head")
        self._choice = Choice(
            "What would you like to do?", list(PAGE_KEYS.items()), "stretch-words", value="look"
        )
        classed(self._choice, "stretch-log-pages")
        self._choice.observe(lambda _: self._guarded(self._show_page)(), names=["value"])
        self._pages: dict[str, Any] = {
            **self._pages_of_the_log(),
            "remind": Remind(),
            "backups": Backups(log, self._begin_anew),
            "delete": DeleteEverything(log, self._end),
        }
        self._fixed = style(Path(__file__).parent / "log_browser.css"), self._head
        super().__init__((), "stretch-log")
        self._guarded(self._show_page)()

    def __repr__(self) -> str:
        return f"LogBrowser({self._log.where!r})"

    def _show_page(self) -> None:
        """Show the page that is chosen, as the log is now."""
        self._message.clear()
        page = self._pages[str(self._choice.value)]
        self.fill(*self._fixed, self._choice, page, self._message)
        self._head.value = _about(self._log)
        page.refresh()

    def _pages_of_the_log(self) -> dict[str, Any]:
        return {"look": Look(self._log), "add": Add(self._log), "carry": Carry(self._log)}

    def _begin_anew(self) -> None:
        """The log says something else now: no page keeps open what may be there no longer."""
        self._pages |= self._pages_of_the_log()
        self._head.value = _about(self._log)

    def _end(self) -> None:
        """Everything is deleted: there is nothing left to look through."""
        self._head.value = "<h3>Your log</h3>"
        self.fill(*self._fixed, self._pages["delete"])


def _about(log: "Log") -> str:
    """Where it is, how big, and who can read it."""
    size = f" ({text.size(log.file.stat().st_size)})" if log.file else ""
    return (
        f"<h3>Your log</h3><p>In <code>{breakable(log.where)}</code>{size}, "
        f"{escape(log.who_reads)}.</p>"
    )
