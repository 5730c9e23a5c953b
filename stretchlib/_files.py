"""What a file of the catalog may say: its keys, its rules, and the cure for what breaks them."""

import string
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stretchlib.errors import CatalogError
from stretchlib.figure import FigureTable
from stretchlib.stretch import PACES, SPOKEN_LIMIT_S, Cue, Pace, Side, Stage, Stretch, spoken_s

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
Words = Annotated[str, Field(min_length=1, max_length=400)]
Seconds = Annotated[float, Field(gt=0, le=600)]
SomeSeconds = Annotated[float, Field(ge=0, le=600)]
Times = Annotated[int, Field(gt=0, le=100)]
PaceKind = Literal["hold", "pulse", "breath"]


class Problem(NamedTuple):
    """One thing that is wrong in one file."""

    key: str
    value: str
    what: str
    cure: str

    def __str__(self) -> str:
        shown = f"{self.key} = {self.value}" if self.value else self.key
        return f"{shown}: {self.what} {self.cure}"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class HoldTable(_Table):
    hold_s: Seconds


class PulseTable(_Table):
    count: Times
    period_s: Seconds


class BreathTable(_Table):
    breaths: Times
    inhale_s: Seconds
    exhale_s: Seconds


class PaceTables(_Table):
    hold: HoldTable | None = None
    pulse: PulseTable | None = None
    breath: BreathTable | None = None

    def paces(self) -> dict[str, Pace]:
        """The paces by kind, in the order hold, pulse, breath."""
        tables = {kind: getattr(self, kind) for kind in PACES}
        return {k: PACES[k](**t.model_dump()) for k, t in tables.items() if t is not None}


class CueTable(_Table):
    stage: Stage
    text: Words
    say: str = ""
    pace: PaceKind | None = None


class StretchFile(_Table):
    """A file of `data/stretches/`."""

    slug: Slug
    order: Annotated[int, Field(ge=0)] = 100
    title: Words
    target: Words
    position: Words
    sides: tuple[Side, ...]
    felt: Words
    cues: tuple[CueTable, ...]
    paces: PaceTables
    setup_s: Seconds
    switch_s: SomeSeconds = 0
    enhance_s: SomeSeconds = 0
    variants: tuple[Words, ...] = ()
    checks: tuple[Words, ...] = ()
    cautions: tuple[Words, ...] = ()
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    figure: FigureTable | None = None


class StepTable(PaceTables):
    """One step of a routine: a stretch with exactly one pace."""

    stretch: Slug
    sets: Times = 1
    rest_s: Seconds = 5
    enhance_s: SomeSeconds = 0
    sides: tuple[Side, ...] | None = None


class RoutineFile(_Table):
    """A file of `data/routines/`."""

    slug: Slug
    title: Words
    summary: Words
    dose: Words
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    steps: Annotated[tuple[StepTable, ...], Field(min_length=1)]


class SourceFile(_Table):
    """One entry of `data/sources.toml`."""

    title: Words
    says: Words
    read: Literal["page", "abstract", "secondary source"]
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None


Model = TypeVar("Model", bound=_Table)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse one file; CatalogError names the file and the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        msg = f"{path.name}: not valid TOML: {error}. Look there for a missing quote or bracket."
    except UnicodeDecodeError:
        msg = f"{path.name}: not a text file in UTF-8. Save it again as UTF-8."
    except OSError as error:
        msg = (
            f"{path.name}: cannot be read ({error.strerror}). Check that the file is yours to read."
        )
    raise CatalogError(msg)


