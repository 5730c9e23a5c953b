"""What we say of bodies names its source, every source is there, and none stands unused."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import safety
from stretchlib.catalog import sources

TOP = Path(__file__).parent.parent
PAGE = safety.PAGE.read_text("utf-8")
START_HERE = TOP / "notebooks" / "01_start_here.ipynb"
NAMED = re.compile(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`")
NOTHING_FOUND = "We found no "


def markdown_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def claims(page: str) -> Iterator[str]:
    """Each row of a table of what is known, and each item of a list under a heading of safety."""
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    yield from (row for row in rows if not re.search(r"What is known|Said to be|It is said", row))


def section(page: str, heading: str) -> str:
    """What stands under one heading."""
    return page.split(f"## {heading}\n")[1].split("\n## ")[0]


def without_a_source(told: Iterator[str]) -> list[str]:
    known = set(sources().index)
    return [
        line for line in told if not set(NAMED.findall(line)) & known and NOTHING_FOUND not in line
    ]


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_no_claim_stands_without_its_source(page: str) -> None:
    assert len([*claims(page)]) >= 10
    assert without_a_source(claims(page)) == []


@pytest.mark.parametrize(
    "heading", ["The questions", "While and after", "What a condition changes"]
)
def test_no_item_of_a_list_stands_without_its_source(heading: str) -> None:
    items = re.split(r"\n(?=- |\n)", section(PAGE, heading))
    told = [item for item in items if item.startswith("- ")]
    assert told
    assert without_a_source(iter(told)) == []


def test_a_claim_without_a_source_is_seen() -> None:
    assert without_a_source(
        iter(["| it helps | Always. |", "| it helps | Yes. `made_up_1999` |"])
    ) == [
        "| it helps | Always. |",
        "| it helps | Yes. `made_up_1999` |",
    ]


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_every_source_that_is_named_is_in_the_bibliography(page: str) -> None:
    years = {name for name in NAMED.findall(page) if re.search(r"_(?:19|20)\d\d$", name)}
    assert years <= set(sources().index)


def test_no_source_stands_unused() -> None:
    """Used is what another file of the workbook names."""
    places = [
        *(TOP / "data").rglob("*.toml"),
        *(TOP / "docs").glob("*.md"),
        *(TOP / "notebooks").glob("*.ipynb"),
        *(TOP / "stretchlib").rglob("*.py"),
        *(TOP / "stretchlib" / "player" / "src").glob("*.mjs"),
    ]
    text = "\n".join(p.read_text("utf-8") for p in places if p.name != "sources.toml")
    words = set(re.findall(r"\w+", text))
    assert [key for key in sources().index if key not in words] == []


def test_the_lists_of_the_page_are_those_of_the_file() -> None:
    assert safety.filled(PAGE) == PAGE, "Write them anew: python -m docs.safety"
