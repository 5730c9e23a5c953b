"""The page of the backups: which there are, and how to go on from one."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets

from stretchlib.forms import Message, button, prose, shown_when_it_fails
from stretchlib.log import Log, open_log
from stretchlib.your_log import words
from stretchlib.your_log.pieces import Heading, row
from stretchlib.your_log.table import Table

LEAD = """
<p>The log is checked and copied on each day that it is opened. The last seven days are kept, and
the first of each month for a year. Open one to go on from it.</p>
"""


class Backups(ipywidgets.VBox):
    """The backups in a table, newest first; or one of them, to go on from."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._message = Message("stretch-log-message")
        self._guarded = shown_when_it_fails(self._message)
        self._table = Table(lambda file: self._guarded(lambda: self._open(file))())
        self._list = ipywidgets.VBox([prose(LEAD), self._table])
        super().__init__([self._list, self._message])

    def refresh(self) -> None:
        """Look again which there are."""
        self._message.clear()
        frame = self._log.backups().iloc[::-1].rename(columns={"file": "id"})
        self._table.show(frame, "Backups, newest first", ["Made", "Size", "File"], _cells)
        if frame.empty:
            self._message.say("There is none. A log that is a file is copied once a day.")

    def _open(self, file: str) -> None:
        self._list.layout.display = "none"
        asked = GoOn(self._log, Path(file), self._guarded(self._back), self._went_on)
        self.children = [self._list, asked, self._message]

    def _back(self) -> None:
        self.refresh()
        self.children = [self._list, self._message]
        self._list.layout.display = None
        self._table.close_row()

    def _went_on(self, file: Path) -> None:
        self._back()
        self._message.say(f"The log goes on from {file.name}. What was there is set aside.")


class GoOn(ipywidgets.VBox):
    """
    Says what going on from a backup means, and does it when a person says so.

    Parameters
    ----------
    log : Log
        It goes on with the rows of the backup.
    backup : Path
        One of `log.backups()`.
    on_back, on_done : callable
        Called to go back, and with the backup when the log goes on from it.
    """

    def __init__(
        self, log: Log, backup: Path, on_back: Callable[[], None], on_done: Callable[[Path], None]
    ) -> None:
        self._log = log
        self._backup = backup
        self._on_done = on_done
        self._message = Message("stretch-log-message")
        guarded = shown_when_it_fails(self._message)
        go_on = button("Go on from it", guarded(self._go_on), "stretch-main", "stretch-log-go-on")
        back = button("Back to the list", on_back, "stretch-log-back")
        super().__init__(
            [
                Heading(words=f"Go on from {backup.name}?", takes_focus=True),
                prose(
                    f"<p>The log will say what it said then. What it says now is not lost: its "
                    f"file is set aside in {escape(str(backup.parent.parent))}, untouched. Close "
                    "other notebooks that use the log first.</p>"
                ),
                row(go_on, back),
                self._message,
            ]
        )

    def _go_on(self) -> None:
        open_log(self._log.where, restore=self._backup)
        self._on_done(self._backup)


def _cells(row: Any) -> list[str]:
    return [words.here(row.made_utc), words.size(row.bytes), Path(row.id).name]
