"""The page that deletes everything: it asks twice, and names all that goes."""

import os
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Final

import anywidget
import ipywidgets
import traitlets

from stretchlib import text
from stretchlib._html import breakable
from stretchlib.log import Log, exports
from stretchlib.log.backups import everything_of
from stretchlib.log.traces import clear, open_notebook, traces
from stretchlib.ui import fields
from stretchlib.ui.fields import Heading
from stretchlib.ui.kit import Message, button, prose, shown_when_it_fails

WORD: Final = "delete"
"""What has to be typed the second time."""


class InBrowser(anywidget.AnyWidget):
    """What players have left in this browser, of practices that were not saved."""

    _esm = Path(__file__).parent / "delete_page.js"

    user = traitlets.Unicode().tag(sync=True)
    """Whose they are, on a server with many people."""
    clears = traitlets.Bool(False).tag(sync=True)
    """Set it to delete them, and what a person chose in the player."""
    cleared = traitlets.Bool(False).tag(sync=True)
    """From the browser: they are deleted."""


class DeleteEverything(ipywidgets.VBox):
    """
    Deletes a log with all that belongs to it, after asking twice.

    Parameters
    ----------
    log : Log
        Nothing can be written into it afterwards.
    on_deleted : callable
        Called when everything is deleted.
    """

    def __init__(self, log: Log, on_deleted: Callable[[], None]) -> None:
        self._log = log
        self._on_deleted = on_deleted
        self._message = Message("stretch-log-deleted")
        self._guarded = shown_when_it_fails(self._message)
        # Set by JupyterHub; the player names its journals by it, too.
        self._in_browser = InBrowser(user=os.environ.get("JUPYTERHUB_USER", ""))
        self._in_browser.observe(lambda _: self._guarded(self._tell_cleared)(), names=["cleared"])
        self._word = fields.text(f"Type {WORD}", "", _the_word, "delete")
        super().__init__()

    def refresh(self) -> None:
        """Begin at the first question, and name what there is now."""
        self._message.clear()
        self._word.clear()
        file = self._log.file
        if file is None:
            notice = f"<p>{escape(self._log.where)} is not a file. Ask those who run it.</p>"
            self.children = [prose(notice)]
            return
        ask = button("Delete everything", self._guarded(self._ask), "stretch-log-delete")
        self.children = [
            prose(_what_goes(file)),
            prose(_what_stays()),
            fields.row(ask),
            self._message,
            self._in_browser,
        ]

    def _ask(self) -> None:
        delete = self._guarded(self._delete)
        self.children = [
            Heading(words="Are you sure? Nothing brings it back.", takes_focus=True),
            prose(_what_goes(Path(self._log.where))),
            self._word,
            fields.row(
                button("Keep everything", self._guarded(self.refresh), "stretch-log-keep"),
                button("Delete", delete, "stretch-danger", "stretch-log-delete-now"),
            ),
            self._message,
            self._in_browser,
        ]

    def _delete(self) -> None:
        if self._word.read() is None:
            return
        file = Path(self._log.where)
        deleted = self._log.delete_everything(confirm=f"delete {file.name} for good")
        self._in_browser.clears = True
        self.children = [
            Heading(words="Everything is deleted", takes_focus=True),
            prose(f"{_listed(deleted)}<p>A new log begins when you run the notebook again.</p>"),
            prose(_what_stays()),
            *self._offer_to_clear(),
            self._message,
            self._in_browser,
        ]
        self._on_deleted()

    def _offer_to_clear(self) -> list[ipywidgets.Widget]:
        """What of the files of Jupyter can be cleared from here; nothing where there are none."""
        is_open = open_notebook()
        found = [path for path in traces() if path != is_open]
        notebooks = [path for path in found if path.suffix == ".ipynb"]
        typed = [path for path in found if path not in notebooks]
        buttons = []
        if notebooks:
            clear_them = self._guarded(lambda: self._clear(notebooks))
            label = "Clear what these notebooks show"
            buttons.append(button(label, clear_them, "stretch-log-clear-shown"))
        if written := [path for path in exports.exports() if path.is_file()]:
            delete_them = self._guarded(lambda: self._delete_exports(written))
            label = "Delete these exports and reports"
            buttons.append(button(label, delete_them, "stretch-danger", "stretch-log-exports"))
        if typed:
            forget = self._guarded(lambda: self._clear(typed))
            label = "Forget all that was typed in Python"
            buttons.append(button(label, forget, "stretch-log-forget-typed"))
        return [prose(OFFER), fields.row(*buttons)] if buttons else []

    def _clear(self, paths: list[Path]) -> None:
        failed = clear(paths)
        if failed:
            failures = "; ".join(f"{path}: {why}" for path, why in failed.items())
            self._message.warn(f"Could not be cleared: {failures}. Clear them yourself.")
        else:
            self._message.say(f"Cleared: {', '.join(path.name for path in paths)}.")

    def _delete_exports(self, paths: list[Path]) -> None:
        failed = exports.delete(paths)
        if failed:
            failures = "; ".join(f"{path}: {why}" for path, why in failed.items())
            self._message.warn(f"Could not be deleted: {failures}. Delete them yourself.")
        else:
            self._message.say(f"Deleted: {', '.join(path.name for path in paths)}.")

    def _tell_cleared(self) -> None:
        self._message.say("What players had left in this browser is deleted, too.")


def _what_goes(file: Path) -> str:
    files = everything_of(file)
    listed = "".join(
        f"<li><code>{breakable(str(path))}</code> ({text.size(path.stat().st_size)})</li>"
        for path in files
    )
    return (
        "<p>This deletes, for good:</p>"
        f"<ul>{listed}<li>in this browser: practices that are not saved yet, and what you chose in "
        "the player</li></ul>"
    )


STAYS = """
<p>It does not delete what it cannot know of: files that you exported to other folders, pictures
and answers that other notebooks still show (clear their outputs), and what another browser holds.
Your own stretches and routines stay, too.</p>
"""


OFFER: Final = """
<p>The notebooks can be cleared from here: what they show goes, with Jupyter's copies of them; what
is written in their cells stays. Close their tabs first. The one that you are in saves itself again:
clear its outputs yourself. What was typed in Python is forgotten for all of your work, not only
for this.</p>
"""


def _what_stays() -> str:
    """What is not deleted, and by name each file that may repeat what the log says."""
    html = STAYS
    if found := traces():
        html += (
            "<p>These stay as well, and may repeat your notes and answers. Clear their outputs, or "
            f"delete them, once you are done here:</p>{_listed(found)}"
        )
    if written := exports.exports():
        html += f"<p>So do these, which you exported or saved:</p>{_listed(written)}"
    return html


def _listed(paths: Sequence[Path | str]) -> str:
    items = "".join(f"<li><code>{breakable(str(path))}</code></li>" for path in paths)
    return f"<ul>{items}</ul>"


def _the_word(typed: str) -> str:
    if typed.strip().lower() != WORD:
        msg = f"Nothing is deleted. If you mean it, type {WORD}."
        raise ValueError(msg)
    return typed
