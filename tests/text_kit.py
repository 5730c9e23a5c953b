"""What is looked for in a text and has to be there."""

import json
import re
from pathlib import Path


def match_in(pattern: str | re.Pattern[str], text: str, flags: int = 0) -> re.Match[str]:
    """Where a text has the pattern; a text without it fails the test."""
    found = re.search(pattern, text, flags)
    assert found, f"{pattern} is not in: {text}"
    return found


def links_in(file: Path) -> list[str]:
    """The files that a page of Markdown or a notebook links to or shows, seen from it."""
    text = file.read_text("utf-8")
    if file.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return [link for link in re.findall(r"\]\(([^)\s#]+)", text) if "://" not in link]
