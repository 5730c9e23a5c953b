"""The lists of `docs/safety.md`, written from `data/safety.toml`."""

import re
from functools import partial
from pathlib import Path
from typing import Any

from docs.sources import mark
from stretchlib.catalog.reader import get_stretch
from stretchlib.model import fill
from stretchlib.safety import conditions, matrix, red_flags
from stretchlib.safety.facts import facts

PAGE = Path(__file__).parent / "safety.md"


def keys(sources: tuple[str, ...]) -> str:
    """Sources as this page names them."""
    return ", ".join(mark(key) for key in sources)


def flags() -> str:
    """Every warning sign, in its tier."""
    table = red_flags()
    lines = []
    for name, tier in facts().tiers.items():
        lines += ["", f"**{tier.do}** {keys(tier.sources)}", ""]
        signs = table[table["tier"] == name]
        lines += [sign(row) for row in signs.to_dict("records")]
    return "\n".join(lines[1:])


def sign(row: dict[Any, Any]) -> str:
    """A warning sign, when it is asked, and what is said besides."""
    whom = facts().conditions[row["only"]].title if isinstance(row["only"], str) else ""
    asked = ", ".join(filter(None, [whom.lower(), "every week" if row["weekly"] else ""]))
    words = [f"- {row['says']}."]
    words += [f"*({asked})*"] if asked else []
    words += [row["do"]] if row["do"] else []
    return f"{' '.join(words)} {keys(row['sources'])}"


def changes() -> str:
    """Every condition with what it changes, one line for each reason."""
    table = matrix()
    table = table[table["stretch"].isin(facts().judged) & (table["effect"] != "allowed")]
    lines = []
    for name, condition in conditions().iterrows():
        mine = table[table["condition"] == name]
        lines += ["", f"**{condition['title']}** (ask {condition['ask']})", ""]
        advice = [condition[key] for key in ("first", "do") if condition[key]]
        lines += [f"- {words} {keys(condition['sources'])}" for words in advice]
        mine = mine.assign(how=[how(row) for row in mine.to_dict("records")])
        grouped = mine.groupby(["how", "reason", "sources"], sort=False)["stretch"].agg(list)
        for row in grouped.reset_index().to_dict("records"):
            slugs = row["stretch"]
            titles = ", ".join(get_stretch(slug).title for slug in slugs)
            every = "Every stretch" if len(slugs) == len(facts().judged) else titles
            lines.append(f"- *{every}*: {row['how']} {row['reason']} {keys(row['sources'])}")
    return "\n".join(lines[1:])


def how(row: dict[Any, Any]) -> str:
    """All that a condition does to a stretch, told for its first side."""
    if row["by"]:
        return f"replaced by {get_stretch(row['by'][0]).title}."
    if not row["variant"]:
        return f"{row['effect']}."
    stretch = get_stretch(row["stretch"])
    words = [f"changed. \u201c{fill(row['variant'], stretch.sides[0])}\u201d"]
    if row["pace"] == "hold":
        words.append("Held, without pressing and letting go.")
    if not row["enhance"]:
        words.append("Without going further at the end.")
    return " ".join(words)


def filled(page: str) -> str:
    """The page with its lists as they should be."""
    for name, written in (("flags", flags()), ("changes", changes())):
        marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
        begin, end = map(re.escape, marks)
        body = f"{marks[0]}\n\n{written}\n\n{marks[1]}"
        page = re.sub(f"{begin}.*{end}", partial(_as_it_is, body), page, flags=re.DOTALL)
    return page


def _as_it_is(body: str, _: re.Match[str]) -> str:
    return body


def main() -> None:
    """Write them into the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
