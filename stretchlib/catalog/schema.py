"""What a file of the catalog may say, key by key."""

import os
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from stretchlib.catalog.cures import Problem, problems_of, toml_cure
from stretchlib.errors import CatalogError
from stretchlib.figure import FigureTable
from stretchlib.figure.pose import Table
from stretchlib.model import Posture
from stretchlib.phases import PACES, Pace, Side, Stage

LISTED = 900
"""Characters of what is wrong in a file, before the rest is only counted."""
MAKE_IT_YOURS = "chmod u+rwx" if os.name == "posix" else "in its properties, under Security"
LARGEST_BYTES = 1_000_000
"""No file of a catalog comes near it; a larger one is something else, and is not read."""
PHOTO = r"^[A-Za-z0-9_][A-Za-z0-9_. -]{0,80}\.(jpe?g|png|JPE?G|PNG)$"
SLUG = r"^[a-z][a-z0-9_]{1,59}$"

Slug = Annotated[str, Field(pattern=SLUG)]
Words = Annotated[str, Field(min_length=1, max_length=400)]
Seconds = Annotated[float, Field(gt=0, le=600)]
SomeSeconds = Annotated[float, Field(ge=0, le=600)]
Times = Annotated[int, Field(gt=0, le=100)]
PaceKind = Literal["hold", "pulse", "breath"]


class BrokenFile(CatalogError):
    """A file of the catalog with all that is wrong in it."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problem.in_short() for problem in problems)
        super().__init__(listing(name, self.problems))


class HoldTable(Table):
    """A hold, as a file says it."""

    hold_s: Seconds


class PulseTable(Table):
    """A pulse, as a file says it."""

    count: Times
    period_s: Seconds


class BreathTable(Table):
    """Breaths, as a file says them."""

    breaths: Times
    inhale_s: Seconds
    exhale_s: Seconds


class PaceTables(Table):
    """Paces by kind, as a file says them."""

    hold: HoldTable | None = None
    pulse: PulseTable | None = None
    breath: BreathTable | None = None

    def paces(self) -> dict[str, Pace]:
        """The paces by kind, in the order hold, pulse, breath."""
        tables = {kind: getattr(self, kind) for kind in PACES}
        return {k: PACES[k](**t.model_dump()) for k, t in tables.items() if t is not None}


def _with_a_pace(tables: PaceTables) -> PaceTables:
    if not tables.paces():
        kind, msg = "no_pace", "no pace is given"
        raise PydanticCustomError(kind, msg)
    return tables


class CueTable(Table):
    """One cue of a stretch."""

    stage: Stage
    text: Words
    say: str = ""
    pace: PaceKind | None = None
    key: Slug | None = None


def _drawn(figure: object) -> object:
    """A figure; the slug of a stretch has become that one's before, where there is such a one."""
    if isinstance(figure, str):
        kind, msg = "no_figure", "no shipped stretch with a figure"
        raise PydanticCustomError(kind, msg)
    return figure


class StretchFile(Table):
    """A file of `data/stretches/`."""

    slug: Slug
    order: Annotated[int, Field(ge=0)] = 100
    title: Words
    target: Words
    position: Words
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    felt: Words
    cues: tuple[CueTable, ...]
    paces: Annotated[PaceTables, AfterValidator(_with_a_pace)]
    setup_s: Seconds
    switch_s: SomeSeconds = 0
    enhance_s: SomeSeconds = 0
    posture: Posture | None = None
    part: str = ""
    exit_s: SomeSeconds = 0
    variants: tuple[Words, ...] = ()
    credit: str = ""
    checks: tuple[Words, ...] = ()
    cautions: tuple[Words, ...] = ()
    sources: tuple[Slug, ...] = ()
    figure: Annotated[
        FigureTable | None,
        BeforeValidator(_drawn, json_schema_input_type=FigureTable | Slug | None),
    ] = None
    """How it is drawn; or the slug of a shipped stretch that looks like it."""
    photo: Annotated[str, Field(pattern=PHOTO)] | None = None
    """A picture in `photos/` of one's own folder, shown in the place of a figure."""
    draft: bool = False
    """Whether there is still something to fill in; a draft is checked, and not offered."""


class StepTable(PaceTables):
    """One step of a routine: a stretch with exactly one pace."""

    stretch: Slug
    sets: Times = 1
    rest_s: Seconds = 5
    enhance_s: SomeSeconds = 0
    sides: tuple[Side, ...] | None = None


