"""What we say of bodies names its source, every source is there, and none stands unused."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import safety
from docs.sources import PAGES, linked, mark, named
from stretchlib.catalog.citations import short
from stretchlib.catalog.reader import gallery, get_stretch, load, sources
from stretchlib.progress.adherence import LOWER_MARK_MIN, UPPER_MARK_MIN
from stretchlib.reports.sections import CITED
from stretchlib.safety.facts import facts
from stretchlib.ui import check_in

TOP = Path(__file__).parent.parent
PAGE = safety.PAGE.read_text("utf-8")
START_HERE = TOP / "notebooks" / "01_start_here.ipynb"
NOTHING_FOUND = "We found no "
OF_WHICH_NOTHING_WAS_FOUND = {
    "weak abdominals do",
    "another part that is weak, tight or injured does",
    "the chest should come to the thighs",
    "**Weak abdominals**",
    "**Making up for another part** that is weak, tight or injured",
}
"""The only claims that may stand without a source, because the page says that there is none."""
ABOUT_THE_WORKBOOK = re.compile(r"workbook|practice|gallery|of your own|\(ask [a-z ]+\)$")
"""What a paragraph is about that claims nothing of a body; or it is the heading of a list."""
REASSURING = re.compile(
    r"\b(usually|mostly|most often|harmless|fine|nothing to worry|safe to)\b", re.I
)


def markdown_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def claims(page: str) -> Iterator[str]:
    """Each row of a table of what is known, and each item of a list under a heading of safety."""
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    yield from (row for row in rows if not re.search(r"What is known|Said to be|It is said", row))


def section(page: str, heading: str) -> str:
    """What stands under one heading."""
    return page.split(f"## {heading}\n")[1].split("\n## ")[0]


def without_a_source(lines: Iterator[str]) -> list[str]:
    known = set(sources().index)
    return [line for line in lines if not named(line) & known and NOTHING_FOUND not in line]


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_no_claim_stands_without_its_source(page: str) -> None:
    assert len([*claims(page)]) >= 10
    assert without_a_source(claims(page)) == []


@pytest.mark.parametrize(
    "heading", ["The questions", "While and after", "What a condition changes"]
)
def test_no_item_of_a_list_stands_without_its_source(heading: str) -> None:
    items = re.split(r"\n(?=- |\n)", section(PAGE, heading))
    listed = [item for item in items if item.startswith("- ")]
    assert listed
    assert without_a_source(iter(listed)) == []


def test_a_claim_without_a_source_is_seen() -> None:
    assert without_a_source(
        iter(["| it helps | Always. |", "| it helps | Yes. `made_up_1999` |"])
    ) == [
        "| it helps | Always. |",
        "| it helps | Yes. `made_up_1999` |",
    ]


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_every_source_that_is_named_is_in_the_bibliography(page: str) -> None:
    assert named(page) - set(sources().index) == set()


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_only_of_what_is_listed_here_nothing_was_found(page: str) -> None:
    heads = {row.split("|")[1].strip() for row in claims(page) if NOTHING_FOUND in row}
    assert heads <= OF_WHICH_NOTHING_WAS_FOUND


@pytest.mark.parametrize("page", [PAGE, markdown_of(START_HERE)], ids=["safety", "start here"])
def test_no_paragraph_speaks_of_bodies_without_a_source(page: str) -> None:
    paragraphs = (words.strip() for words in re.split(r"\n\s*\n|\n#+ .*\n", page))
    prose = [
        words for words in paragraphs if words and not words.startswith(("|", "#", "<!--", "- "))
    ]
    bare = [words for words in without_a_source(iter(prose)) if not words.endswith(":")]
    bodies = [
        words
        for words in bare
        if re.search(r"\b(pain|lower back|your back|muscle|hip|spine)\b", words)
    ]
    assert [words for words in bodies if not ABOUT_THE_WORKBOOK.search(words)] == []


def test_only_the_statistics_name_their_sources_in_code() -> None:
    """What is said of a body stands in `data/`, with its sources, where no programmer is needed."""
    room = TOP / "stretchlib"
    known = [re.escape(key) for key in sources().index]
    quoted = re.compile(rf"""["']({"|".join(known)})["']""")
    found = {
        path.relative_to(room).as_posix(): set(quoted.findall(path.read_text("utf-8")))
        for path in [*room.rglob("*.py"), *(room / "player" / "src" / "ui").glob("*.mjs")]
    }
    an_example = "catalog/reader.py"
    assert {name for name, keys in found.items() if keys} == {"reports/sections.py", an_example}
    assert set(CITED) <= set(sources().index)


def test_whatever_is_said_of_a_body_after_a_question_names_its_source() -> None:
    pages = [
        check_in.sore_day("Gentle"),
        check_in.sore_day(""),
        check_in.past_mark_advice(["hamstrings"]),
        *map(check_in.advice, facts().advice),
    ]
    assert [page for page in pages if not re.search(r"Sources?: ", page)] == []


def test_nobody_is_reassured() -> None:
    sentences = [tier.why for tier in facts().tiers.values()]
    sentences += [flag.says for flag in facts().flags.values()]
    sentences += [scale.says for scale in facts().scales.values()]
    sentences += [words for hurt in facts().hurts.values() for words in (hurt.when, hurt.do)]
    sentences += [card.says for card in facts().advice.values()]
    assert [words for words in sentences if REASSURING.search(words)] == []


def test_no_source_stands_unused() -> None:
    """Used is what another file of the workbook names."""
    places = [
        *(TOP / "data").rglob("*.toml"),
        *(TOP / "docs").glob("*.md"),
        *(TOP / "notebooks").glob("*.ipynb"),
        *(TOP / "stretchlib").rglob("*.py"),
        *(TOP / "stretchlib" / "player" / "src").rglob("*.mjs"),
    ]
    text = "\n".join(p.read_text("utf-8") for p in places if p.name != "sources.toml")
    words = set(re.findall(r"\w+", text)) | named(text)
    assert [key for key in sources().index if key not in words] == []


def test_the_lists_of_the_page_are_those_of_the_file() -> None:
    assert safety.filled(PAGE) == PAGE, "Write them anew: python -m docs.safety"


# The sources themselves.

EFFECTS = re.compile(
    r"\b(against (a |an |your )?(stiff|sore|back|pain)|(treats?|heals?|cures?|fix(es)?|relieves?)"
    r" (your |a |the )?(lower )?(back|pain|stiff))",
    re.I,
)
TITLE_OF_HERS = re.compile(r"4\s+stretches\s+to\s+help\s+relieve\s+lower\s+back\s+pain")


def is_deep(url: object) -> bool:
    """Whether an address leads further in than somebody's front page."""
    return isinstance(url, str) and bool(re.fullmatch(r"https?://[^/]+/[^/].*", url))


def test_a_front_page_is_no_deep_link() -> None:
    assert not is_deep("https://theros.org.uk")
    assert not is_deep("https://theros.org.uk/")
    assert is_deep("https://theros.org.uk/bending")


def test_every_source_has_a_deep_link_or_says_why_not() -> None:
    wrong = [
        key
        for key, source in sources().iterrows()
        if is_deep(source["url"]) == isinstance(source["no_link"], str)
    ]
    assert wrong == []


def test_no_source_is_a_copy_on_a_page_of_low_authority() -> None:
    low = re.compile(r"scribd|manualzz|chirogeek|sankalp|biologyinsights|exercise4weight|cemle")
    assert [url for url in sources()["url"].dropna() if low.search(url)] == []


def test_nothing_that_is_shipped_names_a_source_by_a_former_key() -> None:
    former = {was for source in load().sources.values() for was in source.was}
    assert former
    files = [*(TOP / "data").rglob("*.toml"), *(TOP / "stretchlib").rglob("*.py"), *PAGES]
    text = "\n".join(p.read_text("utf-8") for p in files if p.name != "sources.toml")
    assert former & set(re.findall(r"\w+", text)) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_reader_meets_no_bare_key_but_a_link_of_today(page: Path) -> None:
    text = page.read_text("utf-8") if page.suffix == ".md" else markdown_of(page)
    assert linked(text) == text, "Write the links: python -m docs.sources"
    links = set(re.findall(r"<small>.*?</small>", text))
    assert links <= {mark(key) for key in sources().index}, (
        "Write the links: python -m docs.sources"
    )


def test_names_without_a_link_tell_sources_apart() -> None:
    bare = [short(source.title) for source in load().sources.values() if not source.url]
    assert len(bare) == len(set(bare))
    linked_to = sources()["url"].dropna()
    assert linked_to.is_unique


def test_nothing_claims_an_effect_on_a_body() -> None:
    files = [
        TOP / "README.md",
        TOP / "pyproject.toml",
        *(TOP / "docs").glob("*.md"),
        *(TOP / "notebooks").glob("*.ipynb"),
        *(TOP / "stretchlib").rglob("*.py"),
        *(TOP / "data" / "stretches").glob("*.toml"),
        *(TOP / "data" / "routines").glob("*.toml"),
    ]
    matches = {p.name: EFFECTS.search(TITLE_OF_HERS.sub("", p.read_text("utf-8"))) for p in files}
    assert {name: found[0] for name, found in matches.items() if found} == {}
    assert EFFECTS.search("Stretches against a stiff lower back")


def test_whose_idea_it_is_stands_on_the_four_cards_the_first_notebook_and_the_readme() -> None:
    four = ["hip_flexor_pull", "seated_figure_four", "standing_hamstring", "double_knee_hug"]
    places = [get_stretch(slug)._repr_html_() for slug in four]
    places += [gallery().html, markdown_of(START_HERE), (TOP / "README.md").read_text("utf-8")]
    for page_text in places:
        assert "Linda Minarik" in page_text
        assert "endorse" in page_text
    assert [s.slug for s in load().stretches.values() if "minarik" in s.sources] == four


def test_pooled_hamstring_trials_are_credited_to_the_review_that_pooled_them() -> None:
    assert "gou_2024" in named(markdown_of(START_HERE))
    says = sources()["says"]
    assert "amstring" not in says["hatefi_2021"].replace("Nothing on hamstrings", "")
    assert "14 trials, 735 people" in says["gou_2024"]
    assert "four times" in says["feland_2001"]
    assert "not for each muscle" in says["ingram_2024"]


def test_the_first_notebook_counts_the_stretches_beyond_the_four():
    words = ["five", "six", "seven", "eight", "nine", "ten"]
    more = words[len(load().stretches) - 4 - 5]
    text = (TOP / "notebooks" / "01_start_here.ipynb").read_text(encoding="utf-8")
    assert f"The gallery shows {more} more after them." in text


def test_the_sentence_on_minutes_a_week_names_the_marks_of_the_chart() -> None:
    says = facts().advice["weekly_minutes"].says
    assert f"below {LOWER_MARK_MIN:g} minutes a week" in says
    assert f"beyond {UPPER_MARK_MIN:g};" in says