def check(name: str, model: type[Model], raw: dict[str, Any]) -> Model:
    """Raw TOML to a checked table; CatalogError lists every problem with key, value and cure."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems = [_problem(model, details) for details in error.errors()]
    raise CatalogError(listing(name, problems))


def listing(name: str, problems: list[Problem]) -> str:
    """One sentence for one problem, a list for several."""
    if len(problems) == 1:
        return f"{name}: {problems[0]}"
    return "\n  ".join([f"{name}: {len(problems)} problems", *map(str, problems)])


def stretch_from(name: str, raw: dict[str, Any]) -> Stretch:
    """A checked stretch; CatalogError names the file, the key, the value and the cure."""
    file = check(name, StretchFile, raw)
    problems = list(_stretch_problems(file))
    if problems:
        raise CatalogError(listing(name, problems))
    paces = file.paces.paces()
    tables = {"sides", "cues", "paces"}
    return Stretch(
        **{key: getattr(file, key) for key in StretchFile.model_fields if key not in tables},
        sides=file.sides,
        cues=tuple(Cue(c.stage, c.text, c.say, c.pace) for c in file.cues),
        paces={kind: paces[kind] for kind in raw["paces"]},
    )


def routine_problems(file: RoutineFile, stretches: dict[str, Stretch]) -> Iterator[Problem]:
    """What a routine asks for that its stretches do not have."""
    for number, step in enumerate(file.steps, 1):
        key = f"steps[{number}]"
        kinds = list(step.paces())
        if len(kinds) != 1:
            yield Problem(
                key,
                " and ".join(kinds) or step.stretch,
                "a step has exactly one pace.",
                "Write one of hold, pulse or breath, such as hold = { hold_s = 20 }.",
            )
        if step.stretch not in stretches:
            yield Problem(
                f"{key}.stretch",
                repr(step.stretch),
                "no such stretch.",
                _near(step.stretch, stretches),
            )


def unknown_sources(used: tuple[str, ...], known: dict[str, SourceFile]) -> Iterator[Problem]:
    """Sources that the bibliography lacks."""
    for key in used:
        if key not in known:
            yield Problem("sources", repr(key), "not in sources.toml.", _near(key, known))


def _stretch_problems(file: StretchFile) -> Iterator[Problem]:
    yield from _side_problems(file)
    yield from _pace_problems(file)
    yield from _missing_cues(file)
    for number, cue in enumerate(file.cues, 1):
        yield from _template_problems(f"cues[{number}].text", cue.text, file)
        yield from _template_problems(f"cues[{number}].say", cue.say, file)
        yield from _length_problems(f"cues[{number}]", cue)
    for key in ("variants", "checks", "cautions"):
        for number, words in enumerate(getattr(file, key), 1):
            yield from _template_problems(f"{key}[{number}]", words, file)
    yield from _template_problems("felt", file.felt, file)
    for name, pose in file.figure.poses.items() if file.figure else ():
        yield from _template_problems(f"figure.{name}.says", pose.says, file)


def _side_problems(file: StretchFile) -> Iterator[Problem]:
    if set(file.sides) not in ({"both"}, {"left", "right"}) or len(file.sides) > 2:
        yield Problem(
            "sides",
            repr(list(file.sides)),
            "a stretch is done on both legs at once or on each side in turn.",
            'Write sides = ["both"] or sides = ["left", "right"].',
        )
    if len(file.sides) == 2 and not file.switch_s:
        yield Problem(
            "switch_s", "0", "changing sides takes time.", "Give switch_s in seconds, such as 15."
        )


def _pace_problems(file: StretchFile) -> Iterator[Problem]:
    kinds = file.paces.paces()
    if not kinds:
        yield Problem(
            "paces", "{}", "no pace is given.", "Add one under [paces]: hold = { hold_s = 20 }."
        )
    for number, cue in enumerate(file.cues, 1):
        if cue.pace is not None and cue.pace not in kinds:
            yield Problem(
                f"cues[{number}].pace",
                repr(cue.pace),
                "the stretch has no such pace.",
                f"Use one of {', '.join(kinds)}, or add it under [paces].",
            )


def _missing_cues(file: StretchFile) -> Iterator[Problem]:
    wanted = {"setup": True, "stretch": True}
    wanted["switch"] = len(file.sides) == 2
    wanted["enhance"] = file.enhance_s > 0
    for stage, needed in wanted.items():
        if needed and not any(cue.stage == stage for cue in file.cues):
            yield Problem(
                "cues",
                "",
                f"no cue for the stage {stage!r}.",
                f'Add a [[cues]] table with stage = "{stage}" and a text.',
            )
    for kind in file.paces.paces():
        said = [c for c in file.cues if c.stage == "stretch" and c.pace in (None, kind)]
        if not said and any(cue.stage == "stretch" for cue in file.cues):
            yield Problem(
                "cues",
                "",
                f"no cue for the stage 'stretch' in the pace {kind!r}.",
                f'Add one with pace = "{kind}", or one without a pace.',
            )


def _template_problems(key: str, words: str, file: StretchFile) -> Iterator[Problem]:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]
    except ValueError:
        yield Problem(key, repr(words), "a brace has no partner.", "Write {side} or {other}.")
        return
    allowed = {"side", "other"} if "both" not in file.sides else set()
    for name in names:
        if name not in allowed:
            cure = (
                "Write {side} for the side being stretched, {other} for the other one."
                if allowed
                else "A stretch of both sides at once has no {side}: leave it out."
            )
            yield Problem(key, repr(words), f"{{{name}}} means nothing here.", cure)


def _length_problems(key: str, cue: CueTable) -> Iterator[Problem]:
    words = cue.say or cue.text
    if spoken_s(words) > SPOKEN_LIMIT_S:
        yield Problem(
            f"{key}.{'say' if cue.say else 'text'}",
            repr(words),
            f"takes {spoken_s(words):.0f} s to say; {SPOKEN_LIMIT_S:.0f} s is the most.",
            f"Shorten it to {int(SPOKEN_LIMIT_S * 2.5)} words, or split it into two cues.",
        )


def _problem(model: type[BaseModel], details: Any) -> Problem:
    loc: tuple[int | str, ...] = details["loc"]
    kind: str = details["type"]
    key = _path(loc)
    value = "" if kind == "missing" else _short(details["input"])
    ctx = details.get("ctx", {})
    cures = {
        "missing": ("the key is missing.", f"Add a line {key} = …"),
        "extra_forbidden": ("unknown key.", _near(str(loc[-1]), _keys(model, loc[:-1]))),
        "greater_than": ("too small.", f"Give more than {ctx.get('gt')}."),
        "greater_than_equal": ("too small.", f"Give {ctx.get('ge')} or more."),
        "less_than_equal": ("too large.", f"Give {ctx.get('le')} or less."),
        "literal_error": ("not one of the choices.", f"Choose {ctx.get('expected')}."),
        "float_parsing": ("not a number.", "Write it in figures, without quotes: 20."),
        "float_type": ("not a number.", "Write it in figures, without quotes: 20."),
        "int_parsing": ("not a whole number.", "Write it in figures, without quotes: 3."),
        "int_type": ("not a whole number.", "Write it in figures, without quotes: 3."),
        "int_from_float": ("not a whole number.", "Leave out what stands after the point."),
        "string_type": ("not text.", "Put it in quotes."),
        "string_too_short": ("empty.", "Write at least one word."),
        "string_too_long": ("too long.", f"Use at most {ctx.get('max_length')} characters."),
        "too_short": ("empty.", "Give at least one."),
        "string_pattern_mismatch": _PATTERN_CURES.get(str(loc[-1]), _PATTERN_CURES["slug"]),
    }
    said = details["msg"].removeprefix("Value error, ")
    what, cure = cures.get(kind, (f"{said}.", "Compare with a shipped file."))
    return Problem(key, value, what, cure)


_PATTERN_CURES = {
    "slug": ("not a slug.", "Use small letters, figures and underscores: hip_flexor_pull."),
    "url": ("not a web address.", "Begin it with https://."),
}


def _keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `loc` may have, for a "did you mean"."""
    tables: dict[str, type[BaseModel]] = {
        "cues": CueTable,
        "paces": PaceTables,
        "steps": StepTable,
        "hold": HoldTable,
        "pulse": PulseTable,
        "breath": BreathTable,
    }
    names = [part for part in loc if isinstance(part, str)]
    return list(tables.get(names[-1] if names else "", model).model_fields)


def _near(value: str, options: Any) -> str:
    near = get_close_matches(value, list(options), n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Choose one of: {', '.join(sorted(options))}."


def _path(loc: tuple[int | str, ...]) -> str:
    """`('cues', 0, 'text')` as a person counts: `cues[1].text`."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).lstrip(".")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
