"""In which line of a file a key stands."""

import re
import tomllib
from functools import lru_cache
from typing import Any


def line_of(text: str, key: str) -> int:
    """
    Line in which `key`, such as `cues[2].text`, is written; of what it belongs to, if it is not.

    A file cut off after a line parses, if it does, to all that stands above: so the line of a key
    is where it first is among that. A list over several lines counts as one location. Lines count
    from 1, and 1 also stands for a key of the file itself that is missing.

    Examples
    --------
    >>> text = '''slug = "mine"
    ... [paces]
    ... hold = { hold_s = 0 }
    ... [[cues]]
    ... text = "Sit."
    ... '''
    >>> line_of(text, "paces.hold.hold_s"), line_of(text, "cues[1].stage"), line_of(text, "title")
    (3, 4, 1)
    """
    lines = text.splitlines(keepends=True)
    parts = [int(number) - 1 if number else name for number, name in _PART.findall(key)]
    while parts and not _has(_parsed(text), parts):
        parts.pop()
    if not parts:
        return 1
    low, high = 0, len(lines)
    while high - low > 1:
        middle = (low + high) // 2
        _, above = _parsed_above(lines, middle)
        low, high = (low, middle) if _has(above, parts) else (middle, high)
    whole, _ = _parsed_above(lines, high - 1)
    return whole + 1 + _blank_or_comment(lines[whole:high])


_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def _blank_or_comment(lines: list[str]) -> int:
    """How many lines at the beginning say nothing."""
    return next((i for i, line in enumerate(lines) if line.strip() and line.lstrip()[0] != "#"), 0)


def _parsed_above(lines: list[str], count: int) -> tuple[int, dict[str, Any]]:
    """As many of the first `count` lines as can be parsed by themselves, and what they say."""
    while count:
        try:
            return count, _parsed("".join(lines[:count]))
        except ValueError:
            count -= 1
    return 0, {}


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _has(tree: Any, parts: list[int | str]) -> bool:
    for part in parts:
        if isinstance(part, int):
            if not isinstance(tree, list) or part >= len(tree):
                return False
        elif not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True
