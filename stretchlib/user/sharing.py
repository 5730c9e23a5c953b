"""A routine to pass on as one file, with the stretches of one's own that it needs."""

import tomllib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any

from stretchlib.catalog.cures import Problem
from stretchlib.catalog.reader import LARGEST_PHOTO, PHOTOS, check_files
from stretchlib.catalog.rules import routine_from_file
from stretchlib.catalog.schema import LARGEST_BYTES, BrokenFile, parse_toml
from stretchlib.errors import CatalogError
from stretchlib.model import Stretch
from stretchlib.places import own_folder
from stretchlib.routines import Routine, routine_from
from stretchlib.user.folder import path_of
from stretchlib.user.photos import keep_photo
from stretchlib.user.routine_files import routine_toml
from stretchlib.user.stretch_files import read_stretch, save_stretch
from stretchlib.user.toml import text

LARGEST_SHARED = 6_000_000
"""Bytes of a file that is passed on, photos included."""
OWN = """
# The stretches of its own that it needs: each is a whole file, to be added where it is opened.
[stretches]
"""


@dataclass(frozen=True)
class Shared:
    """What somebody passed on: a routine, stretches, or both; nothing of it is kept yet."""

    name: str
    raw: dict[str, Any] | None
    """The routine as it is written; None where it is only a stretch."""
    stretches: dict[str, str] = field(default_factory=dict)
    """The whole file of each stretch, by its slug."""
    photos: dict[str, bytes] = field(default_factory=dict)
    """Pictures of those, by their names."""

    def new(self) -> list[Stretch]:
        """The stretches that are not here yet, checked."""
        known = check_files()[0].stretches
        return [
            read_stretch(written, f"{self.name}, {slug}")
            for slug, written in self.stretches.items()
            if slug not in known
        ]

    def other(self) -> list[str]:
        """The slugs of those that are here already, and say something else."""
        known = check_files()[0].stretches
        return [
            slug
            for slug, written in self.stretches.items()
            if slug in known and read_stretch(written, slug) != known[slug]
        ]

    def add(self) -> list[str]:
        """Keep the stretches that are new; return their titles. What is here is not replaced."""
        added = self.new()
        for stretch in added:
            written = self.stretches[stretch.slug]
            photo = tomllib.loads(written).get("photo")
            if photo in self.photos:
                kept = keep_photo(self.photos[photo], stretch.slug, photo)
                written = written.replace(f"photo = {text(photo)}", f"photo = {text(kept)}")
            save_stretch(written, stretch.slug)
        return [stretch.title for stretch in added]

    def routine(self) -> Routine | None:
        """The routine, once all its stretches are here; None where there is none."""
        if self.raw is None:
            return None
        found, _ = check_files()
        file = routine_from_file(self.name, self.raw | {"sources": []}, found.stretches, [])
        return routine_from(file)


def shared_toml(routine: Routine, slug: str) -> str:
    """
    Write a routine as one file with what it needs of one's own.

    Without any such stretch it is the file that is kept.

    Examples
    --------
    >>> "stretches" in shared_toml(Routine("Mine").add("double_knee_hug"), "mine")
    False
    """
    found, _ = check_files()
    slugs = dict.fromkeys(step.stretch.slug for step in routine.steps)
    own = [one for one in slugs if found.origin(f"stretch {one}") != "shipped"]
    written = routine_toml(routine, slug)
    if not own:
        return written
    texts = {one: found.written_in[f"stretch {one}"][-1].read_text("utf-8-sig") for one in own}
    names = [name for one in texts.values() if (name := tomllib.loads(one).get("photo"))]
    photos = {name: (own_folder() / PHOTOS / name).read_bytes() for name in names}
    parts = [written, OWN, *(f"{one} = {_block(file_text)}\n" for one, file_text in texts.items())]
    if photos:
        parts.append("\n[photos]\n")
        parts += [f'{text(n)} = "{b64encode(content).decode()}"\n' for n, content in photos.items()]
    return "".join(parts)


def read_shared(content: bytes, name: str) -> Shared:
    """
    Read a file that somebody passed on: a routine, with or without stretches, or one stretch.

    Raises
    ------
    CatalogError
        When it is neither, saying what is wrong in it and the cure.

    Examples
    --------
    >>> shared = shared_toml(Routine("Theirs").add("double_knee_hug"), "theirs")
    >>> read_shared(shared.encode(), "theirs.toml").routine()
    <Routine 'Theirs': 1 step, ... min>
    """
    if len(content) > LARGEST_SHARED:
        msg = f"{name} is too large to be a routine or a stretch. Is it the right file?"
        raise CatalogError(msg)
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name}: not a text file in UTF-8. Save it again as UTF-8."
        raise CatalogError(msg) from error
    raw = parse_toml(name, written)
    if "cues" in raw or ("paces" in raw and "steps" not in raw):
        stretch = read_stretch(written, name)
        return Shared(name, None, {stretch.slug: written})
    stretches, photos = raw.pop("stretches", {}), raw.pop("photos", {})
    if not stretches and len(content) > LARGEST_BYTES:
        msg = f"{name} is too large to be a routine. Is it the right file?"
        raise CatalogError(msg)
    return Shared(name, raw, _texts(name, stretches), _pictures(name, photos))


def _texts(name: str, stretches: Any) -> dict[str, str]:
    is_right = isinstance(stretches, dict) and all(
        isinstance(written, str) for written in stretches.values()
    )
    if not is_right:
        cure = "Ask for it to be shared again, from st.RoutineBuilder."
        raise BrokenFile(name, [Problem("stretches", "", "not the files of stretches.", cure)])
    for slug in stretches:
        path_of("stretches", slug)
    return dict(stretches)


def _pictures(name: str, photos: Any) -> dict[str, bytes]:
    try:
        found = {str(key): b64decode(value, validate=True) for key, value in photos.items()}
        if all(len(content) <= LARGEST_PHOTO for content in found.values()):
            return found
    except (AttributeError, TypeError, ValueError):
        pass
    cure = "Ask for it to be shared again, from st.RoutineBuilder."
    raise BrokenFile(name, [Problem("photos", "", "not pictures of at most 2 MB.", cure)])


def _block(written: str) -> str:
    """A text of many lines as TOML writes it to be read, where nothing in it ends it early."""
    is_plain = "'''" not in written and not any(
        (ord(letter) < 32 and letter not in "\n\t") or ord(letter) == 127 for letter in written
    )
    return f"'''\n{written}'''" if is_plain else text(written)
