"""What the parts of a stretch, or of a routine, ask of each other."""

import string
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from stretchlib.catalog.cures import Problem, near
from stretchlib.catalog.schema import (
    BrokenFile,
    CueTable,
    RoutineFile,
    StepTable,
    StretchFile,
    check_parts,
)
from stretchlib.figure import FigureTable
from stretchlib.model import SPOKEN_LIMIT_S, Cue, RoutineEntry, StepEntry, Stretch, spoken_s


def stretch_from(
    name: str,
    raw: dict[str, Any],
    sources: Iterable[str],
    figures: Mapping[str, Mapping[str, Any]] | None = None,
) -> Stretch:
    """A checked stretch; BrokenFile lists every problem with key, value and cure."""
    named, known = raw.get("figure"), figures or {}
    if isinstance(named, str) and named in known:
        raw = raw | {"figure": known[named]}
    file, right, problems = check_parts(StretchFile, raw)
    problems += _stretch_problems(file, right)
    if isinstance(named, str):
        problems = list(_of_a_named_figure(named, known, problems))
    if "photo" in right and file.photo and named:
        cure = "Take one of the two lines out."
        problems.append(Problem("photo", repr(file.photo), "there is a figure, too.", cure))
    if "sources" in right:
        problems += unknown_sources(file.sources, sources)
    if problems:
        raise BrokenFile(name, problems)
    paces = file.paces.paces()
    converted = {"cues", "paces", "draft", "photo", "figure"}
    return Stretch(
        **{key: getattr(file, key) for key in StretchFile.model_fields if key not in converted},
        figure=file.figure.model_dump(mode="json", exclude_none=True) if file.figure else None,
        cues=tuple(Cue(c.stage, c.text, c.say, c.pace, c.key) for c in file.cues),
        paces={kind: paces[kind] for kind in raw["paces"]},
    )


def _of_a_named_figure(
    named: str, known: Mapping[str, Mapping[str, Any]], problems: Iterable[Problem]
) -> Iterator[Problem]:
    """The same problems, of the name that was written and not of what it stands for."""
    is_reported = False
    for problem in problems:
        if not problem.key.startswith("figure"):
            yield problem
        elif named not in known:
            yield problem._replace(value=repr(named), cure=near(named, known))
        elif not is_reported:
            is_reported = True
            tables = {slug: FigureTable.model_validate(figure) for slug, figure in known.items()}
            both = [slug for slug, table in tables.items() if not table.names_a_side]
            cure = f"Name one of these: {', '.join(both)}."
            yield Problem("figure", repr(named), "it is drawn for one side alone.", cure)


def routine_from_file(
    name: str, raw: dict[str, Any], stretches: Mapping[str, Stretch], sources: Iterable[str]
) -> RoutineEntry:
    """A checked routine; BrokenFile lists every problem with key, value and cure."""
    file, right, problems = check_parts(RoutineFile, raw)
    if "steps" in right:
        problems += routine_problems(file, stretches)
    if "sources" in right:
        problems += unknown_sources(file.sources, sources)
    if problems:
        raise BrokenFile(name, problems)
    return entry_of(file)


def entry_of(file: RoutineFile) -> RoutineEntry:
    """A routine as its file has it, once that has been checked."""
    steps = [
        StepEntry(step.stretch, pace, step.sets, step.rest_s, step.enhance_s, step.sides)
        for step in file.steps
        for pace in step.paces().values()
    ]
    return RoutineEntry(file.slug, file.title, tuple(steps), file.summary, file.dose, file.sources)


def routine_problems(file: RoutineFile, stretches: Mapping[str, Stretch]) -> Iterator[Problem]:
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
        stretch = stretches.get(step.stretch)
        if stretch:
            yield from _step_problems(key, step, stretch)
        else:
            cure = near(step.stretch, stretches)
            yield Problem(f"{key}.stretch", repr(step.stretch), "no such stretch.", cure)


