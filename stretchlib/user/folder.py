"""The person's own folder: what is written goes there and nowhere else, for its owner alone."""

import re
import unicodedata
from html import escape
from pathlib import Path
from urllib.parse import quote

from stretchlib import private_files
from stretchlib.catalog.cures import SLUG_CURE
from stretchlib.catalog.schema import SLUG
from stretchlib.errors import CatalogError, shown
from stretchlib.places import own_folder


class NameTaken(CatalogError):
    """A name that cannot be given to a new file: it is taken, or there is nothing in it."""


def path_of(kind: str, slug: str) -> Path:
    """
    Where the file of a slug belongs; `kind` is `stretches` or `routines`.

    Raises
    ------
    CatalogError
        When it is not a slug: a path in it would lead out of the folder.
    """
    if not (isinstance(slug, str) and re.fullmatch(SLUG, slug)):
        msg = f"{shown(slug)} is not a slug. {SLUG_CURE}"
        raise CatalogError(msg)
    return own_folder() / kind / f"{slug}.toml"


def slug_for(title: str) -> str:
    """
    Make a slug of a title.

    Raises
    ------
    CatalogError
        When there is no letter in it to make one of.

    Examples
    --------
    >>> slug_for("My mornings, 5 min"), slug_for("90/90 hamstring")
    ('my_mornings_5_min', 'stretch_90_90_hamstring')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if len(slug) < 2:
        msg = f"{shown(title)} has too few letters from a to z to make a file name of. Add a word."
        raise NameTaken(msg)
    return (slug if slug[0].isalpha() else f"stretch_{slug}")[:60].rstrip("_")


def linked(path: Path, words: str = "") -> str:
    """
    A path as HTML; as a link that JupyterLab opens, where it can reach it from this notebook.

    Examples
    --------
    >>> linked(Path("/somewhere/<else>.toml"))
    '<code>/somewhere/&lt;else&gt;.toml</code>'
    >>> linked(Path.cwd() / "own" / "pigeon.toml", "pigeon.toml")
    '<a href="own/pigeon.toml"><code>pigeon.toml</code></a>'
    """
    shown = f"<code>{escape(words or str(path))}</code>"
    try:
        here = path.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        return shown
    return f'<a href="{quote(here.as_posix())}">{shown}</a>'


def write_new(path: Path, text: str) -> None:
    """
    Write a file that is not there yet.

    Raises
    ------
    CatalogError
        When it is there, and then it is left as it is; or the folder cannot be written to.
    """
    try:
        _make_folder(path.parent)
    except OSError as error:
        raise CatalogError(_refusal(path, error)) from error
    try:
        private_files.write_new(path, [text])
    except FileExistsError as error:
        msg = f"{path} is there already, and is left as it is. Edit it, or choose another name."
        raise NameTaken(msg) from error
    except OSError as error:
        raise CatalogError(_refusal(path, error)) from error


def write_over(path: Path, text: str | bytes) -> None:
    """Write a file whole, in the place of one that may be there; CatalogError as `write_new`."""
    try:
        _make_folder(path.parent)
        private_files.write_over(path, [text])
    except OSError as error:
        raise CatalogError(_refusal(path, error)) from error


def _make_folder(folder: Path) -> None:
    """Make a folder of the person's own, and the one it is in, for its owner alone."""
    for one in (folder.parent, folder):
        private_files.make_folder(one)


def _refusal(path: Path, error: OSError) -> str:
    return (
        f"{path} cannot be written: {error.strerror}. Make its folder yours to write to, "
        "or name another in STRETCHLIB_CATALOG."
    )
