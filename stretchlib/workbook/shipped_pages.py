"""What the workbook lays into a person's folder: the notebooks, and the pages they link to."""

from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import Final, NamedTuple

from stretchlib._data import data_folder, shipped

DOC_PAGES: Final = ("progress.md", "safety.md", "dose.md", "privacy.md", "time_to_answer.png")
"""Of `docs/`: what a notebook links to, what those link to, and what they show."""
SOURCES: Final = "sources.toml"
NO_NOTEBOOK: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a file as a notebook raises that is none, or is none any more."""
# In the tree the notebooks are in a folder of their own, and here beside `docs`.
IN_A_NOTEBOOK: Final = (b"](../docs/", b"](docs/")
IN_A_PAGE: Final = (b"](../data/", b"](")


class Shipped(NamedTuple):
    """One file as it is laid."""

    name: str
    """Where, seen from the folder."""
    content: bytes

    @property
    def fingerprint(self) -> str:
        """What is compared."""
        return fingerprint(self.name, self.content)


def shipped_pages() -> list[Shipped]:
    """All that is laid, the notebooks first."""
    docs = shipped("docs")
    sources = (data_folder() / SOURCES).read_bytes()
    return [
        *(
            Shipped(file.name, file.read_bytes().replace(*IN_A_NOTEBOOK))
            for file in sorted(shipped("notebooks").glob("*.ipynb"))
        ),
        *(
            Shipped(f"docs/{name}", (docs / name).read_bytes().replace(*IN_A_PAGE))
            for name in DOC_PAGES
        ),
        Shipped(f"docs/{SOURCES}", sources),
    ]


def fingerprint(name: str, content: bytes) -> str:
    """
    What is the same as long as a person has changed nothing.

    Of a notebook only what is written in its cells counts: to run and save it changes the rest, and
    to run its last cell adds an empty one.

    Examples
    --------
    >>> cells = [{"cell_type": "code", "source": ["1 +", " 1"], "outputs": [2]}]
    >>> run = dumps({"cells": cells}).encode()
    >>> new = b'{"cells": [{"cell_type": "code", "source": "1 + 1"}, {"source": ""}]}'
    >>> fingerprint("a.ipynb", run) == fingerprint("a.ipynb", new)
    True
    """
    if name.endswith(".ipynb"):
        try:
            written = [
                [cell.get("cell_type"), source]
                for cell in loads(content)["cells"]
                if (source := "".join(cell["source"])).strip()
            ]
            content = dumps(written).encode()
        except NO_NOTEBOOK:
            # Then each byte of it counts.
            pass
    return sha256(content).hexdigest()


def shows_something(file: Path) -> bool:
    """Whether a notebook has kept what its cells showed when they ran."""
    try:
        return any(cell.get("outputs") for cell in loads(file.read_bytes())["cells"])
    except NO_NOTEBOOK:
        return False
