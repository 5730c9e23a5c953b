"""The part of the builder that keeps a routine, opens one, and passes one on."""

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from stretchlib._files import LARGEST_BYTES
from stretchlib.catalog import load
from stretchlib.errors import CatalogError
from stretchlib.forms import Message, button, classed, prose, shown_when_it_fails
from stretchlib.own import read_routine, routine_toml, save_routine
from stretchlib.own.folder import NameTaken, slug_for
from stretchlib.routine import Routine, routine

if TYPE_CHECKING:
    from stretchlib.builder.form import Builder


class Keeping(ipywidgets.VBox):
    """A title and a button to save; a list and a button to open; a file from somebody else."""

    def __init__(self, builder: "Builder", message: Message) -> None:
        self._builder = builder
        self._message = message
        self._warned_of: tuple[str, Routine] | None = None
        guarded = shown_when_it_fails(message)
        # Sent whole when it is left: while the kernel is busy, a click may overtake single letters.
        title = ipywidgets.Text(description="Title", continuous_update=False)
        self._title = classed(title, "stretch-builder-title")
        self._list = classed(ipywidgets.Dropdown(description="Routine"), "stretch-builder-list")
        self._file = classed(
            ipywidgets.FileUpload(accept=".toml", description="Open a file", icon=""),
            "stretch-button",
        )
        self._file.observe(lambda _: guarded(self._open_file)(), names=["value"])
        self._shared = prose("")
        self._refresh()
        save = button("Save", guarded(self._save), "stretch-main", "stretch-builder-save")
        open_ = button("Open", guarded(self._open), "stretch-builder-open")
        super().__init__(
            [
                classed(ipywidgets.HBox([self._title, save]), "stretch-buttons"),
                classed(ipywidgets.HBox([self._list, open_, self._file]), "stretch-buttons"),
                self._shared,
            ]
        )

    @property
    def title(self) -> str:
        """What the routine is called."""
        return str(self._title.value).strip() or "My routine"

    @title.setter
    def title(self, title: str) -> None:
        self._title.value = title

    def _refresh(self) -> None:
        found = load()
        options = [
            (f"{file.title} ({found.origin(f'routine {slug}').partition(',')[0]})", slug)
            for slug, file in found.routines.items()
        ]
        self._list.options = sorted(options, key=lambda option: option[0].endswith("(shipped)"))
        self._list.index = 0

    def _save(self) -> None:
        made, slug = self._builder.routine, slug_for(self.title)
        # Only what was warned of may be replaced, and only by what was on the screen then.
        may_replace = self._warned_of == (slug, made)
        is_shipped = slug in load().routines and load().origin(f"routine {slug}") == "shipped"
        if is_shipped and not may_replace:
            self._warned_of = slug, made
            self._message.warn(
                f"{slug} is shipped with the workbook. Choose another title, or press Save again "
                "and yours stands in its place."
            )
            return
        try:
            where = save_routine(made, slug, replace=may_replace)
        except NameTaken:
            self._warned_of = slug, made
            self._message.warn(
                f"There is a routine {slug} already, and it is as it was. Choose another title, or "
                "press Save again to replace it, with any summary, sources or comments in its file."
            )
            return
        self._warned_of = None
        self._refresh()
        self._message.say(f'Saved in {where}. st.routine("{slug}") gives it back.')
        self._share(made, slug)

    def _share(self, made: Routine, slug: str) -> None:
        """Offer a copy to pass on, and say which other files belong to it."""
        content = b64encode(routine_toml(made, slug).encode()).decode()
        found = load()
        slugs = dict.fromkeys(step.stretch.slug for step in made.steps)
        own = [one for one in slugs if found.origin(f"stretch {one}") != "shipped"]
        needs = f" With it go the stretches of your own: {', '.join(own)}." if own else ""
        self._shared.value = (
            f'<p>To share it: <a download="{escape(slug)}.toml" '
            f'href="data:application/toml;base64,{content}">download {escape(slug)}.toml</a> and '
            f"pass it on.{escape(needs)}</p>"
        )

    def _open(self) -> None:
        self._message.clear()
        if self._list.value:
            self._builder.show(routine(self._list.value))

    def _open_file(self) -> None:
        files = self._file.value
        if not files:
            return
        # Emptied, so that the same file can be opened once more; that calls this once more, too.
        self._file.value = ()
        self._message.clear()
        for file in files:
            self._read(file)

    def _read(self, file: Any) -> None:
        content, name = bytes(file["content"]), str(file["name"])
        if len(content) > LARGEST_BYTES:
            msg = f"{name} is too large to be a routine. Is it the right file?"
            raise CatalogError(msg)
        try:
            written = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            msg = f"{name}: not a text file in UTF-8. Save it again as UTF-8."
            raise CatalogError(msg) from error
        self._builder.show(read_routine(written, name))
        self._message.say(f"Opened {name}. Save keeps it.")
