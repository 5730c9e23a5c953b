"""Sources as they are shown: a list with links, and the small print under a claim."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from stretchlib._html import breakable

if TYPE_CHECKING:
    from stretchlib.catalog.schema import SourceFile

HOW_READ = {"page": "", "abstract": "Its summary was read.", "secondary source": "Read about."}
"""How far a source was read, where that is not all of it."""


class Bibliography(pd.DataFrame):
    """Sources, one row each, which show themselves in a notebook as a list with links."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        rows = [
            f"<li>{link(row['title'], row['url'])}<br>{escape(_told(row))} "
            f"<small><code>{breakable(str(key))}</code></small></li>"
            for key, row in zip(self.index, self.to_dict("records"), strict=True)
        ]
        return f'<ul class="stretch-sources" style="text-align: left">{"".join(rows)}</ul>'


def _told(row: Mapping[Any, Any]) -> str:
    """What a source says, how far it was read, and why it has no link where it has none."""
    told = [row["says"], HOW_READ[str(row["read"])], row["no_link"]]
    return " ".join(words for words in told if isinstance(words, str) and words)


def link(words: str, url: object) -> str:
    """
    Words that lead to a page; the words alone where there is none.

    Examples
    --------
    >>> link("a < b", "https://example.org/?q=1&r=2")
    '<a href="https://example.org/?q=1&amp;r=2" target="_blank" rel="noopener">a &lt; b</a>'
    >>> link("a < b", None)
    'a &lt; b'
    """
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return escape(words)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(words)}</a>'


def short(title: str) -> str:
    """
    What a source is called in running text: its title up to the first colon, comma or bracket.

    Examples
    --------
    >>> short("NHS Borders: back pain"), short("Gou and others 2024, SAGE Open Medicine 12: trials")
    ('NHS Borders', 'Gou and others 2024')
    """
    return re.split(r"[:(]|,(?!\d)", title)[0].strip()


def briefly(keys: Iterable[str], known: "Mapping[str, SourceFile]") -> str:
    """Sources by their short names, with links, as HTML; those not known are left out."""
    found = dict.fromkeys(key for key in keys if key in known)
    return ", ".join(link(short(known[key].title), known[key].url) for key in found)


def cited(keys: Iterable[str], known: "Mapping[str, SourceFile]") -> str:
    """Sources by their titles, with links, as HTML; those that are not known are left out."""
    found = dict.fromkeys(key for key in keys if key in known)
    return "; ".join(link(known[key].title, known[key].url) for key in found)
