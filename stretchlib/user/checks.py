"""All that is wrong in a person's own files: file, line, key, value and cure."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pandas as pd

from stretchlib import _html, text
from stretchlib.catalog.cures import Problem
from stretchlib.catalog.reader import Catalog, check_files
from stretchlib.catalog.schema import BrokenFile, parse_toml, read_text
from stretchlib.model import POSTURES, Stretch
from stretchlib.places import own_folder
from stretchlib.user.folder import linked
from stretchlib.user.line_numbers import line_of

COLUMNS = {
    "file": "str",
    "line": "int64",
    "key": "str",
    "value": "str",
    "problem": "str",
    "cure": "str",
}


class Problems(pd.DataFrame):
    """What is wrong, one row each; it says so in words in a notebook. Empty: all is well."""

    def _repr_html_(self) -> str:
        lead = "".join(f"<p>{escape(words)}</p>" for words in self.attrs["words"])
        if self.empty:
            return lead
        own = own_folder()
        rows = [
            (linked(own / file, file), line, f"{key} = {value}" if value else key, problem, cure)
            for file, line, key, value, problem, cure in self.itertuples(index=False, name=None)
        ]
        heads = ["file", "line", "here", "what is wrong", "what to do"]
        return lead + _html.table(heads, rows, is_html=(0,))

    def __repr__(self) -> str:
        lines = [
            f"{file}, line {line}: {Problem(*problem)}"
            for file, line, *problem in self.itertuples(index=False, name=None)
        ]
        return "\n".join([*self.attrs["words"], *lines])


def check_catalog() -> Problems:
    """
    Every problem in every file of your own, with its line and the cure.

    A draft is listed with all that is still to fill in. Nothing is written.

    Returns
    -------
    DataFrame, one row per problem
        `file` (within your folder), `line` (from 1), `key` (empty for the file as a whole),
        `value` (as it is written; empty where there is none), `problem`, `cure`. Empty, with the
        same columns and types, when all is well. In a notebook it also says which of your
        stretches and routines stand in the place of shipped ones, and what a stretch may say that
        it does not say yet.

    Examples
    --------
    >>> check_catalog()
    There is nothing in your own folder yet. st.new_stretch("pigeon") begins a stretch there.
    """
    found, files = check_files()
    own = own_folder()
    rows = [
        (_within(own, path), _line(path, problem), *problem[:4])
        for path, broken in found.problems.items()
        for problem in broken.problems
    ]
    problems = Problems(rows, columns=list(COLUMNS)).astype(COLUMNS)
    in_order = problems.sort_values(["file", "line"], kind="stable", ignore_index=True)
    checked = Problems(in_order)
    checked.attrs["words"] = _words(found, [file for file in files if file.is_relative_to(own)])
    return checked


def _within(own: Path, path: Path) -> str:
    return path.relative_to(own).as_posix() if path.is_relative_to(own) else path.name


def _line(path: Path, problem: Problem) -> int:
    if problem.line:
        return problem.line
    try:
        text = read_text(path)
        parse_toml(path.name, text)
    except BrokenFile:
        return 1
    return line_of(text, problem.key)


def _words(found: Catalog, files: list[Path]) -> list[str]:
    if not files:
        how = 'st.new_stretch("pigeon") begins a stretch there.'
        return [f"There is nothing in your own folder yet. {how}"]
    count = text.count(len(files), "file")
    wrong = sum(path not in found.drafts for path in found.problems)
    words = [f"{count} in {own_folder()}: " + _summary(wrong, len(found.drafts))]
    for entry in found.written_in:
        if found.origin(entry) == "own, instead of the shipped one":
            kind, slug = entry.split()
            words.append(f"Your {kind} {slug} replaces the shipped one.")
    words += [
        f"{path.name} names the source {was}, which is {key} now; it is read as that."
        for path, former in found.renamed.items()
        for was, key in former.items()
    ]
    words += [notice for path in files if (notice := _may_say(found, path))]
    return words


def _may_say(found: Catalog, path: Path) -> str:
    """What a stretch of one's own may say besides: a file of an earlier version knew none of it."""
    slugs = [slug for slug in found.stretches if found.written_in[f"stretch {slug}"][-1] == path]
    more = [words for slug in slugs for words in _optional_keys(found.stretches[slug])]
    if not more:
        return ""
    return f"{path.name} is read as it is. If you like, it may also say: {'; '.join(more)}."


def _optional_keys(stretch: Stretch) -> Iterator[str]:
    if stretch.posture is None:
        yield f"posture, one of {', '.join(POSTURES)}, and there is time to get there"
    if not stretch.part and len(stretch.sides) == 2:
        yield 'part = "hip", or what else a side names, and "left hip" is said'
    if not any(cue.stage == "exit" for cue in stretch.cues):
        yield 'exit_s = 8, and a cue of the stage "exit" for the way out'
    if not any(cue.key == "felt" for cue in stretch.cues):
        yield 'key = "felt" at the cue that says where it is felt, and each side hears it'


def _summary(wrong: int, drafts: int) -> str:
    if not wrong and not drafts:
        return "all is well."
    parts = []
    if wrong:
        parts.append(f"{wrong} to be put right, and left out until then")
    if drafts:
        parts.append(f"{text.count(drafts, 'draft')} to fill in")
    return f"{'; '.join(parts)}."
