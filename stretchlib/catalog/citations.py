"""Sources as they are named under a claim: in full or in short, with links."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stretchlib.model import Source


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


def briefly(keys: Iterable[str], known: "Mapping[str, Source]") -> str:
    """Sources by their short names, with links, as HTML; those not known are left out."""
    found = dict.fromkeys(key for key in keys if key in known)
    return ", ".join(link(short(known[key].title), known[key].url) for key in found)


def cited(keys: Iterable[str], known: "Mapping[str, Source]") -> str:
    """Sources by their titles, with links, as HTML; those that are not known are left out."""
    found = dict.fromkeys(key for key in keys if key in known)
    return "; ".join(link(known[key].title, known[key].url) for key in found)
