"""Show the notebooks of this checkout, or of a folder that is named, as pages without code."""

import sys
from pathlib import Path

from stretchlib.workbook.voila_pages import serve_pages

TOP = Path(__file__).resolve().parent.parent


if __name__ == "__main__":
    words = sys.argv[1:]
    is_named = words[:1] and not words[0].startswith("-")
    serve_pages(Path(words.pop(0)) if is_named else TOP / "notebooks", words)