class RoutineFile(Table):
    """A file of `data/routines/`."""

    slug: Slug
    title: Words
    summary: str = ""
    dose: str = ""
    sources: tuple[Slug, ...] = ()
    steps: Annotated[tuple[StepTable, ...], Field(min_length=1, max_length=100)]


class SourceFile(Table):
    """One entry of `data/sources.toml`."""

    title: Words
    says: Words
    read: Literal["page", "abstract", "secondary source"]
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    no_link: Words | None = None
    """Why there is no `url`, for the reader."""
    was: tuple[Slug, ...] = ()
    """Keys under which files of an earlier version cite it, or one that it replaces."""


Model = TypeVar("Model", bound=Table)


def read_toml(path: Path) -> dict[str, Any]:
    """Parse one file; BrokenFile says why it cannot be read, and where."""
    return parse_toml(path.name, read_text(path))


def read_text(path: Path) -> str:
    """Text of one file; BrokenFile says why it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            cure = f"Take it out of here, or make it yours if it is a folder: {MAKE_IT_YOURS}."
            problem = Problem("", "", "not a file that can be read.", cure)
            raise BrokenFile(path.name, [problem])
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            what = f"{size / 1e6:.1f} MB is too large; {LARGEST_BYTES / 1e6:.0f} MB is the most."
            cure = "Is it the right file? A stretch takes a few kB."
            raise BrokenFile(path.name, [Problem("", "", what, cure)])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem("", "", "not a text file in UTF-8.", "Save it again as UTF-8.")
    except OSError as error:
        what = f"cannot be read ({error.strerror})."
        problem = Problem("", "", what, "Check that it is there, and yours to read.")
    raise BrokenFile(path.name, [problem])


def parse_toml(name: str, text: str) -> dict[str, Any]:
    """Parse the text of a file; BrokenFile names the line that cannot be read."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        what, cure, at = "not valid TOML: too many brackets in brackets.", "Take some out.", None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        what, cure = f"not valid TOML: {error}.", ""
    except ValueError:
        # Refused by int() itself, which does not say where.
        at = re.search(r"\d[\d_]{4000}", text)
        line = text.count("\n", 0, at.start() if at else 0) + 1
        what = "a number of more than 4,000 figures."
        raise BrokenFile(
            name, [Problem("", "", what, "Write one that can be meant.", line)]
        ) from None
    line = int(at[1]) if at else len(text.splitlines()) or 1
    cure = cure or toml_cure(text.splitlines()[line - 1] if text else "", what)
    raise BrokenFile(name, [Problem("", "", what, cure, line)])


def check(name: str, model: type[Model], raw: dict[str, Any]) -> Model:
    """Raw TOML to a checked table; BrokenFile lists every problem with key, value and cure."""
    file, _, problems = check_parts(model, raw)
    if problems:
        raise BrokenFile(name, problems)
    return file


def check_parts(
    model: type[Model], raw: dict[str, Any]
) -> tuple[Model, frozenset[str], list[Problem]]:
    """What is right of a table, the names of those keys, and what is wrong with the others."""
    fields = model.model_fields
    try:
        return model.model_validate(raw), frozenset(fields), []
    except ValidationError as error:
        wrong = error.errors()
    # What is no table at all is broken as a whole, and has no key to say so.
    broken = {key for details in wrong for key in details["loc"][:1] or fields}
    right = {key: _value(field, raw, key) for key, field in fields.items() if key not in broken}
    return model.model_construct(**right), frozenset(right), problems_of(model, wrong)


def _value(field: FieldInfo, raw: dict[str, Any], key: str) -> Any:
    """One key of a table, checked by itself."""
    if key not in raw:
        return field.get_default()
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]
    return adapter.validate_python(raw[key])


def listing(name: str, problems: Iterable[Problem]) -> str:
    """One sentence for one problem, a list for several."""
    lines = [str(problem) for problem in problems]
    if len(lines) == 1:
        return f"{name}: {lines[0]}"
    listed = lines
    while len(listed) > 1 and sum(map(len, listed)) > LISTED:
        listed = listed[:-1]
    more = len(lines) - len(listed)
    rest = [f"and {more} more, all of them in st.check_catalog()"] if more else []
    return "\n  ".join([f"{name}: {len(lines)} problems", *listed, *rest])
