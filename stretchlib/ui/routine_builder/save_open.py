"""The part of the builder that keeps a routine, opens one, and passes one on."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Final

import ipywidgets

from stretchlib.catalog.reader import load
from stretchlib.routines import Routine, routine
from stretchlib.ui.fields import Heading, row
from stretchlib.ui.kit import Message, button, classed, prose, shown_when_it_fails
from stretchlib.ui.uploads import FileChooser, download
from stretchlib.user import save_routine
from stretchlib.user.folder import NameTaken, slug_for
from stretchlib.user.sharing import Shared, read_shared, shared_toml

if TYPE_CHECKING:
    from stretchlib.ui.routine_builder.builder import RoutineBuilder


SHIPPED: Final = "built in"
WHOSE: Final = {"shipped": SHIPPED}
"""The origin of a routine, as it is named where one is chosen; any other as it is."""
TOML: Final = "application/toml"
TOO_LARGE: Final = "With its photos it is too large to be passed on from here. Take one out."


class Keeping(ipywidgets.VBox):
    """A title and a button to save; a list and a button to open; a file from somebody else."""

    def __init__(self, builder: "RoutineBuilder", message: Message) -> None:
        self._builder = builder
        self._message = message
        self._warned_of: tuple[str, Routine] | None = None
        guarded = shown_when_it_fails(message)
        # Sent whole when it is left: while the kernel is busy, a click may overtake single letters.
        title = ipywidgets.Text(description="Title", continuous_update=False)
        self._title = classed(title, "stretch-builder-title")
        self._list = classed(ipywidgets.Dropdown(description="Routine"), "stretch-builder-list")
        self._file = FileChooser(
            "Open a file", ".toml", lambda *file: guarded(self._opener(*file))()
        )
        self._offer = classed(ipywidgets.VBox(), "stretch-builder-offer")
        self._shared = prose("")
        self._refresh()
        save = button("Save", guarded(self._save), "stretch-main", "stretch-builder-save")
        open_ = button("Open", guarded(self._open), "stretch-builder-open")
        super().__init__(
            [
                classed(ipywidgets.HBox([self._title, save]), "stretch-buttons"),
                classed(ipywidgets.HBox([self._list, open_, self._file]), "stretch-buttons"),
                self._offer,
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
            (f"{file.title} ({WHOSE.get(origin, origin)})", slug)
            for slug, file in found.routines.items()
            for origin in [found.origin(f"routine {slug}").partition(",")[0]]
        ]
        self._list.options = sorted(options, key=lambda one: one[0].endswith(f"({SHIPPED})"))
        self._list.index = 0

    def _save(self) -> None:
        made, slug = self._builder.routine, slug_for(self.title)
        # Only what was warned of may be replaced, and only by what was on the screen then.
        may_replace = self._warned_of == (slug, made)
        is_shipped = slug in load().routines and load().origin(f"routine {slug}") == "shipped"
        if is_shipped and not may_replace:
            self._warned_of = slug, made
            self._message.warn(
                f"{slug} comes with the workbook. Choose another title, or press Save again and "
                "yours replaces it."
            )
            return
        try:
            where = save_routine(made, slug, replace=may_replace)
        except NameTaken:
            self._warned_of = slug, made
            self._message.warn(
                f"There is a routine {slug} already, and it is unchanged. Choose another title, or "
                "press Save again to replace it, with any summary, sources or comments in its file."
            )
            return
        self._warned_of = None
        self._refresh()
        self._message.say(f"Saved in {where}. It is under Routine, and on the Start card.")
        self._share(made, slug)

    def _share(self, made: Routine, slug: str) -> None:
        """Offer a copy to pass on: one file, with the stretches of one's own that belong to it."""
        file = f"{slug}.toml"
        link = download(f"download {file}", file, shared_toml(made, slug).encode(), TOML)
        found = load()
        slugs = dict.fromkeys(step.stretch.slug for step in made.steps)
        own = [
            found.stretches[one].title
            for one in slugs
            if found.origin(f"stretch {one}") != "shipped"
        ]
        with_it = f" Your own are in it: {', '.join(own)}." if own else ""
        sentence = f"To share it: {link} and pass it on.{escape(with_it)}"
        self._shared.value = f"<p>{sentence if link else TOO_LARGE}</p>"

    def _open(self) -> None:
        self._message.clear()
        if self._list.value:
            self._builder.show(routine(self._list.value))

    def _opener(self, name: str, content: bytes) -> Callable[[], None]:
        def open_it() -> None:
            self._message.clear()
            self._offer.children = ()
            shared = read_shared(content, name)
            new = [stretch.title for stretch in shared.new()]
            if new:
                self._ask(shared, new)
            else:
                self._opened(shared, [])

        return open_it

    def _ask(self, shared: Shared, new: list[str]) -> None:
        """Offer to add the stretches that came along; nothing is kept before."""
        guarded = shown_when_it_fails(self._message)
        add = button(
            "Add to my stretches",
            guarded(lambda: self._opened(shared, shared.add())),
            "stretch-main",
            "stretch-builder-bring",
        )
        leave = button("Leave it", guarded(self._leave), "stretch-builder-leave")
        titles = escape(", ".join(new))
        and_then = " and opens the routine" if shared.raw else ""
        self._offer.children = [
            Heading(words=f"{shared.name} brings stretches of its own", takes_focus=True),
            prose(f"<p>New here: {titles}. Adding keeps them on this machine{and_then}.</p>"),
            row(add, leave),
        ]

    def _leave(self) -> None:
        self._offer.children = ()
        self._message.say("Left as it was. Nothing was kept.")

    def _opened(self, shared: Shared, added: list[str]) -> None:
        self._offer.children = ()
        if added:
            self._builder.show_gallery()
        made = shared.routine()
        if made:
            self._builder.show(made)
        sentences = [f"Added {', '.join(added)}."] if added else []
        sentences += [f"Opened {shared.name}. Save keeps it."] if made else []
        if other := shared.other():
            sentences.append(f"You have {', '.join(other)} already, and yours stays as it is.")
        self._message.say(" ".join(sentences) or "You have all of it already.")
