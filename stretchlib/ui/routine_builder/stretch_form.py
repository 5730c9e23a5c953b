"""A form in which a stretch of one's own is written, and the file that a hand would write."""

import tomllib
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, Final

import ipywidgets

from stretchlib import _card
from stretchlib.catalog.cures import Problem
from stretchlib.catalog.reader import Catalog, check_files
from stretchlib.catalog.schema import BrokenFile, read_text
from stretchlib.errors import CatalogError
from stretchlib.places import own_folder
from stretchlib.ui import fields
from stretchlib.ui.fields import MARKED, Heading
from stretchlib.ui.kit import Form, Message, button, classed, prose, shown_when_it_fails, style
from stretchlib.ui.routine_builder.stretch_answers import fields_of, is_showable, toml_of
from stretchlib.ui.uploads import FileChooser
from stretchlib.user.folder import path_of, slug_for
from stretchlib.user.photos import keep_photo
from stretchlib.user.stretch_files import read_stretch, save_stretch

NEW: Final = ""
ROUTINES: Final = "routines"
PICTURE_PX: Final = 220
LEAD: Final = """
<h3>A stretch of your own</h3>
<p>Write down what you were shown. Where a side is named, write <code>{side}</code> for the one that
is being stretched and <code>{other}</code> for the other one: each side then hears its own.</p>
"""
IN_FIELD: Final = {
    "title": "title", "slug": "title", "target": "target", "position": "position",
    "felt": "felt", "sides": "sides", "setup_s": "setup_s", "switch_s": "switch_s",
    "paces": "pace", "cautions": "cautions", "figure": "figure", "part": "part",
}  # fmt: skip
"""Beside which field a problem with a key of the file is shown; those of cues by their stage."""


