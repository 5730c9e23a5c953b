"""A number that is typed is one, or is refused in a line."""

import pytest

from stretchlib.ui.fields import number_in


@pytest.mark.parametrize("typed", ["9" * 400, f"-{'9' * 400}", f"2.{'9' * 400}", "x" * 10_000])
def test_a_number_of_any_length_is_refused_in_a_line(typed):
    with pytest.raises(ValueError, match="is") as refused:
        number_in(typed, 1, 2, is_whole=True)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(("typed", "said"), [("2,5", "2,5 is not a whole number"), ("", "Write")])
def test_what_is_no_whole_number_says_how_to_write_one(typed, said):
    with pytest.raises(ValueError, match=said):
        number_in(typed, 1, 9, is_whole=True)
