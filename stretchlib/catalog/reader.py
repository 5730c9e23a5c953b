"""The catalog: files that people edit, checked, as stretches and as DataFrames."""

import os
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stretchlib import _card
from stretchlib._data import data_folder
from stretchlib.catalog import cache
from stretchlib.errors import CatalogWarning, check_one_of
from stretchlib.model import RoutineEntry, Source, Stretch
from stretchlib.places import own_folder

if TYPE_CHECKING:
    import pandas as pd

    from stretchlib.catalog.bibliography import Bibliography
    from stretchlib.catalog.cures import Problem
    from stretchlib.catalog.schema import BrokenFile


PHOTOS = "photos"
"""The folder of one's own pictures, beside `stretches`."""
LARGEST_PHOTO = 2_000_000
"""Bytes: a notebook holds each picture that it shows, and a player two."""
IMAGES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}
"""How a file of each kind begins."""


@dataclass(frozen=True)
class Catalog:
    """What the folders hold: the entries that are right, and what is wrong with the others."""

    stretches: dict[str, Stretch] = field(default_factory=dict)
    routines: dict[str, RoutineEntry] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: "dict[Path, BrokenFile]" = field(default_factory=dict)
    """What is wrong, by the file it is in; of a draft, what is still to fill in."""
    drafts: set[Path] = field(default_factory=set)
    figures: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """How the shipped stretches are drawn, by their slugs."""
    renamed: dict[Path, dict[str, str]] = field(default_factory=dict)
    """Sources that a file cites by a former key: the key of today by the one it has."""
    written_in: dict[str, list[Path]] = field(default_factory=dict)
    """The files of `"stretch slug"` or `"routine slug"`; the last one is in force."""

    def origin(self, entry: str) -> str:
        """Say whose an entry is: `shipped`, `own`, or `own, instead of the shipped one`."""
        files = self.written_in[entry]
        if files[-1].is_relative_to(data_folder()):
            return "shipped"
        return "own" if len(files) == 1 else "own, instead of the shipped one"

    def refuse_broken(self, folder: str, slug: str) -> None:
        """Raise what is wrong with a file of `stretches` or `routines`, if anything is."""
        for path, problem in self.problems.items():
            if (path.parent.name, path.stem) == (folder, slug):
                raise problem


def catalog() -> "pd.DataFrame":
    """
    Every stretch there is: the shipped ones, overlaid by those in the person's own folder.

    A file that breaks a rule is left out with a `CatalogWarning` that names file, key, value
    and cure; the rest still loads.

    Returns
    -------
    DataFrame, one row per stretch, index `slug`
        `title`, `target`, `position`, `sides` (tuple), `paces` (tuple of kinds, the usual one
        first), `felt` (template), `has_enhance` (bool), `sources` (tuple of keys), `origin`
        (`shipped`, `own`, or `own, instead of the shipped one`).

    Examples
    --------
    >>> catalog().loc["hip_flexor_pull", "target"]
    'hip flexors'
    """
    import pandas as pd

    found = load()
    rows = [
        {
            "slug": s.slug,
            "title": s.title,
            "target": s.target,
            "position": s.position,
            "sides": s.sides,
            "paces": tuple(s.paces),
            "felt": s.felt,
            "has_enhance": s.has_enhance,
            "sources": s.sources,
            "origin": found.origin(f"stretch {s.slug}"),
        }
        for s in found.stretches.values()
    ]
    return pd.DataFrame(rows).set_index("slug")


def cues() -> "pd.DataFrame":
    """
    Every cue of every stretch, as the files have it: templates over `{side}` and `{other}`.

    Returns
    -------
    DataFrame, one row per cue
        `slug`, `stage`, `order` (int, from 1 within its stage), `text`.

    Examples
    --------
    >>> setup = cues().query("slug == 'hip_flexor_pull' and stage == 'setup'")
    >>> setup["text"].iloc[1]
    'Both legs long. Check your pelvis: both hip bones level.'
    """
    import pandas as pd

    rows = [
        {"slug": s.slug, "stage": cue.stage, "text": cue.text}
        for s in load().stretches.values()
        for cue in s.cues
    ]
    frame = pd.DataFrame(rows)
    order = frame.groupby(["slug", "stage"], sort=False).cumcount() + 1
    frame.insert(2, "order", order)
    return frame


def gallery() -> _card.Html:
    """
    Every stretch as a picture with its name; it shows itself in a notebook.

    Examples
    --------
    >>> gallery()
    Hip flexor pull, Seated figure four, Standing hamstring, Double knee hug...
    """
    found = load()
    stretches = found.stretches.values()
    entries = [
        (s.slug, s.title, f"For the {s.target}.{_whose(found, s)}", s.figure, s.sides[-1], s.photo)
        for s in stretches
    ]
    ideas = dict.fromkeys(s.credit for s in stretches if s.credit)
    by = {credit: [s.title for s in stretches if s.credit == credit] for credit in ideas}
    credit_lines = [f"{', '.join(titles)}: {credit}" for credit, titles in by.items()]
    return _card.Html(_card.gallery(entries, credit_lines), ", ".join(s.title for s in stretches))


