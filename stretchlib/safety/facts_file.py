"""How `data/safety.toml` is checked: key by key, and each rule against the cues that there are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from stretchlib.catalog.cures import Problem, near, problems_of
from stretchlib.catalog.reader import load
from stretchlib.catalog.schema import BrokenFile, read_toml
from stretchlib.safety.fact_tables import Facts


def checked_facts(path: Path) -> Facts:
    """What the file says; BrokenFile lists every problem with key, value and cure."""
    known = facts_from(path.name, read_toml(path))
    if problems := [*unreached(known)]:
        raise BrokenFile(path.name, problems)
    return known


def facts_from(name: str, raw: dict[str, Any]) -> Facts:
    """Raw TOML to checked facts; BrokenFile lists every problem with key, value and cure."""
    try:
        return TypeAdapter(Facts).validate_python(raw)
    except ValidationError as error:
        raise BrokenFile(name, problems_of(Facts, error.errors())) from error


def unreached(known: Facts) -> Iterator[Problem]:
    """The rules that name a stretch, or the key of a cue, that is not there: they do nothing."""
    keys = {slug: {cue.key for cue in load().stretches[slug].cues} for slug in _shipped()}
    all_keys = {key for slug in known.judged for key in keys.get(slug, ()) if key}
    for name, condition in known.conditions.items():
        for slug, changes in condition.rules.items():
            where = f"conditions.{name}.{f'changes.{slug}' if slug else 'everything'}"
            if slug and slug not in keys:
                what = "this rule reaches no cue: there is no such stretch."
                yield Problem(where, repr(slug), what, near(slug, keys))
                continue
            there = {key for key in keys[slug] if key} if slug else all_keys
            for hands in (change.hands for change in changes if change.hands):
                drawn = _ways_of_holding(slug)
                if hands not in drawn:
                    what = f"the figure of {slug or 'every stretch'} has no such hands."
                    yield Problem(f"{where}.hands", repr(hands), what, near(hands, drawn))
            for key in (key for change in changes for key in change.drops):
                if key not in there:
                    what = f"this rule reaches no cue of {slug or 'any stretch'}."
                    cure = f"{near(key, there)} Or give the cue key = {key!r} in its file."
                    yield Problem(f"{where}.drops", repr(key), what, cure)


def _ways_of_holding(slug: str | None) -> dict[str, object]:
    figure = load().stretches[slug].figure if slug else None
    return dict(figure.get("variants", {})) if figure else {}


def _shipped() -> list[str]:
    found = load()
    return [slug for slug in found.stretches if found.origin(f"stretch {slug}") == "shipped"]