def _step_problems(key: str, step: StepTable, stretch: Stretch) -> Iterator[Problem]:
    for kind in step.paces():
        if kind not in stretch.paces:
            what = f"{stretch.slug} is not done as a {kind}."
            yield Problem(f"{key}.{kind}", "", what, f"Give a {' or '.join(stretch.paces)}.")
    if step.enhance_s and not stretch.has_enhance:
        what = f"{stretch.slug} has no enhance stage of its own."
        yield Problem(f"{key}.enhance_s", f"{step.enhance_s:g}", what, "Leave enhance_s out.")
    sides = step.sides
    if sides is not None and not (sides and set(sides) <= set(stretch.sides)):
        what = f"these are not sides of {stretch.slug}."
        cure = f"Name one or more of {' and '.join(stretch.sides)}, or leave sides out."
        yield Problem(f"{key}.sides", repr(list(sides)), what, cure)
    elif sides is not None and len(set(sides)) < len(sides):
        yield Problem(f"{key}.sides", repr(list(sides)), "a side is named twice.", "Name it once.")


def unknown_sources(used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    """Sources that the bibliography lacks."""
    names = set(known)
    for key in used:
        if key not in names:
            meant = get_close_matches(key, names, n=1)
            cure = f"Did you mean {meant[0]!r}? Else write" if meant else "Write"
            cure = f"{cure} it into your own sources.toml, one folder up, or leave sources = []."
            yield Problem("sources", repr(key), "not in sources.toml.", cure)


def _stretch_problems(file: StretchFile, right: frozenset[str]) -> Iterator[Problem]:
    """What its parts ask of each other, as far as they are right by themselves."""
    for rule, reads in (
        (_side_problems, {"sides", "switch_s"}),
        (_pace_problems, {"paces", "cues"}),
        (_missing_cues, {"sides", "paces", "enhance_s", "cues"}),
    ):
        if reads <= right:
            yield from rule(file)
    if "cues" in right:
        for number, cue in enumerate(file.cues, 1):
            yield from _length_problems(f"cues[{number}]", cue)
    if "sides" in right:
        for key, words in _templates(file, right):
            yield from _template_problems(key, words, file)


def _templates(file: StretchFile, right: frozenset[str]) -> Iterator[tuple[str, str]]:
    """All words in which a side may be named, by their key."""
    for key in ("position", "felt"):
        if key in right:
            yield key, getattr(file, key)
    for key in ("variants", "checks", "cautions"):
        if key in right:
            yield from ((f"{key}[{i}]", words) for i, words in enumerate(getattr(file, key), 1))
    if "cues" in right:
        for number, cue in enumerate(file.cues, 1):
            yield f"cues[{number}].text", cue.text
            yield f"cues[{number}].say", cue.say
    if "figure" in right and file.figure:
        yield from ((f"figure.{name}.says", pose.says) for name, pose in file.figure.poses.items())
        yield "figure.hands.says", file.figure.hands.says
        for name, hands in file.figure.variants.items():
            yield f"figure.variants.{name}.says", hands.says


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
        cues = [c for c in file.cues if c.stage == "stretch" and c.pace in (None, kind)]
        if not cues and any(cue.stage == "stretch" for cue in file.cues):
            yield Problem(
                "cues",
                "",
                f"no cue for the stage 'stretch' in the pace {kind!r}.",
                f'Add one with pace = "{kind}", or one without a pace.',
            )


def _template_problems(key: str, words: str, file: StretchFile) -> Iterator[Problem]:
    try:
        fields = [part[1:] for part in string.Formatter().parse(words) if part[1] is not None]
    except ValueError:
        yield Problem(key, repr(words), "a brace has no partner.", "Write {side} or {other}.")
        return
    allowed = {"side", "other"} if "both" not in file.sides else set()
    for name, spec, conversion in fields:
        if name in allowed and not spec and not conversion:
            continue
        written = f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"
        cure = (
            "Write {side} for the side being stretched, {other} for the other one."
            if allowed
            else "A stretch of both sides at once has no {side}: leave it out."
        )
        yield Problem(key, repr(words), f"{written} means nothing here.", cure)


def _length_problems(key: str, cue: CueTable) -> Iterator[Problem]:
    words = cue.say or cue.text
    if spoken_s(words) > SPOKEN_LIMIT_S:
        yield Problem(
            f"{key}.{'say' if cue.say else 'text'}",
            repr(words),
            f"takes {spoken_s(words):.0f} s to say; {SPOKEN_LIMIT_S:.0f} s is the most.",
            f"Shorten it to {int(SPOKEN_LIMIT_S * 2.5)} words, or split it into two cues.",
        )
