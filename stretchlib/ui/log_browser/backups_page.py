"""The page of the backups: which there are, and how to go on from one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd

from stretchlib import text
from stretchlib._html import breakable
from stretchlib.log import Log, open_log
from stretchlib.log.backups import set_aside
from stretchlib.ui.fields import Heading, row
from stretchlib.ui.kit import Message, button, prose, shown_when_it_fails
from stretchlib.ui.log_browser import entry_text
from stretchlib.ui.log_browser.paged_table import PagedTable

LEAD = """
<p>The log is checked and copied on each day that it is opened, and when there is something new. The
last seven days are kept, and the first of each month for a year. Copies that were replaced are
listed as well. Open one to go on from it.</p>
"""
KIND_WORDS = {"of a day": "Daily copy"}
"""A kind that does not say by itself what it is of."""
HEADS = ["Made", "Sessions", "Last day", "What", "Size"]


class Backups(ipywidgets.VBox):
    """
    The backups in a table, newest first; or one of them, to go on from.

    Parameters
    ----------
    log : Log
        Whose backups they are.
    on_restored : callable
        Called when the log says something else than before.
    """

    def __init__(self, log: Log, on_restored: Callable[[], None]) -> None:
        self._log = log
        self._on_restored = on_restored
        self._message = Message("stretch-log-message")
        self._guarded = shown_when_it_fails(self._message)
        self._table = PagedTable(lambda file: self._guarded(lambda: self._open(file))())
        self._list = ipywidgets.VBox([prose(LEAD), self._table])
        super().__init__([self._list, self._message])

    def refresh(self) -> None:
        """Look again which there are."""
        self._message.clear()
        self.children = [self._list, self._message]
        self._list.layout.display = None
        frame = self._log.backups().iloc[::-1].rename(columns={"file": "id"})
        self._table.show(frame, "Backups, newest first", HEADS, _cells)
        if frame.empty:
            self._message.tell("There is no backup yet. A log that is a file is copied once a day.")

    def _open(self, file: str) -> None:
        self._list.layout.display = "none"
        asked = GoOn(self._log, Path(file), self._guarded(self._back), self._went_on)
        self.children = [self._list, asked, self._message]

    def _back(self) -> None:
        self.refresh()
        self._table.close_row()

    def _went_on(self, file: Path, aside: str) -> None:
        self._on_restored()
        self._back()
        self._message.say(
            f"The log goes on from {file.name}. What was there is set aside as {aside}, "
            "in the list too, to go back to."
        )


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
        Called to go back, and with the backup when the log goes on from it, and the name of the
        file that was set aside.
    """

    def __init__(
        self,
        log: Log,
        backup: Path,
        on_back: Callable[[], None],
        on_done: Callable[[Path, str], None],
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
                prose(_compared(log, backup)),
                prose(
                    f"<p>The log will say what it said then. What it says now is not lost: it "
                    f"is set aside in {breakable(str(Path(log.where).parent))}. Other notebooks "
                    "that have the log open go on with the backup, too.</p>"
                ),
                row(go_on, back),
                self._message,
            ]
        )

    def _go_on(self) -> None:
        file = Path(self._log.where)
        earlier = set_aside(file)
        open_log(file, restore=self._backup)
        asides = [aside.name for aside in set_aside(file) if aside not in earlier]
        self._on_done(self._backup, asides[-1] if asides else "nothing")


def _cells(row: Any) -> list[str]:
    count, day = row.sessions, row.last_day
    return [
        entry_text.here(row.made_utc),
        "unknown" if pd.isna(count) else str(count),
        "" if pd.isna(day) else text.weekday(day),
        KIND_WORDS.get(row.kind, row.kind.capitalize()),
        text.size(row.bytes),
    ]


def _compared(log: Log, backup: Path) -> str:
    """What the backup has, beside what the log has now."""
    frame = log.backups().set_index("file")
    then = frame.loc[str(backup)]
    sessions = log.sessions()
    now = _has(len(sessions), sessions["day"].max())
    return (
        f"<p>It has {_has(then['sessions'], then['last_day'])}. The log has {now} now.</p>"
        f"<p>In <code>{breakable(str(backup))}</code>, {text.size(backup.stat().st_size)}.</p>"
    )


def _has(count: Any, day: Any) -> str:
    if pd.isna(count):
        return "an unknown number of sessions"
    last = "" if pd.isna(day) else f", the last on {text.weekday(day)}"
    return f"{text.count(int(count), 'session')}{last}"