class StretchBuilder(Form):
    """
    Write a stretch of your own as a form; what it writes is the file that a hand would write.

    Words, sides, pace, who should take care, and how it looks: as a shipped stretch, or as a photo,
    which is kept on this machine, small, and without where it was taken.

    Parameters
    ----------
    slug : str, optional
        One of your own to change; a new one when left out. What a form cannot show is shown as
        the text of the file.

    Raises
    ------
    CatalogError
        When there is no such file in your own folder.

    Examples
    --------
    >>> StretchBuilder()
    StretchBuilder()
    """

    def __init__(self, slug: str = NEW) -> None:
        if slug:
            _raw(slug)
        self._slug = slug
        self._is_listing = False
        self._warned_of: tuple[str, str] | None = None
        self._message = Message("stretch-own-message")
        self._guarded = shown_when_it_fails(self._message)
        self._photo: tuple[str, bytes] | None = None
        self._which = classed(
            ipywidgets.Dropdown(description="Which one?", options=_choices(slug), value=slug),
            "stretch-own-which",
        )
        self._which.observe(lambda _: self._guarded(self._open_chosen)(), names=["value"])
        self._looks = prose("", "stretch-own-looks")
        self._card = classed(ipywidgets.HTML(), "stretch-own-card")
        self._text = classed(
            ipywidgets.Textarea(description="The file", continuous_update=False),
            "stretch-own-text",
        )
        self._page = ipywidgets.VBox()
        super().__init__(
            [
                style(Path(__file__).parent / "builder.css"),
                style(Path(__file__).parent / "stretch_form.css"),
                prose(LEAD),
                self._which,
                self._page,
                self._message,
                self._card,
            ],
            "stretch-own",
        )
        self._guarded(self._open_chosen)()

    def __repr__(self) -> str:
        return f"StretchBuilder({self._slug!r})" if self._slug else "StretchBuilder()"

    def _open_chosen(self) -> None:
        """Ask for a new stretch, or for one that there is: as a form where one can show it all."""
        if self._is_listing:
            return
        self._message.clear()
        self._card.value = ""
        self._photo = self._warned_of = None
        self._slug = str(self._which.value)
        raw = _raw(self._slug) if self._slug else {}
        if raw is None or not is_showable(raw):
            self._show_text()
            return
        self._form = fields_of(raw)
        self._form["figure"].widget.observe(lambda _: self._guarded(self._look)(), names=["value"])
        self._form["sides"].widget.observe(lambda _: self._guarded(self._sides)(), names=["value"])
        self._form["pace"].widget.observe(lambda _: self._guarded(self._paces)(), names=["value"])
        self._chooser = FileChooser(
            "Choose a photo", ".jpg,.jpeg,.png", lambda *file: self._guarded(self._chosen(*file))()
        )
        save = button("Save", self._guarded(self._save), "stretch-main", "stretch-own-save")
        text = button("Show the file", self._guarded(self._show_text), "stretch-own-as-text")
        shown = [save, text] if self._slug else [save]
        self._page.children = [
            self._form,
            classed(ipywidgets.HBox([self._looks, self._chooser]), "stretch-own-picture"),
            fields.row(*shown),
        ]
        for follow in (self._look, self._sides, self._paces):
            follow()

    def _sides(self) -> None:
        """Ask what a side is called, and how long changing takes, only where there are two."""
        has_two = self._form["sides"].widget.value not in (None, "both")
        for name in ("part", "switch", "switch_s"):
            self._form[name].layout.display = None if has_two else "none"

    def _paces(self) -> None:
        chosen = self._form["pace"].widget.value
        for kind, names in {
            "hold": ("hold_s",),
            "pulse": ("count", "period_s"),
            "breath": ("breaths", "inhale_s", "exhale_s"),
        }.items():
            for name in names:
                self._form[name].layout.display = None if kind == chosen else "none"

    def _look(self) -> None:
        """Show the figure or the photo that is chosen."""
        figure = self._form["figure"].widget.value
        found = _found()
        is_photo = figure == "photo"
        self._chooser.layout.display = None if is_photo else "none"
        if is_photo and self._photo:
            self._looks.value = f"<p>{escape(self._photo[0])} is kept when you save.</p>"
        elif is_photo:
            self._looks.value = _card.picture(None, "", PICTURE_PX, self._kept, self._slug)
        elif figure:
            side = found.stretches[figure].sides[-1]
            self._looks.value = _card.picture(found.figures[figure], side, PICTURE_PX)
        else:
            self._looks.value = ""
        self._looks.layout.display = None if self._looks.value else "none"

    @property
    def _kept(self) -> str:
        """The photo that it has already, as an address; empty where there is none."""
        kept = _found().stretches.get(self._slug)
        return kept.photo if kept else ""

    def _chosen(self, name: str, content: bytes) -> Callable[[], None]:
        def keep() -> None:
            self._message.clear()
            self._photo = name, content
            self._look()

        return keep

    def _save(self) -> None:
        self._message.clear()
        self._card.value = ""
        answers = self._form.answers()
        if answers is None:
            self._message.warn(f"Not saved yet. {MARKED}")
            self._form.focus_wrong()
            return
        if answers["figure"] == "photo" and not (self._photo or self._kept):
            self._form["figure"].warn("There is no photo yet. Choose one, or another look.")
            self._form.focus_wrong()
            return
        slug = self._slug or slug_for(answers["title"])
        kept = f"{slug}.jpg" if answers["figure"] == "photo" else ""
        written = toml_of(slug, answers, photo=kept)
        if not self._may(slug, written):
            return
        # The words first: a photo is kept only of what is right.
        try:
            read_stretch(toml_of(slug, answers, photo=""), f"{slug}.toml")
        except BrokenFile as broken:
            self._tell(broken)
            return
        if self._photo and kept:
            keep_photo(self._photo[1], slug, self._photo[0])
        self._saved(save_stretch(written, slug, replace=path_of("stretches", slug).exists()), slug)

    def _may(self, slug: str, written: str) -> bool:
        """Whether it may be saved under that name: what is there already is asked about once."""
        if self._slug == slug or self._warned_of == (slug, written):
            return True
        if path_of("stretches", slug).exists():
            what = f"You have a stretch {slug} already, and it is unchanged."
        elif slug in _found().stretches:
            what = f"{slug} comes with the workbook."
        else:
            return True
        self._warned_of = slug, written
        self._message.warn(
            f"{what} Choose another title, or press Save again and this one replaces it."
        )
        return False

    def _tell(self, broken: BrokenFile) -> None:
        """Say each problem beside the field it is of; what is of none, below."""
        other: list[Problem] = []
        cues = self._form.cues()
        for problem in broken.problems:
            head, _, rest = problem.key.partition("[")
            if head == "cues" and rest:
                name = cues[int(rest.partition("]")[0]) - 1]
            else:
                name = IN_FIELD.get(problem.key.partition(".")[0].partition("[")[0], "")
            if name:
                self._form[name].warn(f"{problem.what.capitalize()} {problem.cure}")
            else:
                other.append(problem)
        if other:
            self._message.warn("Not saved yet. " + " ".join(map(str, other)))
        else:
            self._message.warn(f"Not saved yet. {MARKED}")
        self._form.focus_wrong()

    def _saved(self, path: str, slug: str) -> None:
        self._slug, self._warned_of = slug, None
        self._is_listing = True
        self._which.options = _choices(slug)
        self._which.value = slug
        self._is_listing = False
        found = _found()
        self._card.value = found.stretches[slug]._repr_html_()
        left = [
            str(problem) for path, problem in found.problems.items() if path.parent.name == ROUTINES
        ]
        if left:
            self._message.warn(f"Saved in {path}, but left out since then: {' '.join(left)}")
            return
        self._message.say(
            f"Saved in {path}, readable by you alone. Run the cell of the builder again, and it "
            f'is there to add; in code it is "{slug}".'
        )

    def _show_text(self) -> None:
        """Show the file itself, to be changed as text."""
        path = path_of("stretches", self._slug)
        self._text.value = read_text(path)
        save = button(
            "Save the text", self._guarded(self._save_text), "stretch-main", "stretch-own-save-text"
        )
        why = (
            ""
            if self._page.children
            else "It says more than the form can show, or is not right yet. "
        )
        self._page.children = [
            Heading(words=path.name, takes_focus=bool(self._page.children)),
            prose(f"<p>{why}This is the file, as any editor shows it.</p>"),
            self._text,
            fields.row(save),
        ]

    def _save_text(self) -> None:
        self._message.clear()
        written = self._text.value
        try:
            path = save_stretch(written, self._slug, replace=True)
        except BrokenFile as broken:
            problems = "; ".join(map(str, broken.problems))
            self._message.warn(f"Not saved yet, and the text is kept here. {problems}")
            return
        self._saved(path, self._slug)


def _found() -> Catalog:
    """What the folders hold; what is wrong elsewhere is not reported here."""
    return check_files()[0]


def _choices(slug: str) -> list[tuple[str, str]]:
    """A new one, and each of one's own."""
    folder = own_folder() / "stretches"
    try:
        own = sorted(path.stem for path in folder.glob("*.toml") if path.is_file())
    except OSError:
        own = []
    listed = dict.fromkeys([*own, *([slug] if slug else [])])
    return [("A new stretch", NEW), *((f"Change {one}", one) for one in listed)]


def _raw(slug: str) -> dict[str, Any] | None:
    """What a file of one's own says; None where it cannot be read as TOML."""
    path = path_of("stretches", slug)
    if not path.exists():
        msg = f"There is no {path.name} in your own folder. Leave the name out to begin a new one."
        raise CatalogError(msg)
    try:
        return tomllib.loads(read_text(path))
    except (ValueError, RecursionError):
        return None
