"""Exercises from a list that a person brings, in the form of free-exercise-db, as drafts."""

import json
from codecs import BOM_UTF8
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from stretchlib import _html
from stretchlib._paths import short_path, typed_path
from stretchlib.errors import ExchangeError
from stretchlib.places import own_folder
from stretchlib.user.drafts import TO_WRITE, draft
from stretchlib.user.folder import NameTaken, slug_for, write_new
from stretchlib.user.json_schema import put_beside

LARGEST_BYTES = 20_000_000
MOST_ENTRIES = 10_000
"""More than ten times the largest such list we know of; beyond it, the file is something else."""
COLUMNS = ["entry", "became", "why"]


class Exercise(BaseModel):
    """One entry of such a list; what else it may say is left alone."""

    model_config = ConfigDict(str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=400)
    category: str
    id: str | None = None
    force: str | None = None
    level: str | None = None
    mechanic: str | None = None
    equipment: str | None = None
    primaryMuscles: list[str] = []
    secondaryMuscles: list[str] = []
    instructions: list[str] = []


EXERCISES = TypeAdapter(list[Exercise])


class Imported(pd.DataFrame):
    """What became of each stretch of a list, one row each; it says so in a notebook."""

    def _repr_html_(self) -> str:
        lead = f"<p>{escape(self.attrs['words'])}</p>"
        return lead + _html.table(list(self.columns), self.itertuples(index=False, name=None))

    def __repr__(self) -> str:
        rows = self.itertuples(index=False, name=None)
        lines = [f"{entry} became {became}. {why}".strip() for entry, became, why in rows]
        return "\n".join([self.attrs["words"], *lines])


def import_exercises(path: str | PathLike[str]) -> Imported:
    """
    Begin stretches of your own from a list of exercises in the JSON form of free-exercise-db.

    Each entry of the category `stretching` becomes a draft in your own folder, which asks for
    what such a list lacks: sides, pace, cautions and more are never guessed. A file that is there
    already is left as it is, so importing again adds only what is new.

    Parameters
    ----------
    path : path
        A file of yours: a list of entries with `name` and `category`, and any of `id`, `force`,
        `level`, `mechanic`, `equipment`, `primaryMuscles`, `secondaryMuscles`, `instructions`.

    Returns
    -------
    DataFrame, one row per stretch or broken entry
        `entry`, `became` (`the draft ….toml`, or `nothing`), `why` (empty for a draft).

    Raises
    ------
    ExchangeError
        When it is not such a list, or larger than 20 MB or 10,000 entries. Nothing is written.
    CatalogError
        When your own folder cannot be written to.

    Examples
    --------
    >>> file = getfixture("tmp_path") / "exercises.json"
    >>> _ = file.write_text('[{"name": "Bench press", "category": "strength"}]')
    >>> import_exercises(file)
    0 drafts of 1 entries, 1 of which are not stretches; 0 could not be used. Sides, pace,
    cautions and more are yours to fill in: st.check_catalog() says what and where.
    """
    good, broken = _read(typed_path(path, ExchangeError))
    stretches = [exercise for exercise in good if exercise.category == "stretching"]
    rows = [(name, "nothing", why) for name, why in broken]
    folder = own_folder() / "stretches"
    for exercise in stretches:
        try:
            file = f"{slug_for(exercise.name)}.toml"
            write_new(folder / file, _draft(file.removesuffix(".toml"), exercise))
        except NameTaken as error:
            rows.append((exercise.name, "nothing", str(error)))
        else:
            rows.append((exercise.name, f"the draft {file}", ""))
    drafts = sum(became != "nothing" for _, became, _ in rows)
    if drafts:
        put_beside(folder)
    table = Imported(rows, columns=COLUMNS, dtype="str")
    table.attrs["words"] = (
        f"{drafts} drafts of {len(good) + len(broken)} entries, {len(good) - len(stretches)} of "
        f"which are not stretches; {len(rows) - drafts} could not be used. Sides, pace, cautions "
        "and more are yours to fill in: st.check_catalog() says what and where."
    )
    return table


def _read(path: Path) -> tuple[list[Exercise], list[tuple[str, str]]]:
    """The entries that are right, and the name of each other one with what is wrong."""
    raw = _bytes(path)
    try:
        return _at_most(EXERCISES.validate_json(raw)), []
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False)
    if any(len(details["loc"]) == 0 for details in wrong):
        msg = (
            f"{path.name}: not a list of exercises in JSON ({wrong[0]['msg']}). "
            'It begins with [ and each entry with {"name": …'
        )
        raise ExchangeError(msg)
    entries = _at_most(json.loads(raw))
    messages: dict[int, str] = {}
    for details in wrong:
        at, *inside = details["loc"]
        key = ".".join(str(part) for part in inside)
        message = f"{key}: {details['msg']}." if key else f"{details['msg']}."
        messages.setdefault(int(at), f"{message} Mend it there, and import the file again.")
    good = EXERCISES.validate_python([e for i, e in enumerate(entries) if i not in messages])
    return good, [(_name(entries[i], i), why) for i, why in messages.items()]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size <= LARGEST_BYTES:
            return path.read_bytes().removeprefix(BOM_UTF8)
    except OSError as error:
        cure = "Check that it is there, and yours to read."
        msg = f"{short_path(path)} cannot be read: {error.strerror}. {cure}"
        raise ExchangeError(msg) from error
    msg = f"{path.name}: {size / 1e6:.0f} MB; {LARGEST_BYTES / 1e6:.0f} MB is the most. Split it."
    raise ExchangeError(msg)


def _at_most(entries: list[Any]) -> list[Any]:
    if len(entries) > MOST_ENTRIES:
        msg = f"{len(entries):,} entries; {MOST_ENTRIES:,} is the most. Split the file."
        raise ExchangeError(msg)
    return entries


def _name(entry: object, index: int) -> str:
    """What a broken entry calls itself, or which one it is, from 1."""
    name = entry.get("name") or entry.get("id") if isinstance(entry, dict) else None
    return f"{str(name)[:60]} (entry {index + 1})" if name else f"entry {index + 1}"


def _draft(slug: str, exercise: Exercise) -> str:
    """Carry over what the list says; in which stage each sentence belongs, it does not say."""
    instructions = "\n".join(exercise.instructions).replace("{", "{{").replace("}", "}}")
    for end in (". ", "! ", "? "):
        instructions = instructions.replace(end, f"{end[0]}\n")
    known = {
        "id": exercise.id,
        "level": exercise.level,
        "force": exercise.force,
        "mechanic": exercise.mechanic,
        "equipment": exercise.equipment,
        "other muscles": ", ".join(exercise.secondaryMuscles),
    }
    cues = [("", sentence) for line in instructions.splitlines() if (sentence := line.strip())]
    return draft(
        slug,
        exercise.name,
        ", ".join(exercise.primaryMuscles),
        cues or TO_WRITE,
        {name: value for name, value in known.items() if value},
    )