def _whose(found: Catalog, stretch: Stretch) -> str:
    origin = found.origin(f"stretch {stretch.slug}")
    return "" if origin == "shipped" else f" Your {origin}."


def sources() -> "Bibliography":
    """
    The bibliography: what each source says, and how much of it was read.

    It shows itself in a notebook as a list, each source with a link to its page.

    Returns
    -------
    DataFrame, one row per source, index `source`
        `title`, `says`, `read` (`page`, `abstract` or `secondary source`), `url` (or missing),
        `no_link` (why there is no `url`; or missing).

    Examples
    --------
    >>> sources().loc["ingram_2024", "read"]
    'abstract'
    """
    import pandas as pd

    from stretchlib.catalog.bibliography import Bibliography

    rows = {key: asdict(source) for key, source in load().sources.items()}
    columns = ["title", "says", "read", "url", "no_link"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return Bibliography(frame.rename_axis("source"))


def get_stretch(slug: str) -> Stretch:
    """
    One stretch by its slug; it shows itself in a notebook.

    Raises
    ------
    UnknownName
        No such stretch; the message says which one was probably meant.
    CatalogError
        There is a file of that name, and it is broken; the message says where.

    Examples
    --------
    >>> get_stretch("double_knee_hug").title
    'Double knee hug'
    """
    found = load()
    if isinstance(slug, str) and slug not in found.stretches:
        found.refuse_broken("stretches", slug)
    return found.stretches[check_one_of("stretch", slug, found.stretches)]


def folders() -> tuple[Path, Path]:
    """Where the catalog is read from: the shipped `data/`, then the person's own folder."""
    return data_folder(), own_folder()


_held: ContextVar[Catalog | None] = ContextVar("held", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Look at the folders once, however often the catalog is asked within; also a decorator."""
    found = _held.get()
    if found is None:
        found, _ = check_files()
    token = _held.set(found)
    try:
        yield
    finally:
        _held.reset(token)


def load() -> Catalog:
    """Read the folders, or remember them when no file has changed; warn of what is broken."""
    found = _held.get()
    if found is None:
        found, _ = check_files()
    for path, problem in found.problems.items():
        if path not in found.drafts:
            warnings.warn(str(problem), CatalogWarning, stacklevel=3)
    return found


def check_files() -> tuple[Catalog, tuple[Path, ...]]:
    """Read the folders, and warn of nothing; the files they hold come with them."""
    shipped, own = folders()
    stamps = (*_files_in(shipped), *_files_in(own))
    photos = tuple(_stamps(own / PHOTOS))
    return _load(stamps, photos)


Stamp = tuple[str, int, int]
"""A file, when it was changed, and its size."""


def _files_in(root: Path) -> Iterator[Stamp]:
    yield from _stamps(root, "sources.toml")
    for folder in (root / "stretches", root / "routines"):
        yield from _stamps(folder, "*.toml")


def _stamps(folder: Path, pattern: str = "*") -> Iterator[Stamp]:
    """Every file of a folder; or the folder itself where its files cannot be listed."""
    # Asked at each look into the catalog, hundreds of times for one routine: paths of text are
    # ten times quicker here than `Path`.
    try:
        with os.scandir(folder) as entries:
            paths = sorted(one.path for one in entries if fnmatch(one.name, pattern))
    except FileNotFoundError:
        return
    except OSError:
        paths = [str(folder)]
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError:
            yield path, 0, 0
        else:
            yield path, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _load(
    stamps: tuple[Stamp, ...], photos: tuple[Stamp, ...] = ()
) -> tuple[Catalog, tuple[Path, ...]]:
    files = tuple(Path(path) for path, _, _ in stamps)
    inputs = [*files, *(Path(path) for path, _, _ in photos)]
    mark = cache.digest(inputs)
    if plain := cache.recall("catalog", mark):
        return _as_kept(plain), files
    found = _checked(files)
    # What is wrong is reported by whoever checked it, each time.
    if not found.problems:
        cache.keep("catalog", inputs, mark, _plain(found))
    return found, files


def _plain(found: Catalog) -> dict[str, Any]:
    return {
        "stretches": {slug: asdict(each) for slug, each in found.stretches.items()},
        "routines": {slug: asdict(each) for slug, each in found.routines.items()},
        "sources": {key: asdict(each) for key, each in found.sources.items()},
        "figures": found.figures,
        "renamed": {str(path): keys for path, keys in found.renamed.items()},
        "written_in": {entry: [*map(str, files)] for entry, files in found.written_in.items()},
    }


def _as_kept(plain: Mapping[str, Any]) -> Catalog:
    return Catalog(
        stretches=cache.made(dict[str, Stretch], plain["stretches"]),
        routines=cache.made(dict[str, RoutineEntry], plain["routines"]),
        sources=cache.made(dict[str, Source], plain["sources"]),
        figures=plain["figures"],
        renamed={Path(path): keys for path, keys in plain["renamed"].items()},
        written_in={entry: [*map(Path, each)] for entry, each in plain["written_in"].items()},
    )


def _checked(files: tuple[Path, ...]) -> Catalog:
    """What the files say, as far as it is right, and what is wrong with the rest."""
    from stretchlib.catalog.schema import BrokenFile

    found = Catalog()
    readers: dict[str, Callable[[Path, Catalog], None]] = {
        "stretches": _add_stretch,
        "routines": _add_routine,
    }
    # Routines last: they name stretches, wherever those stand.
    for path in sorted(files, key=lambda path: path.parent.name == "routines"):
        try:
            readers.get(path.parent.name, _add_sources)(path, found)
        except BrokenFile as problem:
            found.problems[path] = problem
    listed = sorted(found.stretches.values(), key=lambda stretch: (stretch.order, stretch.slug))
    return replace(found, stretches={stretch.slug: stretch for stretch in listed})


def _add_sources(path: Path, found: Catalog) -> None:
    from stretchlib.catalog.schema import BrokenFile, SourceFile, check, read_toml

    problems: list[Problem] = []
    for key, raw in read_toml(path).items():
        try:
            found.sources[key] = Source(**check(path.name, SourceFile, raw).model_dump())
        except BrokenFile as broken:
            problems += [p._replace(key=f"{key}.{p.key}".rstrip(".")) for p in broken.problems]
    _refuse(path, problems)


def _add_stretch(path: Path, found: Catalog) -> None:
    from stretchlib.catalog.cures import Problem
    from stretchlib.catalog.rules import stretch_from
    from stretchlib.catalog.schema import BrokenFile, read_toml

    raw = read_toml(path)
    if raw.get("draft") is True:
        found.drafts.add(path)
    raw = _cited_today(path, raw, found)
    stretch = stretch_from(path.name, raw, found.sources, found.figures)
    if name := raw.get("photo"):
        stretch = replace(stretch, photo=_photo(path, name))
    if stretch.figure and path.is_relative_to(data_folder()):
        found.figures[stretch.slug] = stretch.figure
    if path in found.drafts:
        cure = "Delete this line, and it is one of your stretches."
        raise BrokenFile(path.name, [Problem("draft", "true", "nothing is missing.", cure)])
    _note(path, f"stretch {stretch.slug}", stretch.slug, found)
    found.stretches[stretch.slug] = stretch


def _photo(path: Path, name: str) -> str:
    """The picture of a stretch as a data address, which is shown without a file or a request."""
    from stretchlib.catalog.cures import Problem

    file = path.parent.parent / PHOTOS / name
    key, value = "photo", repr(name)
    try:
        content = file.read_bytes() if file.is_file() and not _too_large(file) else b""
    except OSError:
        content = b""
    if not file.is_file():
        cure = "Put the picture there, or take the line out."
        _refuse(path, [Problem(key, value, f"not in the folder {PHOTOS}, one up.", cure)])
    kind = next((kind for begin, kind in IMAGES.items() if content.startswith(begin)), "")
    if not kind:
        what = f"not a JPEG or PNG of at most {LARGEST_PHOTO / 1e6:g} MB that can be read."
        _refuse(path, [Problem(key, value, what, "Save it again, smaller and as JPEG.")])
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def _too_large(file: Path) -> bool:
    return file.stat().st_size > LARGEST_PHOTO


def _add_routine(path: Path, found: Catalog) -> None:
    from stretchlib.catalog.rules import routine_from_file
    from stretchlib.catalog.schema import read_toml

    raw = _cited_today(path, read_toml(path), found)
    routine = routine_from_file(path.name, raw, found.stretches, found.sources)
    _note(path, f"routine {routine.slug}", routine.slug, found)
    found.routines[routine.slug] = routine


def _cited_today(path: Path, raw: dict[str, Any], found: Catalog) -> dict[str, Any]:
    """A file with its sources by their keys of today; which were others is kept."""
    now = {was: key for key, source in found.sources.items() for was in source.was}
    keys = raw.get("sources")
    if not isinstance(keys, list):
        return raw
    former = {key: now[key] for key in keys if isinstance(key, str) and key in now}
    former = {was: key for was, key in former.items() if was not in found.sources}
    if not former:
        return raw
    found.renamed[path] = former
    return raw | {"sources": list(dict.fromkeys(former.get(key, key) for key in keys))}


def _refuse(path: Path, problems: "Iterable[Problem]") -> None:
    from stretchlib.catalog.schema import BrokenFile

    listed = tuple(problems)
    if listed:
        raise BrokenFile(path.name, listed)


def _note(path: Path, entry: str, slug: str, found: Catalog) -> None:
    """A slug may overlay another folder's, but stand in one file of a folder only."""
    from stretchlib.catalog.cures import Problem

    files = found.written_in.setdefault(entry, [])
    if files and files[-1].parent == path.parent:
        what = f"already the slug of {files[-1].name}."
        _refuse(path, [Problem("slug", repr(slug), what, "Give one of the two another slug.")])
    files.append(path)
