"""What to do about each thing that can be wrong in a file of the catalog."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args, get_type_hints

from pydantic import BaseModel

from stretchlib.errors import shown

Location = tuple[int | str, ...]
"""Where something stands, as pydantic says it: `("cues", 0, "text")`."""


LONGEST_SHOWN = 250
"""Characters of a key, a value or a cure: none of ours has so many."""


class Problem(NamedTuple):
    """One thing that is wrong in one file."""

    key: str
    """Empty when it is the file as a whole."""
    value: str
    what: str
    cure: str
    line: int = 0
    """From 1; 0 when only the key says where it is."""

    def in_short(self) -> "Problem":
        """
        The same, with whatever somebody wrote at any length cut short.

        Examples
        --------
        >>> len(Problem("", "", "not valid TOML.", "Write " + "9" * 5000).in_short().cure)
        253
        """
        key, value, what, cure = (_clipped(words) for words in self[:4])
        return Problem(key, value, what, cure, self.line)

    def __str__(self) -> str:
        shown = f"{self.key} = {self.value}: " if self.value else f"{self.key}: " * bool(self.key)
        return f"{shown}{self.what} {self.cure}"


def _clipped(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."


SLUG_CURE = "Use small letters, figures and underscores: hip_flexor_pull."
PACE_LINES = {
    "hold": "hold = {{ hold_s = {} }}",
    "pulse": "pulse = {{ count = {}, period_s = 6 }}",
    "breath": "breath = {{ breaths = {}, inhale_s = 4, exhale_s = 6 }}",
}
"""How each pace is written; the figure is the one that people write alone."""
USUAL = {"hold": "20", "pulse": "10", "breath": "6"}
PACE_OF = {"hold_s": "hold", "count": "pulse", "period_s": "pulse", "breaths": "breath"}
"""Which pace a key belongs to that was written without its pace."""
EXAMPLES = {
    "slug": '"pigeon"',
    "title": '"Pigeon"',
    "target": '"buttocks"',
    "position": '"kneeling on a mat"',
    "felt": '"the {side} buttock"',
    "sides": '["left", "right"]',
    "setup_s": "30",
    "stage": '"stretch"',
    "text": '"Sink down, and stay."',
    "says": '"A person kneels on a mat."',
    "stretch": '"double_knee_hug"',
    "read": '"page"',
}
"""A line to write, for the keys that have to be there."""
_EMPTY_CURES = {"sides": 'Write sides = ["both"] or sides = ["left", "right"].'}
_PATTERN_CURES = {
    "slug": ("not a slug.", SLUG_CURE),
    "url": ("not a web address.", "Begin it with https://."),
    "photo": ("not the name of a picture.", "Write only a name, such as pigeon.jpg or pigeon.png."),
}
_SEVERAL = ("cues", "steps")
"""Tables of which there are several, each under a head in two brackets."""


def near(value: str, options: Iterable[str]) -> str:
    """Name the option that was probably meant, or all of them when none is near."""
    names = list(options)
    meant = get_close_matches(value, names, n=1)
    return f"Did you mean {meant[0]!r}?" if meant else f"Choose one of: {', '.join(sorted(names))}."


def problems_of(model: type, wrong: Iterable[Any]) -> list[Problem]:
    """Tell what pydantic found wrong, each thing once, with its cure."""
    listed = list(wrong)
    locations = [details["loc"] for details in listed]
    problems = []
    for details in listed:
        # A list whose only entry is wrong is called empty, too.
        is_echo = details["type"] == "too_short" and any(
            location[: len(details["loc"])] == details["loc"] and location != details["loc"]
            for location in locations
        )
        if not is_echo:
            problems.append(_problem(model, details))
    return problems


def toml_cure(line: str, error: str = "") -> str:
    """
    Say what to do about a line that is not TOML, as people write them who write letters.

    Examples
    --------
    >>> toml_cure("title = “Pigeon”")
    'Write straight quotes, as in title = "Pigeon".'
    >>> toml_cure("setup_s = 7,5")
    'Write a point: 7.5.'
    >>> toml_cure("title = Pigeon")
    'Put what it says in quotes: title = "Pigeon".'
    """
    if "Cannot" in error:
        head = line.strip()
        several = re.fullmatch(rf"\[+({'|'.join(_SEVERAL)})\]+", head)
        if several:
            return f"Write [[{several[1]}]] each time, in two brackets."
        return "It is there twice: keep one."
    key, _, value = (part.strip() for part in line.partition("="))
    value = value.partition(" #")[0].strip()
    if re.search("[“”„«»]", line):
        return f'Write straight quotes, as in {key or "title"} = "{value.strip("“”„«»")}".'
    if found := re.fullmatch(r"(-?\d+),(\d+)", value):
        return f"Write a point: {found[1]}.{found[2]}."
    if value in ("True", "False"):
        return f"Write it small: {key} = {value.lower()}."
    if re.fullmatch(r"[\w{}][\w{} ,;:!?'()-]*", value) and not value[0].isdigit():
        return f'Put what it says in quotes: {key} = "{value}".'
    if "=" in line and key and not value:
        return f"Write what it is after the =, or take the line out: {key} = …"
    return "Look there for a missing quote or bracket."


def _problem(model: type, details: Any) -> Problem:
    loc: Location = details["loc"]
    last = _last(loc)
    kind: str = details["type"]
    key = _path(loc)
    value = "" if kind == "missing" else short(details["input"])
    ctx = details.get("ctx", {})
    limit = next((ctx[bound] for bound in ("gt", "ge", "le") if bound in ctx), 0)
    cures = {
        "no_pace": ("no pace is given.", f"Add one under [paces]: {_pace_line('hold')}."),
        "no_figure": ("no shipped stretch that is drawn.", "Name one, or leave it out."),
        "missing": ("the key is missing.", _missing_cure(loc)),
        "extra_forbidden": ("unknown key.", _unknown_cure(model, loc, details["input"])),
        "unexpected_keyword_argument": ("unknown key.", near(last, _keys(model, loc[:-1]))),
        "greater_than": ("too small.", f"Give more than {limit:g}{_such_as(last)}."),
        "greater_than_equal": ("too small.", f"Give {limit:g} or more."),
        "less_than_equal": ("too large.", f"Give {limit:g} or less."),
        "literal_error": ("not one of the choices.", f"Choose {ctx.get('expected')}."),
        "float_parsing": ("not a number.", "Write it in figures, without quotes: 20."),
        "float_type": ("not a number.", "Write it in figures, without quotes: 20."),
        "int_parsing": ("not a whole number.", "Write it in figures, without quotes: 3."),
        "int_type": ("not a whole number.", "Write it in figures, without quotes: 3."),
        "int_from_float": ("not a whole number.", "Leave out what stands after the point."),
        "bool_type": ("neither true nor false.", "Write true or false, without quotes."),
        "bool_parsing": ("neither true nor false.", "Write true or false, without quotes."),
        "string_type": ("not text.", "Put it in quotes."),
        "tuple_type": ("not a list.", _list_cure(last, details["input"])),
        "model_type": ("not a table.", _table_cure(loc, details["input"])),
        "dataclass_type": ("not a table.", _table_cure(loc, details["input"])),
        "string_too_short": ("empty.", "Write at least one word."),
        "string_too_long": ("too long.", f"Use at most {ctx.get('max_length')} characters."),
        "too_short": ("empty.", _EMPTY_CURES.get(last, "Give at least one.")),
        "string_pattern_mismatch": _PATTERN_CURES.get(last, _PATTERN_CURES["slug"]),
    }
    message = details["msg"].removeprefix("Value error, ")
    what, cure = cures.get(kind, (f"{message}.", "Compare with a shipped file."))
    return Problem(key, value, what, cure)


_MOST_S = 10**6
"""No pace is as long, and a number of thousands of figures could not even be written."""


def _pace_line(kind: str, figure: object = None) -> str:
    """The line of a pace with the figure that somebody gave, where they gave one."""
    if isinstance(figure, int) and figure > _MOST_S:
        figure = None
    found = (
        re.search(r"\d+(\.\d+)?", str(figure)) if isinstance(figure, int | float | str) else None
    )
    whole = found and (found[0] if kind == "hold" else found[0].partition(".")[0])
    return PACE_LINES[kind].format(whole if whole and float(whole) else USUAL[kind])


def _such_as(last: str) -> str:
    known = {"hold_s": "20", "setup_s": "30", "switch_s": "15", "count": "10", "breaths": "6"}
    return f", such as {known[last]}" if last in known else ""


def _missing_cure(loc: Location) -> str:
    last = _last(loc)
    line = f"{last} = {EXAMPLES.get(last, '…')}"
    if len(loc) == 1:
        # Below a [table] it would be a key of that table.
        table = last in ("paces", *_SEVERAL)
        return f"Add {_head(last)}." if table else f"Add a line such as {line}, above any [table]."
    if loc and loc[-2] in PACE_LINES:
        return f"Write {_pace_line(str(loc[-2]))}."
    return f"Add to {_path(loc[:-1])} a line such as {line}."


def _head(name: str) -> str:
    if name == "paces":
        return f"the lines [paces] and {_pace_line('hold')}"
    example = 'stage = "setup"' if name == "cues" else f"stretch = {EXAMPLES['stretch']}"
    return f"a line [[{name}]] and below it {example} and so on"


def _unknown_cure(model: type, loc: Location, value: object) -> str:
    last, keys = _last(loc), list(_keys(model, loc[:-1]))
    kind = PACE_OF.get(last, last)
    if kind in PACE_LINES and "paces" in keys:
        return f"Write it under [paces]: {_pace_line(kind, value)}."
    if last in PACE_OF and kind in keys:
        is_figure = PACE_LINES[kind].startswith(f"{kind} = {{{{ {last} ")
        return f"Write it as {_pace_line(kind, value if is_figure else None)}."
    return near(last, keys)


def _list_cure(last: str, value: object) -> str:
    if last in _SEVERAL:
        return f"Write its head in two brackets, once for each: [[{last}]]."
    if isinstance(value, str):
        return f"Put it in square brackets: {last} = [{_quoted(value)}]."
    return "Put it in square brackets: [ ]."


def _table_cure(loc: Location, value: object) -> str:
    last = _last(loc)
    if last in PACE_LINES:
        only = value[0] if isinstance(value, list) and len(value) == 1 else value
        return f"Write {_pace_line(last, only)}."
    if last == "paces":
        return f"Write [paces] on a line, and below it {_pace_line('hold')}."
    if isinstance(value, list):
        return f"Write its head in single brackets: [{_path(loc)}]."
    return f"Write [{_path(loc)}] on a line, and below it a line for each key."


def _quoted(value: str) -> str:
    return f'"{value}"' if len(value) <= 40 else '"…"'


def _keys(model: type, loc: Location) -> Iterator[str]:
    """The keys that the table at `loc` may have, for a "did you mean"."""
    here: type | None = model
    for part in loc:
        if here is not None and part in (keys := _types_of(here)):
            here = _table_in(keys[str(part)])
    yield from _types_of(here or model)


def _types_of(table: type) -> dict[str, Any]:
    """The keys of a table with their types."""
    if issubclass(table, BaseModel):
        return {name: field.annotation for name, field in table.model_fields.items()}
    return get_type_hints(table)


def _table_in(annotation: Any) -> type | None:
    """The table that a value may be or hold: of `tuple[Cue, ...] | None`, `Cue`."""
    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or is_dataclass(annotation)
    ):
        return annotation
    return next(filter(None, map(_table_in, get_args(annotation))), None)


def _last(loc: Location) -> str:
    """The name or number where it ends; a table as a whole has none."""
    return str(loc[-1]) if loc else ""


def _path(loc: Location) -> str:
    """`('cues', 0, 'text')` as a person counts: `cues[1].text`."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).lstrip(".")


def short(value: object) -> str:
    """A value as code, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:
        # Python writes no number of so many digits, though TOML may have it by sixteens.
        return shown(value)
    return text if len(text) <= 60 else text[:57] + "…"
