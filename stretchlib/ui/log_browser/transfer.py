"""The page to take everything out as files, and to bring files in after a look at them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import ipywidgets

from stretchlib import private_files, text
from stretchlib._html import breakable
from stretchlib.exchange import export, export_fhir, preview_import
from stretchlib.exchange.preview import Preview
from stretchlib.log import Log
from stretchlib.ui import fields
from stretchlib.ui.fields import Field, Heading
from stretchlib.ui.kit import Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.log_browser import page_parts
from stretchlib.ui.uploads import FileChooser, download_of, kept_for_a_while

AS: Final = {
    "For you": (export, ".zip"),
    "For a clinic (FHIR)": (export_fhir, ".fhir.json"),
}
"""What can be written, by whom, and how its name ends."""
MIME_TYPE: Final = "application/octet-stream"
IMPORT_SUFFIXES = (".zip", ".jsonl", ".csv", ".xml")
"""Files that are offered to be brought in."""
IN = """
<h4>Bring something in</h4>
<p>An export of this workbook, or the <code>export.zip</code> of Apple Health. You see first what
is new, what you have already and what is in conflict.</p>
"""


class Carry(ipywidgets.VBox):
    """Two forms: one writes an export, the other looks into a file and brings in what is new."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._written: str | None = None
        self._as = fields.choice(
            "For whom?", [(label, label) for label in AS], next(iter(AS)), "as"
        )
        self._to = fields.text("Write to", "", page_parts.path, "export")
        self._from = Field(
            ipywidgets.Combobox(
                description="Bring in", ensure_option=False, continuous_update=False
            ),
            page_parts.path,
            "stretch-field-import",
        )
        self._exported = Message("stretch-log-exported")
        self._imported = Message("stretch-log-imported")
        guarded = shown_when_it_fails(self._exported)
        self._as.widget.observe(lambda _: guarded(self._offer)(), names=["value"])
        out = guarded(self._export)
        look = shown_when_it_fails(self._imported)(self._look)
        self._preview = ipywidgets.VBox()
        self._link = prose("", "stretch-log-download")
        chooser = FileChooser(
            "Choose a file",
            ",".join(IMPORT_SUFFIXES),
            lambda *file: shown_when_it_fails(self._imported)(lambda: self._look_into(*file))(),
            "Type below where it is, instead.",
        )
        super().__init__(
            [
                prose(_how_out()),
                self._as,
                self._to,
                fields.row(button("Write the files", out, "stretch-main", "stretch-log-export")),
                self._exported,
                self._link,
                prose(IN),
                chooser,
                prose("<p>Or, of a large one, type where it is:</p>"),
                self._from,
                fields.row(button("Look into it", look, "stretch-main", "stretch-log-look")),
                self._imported,
                self._preview,
            ]
        )

    def refresh(self) -> None:
        """Offer a name that is new, and the files that are beside the notebook."""
        if self._to.widget.value in ("", self._written):
            self._offer()
        self._list_files()

    def _list_files(self) -> None:
        files = sorted(file for file in Path().iterdir() if file.suffix.lower() in IMPORT_SUFFIXES)
        self._from.widget.options = [file.name for file in files]

    def _offer(self) -> None:
        today = f"{datetime.now().astimezone():%Y-%m-%d}"
        _, ending = AS[self._as.read()]
        self._to.widget.value = page_parts.new_name(f"stretching-{today}", ending)

    def _export(self) -> None:
        self._exported.clear()
        self._link.value = ""
        # What was written has its name to itself: the next press writes another file.
        if self._to.widget.value == self._written:
            self._offer()
        where = self._to.read()
        if where is None:
            return
        self._exported.say("Writing. A long log takes a while.")
        write, _ = AS[self._as.read()]
        written = write(self._log, where).absolute()
        self._exported.say(f"Written, and {private_files.WHO_READS}: {written}")
        self._link.value = download_of(written, MIME_TYPE)
        self._written = self._to.widget.value
        self._list_files()

    def _look(self) -> None:
        self._imported.clear()
        self._preview.children = ()
        path = self._from.read()
        if path is None:
            return
        self._imported.say("Reading. A large file takes a while.")
        preview = preview_import(self._log, path)
        self._imported.clear()
        self._preview.children = [ImportPreview(preview, path, self._close)]

    def _look_into(self, name: str, content: bytes) -> None:
        """Look into what the browser brought; the file itself is not kept."""
        self._imported.clear()
        self._preview.children = ()
        with kept_for_a_while(name, content) as file:
            preview = preview_import(self._log, file)
        self._preview.children = [ImportPreview(preview, file, self._close)]

    def _close(self, done: str) -> None:
        self._preview.children = ()
        self._imported.say(done)


class ImportPreview(ipywidgets.VBox):
    """
    What a file would bring: nothing is written until a person says so.

    Parameters
    ----------
    preview : Preview
        From `preview_import`.
    path : Path
        What was looked into.
    on_done : callable
        Called with a sentence when it is brought in or left.
    """

    def __init__(self, preview: Preview, path: Path, on_done: Callable[[str], None]) -> None:
        self._preview = preview
        self._on_done = on_done
        self._message = Message("stretch-log-message")
        guarded = shown_when_it_fails(self._message)
        number = int(preview.counts["new"].sum())
        leave = button("Leave it", guarded(self._leave), "stretch-log-leave")
        buttons = [leave]
        if number:
            bring = button(
                f"Bring in {text.count(number, 'row')}",
                guarded(self._bring),
                "stretch-main",
                "stretch-log-bring",
            )
            buttons = [bring, leave]
        super().__init__(
            [
                Heading(words=f"What {path.name} would bring", takes_focus=True),
                prose(_preview_html(preview)),
                fields.row(*buttons),
                self._message,
            ]
        )
        classed(self, "stretch-log-preview")

    def _bring(self) -> None:
        written = self._preview.apply()
        self._on_done(repr(written))

    def _leave(self) -> None:
        self._on_done("Left as it was. Nothing was written.")


def _preview_html(preview: Preview) -> str:
    counts = preview.counts
    if counts.empty:
        return f"<p>There is nothing in it to bring in.</p>{preview.tables()}"
    if counts["new"].sum():
        lead = "New rows are added; those that you have are left alone. Nothing is written yet."
    else:
        lead = "You have all of it already, or another version of it. There is nothing to bring in."
    return f"<p>{lead}</p>{preview.tables()}"


def _how_out() -> str:
    here = f"<code>{breakable(str(Path().absolute()))}</code>"
    return f"""
<h4>Take everything out</h4>
<p>For you: tables for any spreadsheet, with a list of what each column means, and one file that has
every row, to bring back in here or elsewhere. A name that ends in <code>.zip</code> makes one file,
any other a folder. For a clinic: sessions, ratings and measurements as its records take them in,
with your notes, and without your name. Unless you name another place it is put beside this
notebook, in {here}.</p>
"""
