"""
Sources in running text: a key in backquotes becomes a small link to its page.

`python -m docs.sources` writes them into the pages and notebooks of `PAGES`, and again when an
address in `data/sources.toml` has changed.
"""

import json
import re
from pathlib import Path

from stretchlib.catalog.citations import short
from stretchlib.catalog.reader import load

TOP = Path(__file__).parent.parent
PAGES = (
    *(TOP / "docs" / f"{name}.md" for name in ("safety", "dose", "progress")),
    *sorted((TOP / "notebooks").glob("*.ipynb")),
)
KEY = re.compile(r"`([a-z0-9]+(?:_[a-z0-9]+)*)`")
LINK = re.compile(r"<small>(?:\[[^\]]*\]\(([^)\s]+)\)|([^<\[]+))</small>")


def mark(key: str) -> str:
    """One source as running text names it: a small link, or its name where it has no page."""
    source = load().sources[key]
    name = short(source.title)
    return f"<small>[{name}]({source.url})</small>" if source.url else f"<small>{name}</small>"


def named(text: str) -> set[str]:
    """The keys of all sources that a text names; what is not in the bibliography as it stands."""
    known = load().sources
    keys = {source.url or short(source.title): key for key, source in known.items()}
    found = {url or name for url, name in LINK.findall(text)}
    bare = {key for key in KEY.findall(text) if "_" in key}
    return {keys.get(words, words) for words in found} | bare


def linked(text: str) -> str:
    """A text with every key of the bibliography as a link, and a comma between two of them."""
    known = load().sources
    marked = KEY.sub(lambda m: mark(m[1]) if m[1] in known else m[0], text)
    return marked.replace("</small> <small>", "</small>, <small>")


def main() -> None:
    """Write the links into every page."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if page.suffix == ".md":
            page.write_text(linked(text), encoding="utf-8")
            continue
        book = json.loads(text)
        for cell in book["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = [linked(line) for line in cell["source"]]
        written = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
        page.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
