"""Commands that a page tells its reader to say, read out of it so that a test says them too."""

import re
from pathlib import Path

SCALING = Path(__file__).resolve().parents[1] / "docs" / "scaling.md"


def blocks(page: Path, name: str) -> list[str]:
    """The command lines of a page that are marked with a name, one logical line each."""
    marked = rf"<!-- commands: {name} -->\n```bash\n(.*?)```\n<!-- end -->"
    (text,) = re.findall(marked, page.read_text("utf-8"), re.DOTALL)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
