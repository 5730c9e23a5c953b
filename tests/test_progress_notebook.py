"""What notebook 04 says is computed, so that nothing in it can go stale."""

import re
from pathlib import Path

import nbformat

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "04_progress.ipynb"
CELLS = nbformat.read(NOTEBOOK, as_version=4).cells


def test_no_number_is_typed_into_its_prose() -> None:
    prose = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
    # The year of a source is no finding.
    said = re.sub(r"`[^`]*`|<small>.*?</small>|\]\([^)]*\)", "", prose)
    assert len(said) > 1000
    assert re.findall(r".*\d.*", said) == []


def test_a_cell_reads_as_one_to_three_lines() -> None:
    lengths = [len(cell.source.splitlines()) for cell in CELLS if cell.cell_type == "code"]
    assert len(lengths) > 8
    assert max(lengths) <= 3


def test_prose_stands_before_and_after_every_cell() -> None:
    kinds = [cell.cell_type for cell in CELLS]
    assert kinds[0] == kinds[-1] == "markdown"
    assert "code code" not in " ".join(kinds)
