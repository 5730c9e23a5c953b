"""What notebook 04 says is computed, so that nothing in it can go stale."""

import re
from pathlib import Path

import nbformat

import stretchlib as st

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


def test_a_bare_answer_shows_itself_as_a_card_in_words() -> None:
    """Nobody prints, and no dataclass is dumped."""
    log = st.open_log("sqlite://")
    log.measure("chest_to_thigh", side="left", trials_cm=[12.0, 11.5, 12.5])
    taken = log.measurements()
    for answer in (
        st.progress.verdict(taken, "chest_to_thigh", "left"),
        st.progress.measurement_error(taken, "chest_to_thigh", "left"),
        st.progress.rating_verdict(log.ratings(), "pain"),
    ):
        shown = answer._repr_mimebundle_()
        assert "stretch-told" in shown["text/html"]
        assert shown["text/plain"] == str(answer)
        assert "=" not in shown["text/plain"]
    assert not [cell.source for cell in CELLS if "print(" in cell.source]
