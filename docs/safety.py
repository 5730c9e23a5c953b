"""The lists of `docs/safety.md`, written from `data/safety.toml`."""

import re
from pathlib import Path

from stretchlib.catalog import get_stretch
from stretchlib.safety import conditions, matrix, red_flags
from stretchlib.safety.facts import facts

PAGE = Path(__file__).parent / "safety.md"


def keys(sources: tuple[str, ...]) -> str:
    """Sources by their keys, as this page names them."""
    return " ".join(f"`{key}`" for key in sources)


def flags() -> str:
    """Every warning sign, in its tier."""
    told = red_flags()
    lines = []
    for name, tier in facts().tiers.items():
        lines += ["", f"**{tier.do}** {keys(tier.sources)}", ""]
        signs = told[told["tier"] == name]
        lines += [f"- {row.says}. {keys(row.sources)}" for row in signs.itertuples()]
    return "\n".join(lines[1:])


def changes() -> str:
    """Every condition with what it changes, one line for each reason."""
    table = matrix()
    table = table[table["stretch"].isin(facts().judged) & (table["verdict"] != "allowed")]
    lines = []
    for name, condition in conditions().iterrows():
        mine = table[table["condition"] == name]
        lines += ["", f"**{condition['title']}** (ask {condition['ask']})", ""]
        told = mine.groupby(["verdict", "by", "reason", "sources"], sort=False)["stretch"].agg(list)
        for (verdict, by, reason, sources), slugs in told.items():
            titles = ", ".join(get_stretch(slug).title for slug in slugs)
            every = "Every stretch" if len(slugs) == len(facts().judged) else titles
            how = f"replaced by {get_stretch(by[0]).title}" if by else verdict
            lines.append(f"- *{every}*: {how}. {reason} {keys(sources)}")
    return "\n".join(lines[1:])


def filled(page: str) -> str:
    """The page with its lists as they should be."""
    for name, written in (("flags", flags()), ("changes", changes())):
        marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
        begin, end = map(re.escape, marks)
        body = f"{marks[0]}\n\n{written}\n\n{marks[1]}"
        page = re.sub(f"{begin}.*{end}", lambda _, body=body: body, page, flags=re.DOTALL)
    return page


def main() -> None:
    """Write them into the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
