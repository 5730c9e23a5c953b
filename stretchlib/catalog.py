"""The catalog: files that people edit, checked, as stretches and as DataFrames."""

import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from stretchlib import _card
from stretchlib._data import data_folder
from stretchlib.errors import CatalogError, check_one_of
from stretchlib.stretch import Stretch

if TYPE_CHECKING:
    from stretchlib._files import RoutineFile, SourceFile


class CatalogWarning(UserWarning):
    """A file of the catalog was left out; the message says which, why, and the cure."""


@dataclass(frozen=True)
class Catalog:
    """What the folders hold: the entries that are right, and what is wrong with the others."""

    stretches: dict[str, Stretch] = field(default_factory=dict)
    routines: "dict[str, RoutineFile]" = field(default_factory=dict)
    sources: "dict[str, SourceFile]" = field(default_factory=dict)
    problems: dict[str, CatalogError] = field(default_factory=dict)
    """By the name of the file, without its ending."""


def catalog() -> pd.DataFrame:
    """
    Every stretch there is: the shipped ones, overlaid by those in the person's own folder.

    A file that breaks a rule is left out with a `CatalogWarning` that names file, key, value
    and cure; the rest still loads.

    Returns
    -------
    DataFrame, one row per stretch, index `slug`
        `title`, `target`, `position`, `sides` (tuple), `paces` (tuple of kinds, the usual one
        first), `felt` (template), `has_enhance` (bool), `sources` (tuple of keys).

    Examples
    --------
    >>> catalog().loc["hip_flexor_pull", "target"]
    'hip flexors'
    """
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
        }
        for s in load().stretches.values()
    ]
    return pd.DataFrame(rows).set_index("slug")


def cues() -> pd.DataFrame:
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
    'Bend your {other} knee and lace your fingers round it.'
    """
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
    Hip flexor pull, Seated figure four, Standing hamstring, Double knee hug
    """
    stretches = load().stretches.values()
    entries = [(s.slug, s.title, f"For the {s.target}.", s.figure, s.sides[-1]) for s in stretches]
    return _card.Html(_card.gallery(entries), ", ".join(s.title for s in stretches))


def sources() -> pd.DataFrame:
    """
    The bibliography: what each source says, and how much of it was read.

    Returns
    -------
    DataFrame, one row per source, index `source`
        `title`, `says`, `read` (`page`, `abstract` or `secondary source`), `url` (or missing).

    Examples
    --------
    >>> sources().loc["ingram_2024", "read"]
    'abstract'
    """
    rows = {key: source.model_dump() for key, source in load().sources.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["title", "says", "read", "url"])
    return frame.rename_axis("source")


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
    if slug not in found.stretches and slug in found.problems:
        raise found.problems[slug]
    return found.stretches[check_one_of("stretch", slug, found.stretches)]


def folders() -> tuple[Path, Path]:
    """
    Where the catalog is read from: the shipped `data/`, then the person's own folder.

    Their own is `STRETCHLIB_CATALOG`, else `catalog/` beside the log. It need not exist.
    """
    own = os.environ.get("STRETCHLIB_CATALOG")
    if own:
        return data_folder(), Path(own).expanduser()
    log = os.environ.get("STRETCHLIB_LOG", "")
    if log and "://" not in log:
        return data_folder(), Path(log).expanduser().parent / "catalog"
    import platformdirs

    return data_folder(), platformdirs.user_data_path("stretchlib", appauthor=False) / "catalog"


def load() -> Catalog:
    """Read the folders, or remember them when no file has changed; warn of what is broken."""
    files = tuple(_files_in(folders()))
    stamp = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    found = _load(stamp)
    for problem in found.problems.values():
        warnings.warn(str(problem), CatalogWarning, stacklevel=3)
    return found


def _files_in(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("sources.toml"))
        yield from sorted(place.glob("stretches/*.toml"))
        yield from sorted(place.glob("routines/*.toml"))


@lru_cache(maxsize=4)
def _load(stamp: tuple[tuple[Path, int, int], ...]) -> Catalog:
    found = Catalog()
    written_in: dict[str, Path] = {}
    readers: dict[str, Callable[[Path, Catalog, dict[str, Path]], None]] = {
        "stretches": _add_stretch,
        "routines": _add_routine,
    }
    # Routines last: they name stretches, wherever those stand.
    paths = sorted((path for path, _, _ in stamp), key=lambda path: path.parent.name == "routines")
    for path in paths:
        try:
            readers.get(path.parent.name, _add_sources)(path, found, written_in)
        except CatalogError as problem:
            found.problems[path.stem] = problem
    listed = sorted(found.stretches.values(), key=lambda stretch: (stretch.order, stretch.slug))
    return replace(found, stretches={stretch.slug: stretch for stretch in listed})


def _add_sources(path: Path, found: Catalog, _: dict[str, Path]) -> None:
    from stretchlib._files import SourceFile, check, read_toml

    for key, raw in read_toml(path).items():
        found.sources[key] = check(f"{path.name}, [{key}]", SourceFile, raw)


def _add_stretch(path: Path, found: Catalog, written_in: dict[str, Path]) -> None:
    from stretchlib._files import listing, read_toml, stretch_from, unknown_sources

    stretch = stretch_from(path.name, read_toml(path))
    _refuse_twice("stretch", stretch.slug, path, written_in)
    problems = list(unknown_sources(stretch.sources, found.sources))
    if problems:
        raise CatalogError(listing(path.name, problems))
    found.stretches[stretch.slug] = stretch


def _add_routine(path: Path, found: Catalog, written_in: dict[str, Path]) -> None:
    from stretchlib._files import (
        RoutineFile,
        check,
        listing,
        read_toml,
        routine_problems,
        unknown_sources,
    )

    routine = check(path.name, RoutineFile, read_toml(path))
    _refuse_twice("routine", routine.slug, path, written_in)
    problems = [
        *routine_problems(routine, found.stretches),
        *unknown_sources(routine.sources, found.sources),
    ]
    if problems:
        raise CatalogError(listing(path.name, problems))
    found.routines[routine.slug] = routine


def _refuse_twice(what: str, slug: str, path: Path, written_in: dict[str, Path]) -> None:
    """A slug may overlay another folder's, but stand in one file of a folder only."""
    key = f"{what} {slug}"
    former = written_in.get(key)
    if former is not None and former.parent == path.parent:
        msg = (
            f"{path.name}: slug = {slug!r}: already the slug of {former.name}. "
            "Give one of the two another slug."
        )
        raise CatalogError(msg)
    written_in[key] = path
