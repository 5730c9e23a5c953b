"""What is looked for in a text and has to be there."""

import re


def match_in(pattern: str | re.Pattern[str], text: str, flags: int = 0) -> re.Match[str]:
    """Where a text has the pattern; a text without it fails the test."""
    found = re.search(pattern, text, flags)
    assert found, f"{pattern} is not in: {text}"
    return found
